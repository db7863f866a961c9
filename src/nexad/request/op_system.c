/* What the daemon says of itself. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "call.h"
#include "clock.h"
#include "daemon.h"
#include "http.h"
#include "openapi.h"
#include "password_ops.h"

int
op_system_health(struct call *c, const struct system_health_args *args, struct health *out)
{
	(void)c;
	(void)args;
	out->status = "ok";
	return 0;
}

int
op_system_ready(struct call *c, const struct system_ready_args *args, struct health *out)
{
	struct number_row row;
	bool found;
	(void)args;
	out->status = "ok";
	return call_get(c, QUERY_ready, WITH_NONE, &row, &found);
}

/* The names between the commas of the setting. */
static void
add_regions(struct call *c, struct texts *out)
{
	const char *regions = c->daemon->settings.regions;
	out->items = arena_new(&c->arena, (strlen(regions) / 2 + 1) * sizeof(*out->items));
	for (const char *at = regions; *at != '\0';) {
		at += strspn(at, ", ");
		size_t len = strcspn(at, ", ");
		if (len > 0)
			out->items[out->n++] = arena_text_n(&c->arena, at, len);
		at += len;
	}
}

int
op_system_version(struct call *c, const struct system_version_args *args, struct version_info *out)
{
	(void)args;
	*out = (struct version_info){ .name = "nexad",
		.version = NEXA_VERSION,
		.api = "v1",
		.schema = store_schema(c->daemon->store) };
	add_regions(c, &out->regions);
	return 0;
}

static void
add_metric(struct str *out, const char *name, const char *type, const char *help, uint64_t value)
{
	str_addf(out, "# HELP %s %s\n# TYPE %s %s\n%s %" PRIu64 "\n", name, help, name, type, name,
	    value);
}

static uint64_t
resident_bytes(void)
{
	char text[80];
	FILE *file = fopen("/proc/self/statm", "re");
	if (file == NULL)
		return 0;
	/* The second number: resident pages (proc(5)). */
	const char *read = fgets(text, sizeof(text), file);
	const char *second = read == NULL ? NULL : strchr(text, ' ');
	(void)fclose(file);
	return second == NULL ? 0 : strtoul(second, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE);
}

int
op_system_metrics(struct call *c, const struct system_metrics_args *args, struct str *out)
{
	struct daemon *d = c->daemon;
	struct http_server *http = d->http;
	(void)args;
	str_add(out,
	    "# HELP nexad_requests_total Requests answered, by operation.\n"
	    "# TYPE nexad_requests_total counter\n");
	for (int i = 1; i < OP_COUNT; i++)
		str_addf(out, "nexad_requests_total{op=\"%s\"} %" PRIu64 "\n", ops[i].id,
		    atomic_load_explicit(&d->n_requests[i], memory_order_relaxed));
	add_metric(out, "nexad_failures_total", "counter", "Answers of 500 and above.",
	    atomic_load_explicit(&d->n_failures, memory_order_relaxed));
	add_metric(out, "nexad_password_checks_total", "counter",
	    "Passwords checked, whether there was one or not.", password_checks());
	add_metric(out, "nexad_connections", "gauge", "Open connections.",
	    http == NULL ? 0 : http_n_connections(http));
	add_metric(out, "nexad_uptime_seconds", "gauge", "Seconds since the start.",
	    (uint64_t)(clock_monotonic() - d->started_at) / 1000);
	add_metric(
	    out, "process_resident_memory_bytes", "gauge", "Resident memory.", resident_bytes());
	return 0;
}

int
op_system_openapi(struct call *c, const struct system_openapi_args *args, struct str *out)
{
	(void)c;
	(void)args;
	openapi_print(out);
	return 0;
}
