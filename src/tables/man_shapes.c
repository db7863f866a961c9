/* Resources, kinds and words as chapters of nexa-api(7). */
#include "fields.h"
#include "mdoc.h"
#include "op.h"
#include "tables.h"

/* ---- resources ---- */

static const char *
remark_on(const struct field *field)
{
	switch (field->word) {
	case FIELD_may:
	case FIELD_sub:
		return ", or null";
	case FIELD_once:
		return ", once";
	default:
		return "";
	}
}

static void
add_shape(struct str *out, enum shape shape)
{
	mdoc_line(out, "It Sy", shape_row(shape)->name);
	mdoc_sentence(out, shape_row(shape)->text);
	str_add(out, ".Bl -tag -width Ds -compact\n");
	for (const struct field *field = shape_fields(shape); field->name != NULL; field++) {
		mdoc_line(out, "It Va", field->name);
		mdoc_text(out, field->text);
		mdoc_macro(out, "Pq");
		str_add_char(out, ' ');
		fields_add_type(out, field);
		str_add(out, remark_on(field));
		mdoc_end(out);
	}
	str_add(out, ".El\n");
}

bool
tables_man_shapes(struct str *out, const char *argument)
{
	(void)argument;
	str_add(out, ".Bl -tag -width Ds\n");
	for (int i = 1; i < SHAPE_COUNT; i++)
		add_shape(out, (enum shape)i);
	str_add(out, ".El\n");
	return true;
}

/* ---- kinds ---- */

static const char *json_type_of(enum kind_class class)
{
	switch (class) {
	case CLASS_number:
		return "number";
	case CLASS_flag:
		return "boolean";
	case CLASS_raw:
		return "object";
	default:
		return "string";
	}
}

bool
tables_man_kinds(struct str *out, const char *argument)
{
	(void)argument;
	str_add(out, ".Bl -tag -width Ds\n");
	for (int i = 1; i < KIND_COUNT; i++) {
		const struct kind_row *row = kind_row((enum kind)i);
		mdoc_line(out, "It Cm", row->name);
		mdoc_sentence(out, row->text);
		mdoc_macro(out, "Pq");
		str_addf(out, " JSON %s", json_type_of(row->class));
		if (row->class == CLASS_text || row->class == CLASS_raw)
			str_addf(out, ", at most %lld bytes", (long long)row->limit);
		str_add(out, "; for example\n");
		str_add(out, ".Ql");
		mdoc_arg(out, row->example);
		mdoc_end(out);
	}
	str_add(out, ".El\n");
	return true;
}

/* ---- words ---- */

/* Events have a chapter of their own. */
bool
tables_man_words(struct str *out, const char *argument)
{
	(void)argument;
	str_add(out, ".Bl -tag -width Ds\n");
	for (int i = 1; i < VOCAB_COUNT; i++) {
		int count;
		const struct word *words = vocab_words((enum vocab)i, &count);
		if (i == VOCAB_event)
			continue;
		mdoc_macro(out, "It");
		mdoc_arg(out, vocab_meaning((enum vocab)i));
		mdoc_end(out);
		str_add(out, ".Bl -tag -width org_viewer -compact\n");
		for (int word = 1; word < count; word++) {
			mdoc_line(out, "It Cm", words[word].name);
			mdoc_text(out, words[word].text);
		}
		str_add(out, ".El\n");
	}
	str_add(out, ".El\n");
	return true;
}
