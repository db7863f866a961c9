/* Figures: what the rounds measured, their medians, and the table that they end in. */
#ifndef FIGURES_H
#define FIGURES_H

#include <stdbool.h>

enum { SERIES_MAX = 64, FIGURES_MAX = 120 };

/* One value a round. */
struct series {
	double items[SERIES_MAX];
	int n;
};

void series_add(struct series *series, double value);
double series_median(const struct series *series);
double series_least(const struct series *series);
double series_most(const struct series *series);

enum goal { GOAL_none, GOAL_at_least, GOAL_at_most };

/* A line of the table: a subject beside its floor, judged by their ratio; without a floor, by itself. */
struct figure {
	const char *id; /* in --json */
	const char *what;
	const char *floor; /* what the floor is; NULL: none */
	const char *unit;
	enum goal goal;
	double limit;
	struct series floors;
	struct series subjects;
	struct series ratios; /* subject / floor, of each round */
};

struct figures {
	struct figure items[FIGURES_MAX];
	int n;
	const char *notes[FIGURES_MAX]; /* what was not measured, and why */
	int n_notes;
};

/* Adds a line; the texts are kept by reference. */
struct figure *figures_add(struct figures *figures, const struct figure *figure);
/* A sentence below the table; it is copied. */
void figures_note(struct figures *figures, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A round that measured both, or the subject only. */
void figure_pair(struct figure *figure, double floor, double subject);
void figure_single(struct figure *figure, double subject);

void figures_print(const struct figures *figures);
void figures_print_json(const struct figures *figures);

#endif
