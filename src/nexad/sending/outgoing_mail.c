/* Mails over SMTP, by the same multi handle as everything else that goes out. */
#include <stdio.h>
#include <string.h>

#include "outgoing_internal.h"
#include "utf8.h"

enum { ADDRESS_MAX = 400, SAID = 200, STATUS_SENT = 250 };

static size_t
give_message(char *to, size_t size, size_t n, void *payload)
{
	struct exchange *exchange = payload;
	size_t left = exchange->len - exchange->written;
	size_t len = size * n < left ? size * n : left;
	memcpy(to, exchange->bytes + exchange->written, len);
	exchange->written += len;
	return len;
}

/* Each line that the server says: of its last refusal is kept what can be shown. */
static size_t
take_line(char *line, size_t size, size_t n, void *payload)
{
	struct exchange *exchange = payload;
	size_t len = size * n;
	size_t kept = 0;
	if (len == 0 || (line[0] != '4' && line[0] != '5'))
		return len;
	for (size_t at = 0; at < len && kept + 4 < SAID;) {
		uint32_t code;
		size_t used = utf8_decode(line + at, len - at, &code);
		if (used > 0 && !utf8_is_control(code) && !utf8_is_bidi_control(code)) {
			memcpy(exchange->said + kept, line + at, used);
			kept += used;
		}
		at += used == 0 ? 1 : used;
	}
	exchange->said[kept] = '\0';
	return len;
}

/* The message to the headers' answers in between is nobody's. */
static size_t
/* NOLINTNEXTLINE(readability-non-const-parameter): the type is curl's */
take_nothing(char *data, size_t size, size_t n, void *payload)
{
	(void)data, (void)payload;
	return size * n;
}

static void
set_options(struct exchange *exchange, const struct outgoing_mail *mail)
{
	CURL *easy = exchange->easy;
	curl_easy_setopt(easy, CURLOPT_PRIVATE, exchange);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, exchange->error);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	/* "Try" would send the password in the clear to a server, or to whoever plays it, that offers no TLS. */
	curl_easy_setopt(
	    easy, CURLOPT_USE_SSL, (long)(mail->plain ? CURLUSESSL_NONE : CURLUSESSL_ALL));
	curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)mail->timeout_ms);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)mail->timeout_ms);
	curl_easy_setopt(easy, CURLOPT_MAIL_FROM, mail->from);
	curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, exchange->headers);
	curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(easy, CURLOPT_READFUNCTION, give_message);
	curl_easy_setopt(easy, CURLOPT_READDATA, exchange);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_line);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, exchange);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_nothing);
	if (mail->ca_file != NULL)
		curl_easy_setopt(easy, CURLOPT_CAINFO, mail->ca_file);
	if (mail->user != NULL) {
		curl_easy_setopt(easy, CURLOPT_USERNAME, mail->user);
		curl_easy_setopt(easy, CURLOPT_PASSWORD, mail->password);
	}
}

/* Curl hands an address on as it is, line breaks too, and what stands behind one is a command. */
static bool
is_address(const char *text)
{
	for (const char *at = text; *at != '\0'; at++)
		if ((unsigned char)*at <= ' ' || *at == 0x7f || *at == '<' || *at == '>')
			return false;
	return text[0] != '\0';
}

bool
outgoing_mail(struct outgoing *outgoing, const struct outgoing_mail *mail, outgoing_done_fn *done,
    void *payload)
{
	char address[ADDRESS_MAX];
	if (!is_address(mail->to) || !is_address(mail->from) ||
	    snprintf(address, sizeof(address), "%s/%s", mail->url, mail->ehlo) >= ADDRESS_MAX)
		return false;
	struct exchange *exchange = exchange_new(outgoing, done, payload, mail->timeout_ms);
	if (exchange == NULL)
		return false;
	exchange->phase = EXCHANGE_MAIL;
	exchange->secret = mail->password;
	exchange->bytes = mail->message;
	exchange->len = strlen(mail->message);
	exchange->headers = curl_slist_append(NULL, mail->to);
	if (exchange->headers != NULL &&
	    curl_easy_setopt(exchange->easy, CURLOPT_URL, address) == CURLE_OK) {
		set_options(exchange, mail);
		if (exchange_begin(exchange))
			return true;
	}
	exchange_free(exchange);
	return false;
}

/* ---- how it ended ---- */

/* What the operator set wrong, or the network, is mended some day: it does not count as the server's last word.
 * 530 to 538 are about who sends, not about the mail (RFC 4954). */
static bool
is_last_word(CURLcode code, long status)
{
	bool about_mail = code == CURLE_SEND_ERROR || code == CURLE_WEIRD_SERVER_REPLY;
	return about_mail && status >= 500 && status < 600 && (status < 530 || status > 538);
}

static const char *
why(CURLcode code, long status)
{
	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST:
		return "the name of the mail server is not known";
	case CURLE_COULDNT_CONNECT:
		return "the mail server cannot be reached";
	case CURLE_OPERATION_TIMEDOUT:
		return "the mail server did not answer in time";
	case CURLE_USE_SSL_FAILED:
		return "the mail server offers no encryption, so nothing was sent";
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
		return "the certificate of the mail server is not trusted";
	/* What it says then may have the password in it. */
	case CURLE_LOGIN_DENIED:
		return "the mail server refused the user name or the password";
	default:
		return status >= 400 ? NULL : curl_easy_strerror(code);
	}
}

void
mail_end(struct exchange *exchange, CURLcode code, long status)
{
	struct outgoing_answer *answer = &exchange->answer;
	if (code == CURLE_OK) {
		answer->status = STATUS_SENT;
		return;
	}
	const char *known = why(code, status);
	bool secret = exchange->secret != NULL && strstr(exchange->said, exchange->secret) != NULL;
	if (known != NULL)
		(void)snprintf(answer->error, sizeof(answer->error), "%s", known);
	else
		(void)snprintf(answer->error, sizeof(answer->error), "the mail server said: %.200s",
		    secret || exchange->said[0] == '\0' ? "nothing that can be shown"
		                                        : exchange->said);
	answer->status = is_last_word(code, status) ? (int)status : 0;
}
