/* What an event of the audit log tells, and its inverse, staged. */
#ifndef AUDIT_UNDO_H
#define AUDIT_UNDO_H

struct app;
struct audit_event;
struct json;

/* Events that have an inverse here, blanks around each: roles in a workspace, and switches. */
#define AUDIT_UNDO_TYPES                                               \
	" member.role_changed telephony.network_group_enabled"         \
	" telephony.network_group_disabled telephony.sip_byoc_enabled" \
	" telephony.sip_byoc_disabled telephony.provider_enabled telephony.provider_disabled "

/* What an event tells beside its columns; NULL: nothing.  Ends with json_free(). */
struct json *audit_details(const struct audit_event *event);
/* Asks how it stands now, stages what brings it back to how it stood before the event, and says so; or why not. */
void audit_undo(struct app *app, const struct audit_event *event);

#endif
