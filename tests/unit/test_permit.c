/* The permissions, against the matrices as they are published: domain.md, sections 2 and 3. */
#include "permit.h"
#include "unit_fail.h"

/* A line of a published matrix: who has the tick.  Workspace: Owner, Admin, Member, Viewer; beside
 * them the organization roles that act inside a workspace. */
static const struct {
	enum action action;
	const char *workspace;
	const char *org;
} published[] = {
	{ ACTION_agents_view, "OAMV", "O" },        /* 1 */
	{ ACTION_agents_create, "OAM", "O" },       /* 2 */
	{ ACTION_agents_edit, "OAM", "O" },         /* 3 */
	{ ACTION_agents_delete, "OA", "O" },        /* 4 */
	{ ACTION_calls_view, "OAMV", "O" },         /* 5 */
	{ ACTION_recordings_download, "OAM", "O" }, /* 6 */
	{ ACTION_calls_delete, "OA", "O" },         /* 7 */
	{ ACTION_calls_test, "OAM", "O" },          /* 8 */
	{ ACTION_campaigns_launch, "OAM", "O" },    /* 9 */
	{ ACTION_numbers_view, "OAMV", "O" },       /* 10 */
	{ ACTION_numbers_purchase, "OA", "O" },     /* 11 */
	{ ACTION_numbers_configure, "OA", "O" },    /* 12 */
	{ ACTION_numbers_release, "OA", "O" },      /* 13 */
	{ ACTION_keys_view, "OA", "O" },            /* 14 */
	{ ACTION_keys_create, "OA", "O" },          /* 15 */
	{ ACTION_keys_revoke, "OA", "O" },          /* 16 */
	{ ACTION_members_invite, "OA", "OA" },      /* 17; Org Admin: "workspace assignments" */
	{ ACTION_members_change_role, "OA", "OA" }, /* 18 */
	{ ACTION_members_remove, "OA", "OA" },      /* 19 */
	{ ACTION_settings_view, "OA", "O" },        /* 20 */
	{ ACTION_settings_edit, "OA", "O" },        /* 21 */
	{ ACTION_webhooks_view, "OA", "O" },        /* 20, webhooks among the settings */
	{ ACTION_webhooks_manage, "OA", "O" },      /* 21 */
	{ ACTION_telephony_view, "OA",
	    "O" }, /* 20, telephony among the settings; and the engine's */
	{ ACTION_telephony_edit, "OA", "O" },    /* 21 */
	{ ACTION_billing_view, "O", "O" },       /* 22 */
	{ ACTION_billing_manage, "O", "O" },     /* 23 */
	{ ACTION_workspace_delete, "O", "O" },   /* 24 */
	{ ACTION_workspace_transfer, "O", "O" }, /* 25 */
	/* "Members and Viewers see their own membership only"; Org Admin: "read the member list". */
	{ ACTION_members_view_self, "OAMV", "OA" },
	{ ACTION_members_view, "OA", "OA" },
	/* "An Org Admin or Viewer has no access inside a workspace without a workspace role." */
	{ ACTION_workspace_enter, "OAMV", "O" },
	/* "create, archive, unarchive a workspace (the workspace's Owner may … too)" */
	{ ACTION_workspace_archive, "O", "OA" },
	/* The organization's matrix. */
	{ ACTION_org_summary, "", "OAV" },
	{ ACTION_org_view, "", "OA" },
	{ ACTION_org_edit, "", "OA" },
	{ ACTION_workspaces_list, "", "OAV" },
	{ ACTION_org_members_manage, "", "OA" },
	{ ACTION_workspaces_create, "", "OA" },
	{ ACTION_analytics_view, "", "OAV" },
	{ ACTION_org_billing_view, "", "O" },
	{ ACTION_org_billing, "", "O" },
	{ ACTION_org_keys_view, "", "OA" },
	{ ACTION_org_keys_manage, "", "OA" },
	{ ACTION_audit_view, "", "OA" },
	{ ACTION_audit_stream, "", "OA" },
	{ ACTION_access_view, "", "OA" },
	{ ACTION_org_sso, "", "O" },
	{ ACTION_org_transfer, "", "O" },
	{ ACTION_org_delete, "", "O" },
	{ ACTION_installation_manage, "", "" },
	/* Section 1: what the engine does, and nobody else but the operator. */
	{ ACTION_calls_report, "", "" },
};

static bool
has(const char *letters, char letter)
{
	return letter != '\0' && strchr(letters, letter) != NULL;
}

/* Every action, every workspace role, every organization role. */
static void
test_matrix(void **state)
{
	(void)state;
	static const char roles[] = { '\0', 'O', 'A', 'M', 'V' };
	static const char org_roles[] = { '\0', 'O', 'A', 'V' };
	bool seen[ACTION_COUNT] = { false };
	for (size_t i = 0; i < sizeof(published) / sizeof(published[0]); i++) {
		enum action action = published[i].action;
		assert_false(seen[action]);
		seen[action] = true;
		for (int role = 0; role < ROLE_COUNT; role++)
			for (int org_role = 0; org_role < ORG_ROLE_COUNT; org_role++) {
				struct standing standing = { .principal = PRINCIPAL_user,
					.org_role = (enum org_role)org_role,
					.role = (enum role)role };
				bool expected = has(published[i].workspace, roles[role]) ||
				    has(published[i].org, org_roles[org_role]);
				if (permit(&standing, action) != expected)
					fail_about("%s: role '%s', org role '%s': should be %d",
					    action_row(action)->name, role_name(role),
					    org_role_name(org_role), expected);
			}
	}
	for (int i = 1; i < ACTION_COUNT; i++)
		if (!seen[i])
			fail_about(
			    "%s is in no published matrix", action_row((enum action)i)->name);
}

/* A key does what its scopes and its person's role both allow. */
static void
test_keys(void **state)
{
	(void)state;
	struct standing key = { .principal = PRINCIPAL_api_key, .role = ROLE_admin };
	for (int i = 1; i < ACTION_COUNT; i++)
		assert_false(permit(&key, (enum action)i));
	key.scopes = UINT32_C(1) << SCOPE_members_read | UINT32_C(1) << SCOPE_billing_read;
	assert_true(permit(&key, ACTION_members_view));
	assert_false(permit(&key, ACTION_members_invite));
	assert_false(permit(&key, ACTION_billing_view));
	key.role = ROLE_viewer;
	assert_false(permit(&key, ACTION_members_view));
	key.by_operator = true;
	assert_true(permit(&key, ACTION_members_view));
	assert_false(permit(&key, ACTION_workspace_delete));
	assert_int_equal(scope_find("members:read"), SCOPE_members_read);
	assert_int_equal(scope_find("members:all"), SCOPE_none);
	int n = 0;
	for (uint32_t bits = scope_defaults(); bits != 0; bits &= bits - 1)
		n++;
	assert_int_equal(n, 8);
}

static void
test_operator(void **state)
{
	(void)state;
	const struct standing operator= { .principal = PRINCIPAL_operator };
	const struct standing nobody = { .principal = PRINCIPAL_unknown };
	for (int i = 1; i < ACTION_COUNT; i++) {
		assert_string_equal(permit_through(&operator,(enum action) i), "operator");
		assert_false(permit(&nobody, (enum action)i));
	}
	assert_true(permit(&nobody, ACTION_none));
}

static void
test_through(void **state)
{
	(void)state;
	const struct standing both = {
		.principal = PRINCIPAL_user, .org_role = ORG_ROLE_org_owner, .role = ROLE_viewer
	};
	assert_string_equal(permit_through(&both, ACTION_agents_view), "viewer");
	assert_string_equal(permit_through(&both, ACTION_agents_edit), "org_owner");
	const struct standing admin = { .principal = PRINCIPAL_user,
		.org_role = ORG_ROLE_org_admin };
	assert_string_equal(permit_through(&admin, ACTION_members_invite), "org_admin");
	assert_null(permit_through(&admin, ACTION_agents_view));
}

static void
test_names(void **state)
{
	(void)state;
	for (int i = 1; i < ACTION_COUNT; i++)
		assert_int_equal(action_find(action_row((enum action)i)->name), i);
	assert_int_equal(action_find("none"), ACTION_none);
	assert_int_equal(action_find("nonsense"), ACTION_none);
	assert_string_equal(scope_name(SCOPE_none), "");
	assert_string_equal(scope_name(SCOPE_members_write), "members:write");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_matrix),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_operator),
		cmocka_unit_test(test_through),
		cmocka_unit_test(test_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
