/* What stage.c and stage_apply.c share. */
#ifndef STAGE_INTERNAL_H
#define STAGE_INTERNAL_H

#include "stage.h"

/* Adds a change whose texts it takes over. */
void stage_append(struct stage *stage, struct staged item);
/* Where the change of an id stands; n when it does not. */
size_t stage_at(const struct stage *stage, const char *id);
/* Forgets how it was sent. */
void stage_forget_sent(struct stage *stage);

#endif
