/* What an answer tells: all of it as lines, or what is told only once. */
#include <stdlib.h>
#include <string.h>

#include "act.h"
#include "app.h"
#include "args.h"
#include "client.h"
#include "import_links.h"
#include "input.h"
#include "json.h"
#include "keys.h"
#include "mem.h"
#include "overlay_area.h"
#include "str.h"
#include "term.h"

enum { ONCE_MAX = 4, DEPTH_MAX = 4 };

/* Every list of a shape has the same layout. */
struct many {
	char *items;
	size_t n;
};

static void
describe_many(struct str *out, const struct field *field, const void *at, int depth)
{
	struct many many;
	char label[FIELD_LABEL];
	memcpy(&many, at, sizeof(many));
	str_addf(out, "%*s%s: %s\n", depth * 2, "", field_label(field, label),
	    many.n == 0 ? "none" : "");
	for (size_t i = 0; i < many.n && depth < DEPTH_MAX; i++) {
		if (i > 0)
			str_add_char(out, '\n');
		act_describe(out, shape_fields(field->shape),
		    many.items + i * shape_row(field->shape)->size, depth + 1);
	}
}

static void
describe_texts(struct str *out, const struct field *field, const void *at, int depth)
{
	const struct texts *texts = at;
	char label[FIELD_LABEL];
	str_addf(out, "%*s%s:", depth * 2, "", field_label(field, label));
	for (size_t i = 0; i < texts->n; i++)
		str_addf(out, " %s", texts->items[i]);
	str_add_char(out, '\n');
}

void
act_describe(struct str *out, const struct field *fields, const void *value, int depth)
{
	struct arena arena = { NULL };
	char label[FIELD_LABEL];
	for (const struct field *field = fields; field->name != NULL; field++) {
		const char *at = (const char *)value + field->offset;
		switch (field->word) {
		case FIELD_embed:
			str_addf(out, "%*s%s:\n", depth * 2, "", field_label(field, label));
			act_describe(out, shape_fields(field->shape), at, depth + 1);
			break;
		case FIELD_many:
			describe_many(out, field, at, depth);
			break;
		case FIELD_texts:
			describe_texts(out, field, at, depth);
			break;
		case FIELD_sub:
		case FIELD_once:
			break;
		default:
			str_addf(out, "%*s%s: %s\n", depth * 2, "", field_label(field, label),
			    shape_cell(field, value, &arena));
			break;
		}
	}
	arena_release(&arena);
}

/* ---- what is told only once ---- */

struct once {
	struct overlay overlay;
	const struct field *fields[ONCE_MAX];
	char *texts[ONCE_MAX];
	size_t n;
	size_t current;
	char said[128];
	char *about;        /* what it is the secret of */
	const char *advice; /* what is to be done with it; NULL: it says itself */
	bool copied;        /* one of them, as far as is known */
	bool leaving;       /* not copied, and about to be closed */
};

/* One secret: its name, what it is, and all of it, so that it can be selected too. */
static int
draw_secret(const struct once *once, size_t i, struct screen *screen, struct screen_rect area)
{
	bool current = i == once->current;
	char label[FIELD_LABEL];
	struct screen_place head = { area.row, area.column, area.columns };
	int used = screen_text(screen, head, STYLE_key, current ? "> " : "  ");
	head.column += used;
	head.columns -= used;
	used = screen_text(screen, head, current ? STYLE_title : STYLE_normal,
	    field_label(once->fields[i], label));
	head.column += used + 2;
	head.columns -= used + 2;
	(void)screen_text(screen, head, STYLE_dim, once->fields[i]->text);
	area.row++;
	area.rows--;
	area.column += 2;
	area.columns -= 2;
	if (area.rows < 1)
		return 1;
	return 1 + screen_text_wrapped(screen, area, STYLE_normal, once->texts[i]);
}

static void
once_draw(struct app *app, struct overlay *overlay, struct screen *screen)
{
	struct once *once = (struct once *)overlay;
	struct screen_rect inside = screen_window(
	    screen, overlay_area(app, screen, screen->columns, screen->rows), "Shown once, now");
	struct screen_rect before = screen_clip(screen, inside);
	bool roomy = !overlay_is_small(screen);
	struct screen_place foot = { inside.row + inside.rows - 1, inside.column, inside.columns };
	inside.rows--;
	if (roomy) {
		screen_take_text(screen, &inside, STYLE_warning,
		    "Pass it on now: nobody, not even the daemon, can show it again.");
		(void)screen_take_row(&inside);
	}
	if (once->about[0] != '\0' && inside.rows > 1) {
		(void)screen_text(screen, screen_take_row(&inside), STYLE_title, once->about);
		if (roomy)
			(void)screen_take_row(&inside);
	}
	for (size_t i = 0; i < once->n && inside.rows > 0; i++) {
		int used = draw_secret(once, i, screen, inside) + (roomy ? 1 : 0);
		inside.row += used;
		inside.rows -= used;
	}
	if (once->advice != NULL && inside.rows > 0)
		screen_take_text(screen, &inside, STYLE_dim, once->advice);
	if (once->leaving)
		(void)screen_text(screen, foot, STYLE_warning,
		    roomy ? "Perhaps not copied, and never shown again.  x closes it all the same"
		          : "not copied? x closes, y copies");
	else if (once->said[0] != '\0')
		(void)screen_text(screen, foot, STYLE_ok, once->said);
	else
		(void)screen_text(screen, foot, STYLE_dim,
		    once->n > 1 ? "y copy  j k choose  esc close and wipe"
		                : "y copy  esc close and wipe");
	screen_unclip(screen, before);
}

static void
copy_secret(struct app *app, struct once *once)
{
	const char *text = once->texts[once->current];
	enum term_copy way = app->term->copy(app->term, text, strlen(text));
	(void)term_copy_text(way, strlen(text), once->said);
	/* tmux and screen pass it on only as they are set up. */
	once->copied = once->copied || way == TERM_COPY_SENT;
}

/* Closes it; what was copied by nobody is asked about once. */
static enum widget_answer
leave_once(struct app *app, struct once *once, bool all_the_same)
{
	if (!once->copied && !all_the_same) {
		once->leaving = true;
		return WIDGET_USED;
	}
	/* Nothing of it stays on the screen, whatever the terminal thought it had. */
	app->term->repaint(app->term);
	return WIDGET_CANCELLED;
}

static enum widget_answer
take_key(struct app *app, struct once *once, const struct input *input)
{
	bool asked = once->leaving;
	once->leaving = false;
	switch (input->kind == INPUT_KEY ? input->key : 0) {
	case 'y':
		copy_secret(app, once);
		return WIDGET_USED;
	case 'x':
		return asked ? leave_once(app, once, true) : WIDGET_USED;
	case 'j':
	case KEY_down:
	case KEY_tab:
		once->current = (once->current + 1) % once->n;
		return WIDGET_USED;
	case 'k':
	case KEY_up:
	case KEY_tab | KEY_SHIFT:
		once->current = (once->current + once->n - 1) % once->n;
		return WIDGET_USED;
	case 'q':
	case KEY_escape:
		return leave_once(app, once, false);
	default:
		return WIDGET_USED;
	}
}

static const struct overlay_kind once_kind;
static const struct overlay_kind once_asked_kind;

static enum widget_answer
once_input(struct app *app, struct overlay *overlay, const struct input *input)
{
	struct once *once = (struct once *)overlay;
	enum widget_answer answer = take_key(app, once, input);
	overlay->kind = once->leaving ? &once_asked_kind : &once_kind;
	return answer;
}

static void
once_free(struct overlay *overlay)
{
	struct once *once = (struct once *)overlay;
	for (size_t i = 0; i < once->n; i++)
		mem_wipe(once->texts[i]);
	free(once->about);
	free(once);
}

static const struct overlay_kind once_kind = { .input = once_input,
	.draw = once_draw,
	.free = once_free,
	.keys = overlay_keys_of_hints,
	.hints = "y copy  esc close and wipe" };

/* The same once it was asked whether it may go. */
static const struct overlay_kind once_asked_kind = { .input = once_input,
	.draw = once_draw,
	.free = once_free,
	.keys = overlay_keys_of_hints,
	.hints = "x close all the same  y copy" };

/* The reply is ours to throw away: what it holds of a secret goes first. */
static void
wipe(const struct reply *reply, const struct field *field, const char *text)
{
	const struct json *json = json_get(reply->json, field->name);
	const char *copy = json_text(json);
	explicit_bzero((void *)text, strlen(text));
	if (copy != NULL)
		explicit_bzero((void *)copy, strlen(copy));
	if (reply->body != NULL)
		explicit_bzero((void *)reply->body, reply->body_len);
}

void
act_show_text_once(struct app *app, const struct field *field, const char *about, const char *text)
{
	struct once *once = mem_new(1, sizeof(*once));
	once->overlay.kind = &once_kind;
	once->about = mem_text(about);
	once->fields[once->n] = field;
	once->texts[once->n++] = mem_text(text);
	overlay_push(app, &once->overlay);
}

void
act_show_once(struct app *app, const struct reply *reply)
{
	struct once *once = mem_new(1, sizeof(*once));
	struct arena arena = { NULL };
	const char *name = args_field(ops[reply->op].gives, reply->value, "name", &arena);
	const char *email = args_field(ops[reply->op].gives, reply->value, "email", &arena);
	once->overlay.kind = &once_kind;
	const char *replaced = args_field(ops[reply->op].gives, reply->value, "replaced", &arena);
	once->about = mem_text(arena_printf(&arena, "%s%s", name[0] == '\0' ? email : name,
	    replaced[0] == '\0' ? "" : ": the invitation sent before is dead now"));
	arena_release(&arena);
	for (const struct field *field = shape_fields(ops[reply->op].gives);
	     field->name != NULL && once->n < ONCE_MAX; field++) {
		if (field->word != FIELD_once)
			continue;
		const void *at = (const char *)reply->value + field->offset;
		const char *text = *(const char *const *)at;
		if (text == NULL)
			continue;
		once->fields[once->n] = field;
		once->texts[once->n++] = mem_text(text);
		wipe(reply, field, text);
	}
	const struct invitation *invitation = reply->value;
	if (ops[reply->op].gives == SHAPE_invitation && invitation->link == NULL)
		once->advice = import_links_token_use;
	overlay_push(app, &once->overlay);
}
