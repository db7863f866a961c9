/* An answer saved in a file where the console was started, whole or not at all. */
#ifndef SAVING_H
#define SAVING_H

#include <stdbool.h>

#include "client.h"
#include "str.h"

enum { SAVING_PATH = 4096 };

struct saving {
	struct app *app;
	/* Asks the daemon with saving_with(), and tells saving_told() with this. */
	void (*ask)(struct saving *saving);
	char org[72]; /* whose, of what, and as what; "" and NULL: none */
	char subject[72];
	const char *media;
	/* Its own. */
	bool replaces; /* the file that is there */
	char path[SAVING_PATH];
	struct str text;
};

/* Saves what is wished for in a file of that name, and says so; asks first when there is one already.  The wish is
 * copied. */
void saving_begin(const struct saving *wish, const char *name);
struct client_with saving_with(struct saving *saving);
/* A client_done_fn; the payload is the saving, and gone afterwards. */
void saving_told(struct reply *reply, void *payload);

#endif
