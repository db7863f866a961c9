/* An audit event as a line of a table. */
#ifndef AUDIT_CSV_H
#define AUDIT_CSV_H

struct audit_event;
struct str;

void audit_csv_titles(struct str *out);
/* RFC 4180; what a spreadsheet would take for a formula is none. */
void audit_csv_row(struct str *out, const struct audit_event *event);

#endif
