/* What a change changed, for its event. */
#ifndef DIFFERENCE_H
#define DIFFERENCE_H

struct call;
struct event_about;
struct field;

/* The fields with those names (in the order of RFC 8785, NULL after the last) in which two values
 * differ, as JSON objects in the call's arena, for the event's before and after; long texts by their length.  Both NULL when
 * none differs. */
void difference(struct call *c, const struct field *fields, const char *const *names,
    const void *before, const void *after, struct event_about *about);

#endif
