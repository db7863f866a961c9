/* Text for people: whatever stands in a name, no control character reaches the terminal, and a cell of
 * CSV is no formula. */
#include "csv.h"
#include "fuzz.h"
#include "str.h"
#include "utf8.h"
#include "visible.h"

static void
check_harmless(const char *text)
{
	size_t len = strlen(text);
	for (size_t at = 0, used; at < len; at += used) {
		uint32_t code = 0;
		used = utf8_decode(text + at, len - at, &code);
		must(used > 0 && !utf8_is_control(code) && !utf8_is_bidi_control(code));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	struct str shown = STR_INIT(1 << 24);
	visible_add(&shown, text);
	check_harmless(str_text(&shown));
	must(strlen(str_text(&shown)) >= strlen(text));
	str_clear(&shown);
	csv_add_cell(&shown, text, true, true);
	must(!csv_is_formula(str_text(&shown) + (str_text(&shown)[0] == '"')));
	str_release(&shown);
	free(text);
	return 0;
}
