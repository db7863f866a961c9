/* nexa status: where the daemon is, whether it answers, and who one is there. */
#include <string.h>

#include "jsonw.h"
#include "nexa.h"
#include "special.h"
#include "verb.h"
#include "visible.h"

struct status {
	struct nexa *nexa;
	const struct version_info *version; /* NULL: it does not answer */
	const struct me *me;                /* NULL: not signed in */
};

static void
add_line(struct str *out, const char *title, const char *text, const char *from)
{
	str_addf(out, "%-14s", title);
	visible_add(out, text);
	if (from != NULL)
		str_addf(out, " (%s)", from);
	str_add_char(out, '\n');
}

/* The place that verbs would use: what is set, else the only one there is; NULL: neither. */
static const char *
organization_of(const struct status *status)
{
	const char *set = config_text(status->nexa->config, OPTION_nexa_organization);
	if (set != NULL || status->me == NULL || status->me->organizations.n != 1)
		return set;
	return status->me->organizations.items[0].name;
}

static const char *
workspace_of(const struct status *status)
{
	const char *set = config_text(status->nexa->config, OPTION_nexa_workspace);
	if (set != NULL || status->me == NULL || status->me->workspaces.n != 1)
		return set;
	return status->me->workspaces.items[0].name;
}

static void
add_place(struct str *out, const struct status *status, const char *title, const char *name,
    enum option option)
{
	bool set = config_text(status->nexa->config, option) != NULL;
	if (name != NULL)
		add_line(out, title, name,
		    set ? config_from(status->nexa->config, option) : "the only one");
	else if (status->me != NULL)
		add_line(out, title, "none chosen", NULL);
}

static void
add_me(struct str *out, const struct me *me, struct arena *arena)
{
	const struct identity *who = &me->principal;
	const char *text =
	    who->email != NULL ? arena_printf(arena, "%s <%s>", who->name, who->email) : who->name;
	add_line(out, "you", text, vocab_name(VOCAB_principal, (int)who->type));
}

/* What keeps a sign-in from being found or saved. */
static void
add_keyring(struct str *out, const struct credential *credential)
{
	struct str sentence = STR_INIT(2000);
	if (credential->keyring == KEYRING_open)
		str_addf(&sentence, "open (%s)", credential->label);
	else
		credential_tell_keyring(
		    credential->keyring, credential->label, credential->detail, &sentence);
	if (sentence.len > 0)
		add_line(out, "keyring", str_text(&sentence), NULL);
	str_release(&sentence);
}

/* Where a password does not let one in. */
static void
add_closed(struct str *out, const struct me *me, struct arena *arena)
{
	for (size_t i = 0; i < me->organizations.n; i++)
		if (me->organizations.items[i].sso_required)
			add_line(out, "not open",
			    arena_printf(arena,
			        "%s is entered by single sign-on only: "
			        "nexa login --sso %s",
			        me->organizations.items[i].name, me->principal.email),
			    NULL);
}

static void
add_lines(struct str *out, const struct status *status)
{
	struct nexa *nexa = status->nexa;
	const struct version_info *version = status->version;
	add_line(out, "daemon", client_where(nexa->client), nexa->where_from);
	if (version != NULL)
		add_line(out, "version",
		    arena_printf(&nexa->arena, "%s %s, API %s, schema %s", version->name,
		        version->version, version->api, version->schema),
		    NULL);
	if (status->me != NULL)
		add_me(out, status->me, &nexa->arena);
	add_line(
	    out, "token", credential_place_name(nexa->credential.place), nexa->credential.from);
	add_keyring(out, &nexa->credential);
	add_place(out, status, "organization", organization_of(status), OPTION_nexa_organization);
	add_place(out, status, "workspace", workspace_of(status), OPTION_nexa_workspace);
	if (status->me != NULL)
		add_closed(out, status->me, &nexa->arena);
	if (client_is_read_only(nexa->client))
		add_line(out, "read-only", "yes", config_from(nexa->config, OPTION_nexa_read_only));
}

static void
add_json(struct str *out, const struct status *status)
{
	struct nexa *nexa = status->nexa;
	struct jsonw w = { .out = out };
	jsonw_open(&w, '{');
	jsonw_key(&w, "daemon");
	jsonw_text(&w, client_where(nexa->client));
	jsonw_key(&w, "reachable");
	jsonw_bool(&w, status->version != NULL);
	jsonw_key(&w, "version");
	if (status->version != NULL)
		codec_write(&w, shape_fields(SHAPE_version_info), status->version);
	else
		jsonw_null(&w);
	jsonw_key(&w, "principal");
	if (status->me != NULL)
		codec_write(&w, shape_fields(SHAPE_identity), &status->me->principal);
	else
		jsonw_null(&w);
	jsonw_key(&w, "token");
	jsonw_text(&w, credential_place_name(nexa->credential.place));
	jsonw_key(&w, "keyring");
	jsonw_text(&w, keyring_state_name(nexa->credential.keyring));
	jsonw_key(&w, "organization");
	jsonw_text(&w, organization_of(status));
	jsonw_key(&w, "workspace");
	jsonw_text(&w, workspace_of(status));
	jsonw_key(&w, "sso_required");
	jsonw_open(&w, '[');
	for (size_t i = 0; status->me != NULL && i < status->me->organizations.n; i++)
		if (status->me->organizations.items[i].sso_required)
			jsonw_text(&w, status->me->organizations.items[i].name);
	jsonw_close(&w, ']');
	jsonw_key(&w, "read_only");
	jsonw_bool(&w, client_is_read_only(nexa->client));
	jsonw_close(&w, '}');
	str_add_char(out, '\n');
}

static void
print_status(const struct status *status)
{
	struct str text = STR_INIT(1 << 20);
	if (status->nexa->printer.output == OUTPUT_json)
		add_json(&text, status);
	else
		add_lines(&text, status);
	print_bytes(&status->nexa->printer, text.data, text.len);
	(void)print_finish(&status->nexa->printer);
	str_release(&text);
}

int
special_status(struct nexa *nexa, const struct verb *line)
{
	struct err err;
	struct status status = { .nexa = nexa };
	const struct me_get_args args = { .first = 0 };
	(void)line;
	if (nexa_connect(nexa, &err) != 0)
		return nexa_complain(&err);
	struct reply *version = client_run(nexa->client, OP_system_version, NULL, NULL);
	struct reply *me = NULL;
	struct reply *last = version;
	status.version = version->value;
	if (version->err.problem == PROBLEM_none) {
		me = client_run(nexa->client, OP_me_get, NULL, &args);
		status.me = me->value;
		last = me;
	}
	print_status(&status);
	int exit_status = last->err.problem == PROBLEM_none ? 0 : nexa_complain_reply(nexa, last);
	reply_free(version);
	reply_free(me);
	return exit_status;
}
