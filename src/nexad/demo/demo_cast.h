/* What the parts of the demo share: its chance, and who acts in it. */
#ifndef DEMO_CAST_H
#define DEMO_CAST_H

#include <stdint.h>

struct call;
struct user;

/* 0 to below - 1, of the sequence that demo_chance_swap() has chosen. */
unsigned demo_chance(unsigned below);
/* Goes on with another sequence, from its state, and returns the state of this one; so that what is added
 * to one part of the demo leaves the others as they were. */
uint64_t demo_chance_swap(uint64_t state);
/* What follows is done by a person from some address, as an Org Owner could. */
void demo_act_as(struct call *c, const struct user *user);

#endif
