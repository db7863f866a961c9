/* nexad: options, the data directory, threads, signals. */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <malloc.h>
#include <pwd.h>
#include <signal.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "audit_key.h"
#include "config.h"
#include "daemon.h"
#include "demo.h"
#include "err.h"
#include "kind.h"
#include "log.h"
#include "mem.h"
#include "money.h"
#include "notify.h"
#include "secret.h"
#include "str.h"
#include "webhook_sign.h"
#include "webhook_url.h"

enum {
	DRAIN_MS = 10000,
	/* Of malloc: with two, HTTP and the writer wait for one another, a tenth of all time; one a thread holds 2 MiB
	 * more and answers no faster. */
	ARENAS = 8,
	TRIMMED_FROM = 512 << 10
};

static int
complain(const struct err *err)
{
	(void)fprintf(stderr, "nexad: %s\n", err->text);
	/* A value that a layer below does not take is the configuration's fault all the same. */
	return err->problem == PROBLEM_usage || err->problem == PROBLEM_invalid_field ? 2 : 1;
}

/* ---- the data directory ---- */

static int
make_directories(const char *path, struct err *err)
{
	char part[4096];
	size_t len = strlen(path);
	if (len >= sizeof(part))
		return fail(err, PROBLEM_usage, "data_dir", "the path '%s' is too long", path);
	for (size_t i = 1; i <= len; i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		memcpy(part, path, i);
		part[i] = '\0';
		if (mkdir(part, 0700) != 0 && errno != EEXIST)
			return fail(err, PROBLEM_storage_unavailable, "data_dir",
			    "cannot make '%s': %s", part, strerror(errno));
	}
	return 0;
}

/* Two daemons on one directory would each believe to be the only writer. */
static int
lock_directory(const char *path, struct err *err)
{
	char file[4096];
	(void)snprintf(file, sizeof(file), "%s/nexad.lock", path);
	int fd = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return fail(err, PROBLEM_storage_unavailable, "data_dir", "cannot use '%s': %s",
		    file, strerror(errno));
	if (flock(fd, LOCK_EX | LOCK_NB) != 0)
		return fail(err, PROBLEM_storage_unavailable, "data_dir",
		    "another nexad uses the data directory '%s'", path);
	return 0;
}

static int
prepare_data(const struct config *config, char database[4200], struct err *err)
{
	const char *directory = config_text(config, OPTION_nexad_data_dir);
	const char *url = config_text(config, OPTION_nexad_database);
	if (directory == NULL)
		return fail(err, PROBLEM_usage, "data_dir",
		    "there is no home directory to keep the data in; give --data-dir");
	if (make_directories(directory, err) != 0 || lock_directory(directory, err) != 0)
		return (int)err->problem;
	if (url != NULL)
		(void)snprintf(database, 4200, "%s", url);
	else
		(void)snprintf(database, 4200, "sqlite:%s/nexad.db", directory);
	return 0;
}

/* ---- settings ---- */

static int
find_group(const char *name, gid_t *out, struct err *err)
{
	char buffer[16384];
	struct group entry;
	struct group *found = NULL;
	*out = (gid_t)-1;
	if (name == NULL)
		return 0;
	if (getgrnam_r(name, &entry, buffer, sizeof(buffer), &found) != 0 || found == NULL)
		return fail(err, PROBLEM_usage, "operator_group", "there is no group '%s'", name);
	*out = found->gr_gid;
	return 0;
}

static int
find_proxy(const char *name, struct daemon_settings *out, struct err *err)
{
	char buffer[16384];
	struct passwd entry;
	struct passwd *found = NULL;
	if (name == NULL)
		return 0;
	if (getpwnam_r(name, &entry, buffer, sizeof(buffer), &found) != 0 || found == NULL)
		return fail(err, PROBLEM_usage, "proxy_user", "there is no user '%s'", name);
	out->has_proxy = true;
	out->proxy_user = found->pw_uid;
	return 0;
}

/* "[::1]:80", "127.0.0.1:80" and "localhost:80" stay on this machine. */
static bool
is_loopback(const char *listen)
{
	return strncmp(listen, "127.", 4) == 0 || strncmp(listen, "[::1]:", 6) == 0 ||
	    strncmp(listen, "localhost:", 10) == 0;
}

static int
read_billing(const struct config *config, struct daemon_settings *out, struct err *err)
{
	const char *rate = config_text(config, OPTION_nexad_call_rate_inr);
	if (!money_parse(rate, &out->call_rate) || out->call_rate < 0)
		return fail(err, PROBLEM_usage, "call_rate_inr",
		    "call_rate_inr is not an amount of rupees like 1.50: '%s'", rate);
	return 0;
}

/* A text that will stand on every invoice. */
static int
check_supplied(enum kind kind, enum option option, const char *text, struct err *err)
{
	struct arena arena = { NULL };
	const char *ignored;
	const char *key = config_option(option)->key;
	if (text == NULL || kind_check(kind, key, text, &arena, &ignored, err) == 0)
		err->problem = PROBLEM_none;
	else
		err->problem = PROBLEM_usage;
	arena_release(&arena);
	return (int)err->problem;
}

static int
read_supplier(const struct config *config, struct supplier *out, struct err *err)
{
	const char *percent = config_text(config, OPTION_nexad_gst_percent);
	int64_t tax; /* 1/10,000 percent */
	*out = (struct supplier){ .name = config_text(config, OPTION_nexad_supplier_name),
		.gstin = config_text(config, OPTION_nexad_supplier_gstin),
		.address = config_text(config, OPTION_nexad_supplier_address),
		.sac = config_text(config, OPTION_nexad_supply_sac),
		.font = config_text(config, OPTION_nexad_invoice_font) };
	if (check_supplied(KIND_name, OPTION_nexad_supplier_name, out->name, err) != 0 ||
	    check_supplied(KIND_gstin, OPTION_nexad_supplier_gstin, out->gstin, err) != 0 ||
	    check_supplied(KIND_text, OPTION_nexad_supplier_address, out->address, err) != 0 ||
	    check_supplied(KIND_id, OPTION_nexad_supply_sac, out->sac, err) != 0)
		return (int)err->problem;
	if (!money_parse(percent, &tax) || tax < 0 || tax > 100 * MONEY_RUPEE || tax % 200 != 0)
		return fail(err, PROBLEM_usage, "gst_percent",
		    "gst_percent is not a percentage like 18.00, in steps of 0.02: '%s'", percent);
	out->tax = tax / 100;
	return 0;
}

static int
read_settings(const struct config *config, struct daemon_settings *out, struct err *err)
{
	out->socket_path = config_text(config, OPTION_nexad_socket);
	if (out->socket_path == NULL)
		return fail(err, PROBLEM_usage, "socket",
		    "there is no XDG_RUNTIME_DIR for the socket; give --socket");
	out->listen = config_text(config, OPTION_nexad_listen);
	out->tls_cert = config_text(config, OPTION_nexad_tls_cert);
	out->tls_key = config_text(config, OPTION_nexad_tls_key);
	out->base_url = config_text(config, OPTION_nexad_base_url);
	out->regions = config_text(config, OPTION_nexad_regions);
	out->webhook_allow_private = config_flag(config, OPTION_nexad_webhook_allow_private);
	out->body_limit = (size_t)config_number(config, OPTION_nexad_body_limit);
	if (read_billing(config, out, err) != 0 || read_supplier(config, &out->supplier, err) != 0)
		return (int)err->problem;
	if (out->listen != NULL && out->tls_cert == NULL && !is_loopback(out->listen) &&
	    !config_flag(config, OPTION_nexad_insecure_http))
		return fail(err, PROBLEM_usage, "listen",
		    "plain HTTP on '%s' would send tokens in the clear; give --tls-cert and --tls-key, or "
		    "--insecure-http if you mean it",
		    out->listen);
	out->sso_ca_file = config_text(config, OPTION_nexad_sso_ca_file);
	if (out->sso_ca_file != NULL && access(out->sso_ca_file, R_OK) != 0)
		return fail(
		    err, PROBLEM_usage, "sso_ca_file", "cannot read '%s'", out->sso_ca_file);
	if (find_proxy(config_text(config, OPTION_nexad_proxy_user), out, err) != 0)
		return (int)err->problem;
	return find_group(
	    config_text(config, OPTION_nexad_operator_group), &out->operator_group, err);
}

/* The engine and the daemon prove themselves to each other by one secret. */
static int
read_engine(
    const struct config *config, struct daemon_settings *out, struct secret *token, struct err *err)
{
	out->engine_url = config_text(config, OPTION_nexad_engine_url);
	out->enterprise_calls = config_number(config, OPTION_nexad_enterprise_calls);
	if (config_secret(config, OPTION_nexad_engine_token_file, token, err) != 0)
		return (int)err->problem;
	out->engine_token = token->text;
	return 0;
}

static int
read_payment(const struct config *config, struct daemon_settings *out, struct secret *secret,
    struct err *err)
{
	out->payment_url = config_text(config, OPTION_nexad_payment_url);
	if (config_secret(config, OPTION_nexad_payment_secret_file, secret, err) != 0)
		return (int)err->problem;
	out->payment_secret = secret->text;
	if (out->payment_url != NULL &&
	    (secret->text == NULL || !webhook_secret_valid(secret->text)))
		return fail(err, PROBLEM_usage, "payment_secret_file",
		    "payment_url needs payment_secret_file with a secret to sign with: whsec_ and 24 "
		    "to 64 bytes in base 64");
	return 0;
}

/* It is trusted with money, so it is reached like a webhook: over https, or privately when that is allowed. */
static int
read_carrier(
    const struct config *config, struct daemon_settings *out, struct secret *token, struct err *err)
{
	const char *url = config_text(config, OPTION_nexad_carrier_url);
	if (config_secret(config, OPTION_nexad_carrier_token_file, token, err) != 0)
		return (int)err->problem;
	out->carrier_url = url;
	out->carrier_token = token->text;
	if (url == NULL)
		return 0;
	if (webhook_url_check(url, out->webhook_allow_private, "carrier_url", err) != 0) {
		err->problem = PROBLEM_usage;
		return (int)err->problem;
	}
	if (url[strlen(url) - 1] == '/' || strchr(url, '?') != NULL)
		return fail(err, PROBLEM_usage, "carrier_url",
		    "carrier_url is what the paths of requests are put behind: no / at its end and no query");
	return 0;
}

/* A key that cannot be used is told before the database is touched; one that is missing is made after. */
static int
read_audit_key(const struct config *config, struct daemon_settings *out,
    unsigned char secret[NOTE_SECRET], struct err *err)
{
	const char *directory = config_text(config, OPTION_nexad_data_dir);
	bool is_there;
	if (audit_key_read(directory, secret, &is_there, err) != 0)
		return (int)err->problem;
	out->audit_secret = secret;
	out->audit_key_directory = is_there ? NULL : directory;
	return 0;
}

static void
apply_logging(const struct config *config)
{
	log_setup((enum log_level)config_word(config, OPTION_nexad_log_level),
	    (enum log_format)config_word(config, OPTION_nexad_log_format));
}

/* A configuration that was taken over: its texts may be in use until the daemon ends. */
struct reloaded {
	struct config *config;
	struct reloaded *before; /* NULL: it was the first */
};

static void
forget_reloaded(struct reloaded *last)
{
	while (last != NULL) {
		struct reloaded *before = last->before;
		config_close(last->config);
		free(last);
		last = before;
	}
}

/* SIGHUP: what can change while running does. */
static void
reload(struct daemon *daemon, int argc, char *const *argv, struct reloaded **last)
{
	struct config *config;
	struct err err;
	notify("RELOADING=1");
	if (config_load(PROGRAM_nexad, argc, argv, &config, &err) != 0) {
		log_line(LOG_error, "the configuration was not taken over",
		    LOG_TEXT("why", err.text), LOG_END);
	} else {
		struct reloaded *taken = mem_new(1, sizeof(*taken));
		*taken = (struct reloaded){ .config = config, .before = *last };
		*last = taken;
		apply_logging(config);
		daemon->settings.base_url = config_text(config, OPTION_nexad_base_url);
		daemon->settings.regions = config_text(config, OPTION_nexad_regions);
		daemon->settings.webhook_allow_private =
		    config_flag(config, OPTION_nexad_webhook_allow_private);
		log_line(LOG_info,
		    "configuration taken over: log_level log_format base_url regions "
		    "webhook_allow_private",
		    LOG_END);
	}
	notify("READY=1");
}

/* ---- running ---- */

/* The port as it was bound: ":0" leaves the choice to the kernel. */
static void
say_ready(const struct daemon_settings *settings, int port)
{
	const char *colon = settings->listen == NULL ? NULL : strrchr(settings->listen, ':');
	if (colon == NULL)
		(void)fprintf(stderr, "nexad ready %s\n", settings->socket_path);
	else
		(void)fprintf(stderr, "nexad ready %s %.*s:%d\n", settings->socket_path,
		    (int)(colon - settings->listen), settings->listen, port);
}

static void
take_signals(sigset_t *signals)
{
	(void)sigemptyset(signals);
	(void)sigaddset(signals, SIGTERM);
	(void)sigaddset(signals, SIGINT);
	(void)sigaddset(signals, SIGHUP);
	(void)pthread_sigmask(SIG_BLOCK, signals, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
	/* A file size limit is an error of the write, not the end of the daemon. */
	(void)signal(SIGXFSZ, SIG_IGN);
}

/* What the settings point to. */
struct secrets {
	struct secret engine;
	struct secret payment;
	struct secret carrier;
	struct secret smtp;
	unsigned char audit[NOTE_SECRET];
};

/* Until it is told to stop. */
static int
serve_with(const struct config *config, struct secrets *secrets, int argc, char *const *argv)
{
	struct err err;
	struct daemon *daemon;
	struct daemon_settings settings = { 0 };
	char database[4200];
	sigset_t signals;
	struct reloaded *last = NULL;
	int signal_number = 0;
	take_signals(&signals);
	if (read_settings(config, &settings, &err) != 0 ||
	    read_engine(config, &settings, &secrets->engine, &err) != 0 ||
	    read_payment(config, &settings, &secrets->payment, &err) != 0 ||
	    read_carrier(config, &settings, &secrets->carrier, &err) != 0 ||
	    mail_settings_read(config, &settings.mailer, &secrets->smtp, &err) != 0 ||
	    prepare_data(config, database, &err) != 0 ||
	    read_audit_key(config, &settings, secrets->audit, &err) != 0)
		return complain(&err);
	settings.database = database;
	if (daemon_start(&settings, &daemon, &err) != 0)
		return complain(&err);
	say_ready(&settings, daemon_port(daemon));
	notify("READY=1");
	while (sigwait(&signals, &signal_number) == 0 && signal_number == SIGHUP)
		reload(daemon, argc, argv, &last);
	notify("STOPPING=1");
	log_line(LOG_info, "stopping", LOG_END);
	daemon_stop(daemon, DRAIN_MS);
	forget_reloaded(last);
	return 0;
}

static int
serve(const struct config *config, int argc, char *const *argv)
{
	struct secrets secrets = { .engine = { .text = NULL } };
	int status = serve_with(config, &secrets, argc, argv);
	secret_release(&secrets.engine);
	secret_release(&secrets.payment);
	secret_release(&secrets.carrier);
	secret_release(&secrets.smtp);
	sodium_memzero(secrets.audit, sizeof(secrets.audit));
	return status;
}

static int
fill_demo(const struct config *config)
{
	struct err err;
	char database[4200];
	if (prepare_data(config, database, &err) != 0 ||
	    demo_fill(database, config_number(config, OPTION_nexad_events), &err) != 0)
		return complain(&err);
	(void)printf(
	    "A demo is in %s: \"Acme Voice\" (Enterprise, 6 workspaces, 240 people) and\n"
	    "\"Kiran Clinic\" (Starter).  To sign in as its Org Owner: priya.sharma@acme.example,\n"
	    "password demo-Pass-1\n",
	    config_text(config, OPTION_nexad_data_dir));
	return 0;
}

static int
print_help(void)
{
	struct str help = STR_INIT(1 << 16);
	str_add(&help,
	    "usage: nexad [options]          the daemon\n"
	    "       nexad demo [options]     fill an empty data directory with a demo tenant\n\n");
	config_help(PROGRAM_nexad, &help);
	(void)fputs(str_text(&help), stdout);
	str_release(&help);
	return 0;
}

static int
run(const struct config *config, int argc, char *const *argv)
{
	int n;
	char *const *rest = config_rest(config, &n);
	if (config_flag(config, OPTION_nexad_help))
		return print_help();
	if (config_flag(config, OPTION_nexad_version)) {
		(void)puts("nexad " NEXA_VERSION);
		return 0;
	}
	apply_logging(config);
	if (n == 1 && strcmp(rest[0], "demo") == 0)
		return fill_demo(config);
	if (n > 0) {
		(void)fprintf(stderr, "nexad: '%s' is not understood; see nexad --help\n", rest[0]);
		return 2;
	}
	return serve(config, argc, argv);
}

int
main(int argc, char **argv)
{
	struct config *config;
	struct err err;
	(void)umask(077);
	/* Passwords, tokens and keys pass through here: no core dump, and no look from elsewhere. */
	(void)prctl(PR_SET_DUMPABLE, 0);
	(void)mallopt(M_ARENA_MAX, ARENAS);
	/* More than what is kept when the end of an arena is given back, which is as much by default: or each
	 * request may give back some pages, and take them again. */
	(void)mallopt(M_TRIM_THRESHOLD, TRIMMED_FROM);
	/* Each request takes one large piece, for which small ones that were let go would be gathered first: the
	 * threads' own caches keep enough of those. */
	(void)mallopt(M_MXFAST, 0);
	if (sodium_init() < 0) {
		(void)fputs("nexad: no source of randomness\n", stderr);
		return 1;
	}
	if (config_load(PROGRAM_nexad, argc, argv, &config, &err) != 0)
		return complain(&err);
	int status = run(config, argc, argv);
	config_close(config);
	return status;
}
