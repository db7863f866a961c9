/* What the demo tenant's workspaces contain. */
#ifndef DEMO_RESOURCES_H
#define DEMO_RESOURCES_H

struct call;
struct demo_calls;
struct user;

/* Agents, phone numbers, templates and API keys in the call's workspace, made by the call's person: the
 * n-th of the tenant's workspaces, and the desks that call from there.  0 or a problem. */
int demo_resources(struct call *c, unsigned n, const struct user *owner, struct demo_calls *calls);

#endif
