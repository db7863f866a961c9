/* What the demo tenant's workspaces contain. */
#ifndef DEMO_RESOURCES_H
#define DEMO_RESOURCES_H

struct call;

/* Agents, phone numbers, templates and API keys in the call's workspace, made by the call's person: the
 * n-th of the tenant's workspaces.  0 or a problem. */
int demo_resources(struct call *c, unsigned n);

#endif
