/* The published description: that it is JSON, complete, and refers only to what is in it. */
#include "err.h"
#include "json.h"
#include "op.h"
#include "openapi.h"
#include "str.h"
#include "unit_fail.h"

static struct str text = STR_INIT(16u << 20);
static struct json *document;

static int
print_document(void **state)
{
	(void)state;
	struct err err;
	openapi_print(&text);
	if (text.failed || json_parse(str_text(&text), text.len, &document, &err) != 0)
		return -1;
	return 0;
}

static int
forget_document(void **state)
{
	(void)state;
	json_free(document);
	str_release(&text);
	return 0;
}

static const struct json *
at(const struct json *object, const char *name)
{
	const struct json *value = json_get(object, name);
	if (value == NULL)
		fail_about("'%s' is missing", name);
	return value;
}

static const struct json *
described(const struct op *op)
{
	char method[8] = "";
	for (size_t i = 0; i < 7 && method_name(op->method)[i] != '\0'; i++)
		method[i] = (char)tolower((unsigned char)method_name(op->method)[i]);
	return at(at(at(document, "paths"), op->path), method);
}

static void
test_head(void **state)
{
	(void)state;
	assert_string_equal(json_text(at(document, "openapi")), "3.1.0");
	assert_string_equal(json_text(at(at(document, "info"), "version")), NEXA_VERSION);
}

static void
test_every_operation(void **state)
{
	(void)state;
	size_t n = 0;
	for (int i = 1; i < OP_COUNT; i++) {
		const struct json *operation = described(&ops[i]);
		assert_string_equal(json_text(at(operation, "operationId")), ops[i].id);
		assert_string_equal(json_text(at(operation, "summary")), ops[i].summary);
		assert_non_null(
		    at(at(operation, "responses"), ops[i].status == 201 ? "201" : "200"));
	}
	for (const struct json *path = json_first(at(document, "paths")); path != NULL;
	     path = json_next(path))
		n += json_count(path);
	assert_int_equal(n, OP_COUNT - 1);
}

static const struct json *
parameter(const struct json *operation, const char *name, const char *in)
{
	const struct json *p = json_first(at(operation, "parameters"));
	for (; p != NULL; p = json_next(p))
		if (strcmp(json_text(at(p, "name")), name) == 0 &&
		    strcmp(json_text(at(p, "in")), in) == 0)
			return p;
	return NULL;
}

/* Every {name} of a path is a parameter of it, and no other is. */
static void
test_path_parameters(void **state)
{
	(void)state;
	for (int i = 1; i < OP_COUNT; i++) {
		const struct json *operation = described(&ops[i]);
		const struct json *p = json_first(at(operation, "parameters"));
		for (const char *c = strchr(ops[i].path, '{'); c != NULL; c = strchr(c + 1, '{')) {
			char name[40];
			(void)snprintf(name, sizeof(name), "%.*s", (int)strcspn(c + 1, "}"), c + 1);
			const struct json *found = parameter(operation, name, "path");
			if (found == NULL)
				fail_about("%s: {%s} is no parameter", ops[i].id, name);
			assert_true(json_bool(at(found, "required")));
		}
		for (; p != NULL; p = json_next(p))
			if (strcmp(json_text(at(p, "in")), "path") == 0)
				assert_true(op_in_path(&ops[i], json_text(at(p, "name"))));
	}
}

/* A parameter is in the path, the query or the body, and nowhere twice. */
static void
test_parameters_are_once(void **state)
{
	(void)state;
	for (int i = 1; i < OP_COUNT; i++) {
		const struct json *operation = described(&ops[i]);
		const struct json *schema =
		    json_get(json_get(json_get(json_get(operation, "requestBody"), "content"),
		                 "application/json"),
		        "schema");
		const struct json *body = json_get(schema, "properties");
		for (const struct field *field = op_params((enum op_id)i); field->name != NULL;
		     field++) {
			int n = (parameter(operation, field->name, "path") != NULL) +
			    (parameter(operation, field->name, "query") != NULL) +
			    (json_get(body, field->name) != NULL);
			if (n != 1)
				fail_about("%s: '%s' is there %d times", ops[i].id, field->name, n);
		}
	}
}

static void
check_references(const struct json *value)
{
	static const char start[] = "#/components/schemas/";
	for (const struct json *v = json_first(value); v != NULL; v = json_next(v)) {
		const char *name = json_name(v);
		const char *reference = json_text(v);
		if (name != NULL && strcmp(name, "$ref") == 0) {
			assert_memory_equal(reference, start, sizeof(start) - 1);
			(void)at(at(at(document, "components"), "schemas"),
			    reference + sizeof(start) - 1);
		}
		check_references(v);
	}
}

static void
test_references(void **state)
{
	(void)state;
	check_references(document);
}

static void
test_every_shape(void **state)
{
	(void)state;
	const struct json *schemas = at(at(document, "components"), "schemas");
	for (int i = 1; i < SHAPE_COUNT; i++) {
		const struct json *schema = at(schemas, shape_row((enum shape)i)->name);
		const struct json *properties = at(schema, "properties");
		size_t n = 0;
		for (const struct field *field = shape_fields((enum shape)i); field->name != NULL;
		     field++, n++)
			(void)at(properties, field->name);
		assert_int_equal(json_count(properties), n);
		for (const struct json *r = json_first(at(schema, "required")); r != NULL;
		     r = json_next(r))
			(void)at(properties, json_text(r));
	}
}

/* Only what nobody need sign in for says so. */
static void
test_security(void **state)
{
	(void)state;
	for (int i = 1; i < OP_COUNT; i++)
		assert_int_equal(json_count(at(described(&ops[i]), "security")) == 0, ops[i].open);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_head),
		cmocka_unit_test(test_every_operation),
		cmocka_unit_test(test_path_parameters),
		cmocka_unit_test(test_parameters_are_once),
		cmocka_unit_test(test_references),
		cmocka_unit_test(test_every_shape),
		cmocka_unit_test(test_security),
	};
	return cmocka_run_group_tests(tests, print_document, forget_document);
}
