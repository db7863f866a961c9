/* RFC 5424: facts as structured data, the event as served as the text. */
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "codec.h"
#include "jsonw.h"
#include "str.h"
#include "stream_format.h"

enum {
	FACILITY_AUDIT = 13,
	SEVERITY_WARNING = 4,
	SEVERITY_INFORMATIONAL = 6,
	MSGID_MOST = 32,
	HOST_MOST = 255,
	MESSAGE_MOST = 1 << 18
};

/* Printable ASCII without blanks, at most so much of it; "-" for nothing. */
static void
add_word(struct str *out, const char *text, size_t most)
{
	size_t before = out->len;
	for (size_t i = 0; i < most && text[i] != '\0'; i++)
		if (text[i] > ' ' && text[i] < 0x7f)
			str_add_char(out, text[i]);
	if (out->len == before)
		str_add_char(out, '-');
}

/* " name="value"", with what RFC 5424, 6.3.3, has escaped; nothing for NULL. */
static void
add_fact(struct str *out, const char *name, const char *value)
{
	if (value == NULL)
		return;
	str_addf(out, " %s=\"", name);
	for (; *value != '\0'; value++) {
		if (strchr("\"\\]", *value) != NULL)
			str_add_char(out, '\\');
		str_add_char(out, (unsigned char)*value < ' ' || *value == 0x7f ? ' ' : *value);
	}
	str_add_char(out, '"');
}

/* 32473 is the number that RFC 5612 keeps for those who have none of their own. */
static void
add_facts(struct str *out, const struct audit_event *event)
{
	char seq[24];
	(void)snprintf(seq, sizeof(seq), "%" PRId64, event->seq);
	str_add(out, "[nexa@32473");
	add_fact(out, "seq", seq);
	add_fact(out, "id", event->id);
	add_fact(out, "organization", event->organization_id);
	add_fact(out, "workspace", event->workspace_id);
	add_fact(out, "actorType", vocab_name(VOCAB_principal, (int)event->actor.type));
	add_fact(out, "actorId", event->actor.id);
	add_fact(out, "actor", event->actor.name);
	add_fact(out, "actorEmail", event->actor.email);
	add_fact(out, "targetType", event->target.type);
	add_fact(out, "targetId", event->target.id);
	add_fact(out, "target", event->target.name);
	add_fact(out, "outcome", vocab_name(VOCAB_outcome, (int)event->outcome));
	add_fact(out, "ip", event->ip);
	add_fact(out, "requestId", event->request_id);
	str_add_char(out, ']');
}

void
stream_syslog(const struct audit_event *event, struct str *out)
{
	struct str text = STR_INIT(MESSAGE_MOST);
	struct jsonw w = { .out = &text };
	char at[CLOCK_TEXT];
	char host[HOST_MOST + 1] = "";
	int severity =
	    event->outcome == OUTCOME_failure ? SEVERITY_WARNING : SEVERITY_INFORMATIONAL;
	(void)gethostname(host, sizeof(host) - 1);
	clock_format(event->occurred_at, at);
	str_addf(&text, "<%d>1 %s ", FACILITY_AUDIT * 8 + severity, at);
	add_word(&text, host, HOST_MOST);
	str_add(&text, " nexad - ");
	add_word(&text, vocab_name(VOCAB_event, (int)event->type), MSGID_MOST);
	str_add_char(&text, ' ');
	add_facts(&text, event);
	str_add_char(&text, ' ');
	codec_write(&w, shape_fields(SHAPE_audit_event), event);
	str_addf(out, "%zu ", text.len);
	str_add_n(out, str_text(&text), text.len);
	str_release(&text);
}
