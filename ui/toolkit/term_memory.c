/* A terminal that is a screen and a queue. */
#include "term_memory.h"

#include <assert.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input.h"
#include "keys.h"
#include "mem.h"
#include "screen.h"

struct queued {
	struct input input;
	char *text; /* of a paste, its own */
	int columns, rows;
};

struct term_memory {
	struct term term; /* first, so that one pointer serves for both */
	bool in_use;
	int columns, rows;
	struct screen shown;
	struct queued *queue;
	size_t n_queued;
	size_t n_taken;
	char *pasted; /* what next() lent last */
	char *text;
	char *styles;
	char *copied;
	enum term_copy copy_answer;
	int bells, suspends, presents;
};

static struct queued *
queue(struct term *term, enum input_kind kind)
{
	struct term_memory *memory = (struct term_memory *)term;
	memory->queue = mem_resize(memory->queue, memory->n_queued + 1, sizeof memory->queue[0]);
	struct queued *queued = &memory->queue[memory->n_queued++];
	*queued = (struct queued){ .input = { .kind = kind } };
	return queued;
}

void
term_memory_key(struct term *term, uint32_t key)
{
	queue(term, INPUT_KEY)->input.key = key;
}

/* The key that a script names at its start; *script goes on behind it. */
static uint32_t
script_key(const char **script)
{
	const char *end = **script == '<' ? strchr(*script, '>') : NULL;
	char name[KEYS_NAME_SIZE];
	size_t len;
	if (end != NULL) {
		len = (size_t)(end - *script) - 1;
		assert(len < sizeof name);
		memcpy(name, *script + 1, len);
		name[len] = '\0';
		*script = end + 1;
		return strcmp(name, "lt") == 0 ? '<' : keys_parse(name);
	}
	/* One character: a code point and what continues it. */
	for (len = 1; ((unsigned char)(*script)[len] & 0xc0) == 0x80; len++)
		continue;
	assert(len < sizeof name);
	memcpy(name, *script, len);
	name[len] = '\0';
	*script += len;
	return keys_parse(name);
}

void
term_memory_type(struct term *term, const char *keys)
{
	while (*keys != '\0') {
		uint32_t key = script_key(&keys);
		assert(key != 0);
		term_memory_key(term, key);
	}
}

void
term_memory_paste(struct term *term, const char *text, size_t len)
{
	bool cut = len > INPUT_PASTE_MAX;
	if (cut)
		len = INPUT_PASTE_MAX;
	char *copy = mem_new(len + 1, 1);
	memcpy(copy, text, len);
	struct queued *queued = queue(term, INPUT_PASTE);
	queued->text = copy;
	queued->input.len = len;
	queued->input.cut = cut;
}

void
term_memory_click(struct term *term, int row, int column)
{
	struct input *input = &queue(term, INPUT_MOUSE)->input;
	input->mouse = INPUT_MOUSE_LEFT;
	input->row = row;
	input->column = column;
}

void
term_memory_wheel(struct term *term, int direction)
{
	queue(term, INPUT_MOUSE)->input.mouse = direction < 0 ? INPUT_WHEEL_UP : INPUT_WHEEL_DOWN;
}

void
term_memory_resize(struct term *term, int columns, int rows)
{
	struct queued *queued = queue(term, INPUT_RESIZE);
	queued->columns = columns;
	queued->rows = rows;
}

void
term_memory_stop(struct term *term, int signal)
{
	queue(term, INPUT_STOP)->input.signal = signal;
}

static void
forget_paste(struct term_memory *memory)
{
	if (memory->pasted != NULL)
		explicit_bzero(memory->pasted, strlen(memory->pasted));
	free(memory->pasted);
	memory->pasted = NULL;
}

static bool
next(struct term *term, struct input *out)
{
	struct term_memory *memory = (struct term_memory *)term;
	forget_paste(memory);
	*out = (struct input){ .kind = INPUT_NONE };
	if (!memory->in_use || memory->n_taken == memory->n_queued)
		return false;
	struct queued *queued = &memory->queue[memory->n_taken++];
	*out = queued->input;
	out->text = memory->pasted = queued->text;
	queued->text = NULL;
	if (out->kind == INPUT_RESIZE) {
		memory->columns = queued->columns;
		memory->rows = queued->rows;
	}
	return true;
}

static int
begin(struct term *term, struct err *err)
{
	(void)err;
	/* Widths of characters are the C library's, also where the environment says nothing. */
	(void)setlocale(LC_CTYPE, "C.UTF-8");
	((struct term_memory *)term)->in_use = true;
	return 0;
}

static void
end(struct term *term)
{
	((struct term_memory *)term)->in_use = false;
}

static void
size(struct term *term, int *columns, int *rows)
{
	*columns = ((const struct term_memory *)term)->columns;
	*rows = ((const struct term_memory *)term)->rows;
}

static void
present(struct term *term, const struct screen *screen)
{
	struct term_memory *memory = (struct term_memory *)term;
	screen_copy(&memory->shown, screen);
	memory->presents++;
}

static void
repaint(struct term *term)
{
	(void)term;
}

static int
poll_fds(struct term *term, struct pollfd *fds)
{
	(void)term;
	(void)fds;
	return 0;
}

static int
patience_ms(struct term *term)
{
	(void)term;
	return -1;
}

static void
ring(struct term *term)
{
	((struct term_memory *)term)->bells++;
}

static enum term_copy
copy(struct term *term, const char *text, size_t len)
{
	struct term_memory *memory = (struct term_memory *)term;
	if (len > TERM_COPY_MAX)
		return TERM_COPY_TOO_LONG;
	if (memory->copy_answer == TERM_COPY_TOO_LONG ||
	    memory->copy_answer == TERM_COPY_IMPOSSIBLE)
		return memory->copy_answer;
	free(memory->copied);
	memory->copied = mem_new(len + 1, 1);
	memcpy(memory->copied, text, len);
	return memory->copy_answer;
}

static void
mouse(struct term *term, bool on)
{
	(void)term;
	(void)on;
}

static void
suspend(struct term *term)
{
	((struct term_memory *)term)->suspends++;
	(void)queue(term, INPUT_RESUME);
}

static void
release(struct term *term)
{
	struct term_memory *memory = (struct term_memory *)term;
	forget_paste(memory);
	for (size_t i = memory->n_taken; i < memory->n_queued; i++)
		free(memory->queue[i].text);
	free(memory->queue);
	free(memory->text);
	free(memory->styles);
	free(memory->copied);
	screen_release(&memory->shown);
	free(memory);
}

struct term *
term_memory_new(int columns, int rows)
{
	struct term_memory *memory = mem_new(1, sizeof *memory);
	memory->columns = columns;
	memory->rows = rows;
	memory->copy_answer = TERM_COPY_SENT;
	screen_init(&memory->shown, columns, rows, false);
	memory->term = (struct term){
		.colours = 256,
		.begin = begin,
		.end = end,
		.size = size,
		.present = present,
		.repaint = repaint,
		.next = next,
		.poll_fds = poll_fds,
		.patience_ms = patience_ms,
		.bell = ring,
		.copy = copy,
		.mouse = mouse,
		.suspend = suspend,
		.free = release,
	};
	return &memory->term;
}

const char *
term_memory_text(struct term *term)
{
	struct term_memory *memory = (struct term_memory *)term;
	free(memory->text);
	memory->text = screen_dump_text(&memory->shown);
	return memory->text;
}

const char *
term_memory_styles(struct term *term)
{
	struct term_memory *memory = (struct term_memory *)term;
	free(memory->styles);
	memory->styles = screen_dump_styles(&memory->shown);
	return memory->styles;
}

bool
term_memory_cursor(struct term *term, int *row, int *column)
{
	const struct screen *shown = &((struct term_memory *)term)->shown;
	*row = shown->cursor_row;
	*column = shown->cursor_column;
	return shown->cursor_shown;
}

const char *
term_memory_copied(struct term *term)
{
	const struct term_memory *memory = (const struct term_memory *)term;
	return memory->copied == NULL ? "" : memory->copied;
}

void
term_memory_set_copy(struct term *term, enum term_copy copy_answer)
{
	((struct term_memory *)term)->copy_answer = copy_answer;
}

int
term_memory_bells(struct term *term)
{
	return ((const struct term_memory *)term)->bells;
}

int
term_memory_suspends(struct term *term)
{
	return ((const struct term_memory *)term)->suspends;
}

int
term_memory_presents(struct term *term)
{
	return ((const struct term_memory *)term)->presents;
}
