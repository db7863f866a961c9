/* Where a transport leads to: which settings make sense. */
#include "transport.h"

#include <string.h>
#include <strings.h>
#include <sys/un.h>

#include "mem.h"

/* What stands behind http:// or https://; NULL when there is neither. */
static const char *
after_scheme(const char *url)
{
	if (strncasecmp(url, "http://", 7) == 0)
		return url + 7;
	return strncasecmp(url, "https://", 8) == 0 ? url + 8 : NULL;
}

static int
base_of_url(const char *url, char **out, struct err *err)
{
	const char *rest = after_scheme(url);
	if (rest == NULL || *rest == '\0' || *rest == '/' || strpbrk(rest, "?#@ \t\r\n\\") != NULL)
		return fail(err, PROBLEM_usage, "url",
		    "'%s' is not a URL like https://nexa.example or http://127.0.0.1:8080", url);
	char *base = mem_text(url);
	for (size_t len = strlen(base); base[len - 1] == '/'; len--)
		base[len - 1] = '\0';
	*out = base;
	return 0;
}

int
transport_base(const struct transport_settings *settings, char **out, struct err *err)
{
	size_t most = sizeof(((struct sockaddr_un *)0)->sun_path) - 1;
	if (settings->socket_path == NULL && settings->url == NULL)
		return fail(err, PROBLEM_usage, "socket", "neither a socket nor a URL is given");
	if (settings->socket_path == NULL)
		return base_of_url(settings->url, out, err);
	if (settings->socket_path[0] == '\0' || strlen(settings->socket_path) > most)
		return fail(
		    err, PROBLEM_usage, "socket", "the path of a socket has 1 to %zu bytes", most);
	*out = mem_text("http://localhost");
	return 0;
}
