/* Tiles of the audit log's tree, an event's proof by them, and hashes as text. */
#include "audit_hex.h"
#include "audit_query.h"
#include "audit_tiles.h"
#include "call.h"

const char *
audit_hex(struct call *c, const struct digest *digest)
{
	char *hex = arena_new(&c->arena, DIGEST_HEX);
	digest_hex(digest, hex);
	return hex;
}

struct texts
audit_hex_list(struct call *c, const struct digest *hashes, int n)
{
	struct texts list = { .items = arena_new(&c->arena, (size_t)n * sizeof(*list.items) + 1),
		.n = (size_t)n };
	for (int i = 0; i < n; i++)
		list.items[i] = audit_hex(c, &hashes[i]);
	return list;
}

/* A number of a path, at most `most`; -1: it is none. */
static int64_t
number_of(const char *text, int64_t most)
{
	int64_t number = 0;
	if (text[0] == '\0' || (text[0] == '0' && text[1] != '\0'))
		return -1;
	for (; *text >= '0' && *text <= '9'; text++) {
		number = number * 10 + (*text - '0');
		if (number > most)
			return -1;
	}
	return *text == '\0' ? number : -1;
}

int
op_audit_tile(struct call *c, const struct audit_tile_args *args, struct audit_tile *out)
{
	const int64_t last = INT64_MAX / TILE_WIDTH / 10 - 1;
	struct tile *tile = arena_new(&c->arena, sizeof(*tile));
	out->level = number_of(args->level, TILE_LEVELS - 1);
	out->number = number_of(args->number, last);
	if (out->level >= 0 && out->number >= 0 &&
	    audit_tiles_get(
	        c->db, c->place.org_id, (int)out->level, (uint64_t)out->number, tile, &c->err) != 0)
		return (int)c->err.problem;
	if (tile->n == 0)
		return call_refuse(c, PROBLEM_not_found, "number", "there is no such tile");
	out->hashes = audit_hex_list(c, tile->hashes, tile->n);
	return 0;
}

int
audit_prove_seq(struct call *c, int64_t seq, uint64_t size, struct texts *hashes)
{
	struct audit_source *source = arena_new(&c->arena, sizeof(*source));
	struct merkle_proof proof = { .n = 0 };
	audit_source_init(source, c->db, c->place.org_id, &c->err);
	if (merkle_prove_leaf(&source->source, (uint64_t)seq - 1, size, &proof) != 0)
		return (int)c->err.problem;
	*hashes = audit_hex_list(c, proof.hashes, proof.n);
	return 0;
}
