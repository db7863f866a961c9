/* A rate deck as the CSV file that deck_read() takes, a piece at a time. */
#ifndef DECK_EXPORT_H
#define DECK_EXPORT_H

#include "shape.h"

struct call;

/* Takes the export on (exporter_take()); it is cut short when another deck comes into force meanwhile. */
int deck_export_take(struct call *c, const struct provider_deck *deck);

#endif
