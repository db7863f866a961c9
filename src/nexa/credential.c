/* Tokens: given by the person, else kept by an earlier sign-in. */
#include "credential.h"

#include <string.h>
#include <time.h>

#include "clock.h"
#include "err.h"
#include "kernel_keyring.h"
#include "str.h"

/* In the order of the words of the setting `store`. */
enum store { STORE_auto, STORE_kernel, STORE_memory };

static void
slot_name(const struct credential_slot *slot, struct str *out)
{
	str_addf(out, "nexa:v1:%s:%s:session", slot->server, slot->profile);
}

static int
load_given(const struct config *config, enum option option, enum credential_place place,
    struct credential *out, struct err *err)
{
	int problem = config_secret(config, option, &out->token, err);
	if (problem != 0 || out->token.text == NULL)
		return problem;
	out->place = place;
	out->from = config_from(config, option);
	return 0;
}

int
credential_load(const struct config *config, const struct credential_slot *slot,
    struct credential *out, struct err *err)
{
	struct err ignored;
	struct str name = STR_INIT(8192);
	*out = (struct credential){ .place = CREDENTIAL_nowhere };
	int problem = load_given(config, OPTION_nexa_token_file, CREDENTIAL_file, out, err);
	if (problem != 0 || out->token.text != NULL)
		return problem;
	problem = load_given(config, OPTION_nexa_token, CREDENTIAL_environment, out, err);
	if (problem != 0 || out->token.text != NULL)
		return problem;
	/* A keyring that is closed must not stop somebody who needs no token. */
	slot_name(slot, &name);
	if (kernel_keyring_load(str_text(&name), &out->token, &ignored) == 0 &&
	    out->token.text != NULL)
		out->place = CREDENTIAL_kernel;
	str_release(&name);
	return 0;
}

/* "11:32", with the day when it is not today. */
static void
tell_time(int64_t at_ms, char *out, size_t size)
{
	struct tm then;
	struct tm today;
	time_t at = (time_t)(at_ms / 1000);
	time_t now = (time_t)(clock_now() / 1000);
	(void)localtime_r(&at, &then);
	(void)localtime_r(&now, &today);
	bool same = then.tm_yday == today.tm_yday && then.tm_year == today.tm_year;
	(void)strftime(out, size, same ? "%H:%M" : "%Y-%m-%d %H:%M", &then);
}

void
credential_save(const struct config *config, const struct credential_slot *slot, const char *token,
    int64_t expires_at, enum credential_place *kept, char sentence[CREDENTIAL_SENTENCE])
{
	struct err err;
	char until[32];
	struct str name = STR_INIT(8192);
	int64_t left = (expires_at - clock_now()) / 1000;
	if (left > KERNEL_KEYRING_SECONDS || left <= 0)
		left = KERNEL_KEYRING_SECONDS;
	*kept = CREDENTIAL_memory;
	slot_name(slot, &name);
	if (config_word(config, OPTION_nexa_store) == STORE_memory) {
		(void)snprintf(sentence, CREDENTIAL_SENTENCE, "store = memory: it is not kept");
	} else if (kernel_keyring_save(str_text(&name), token, (unsigned)left, &err) == 0) {
		*kept = CREDENTIAL_kernel;
		tell_time(clock_now() + left * 1000, until, sizeof(until));
		(void)snprintf(sentence, CREDENTIAL_SENTENCE,
		    "kept in the kernel keyring until %s or a reboot, whichever is first", until);
	} else {
		(void)snprintf(
		    sentence, CREDENTIAL_SENTENCE, "it cannot be kept: %.160s", err.text);
	}
	str_release(&name);
}

void
credential_forget(const struct credential_slot *slot)
{
	struct str name = STR_INIT(8192);
	slot_name(slot, &name);
	(void)kernel_keyring_forget(str_text(&name), NULL);
	str_release(&name);
}

const char *
credential_place_name(enum credential_place place)
{
	static const char *const names[] = { "none", "a file", "the environment",
		"the kernel keyring", "memory" };
	return names[place];
}
