/* When somebody was last there: a member by the day, an API key and a session by the minute. */
#ifndef TOUCH_H
#define TOUCH_H

struct call;

/* Notes that the caller acted in the call's workspace; cheap when it is known already. */
void touch_member(struct call *c);
/* Notes that the caller's API key was used; cheap when it is known already. */
void touch_key(struct call *c);
/* Notes that the caller's session was used; cheap when it is known already. */
void touch_session(struct call *c);

#endif
