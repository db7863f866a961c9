/* What an event's row keeps, in few bytes: details compressed by zstd with a dictionary, ids and hashes as the
 * bytes that they spell. */
#ifndef AUDIT_PACK_H
#define AUDIT_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ident_form.h"

struct str;

struct audit_packer; /* of one thread at a time */

enum { AUDIT_ID_BYTES = 16 };

struct audit_packer *audit_packer_new(void);
void audit_packer_free(struct audit_packer *packer);
/* Adds the packed text: the dictionary's number and a zstd frame without what is the same in each. */
void audit_pack(struct audit_packer *packer, const char *text, size_t len, struct str *out);
/* And back; false when the bytes are none of audit_pack()'s. */
bool audit_unpack(struct audit_packer *packer, const void *bytes, size_t len, struct str *out);
/* An id of ident_new() that was made at most 65 s before an instant (ms): its chance and how long
 * before; or a request's id that http_request.c made.  How many bytes; 0: it is no such id, to be kept as it
 * is. */
size_t audit_pack_id(
    const char *id, const char *prefix, int64_t at_ms, unsigned char out[AUDIT_ID_BYTES]);
/* And back; false when the bytes are none of audit_pack_id()'s. */
bool audit_unpack_id(
    const void *bytes, size_t len, const char *prefix, int64_t at_ms, char out[IDENT_TEXT]);
#endif
