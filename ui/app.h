/* The console as a whole: what its parts share. */
#ifndef APP_H
#define APP_H

#include <stdbool.h>
#include <stdint.h>

#include "ahead.h"
#include "console.h"
#include "copier.h"
#include "keeper.h"
#include "keymap.h"
#include "keys.h"
#include "live.h"
#include "pane.h"
#include "permit.h"
#include "saved.h"
#include "screen.h"
#include "stage.h"
#include "state.h"
#include "view.h"

struct overlay;
struct reply;
struct session;

/* Where one is: copies, "" when nowhere. */
struct app_place {
	char org_id[72];
	char org_name[404];
	enum plan plan;
	char ws_id[72];
	char ws_name[404];
	char region[20];
	enum workspace_status status;
	struct standing standing;
};

/* The workspace that one was in last in an organization: copies. */
struct app_been {
	char org_id[72];
	char ws_id[72];
	char ws_name[404];
};

enum { APP_BEEN = 16 };

/* A list that was shown. */
struct app_visit {
	enum pane_id pane;
	size_t section;
};

enum { APP_VISITS = 32 };

struct app {
	struct console_settings settings;
	struct client *client;
	struct term *term;
	struct screen screen;
	struct keymap keymap;
	struct app_place place;
	struct app_been been[APP_BEEN]; /* the latest first */
	size_t n_been;
	struct reply *me; /* who one is and where one may go; NULL until told */
	struct client_call *me_call;
	struct reply *version; /* of the daemon; NULL until told */
	struct view views[PANE_COUNT][PANE_SECTIONS];
	enum pane_id pane;
	enum pane_id pane_before;
	struct app_visit visits[APP_VISITS]; /* oldest first */
	size_t n_visits;
	size_t visit; /* the one that is shown */
	size_t section[PANE_COUNT];
	struct overlay *overlay;
	struct ahead ahead;
	struct overlay
	    *later; /* a question of the keeper's, for when the person has to sign in; NULL */
	struct stage stage;
	struct saved saved;
	struct live live;
	enum action
	    why_action; /* what the line `why` asks about, once its person is chosen; none: it is picked */
	char why_where[304];           /* the workspace that it names; "": it is picked */
	struct why_places *why_places; /* those that were offered last; NULL: none */
	char copying[60];              /* how far the copy of the audit log is; "": none is made */
	char status[400];
	enum style status_style;
	int64_t status_until; /* monotonic; 0: until the next key */
	char *org_left;       /* where the last run ended, from the state file; NULL */
	char *workspace_left;
	char state_owner[STATE_OWNER]; /* whose state it is; "": not known yet */
	bool signed_out;  /* or about to be, and it is not known yet as whom one goes on */
	bool mfa_offered; /* a place wanted an authenticator, and it was begun to set one up */
	bool mouse;
	bool dirty;
	bool at_once;        /* by what was typed: it is drawn at once */
	int64_t dirty_from;  /* monotonic: since when the drawing waits; 0: it does not */
	bool asked_to_leave; /* and something is staged: the same key again leaves */
	bool leaving;
	struct console_end end; /* why, once it is leaving */
};

struct view *app_view(struct app *app);
/* The status line; a refusal rings the bell. */
void app_say(struct app *app, enum style style, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Says what became of a reply that failed. */
void app_say_problem(struct app *app, const struct reply *reply);
/* The key of an action as people read it, "Q", or its command where no key has it; returns out. */
const char *app_key_of(const struct app *app, enum ui_action action, char out[KEYS_NAME_SIZE]);
/* To a pane; false, and the reason is said, when the caller may see nothing of it. */
bool app_go(struct app *app, enum pane_id pane);
/* Ends the console (profile -1) or switches to a profile; with something staged it says so first, once. */
void app_leave(struct app *app, int profile);
/* To another list of the pane. */
void app_go_section(struct app *app, size_t section);
/* From a pane or a list that the caller may not see to one that they may. */
void app_settle(struct app *app);
/* Enters an organization and (NULL: none) a workspace; views forget what they held. */
void app_enter(struct app *app, const char *org_id, const char *org_name, enum plan plan,
    const char *ws_id, const char *ws_name);
/* The person who has signed in; NULL: it is the operator of the socket, an API key, or nobody yet.  Borrowed. */
const struct me *app_person(const struct app *app);
/* Asks anew who one is; the place stays. */
void app_reload_me(struct app *app);
/* Lists that events of this type and place concern are stale; the one shown is renewed. */
void app_note_event(struct app *app, const char *type, const char *ws_id);
/* Runs any action, or says why it cannot be done here; false when nothing answers to it now. */
bool app_run(struct app *app, enum ui_action action);
void app_draw(struct app *app);
/* The contexts whose keys work here, innermost first, "" (everywhere) last; ended by NULL. */
enum { APP_CONTEXTS = 6 };
void app_contexts(const struct app *app, const char *contexts[APP_CONTEXTS]);

/* Where one was last in an organization; NULL: nowhere yet.  Borrowed. */
const struct app_been *app_been_in(const struct app *app, const char *org_id);
/* Says where one is now, and which filter the list that is shown still has. */
void app_say_place(struct app *app, const char *name);

/* Pickers of the place: place_picker.c. */
void place_pick_workspace(struct app *app);
void place_pick_org(struct app *app);
/* Other places may be entered than before: an open picker offers them. */
void place_told(struct app *app);
/* And of the daemon: profile_picker.c. */
void place_pick_profile(struct app *app);
void place_go_profile(struct app *app, const char *name);
/* Help, palette, import, the sign-in form: each its own file. */
void sign_in_open(struct app *app);
/* Whether the form is there, or what it led to stands over it: nothing is asked of the daemon meanwhile. */
bool sign_in_is_open(const struct app *app);
/* The daemon does not know the caller any more: nothing of theirs is shown, and their address is filled in. */
void sign_in_again(struct app *app);
/* The daemon knows who one is after all: the form that it asked for goes. */
void sign_in_close(struct app *app);
/* Goes on with a sign-in that was found. */
void sign_in_found(struct app *app, const char *token);
/* With an address in the form, and the invitation, if any, that is accepted once its person is signed in; why: what stands
 * beside the password, "": nothing. */
void sign_in_open_for(struct app *app, const char *email, const char *invitation, const char *why);
void sign_out(struct app *app);
/* Signs in by single sign-on whoever is signed in by a password. */
void sign_on_again(struct app *app);
/* Sets up an authenticator, or takes it away: mfa.c. */
void mfa_open(struct app *app);
/* A place wants one: begins to set it up, once and where nothing else is open. */
void mfa_needed(struct app *app);
/* Into a session that the daemon has just begun: keeps it, and shows what is open to the person. */
void sign_in_done(struct app *app, const struct session *session);
/* Signs in by single sign-on, over the form; the address tells whose. */
void sign_on_open(struct app *app, const char *email);
/* Accepts an invitation: in the sign-in form's place for whom nobody knows yet; link NULL asks for it. */
void join_open(struct app *app, const char *link);
void help_open(struct app *app);
void palette_open(struct app *app);
void import_open(struct app *app);
/* Takes over a rate deck of the default provider, once the daemon tells which that is. */
void import_deck_ask(struct app *app);
/* Runs an operation: asks for what is missing in a form, asks before a grave act, sends, says what
 * became of it.  takes as in struct pane_act; row may be NULL; by is the key, UI_ACTION_COUNT for none. */
void act_open(struct app *app, enum op_id op, const char *takes, enum shape shape, const void *row,
    enum ui_action by);
/* The same with what was typed behind the command: "arjun@acme.example admin", into its form. */
void act_open_typed(struct app *app, enum op_id op, const char *words);
/* Whether anything can be typed behind it. */
bool act_can_be_typed(enum op_id op);

#endif
