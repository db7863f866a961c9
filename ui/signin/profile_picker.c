/* Switching the profile: the console ends, and begins again with another daemon or identity. */
#include <stddef.h>
#include <string.h>

#include "app.h"
#include "arena.h"
#include "overlay.h"

static void
chosen(struct app *app, size_t index, void *payload)
{
	(void)payload;
	if (index == app->settings.profile)
		app_say(
		    app, STYLE_dim, "%s is the profile in use", app->settings.profiles[index].name);
	else
		app_leave(app, (int)index);
}

static void
look_again(struct console_settings *settings)
{
	if (settings->profiles_again == NULL)
		return;
	const struct console_settings *now = settings->profiles_again(settings->profiles_payload);
	settings->profiles = now->profiles;
	settings->n_profiles = now->n_profiles;
	settings->profile = now->profile;
}

void
place_go_profile(struct app *app, const char *name)
{
	look_again(&app->settings);
	for (size_t i = 0; i < app->settings.n_profiles; i++)
		if (strcmp(app->settings.profiles[i].name, name) == 0) {
			chosen(app, i, NULL);
			return;
		}
	app_say(app, STYLE_error, "there is no profile '%s'; :profile lists those that are", name);
}

void
place_pick_profile(struct app *app)
{
	struct arena arena = { NULL };
	const struct console_settings *settings = &app->settings;
	look_again(&app->settings);
	if (settings->n_profiles < 2) {
		app_say(app, STYLE_warning,
		    "there is no other profile: nexa profile add NAME --url URL makes one");
		return;
	}
	struct picker_choice *choices = arena_new(&arena, settings->n_profiles * sizeof(*choices));
	for (size_t i = 0; i < settings->n_profiles; i++)
		choices[i] = (struct picker_choice){ .name = settings->profiles[i].name,
			.detail = arena_printf(&arena, "%s%s", settings->profiles[i].where,
			    i == settings->profile ? "  <- in use" : "") };
	overlay_pick(
	    app, "Profile", choices, settings->n_profiles, settings->profile, chosen, NULL);
	arena_release(&arena);
}
