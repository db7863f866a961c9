/* Signed notes and checkpoints. */
#include "note.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "err.h"
#include "str.h"
#include "utf8.h"

enum {
	ED25519 = 1, /* the algorithm's byte in a key */
	ID = 4,      /* bytes of a key's id */
	SIGNED = ID + crypto_sign_BYTES,
	BASE64 = sodium_base64_VARIANT_ORIGINAL
};

#define DASH "\xe2\x80\x94 " /* an em dash and a blank begin the line of a signature */

/* ---- keys ---- */

static void
id_bytes(uint32_t id, unsigned char out[ID])
{
	for (int i = 0; i < ID; i++)
		out[i] = (unsigned char)(id >> (24 - 8 * i));
}

void
note_key_make(const char *name, const unsigned char public[NOTE_PUBLIC], struct note_key *out)
{
	unsigned char tail[2 + NOTE_PUBLIC] = { '\n', ED25519 };
	memcpy(tail + 2, public, NOTE_PUBLIC);
	struct digest hash = digest_of(name, strlen(name), tail, sizeof(tail));
	*out = (struct note_key){ .id = 0 };
	(void)snprintf(out->name, sizeof(out->name), "%s", name);
	memcpy(out->public, public, NOTE_PUBLIC);
	for (int i = 0; i < ID; i++)
		out->id = out->id << 8 | hash.bytes[i];
}

void
note_key_print(const struct note_key *key, char out[NOTE_VKEY])
{
	unsigned char bytes[1 + NOTE_PUBLIC] = { ED25519 };
	char text[sodium_base64_ENCODED_LEN(sizeof(bytes), BASE64)];
	memcpy(bytes + 1, key->public, NOTE_PUBLIC);
	(void)sodium_bin2base64(text, sizeof(text), bytes, sizeof(bytes), BASE64);
	(void)snprintf(out, NOTE_VKEY, "%s+%08" PRIx32 "+%s", key->name, key->id, text);
}

/* Whether exactly n bytes stand in the base64 of len characters. */
static bool
decode(const char *text, size_t len, unsigned char *out, size_t n)
{
	size_t got;
	return sodium_base642bin(out, n, text, len, NULL, &got, NULL, BASE64) == 0 && got == n;
}

int
note_key_parse(const char *vkey, struct note_key *out, struct err *err)
{
	unsigned char bytes[1 + NOTE_PUBLIC];
	char name[NOTE_NAME];
	char again[NOTE_VKEY];
	size_t len = strcspn(vkey, "+ ");
	/* The name, + and eight digits, + and the key. */
	bool ok = len > 0 && len < NOTE_NAME && strlen(vkey) > len + 10 && vkey[len + 9] == '+' &&
	    decode(vkey + len + 10, strlen(vkey + len + 10), bytes, sizeof(bytes)) &&
	    bytes[0] == ED25519;
	if (ok) {
		(void)snprintf(name, sizeof(name), "%.*s", (int)len, vkey);
		note_key_make(name, bytes + 1, out);
		note_key_print(out, again);
	}
	if (!ok || strcmp(again, vkey) != 0)
		return fail(err, PROBLEM_not_proven, "key",
		    "'%s' is no key of an audit log, which looks like NAME+1a2b3c4d+BASE64 "
		    "(nexa audit key)",
		    vkey);
	return 0;
}

/* ---- signing ---- */

void
checkpoint_sign(
    const struct checkpoint *checkpoint, const unsigned char secret[NOTE_SECRET], struct str *out)
{
	char root[sodium_base64_ENCODED_LEN(DIGEST_LEN, BASE64)];
	char signature[sodium_base64_ENCODED_LEN(SIGNED, BASE64)];
	unsigned char bytes[SIGNED];
	struct note_key key;
	size_t from = out->len;
	(void)sodium_bin2base64(
	    root, sizeof(root), checkpoint->head.root.bytes, DIGEST_LEN, BASE64);
	str_addf(out, "%s\n%" PRIu64 "\n%s\n", checkpoint->origin, checkpoint->head.size, root);
	note_key_make(checkpoint->origin, secret + NOTE_SECRET - NOTE_PUBLIC, &key);
	id_bytes(key.id, bytes);
	(void)crypto_sign_detached(
	    bytes + ID, NULL, (const unsigned char *)str_text(out) + from, out->len - from, secret);
	(void)sodium_bin2base64(signature, sizeof(signature), bytes, sizeof(bytes), BASE64);
	str_addf(out, "\n" DASH "%s %s\n", key.name, signature);
}

/* ---- opening ---- */

static int
refuse(struct err *err, const char *what)
{
	return fail(err, PROBLEM_not_proven, "checkpoint", "the checkpoint %s", what);
}

/* The text of a note, whose signatures begin after the last empty line, and their lines. */
struct parts {
	const char *text;
	size_t text_len;
	const char *signatures;
	const char *end;
};

static bool
is_clean(const char *note, size_t len)
{
	for (size_t at = 0; at < len;) {
		uint32_t code = (unsigned char)note[at];
		size_t used = code < 0x80 ? 1 : utf8_decode(note + at, len - at, &code);
		if (used == 0 || (code < 0x20 && code != '\n'))
			return false;
		at += used;
	}
	return true;
}

static bool
take_apart(const char *note, size_t len, struct parts *out)
{
	if (len > NOTE_MAX || len < 2 || note[len - 1] != '\n' || !is_clean(note, len))
		return false;
	size_t at = len - 1;
	while (at > 0 && !(note[at] == '\n' && note[at - 1] == '\n'))
		at--;
	*out = (struct parts){ note, at, note + at + 1, note + len };
	return at > 0 && at + 1 < len;
}

/* One line of a signature, without its end; bytes is NULL when it is by another key. */
struct signature {
	bool well_formed;
	bool ours;
	unsigned char bytes[SIGNED];
};

static struct signature
read_signature(const char *line, size_t len, const struct note_key *key)
{
	struct signature signature = { .well_formed = false };
	unsigned char id[ID];
	unsigned char other[NOTE_MAX];
	size_t got = 0;
	size_t dash = strlen(DASH);
	const char *name = line + dash;
	if (len <= dash || memcmp(line, DASH, dash) != 0)
		return signature;
	const char *blank = memchr(name, ' ', len - dash);
	if (blank == NULL || blank == name || memchr(name, '+', (size_t)(blank - name)) != NULL ||
	    sodium_base642bin(other, sizeof(other), blank + 1, (size_t)(line + len - blank - 1),
	        NULL, &got, NULL, BASE64) != 0 ||
	    got <= ID)
		return signature;
	signature.well_formed = true;
	id_bytes(key->id, id);
	signature.ours = (size_t)(blank - name) == strlen(key->name) &&
	    memcmp(name, key->name, strlen(key->name)) == 0 && memcmp(other, id, ID) == 0;
	if (signature.ours && got == SIGNED)
		memcpy(signature.bytes, other, SIGNED);
	return signature;
}

/* Whether the key has signed; signatures of others, such as witnesses, may stand beside it. */
static int
check_signatures(const struct parts *parts, const struct note_key *key, struct err *err)
{
	bool is_signed = false;
	for (const char *line = parts->signatures; line < parts->end;) {
		const char *end = memchr(line, '\n', (size_t)(parts->end - line));
		struct signature signature = read_signature(line, (size_t)(end - line), key);
		if (!signature.well_formed)
			return refuse(err, "has a line among its signatures that is none");
		if (signature.ours &&
		    crypto_sign_verify_detached(signature.bytes + ID,
		        (const unsigned char *)parts->text, parts->text_len, key->public) != 0)
			return refuse(
			    err, "was changed, or is a forgery: the key did not sign what it says");
		is_signed = is_signed || signature.ours;
		line = end + 1;
	}
	return is_signed ? 0 : refuse(err, "is not signed by the key of this log");
}

/* A line of the text without its end; NULL when there is none left, or it is empty. */
static const char *
next_line(const char **at, const char *end, size_t *len)
{
	const char *line = *at;
	const char *stop = line < end ? memchr(line, '\n', (size_t)(end - line)) : NULL;
	if (stop == NULL || stop == line)
		return NULL;
	*len = (size_t)(stop - line);
	*at = stop + 1;
	return line;
}

static bool
read_size(const char *line, size_t len, uint64_t *out)
{
	*out = 0;
	if (len > 18 || (line[0] == '0' && len > 1))
		return false;
	for (size_t i = 0; i < len; i++) {
		if (line[i] < '0' || line[i] > '9')
			return false;
		*out = *out * 10 + (uint64_t)(line[i] - '0');
	}
	return true;
}

static bool
read_text(const struct parts *parts, struct checkpoint *out)
{
	const char *at = parts->text;
	const char *end = parts->text + parts->text_len;
	size_t len;
	const char *origin = next_line(&at, end, &len);
	if (origin == NULL || len >= NOTE_NAME)
		return false;
	*out = (struct checkpoint){ .head = { .size = 0 } };
	memcpy(out->origin, origin, len);
	const char *size = next_line(&at, end, &len);
	if (size == NULL || !read_size(size, len, &out->head.size))
		return false;
	const char *root = next_line(&at, end, &len);
	if (root == NULL || !decode(root, len, out->head.root.bytes, DIGEST_LEN))
		return false;
	/* Lines that extend it mean nothing here. */
	while (at < end)
		if (next_line(&at, end, &len) == NULL)
			return false;
	return true;
}

int
checkpoint_open(const char *note, size_t len, const struct note_key *key, struct checkpoint *out,
    struct err *err)
{
	struct parts parts;
	if (!take_apart(note, len, &parts))
		return refuse(err, "is no signed note");
	if (check_signatures(&parts, key, err) != 0)
		return (int)err->problem;
	if (!read_text(&parts, out))
		return refuse(err, "is signed, but does not tell origin, size and root");
	if (strcmp(out->origin, key->name) != 0)
		return refuse(err, "is of another log than its key");
	return 0;
}
