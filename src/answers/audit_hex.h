/* Hashes as answers tell them. */
#ifndef AUDIT_HEX_H
#define AUDIT_HEX_H

#include "digest.h"
#include "shape.h"

struct call;

/* In hexadecimal, in the call's arena. */
const char *audit_hex(struct call *c, const struct digest *digest);
struct texts audit_hex_list(struct call *c, const struct digest *hashes, int n);

#endif
