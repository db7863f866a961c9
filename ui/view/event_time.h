/* Going to a time in the audit log. */
#ifndef EVENT_TIME_H
#define EVENT_TIME_H

struct view;

/* Asks to when, and shows the events of then, with the newer ones above. */
void event_time_pick(struct view *view);

#endif
