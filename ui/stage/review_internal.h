/* What review.c and review_draw.c share. */
#ifndef REVIEW_INTERNAL_H
#define REVIEW_INTERNAL_H

#include <stdbool.h>

#include "confirm.h"
#include "lineedit.h"
#include "listpos.h"
#include "overlay.h"
#include "textview.h"

struct staged;

struct review {
	struct overlay overlay;
	struct listpos pos;
	struct textview meaning; /* of the line under the cursor */
	struct lineedit reason;
	bool typing;
	struct confirm confirm; /* of what reaches every workspace, or what toll fraud aims at */
	bool confirming;
	char why[600]; /* it asks */
};

/* Why toll fraud aims at what is switched, and whether it is switched on nevertheless. */
const char *review_risk_of(const struct staged *item);
bool review_is_risky(const struct staged *item);
void review_draw(struct app *app, struct overlay *overlay, struct screen *screen);

#endif
