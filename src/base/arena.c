/* A chain of blocks, each filled from its start. */
#include "arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

enum { BLOCK_SIZE = 8192 - 64, ALIGNMENT = 16 };

struct arena_block {
	struct arena_block *before;
	size_t used;
	size_t size;
	_Alignas(ALIGNMENT) unsigned char bytes[];
};

static struct arena_block *
block_new(struct arena *arena, size_t size)
{
	size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;
	struct arena_block *block = mem_resize(NULL, 1, sizeof(*block) + room);
	block->used = 0;
	block->size = room;
	block->before = arena->last;
	arena->last = block;
	return block;
}

/* Not zeroed: most requests use a fraction of their block. */
static void *
take(struct arena *arena, size_t size)
{
	size_t need = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	struct arena_block *block = arena->last;
	if (block == NULL || block->size - block->used < need)
		block = block_new(arena, need);
	void *memory = block->bytes + block->used;
	block->used += need;
	return memory;
}

void *
arena_new(struct arena *arena, size_t size)
{
	return memset(take(arena, size), 0, size);
}

char *
arena_text_n(struct arena *arena, const char *text, size_t len)
{
	char *copy = take(arena, len + 1);
	if (len > 0)
		memcpy(copy, text, len);
	copy[len] = '\0';
	return copy;
}

char *
arena_text(struct arena *arena, const char *text)
{
	return text == NULL ? NULL : arena_text_n(arena, text, strlen(text));
}

char *
arena_printf(struct arena *arena, const char *format, ...)
{
	char short_text[256];
	va_list args;
	va_start(args, format);
	va_list again;
	va_copy(again, args);
	int len = vsnprintf(short_text, sizeof(short_text), format, args);
	va_end(args);
	char *text = take(arena, len < 0 ? 1 : (size_t)len + 1);
	if (len < (int)sizeof(short_text))
		memcpy(text, short_text, len < 0 ? 0 : (size_t)len);
	else
		(void)vsnprintf(text, (size_t)len + 1, format, again);
	text[len < 0 ? 0 : len] = '\0';
	va_end(again);
	return text;
}

void
arena_release(struct arena *arena)
{
	while (arena->last != NULL) {
		struct arena_block *block = arena->last;
		arena->last = block->before;
		free(block);
	}
}

void
arena_wipe(struct arena *arena)
{
	for (struct arena_block *block = arena->last; block != NULL; block = block->before)
		explicit_bzero(block->bytes, block->used);
	arena_release(arena);
}
