/* HTML from templates.  In them {{name}} is a value, escaped; {{#name}} … {{/name}} stands only when there is
 * that value and {{^name}} … {{/name}} only when there is none; sections nest.  Nothing else prints HTML. */
#ifndef TEMPLATE_H
#define TEMPLATE_H

struct str;

/* A list of them ends with a NULL name; a NULL value is none. */
struct template_value {
	const char *name;
	const char *value;
};

/* Appends the template with its values put in. */
void template_render(const char *text, const struct template_value *values, struct str *out);
/* Appends text as HTML text and attribute values take it, whatever bytes it has: markup becomes references,
 * what is no UTF-8 and characters that control a screen or turn its direction become U+FFFD. */
void template_escape(const char *text, struct str *out);

#endif
