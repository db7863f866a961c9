/* What a terminal sends: no control character becomes text, and how the bytes were cut into pieces makes
 * no difference. */
#include "fuzz.h"
#include "input_decoder.h"
#include "keys.h"
#include "str.h"

enum { BYTES_MAX = 2000, LOG_MAX = 1 << 22, LONG_MS = INPUT_DECODER_PASTE_MS };

static void
note(struct str *log, const struct input *input)
{
	uint32_t code = input->key & ~(uint32_t)KEY_MODIFIERS;
	switch (input->kind) {
	case INPUT_KEY:
		must(code >= 0x20 && code < KEY_SPECIAL_END);
		str_addf(log, "key %x\n", (unsigned)input->key);
		break;
	case INPUT_PASTE:
		must(input->text[input->len] == '\0' && input->len <= INPUT_PASTE_MAX);
		str_addf(log, "paste %zu ", input->len);
		str_add_n(log, input->text, input->len);
		str_add_char(log, '\n');
		break;
	case INPUT_BROKEN:
		str_add(log, "broken\n");
		break;
	default:
		must(input->kind == INPUT_MOUSE);
		str_addf(log, "mouse %d at %d %d\n", (int)input->mouse, input->column, input->row);
	}
}

/* Feeds pieces of `piece` bytes, and then waits until nothing is held back. */
static void
decode(const uint8_t *data, size_t size, size_t piece, struct str *log)
{
	static struct input_decoder decoder;
	struct input input;
	size_t room;
	int64_t now = 1000;
	input_decoder_init(&decoder);
	for (size_t at = 0; at < size;) {
		void *to = input_decoder_room(&decoder, &room);
		size_t len = size - at < piece ? size - at : piece;
		must(len <= room);
		memcpy(to, data + at, len);
		input_decoder_fed(&decoder, len, now);
		at += len;
		while (input_decoder_next(&decoder, now, &input))
			note(log, &input);
	}
	for (int i = 0; i < 4; i++) {
		now += LONG_MS;
		while (input_decoder_next(&decoder, now, &input))
			note(log, &input);
	}
	must(!decoder.pasting && input_decoder_patience(&decoder, now) == -1);
	input_decoder_release(&decoder);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str whole = STR_INIT(LOG_MAX);
	struct str pieces = STR_INIT(LOG_MAX);
	if (size > BYTES_MAX)
		return 0;
	decode(data, size, BYTES_MAX, &whole);
	decode(data, size, 1, &pieces);
	must(whole.len == pieces.len &&
	    (whole.len == 0 || memcmp(whole.data, pieces.data, whole.len) == 0));
	str_release(&whole);
	str_release(&pieces);
	return 0;
}
