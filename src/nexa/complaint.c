/* A batch is refused as a whole: its sentence names the first reason, its details have all. */
#include "complaint.h"

#include <string.h>

#include "json.h"
#include "str.h"

void
complaint_add(struct str *out, const char *sentence, const struct json *details)
{
	const struct json *changes = json_get(details, "changes");
	const char *first = strstr(sentence, "; the first: ");
	if (first == NULL || json_count(changes) < 2) {
		str_addf(out, "%s\n", sentence);
		return;
	}
	str_addf(out, "%.*s:\n", (int)(first - sentence), sentence);
	for (const struct json *each = json_first(changes); each != NULL; each = json_next(each)) {
		const char *text = json_text(json_get(each, "message"));
		str_addf(out, "%s\n", text == NULL ? "refused" : text);
	}
}
