/*
 * The charts of a report: inline SVG that stretches to the width there is, each
 * with a title and a description for who cannot see it. Words and numbers stand
 * beside them as HTML, so that they stay readable at any width.
 */
#ifndef PHIMILTER_TOOLS_REPORT_CHART_H
#define PHIMILTER_TOOLS_REPORT_CHART_H

#include "tools/report.h"

/* Messages over time, in the order of the steps, those with PHI at the foot of each. */
void report_chart_steps(FILE *out, const struct report *report);

/* Messages with PHI to the outside as one bar, divided by what became of them. */
void report_chart_outcomes(FILE *out, const struct report *report);

/*
 * A table's cell with a bar divided by outcome (counts of OUTCOME_LIMIT), as long as
 * its sum is of `most`. `what` names it.
 */
void report_chart_cell(FILE *out, const char *what, const uint64_t *outcomes, uint64_t most);

/* Which colour is which outcome, of those that `outcomes` has. */
void report_chart_legend(FILE *out, const uint64_t *outcomes);

#endif
