/* The links of the invitations that an import made, as people pass them on. */
#ifndef IMPORT_LINKS_H
#define IMPORT_LINKS_H

struct many_import_invitation;
struct str;

/* What is to be done with an invitation's token where the daemon makes no link of it. */
extern const char import_links_token_use[];

/* Adds CSV with the columns line,email,link,token: secrets, to be wiped by whoever has the text. */
void import_links_add(const struct many_import_invitation *made, struct str *out);

#endif
