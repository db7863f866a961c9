/* Values to JSON and back: every shape with made-up values, and every way to be refused. */
#include "arena.h"
#include "chance.h"
#include "clock.h"
#include "codec.h"
#include "json.h"
#include "jsonw.h"
#include "op.h"
#include "str.h"
#include "unit_fail.h"

enum { ROUNDS = 60 };

/* ---- making values ---- */

struct maker {
	struct chance chance;
	struct arena arena;
};

/* Every list of a shape has the same layout. */
struct many {
	char *items;
	size_t n;
};

static void make_value(struct maker *maker, const struct field *fields, char *value);

static const char *
make_text(struct maker *maker, enum kind kind)
{
	static const char *const raw[] = { "{}", "{\"a\":[1,null],\"b\":\"\xc3\xa9\"}",
		"{\"after\":{\"role\":\"admin\"},\"reason\":\"a \\\"b\\\"\"}" };
	static const char *const names[] = { "Ada", "Ren\xc3\xa9 O'Brien",
		"\xe6\x9d\x8e \xe5\xb0\x8f\xe9\xbe\x99", "a \"quoted\" \\ name", "\xf0\x9f\x98\x80",
		"<b>&amp;</b>" };
	if (kind_row(kind)->class == CLASS_raw)
		return raw[chance_below(&maker->chance, 3)];
	if (kind == KIND_name || kind == KIND_text)
		return names[chance_below(&maker->chance, 6)];
	return kind_row(kind)->example;
}

static void
make_scalar(struct maker *maker, enum kind kind, char *at)
{
	const struct kind_row *row = kind_row(kind);
	int64_t least;
	int count;
	switch (row->class) {
	case CLASS_text:
	case CLASS_raw:
		*(const char **)(void *)at = make_text(maker, kind);
		break;
	case CLASS_number:
	case CLASS_money:
		least = row->least;
		*(int64_t *)(void *)at = least +
		    (int64_t)(chance_next(&maker->chance) % (uint64_t)(row->limit - least + 1));
		break;
	case CLASS_flag:
		*(bool *)at = chance_below(&maker->chance, 2) == 0;
		break;
	case CLASS_time:
		*(int64_t *)(void *)at =
		    (int64_t)(chance_next(&maker->chance) % UINT64_C(253402300799999)) + 1;
		break;
	case CLASS_word:
		(void)vocab_words(row->vocab, &count);
		*(int *)(void *)at = 1 + (int)chance_below(&maker->chance, (size_t)count - 1);
		break;
	}
}

static void
make_many(struct maker *maker, enum shape shape, struct many *many)
{
	size_t size = shape_row(shape)->size;
	many->n = chance_below(&maker->chance, 4);
	many->items = arena_new(&maker->arena, many->n * size);
	for (size_t i = 0; i < many->n; i++)
		make_value(maker, shape_fields(shape), many->items + i * size);
}

static void
make_texts(struct maker *maker, enum kind kind, struct texts *texts)
{
	texts->n = chance_below(&maker->chance, 4);
	texts->items = arena_new(&maker->arena, texts->n * sizeof(*texts->items));
	for (size_t i = 0; i < texts->n; i++)
		texts->items[i] = make_text(maker, kind);
}

static void
make_field(struct maker *maker, const struct field *field, char *value)
{
	char *at = value + field->offset;
	bool given = chance_below(&maker->chance, 3) > 0;
	if (field->has != 0)
		*(bool *)(value + field->has) = given;
	switch (field->word) {
	case FIELD_embed:
		make_value(maker, shape_fields(field->shape), at);
		break;
	case FIELD_sub:
		if (!given)
			break;
		*(char **)(void *)at = arena_new(&maker->arena, shape_row(field->shape)->size);
		make_value(maker, shape_fields(field->shape), *(char **)(void *)at);
		break;
	case FIELD_many:
		make_many(maker, field->shape, (struct many *)(void *)at);
		break;
	case FIELD_texts:
		make_texts(maker, field->kind, (struct texts *)(void *)at);
		break;
	default:
		if (given || field->word == FIELD_must || field->word == FIELD_aim)
			make_scalar(maker, field->kind, at);
		break;
	}
}

static void
make_value(struct maker *maker, const struct field *fields, char *value)
{
	for (; fields->name != NULL; fields++)
		make_field(maker, fields, value);
}

/* ---- there and back ---- */

typedef void write_fn(struct jsonw *w, const struct field *fields, const void *value);

static void
print_value(write_fn *write, const struct field *fields, const void *value, struct str *out)
{
	struct jsonw w = { .out = out };
	write(&w, fields, value);
	assert_false(out->failed);
}

static void
round_trip(
    struct maker *maker, const struct field *fields, size_t size, write_fn *write, bool strict)
{
	struct str first = STR_INIT(1 << 20);
	struct str second = STR_INIT(1 << 20);
	struct faults faults = { .n = 0 };
	struct err err;
	struct json *json;
	char *value = arena_new(&maker->arena, size);
	char *back = arena_new(&maker->arena, size);
	make_value(maker, fields, value);
	print_value(write, fields, value, &first);
	if (json_parse(str_text(&first), first.len, &json, &err) != 0)
		fail_about("%s: %s", err.text, str_text(&first));
	if (!codec_read(json, fields, strict, &maker->arena, back, &faults))
		fail_about("%s: %s", faults.items[0].text, str_text(&first));
	json_free(json);
	print_value(write, fields, back, &second);
	assert_string_equal(str_text(&second), str_text(&first));
	str_release(&first);
	str_release(&second);
}

/* An answer that the daemon prints and the client reads. */
static void
test_every_shape(void **state)
{
	(void)state;
	for (int shape = 1; shape < SHAPE_COUNT; shape++)
		for (int i = 0; i < ROUNDS; i++) {
			struct maker maker = { .chance = { (uint64_t)(shape * 1000 + i + 1) } };
			round_trip(&maker, shape_fields((enum shape)shape),
			    shape_row((enum shape)shape)->size, codec_write, false);
			arena_release(&maker.arena);
		}
}

/* A request that the client prints and the daemon reads. */
static void
test_every_request(void **state)
{
	(void)state;
	for (int op = 1; op < OP_COUNT; op++)
		for (int i = 0; i < ROUNDS; i++) {
			struct maker maker = { .chance = { (uint64_t)(op * 1000 + i + 1) } };
			round_trip(&maker, op_params((enum op_id)op), ops[op].args_size,
			    codec_write_given, true);
			arena_release(&maker.arena);
		}
}

/* A member left out is the only difference. */
static void
test_write_without(void **state)
{
	(void)state;
	struct maker maker = { .chance = { 5 } };
	const struct field *fields = shape_fields(SHAPE_audit_event);
	struct audit_event event = { 0 };
	struct str with = STR_INIT(100000);
	struct str without = STR_INIT(100000);
	struct jsonw w = { .out = &without };
	make_value(&maker, fields, (char *)&event);
	print_value(codec_write, fields, &event, &with);
	codec_write_without(&w, fields, &event, "leaf_hash");
	size_t before = (size_t)(strstr(with.data, "\"leaf_hash\"") - with.data);
	const char *after = strchr(with.data + before, ',') + 1;
	assert_memory_equal(str_text(&without), with.data, before);
	assert_string_equal(str_text(&without) + before, after);
	str_release(&with);
	str_release(&without);
	arena_release(&maker.arena);
}

/* ---- reading ---- */

struct reading {
	struct arena arena;
	struct faults faults;
	bool ok;
};

static void
read_text(
    struct reading *reading, const char *text, const struct field *fields, bool strict, void *value)
{
	struct json *json;
	*reading = (struct reading){ .ok = false };
	assert_int_equal(json_parse(text, strlen(text), &json, NULL), 0);
	reading->ok = codec_read(json, fields, strict, &reading->arena, value, &reading->faults);
	json_free(json);
}

static void
test_request_faults(void **state)
{
	(void)state;
	static const struct {
		enum op_id op;
		const char *body;
		enum problem problem;
		const char *subject;
	} cases[] = {
		{ OP_invitation_create, "{\"email\":\"a@b.example\"}", PROBLEM_invalid_field,
		    "role" },
		{ OP_invitation_create, "{\"email\":null,\"role\":\"viewer\"}",
		    PROBLEM_invalid_field, "email" },
		{ OP_invitation_create, "{\"email\":7,\"role\":\"viewer\"}", PROBLEM_invalid_field,
		    "email" },
		{ OP_invitation_create, "{\"email\":\"a@b.example\",\"role\":\"boss\"}",
		    PROBLEM_invalid_field, "role" },
		{ OP_invitation_create, "{\"email\":\"a@b.example\",\"role\":\"\"}",
		    PROBLEM_invalid_field, "role" },
		{ OP_invitation_create, "{\"email\":\"a@b.example\",\"role\":\"Viewer\"}",
		    PROBLEM_invalid_field, "role" },
		{ OP_invitation_create, "{\"email\":\"a@b.example\",\"role\":1}",
		    PROBLEM_invalid_field, "role" },
		{ OP_invitation_create, "{\"email\":\"a@b.example\",\"role\":\"viewer\",\"x\":1}",
		    PROBLEM_unknown_field, "x" },
		{ OP_member_batch, "{\"changes\":{}}", PROBLEM_invalid_field, "changes" },
		{ OP_member_batch, "{\"changes\":[1]}", PROBLEM_invalid_field, "changes" },
		{ OP_member_batch, "{\"changes\":[{\"role\":\"viewer\"}]}", PROBLEM_invalid_field,
		    "user_id" },
		{ OP_member_batch, "{\"changes\":[{\"user_id\":\"usr_1\",\"version\":1.5}]}",
		    PROBLEM_invalid_field, "version" },
		{ OP_member_batch, "{\"changes\":[{\"user_id\":\"usr_1\",\"version\":-1}]}",
		    PROBLEM_invalid_field, "version" },
		{ OP_member_batch, "{\"changes\":[{\"user_id\":\"usr_1\",\"version\":\"1\"}]}",
		    PROBLEM_invalid_field, "version" },
		{ OP_member_batch, "{\"changes\":[{\"user_id\":\"usr_1\",\"nonsense\":1}]}",
		    PROBLEM_unknown_field, "nonsense" },
		{ OP_org_update, "{\"contact\":[]}", PROBLEM_invalid_field, "contact" },
		{ OP_org_update, "{\"contact\":{\"fax\":\"1\"}}", PROBLEM_unknown_field,
		    "contact.fax" },
		{ OP_org_update, "{\"contact\":{\"email\":\"no address\"}}", PROBLEM_invalid_field,
		    "contact.email" },
		{ OP_org_update, "{\"gstin\":\"short\"}", PROBLEM_invalid_field, "gstin" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct reading reading;
		_Alignas(16) char args[1024] = { 0 };
		read_text(&reading, cases[i].body, op_params(cases[i].op), true, args);
		if (reading.ok || reading.faults.n != 1)
			fail_about("%zu faults: %s", reading.faults.n, cases[i].body);
		assert_int_equal(reading.faults.items[0].problem, cases[i].problem);
		assert_string_equal(reading.faults.items[0].subject, cases[i].subject);
		arena_release(&reading.arena);
	}
}

/* All that is wrong is told, in the order of the body; what is missing comes last. */
static void
test_several_faults(void **state)
{
	(void)state;
	struct reading reading;
	struct err err;
	struct workspace_create_args args = { 0 };
	read_text(&reading,
	    "{\"name\":\" a\",\"nonsense\":1,\"members\":[{\"user_id\":\"usr_1\",\"role\":\"x\"},{}]}",
	    op_params(OP_workspace_create), true, &args);
	static const char *const subjects[] = { "name", "nonsense", "role", "user_id", "role",
		"region" };
	assert_false(reading.ok);
	assert_int_equal(reading.faults.n, 6);
	for (size_t i = 0; i < 6; i++)
		assert_string_equal(reading.faults.items[i].subject, subjects[i]);
	assert_int_equal(faults_fail(&reading.faults, &err), PROBLEM_invalid_field);
	assert_string_equal(err.subject, "name");
	arena_release(&reading.arena);
}

static void
test_many_faults(void **state)
{
	(void)state;
	struct reading reading;
	struct org_update_args args = { 0 };
	struct str body = STR_INIT(10000);
	for (int i = 0; i < 2 * FAULTS_MAX; i++)
		str_addf(&body, "%c\"x%d\":1", i == 0 ? '{' : ',', i);
	str_add_char(&body, '}');
	read_text(&reading, str_text(&body), op_params(OP_org_update), true, &args);
	assert_false(reading.ok);
	assert_int_equal(reading.faults.n, FAULTS_MAX);
	str_release(&body);
	arena_release(&reading.arena);
	assert_int_equal(faults_fail(&(struct faults){ .n = 0 }, NULL), 0);
}

/* RFC 7396: absent, null and a value are three things. */
static void
test_absent_null_value(void **state)
{
	(void)state;
	struct reading reading;
	struct org_update_args args = { 0 };
	read_text(&reading,
	    "{\"legal_name\":null,\"name\":\"Acme\",\"contact\":{\"phone\":null,\"person\":\"Ada\"}}",
	    op_params(OP_org_update), true, &args);
	assert_true(reading.ok);
	assert_true(args.has_legal_name && args.legal_name == NULL);
	assert_true(args.has_name && strcmp(args.name, "Acme") == 0);
	assert_false(args.has_gstin || args.has_status);
	const struct contact none = { 0 };
	const struct contact *contact = args.contact == NULL ? &none : args.contact;
	assert_true(args.has_contact);
	assert_true(contact->has_phone && contact->phone == NULL);
	assert_true(contact->has_person && contact->person != NULL);
	assert_false(contact->has_email);
	arena_release(&reading.arena);
	args = (struct org_update_args){ 0 };
	read_text(&reading, "{\"contact\":null}", op_params(OP_org_update), true, &args);
	assert_true(reading.ok && args.has_contact && args.contact == NULL);
	arena_release(&reading.arena);
}

/* A number that can be cleared: absent, null and a value are three things on the way back, too. */
static void
test_cleared_numbers(void **state)
{
	(void)state;
	static const char patch[] = "{\"max_call_duration_sec\":60,\"recording_enabled\":null,"
	                            "\"retention_recordings_days\":null}";
	struct reading reading;
	struct workspace_settings_update_args args = { 0 };
	const struct field *params = op_params(OP_workspace_settings_update);
	read_text(&reading, patch, params, true, &args);
	assert_true(reading.ok);
	assert_true(args.has_max_call_duration_sec && !args.null_max_call_duration_sec);
	assert_int_equal(args.max_call_duration_sec, 60);
	assert_true(args.has_recording_enabled && args.null_recording_enabled);
	assert_true(args.has_retention_recordings_days && args.null_retention_recordings_days);
	assert_false(args.has_retention_transcripts_days || args.null_retention_transcripts_days);
	struct str text = STR_INIT(1000);
	struct jsonw w = { .out = &text };
	codec_write_given(&w, params, &args);
	assert_string_equal(str_text(&text), patch);
	str_release(&text);
	arena_release(&reading.arena);
}

/* An answer by a newer daemon: what is unknown is passed over, and the rest is there. */
static void
test_newer_answer(void **state)
{
	(void)state;
	struct reading reading;
	struct member member = { 0 };
	read_text(&reading,
	    "{\"user_id\":\"usr_1\",\"email\":\"a@b.example\",\"role\":\"superviewer\",\"joined_at\":null,"
	    "\"last_active_on\":null,\"mood\":{\"x\":[1]},\"version\":3}",
	    shape_fields(SHAPE_member), false, &member);
	assert_true(reading.ok);
	assert_int_equal(reading.faults.n, 0);
	assert_string_equal(member.email, "a@b.example");
	assert_int_equal(member.role, ROLE_unknown);
	assert_int_equal(member.version, 3);
	assert_null(member.display_name);
	assert_null(member.last_active_on);
	arena_release(&reading.arena);
}

/* What the daemon writes into an event must survive the client, or no client could check a leaf: the
 * operator's id is "uid:0", and a request id may hold a dot. */
static void
test_an_operators_event(void **state)
{
	(void)state;
	struct reading reading;
	struct audit_event event = { 0 };
	read_text(&reading,
	    "{\"actor\":{\"email\":null,\"id\":\"uid:0\",\"name\":\"root\",\"type\":\"operator\"},"
	    "\"request_id\":\"trace.1-a_B\"}",
	    shape_fields(SHAPE_audit_event), false, &event);
	assert_true(reading.ok);
	if (event.actor.id == NULL || event.request_id == NULL)
		fail_about("lost: %s%s", event.actor.id == NULL ? "actor.id " : "",
		    event.request_id == NULL ? "request_id" : "");
	arena_release(&reading.arena);
}

/* ---- fields as text ---- */

static const struct field *
param(enum op_id op, const char *name)
{
	const struct field *field = shape_field(op_params(op), name);
	assert_non_null(field);
	return field;
}

static void
test_text_values(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		const char *text;
		bool ok;
		int64_t value;
	} cases[] = { { "limit", "50", true, 50 }, { "limit", "1", true, 1 },
		{ "limit", "200", true, 200 }, { "limit", "0", false, 0 },
		{ "limit", "201", false, 0 }, { "limit", "", false, 0 },
		{ "limit", "-1", false, 0 }, { "limit", "+1", false, 0 },
		{ "limit", " 1", false, 0 }, { "limit", "1 ", false, 0 },
		{ "limit", "1.5", false, 0 }, { "limit", "0x10", false, 0 },
		{ "limit", "1e2", false, 0 }, { "limit", "99999999999999999999", false, 0 },
		{ "after_seq", "0", true, 0 },
		{ "after_seq", "9007199254740991", true, INT64_C(9007199254740991) },
		{ "after_seq", "9007199254740992", false, 0 }, { "wait", "60", true, 60 },
		{ "wait", "61", false, 0 }, { "from", "1970-01-02", true, CLOCK_DAY_MS },
		{ "from", "1970-01-01T00:00:01Z", true, 1000 }, { "from", "yesterday", false, 0 },
		{ "from", "", false, 0 } };
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena arena = { 0 };
		struct faults faults = { .n = 0 };
		struct audit_list_args args = { 0 };
		const struct field *field = param(OP_audit_list, cases[i].name);
		bool ok = codec_read_text(field, cases[i].text, &arena, &args, &faults);
		if (ok != cases[i].ok || faults.n != (ok ? 0 : 1))
			fail_about("%s=%s: %d", cases[i].name, cases[i].text, ok);
		const char *value = (const char *)&args + field->offset;
		if (ok)
			assert_int_equal(*(const int64_t *)(const void *)value, cases[i].value);
		arena_release(&arena);
	}
}

static void
test_text_words_and_flags(void **state)
{
	(void)state;
	struct arena arena = { 0 };
	struct faults faults = { .n = 0 };
	struct member_list_args args = { 0 };
	assert_true(
	    codec_read_text(param(OP_member_list, "role"), "viewer", &arena, &args, &faults));
	assert_true(args.has_role && args.role == ROLE_viewer);
	assert_true(codec_read_text(param(OP_member_list, "last"), "true", &arena, &args, &faults));
	assert_true(args.has_last && args.last);
	assert_true(
	    codec_read_text(param(OP_member_list, "last"), "false", &arena, &args, &faults));
	assert_false(args.last);
	assert_true(
	    codec_read_text(param(OP_member_list, "q"), "e\xcc\x81", &arena, &args, &faults));
	assert_string_equal(args.q, "\xc3\xa9");
	assert_int_equal(faults.n, 0);
	assert_false(
	    codec_read_text(param(OP_member_list, "role"), "boss", &arena, &args, &faults));
	assert_has(faults.items[0].text, "owner, admin, member, viewer");
	assert_false(codec_read_text(param(OP_member_list, "last"), "yes", &arena, &args, &faults));
	assert_false(codec_read_text(param(OP_member_list, "order"), "", &arena, &args, &faults));
	assert_int_equal(faults.n, 3);
	arena_release(&arena);
}

/* A text that has to be given is not empty; of one that may be left out, that is null.  Secrets are not judged. */
static void
test_empty_texts(void **state)
{
	(void)state;
	struct reading reading;
	struct workspace_update_args changed = { 0 };
	read_text(
	    &reading, "{\"description\":\"\"}", op_params(OP_workspace_update), true, &changed);
	assert_true(reading.ok && changed.has_description && changed.description == NULL);
	arena_release(&reading.arena);
	struct billing_adjust_args adjusted = { 0 };
	read_text(&reading, "{\"amount_inr\":\"1\",\"reason\":\"\"}", op_params(OP_billing_adjust),
	    true, &adjusted);
	assert_false(reading.ok);
	assert_string_equal(reading.faults.items[0].text, "reason is empty");
	arena_release(&reading.arena);
	struct auth_login_args login = { 0 };
	read_text(&reading, "{\"email\":\"ada@example.com\",\"password\":\"\"}",
	    op_params(OP_auth_login), true, &login);
	assert_true(reading.ok);
	arena_release(&reading.arena);
	struct arena arena = { 0 };
	struct faults faults = { .n = 0 };
	assert_false(
	    codec_read_text(param(OP_billing_adjust, "reason"), "", &arena, &adjusted, &faults));
	assert_int_equal(faults.n, 1);
	arena_release(&arena);
}

static void
test_require(void **state)
{
	(void)state;
	struct faults faults = { .n = 0 };
	bool given[64] = { false };
	codec_require(op_params(OP_auth_register), given, &faults);
	assert_int_equal(faults.n, 4);
	given[0] = given[3] = true;
	faults.n = 0;
	codec_require(op_params(OP_auth_register), given, &faults);
	assert_int_equal(faults.n, 2);
	assert_string_equal(faults.items[0].subject, "display_name");
	assert_string_equal(faults.items[1].subject, "password");
	faults.n = 0;
	codec_require(op_params(OP_org_update), (bool[64]){ false }, &faults);
	assert_int_equal(faults.n, 0);
}

/* ---- percent-encoding ---- */

static void
test_escape_and_back(void **state)
{
	(void)state;
	struct chance chance = { .state = 3986 };
	for (int i = 0; i < 3000; i++) {
		struct arena arena = { 0 };
		struct str escaped = STR_INIT(1000);
		char text[60];
		size_t len = chance_below(&chance, sizeof(text));
		for (size_t c = 0; c < len; c++)
			text[c] = (char)(1 + chance_below(&chance, 255));
		text[len] = '\0';
		codec_escape(&escaped, text);
		assert_int_equal(
		    strspn(str_text(&escaped),
		        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%"),
		    escaped.len);
		for (int plus = 0; plus < 2; plus++)
			assert_string_equal(
			    codec_unescape(&arena, str_text(&escaped), escaped.len, plus != 0),
			    text);
		str_release(&escaped);
		arena_release(&arena);
	}
}

static void
test_unescape(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *in_path; /* NULL: malformed */
		const char *in_query;
	} cases[] = { { "", "", "" }, { "a+b", "a+b", "a b" }, { "a%20b", "a b", "a b" },
		{ "%2B", "+", "+" }, { "%2b", "+", "+" }, { "%C3%a9", "\xc3\xa9", "\xc3\xa9" },
		{ "%2525", "%25", "%25" }, { "%", NULL, NULL }, { "a%", NULL, NULL },
		{ "%4", NULL, NULL }, { "%zz", NULL, NULL }, { "%4z", NULL, NULL },
		{ "% 41", NULL, NULL }, { "%-1", NULL, NULL }, { "%00", NULL, NULL },
		{ "a%00b", NULL, NULL } };
	struct arena arena = { 0 };
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t len = strlen(cases[i].text);
		for (int query = 0; query < 2; query++) {
			const char *expected = query != 0 ? cases[i].in_query : cases[i].in_path;
			const char *got = codec_unescape(&arena, cases[i].text, len, query != 0);
			if ((expected == NULL) != (got == NULL) ||
			    (got != NULL && strcmp(expected, got) != 0))
				fail_about("'%s': '%s'", cases[i].text, got == NULL ? "-" : got);
		}
	}
	/* It stops where it is told to. */
	assert_string_equal(codec_unescape(&arena, "ab%41", 2, false), "ab");
	assert_null(codec_unescape(&arena, "ab%41", 4, false));
	assert_null(codec_unescape(&arena, "a\0b", 3, false));
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_shape),
		cmocka_unit_test(test_every_request),
		cmocka_unit_test(test_write_without),
		cmocka_unit_test(test_request_faults),
		cmocka_unit_test(test_several_faults),
		cmocka_unit_test(test_many_faults),
		cmocka_unit_test(test_absent_null_value),
		cmocka_unit_test(test_empty_texts),
		cmocka_unit_test(test_cleared_numbers),
		cmocka_unit_test(test_newer_answer),
		cmocka_unit_test(test_an_operators_event),
		cmocka_unit_test(test_text_values),
		cmocka_unit_test(test_text_words_and_flags),
		cmocka_unit_test(test_require),
		cmocka_unit_test(test_escape_and_back),
		cmocka_unit_test(test_unescape),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
