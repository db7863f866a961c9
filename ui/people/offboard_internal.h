/* What offboard.c and offboard_draw.c share. */
#ifndef OFFBOARD_INTERNAL_H
#define OFFBOARD_INTERNAL_H

#include <stdbool.h>

#include "confirm.h"
#include "lineedit.h"
#include "listpos.h"
#include "overlay.h"
#include "shape.h"

struct client_call;
struct reply;
struct str;

/* What helps where nobody is named who takes over. */
#define OFFBOARD_PICKS "; T picks who takes over"

enum offboard_step {
	OFFBOARD_LOADING,
	OFFBOARD_LIST,
	OFFBOARD_ASKED,
	OFFBOARD_SENT,
	OFFBOARD_DONE
};

/* What is wanted of a way in. */
struct offboard_wish {
	char *id;
	enum way_fate fate;
	bool is_new;   /* it appeared while one was looking */
	char *blocker; /* why the daemon would not do it; NULL: nothing that is known */
};

struct offboard {
	struct overlay overlay;
	struct app *app;
	enum offboard_step step;
	char org_id[72];
	char *person; /* an id or an address */
	char *to_id;  /* the successor; NULL: none yet */
	char *to_name;
	struct client_call *call;
	struct reply *list;           /* the ways in; NULL until told */
	struct reply *done;           /* what became of it */
	struct offboard_wish *wishes; /* of each way in of the list */
	size_t n_wishes;
	struct listpos pos;
	struct lineedit reason;
	bool typing;
	bool leaving; /* esc was pressed where something was decided */
	struct confirm confirm;
	bool confirming;
	char question[300];
	char consequence[4000];
};

/* The ways in; the list is there. */
const struct many_way_in *offboard_ways(const struct offboard *offboard);
/* Whose they are: a name, or the address that was asked about. */
const char *offboard_name(const struct offboard *offboard);
/* Adds what a way in is: "key Dialler (Production)". */
void offboard_add_way(const struct way_in *way, struct str *out);
void offboard_draw(struct app *app, struct overlay *overlay, struct screen *screen);

#endif
