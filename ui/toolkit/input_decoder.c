/* Bytes into keys: UTF-8, escape sequences, bracketed pastes, SGR mouse reports. */
#include "input_decoder.h"

#include <stdlib.h>
#include <string.h>

#include "input_sequence.h"
#include "keys.h"
#include "utf8.h"

enum { ETX = 0x03, ESCAPE = 0x1b };

static const char paste_end[] = "\033[201~";

void
input_decoder_init(struct input_decoder *decoder)
{
	*decoder = (struct input_decoder){ .paste = STR_INIT(INPUT_PASTE_MAX) };
	/* All of it now: growing would leave copies of a pasted secret behind. */
	(void)str_reserve(&decoder->paste, INPUT_PASTE_MAX);
}

static void
wipe_paste(struct input_decoder *decoder)
{
	explicit_bzero(decoder->paste.data, decoder->paste.len);
	str_clear(&decoder->paste);
	decoder->paste_cut = false;
	decoder->paste_done = false;
}

void
input_decoder_release(struct input_decoder *decoder)
{
	if (decoder->paste.data != NULL)
		wipe_paste(decoder);
	str_release(&decoder->paste);
	explicit_bzero(decoder, sizeof *decoder);
}

void
input_decoder_learn(struct input_decoder *decoder, const char *sequence, uint32_t key)
{
	size_t len = strlen(sequence);
	if (len < 2 || len >= INPUT_DECODER_SEQUENCE || sequence[0] != ESCAPE ||
	    decoder->n_learned == INPUT_DECODER_LEARNED)
		return;
	memcpy(decoder->learned[decoder->n_learned].sequence, sequence, len + 1);
	decoder->learned[decoder->n_learned++].key = key;
}

void *
input_decoder_room(struct input_decoder *decoder, size_t *room)
{
	*room = sizeof decoder->bytes - decoder->len;
	return decoder->bytes + decoder->len;
}

static void
consume(struct input_decoder *decoder, size_t len)
{
	decoder->len -= len;
	memmove(decoder->bytes, decoder->bytes + len, decoder->len);
	explicit_bzero(decoder->bytes + decoder->len, len);
}

static void
keep_pasted(struct input_decoder *decoder, size_t len)
{
	size_t room = INPUT_PASTE_MAX - decoder->paste.len;
	size_t kept = len < room ? len : room;
	str_add_n(&decoder->paste, (const char *)decoder->bytes, kept);
	decoder->paste_cut = decoder->paste_cut || kept < len;
	consume(decoder, len);
}

/* Moves bytes into the paste; true when its end was found. */
static bool
collect_paste(struct input_decoder *decoder)
{
	size_t end_len = sizeof paste_end - 1;
	const unsigned char *end = memmem(decoder->bytes, decoder->len, paste_end, end_len);
	if (end != NULL) {
		keep_pasted(decoder, (size_t)(end - decoder->bytes));
		consume(decoder, end_len);
		decoder->pasting = false;
		return true;
	}
	/* The last bytes may be the beginning of the end. */
	size_t held = decoder->len < end_len - 1 ? decoder->len : end_len - 1;
	while (held > 0 && memcmp(decoder->bytes + decoder->len - held, paste_end, held) != 0)
		held--;
	keep_pasted(decoder, decoder->len - held);
	return false;
}

/* Reads a key that is no sequence, from bytes that are not empty: its length, 0 when more bytes are
 * needed.  *key is 0 for what is no key. */
static size_t
plain_key(const unsigned char *bytes, size_t len, uint32_t *key)
{
	if (bytes[0] < 0x20 || bytes[0] == 0x7f) {
		*key = input_sequence_control(bytes[0]);
		return 1;
	}
	size_t used = utf8_decode((const char *)bytes, len, key);
	if (used > 0) {
		if (utf8_is_control(*key))
			*key = 0;
		return used;
	}
	size_t need = bytes[0] >= 0xf0 ? 4 : bytes[0] >= 0xe0 ? 3 : bytes[0] >= 0xc2 ? 2 : 1;
	*key = 0;
	return len < need ? 0 : 1;
}

/* The length of a learned sequence at the start of the bytes; 0 when there is none. */
static size_t
learned_key(const struct input_decoder *decoder, uint32_t *key)
{
	for (size_t i = 0; i < decoder->n_learned; i++) {
		size_t len = strlen(decoder->learned[i].sequence);
		if (len > decoder->len ||
		    memcmp(decoder->bytes, decoder->learned[i].sequence, len) != 0)
			continue;
		*key = decoder->learned[i].key;
		return len;
	}
	return 0;
}

/* What an ESC that nothing completes in time turns out to be. */
static size_t
give_up(const struct input_decoder *decoder, struct input *out)
{
	if (decoder->len == 1)
		out->key = KEY_escape;
	else if (decoder->len == 2 && decoder->bytes[1] < 0x80)
		out->key = KEY_ALT | decoder->bytes[1];
	/* Otherwise half a sequence: its letters must not be taken for commands. */
	return decoder->len;
}

static int64_t
deadline(const struct input_decoder *decoder)
{
	bool is_sequence = decoder->len > 2 || (decoder->len == 2 && decoder->bytes[1] == '[');
	return decoder->fed_ms +
	    (is_sequence ? (int64_t)INPUT_DECODER_SEQUENCE_MS : (int64_t)INPUT_DECODER_ESCAPE_MS);
}

/* Decodes something at the start of the bytes into out: the bytes used, 0 when more are needed. */
static size_t
decode(struct input_decoder *decoder, int64_t now_ms, struct input *out)
{
	size_t used = 0;
	const unsigned char *bytes = decoder->bytes;
	if (bytes[0] == ESCAPE) {
		used = learned_key(decoder, &out->key);
		if (used == 0)
			used = input_sequence(bytes, decoder->len, out);
	} else {
		used = plain_key(bytes, decoder->len, &out->key);
	}
	if (used == 0 && now_ms >= deadline(decoder))
		used = bytes[0] == ESCAPE ? give_up(decoder, out) : 1;
	return used;
}

/* Whether the bytes that came are those of one key. */
static bool
is_one_key(struct input_decoder *decoder)
{
	struct input ignored = { .kind = INPUT_KEY };
	size_t used = decode(decoder, decoder->fed_ms, &ignored);
	return used == 0 || used == decoder->len;
}

void
input_decoder_fed(struct input_decoder *decoder, size_t len, int64_t now_ms)
{
	bool paused = now_ms - decoder->fed_ms >= INPUT_DECODER_PAUSE_MS;
	bool interrupts = len == 1 && decoder->bytes[decoder->len] == ETX;
	decoder->len += len;
	decoder->fed_ms = now_ms;
	if (decoder->pasting && paused && interrupts)
		decoder->paste_broken = true;
	if (decoder->paste_lost && !is_one_key(decoder))
		decoder->pasting = true;
	decoder->paste_lost = decoder->paste_lost && decoder->pasting;
}

/* Forgets a paste that has no end, or one whose beginning is lost. */
static void
break_paste(struct input_decoder *decoder, bool ended, struct input *out)
{
	wipe_paste(decoder);
	if (!ended)
		consume(decoder, decoder->len);
	decoder->pasting = false;
	decoder->paste_broken = false;
	decoder->paste_lost = !ended;
	*out = (struct input){ .kind = INPUT_BROKEN };
}

/* Goes on with a paste; true when it is over. */
static bool
next_of_paste(struct input_decoder *decoder, int64_t now_ms, struct input *out)
{
	bool ended = !decoder->paste_broken && collect_paste(decoder);
	bool waits = now_ms - decoder->fed_ms < INPUT_DECODER_PASTE_MS;
	if (!ended && waits && !decoder->paste_broken)
		return false;
	if (!ended || decoder->paste_lost) {
		break_paste(decoder, ended, out);
		return true;
	}
	decoder->paste_done = true;
	*out = (struct input){ .kind = INPUT_PASTE,
		.text = str_text(&decoder->paste),
		.len = decoder->paste.len,
		.cut = decoder->paste_cut };
	return true;
}

bool
input_decoder_next(struct input_decoder *decoder, int64_t now_ms, struct input *out)
{
	if (decoder->paste_done)
		wipe_paste(decoder);
	while (decoder->len > 0 || decoder->pasting) {
		*out = (struct input){ .kind = INPUT_KEY };
		if (decoder->pasting)
			return next_of_paste(decoder, now_ms, out);
		size_t used = decode(decoder, now_ms, out);
		if (used == 0)
			return false;
		consume(decoder, used);
		if (out->kind == INPUT_PASTE)
			decoder->pasting = true;
		else if (out->kind == INPUT_MOUSE || out->key != 0)
			return true;
	}
	return false;
}

int
input_decoder_patience(const struct input_decoder *decoder, int64_t now_ms)
{
	if (decoder->len == 0 && !decoder->pasting)
		return -1;
	int64_t due =
	    decoder->pasting ? decoder->fed_ms + INPUT_DECODER_PASTE_MS : deadline(decoder);
	int64_t left = due - now_ms;
	return left < 0 ? 0 : (int)left;
}
