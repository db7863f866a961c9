/* keyrings(7) by its system calls; libkeyutils would add nothing but their names. */
#include "kernel_keyring.h"

#include <errno.h>
#include <linux/keyctl.h>
#include <string.h>
#include <sys/syscall.h>

#include "err.h"
#include "secret.h"

static const char type[] = "user";

/* A session keyring that is not linked to the user's hides the user's keys from this process;
 * linked to the process' own keyring they are in reach. */
static int
reach(struct err *err)
{
	if (syscall(SYS_keyctl, KEYCTL_LINK, KEY_SPEC_USER_KEYRING, KEY_SPEC_PROCESS_KEYRING) == 0)
		return 0;
	return fail(err, PROBLEM_internal, "", "the kernel keyring cannot be used here: %s",
	    strerror(errno));
}

static long
find(const char *name)
{
	return syscall(SYS_keyctl, KEYCTL_SEARCH, KEY_SPEC_USER_KEYRING, type, name, 0);
}

static bool
means_none(int number)
{
	return number == ENOKEY || number == EKEYEXPIRED || number == EKEYREVOKED;
}

int
kernel_keyring_load(const char *name, struct secret *out, struct err *err)
{
	char text[SECRET_MAX + 1];
	int problem = reach(err);
	if (problem != 0)
		return problem;
	long key = find(name);
	long len = key < 0 ? -1 : syscall(SYS_keyctl, KEYCTL_READ, key, text, SECRET_MAX);
	if (len < 0 && means_none(errno))
		return 0;
	if (len < 0 || len > SECRET_MAX)
		return fail(err, PROBLEM_internal, "", "the kernel keyring cannot be read: %s",
		    strerror(errno));
	text[len] = '\0';
	secret_set(out, text);
	explicit_bzero(text, sizeof(text));
	return 0;
}

int
kernel_keyring_save(const char *name, const char *text, unsigned seconds, struct err *err)
{
	int problem = reach(err);
	if (problem != 0)
		return problem;
	long key = syscall(SYS_add_key, type, name, text, strlen(text), KEY_SPEC_USER_KEYRING);
	if (key < 0 && errno == EDQUOT)
		return fail(err, PROBLEM_internal, "",
		    "the kernel keyring is full (limit 20000 bytes for this user)");
	if (key < 0)
		return fail(err, PROBLEM_internal, "", "the kernel keyring cannot be written: %s",
		    strerror(errno));
	if (seconds > KERNEL_KEYRING_SECONDS)
		seconds = KERNEL_KEYRING_SECONDS;
	if (syscall(SYS_keyctl, KEYCTL_SET_TIMEOUT, key, seconds) == 0)
		return 0;
	problem = fail(err, PROBLEM_internal, "", "the kernel keyring sets no time limit: %s",
	    strerror(errno));
	(void)kernel_keyring_forget(name, NULL);
	return problem;
}

int
kernel_keyring_forget(const char *name, struct err *err)
{
	int problem = reach(err);
	if (problem != 0)
		return problem;
	long key = find(name);
	if (key < 0)
		return 0;
	if (syscall(SYS_keyctl, KEYCTL_INVALIDATE, key) == 0 ||
	    syscall(SYS_keyctl, KEYCTL_UNLINK, key, KEY_SPEC_USER_KEYRING) == 0)
		return 0;
	return fail(
	    err, PROBLEM_internal, "", "the kernel keyring cannot be cleared: %s", strerror(errno));
}
