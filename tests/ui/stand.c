/* Time that stands still, and knowing when nothing is under way any more. */
#include "stand.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "client.h"
#include "clock.h"
#include "copy.h"
#include "nexa_copier.h"
#include "term_memory.h"
#include "world.h"

enum { PATIENCE_MS = 60000, TURN_MS = 5 };

/* ---- time: everything that includes clock.h asks this one, by the linker's --wrap ---- */

/* NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming): the linker's names */
int64_t __real_clock_monotonic(void);
int64_t __wrap_clock_monotonic(void);

static _Thread_local bool stands_still; /* only while the console runs; the daemon's goes on */
static int64_t console_now = 1000000;

int64_t
__wrap_clock_monotonic(void)
{
	return stands_still ? console_now : __real_clock_monotonic();
}

/* Whoever runs the tests is called root on the screens. */
int __wrap_getpwuid_r(
    uid_t uid, struct passwd *entry, char *buffer, size_t size, struct passwd **out);

int
__wrap_getpwuid_r(uid_t uid, struct passwd *entry, char *buffer, size_t size, struct passwd **out)
{
	static char root[] = "root";
	(void)buffer;
	(void)size;
	*entry = (struct passwd){ .pw_name = root, .pw_uid = uid };
	*out = entry;
	return 0;
}
/* NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming) */

/* ---- life ---- */

void
stand_init(struct stand *stand, struct world *world)
{
	*stand = (struct stand){
		.world = world, .columns = 80, .rows = 24, .colours = 256, .workspace = "Production"
	};
	(void)snprintf(stand->who, sizeof(stand->who), "priya");
}

int
stand_open(struct stand *stand, struct err *err)
{
	const char *keys[STAND_KEYS + 1] = { NULL };
	bool is_operator = strcmp(stand->who, "operator") == 0;
	bool is_nobody = strcmp(stand->who, "nobody") == 0;
	const struct copies_settings copies = { .directory = stand->world->copies,
		.daemon = stand->world->socket,
		.only = stand->offline,
		.when_away = true };
	stand->copies = copies_new(&copies);
	const struct client_settings client = { .socket_path = stand->world->socket,
		.token = is_operator ? NULL
		    : is_nobody      ? "nxs_long-ago"
		                     : world_token(stand->who),
		.user_agent = "nexa/test",
		.read_only = stand->read_only,
		.local = copies_local(stand->copies) };
	if (client_open(&client, &stand->client, err) != 0)
		return (int)err->problem;
	for (int i = 0; i < stand->n_keys; i++)
		keys[i] = stand->keys[i];
	stand->term = term_memory_new(stand->columns, stand->rows);
	stand->term->ascii = stand->ascii;
	stand->term->colours = stand->colours;
	const struct nexa_copier_settings copying = { .copies = stand->copies,
		.client = stand->client };
	static struct copier copier;
	stand->copier = nexa_copier_new(&copying, &copier);
	const struct console_settings settings = { .client = stand->client,
		.term = stand->term,
		.workspace = stand->workspace[0] == '\0' ? NULL : stand->workspace,
		.via = "socket",
		.state_file = stand->world->state,
		.copier = &copier,
		.keys = keys };
	stands_still = true;
	stand->app = console_open(&settings, err);
	stands_still = false;
	return stand->app == NULL ? (int)err->problem : 0;
}

void
stand_close(struct stand *stand)
{
	stands_still = true;
	if (stand->app != NULL)
		console_close(stand->app);
	stands_still = false;
	if (stand->term != NULL)
		stand->term->free(stand->term);
	nexa_copier_free(stand->copier);
	if (stand->client != NULL)
		client_close(stand->client);
	copies_free(stand->copies);
	stand->copier = NULL;
	stand->copies = NULL;
	stand->app = NULL;
	stand->term = NULL;
	stand->client = NULL;
	stand->left = false;
}

/* ---- turns ---- */

void
stand_step(struct stand *stand, int timeout_ms)
{
	if (stand->left)
		return;
	stands_still = true;
	stand->left = !console_step(stand->app, timeout_ms);
	stands_still = false;
}

void
stand_pass(struct stand *stand, int ms)
{
	console_now += ms;
	stand_step(stand, 0);
	stand_step(stand, 0);
}

/* Whoever stops typing sees the filter act and the detail follow, without counting the milliseconds. */
static void
pass_pause(const struct stand *stand)
{
	const struct view *view = app_view(stand->app);
	if (view->filter_due > console_now)
		console_now = view->filter_due;
	if (view->detail_due > console_now)
		console_now = view->detail_due;
}

/* Whether the console has heard of all that happened, as far as it may. */
static bool
is_up_to_date(const struct stand *stand)
{
	const struct app *app = stand->app;
	if (app->live.state == LIVE_live)
		return app->live.seq >= world_newest(stand->world, app->place.org_id,
		                            app->live.narrow ? app->place.ws_id : NULL);
	return app->live.state != LIVE_connecting || app->place.org_id[0] == '\0';
}

static bool
is_busy(struct stand *stand)
{
	struct app *app = stand->app;
	stands_still = true;
	int under_way = client_poll(stand->client, NULL, 0, 0);
	stands_still = false;
	pass_pause(stand);
	return under_way > (app->live.call != NULL) || app->dirty ||
	    app_view(app)->filter_due != 0 || app_view(app)->detail_due != 0;
}

bool
stand_settle(struct stand *stand)
{
	int64_t end = clock_monotonic() + PATIENCE_MS;
	int quiet = 0;
	while (quiet < 2 && !stand->left) {
		if (clock_monotonic() > end)
			return false;
		bool busy = is_busy(stand);
		stand_step(stand, busy ? TURN_MS : 0);
		quiet = busy || is_busy(stand) || !is_up_to_date(stand) ? 0 : quiet + 1;
		if (quiet == 0)
			stand_step(stand, TURN_MS);
	}
	return true;
}

bool
stand_wait(struct stand *stand, const char *text, bool there)
{
	int64_t end = clock_monotonic() + PATIENCE_MS;
	while ((strstr(term_memory_text(stand->term), text) != NULL) != there) {
		if (clock_monotonic() > end || stand->left)
			return false;
		/* Nobody waits for the next try to find the daemon either. */
		const struct live *live = &stand->app->live;
		if (!is_busy(stand) && live->state == LIVE_offline && live->again_at > console_now)
			console_now = live->again_at;
		stand_step(stand, TURN_MS);
	}
	return true;
}
