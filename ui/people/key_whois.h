/* Whose an API key is, by the key itself; and its end, wherever it works. */
#ifndef KEY_WHOIS_H
#define KEY_WHOIS_H

#include "bindings.h"
#include "op.h"

struct api_key;
struct app;

/* Asks for a key, which is not shown and not kept, tells whose it is and asks whether to revoke it. */
void key_whois_open(struct app *app);
/* Opens an operation on a key where the key works, which need not be the active place: `of_workspace` when that is a
 * workspace, else `of_org`; `takes` as of a pane's act, without the key and its place. */
void key_act_open(struct app *app, const struct api_key *key, enum op_id of_workspace,
    enum op_id of_org, const char *takes, enum ui_action by);

#endif
