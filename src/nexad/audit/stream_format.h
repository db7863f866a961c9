/* An audit event as the receivers of audit streams want it. */
#ifndef STREAM_FORMAT_H
#define STREAM_FORMAT_H

#include <stdint.h>

#include "shape.h"

struct jsonw;
struct str;

/* What an event type is in OCSF 1.2 (https://schema.ocsf.io/1.2.0). */
struct ocsf_class {
	int class_uid; /* 3001 Account Change, 3002 Authentication, 3004 Entity Management, 3005 User Access
	                * Management, 6003 API Activity; 0: the table has no row */
	int activity_id;
};

/* Adds the event in a format: an object of JSON, or a message of RFC 5424 with its octet count in front
 * (RFC 6587, section 3.4.1), whose text is the event as served. */
void stream_format(enum stream_format format, const struct audit_event *event, struct str *out);
/* The event as an object of OCSF. */
void stream_ocsf(struct jsonw *w, const struct audit_event *event);
struct ocsf_class stream_ocsf_class(enum event type);
/* The event as one counted syslog message. */
void stream_syslog(const struct audit_event *event, struct str *out);

#endif
