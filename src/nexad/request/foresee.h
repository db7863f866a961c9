/* What a dry run tells of that no audit event will: what goes with a place, by kind and number. */
#ifndef FORESEE_H
#define FORESEE_H

#include <stddef.h>

struct call;
struct text_row;

/* "Dialler, Reports and 3 more", in the call's arena. */
const char *foresee_names(struct call *c, const struct text_row *names, size_t n);
/* In a dry run: what a workspace holds and is destroyed with it; what stops while it is archived.  0 or a
 * problem. */
int foresee_workspace_end(struct call *c, const char *ws_id);
int foresee_workspace_archived(struct call *c, const char *ws_id);
/* In a dry run: what an organization holds besides workspaces, and its wallet.  0 or a problem. */
int foresee_org_end(struct call *c, const char *org_id);

#endif
