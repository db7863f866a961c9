/* The contract as OpenAPI 3.1, from the same tables that route requests, so that it cannot drift. */
#ifndef OPENAPI_H
#define OPENAPI_H

struct str;

/* Appends the whole document. */
void openapi_print(struct str *out);

#endif
