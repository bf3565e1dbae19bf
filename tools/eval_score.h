/*
 * How findings are counted against labels; phictl-eval(1) says it in words.
 *
 * A place is wanted when it has a category and, unless providers count, is no
 * provider's. It is found when a finding of its category overlaps it, exactly
 * when the two are the same. A finding that meets no wanted place of its
 * category is a false alarm, but for one that overlaps a provider's place of
 * its category or anything marked with category 0: it counts neither way.
 *
 * Threads: pure.
 */
#ifndef PHIMILTER_TOOLS_EVAL_SCORE_H
#define PHIMILTER_TOOLS_EVAL_SCORE_H

#include "tools/eval_place.h"

struct eval_counts {
	uint64_t labelled, found, found_exactly; /* places that are wanted */
	uint64_t findings, right, right_exactly; /* findings that count */
};

/* Rows whose truth is known, by what the scanner said. */
struct eval_verdicts {
	uint64_t phi, phi_found;
	uint64_t clean, clean_called; /* false alarms */
};

#define EVAL_CATEGORIES (IDENTIFIER_CATEGORY_LAST + 1)

struct eval_figures {
	uint64_t rows, rows_marked; /* of those, with spans */
	struct eval_counts patients[EVAL_CATEGORIES];  /* by category; [0] unused */
	struct eval_counts everybody[EVAL_CATEGORIES]; /* providers' places wanted, too */
	struct eval_verdicts verdicts;
};

/* Whether the place counts as missed, and the finding as a false alarm, by the rules above. */
bool eval_place_is_missed(const struct eval_place *place, const struct message *m, bool providers);
bool eval_finding_is_false(const struct finding *finding, const struct eval_places *places,
                           bool providers);

/* Adds what the scan of one row found to `figures`. */
void eval_score_row(const struct eval_row *row, const struct eval_places *places,
                    const struct message *m, struct eval_figures *figures);

/* Adds `more` to `sum`. */
void eval_figures_add(struct eval_figures *sum, const struct eval_figures *more);

/* The sum over all categories. */
struct eval_counts eval_counts_total(const struct eval_counts counts[EVAL_CATEGORIES]);

/* Shares from 0 to 1; what nothing can be said of, as 0 of 0, is NAN. */
double eval_share(uint64_t part, uint64_t whole);
double eval_f(double recall, double precision); /* the harmonic mean */

#endif
