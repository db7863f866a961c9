/* What keeps a sign-in from one run to the next, as the console sees it: it is told what to do, says when to look
 * again, and then what came of it and what the person may choose.  Nothing here waits. */
#ifndef KEEPER_H
#define KEEPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum keeper_password { KEEPER_NO_PASSWORD, KEEPER_PASSWORD, KEEPER_NEW_PASSWORD };

/* A key under a question. */
struct keeper_choice {
	uint32_t key;
	const char *name;              /* "unlock" */
	int act;                       /* for choose() */
	enum keeper_password password; /* asked for first; a new one twice */
};

/* Texts are borrowed until the keeper is called again. */
struct keeper_news {
	const char *token;    /* found: requests are signed with it from now on; NULL */
	const char *said;     /* for the status line; NULL */
	bool warning;         /* how that is said */
	const char *question; /* whole sentences, with choices; NULL: no question */
	bool can_wait;        /* the question is of interest only where the person has to sign in */
	const struct keeper_choice *choices;
	size_t n_choices;
	int escape; /* the act of Esc */
};

struct keeper {
	void *payload;
	/* Begins to look for a sign-in; false: there is nothing to look for. */
	bool (*load)(void *payload);
	/* Keeps a session token that ends at expires_at. */
	void (*save)(const char *token, int64_t expires_at, void *payload);
	/* Forgets what is kept. */
	void (*forget)(void *payload);
	/* Tells where the sign-in is, as a question whose choices move it. */
	void (*show)(void *payload);
	void (*choose)(int act, const char *password, void *payload);
	/* What to wait for, -1 for nothing; how long at most, in ms (-1: for ever). */
	int (*fd)(void *payload);
	int (*wait_ms)(void *payload);
	/* News, until it is false. */
	bool (*poll)(struct keeper_news *out, void *payload);
};

struct app;
struct pollfd;

/* Adds what the keeper is waited for with (at most one) and shortens *wait; returns n or n + 1. */
int keeper_wait(struct app *app, struct pollfd *fds, int n, int *wait);
/* Hears what there is. */
void keeper_hear(struct app *app);
/* Where the person has to sign in: asks what was put off until then. */
void keeper_ask_now(struct app *app);
/* The command: where is my sign-in, and where else could it be. */
void keeper_show(struct app *app);
void keeper_release(struct app *app);

#endif
