/* Bytes of an event's row.  The only file that knows zstd. */
#include "audit_pack.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "mem.h"
#include "str.h"

enum { DICTIONARY = 1, LEVEL = 3, MAGIC_LEN = 4, DETAILS_MOST = 1 << 20 };

/* What details mostly say, the most frequent last.  Events are packed with it: it never changes, another
 * one gets another number. */
static const char dictionary[] =
    "\"prompt_text\":\"voice_id\":\"llm_id\":\"transcriber_id\":\"language_id\":\"published_number\":"
    "\"destination_number\":\"workspace_id\":\"name\":\"Production\"\"Staging\""
    "{\"after\":{\"amount_inr\":\"balance_after_inr\":\"reference\":\"NEFT HDFCN00000\"}}"
    "{\"after\":{\"enabled\":true,\"network_group\":\"provider\":\"plivo\"},\"before\":{\"enabled\":false"
    "{\"after\":{\"invoice\":\"number\":\"period_from\":\"total_inr\":\"currency\":\"INR\""
    "{\"after\":{\"mode\":\"live\",\"scopes\":[\"calls:read\",\"calls:write\",\"agents:read\"]"
    "{\"after\":{\"mode\":\"test\",\"expires_at\":null,\"last4\":\"T00:00:00.000Z\"\"2026-\"2027-"
    "{\"after\":{\"status\":\"active\"},\"before\":{\"status\":\"suspended\"},\"status\":\"archived\""
    "{\"after\":{\"description\":\"region\":\"in\"}}{\"region\":\"eu\"}}{\"region\":\"us\"}}"
    "{\"after\":{\"plan\":\"enterprise\"},\"before\":{\"plan\":\"starter\"},\"plan\":\"growth\""
    "{\"after\":{\"email\":\"display_name\":\".example\"@example.com\",\"role\":\"org_viewer\""
    "{\"after\":{\"role\":\"org_owner\"},\"before\":{\"role\":\"org_admin\"},\"level\":\"organization\""
    ",\"granted_through\":\"organization\",\"level\":\"workspace\"}"
    "\"batch_id\":\"bat_01\",\"before\":{\"role\":\"viewer\"},\"level\":\"workspace\"}"
    ",\"reason\":\"moved to another team\"},\"reason\":\"access review\"},\"reason\":\"probation over\"}"
    ",\"reason\":\"as agreed with the team lead\"},\"reason\":\"night shift\"}"
    "{\"after\":{\"role\":\"owner\"},\"before\":{\"role\":\"admin\"},\"level\":\"workspace\"}"
    "{\"after\":{\"role\":\"member\"},\"before\":{\"role\":\"viewer\"},\"level\":\"workspace\",\"reason\":\""
    "{\"after\":{\"role\":\"viewer\"},\"before\":{\"role\":\"member\"},\"level\":\"workspace\"}"
    "{\"after\":{\"role\":\"admin\"},\"before\":{\"role\":\"viewer\"},\"level\":\"workspace\"}"
    "{\"after\":{\"role\":\"viewer\"},\"level\":\"workspace\"}";

/* ---- zstd ---- */

/* Both ways, for all threads. */
static struct {
	pthread_once_t to_once;
	pthread_once_t from_once;
	ZSTD_CDict *to;
	ZSTD_DDict *from;
} shared = { .to_once = PTHREAD_ONCE_INIT, .from_once = PTHREAD_ONCE_INIT };

/* Each made when it is first needed, as the dictionaries: most connections only read, some neither. */
struct audit_packer {
	ZSTD_CCtx *compressor;
	ZSTD_DCtx *expander;
};

static void
make_to(void)
{
	shared.to = ZSTD_createCDict(dictionary, sizeof(dictionary) - 1, LEVEL);
	if (shared.to == NULL)
		abort();
}

static void
make_from(void)
{
	shared.from = ZSTD_createDDict(dictionary, sizeof(dictionary) - 1);
	if (shared.from == NULL)
		abort();
}

struct audit_packer *
audit_packer_new(void)
{
	return mem_new(1, sizeof(struct audit_packer));
}

void
audit_packer_free(struct audit_packer *packer)
{
	(void)ZSTD_freeCCtx(packer->compressor);
	(void)ZSTD_freeDCtx(packer->expander);
	free(packer);
}

void
audit_pack(struct audit_packer *packer, const char *text, size_t len, struct str *out)
{
	size_t room = ZSTD_compressBound(len);
	if (packer->compressor == NULL) {
		(void)pthread_once(&shared.to_once, make_to);
		packer->compressor = ZSTD_createCCtx();
		(void)ZSTD_CCtx_setParameter(packer->compressor, ZSTD_c_dictIDFlag, 0);
		(void)ZSTD_CCtx_refCDict(packer->compressor, shared.to);
	}
	if (packer->compressor == NULL || !str_reserve(out, room))
		abort();
	char *at = out->data + out->len;
	size_t n = ZSTD_compress2(packer->compressor, at, room, text, len);
	if (ZSTD_isError(n) || n <= MAGIC_LEN)
		abort();
	/* Without what would be the same in each frame: the magic number, which audit_unpack() puts back. */
	at[0] = DICTIONARY;
	memmove(at + 1, at + MAGIC_LEN, n - MAGIC_LEN);
	out->len += n - MAGIC_LEN + 1;
}

static bool
expand(struct audit_packer *packer, const void *frame, size_t n, struct str *out)
{
	unsigned long long size = ZSTD_getFrameContentSize(frame, n);
	if (packer->expander == NULL) {
		(void)pthread_once(&shared.from_once, make_from);
		packer->expander = ZSTD_createDCtx();
	}
	if (packer->expander == NULL || size > DETAILS_MOST || !str_reserve(out, (size_t)size + 1))
		return false;
	if (ZSTD_decompress_usingDDict(packer->expander, out->data + out->len, (size_t)size, frame,
	        n, shared.from) != size)
		return false;
	out->len += (size_t)size;
	out->data[out->len] = '\0';
	return true;
}

bool
audit_unpack(struct audit_packer *packer, const void *bytes, size_t len, struct str *out)
{
	static const unsigned char magic[MAGIC_LEN] = { 0x28, 0xb5, 0x2f, 0xfd };
	unsigned char small[512];
	if (len < 2 || *(const unsigned char *)bytes != DICTIONARY)
		return false;
	size_t n = len - 1 + MAGIC_LEN;
	unsigned char *frame = n <= sizeof(small) ? small : mem_new(n, 1);
	memcpy(frame, magic, MAGIC_LEN);
	memcpy(frame + MAGIC_LEN, (const unsigned char *)bytes + 1, len - 1);
	bool ok = expand(packer, frame, n, out);
	if (frame != small)
		free(frame);
	return ok;
}

/* ---- ids ---- */

/* What http_request.c makes: 20 digits of another alphabet, and no time. */
static const char request_digits[] = "abcdefghijklmnopqrstuvwxyz234567";

enum {
	CHANCE_BYTES = IDENT_CHANCE_CHARS * 5 / 8,
	BEFORE_BYTES = 2,
	REQUEST_CHARS = 20,
	REQUEST_BYTES = (REQUEST_CHARS * 5 + 7) / 8,
};

/* Digits of five bits each as bytes, the last filled up; false: it is no such digit. */
static bool
pack_digits(const char *digits, int n, const char *alphabet, unsigned char *out)
{
	unsigned bits = 0;
	int held = 0;
	for (int i = 0; i < n; i++) {
		const char *digit = strchr(alphabet, digits[i]);
		if (digit == NULL || *digit == '\0')
			return false;
		bits = bits << 5 | (unsigned)(digit - alphabet);
		for (held += 5; held >= 8; held -= 8)
			*out++ = (unsigned char)(bits >> (held - 8));
	}
	if (held > 0)
		*out = (unsigned char)(bits << (8 - held));
	return true;
}

static void
unpack_digits(const unsigned char *bytes, int n, const char *alphabet, char *out)
{
	unsigned bits = 0;
	int held = 0;
	for (int i = 0; i < n; i++, held -= 5) {
		if (held < 5) {
			bits = bits << 8 | *bytes++;
			held += 8;
		}
		out[i] = alphabet[bits >> (held - 5) & 31];
	}
}

static bool
is_request(const char *id, const char *prefix)
{
	size_t len = strlen(prefix);
	return strncmp(id, prefix, len) == 0 && id[len] == '_' &&
	    strlen(id + len + 1) == REQUEST_CHARS;
}

size_t
audit_pack_id(const char *id, const char *prefix, int64_t at_ms, unsigned char out[AUDIT_ID_BYTES])
{
	int64_t made_at;
	if (is_request(id, prefix))
		return pack_digits(id + strlen(prefix) + 1, REQUEST_CHARS, request_digits, out)
		    ? REQUEST_BYTES
		    : 0;
	const char *digits = ident_parse(id, prefix, &made_at);
	if (digits == NULL || made_at > at_ms || at_ms - made_at >= 1 << 8 * BEFORE_BYTES ||
	    !pack_digits(digits, IDENT_CHANCE_CHARS, ident_digits, out))
		return 0;
	size_t n = CHANCE_BYTES;
	for (int64_t before = at_ms - made_at; before > 0; before >>= 8)
		out[n++] = (unsigned char)before;
	return n;
}

bool
audit_unpack_id(
    const void *bytes, size_t len, const char *prefix, int64_t at_ms, char out[IDENT_TEXT])
{
	const unsigned char *at = bytes;
	char chance[IDENT_CHANCE_CHARS];
	int64_t before = 0;
	if (len == REQUEST_BYTES) {
		size_t n = strlen(prefix);
		memcpy(out, prefix, n);
		out[n++] = '_';
		unpack_digits(at, REQUEST_CHARS, request_digits, out + n);
		out[n + REQUEST_CHARS] = '\0';
		return true;
	}
	if (len < CHANCE_BYTES || len > CHANCE_BYTES + BEFORE_BYTES)
		return false;
	for (size_t i = len; i > CHANCE_BYTES; i--)
		before = before << 8 | at[i - 1];
	unpack_digits(at, IDENT_CHANCE_CHARS, ident_digits, chance);
	ident_spell(prefix, at_ms - before, chance, out);
	return true;
}
