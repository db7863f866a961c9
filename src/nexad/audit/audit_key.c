/* The key of the audit logs in its file. */
#include "audit_key.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "err.h"
#include "log.h"
#include "secret.h"

enum {
	BASE64 = sodium_base64_VARIANT_ORIGINAL,
	SEED_TEXT = sodium_base64_ENCODED_LEN(crypto_sign_SEEDBYTES, BASE64),
	PATH = 4200
};

static int
cannot(const char *what, const char *path, struct err *err)
{
	return fail(err, PROBLEM_storage_unavailable, path, "cannot %s '%s': %s", what, path,
	    strerror(errno));
}

/* On the disk before it is used: a signature by a key that is lost looks like a forgery later. */
static bool
write_whole(int fd, const char *text, size_t len)
{
	bool ok = fd >= 0 && write(fd, text, len) == (ssize_t)len && fsync(fd) == 0;
	int why = errno;
	if (fd >= 0)
		ok = close(fd) == 0 && ok;
	errno = why;
	return ok;
}

static void
sync_directory(const char *directory)
{
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	(void)fsync(fd);
	(void)close(fd);
}

static int
make(const char *directory, const char *path, struct err *err)
{
	unsigned char seed[crypto_sign_SEEDBYTES];
	char text[SEED_TEXT + 1];
	char part[PATH + 4];
	(void)snprintf(part, sizeof(part), "%s.new", path);
	randombytes_buf(seed, sizeof(seed));
	(void)sodium_bin2base64(text, sizeof(text), seed, sizeof(seed), BASE64);
	size_t len = strlen(text);
	text[len++] = '\n';
	/* What a start that was cut off has left. */
	(void)unlink(part);
	int fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool ok = write_whole(fd, text, len) && rename(part, path) == 0;
	sodium_memzero(seed, sizeof(seed));
	sodium_memzero(text, sizeof(text));
	if (!ok)
		return cannot("make", path, err);
	sync_directory(directory);
	log_line(
	    LOG_info, "made the key that signs the audit logs", LOG_TEXT("file", path), LOG_END);
	return 0;
}

static int
take(
    const char *path, const struct secret *file, unsigned char secret[NOTE_SECRET], struct err *err)
{
	unsigned char seed[crypto_sign_SEEDBYTES];
	unsigned char public[crypto_sign_PUBLICKEYBYTES];
	size_t len;
	if (sodium_base642bin(
	        seed, sizeof(seed), file->text, file->len, NULL, &len, NULL, BASE64) != 0 ||
	    len != sizeof(seed))
		return fail(err, PROBLEM_usage, path,
		    "'%s' is no key of the audit logs; restore it from a backup", path);
	(void)crypto_sign_seed_keypair(public, secret, seed);
	sodium_memzero(seed, sizeof(seed));
	return 0;
}

static void
name_file(const char *directory, char out[PATH])
{
	(void)snprintf(out, PATH, "%s/audit.key", directory);
}

int
audit_key_read(
    const char *directory, unsigned char secret[NOTE_SECRET], bool *is_there, struct err *err)
{
	char path[PATH];
	struct secret file = { .text = NULL };
	name_file(directory, path);
	*is_there = access(path, F_OK) == 0;
	if (!*is_there)
		return errno == ENOENT ? 0 : cannot("look at", path, err);
	if (secret_read(&file, path, true, err) != 0)
		return (int)err->problem;
	int problem = take(path, &file, secret, err);
	secret_release(&file);
	return problem;
}

int
audit_key_make(const char *directory, unsigned char secret[NOTE_SECRET], struct err *err)
{
	char path[PATH];
	bool is_there;
	name_file(directory, path);
	if (make(directory, path, err) != 0)
		return (int)err->problem;
	return audit_key_read(directory, secret, &is_there, err);
}
