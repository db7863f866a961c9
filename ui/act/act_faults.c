/* What the daemon finds wrong with an operation, beside the fields of its form. */
#include <stdio.h>
#include <string.h>

#include "act.h"
#include "client.h"
#include "json.h"

const char *
act_without_name(const struct act *act, size_t field, const char *problem)
{
	const struct act_field *behind = &act->behind[field];
	const char *name = behind->inner == NULL ? behind->param->name : behind->inner->name;
	size_t outer = strlen(behind->param->name);
	if (behind->inner != NULL && strncmp(problem, behind->param->name, outer) == 0 &&
	    problem[outer] == '.')
		problem += outer + 1;
	size_t len = strlen(name);
	return strncmp(problem, name, len) == 0 && problem[len] == ' ' ? problem + len + 1
	                                                               : problem;
}

/* The field that a fault names, by path or by the name of a member alone. */
static size_t
field_named(const struct act *act, const char *subject, size_t len)
{
	for (size_t i = 0; i < act->n_fields; i++) {
		const char *path = act->fields[i].name;
		const char *dot = strrchr(path, '.');
		bool is_path = strlen(path) == len && memcmp(path, subject, len) == 0;
		bool is_member =
		    dot != NULL && strlen(dot + 1) == len && memcmp(dot + 1, subject, len) == 0;
		/* "members[1].role" is about the list. */
		size_t list = strcspn(subject, "[.");
		bool is_inside =
		    list < len && strlen(path) == list && memcmp(path, subject, list) == 0;
		if (is_path || is_member || is_inside)
			return i;
	}
	return act->n_fields;
}

/* The field that a failure is about: the one it names, else the one that it must mean, else the one
 * that its sentence begins with. */
static size_t
field_of(const struct act *act, const struct err *fault)
{
	size_t at = act->n_fields;
	if (fault->subject[0] != '\0')
		at = field_named(act, fault->subject, strlen(fault->subject));
	if (at == act->n_fields && fault->problem == PROBLEM_name_taken)
		at = field_named(act, "name", strlen("name"));
	if (at == act->n_fields &&
	    (fault->problem == PROBLEM_already_member || fault->problem == PROBLEM_not_found))
		at = field_named(act, "email", strlen("email"));
	if (at == act->n_fields && fault->problem == PROBLEM_invalid_credentials)
		at = field_named(act, "current_password", strlen("current_password"));
	if (at == act->n_fields)
		at = field_named(act, fault->text, strcspn(fault->text, " "));
	return at;
}

void
act_form_show_faults(struct act *act, const struct reply *reply)
{
	bool found = false;
	/* Backwards, so that the cursor ends in the first. */
	for (size_t i = reply->faults.n; i-- > 0;) {
		size_t at = field_of(act, &reply->faults.items[i]);
		if (at == act->n_fields)
			continue;
		form_set_problem(
		    &act->form, at, act_without_name(act, at, reply->faults.items[i].text));
		found = true;
	}
	size_t at = found ? act->n_fields : field_of(act, &reply->err);
	if (at < act->n_fields)
		form_set_problem(&act->form, at, act_without_name(act, at, reply->err.text));
}

/* The text of a member, "" for null; NULL when it is not there or no text. */
static const char *
current_text(const struct json *current, const struct act_field *behind)
{
	const struct json *value = json_get(current, behind->param->name);
	if (behind->inner != NULL)
		value = json_get(value, behind->inner->name);
	if (value == NULL)
		return NULL;
	return json_type(value) == JSON_NULL ? "" : json_text(value);
}

void
act_form_take_current(struct act *act, const struct json *current)
{
	char problem[240];
	(void)json_int(json_get(current, "version"), &act->version);
	for (size_t i = act->n_fields; i-- > 0;) {
		struct act_field *behind = &act->behind[i];
		const char *now = current_text(current, behind);
		if (now == NULL || strcmp(now, behind->original) == 0)
			continue;
		if (strcmp(form_value(&act->form, i), behind->original) == 0) {
			form_set_value(&act->form, i, now);
			(void)snprintf(
			    problem, sizeof(problem), "is new: somebody else changed it");
		} else {
			(void)snprintf(problem, sizeof(problem),
			    "somebody else set it to '%.150s' meanwhile", now);
		}
		form_set_problem(&act->form, i, problem);
		behind->original = arena_text(&act->arena, now);
	}
}
