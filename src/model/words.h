/* The words that shapes.def and operations.def are written in, with one meaning at a time.  The file
 * that includes it says which by defining one of
 *   WORDS_AS_MEMBERS   members of the struct
 *   WORDS_AS_FIELDS    rows of the array of struct field; `self` is the struct's type
 *   WORDS_AS_OP        initialisers of struct op
 *   WORDS_AS_RESULT    the last parameter of a handler
 *   WORDS_AS_PASSED    the last argument when a handler is called
 * Macros make rows into data, never into control flow. */
/* clang-format off */
#undef MUST
#undef MAY
#undef AIM
#undef EITHER
#undef CLEARS
#undef ONCE
#undef EMBED
#undef SUB
#undef MANY
#undef TEXTS
#undef SOME
#undef GET
#undef POST
#undef PUT
#undef PATCH
#undef DELETE
#undef IN
#undef NEEDS
#undef WITHOUT_LAYER
#undef OPEN
#undef TAKES
#undef GIVES
#undef LISTS
#undef STATUS
#undef EMITS
#undef SORTS
#undef ASK
#undef WARN
#undef LAYER
#undef LAYER_FOR_USERS
#undef EVEN_ARCHIVED
#undef BEFORE
#undef CSV
#undef SPOOLED
#undef WAITS
#undef SERVES
#undef ALSO
#undef HIDDEN
#undef READS
#undef TRACED

/* What a list operation takes besides its own filters. */
#define PAGED \
	MAY(q,      query,  "show only rows with these words") \
	MAY(sort,   sort,   "the field to sort by") \
	MAY(order,  order,  "asc or desc") \
	MAY(limit,  limit,  "rows a page, 1 to 200; 50 when not given") \
	MAY(cursor, cursor, "next_cursor or prev_cursor of another page") \
	MAY(last,   flag,   "true: the last page instead of the first")

#if defined(WORDS_AS_MEMBERS)
#define MUST(name, kind, text)   kind_##kind name;
#define AIM(name, kind, text)    kind_##kind name;
#define MAY(name, kind, text)    kind_##kind name; bool has_##name;
#define EITHER(name, kind, text) MAY(name, kind, text)
#define CLEARS(name, kind, text) kind_##kind name; bool has_##name; bool null_##name;
#define ONCE(name, kind, text)   kind_##kind name;
#define EMBED(name, shape, text) struct shape name;
#define SUB(name, shape, text)   struct shape *name; bool has_##name;
#define MANY(name, shape, text)  struct many_##shape name;
#define TEXTS(name, kind, text)  struct texts name;
#define SOME(name, kind, text)   struct texts name;
#elif defined(WORDS_AS_FIELDS)
#define FIELD_ROW(n, k, t, w, s) \
	{ .name = #n, .name_len = sizeof(#n) - 1, .kind = (k), .text = (t), .word = (w), .shape = (s), .offset = offsetof(self, n)
#define MUST(n, k, t)  FIELD_ROW(n, KIND_##k, t, FIELD_must, SHAPE_none) },
#define AIM(n, k, t)   FIELD_ROW(n, KIND_##k, t, FIELD_aim, SHAPE_none) },
#define MAY(n, k, t)   FIELD_ROW(n, KIND_##k, t, FIELD_may, SHAPE_none), .has = offsetof(self, has_##n) },
#define EITHER(n, k, t) \
	FIELD_ROW(n, KIND_##k, t, FIELD_may, SHAPE_none), .has = offsetof(self, has_##n), .either = true },
#define CLEARS(n, k, t) \
	FIELD_ROW(n, KIND_##k, t, FIELD_may, SHAPE_none), .has = offsetof(self, has_##n), .null = offsetof(self, null_##n) },
#define ONCE(n, k, t)  FIELD_ROW(n, KIND_##k, t, FIELD_once, SHAPE_none) },
#define EMBED(n, s, t) FIELD_ROW(n, KIND_none, t, FIELD_embed, SHAPE_##s) },
#define SUB(n, s, t)   FIELD_ROW(n, KIND_none, t, FIELD_sub, SHAPE_##s), .has = offsetof(self, has_##n) },
#define MANY(n, s, t)  FIELD_ROW(n, KIND_none, t, FIELD_many, SHAPE_##s) },
#define TEXTS(n, k, t) FIELD_ROW(n, KIND_##k, t, FIELD_texts, SHAPE_none) },
#define SOME(n, k, t)  FIELD_ROW(n, KIND_##k, t, FIELD_texts, SHAPE_none), .some = true },
#endif

#if defined(WORDS_AS_MEMBERS) || defined(WORDS_AS_FIELDS)
#define GET(path)
#define POST(path)
#define PUT(path)
#define PATCH(path)
#define DELETE(path)
#define IN(place)
#define NEEDS(action)
#define WITHOUT_LAYER(action)
#define OPEN
#define TAKES(params) params
#define GIVES(shape)
#define LISTS(shape)
#define STATUS(code)
#define EMITS(...)
#define SORTS(fields)
#define ASK(question)
#define WARN(question)
#define LAYER
#define LAYER_FOR_USERS
#define EVEN_ARCHIVED
#define BEFORE
#define CSV
#define SPOOLED
#define WAITS
#define SERVES(media)
#define ALSO(media)
#define HIDDEN
#define READS
#define TRACED
#elif defined(WORDS_AS_OP)
#define GET(p)          .method = METHOD_GET, .path = (p),
#define POST(p)         .method = METHOD_POST, .path = (p),
#define PUT(p)          .method = METHOD_PUT, .path = (p),
#define PATCH(p)        .method = METHOD_PATCH, .path = (p),
#define DELETE(p)       .method = METHOD_DELETE, .path = (p),
#define IN(p)           .place = PLACE_##p,
#define NEEDS(a)        .needs = ACTION_##a,
#define WITHOUT_LAYER(a) .without_layer = ACTION_##a,
#define OPEN            .open = true,
#define TAKES(params)
#define GIVES(s)        .gives = SHAPE_##s,
#define LISTS(s)        .gives = SHAPE_##s, .lists = true,
#define STATUS(code)    .status = (code),
#define EMITS(...)      .emits = (const enum event[]){ __VA_ARGS__, EVENT_unknown },
#define SORTS(fields)   .sorts = (fields),
#define ASK(q)          .ask = (q),
#define WARN(q)         .ask = (q), .warns = true,
#define LAYER           .layer = LAYER_for_all,
#define LAYER_FOR_USERS .layer = LAYER_for_users,
#define EVEN_ARCHIVED   .even_archived = true,
#define BEFORE          .before = true,
#define CSV             .csv = true,
#define SPOOLED         .spooled = true,
#define WAITS           .waits = true,
#define SERVES(m)       .serves = (m),
#define ALSO(m)         .also = (m),
#define HIDDEN          .hidden = true,
#define READS           .reads = true,
#define TRACED          .traced = true,
#elif defined(WORDS_AS_RESULT) || defined(WORDS_AS_PASSED)
#define GET(path)
#define POST(path)
#define PUT(path)
#define PATCH(path)
#define DELETE(path)
#define IN(place)
#define NEEDS(action)
#define WITHOUT_LAYER(action)
#define OPEN
#define TAKES(params)
#define STATUS(code)
#define EMITS(...)
#define SORTS(fields)
#define ASK(question)
#define WARN(question)
#define LAYER
#define LAYER_FOR_USERS
#define EVEN_ARCHIVED
#define BEFORE
#define CSV
#define SPOOLED
#define WAITS
#define ALSO(media)
#define HIDDEN
#define READS
#define TRACED
#endif

#if defined(WORDS_AS_RESULT)
#define GIVES(s)      , struct s *out
#define LISTS(s)      , struct page *page
#define SERVES(media) , struct str *out
#elif defined(WORDS_AS_PASSED)
#define GIVES(s)      , out
#define LISTS(s)      , out
#define SERVES(media) , out
#endif
/* clang-format on */
