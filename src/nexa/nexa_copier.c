/* Beginning a copy from the console. */
#include "nexa_copier.h"

#include <stdio.h>
#include <stdlib.h>

#include "copy.h"
#include "mem.h"
#include "paths.h"

struct nexa_copier {
	struct nexa_copier_settings settings;
	struct copy_sync *sync; /* NULL: nothing was begun, or its end was told */
	struct copy_sync *told; /* until the next call: its texts are borrowed */
};

static void
forget(struct nexa_copier *own)
{
	copy_sync_free(own->told);
	own->told = NULL;
}

static void
start(const char *org_id, bool anew, void *payload)
{
	struct nexa_copier *own = payload;
	const struct copy_wanted wanted = {
		.org_id = org_id, .key = own->settings.key, .anew = anew
	};
	forget(own);
	if (own->sync != NULL)
		return;
	if (own->settings.file != NULL)
		paths_make_parent(own->settings.file);
	own->sync = copy_sync_start(own->settings.copies, own->settings.client, &wanted);
}

static bool
look(struct copier_state *out, void *payload)
{
	struct nexa_copier *own = payload;
	forget(own);
	if (own->sync == NULL)
		return false;
	const struct copy_progress *copy = copy_sync_progress(own->sync);
	*out = (struct copier_state){ .running = copy->running,
		.done = copy->done,
		.total = copy->total,
		.line = copy->line };
	if (copy->running)
		return true;
	own->told = own->sync;
	own->sync = NULL;
	out->damaged = copy->damaged;
	if (copy->err.problem != PROBLEM_none)
		out->failed = copy->err.text;
	return true;
}

struct nexa_copier *
nexa_copier_new(const struct nexa_copier_settings *settings, struct copier *copier)
{
	struct nexa_copier *own = mem_new(1, sizeof(*own));
	own->settings = *settings;
	*copier = (struct copier){ .payload = own, .start = start, .look = look };
	return own;
}

void
nexa_copier_free(struct nexa_copier *own)
{
	if (own == NULL)
		return;
	forget(own);
	copy_sync_free(own->sync);
	free(own);
}
