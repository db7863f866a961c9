/* A table of flows under a lock; handles are kept as their hashes. */
#include "sso_flow.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "clock.h"
#include "digest.h"
#include "mem.h"

#define RESERVED_MS CLOCK_MINUTE_MS

struct slot {
	bool used;
	bool begun;
	bool asked; /* somebody asks the provider just now */
	struct digest handle;
	struct digest address;
	struct sso_flow flow; /* its texts are the three below */
	char *org_id;
	char *email;
	char *code;
	int64_t asks_at; /* clock_now(): the earliest next question */
	int64_t expires_at;
};

struct sso_flows {
	pthread_mutex_t mutex;
	struct slot slots[SSO_FLOWS];
};

struct sso_flows *
sso_flows_new(void)
{
	struct sso_flows *flows = mem_new(1, sizeof(*flows));
	(void)pthread_mutex_init(&flows->mutex, NULL);
	return flows;
}

static void
wipe_text(char *text)
{
	if (text != NULL)
		sodium_memzero(text, strlen(text));
	free(text);
}

static void
clear(struct slot *slot)
{
	wipe_text(slot->org_id);
	wipe_text(slot->email);
	wipe_text(slot->code);
	*slot = (struct slot){ .used = false };
}

void
sso_flows_free(struct sso_flows *flows)
{
	if (flows == NULL)
		return;
	for (int i = 0; i < SSO_FLOWS; i++)
		clear(&flows->slots[i]);
	(void)pthread_mutex_destroy(&flows->mutex);
	free(flows);
}

static struct digest
digest_text(const char *text)
{
	return digest_of(text, strlen(text), NULL, 0);
}

int
sso_flow_reserve(struct sso_flows *flows, const char *address)
{
	const struct digest who = digest_text(address == NULL ? "local" : address);
	int64_t now = clock_now();
	int of_address = 0;
	int place = -2;
	(void)pthread_mutex_lock(&flows->mutex);
	for (int i = 0; i < SSO_FLOWS; i++) {
		struct slot *slot = &flows->slots[i];
		if (slot->used && slot->expires_at <= now)
			clear(slot);
		if (!slot->used && place < 0)
			place = i;
		of_address += slot->used && digest_same(&slot->address, &who);
	}
	if (of_address >= SSO_FLOWS_OF_ADDRESS)
		place = -1;
	if (place >= 0)
		flows->slots[place] =
		    (struct slot){ .used = true, .address = who, .expires_at = now + RESERVED_MS };
	(void)pthread_mutex_unlock(&flows->mutex);
	return place;
}

void
sso_flow_begin(struct sso_flows *flows, int place, const char *handle, const struct sso_flow *flow)
{
	struct slot *slot = &flows->slots[place];
	(void)pthread_mutex_lock(&flows->mutex);
	slot->handle = digest_text(handle);
	slot->flow = *flow;
	slot->flow.org_id = slot->org_id = mem_text(flow->org_id);
	slot->flow.email = slot->email = flow->email == NULL ? NULL : mem_text(flow->email);
	slot->flow.code = slot->code = mem_text(flow->code);
	slot->expires_at = flow->expires_at;
	slot->asks_at = clock_now() + flow->interval_s * CLOCK_SECOND_MS;
	slot->begun = slot->used = true;
	(void)pthread_mutex_unlock(&flows->mutex);
}

/* Under the lock; NULL: there is none. */
static struct slot *
find(struct sso_flows *flows, const char *handle)
{
	const struct digest digest = digest_text(handle);
	for (int i = 0; i < SSO_FLOWS; i++)
		if (flows->slots[i].begun && digest_same(&flows->slots[i].handle, &digest))
			return &flows->slots[i];
	return NULL;
}

enum sso_turn
sso_flow_turn(
    struct sso_flows *flows, const char *handle, struct arena *arena, struct sso_flow *out)
{
	enum sso_turn turn = SSO_TURN_gone;
	int64_t now = clock_now();
	(void)pthread_mutex_lock(&flows->mutex);
	struct slot *slot = find(flows, handle);
	if (slot != NULL && slot->expires_at > now) {
		turn = slot->asked || slot->asks_at > now ? SSO_TURN_early : SSO_TURN_mine;
		*out = slot->flow;
		out->org_id = arena_text(arena, out->org_id);
		out->email = arena_text(arena, out->email);
		out->code = arena_text(arena, out->code);
		slot->asked = slot->asked || turn == SSO_TURN_mine;
	}
	(void)pthread_mutex_unlock(&flows->mutex);
	return turn;
}

void
sso_flow_wait(struct sso_flows *flows, const char *handle, int64_t interval_s)
{
	(void)pthread_mutex_lock(&flows->mutex);
	struct slot *slot = find(flows, handle);
	if (slot != NULL) {
		slot->asked = false;
		slot->flow.interval_s = interval_s;
		slot->asks_at = clock_now() + interval_s * CLOCK_SECOND_MS;
	}
	(void)pthread_mutex_unlock(&flows->mutex);
}

void
sso_flow_end(struct sso_flows *flows, const char *handle)
{
	(void)pthread_mutex_lock(&flows->mutex);
	struct slot *slot = find(flows, handle);
	if (slot != NULL)
		clear(slot);
	(void)pthread_mutex_unlock(&flows->mutex);
}
