/* The types of fields, as the manual calls them. */
#include "fields.h"

void
fields_add_type(struct str *out, const struct field *field)
{
	switch (field->word) {
	case FIELD_embed:
	case FIELD_sub:
		str_add(out, shape_row(field->shape)->name);
		break;
	case FIELD_many:
		str_addf(out, "list of %s", shape_row(field->shape)->name);
		break;
	case FIELD_texts:
		str_addf(out, "list of %s", kind_row(field->kind)->name);
		break;
	default:
		str_add(out, kind_row(field->kind)->name);
		break;
	}
}
