/* The audit log, as a list shows it, into a file. */
#ifndef EXPORT_H
#define EXPORT_H

struct view;

/* Asks for the form and saves the events that the filter in force lets through in a file where the console was
 * started, which may be there already: it is gone on with then. */
void export_open(struct view *view);

#endif
