/* A member's last active date, written at most once a day and person. */
#ifndef TOUCH_H
#define TOUCH_H

struct call;

/* Notes that the caller acted in the call's workspace; cheap when it is known already. */
void touch_member(struct call *c);

#endif
