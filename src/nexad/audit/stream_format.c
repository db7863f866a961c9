/* JSON as served, and who writes the other formats. */
#include "stream_format.h"

#include "codec.h"
#include "jsonw.h"
#include "str.h"

void
stream_format(enum stream_format format, const struct audit_event *event, struct str *out)
{
	struct jsonw w = { .out = out };
	if (format == STREAM_FORMAT_syslog)
		stream_syslog(event, out);
	else if (format == STREAM_FORMAT_ocsf)
		stream_ocsf(&w, event);
	else
		codec_write(&w, shape_fields(SHAPE_audit_event), event);
}
