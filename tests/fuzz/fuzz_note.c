/* Signed notes: hostile ones are refused or are what they say; a text that is signed is read as it was
 * signed; a key that is taken is printed as it was. */
#include <inttypes.h>
#include <sodium.h>

#include "err.h"
#include "fuzz.h"
#include "note.h"
#include "str.h"

static unsigned char secret[NOTE_SECRET];
static struct note_key key;

static void
make_key(void)
{
	static const unsigned char seed[crypto_sign_SEEDBYTES] = "0123456789abcdef0123456789abcde";
	unsigned char public[NOTE_PUBLIC];
	(void)crypto_sign_seed_keypair(public, secret, seed);
	note_key_make("nexad/audit/org_1", public, &key);
}

/* What was opened stands at the beginning of the note, letter by letter. */
static void
check_opened(const char *note, size_t len)
{
	struct checkpoint checkpoint;
	struct err err;
	char root[sodium_base64_ENCODED_LEN(DIGEST_LEN, sodium_base64_VARIANT_ORIGINAL)];
	char text[NOTE_NAME + 100];
	if (checkpoint_open(note, len, &key, &checkpoint, &err) != 0) {
		must(err.problem == PROBLEM_not_proven && err.text[0] != '\0');
		return;
	}
	(void)sodium_bin2base64(root, sizeof(root), checkpoint.head.root.bytes, DIGEST_LEN,
	    sodium_base64_VARIANT_ORIGINAL);
	(void)snprintf(
	    text, sizeof(text), "%s\n%" PRIu64 "\n%s\n", key.name, checkpoint.head.size, root);
	must(len > strlen(text) && memcmp(note, text, strlen(text)) == 0);
}

static void
check_signed(const char *text, size_t len)
{
	unsigned char bytes[4 + crypto_sign_BYTES];
	char signature[sodium_base64_ENCODED_LEN(sizeof(bytes), sodium_base64_VARIANT_ORIGINAL)];
	struct str note = STR_INIT(1 << 20);
	for (int i = 0; i < 4; i++)
		bytes[i] = (unsigned char)(key.id >> (24 - 8 * i));
	(void)crypto_sign_detached(bytes + 4, NULL, (const unsigned char *)text, len, secret);
	(void)sodium_bin2base64(
	    signature, sizeof(signature), bytes, sizeof(bytes), sodium_base64_VARIANT_ORIGINAL);
	str_add_n(&note, text, len);
	str_addf(&note, "\n\xe2\x80\x94 %s %s\n", key.name, signature);
	check_opened(str_text(&note), note.len);
	str_release(&note);
}

static void
check_key(const char *text)
{
	struct note_key parsed;
	struct err err;
	char again[NOTE_VKEY];
	if (note_key_parse(text, &parsed, &err) != 0)
		return;
	note_key_print(&parsed, again);
	must(strcmp(again, text) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (key.id == 0)
		make_key();
	check_opened((const char *)data, size);
	check_signed((const char *)data, size);
	char *text = fuzz_text(data, size);
	check_key(text);
	free(text);
	return 0;
}
