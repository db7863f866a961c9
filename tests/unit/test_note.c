/* Signed notes: what Go's own tests have signed, what is refused, and that what is signed is opened. */
#include <sodium.h>

#include "err.h"
#include "note.h"
#include "str.h"
#include "unit_fail.h"

static unsigned char secret[NOTE_SECRET];
static struct note_key ours;
static struct str note = STR_INIT(NOTE_MAX);

static void
assert_opens(const char *text, size_t len, const struct note_key *key, const char *fault)
{
	struct checkpoint checkpoint;
	struct err err = { .text = "" };
	int problem = checkpoint_open(text, len, key, &checkpoint, &err);
	assert_int_equal(problem, fault == NULL ? PROBLEM_none : PROBLEM_not_proven);
	if (fault != NULL && strstr(err.text, fault) == NULL)
		fail_about("'%s' does not say '%s'", err.text, fault);
}

/* Key and note of golang.org/x/mod/sumdb/note: the signature is good, the text no checkpoint. */
static void
test_of_go(void **state)
{
	(void)state;
	static const char vkey[] =
	    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
	static const char text[] =
	    "If you think cryptography is the answer to your problem,\n"
	    "then you don't know what your problem is.\n\n"
	    "\xe2\x80\x94 PeterNeumann "
	    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
	struct note_key key;
	struct err err;
	char again[NOTE_VKEY];
	assert_int_equal(note_key_parse(vkey, &key, &err), 0);
	assert_string_equal(key.name, "PeterNeumann");
	assert_int_equal(key.id, 0xc74f20a3);
	note_key_print(&key, again);
	assert_string_equal(again, vkey);
	assert_opens(text, strlen(text), &key, "does not tell origin, size and root");
}

static void
test_keys_refused(void **state)
{
	(void)state;
	static const char *const bad[] = { "", "+", "PeterNeumann",
		"PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
		"PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
		"Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
		"PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10T",
		"PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
		"PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
		"+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW" };
	struct note_key key;
	struct err err;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (note_key_parse(bad[i], &key, &err) != PROBLEM_not_proven)
			fail_about("taken: %s", bad[i]);
}

static void
test_round_trip(void **state)
{
	(void)state;
	struct checkpoint opened;
	struct err err;
	assert_int_equal(checkpoint_open(str_text(&note), note.len, &ours, &opened, &err), 0);
	assert_string_equal(opened.origin, "nexad/audit/org_1");
	assert_int_equal(opened.head.size, 12345);
	struct digest root = merkle_leaf("x", 1);
	assert_true(digest_same(&opened.head.root, &root));
}

/* Every bit counts, and so does every byte at the end. */
static void
test_changed(void **state)
{
	(void)state;
	char copy[1000];
	struct checkpoint checkpoint;
	struct err err;
	for (size_t at = 0; at < note.len; at++)
		for (int bit = 0; bit < 8; bit++) {
			memcpy(copy, note.data, note.len);
			copy[at] = (char)(copy[at] ^ 1 << bit);
			if (checkpoint_open(copy, note.len, &ours, &checkpoint, &err) == 0)
				fail_about("byte %d, bit %d", (int)at, bit);
		}
	for (size_t len = 0; len < note.len; len++)
		assert_int_equal(
		    checkpoint_open(note.data, len, &ours, &checkpoint, &err), PROBLEM_not_proven);
}

/* Witnesses add lines of their own; what is no signature does not stand there. */
static void
test_other_signatures(void **state)
{
	(void)state;
	struct str text = STR_INIT(NOTE_MAX);
	str_add(&text, str_text(&note));
	str_add(&text, "\xe2\x80\x94 witness.example q83vEjRWeJCrze8S\n");
	assert_opens(text.data, text.len, &ours, NULL);
	str_add(&text, "witness.example q83vEjRWeJCrze8S\n");
	assert_opens(text.data, text.len, &ours, "a line among its signatures");
	str_release(&text);
}

/* Signs what need not be a checkpoint. */
static void
check_text(const char *body, const char *fault)
{
	unsigned char bytes[4 + crypto_sign_BYTES];
	char signature[sodium_base64_ENCODED_LEN(sizeof(bytes), sodium_base64_VARIANT_ORIGINAL)];
	struct str text = STR_INIT(NOTE_MAX);
	for (int i = 0; i < 4; i++)
		bytes[i] = (unsigned char)(ours.id >> (24 - 8 * i));
	(void)crypto_sign_detached(
	    bytes + 4, NULL, (const unsigned char *)body, strlen(body), secret);
	(void)sodium_bin2base64(
	    signature, sizeof(signature), bytes, sizeof(bytes), sodium_base64_VARIANT_ORIGINAL);
	str_addf(&text, "%s\n\xe2\x80\x94 %s %s\n", body, ours.name, signature);
	assert_opens(text.data, text.len, &ours, fault);
	str_release(&text);
}

#define ORIGIN "nexad/audit/org_1\n"
#define ROOT "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"

static void
test_texts(void **state)
{
	(void)state;
	static const char untold[] = "does not tell origin, size and root";
	check_text(ORIGIN "0\n" ROOT, NULL);
	check_text(ORIGIN "7\n" ROOT "an extension\nand another\n", NULL);
	check_text(ORIGIN "07\n" ROOT, untold);
	check_text(ORIGIN "-7\n" ROOT, untold);
	check_text(ORIGIN "99999999999999999999\n" ROOT, untold);
	check_text(ORIGIN "\n" ROOT, untold);
	check_text(ORIGIN "7\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n", untold);
	check_text(ORIGIN "7\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxqw==\n", untold);
	check_text(ORIGIN "7\n", untold);
	check_text("nexad/audit/org_2\n7\n" ROOT, "another log than its key");
	check_text(ORIGIN "7\n" ROOT "a tab\t\n", "no signed note");
	check_text(ORIGIN "7\n" ROOT "\xff\n", "no signed note");
}

/* The same log with a new key. */
static void
test_other_key(void **state)
{
	(void)state;
	unsigned char public[NOTE_PUBLIC];
	unsigned char other_secret[NOTE_SECRET];
	struct note_key other;
	(void)crypto_sign_keypair(public, other_secret);
	note_key_make(ours.name, public, &other);
	assert_opens(note.data, note.len, &other, "is not signed by the key of this log");
}

int
main(void)
{
	static const unsigned char seed[crypto_sign_SEEDBYTES] = "0123456789abcdef0123456789abcde";
	unsigned char public[NOTE_PUBLIC];
	struct checkpoint checkpoint = { .origin = "nexad/audit/org_1",
		.head = { 12345, merkle_leaf("x", 1) } };
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_of_go),
		cmocka_unit_test(test_keys_refused),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_changed),
		cmocka_unit_test(test_other_signatures),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_other_key),
	};
	(void)crypto_sign_seed_keypair(public, secret, seed);
	note_key_make(checkpoint.origin, public, &ours);
	checkpoint_sign(&checkpoint, secret, &note);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	str_release(&note);
	return failed;
}
