/* Certificate and key: read whole, and tried out first, so that errors get a clear sentence.  GnuTLS is set up by the
 * first that needs it. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include "clock.h"
#include "http_internal.h"
#include "late.h"
#include "log.h"

#define WARNED_MS (14 * CLOCK_DAY_MS)

/* ---- setting GnuTLS up ---- */

/* GnuTLS does it by itself when it is loaded, unless the program has this, and libmicrohttpd, when it is loaded, asks
 * for it once more: 0.9 MiB that nobody needs who listens on the Unix socket alone. */
GNUTLS_SKIP_GLOBAL_INIT

static bool all_loaded;

/* The program's own come after those of its libraries. */
static void __attribute__((constructor)) note_loaded(void)
{
	all_loaded = true;
}

/* In the place of GnuTLS' own, for libmicrohttpd and libcurl, too: asked for in earnest once the program runs. */
int
gnutls_global_init(void)
{
	int (*set_up)(void);
	if (!all_loaded)
		return GNUTLS_E_SUCCESS;
	return late_find(RTLD_NEXT, "gnutls_global_init", &set_up) ? set_up()
	                                                           : GNUTLS_E_INTERNAL_ERROR;
}

/* ---- certificate and key ---- */

static int
read_pem(const char *path, struct str *out, struct err *err)
{
	char reason[128];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = -1;
	if (fd >= 0) {
		while (str_reserve(out, 4096) && (n = read(fd, out->data + out->len, 4096)) > 0)
			out->len += (size_t)n;
		int number = errno;
		(void)close(fd);
		errno = number;
	}
	if (out->failed)
		return fail(
		    err, PROBLEM_invalid_field, path, "'%s' is too big for a PEM file", path);
	if (n < 0)
		return fail(err, PROBLEM_invalid_field, path, "cannot read '%s': %s", path,
		    strerror_r(errno, reason, sizeof(reason)));
	out->data[out->len] = '\0';
	return 0;
}

static gnutls_datum_t
datum(const struct str *pem)
{
	return (gnutls_datum_t){ .data = (unsigned char *)pem->data, .size = (unsigned)pem->len };
}

/* Clients refuse what is over: it is told while there is time, too. */
static void
warn_of_end(const char *file, const gnutls_datum_t *pem)
{
	gnutls_x509_crt_t cert;
	char end[CLOCK_TEXT];
	if (gnutls_x509_crt_init(&cert) != GNUTLS_E_SUCCESS)
		return;
	/* The first of the chain, which is ours. */
	if (gnutls_x509_crt_import(cert, pem, GNUTLS_X509_FMT_PEM) == GNUTLS_E_SUCCESS) {
		int64_t ends = (int64_t)gnutls_x509_crt_get_expiration_time(cert) * 1000;
		clock_format(ends, end);
		if (ends < clock_now())
			log_line(LOG_warning, "the certificate is over: clients refuse it",
			    LOG_TEXT("file", file), LOG_TEXT("ended", end), LOG_END);
		else if (ends - clock_now() < WARNED_MS)
			log_line(LOG_warning, "the certificate is over soon",
			    LOG_TEXT("file", file), LOG_TEXT("ends", end), LOG_END);
	}
	gnutls_x509_crt_deinit(cert);
}

int
http_tls_load(
    const char *cert_file, const char *key_file, struct str *cert, struct str *key, struct err *err)
{
	if (cert_file == NULL || key_file == NULL)
		return fail(err, PROBLEM_invalid_field, cert_file == NULL ? "tls_cert" : "tls_key",
		    "TLS needs both a certificate and its key");
	int problem = read_pem(cert_file, cert, err);
	if (problem == 0)
		problem = read_pem(key_file, key, err);
	if (problem != 0)
		return problem;
	gnutls_certificate_credentials_t credentials = NULL;
	gnutls_datum_t cert_pem = datum(cert);
	gnutls_datum_t key_pem = datum(key);
	int result = gnutls_global_init();
	if (result == GNUTLS_E_SUCCESS)
		result = gnutls_certificate_allocate_credentials(&credentials);
	if (result == GNUTLS_E_SUCCESS)
		result = gnutls_certificate_set_x509_key_mem(
		    credentials, &cert_pem, &key_pem, GNUTLS_X509_FMT_PEM);
	if (credentials != NULL)
		gnutls_certificate_free_credentials(credentials);
	if (result < 0)
		return fail(err, PROBLEM_invalid_field, "tls_cert", "cannot use '%s' with '%s': %s",
		    cert_file, key_file, gnutls_strerror(result));
	warn_of_end(cert_file, &cert_pem);
	return 0;
}

void
http_tls_send(void *session, const char *data, size_t len)
{
	ssize_t sent = gnutls_record_send(session, data, len);
	(void)sent;
}
