/* One operation on its way from a key to its outcome: what the files act*.c share. */
#ifndef ACT_H
#define ACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "bindings.h"
#include "confirm.h"
#include "form.h"
#include "op.h"
#include "overlay.h"
#include "pane.h"

struct act_ref;
struct app;
struct client_call;
struct json;
struct reply;
struct pane_act;
struct section;
struct str;

/* A name with a text: a field of what an operation is done to, or an argument. */
struct act_text {
	const char *name;
	const char *text;
};

/* What stands behind a field of the form. */
struct act_field {
	const struct field *param;
	const struct field *inner; /* of an object: its member; NULL */
	const char *original;      /* the present value; "" for none */
	bool again;                /* the field before, typed a second time */
};

enum act_step {
	ACT_LOADING, /* the object that will be changed is fetched */
	ACT_FORM,
	ACT_CONFIRM,
	ACT_SENDING /* with nothing to show */
};

struct act {
	struct overlay overlay;
	struct app *app;
	enum op_id op;
	enum ui_action by; /* what led to it; UI_ACTION_COUNT: the palette */
	enum act_step step;
	uint32_t key; /* that led to the step, so that another one confirms */
	struct client_call *call;
	bool sent;    /* what the call is for is the operation itself */
	char org[72]; /* where it happens */
	char ws[72];
	struct arena arena;
	struct act_text *facts; /* what it is done to, as it was shown */
	size_t n_facts;
	struct act_text *given; /* arguments from the row */
	size_t n_given;
	const char *words;    /* typed behind the command: arguments in their order; "" for none */
	const char *left_out; /* arguments that are not asked for, "*" for all; NULL */
	const char *typed; /* the argument that is typed to confirm, "" when none is sent; NULL */
	const char *typed_text;
	bool asks;            /* first shows what was typed, and asks */
	bool sure;            /* it was said twice */
	bool rehearsed;       /* the daemon was asked what it would do */
	const char *foreseen; /* what else it said: sentences; NULL: nothing */
	const char *ends;     /* API keys that end with it, by name; NULL: none */
	int64_t version;      /* what it was made on; 0: does not matter */
	struct form form;
	struct form_field *fields;
	struct act_field *behind; /* of each field */
	size_t n_fields;          /* 0: nothing is asked for */
	struct act_ref *refs;     /* names that have been looked up */
	size_t looking_for;       /* the field whose name is looked up, and in which of the lists */
	size_t source;
	char problem[200];
	struct confirm confirm;
	bool confirming; /* confirm is initialised */
	char *brief;     /* what is destroyed, for a small screen */
};

/* A field of what the operation is done to; "" when there is none. */
const char *act_fact(const struct act *act, const char *name);
/* Remembers the fields of a value, those before are forgotten. */
void act_note_facts(struct act *act, enum shape shape, const void *value);

/* All arguments, from the row and the form; *changes: how many the form gave.  0 or a problem. */
int act_fill(struct act *act, void *args, struct arena *arena, size_t *changes, struct err *err);
/* Before a grave act: asks the daemon what comes of it.  True: wait for the answer, which goes on. */
bool act_rehearse(struct act *act);
/* Asks before it is sent. */
void act_ask(struct act *act);
/* Asks for the name of the place where the daemon wants to hear twice what destroys; false when the
 * reply says something else. */
bool act_ask_again(struct act *act, const struct reply *reply);

/* The operation in a line, what it is done to or where it happens, with a capital; then `end`. */
const char *act_title(struct act *act, const char *end);
/* Lays out the form; n_fields is 0 when there is nothing to ask. */
void act_form_build(struct act *act);
/* Whether a word that is typed behind the command goes into the field of this parameter. */
bool act_takes_words(const struct field *param);
/* Whether the form has a field that cannot be left out. */
bool act_form_is_needed(enum op_id op, const struct field *param);
/* Fills arguments from the form; *n is how many were set.  Texts are borrowed from form and arena. */
int act_form_fill(struct act *act, void *args, struct arena *arena, size_t *n, struct err *err);
/* After the form, or without one: looks names up, asks, sends; false when it ends here. */
bool act_go_on(struct act *act);

/* ---- act_refs.c ---- */

/* Whether a name can stand in a field's place and is looked up. */
bool act_is_ref(const struct field *field);
/* The id that a name was found to have; the text itself when it is no such name. */
const char *act_ref_id(const struct act *act, enum kind kind, const char *text);
/* Notes that a text stands for an id, both copied. */
void act_ref_note(struct act *act, enum kind kind, const char *text, const char *id);
/* Looks up the names in the form that have no id yet.  True: wait, an answer is awaited or the form
 * says what is wrong. */
bool act_look_up(struct act *act);
/* Reads "name:word, name:word" into a list of args; NULL only checks it.  Texts are in the arena. */
int act_list_read(const struct act *act, const struct field *param, const char *text,
    struct arena *arena, void *args, struct err *err);

/* A list of records of a value as act_list_read() reads it, in the arena. */
const char *act_list_text(const struct field *field, const void *value, struct arena *arena);

/* A problem as it is said beside its field, without the field's name: "is not an e-mail address". */
const char *act_without_name(const struct act *act, size_t field, const char *problem);
/* Puts what a reply finds wrong beside the fields that it is about. */
void act_form_show_faults(struct act *act, const struct reply *reply);
/* Takes over what somebody else changed meanwhile; one's own changes stay and are pointed out. */
void act_form_take_current(struct act *act, const struct json *current);

/* What became of it, after the overlay was closed: status line, lists, place, what is to be shown. */
void act_done(struct app *app, struct act *act, const struct reply *reply);
/* All of a value as lines "field: value". */
void act_describe(struct str *out, const struct field *fields, const void *value, int depth);
/* Shows what an answer tells only once, full screen, with a key that copies it. */
void act_show_once(struct app *app, const struct reply *reply);
/* The same of one text, copied, that no single field of an answer has. */
void act_show_text_once(
    struct app *app, const struct field *field, const char *about, const char *text);

enum { ACT_REFUSAL = 160 };

/* Why the operation cannot be done, in a workspace (NULL: the active one); "" when it can.
 * Returns out. */
const char *act_refusal(
    const struct app *app, enum op_id op, const char *ws_id, char out[ACT_REFUSAL]);
/* Why a list cannot be seen; "" when it can, for what was loaded even while the daemon is away. */
const char *act_refusal_to_see(
    const struct app *app, const struct section *section, char out[ACT_REFUSAL]);
/* Whether the caller's role, or the plan, leaves nothing to see of a list, or of a whole pane: such stand in no row of
 * tabs.  Not where only a workspace has to be chosen first. */
bool act_hides(const struct app *app, enum pane_id pane, size_t section);
bool act_hides_pane(const struct app *app, enum pane_id pane);
/* Why a key cannot do what it does, in the list that is shown and on its row. */
const char *act_refusal_of_key(struct app *app, enum ui_action key, char out[ACT_REFUSAL]);
/* Whether it is the caller's role, or a console that only reads, that forbids it: what comes and goes, as a daemon
 * that is away, does not count. */
bool act_never_by_key(struct app *app, enum ui_action key);
/* The operation that a key runs in a list; NULL: none. */
const struct pane_act *act_of_key(const struct section *section, enum ui_action key);
/* Why a key makes no sense on the row under the cursor, whoever one is: an archived workspace is not
 * archived again.  NULL: it does. */
const char *act_unfit(struct app *app, enum ui_action key);

#endif
