/* Bytes from standard input to the decoder. */
#include "term_reader.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>

#include "clock.h"
#include "keys.h"

void
term_reader_init(struct term_reader *reader, const char *(*capability)(const char *name))
{
	static const struct {
		const char *name;
		uint32_t key;
	} keys[] = {
#define TERMINFO_KEY(name, key) { #name, key },
#include "terminfo_keys.def"
	};
	input_decoder_init(&reader->decoder);
	reader->lost = false;
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		const char *sequence = capability(keys[i].name);
		if (sequence != NULL)
			input_decoder_learn(&reader->decoder, sequence, keys[i].key);
	}
}

void
term_reader_release(struct term_reader *reader)
{
	input_decoder_release(&reader->decoder);
}

/* Reads what is there; false when that is nothing. */
static bool
read_bytes(struct term_reader *reader, int64_t now_ms)
{
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
	size_t room;
	void *to = input_decoder_room(&reader->decoder, &room);
	if (reader->lost || room == 0 || poll(&in, 1, 0) <= 0)
		return false;
	ssize_t n = read(STDIN_FILENO, to, room);
	if (n > 0)
		input_decoder_fed(&reader->decoder, (size_t)n, now_ms);
	else if (n == 0 || (errno != EINTR && errno != EAGAIN))
		reader->lost = true;
	return n > 0;
}

bool
term_reader_next(struct term_reader *reader, struct input *out)
{
	int64_t now_ms = clock_monotonic();
	bool was_lost = reader->lost;
	bool more;
	do {
		/* First, so that an ESC whose rest has come meanwhile is not taken for the key. */
		more = read_bytes(reader, now_ms);
		if (input_decoder_next(&reader->decoder, now_ms, out))
			return true;
	} while (more);
	*out = (struct input){ .kind = INPUT_NONE };
	if (!reader->lost || was_lost)
		return false;
	*out = (struct input){ .kind = INPUT_STOP, .signal = SIGHUP };
	return true;
}

int
term_reader_patience_ms(const struct term_reader *reader)
{
	return input_decoder_patience(&reader->decoder, clock_monotonic());
}
