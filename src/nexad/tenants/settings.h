/* Settings of workspaces: their own values, else the platform's (domain.md, section 3). */
#ifndef SETTINGS_H
#define SETTINGS_H

struct call;
struct settings_row;
struct workspace_settings;

/* What holds in a workspace, and where each value comes from; not_found when there is no workspace. */
int settings_of(struct call *c, const char *ws_id, struct workspace_settings *out);
/* The same of values that were read already. */
void settings_effective(const struct settings_row *own, struct workspace_settings *out);
/* Stores a workspace's own values with row->version. */
int settings_put(struct call *c, const char *ws_id, const struct settings_row *row);
/* Copies what the organization has for new workspaces, on a plan with the organization layer. */
int settings_start(struct call *c, const char *ws_id);

#endif
