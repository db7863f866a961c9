/* Sets of slots by hash, each slot with room for one question and its answer: a set that is full forgets what is old, or was
 * asked longest ago.  What one request asks again and again so never pushes itself out. */
#include "store_recall.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "mem.h"

enum { SETS = 64, WAYS = 4, QUESTION_BYTES = 240, TEXT_BYTES = 1024 };

struct slot {
	uint64_t commits; /* 0: empty */
	uint64_t told;    /* when it was last, by the recall's own count */
	int asked;
	bool found;
	size_t question_len;
	char question[QUESTION_BYTES];
	_Alignas(16) char row[STORE_ROW_BYTES]; /* its texts are offsets into `texts`, from 1 on */
	char texts[TEXT_BYTES];
};

struct recall {
	struct slot *slots[SETS][WAYS];
	uint64_t told;
};

struct recall *
recall_new(void)
{
	return mem_new(1, sizeof(struct recall));
}

void
recall_free(struct recall *recall)
{
	if (recall == NULL)
		return;
	for (int i = 0; i < SETS * WAYS; i++)
		free(recall->slots[i / WAYS][i % WAYS]);
	free(recall);
}

/* ---- the question ---- */

/* Type and value of each, so that no two lists of values read the same; false: too long. */
static bool
spell(const struct recall_key *key, char out[QUESTION_BYTES], size_t *len)
{
	size_t at = 0;
	for (int i = 0; i < key->n; i++) {
		const struct value *value = &key->values[i];
		const void *bytes = &value->number;
		size_t n = value->type == VALUE_null ? 0 : sizeof(value->number);
		if (value->type == VALUE_text) {
			bytes = value->text;
			n = strlen(value->text) + 1;
		}
		if (at + 1 + n > QUESTION_BYTES)
			return false;
		out[at++] = (char)value->type;
		memcpy(out + at, bytes, n);
		at += n;
	}
	*len = at;
	return true;
}

/* FNV-1a, 64 bits, over the question. */
static uint32_t
set_of(int asked, const char *question, size_t len)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ (uint64_t)asked;
	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)question[i]) * UINT64_C(0x100000001b3);
	return (uint32_t)(hash >> 32) % SETS;
}

/* ---- the answer ---- */

static bool
is_text(const struct field *field)
{
	enum kind_class class = kind_row(field->kind)->class;
	return field->word < FIELD_embed && (class == CLASS_text || class == CLASS_raw);
}

/* Moves the texts of a row into the slot; false when they do not fit. */
static bool
keep_texts(struct slot *slot, const struct field *fields, char *row, size_t *used)
{
	for (; fields->name != NULL; fields++) {
		char *at = row + fields->offset;
		if (fields->word == FIELD_embed &&
		    !keep_texts(slot, shape_fields(fields->shape), at, used))
			return false;
		const char *text;
		if (!is_text(fields))
			continue;
		memcpy(&text, at, sizeof(text));
		uintptr_t offset = 0;
		if (text != NULL) {
			size_t len = strlen(text) + 1;
			if (*used + len > TEXT_BYTES)
				return false;
			memcpy(slot->texts + *used, text, len);
			offset = *used + 1;
			*used += len;
		}
		memcpy(at, &offset, sizeof(offset));
	}
	return true;
}

static void
give_texts(const struct slot *slot, const struct field *fields, char *row, struct arena *arena)
{
	for (; fields->name != NULL; fields++) {
		char *at = row + fields->offset;
		if (fields->word == FIELD_embed)
			give_texts(slot, shape_fields(fields->shape), at, arena);
		uintptr_t offset;
		if (!is_text(fields))
			continue;
		memcpy(&offset, at, sizeof(offset));
		const char *text = offset == 0 ? NULL : arena_text(arena, slot->texts + offset - 1);
		memcpy(at, &text, sizeof(text));
	}
}

static bool
answers(const struct slot *slot, const struct recall_key *key, const char *question, size_t len)
{
	return slot != NULL && slot->commits == key->commits && slot->asked == key->asked &&
	    slot->question_len == len && memcmp(slot->question, question, len) == 0;
}

/* The slot that has the answer; NULL: none has. */
static const struct slot *
slot_told(struct recall *recall, const struct recall_key *key)
{
	char question[QUESTION_BYTES];
	size_t len;
	if (!spell(key, question, &len))
		return NULL;
	struct slot **set = recall->slots[set_of(key->asked, question, len)];
	for (int i = 0; i < WAYS; i++)
		if (answers(set[i], key, question, len)) {
			set[i]->told = ++recall->told;
			return set[i];
		}
	return NULL;
}

/* Where an answer of these commits may stand: where nothing does or what is old, else what was told longest ago. */
static struct slot *
slot_to_forget(struct slot **set, uint64_t commits)
{
	struct slot *forgotten = NULL;
	for (int i = 0; i < WAYS; i++) {
		if (set[i] == NULL)
			set[i] = mem_new(1, sizeof(**set));
		if (set[i]->commits < commits)
			return set[i];
		if (forgotten == NULL || set[i]->told < forgotten->told)
			forgotten = set[i];
	}
	return forgotten;
}

/* The slot for an answer, which is not told before it has its commits; NULL: the question is too long. */
static struct slot *
slot_for(struct recall *recall, const struct recall_key *key)
{
	char question[QUESTION_BYTES];
	size_t len;
	if (!spell(key, question, &len))
		return NULL;
	struct slot **set = recall->slots[set_of(key->asked, question, len)];
	struct slot *slot = slot_to_forget(set, key->commits);
	slot->commits = 0;
	slot->told = ++recall->told;
	slot->asked = key->asked;
	slot->question_len = len;
	memcpy(slot->question, question, len);
	return slot;
}

bool
recall_get(struct recall *recall, const struct recall_key *key, struct arena *arena, void *row,
    bool *found)
{
	const struct slot *slot = slot_told(recall, key);
	if (slot == NULL)
		return false;
	*found = slot->found;
	if (!slot->found)
		return true;
	const struct statement_row *statement = store_statement((enum query)key->asked);
	memcpy(row, slot->row, statement->row_size);
	give_texts(slot, statement->fields(), row, arena);
	return true;
}

void
recall_put(struct recall *recall, const struct recall_key *key, const void *row, bool found)
{
	size_t used = 0;
	struct slot *slot = slot_for(recall, key);
	if (slot == NULL)
		return;
	slot->found = found;
	if (found) {
		const struct statement_row *statement = store_statement((enum query)key->asked);
		memcpy(slot->row, row, statement->row_size);
		if (!keep_texts(slot, statement->fields(), slot->row, &used))
			return;
	}
	slot->commits = key->commits;
}

bool
recall_get_number(struct recall *recall, const struct recall_key *key, int64_t *number)
{
	const struct slot *slot = slot_told(recall, key);
	if (slot != NULL)
		memcpy(number, slot->row, sizeof(*number));
	return slot != NULL;
}

void
recall_put_number(struct recall *recall, const struct recall_key *key, int64_t number)
{
	struct slot *slot = slot_for(recall, key);
	if (slot == NULL)
		return;
	memcpy(slot->row, &number, sizeof(number));
	slot->commits = key->commits;
}
