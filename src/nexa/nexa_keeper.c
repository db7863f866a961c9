/* What is under way is one request to the OS keyring; what is wanted stays known until the sign-in is settled, so that
 * it can go on once the keyring has been opened. */
#include "nexa_keeper.h"

#include "keys.h"
#include "mem.h"
#include "nexa.h"

enum wanted { WANT_nothing, WANT_load, WANT_save, WANT_move, WANT_forget };

/* What the person may choose. */
enum act {
	ACT_leave,  /* as it is */
	ACT_again,  /* the same once more */
	ACT_unlock, /* with a password */
	ACT_create,
	ACT_retry, /* whichever of the two it was */
	ACT_stop,  /* waiting for a window */
	ACT_store  /* and on: in this store of enum store */
};

struct nexa_keeper {
	struct nexa *nexa;
	struct os_keyring *asked; /* NULL: nothing is under way */
	enum wanted wanted;
	enum keyring_act doing;
	enum store store; /* where it is to be kept */
	struct secret token;
	int64_t expires_at;
	/* News that have not been heard yet. */
	bool has_news;
	struct keeper_news news;
	struct str text;
	struct keeper_choice choices[5];
};

static void
ask(struct nexa_keeper *keeper, enum keyring_act act, const char *password)
{
	const struct credential_slot *slot = &keeper->nexa->slot;
	bool saves = act == KEYRING_save;
	const struct os_keyring_request request = { act, slot->server, slot->profile,
		saves ? keeper->token.text : NULL, password };
	os_keyring_end(keeper->asked);
	keeper->doing = act;
	keeper->asked = os_keyring_begin(
	    &request, act == KEYRING_window ? OS_KEYRING_WINDOW_MS : OS_KEYRING_MS);
}

/* ---- telling ---- */

/* Begins a piece of news whose text is then added. */
static struct str *
tell(struct nexa_keeper *keeper)
{
	keeper->has_news = true;
	keeper->news = (struct keeper_news){ .choices = keeper->choices, .escape = ACT_leave };
	str_clear(&keeper->text);
	return &keeper->text;
}

static void
offer(struct nexa_keeper *keeper, uint32_t key, const char *name, int act,
    enum keeper_password password)
{
	keeper->news.question = str_text(&keeper->text);
	keeper->choices[keeper->news.n_choices++] =
	    (struct keeper_choice){ key, name, act, password };
}

static bool
has_window(void)
{
	const char *x = getenv("DISPLAY");
	const char *wayland = getenv("WAYLAND_DISPLAY");
	return (x != NULL && x[0] != '\0') || (wayland != NULL && wayland[0] != '\0');
}

/* What opens the keyring, or asks it again. */
static void
offer_keyring(struct nexa_keeper *keeper, enum keyring_state state)
{
	switch (state) {
	case KEYRING_locked:
		offer(keeper, 'u', "unlock", ACT_unlock, KEEPER_PASSWORD);
		break;
	case KEYRING_no_collection:
		offer(keeper, 'c', "create it with a password", ACT_create, KEEPER_NEW_PASSWORD);
		break;
	case KEYRING_wrong_password:
		offer(keeper, KEY_enter, "try again", ACT_retry, KEEPER_PASSWORD);
		break;
	default:
		offer(keeper, 'r', "ask again", ACT_again, KEEPER_NO_PASSWORD);
	}
}

/* No sign-in could be read: asked only of who has to sign in. */
static void
ask_about_load(struct nexa_keeper *keeper, const struct credential *found)
{
	struct str *text = tell(keeper);
	credential_tell_keyring(found->keyring, found->label, found->detail, text);
	offer_keyring(keeper, found->keyring);
	offer(keeper, 's', "sign in again", ACT_leave, KEEPER_NO_PASSWORD);
	keeper->news.can_wait = found->keyring != KEYRING_wrong_password;
	if (keeper->news.can_wait) {
		keeper->news.said = keeper->news.question;
		keeper->news.warning = true;
	}
}

/* A new sign-in cannot be saved as wanted. */
static void
ask_about_save(struct nexa_keeper *keeper, const struct os_keyring_answer *answer)
{
	struct str *text = tell(keeper);
	credential_tell_keyring(answer->state, answer->label, answer->detail, text);
	offer_keyring(keeper, answer->state);
	offer(keeper, 'k', "kernel keyring, for 12 hours or until a reboot",
	    ACT_store + STORE_kernel, KEEPER_NO_PASSWORD);
	offer(keeper, 'm', "memory only, until this console is closed", ACT_store + STORE_memory,
	    KEEPER_NO_PASSWORD);
	keeper->news.escape = ACT_store + STORE_memory;
}

static void
wait_for_window(struct nexa_keeper *keeper)
{
	const char *display = getenv("DISPLAY");
	struct str *text = tell(keeper);
	str_add(text, "Waiting for the keyring's own password window");
	if (display != NULL && display[0] != '\0')
		str_addf(text, " (on display %s)", display);
	str_add(text, ". Esc stops waiting.");
	keeper->news.question = str_text(text);
	keeper->news.escape = ACT_stop;
	ask(keeper, KEYRING_window, NULL);
}

/* ---- settling ---- */

static void
settle(struct nexa_keeper *keeper, const struct os_keyring_answer *answer)
{
	struct keeping keeping;
	struct nexa *nexa = keeper->nexa;
	bool new = keeper->wanted == WANT_save;
	credential_settle(
	    keeper->store, &nexa->slot, keeper->token.text, keeper->expires_at, answer, &keeping);
	bool lost = keeping.place == CREDENTIAL_memory && keeping.tried == STORE_kernel;
	bool was_there = nexa->credential.place == CREDENTIAL_keyring;
	struct str *text = tell(keeper);
	if (lost) {
		credential_tell(&keeping, text);
		offer(keeper, 'f', "keep it in a file (readable by you and root)",
		    ACT_store + STORE_file, KEEPER_NO_PASSWORD);
	} else {
		str_add(text, new ? "signed in, " : "the sign-in is ");
		credential_tell_shortly(&keeping, text);
		keeper->news.said = str_text(text);
		keeper->news.warning =
		    keeping.place == CREDENTIAL_memory && keeper->store != STORE_memory;
		keeper->wanted = WANT_nothing;
	}
	secret_set(&nexa->credential.token, keeper->token.text);
	nexa->credential.place = keeping.place;
	nexa->credential.from = NULL;
	/* One that was moved away goes once the new one is there. */
	if (!lost && was_there && keeping.place != CREDENTIAL_keyring &&
	    keeping.place != CREDENTIAL_memory)
		ask(keeper, KEYRING_forget, NULL);
}

static bool
is_worth_asking(enum keyring_state state)
{
	return state == KEYRING_locked || state == KEYRING_no_collection ||
	    state == KEYRING_no_answer || state == KEYRING_wrong_password;
}

static void
take_loaded(struct nexa_keeper *keeper, struct os_keyring_answer *answer)
{
	struct nexa *nexa = keeper->nexa;
	struct credential found;
	credential_find(keeper->store, &nexa->slot, answer, &found);
	secret_release(&nexa->credential.token);
	nexa->credential = found;
	if (found.token.text == NULL && is_worth_asking(found.keyring)) {
		ask_about_load(keeper, &found);
		return;
	}
	struct str *text = tell(keeper);
	keeper->wanted = WANT_nothing;
	keeper->news.token = found.token.text;
	if (found.token.text != NULL) {
		str_addf(text, "the sign-in is from %s", credential_place_name(found.place));
		keeper->news.said = str_text(text);
	}
}

/* The keyring was opened, or not: then the person is asked again. */
static void
take_opened(struct nexa_keeper *keeper, const struct os_keyring_answer *answer)
{
	struct credential shown = { .keyring = answer->state };
	memcpy(shown.label, answer->label, sizeof(shown.label));
	memcpy(shown.detail, answer->detail, sizeof(shown.detail));
	if (answer->state == KEYRING_open)
		ask(keeper, keeper->wanted == WANT_load ? KEYRING_load : KEYRING_save, NULL);
	else if (answer->state == KEYRING_own_window && has_window())
		wait_for_window(keeper);
	else if (keeper->wanted == WANT_load)
		ask_about_load(keeper, &shown);
	else
		ask_about_save(keeper, answer);
	keeper->news.can_wait = false;
}

static void
take_answer(struct nexa_keeper *keeper, struct os_keyring_answer *answer)
{
	switch (keeper->doing) {
	case KEYRING_load:
		take_loaded(keeper, answer);
		break;
	case KEYRING_save:
		/* A keyring that was chosen is asked about, too, whatever is wrong with it. */
		if (is_worth_asking(answer->state) ||
		    (answer->state != KEYRING_open && keeper->store == STORE_keyring))
			ask_about_save(keeper, answer);
		else
			settle(keeper, answer);
		break;
	case KEYRING_forget:
		break;
	default:
		take_opened(keeper, answer);
	}
}

/* ---- as the console calls it ---- */

static bool
load(void *payload)
{
	struct nexa_keeper *keeper = payload;
	keeper->store = (enum store)config_word(keeper->nexa->config, OPTION_nexa_store);
	if (keeper->nexa->credential.token.text != NULL)
		return false;
	if (credential_asks_keyring(keeper->store)) {
		keeper->wanted = WANT_load;
		ask(keeper, KEYRING_load, NULL);
	} else {
		take_loaded(keeper, NULL);
	}
	return true;
}

static void
keep(struct nexa_keeper *keeper, enum wanted wanted, enum store store)
{
	keeper->wanted = wanted;
	keeper->store = store;
	if (credential_asks_keyring(store))
		ask(keeper, KEYRING_save, NULL);
	else
		settle(keeper, NULL);
}

static void
save(const char *token, int64_t expires_at, void *payload)
{
	struct nexa_keeper *keeper = payload;
	secret_set(&keeper->token, token);
	keeper->expires_at = expires_at;
	keep(keeper, WANT_save, (enum store)config_word(keeper->nexa->config, OPTION_nexa_store));
}

static void
forget(void *payload)
{
	struct nexa_keeper *keeper = payload;
	struct nexa *nexa = keeper->nexa;
	credential_forget_here(&nexa->slot);
	secret_release(&keeper->token);
	secret_release(&nexa->credential.token);
	nexa->credential.place = CREDENTIAL_nowhere;
	keeper->wanted = WANT_forget;
	ask(keeper, KEYRING_forget, NULL);
}

static void
offer_stores(struct nexa_keeper *keeper)
{
	static const struct {
		enum credential_place place;
		uint32_t key;
		const char *name;
	} stores[STORE_COUNT] = {
		[STORE_keyring] = { CREDENTIAL_keyring, 'o', "move it to the OS keyring" },
		[STORE_kernel] = { CREDENTIAL_kernel, 'k',
		    "the kernel keyring, for 12 hours or until a reboot" },
		[STORE_file] = { CREDENTIAL_state_file, 'f',
		    "a file, unencrypted (readable by you and root)" },
		[STORE_memory] = { CREDENTIAL_memory, 'm',
		    "memory only, until this console is closed" },
	};
	for (int i = STORE_keyring; i < STORE_COUNT; i++)
		if (stores[i].place != keeper->nexa->credential.place)
			offer(keeper, stores[i].key, stores[i].name, ACT_store + i,
			    KEEPER_NO_PASSWORD);
}

static void
show(void *payload)
{
	struct nexa_keeper *keeper = payload;
	const struct credential *credential = &keeper->nexa->credential;
	struct str *text = tell(keeper);
	bool mine = credential->token.text != NULL && credential->from == NULL;
	if (mine && credential->place == CREDENTIAL_keyring)
		str_addf(text, "The sign-in is in the OS keyring (%s). ", credential->label);
	else if (mine)
		str_addf(text, "The sign-in is in %s. ", credential_place_name(credential->place));
	else if (credential->from != NULL)
		str_addf(text, "The token comes from %s. ", credential->from);
	else
		str_add(text, "No sign-in is kept here. ");
	credential_tell_keyring(credential->keyring, credential->label, credential->detail, text);
	keeper->news.question = str_text(text);
	if (!mine)
		return;
	secret_set(&keeper->token, credential->token.text);
	offer_stores(keeper);
}

static void
choose(int act, const char *password, void *payload)
{
	struct nexa_keeper *keeper = payload;
	switch (act) {
	case ACT_leave:
		keeper->wanted = WANT_nothing;
		break;
	case ACT_stop:
		os_keyring_end(keeper->asked);
		keeper->asked = NULL;
		keeper->wanted = WANT_nothing;
		break;
	case ACT_again:
		ask(keeper, keeper->wanted == WANT_load ? KEYRING_load : KEYRING_save, NULL);
		break;
	case ACT_unlock:
	case ACT_create:
		ask(keeper, act == ACT_create ? KEYRING_create : KEYRING_unlock, password);
		break;
	case ACT_retry:
		ask(keeper, KEYRING_unlock, password);
		break;
	default:
		keep(keeper, keeper->wanted == WANT_save ? WANT_save : WANT_move,
		    (enum store)(act - ACT_store));
	}
}

static int
get_fd(void *payload)
{
	const struct nexa_keeper *keeper = payload;
	return keeper->asked == NULL ? -1 : os_keyring_fd(keeper->asked);
}

static int
wait_ms(void *payload)
{
	const struct nexa_keeper *keeper = payload;
	if (keeper->has_news)
		return 0;
	return keeper->asked == NULL ? -1 : os_keyring_wait_ms(keeper->asked);
}

static bool
poll(struct keeper_news *out, void *payload)
{
	struct nexa_keeper *keeper = payload;
	struct os_keyring_answer answer;
	if (!keeper->has_news && keeper->asked != NULL && os_keyring_poll(keeper->asked, &answer)) {
		os_keyring_end(keeper->asked);
		keeper->asked = NULL;
		take_answer(keeper, &answer);
		secret_release(&answer.secret);
	}
	bool has_news = keeper->has_news;
	keeper->has_news = false;
	*out = keeper->news;
	return has_news;
}

struct nexa_keeper *
nexa_keeper_new(struct nexa *nexa, struct keeper *out)
{
	struct nexa_keeper *keeper = mem_new(1, sizeof(*keeper));
	keeper->nexa = nexa;
	keeper->text = (struct str)STR_INIT(2000);
	*out = (struct keeper){ keeper, load, save, forget, show, choose, get_fd, wait_ms, poll };
	return keeper;
}

void
nexa_keeper_free(struct nexa_keeper *keeper)
{
	os_keyring_end(keeper->asked);
	secret_release(&keeper->token);
	str_release(&keeper->text);
	free(keeper);
}
