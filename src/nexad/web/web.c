/* Pages: routes, cookies, forms that cannot be forged, headers. */
#include "web.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "call.h"
#include "cookie.h"
#include "daemon.h"
#include "http.h"
#include "ident.h"
#include "mem.h"
#include "reply.h"
#include "request.h"
#include "writer.h"

/* ---- files ---- */

static const char *
file_text(const char *name)
{
	for (int i = 0; i < n_web_files; i++)
		if (strcmp(web_files[i].name, name) == 0)
			return web_files[i].text;
	abort();
}

/* ---- answers ---- */

/* No script, no frame, nothing from elsewhere; the address stays here, and so does the page. */
static const struct http_header strict[] = {
	{ "Content-Security-Policy",
	    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; "
	    "frame-ancestors 'none'" },
	{ "Referrer-Policy", "no-referrer" },
	{ "Cross-Origin-Opener-Policy", "same-origin" },
	{ "Cross-Origin-Resource-Policy", "same-origin" },
	{ "X-Frame-Options", "DENY" },
	{ "Permissions-Policy", "camera=(), geolocation=(), microphone=()" },
};

enum { N_STRICT = sizeof(strict) / sizeof(strict[0]), HEADERS_MAX = N_STRICT + WEB_COOKIES + 4 };

static void
end_visit(struct web_visit *visit, int status, const struct http_header *more, struct str *body)
{
	struct http_header headers[HEADERS_MAX] = { { NULL, NULL } };
	int n = 0;
	memcpy(headers, strict, sizeof(strict));
	n += N_STRICT;
	for (; more->name != NULL; more++)
		headers[n++] = *more;
	for (int i = 0; i < visit->n_cookies; i++)
		headers[n++] = (struct http_header){ "Set-Cookie", visit->cookies[i] };
	if (visit->secure)
		headers[n++] =
		    (struct http_header){ "Strict-Transport-Security", "max-age=31536000" };
	writer_settled(visit->daemon->writer);
	http_reply(visit->request, status, headers, body);
	arena_wipe(&visit->arena);
	free(visit);
}

void
web_value(struct web_visit *visit, const char *name, const char *value)
{
	if (visit->n_values < WEB_VALUES)
		visit->values[visit->n_values++] = (struct template_value){ name, value };
}

const char *
web_sentence(struct web_visit *visit, const char *text)
{
	char *whole = arena_printf(&visit->arena, "%s.", text);
	if (whole[0] >= 'a' && whole[0] <= 'z')
		whole[0] = (char)(whole[0] - 'a' + 'A');
	return whole;
}

void
web_page(struct web_visit *visit, int status, const char *name, const char *title)
{
	static const struct http_header html[] = { { "Content-Type", "text/html; charset=utf-8" },
		{ NULL, NULL } };
	struct str body = STR_INIT(1 << 18);
	web_value(visit, "title", title);
	web_value(visit, "base", visit->base);
	web_value(visit, "up", visit->up);
	template_render(file_text("top"), visit->values, &body);
	template_render(file_text(name), visit->values, &body);
	template_render(file_text("end"), visit->values, &body);
	end_visit(visit, status, html, &body);
}

void
web_redirect(struct web_visit *visit, const char *location)
{
	const struct http_header there[] = { { "Location", location },
		{ "Content-Type", "text/html; charset=utf-8" }, { NULL, NULL } };
	struct str body = STR_INIT(0);
	end_visit(visit, 303, there, &body);
}

static void
show_style(struct web_visit *visit)
{
	static const struct http_header css[] = { { "Content-Type", "text/css; charset=utf-8" },
		{ "Cache-Control", "max-age=600" }, { NULL, NULL } };
	struct str body = STR_INIT(1 << 18);
	str_add(&body, file_text("style"));
	end_visit(visit, 200, css, &body);
}

/* ---- routes ---- */

static const struct {
	const char *path;
	void (*show)(struct web_visit *visit);
	bool takes_forms;
	const char *up;
} routes[] = {
	{ "/invite", web_invite, true, "" },
	{ "/invite/style.css", show_style, false, "../" },
	{ "/sso/start", web_sso_start, false, "../" },
	{ "/sso/callback", web_sso_callback, false, "../" },
};

static int
route_of(const struct http_request *request)
{
	for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++)
		if (strcmp(http_path(request), routes[i].path) == 0)
			return (int)i;
	return -1;
}

bool
web_takes(const struct http_request *request)
{
	return route_of(request) >= 0;
}

/* ---- cookies ---- */

#define SESSION_COOKIE "nexa_session"

const char *
web_cookie(struct web_visit *visit, const char *name)
{
	return cookie_get(http_headers(visit->request, "Cookie", &visit->arena),
	    cookie_name(&visit->arena, name, visit->secure), &visit->arena);
}

void
web_set_cookie(struct web_visit *visit, const char *name, const char *value)
{
	if (visit->n_cookies < WEB_COOKIES)
		visit->cookies[visit->n_cookies++] =
		    cookie_set(&visit->arena, name, value, visit->secure);
}

void
web_set_session(struct web_visit *visit, const char *token)
{
	web_set_cookie(visit, SESSION_COOKIE, token);
}

/* ---- forms ---- */

/* Of this run: after a restart a page that is open has to be loaded again. */
static unsigned char form_key[crypto_generichash_KEYBYTES];

void
web_start(void)
{
	crypto_generichash_keygen(form_key);
}

const char *
web_derive(struct web_visit *visit, const char *purpose, const char *secret)
{
	unsigned char mac[crypto_generichash_BYTES];
	char *text = arena_new(&visit->arena, 2 * sizeof(mac) + 1);
	const char *bound =
	    arena_printf(&visit->arena, "%s %s %s", purpose, visit->session, secret);
	(void)crypto_generichash(mac, sizeof(mac), (const unsigned char *)bound, strlen(bound),
	    form_key, sizeof(form_key));
	return sodium_bin2hex(text, 2 * sizeof(mac) + 1, mac, sizeof(mac));
}

const char *
web_csrf(struct web_visit *visit, const char *about)
{
	return web_derive(visit, "form", about);
}

/* What the page's address begins with, for whom base_url says it; else for whoever the browser asked. */
static bool
is_own_origin(struct web_visit *visit, const char *origin)
{
	const char *host = http_header(visit->request, "Host");
	const char *own = visit->base;
	if (own == NULL)
		own = arena_printf(&visit->arena, "http%s://%s", visit->secure ? "s" : "",
		    host == NULL ? "" : host);
	const char *authority = strstr(own, "://");
	if (authority == NULL)
		return false;
	size_t len = (size_t)(authority - own) + 3;
	len += strcspn(own + len, "/");
	return strncasecmp(own, origin, len) == 0 && origin[len] == '\0';
}

bool
web_form_is_ours(struct web_visit *visit, const char *about)
{
	const char *sent = form_data_get(&visit->form, "csrf");
	const char *site = http_header(visit->request, "Sec-Fetch-Site");
	const char *origin = http_header(visit->request, "Origin");
	const char *own = web_csrf(visit, about);
	/* A page that sends no referrer sends its forms with the origin "null". */
	if (origin != NULL && strcmp(origin, "null") != 0 && !is_own_origin(visit, origin))
		return false;
	if (site != NULL && strcmp(site, "same-origin") != 0)
		return false;
	return sent != NULL && ident_same(sent, own);
}

/* ---- calls ---- */

struct call *
web_call(struct web_visit *visit, enum op_id id, void (*answer)(struct call *c))
{
	struct call *c = request_inner(visit->request, visit->daemon, id);
	c->page_session = visit->session;
	c->visit = visit;
	c->answer = answer;
	return c;
}

void
web_argument(struct call *c, const char *name, const char *value)
{
	const struct field *field = shape_field(op_params(c->id), name);
	if (field != NULL)
		(void)codec_read_text(field, value, &c->arena, c->args, &c->faults);
}

/* ---- visits ---- */

static bool
read_form(struct web_visit *visit, struct err *err)
{
	static const char wanted[] = "application/x-www-form-urlencoded";
	size_t len;
	const char *body = http_body(visit->request, &len);
	const char *type = http_header(visit->request, "Content-Type");
	if (type == NULL || strncasecmp(type, wanted, sizeof(wanted) - 1) != 0 ||
	    (type[sizeof(wanted) - 1] != '\0' && type[sizeof(wanted) - 1] != ';'))
		return fail(err, PROBLEM_unsupported_media_type, "Content-Type",
		           "a form is sent as %s", wanted) == 0;
	return form_data_read(body, len, &visit->arena, &visit->form, err) == 0;
}

static void
refuse(struct web_visit *visit, enum problem problem, const char *why)
{
	web_value(visit, "fault", why);
	web_page(visit, problem_http_status(problem), "fault", "This cannot be done");
}

static struct web_visit *
begin_visit(struct http_request *request, struct daemon *daemon)
{
	struct web_visit *visit = mem_new(1, sizeof(*visit));
	visit->daemon = daemon;
	visit->request = request;
	visit->base = daemon->settings.base_url;
	visit->secure = http_peer(request)->tls ||
	    (visit->base != NULL && strncmp(visit->base, "https://", 8) == 0);
	visit->session = web_cookie(visit, SESSION_COOKIE);
	if (visit->session == NULL)
		visit->session = "";
	return visit;
}

void
web_answer(struct http_request *request, struct daemon *daemon)
{
	struct err err = { .problem = PROBLEM_none };
	struct web_visit *visit = begin_visit(request, daemon);
	int route = route_of(request);
	visit->up = routes[route].up;
	const char *query = http_query(request);
	bool form = strcmp(http_method(request), "POST") == 0;
	if (strcmp(http_method(request), "GET") != 0 && !(form && routes[route].takes_forms))
		refuse(visit, PROBLEM_method_not_allowed, "This page is only looked at.");
	else if (form
	        ? !read_form(visit, &err)
	        : form_data_read(query, strlen(query), &visit->arena, &visit->form, &err) != 0)
		refuse(visit, err.problem, "The browser sent something that cannot be read.");
	else
		routes[route].show(visit);
}
