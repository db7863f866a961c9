/* Growing text. */
#include "str.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

bool
str_reserve(struct str *str, size_t len)
{
	if (str->failed || len > str->limit - str->len) {
		str->failed = true;
		return false;
	}
	size_t need = str->len + len + 1;
	if (need > str->cap) {
		size_t cap = str->cap < 64 ? 64 : str->cap;
		while (cap < need)
			cap += cap / 2;
		str->data = mem_resize(str->data, cap, 1);
		str->cap = cap;
	}
	return true;
}

void
str_add_n(struct str *str, const char *text, size_t len)
{
	char *at = str_room(str, len);
	if (at == NULL)
		return;
	if (len > 0)
		memcpy(at, text, len);
	at[len] = '\0';
	str->len += len;
}

void
str_add(struct str *str, const char *text)
{
	str_add_n(str, text, strlen(text));
}

void
str_add_char(struct str *str, char c)
{
	char *at = str_room(str, 1);
	if (at == NULL)
		return;
	at[0] = c;
	at[1] = '\0';
	str->len++;
}

void
str_addf(struct str *str, const char *format, ...)
{
	/* What is there already does most of the time. */
	size_t room = str->cap - str->len;
	char *at = room == 0 ? NULL : str->data + str->len;
	va_list args;
	va_start(args, format);
	va_list again;
	va_copy(again, args);
	int len = vsnprintf(at, room, format, args);
	va_end(args);
	if (len >= 0 && str_reserve(str, (size_t)len)) {
		if ((size_t)len >= room)
			(void)vsnprintf(str->data + str->len, (size_t)len + 1, format, again);
		str->len += (size_t)len;
	} else if (at != NULL) {
		*at = '\0';
	}
	va_end(again);
}

const char *
str_text(const struct str *str)
{
	return str->data == NULL ? "" : str->data;
}

bool
str_same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

void
str_clear(struct str *str)
{
	str->len = 0;
	str->failed = false;
	if (str->data != NULL)
		str->data[0] = '\0';
}

void
str_release(struct str *str)
{
	free(str->data);
	*str = (struct str){ .limit = str->limit };
}

char *
str_line(char **rest)
{
	char *line = *rest;
	if (line == NULL || *line == '\0')
		return NULL;
	size_t len = strcspn(line, "\n");
	*rest = line + len + (line[len] != '\0');
	line[len] = '\0';
	return line;
}
