/* libcurl's functions, loaded by curl_global_init(), without which none of them may be called.  Linked in
 * the usual way the library brings 30 others (LDAP, Kerberos, SSH, RTMP), which cost each start 13 ms and
 * 5 MiB: more than the console needs to paint, a third of what the daemon has.  Include <curl/curl.h> as
 * ever; a function that is not here yet does not link, and gets its line. */
#include "curl_late.h"

#include <curl/curl.h>
#include <stdarg.h>

#include "late.h"

/* The checks of the types of options are for those who call. */
#undef curl_easy_setopt
#undef curl_easy_getinfo
#undef curl_multi_setopt

/* The same library under the names that it has with GnuTLS and with OpenSSL. */
static const char *const libraries[] = { "libcurl-gnutls.so.4", "libcurl.so.4" };

/* NOLINTBEGIN(bugprone-macro-parentheses,bugprone-branch-clone): words are not an expression, and what
 * va_arg() takes differs by its type alone */

/* result, name, parameters, arguments */
#define FUNCTIONS(X)                                                                             \
	X(CURL *, curl_easy_init, (void), ())                                                    \
	X(const char *, curl_easy_strerror, (CURLcode error), (error))                           \
	X(CURLcode, curl_easy_send, (CURL * curl, const void *buffer, size_t buflen, size_t *n), \
	    (curl, buffer, buflen, n))                                                           \
	X(struct curl_slist *, curl_slist_append, (struct curl_slist * list, const char *data),  \
	    (list, data))                                                                        \
	X(CURLM *, curl_multi_init, (void), ())                                                  \
	X(CURLMcode, curl_multi_add_handle, (CURLM * multi_handle, CURL * curl_handle),          \
	    (multi_handle, curl_handle))                                                         \
	X(CURLMcode, curl_multi_remove_handle, (CURLM * multi_handle, CURL * curl_handle),       \
	    (multi_handle, curl_handle))                                                         \
	X(CURLMcode, curl_multi_perform, (CURLM * multi_handle, int *running_handles),           \
	    (multi_handle, running_handles))                                                     \
	X(CURLMsg *, curl_multi_info_read, (CURLM * multi_handle, int *msgs_in_queue),           \
	    (multi_handle, msgs_in_queue))                                                       \
	X(CURLMcode, curl_multi_cleanup, (CURLM * multi_handle), (multi_handle))                 \
	X(CURLMcode, curl_multi_poll,                                                            \
	    (CURLM * multi_handle, struct curl_waitfd extra_fds[], unsigned extra_nfds,          \
	        int timeout_ms, int *ret),                                                       \
	    (multi_handle, extra_fds, extra_nfds, timeout_ms, ret))

/* The same for those that give nothing back. */
#define PROCEDURES(X)                                                    \
	X(void, curl_easy_cleanup, (CURL * curl), (curl))                \
	X(void, curl_slist_free_all, (struct curl_slist * list), (list)) \
	X(void, curl_global_cleanup, (void), ())

static struct {
	CURLcode (*global_init)(long flags);
	CURLcode (*easy_setopt)(CURL *easy, CURLoption option, ...);
	CURLcode (*easy_getinfo)(CURL *easy, CURLINFO info, ...);
	CURLMcode (*multi_setopt)(CURLM *multi, CURLMoption option, ...);
#define FIELD(result, name, parameters, arguments) result(*name) parameters;
	FUNCTIONS(FIELD)
	PROCEDURES(FIELD)
#undef FIELD
} real;

static bool loaded;

/* The largest by far of what it brings, by way of libssh2.  Opened by itself it looks for its four thousand names among
 * its own first, not behind those of all the others: a tenth of the whole. */
static const char *const first[] = { "libcrypto.so.3" };

static void
load(void)
{
	(void)late_open(first, 1);
	void *library = late_open(libraries, sizeof(libraries) / sizeof(libraries[0]));
	loaded = late_find(library, "curl_global_init", &real.global_init) &&
	    late_find(library, "curl_easy_setopt", &real.easy_setopt) &&
	    late_find(library, "curl_easy_getinfo", &real.easy_getinfo) &&
	    late_find(library, "curl_multi_setopt", &real.multi_setopt);
#define FIND(result, name, parameters, arguments) \
	loaded = loaded && late_find(library, #name, &real.name);
	FUNCTIONS(FIND)
	PROCEDURES(FIND)
#undef FIND
}

CURLcode
curl_global_init(long flags)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	(void)pthread_once(&once, load);
	return loaded ? real.global_init(flags) : CURLE_FAILED_INIT;
}

static void *
load_early(void *nothing)
{
	(void)curl_global_init(CURL_GLOBAL_DEFAULT);
	return nothing;
}

void
curl_late_begin(struct curl_late *late)
{
	late->started = pthread_create(&late->thread, NULL, load_early, NULL) == 0;
}

void
curl_late_end(struct curl_late *late)
{
	if (late->started)
		(void)pthread_join(late->thread, NULL);
	late->started = false;
}

#define FORWARD(result, name, parameters, arguments) \
	result name parameters                       \
	{                                            \
		return real.name arguments;          \
	}
FUNCTIONS(FORWARD)
#undef FORWARD

#define FORWARD(result, name, parameters, arguments) \
	result name parameters                       \
	{                                            \
		real.name arguments;                 \
	}
PROCEDURES(FORWARD)
#undef FORWARD

/* The C type of an option's value is told by its number; real is `set`, the handle `of`. */
#define FORWARD_OPTION(set, of, option)                                       \
	switch (option / 10000 * 10000) {                                     \
	case CURLOPTTYPE_LONG:                                                \
		code = set(of, option, va_arg(value, long));                  \
		break;                                                        \
	case CURLOPTTYPE_OFF_T:                                               \
		code = set(of, option, va_arg(value, curl_off_t));            \
		break;                                                        \
	default: /* pointers, those to functions too: POSIX has them alike */ \
		code = set(of, option, va_arg(value, void *));                \
	}

CURLcode
curl_easy_setopt(CURL *curl, CURLoption option, ...)
{
	CURLcode code;
	va_list value;
	va_start(value, option);
	FORWARD_OPTION(real.easy_setopt, curl, option)
	va_end(value);
	return code;
}

CURLMcode
curl_multi_setopt(CURLM *multi_handle, CURLMoption option, ...)
{
	CURLMcode code;
	va_list value;
	va_start(value, option);
	FORWARD_OPTION(real.multi_setopt, multi_handle, option)
	va_end(value);
	return code;
}

CURLcode
curl_easy_getinfo(CURL *curl, CURLINFO info, ...)
{
	va_list where;
	va_start(where, info);
	CURLcode code = real.easy_getinfo(curl, info, va_arg(where, void *));
	va_end(where);
	return code;
}

/* NOLINTEND(bugprone-macro-parentheses,bugprone-branch-clone) */
