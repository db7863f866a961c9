/* The index of the log's words, kept in few pieces. */
#ifndef MERGING_H
#define MERGING_H

struct daemon;

/* Merges what there is to merge, in time; the rest with the next call.  Not for the writer's own threads. */
void merging_sweep(struct daemon *daemon);

#endif
