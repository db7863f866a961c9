/* Tokens: given by the person, else kept by an earlier sign-in. */
#include "credential.h"

#include <string.h>
#include <time.h>

#include "clock.h"
#include "credential_file.h"
#include "err.h"
#include "kernel_keyring.h"
#include "str.h"

static void
slot_name(const struct credential_slot *slot, struct str *out)
{
	str_addf(out, "nexa:v1:%s:%s:session", slot->server, slot->profile);
}

static void
ask_keyring(enum keyring_act act, const struct credential_slot *slot, const char *token,
    struct os_keyring_answer *out)
{
	const struct os_keyring_request request = { act, slot->server, slot->profile, token, NULL };
	os_keyring_ask(&request, out);
}

/* ---- finding ---- */

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
credential_given(const struct config *config, struct credential *out, struct err *err)
{
	*out = (struct credential){ .place = CREDENTIAL_nowhere };
	int problem = load_given(config, OPTION_nexa_token_file, CREDENTIAL_file, out, err);
	if (problem == 0 && out->token.text == NULL)
		problem = load_given(config, OPTION_nexa_token, CREDENTIAL_environment, out, err);
	return problem;
}

bool
credential_asks_keyring(enum store store)
{
	return store == STORE_auto || store == STORE_keyring;
}

/* A store that is closed must not stop somebody who needs no token. */
static void
find_here(enum store store, const struct credential_slot *slot, struct credential *out)
{
	struct str name = STR_INIT(8192);
	slot_name(slot, &name);
	if (store == STORE_file) {
		(void)credential_file_load(slot, &out->token, NULL);
		out->place = CREDENTIAL_state_file;
	} else if (store == STORE_auto || store == STORE_kernel) {
		(void)kernel_keyring_load(str_text(&name), &out->token, NULL);
		out->place = CREDENTIAL_kernel;
	}
	if (out->token.text == NULL)
		out->place = CREDENTIAL_nowhere;
	str_release(&name);
}

void
credential_find(enum store store, const struct credential_slot *slot,
    struct os_keyring_answer *answer, struct credential *out)
{
	*out = (struct credential){ .place = CREDENTIAL_nowhere };
	if (answer != NULL) {
		out->keyring = answer->state;
		memcpy(out->label, answer->label, sizeof(out->label));
		memcpy(out->detail, answer->detail, sizeof(out->detail));
		out->token = answer->secret;
		answer->secret = (struct secret){ .text = NULL };
	}
	if (out->token.text != NULL)
		out->place = CREDENTIAL_keyring;
	else
		find_here(store, slot, out);
}

/* That the OS keyring of this session did not answer: each command would wait for it again. */
enum { SILENCE_SECONDS = 120 };

static void
silence_name(struct str *out)
{
	const char *bus = getenv("DBUS_SESSION_BUS_ADDRESS");
	str_addf(out, "nexa:v1:no-answer:%s", bus == NULL ? "" : bus);
}

static void
note_silence(void)
{
	struct str name = STR_INIT(4000);
	silence_name(&name);
	(void)kernel_keyring_save(str_text(&name), "-", SILENCE_SECONDS, NULL);
	str_release(&name);
}

/* Takes what the kernel keyring has where the OS keyring, which comes first, was silent a moment ago. */
static bool
find_in_silence(const struct credential_slot *slot, struct credential *out)
{
	struct secret noted = { .text = NULL };
	struct str name = STR_INIT(4000);
	silence_name(&name);
	(void)kernel_keyring_load(str_text(&name), &noted, NULL);
	if (noted.text != NULL)
		find_here(STORE_kernel, slot, out);
	if (out->token.text != NULL)
		out->keyring = KEYRING_no_answer;
	secret_release(&noted);
	str_release(&name);
	return out->token.text != NULL;
}

int
credential_load(const struct config *config, const struct credential_slot *slot,
    struct credential *out, struct err *err)
{
	struct os_keyring_answer answer;
	enum store store = (enum store)config_word(config, OPTION_nexa_store);
	int problem = credential_given(config, out, err);
	if (problem != 0 || out->token.text != NULL)
		return problem;
	if (store == STORE_auto && find_in_silence(slot, out))
		return 0;
	if (credential_asks_keyring(store))
		ask_keyring(KEYRING_load, slot, NULL, &answer);
	if (credential_asks_keyring(store) && answer.state == KEYRING_no_answer)
		note_silence();
	credential_find(store, slot, credential_asks_keyring(store) ? &answer : NULL, out);
	return 0;
}

/* ---- keeping ---- */

static int
save_in_kernel(const struct credential_slot *slot, const char *token, int64_t expires_at,
    struct keeping *out, struct err *err)
{
	struct str name = STR_INIT(8192);
	int64_t left = (expires_at - clock_now()) / 1000;
	if (left > KERNEL_KEYRING_SECONDS || left <= 0)
		left = KERNEL_KEYRING_SECONDS;
	slot_name(slot, &name);
	int problem = kernel_keyring_save(str_text(&name), token, (unsigned)left, err);
	str_release(&name);
	out->until = clock_now() + left * 1000;
	return problem;
}

static void
forget_in_kernel(const struct credential_slot *slot)
{
	struct str name = STR_INIT(8192);
	slot_name(slot, &name);
	(void)kernel_keyring_forget(str_text(&name), NULL);
	str_release(&name);
}

void
credential_settle(enum store store, const struct credential_slot *slot, const char *token,
    int64_t expires_at, const struct os_keyring_answer *answer, struct keeping *out)
{
	struct err err = { .problem = PROBLEM_none };
	*out = (struct keeping){ .place = CREDENTIAL_memory };
	if (answer != NULL) {
		out->keyring = answer->state;
		memcpy(out->label, answer->label, sizeof(out->label));
		memcpy(out->detail, answer->detail, sizeof(out->detail));
	}
	if (out->keyring == KEYRING_open)
		out->place = CREDENTIAL_keyring;
	else if ((store == STORE_auto || store == STORE_kernel) &&
	    save_in_kernel(slot, token, expires_at, out, &err) == 0)
		out->place = CREDENTIAL_kernel;
	else if (store == STORE_file && credential_file_save(slot, token, &err) == 0)
		out->place = CREDENTIAL_state_file;
	if (err.problem != PROBLEM_none) {
		out->tried = store == STORE_file ? STORE_file : STORE_kernel;
		(void)snprintf(out->why, sizeof(out->why), "%.190s", err.text);
	}
	if (out->place != CREDENTIAL_memory && out->place != CREDENTIAL_kernel)
		forget_in_kernel(slot);
	if (out->place != CREDENTIAL_memory && out->place != CREDENTIAL_state_file)
		(void)credential_file_save(slot, NULL, NULL);
}

void
credential_save(enum store store, const struct credential_slot *slot, const char *token,
    int64_t expires_at, struct keeping *out)
{
	struct os_keyring_answer answer = { .state = KEYRING_not_asked };
	if (credential_asks_keyring(store))
		ask_keyring(KEYRING_save, slot, token, &answer);
	credential_settle(store, slot, token, expires_at, &answer, out);
	/* An older one there would come first the next time. */
	if (!credential_asks_keyring(store) && out->place != CREDENTIAL_memory)
		ask_keyring(KEYRING_forget, slot, NULL, &answer);
}

void
credential_forget_here(const struct credential_slot *slot)
{
	forget_in_kernel(slot);
	(void)credential_file_save(slot, NULL, NULL);
}

void
credential_forget(const struct credential_slot *slot)
{
	struct os_keyring_answer answer;
	credential_forget_here(slot);
	ask_keyring(KEYRING_forget, slot, NULL, &answer);
}

/* ---- telling ---- */

const char *
credential_place_name(enum credential_place place)
{
	static const char *const names[] = { "none", "a file", "the environment", "the OS keyring",
		"the kernel keyring", "the credentials file, unencrypted", "memory" };
	return names[place];
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
credential_tell_keyring(
    enum keyring_state state, const char *label, const char *detail, struct str *out)
{
	static const char *const sentences[KEYRING_STATE_COUNT] = {
		[KEYRING_no_bus] = "No desktop keyring here: this login has no D-Bus session bus.",
		[KEYRING_no_service] =
		    "No desktop keyring here: nothing provides org.freedesktop.secrets. Install "
		    "gnome-keyring or KeePassXC to stay signed in.",
		[KEYRING_no_collection] = "The OS keyring is running but has no keyring yet.",
		[KEYRING_wrong_password] = "That is not the keyring's password. It is usually your "
		                           "old or present login password.",
		[KEYRING_own_window] =
		    "This keyring can only be opened in its own program or window.",
		[KEYRING_refused] = "The OS keyring may not be used by you.",
		[KEYRING_failed] = "The OS keyring cannot be used now.",
		[KEYRING_no_helper] = "The OS keyring cannot be asked: the program nexa-keyring is "
		                      "not beside nexa.",
		[KEYRING_no_answer] =
		    "The OS keyring did not answer within 3 s and was left alone.",
	};
	if (state == KEYRING_locked)
		str_addf(out,
		    "The OS keyring%s%s%s is locked, so a saved sign-in cannot be read. Nothing was "
		    "deleted.",
		    label[0] == '\0' ? "" : " \"", label, label[0] == '\0' ? "" : "\"");
	else if (sentences[state] != NULL)
		str_add(out, sentences[state]);
	if (detail[0] != '\0' && (state == KEYRING_refused || state == KEYRING_failed))
		str_addf(out, " It says: %s.", detail);
}

/* Why it is only in memory. */
static void
tell_memory(const struct keeping *keeping, struct str *out)
{
	if (keeping->tried == STORE_kernel && strstr(keeping->why, " full ") != NULL)
		str_add(out, "The kernel keyring is full (limit 20000 bytes for this user).");
	else if (keeping->tried == STORE_kernel)
		str_add(out, "Neither a desktop keyring nor the kernel keyring can be used here.");
	else if (keeping->tried == STORE_file)
		str_addf(out, "It cannot be kept: %s.", keeping->why);
	else
		credential_tell_keyring(keeping->keyring, keeping->label, keeping->detail, out);
	str_addf(
	    out, "%sThe sign-in lasts until this console is closed.", out->len == 0 ? "" : " ");
}

static void
tell_kernel(const struct keeping *keeping, struct str *out)
{
	char until[32];
	tell_time(keeping->until, until, sizeof(until));
	credential_tell_keyring(keeping->keyring, keeping->label, keeping->detail, out);
	if (out->len > 0)
		str_add_char(out, ' ');
	if (keeping->keyring == KEYRING_not_asked || keeping->keyring == KEYRING_no_bus)
		str_addf(out,
		    "The sign-in is kept in the kernel keyring until %s or a reboot, whichever is "
		    "first.",
		    until);
	else
		str_addf(out, "Kept in the kernel keyring until %s.", until);
}

void
credential_tell(const struct keeping *keeping, struct str *out)
{
	if (keeping->place == CREDENTIAL_keyring)
		str_addf(out, "Saved in the OS keyring (%s). You stay signed in after a reboot.",
		    keeping->label);
	else if (keeping->place == CREDENTIAL_kernel)
		tell_kernel(keeping, out);
	else if (keeping->place == CREDENTIAL_state_file)
		str_addf(out, "Kept UNENCRYPTED in %s (mode 0600).", credential_file_name());
	else
		tell_memory(keeping, out);
}

void
credential_tell_shortly(const struct keeping *keeping, struct str *out)
{
	char until[32];
	tell_time(keeping->until, until, sizeof(until));
	if (keeping->place == CREDENTIAL_keyring)
		str_addf(out, "saved in the OS keyring (%s)", keeping->label);
	else if (keeping->place == CREDENTIAL_kernel)
		str_addf(out, "kept in the kernel keyring until %s or a reboot", until);
	else if (keeping->place == CREDENTIAL_state_file)
		str_addf(out, "kept UNENCRYPTED in %s", credential_file_name());
	else
		str_add(out, "kept in memory, for this run only");
}

int
credential_exit_status(enum keyring_state state)
{
	switch (state) {
	case KEYRING_locked:
		return 11;
	case KEYRING_failed:
	case KEYRING_no_answer:
		return 12;
	case KEYRING_refused:
		return 13;
	default:
		return 10;
	}
}
