/* The pages that the daemon serves to browsers: HTML, one stylesheet and no script.  A page shows what operations
 * answer and its forms run them, as whoever the page's own cookie says: never as the operator, whoever has
 * connected, and that cookie opens nothing under /v1.
 *
 * Routes are in web.c's table.  A page makes a visit's calls by web_call(), and ends it by web_page() or
 * web_redirect(); templates are the files of web/, values are put in by web_value(). */
#ifndef WEB_H
#define WEB_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "form_data.h"
#include "op.h"
#include "template.h"

struct call;
struct daemon;
struct http_request;

enum { WEB_BODY_MAX = 16384, WEB_VALUES = 32, WEB_COOKIES = 4 };

/* A request for a page, until its answer. */
struct web_visit {
	struct arena arena;
	struct daemon *daemon;
	struct http_request *request;
	bool secure;         /* over TLS, by its own listener or by a proxy's before base_url */
	const char *up;      /* from the page's address to where the others are: "", "../" */
	const char *base;    /* base_url; NULL: none */
	const char *session; /* the session token of the cookie; "": none */
	struct form_data form;
	void *state; /* the page's own, in the arena */
	int n_values;
	struct template_value values[WEB_VALUES + 1];
	int n_cookies;
	const char *cookies[WEB_COOKIES];
};

/* A template or a stylesheet of web/, which the build embeds. */
struct web_file {
	const char *name;
	const char *sha256;
	const char *text;
};
extern const struct web_file web_files[];
extern const int n_web_files;

/* Whether a path is a page's. */
bool web_takes(const struct http_request *request);
/* Answers it, now or later. */
void web_answer(struct http_request *request, struct daemon *daemon);
/* What keeps forms from being forged; once, before anything is answered. */
void web_start(void);

/* ---- for pages ---- */

/* Value of a cookie of this daemon's pages; NULL: none. */
const char *web_cookie(struct web_visit *visit, const char *name);
/* Sets it with the answer; NULL: takes it away. */
void web_set_cookie(struct web_visit *visit, const char *name, const char *value);
/* Signs the browser in by a session's token, or out by NULL. */
void web_set_session(struct web_visit *visit, const char *token);
/* A secret of 64 letters and digits, made of another one for a purpose: as long as the daemon runs and the visitor's
 * session lasts, the same. */
const char *web_derive(struct web_visit *visit, const char *purpose, const char *secret);
/* What a form that the page `about` (a secret of the browser's alone) shows carries as csrf. */
const char *web_csrf(struct web_visit *visit, const char *about);
/* Whether a form was sent from such a page: by its csrf, and nothing that the browser says speaks against it. */
bool web_form_is_ours(struct web_visit *visit, const char *about);
/* Shown by the template; value NULL: none.  Both live as long as the visit. */
void web_value(struct web_visit *visit, const char *name, const char *value);

/* What errors tell, "lower case, no full stop", as a sentence that stands alone. */
const char *web_sentence(struct web_visit *visit, const char *text);

/* A call of an operation as the visitor, whose arguments are the caller's to set; then dispatch_call(), and
 * answer(c) when it has ended: c->visit, c->err, c->result.  It ends the visit or makes another call, then frees
 * the call by request_free(). */
struct call *web_call(struct web_visit *visit, enum op_id id, void (*answer)(struct call *c));
/* Puts a text into an argument of the call; a fault is noted for whoever checks them. */
void web_argument(struct call *c, const char *name, const char *value);

/* Answers with the page of a template and ends the visit. */
void web_page(struct web_visit *visit, int status, const char *name, const char *title);
/* The same, 303: the browser asks for that with GET. */
void web_redirect(struct web_visit *visit, const char *location);

/* ---- the pages ---- */

void web_invite(struct web_visit *visit);
/* What the browser has of the invitation whose link was opened, and in *token the invitation's; NULL: nothing. */
const char *web_invitation(struct web_visit *visit, const char **token);

/* The way to the identity provider of the invitation's organization, and back from there. */
void web_sso_start(struct web_visit *visit);
void web_sso_callback(struct web_visit *visit);
/* Where the button of single sign-on leads; another: to a provider that asks with which account, whoever is signed in
 * there. */
const char *web_sso_link(struct web_visit *visit, const char *about, bool another);

#endif
