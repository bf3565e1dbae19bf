#include "tools/eval_score.h"

#include <math.h>

/* What a place is to the count. */
enum standing { WANTED, NEUTRAL };

static enum standing
place_standing(const struct eval_place *place, bool providers)
{
	return place->span->category != 0 && (providers || !place->span->provider) ? WANTED : NEUTRAL;
}

static bool
overlaps(const struct eval_place *place, const struct finding *finding)
{
	uint32_t end = finding->start + finding->length;

	if (place->part != finding->part)
		return false;
	/* A part as a whole may have no text: then touching will do. */
	if (place->start == place->end || finding->length == 0)
		return place->start <= end && finding->start <= place->end;
	return place->start < end && finding->start < place->end;
}

static bool
is_same(const struct eval_place *place, const struct finding *finding)
{
	return place->part == finding->part && place->start == finding->start &&
	       place->end == finding->start + finding->length;
}

static bool
is_of_category(const struct eval_place *place, const struct finding *finding)
{
	return place->span->category == identifier_type_category(finding->type);
}

/* ---- one place, one finding ------------------------------------------------------- */

static bool
place_is_found(const struct eval_place *place, const struct message *m, bool exactly)
{
	for (size_t i = 0; i < m->finding_count; i++) {
		const struct finding *finding = &m->findings[i];
		if (is_of_category(place, finding) &&
		    (exactly ? is_same(place, finding) : overlaps(place, finding)))
			return true;
	}
	return false;
}

/* Whether the finding meets a place of this standing. */
static bool
finding_meets(const struct finding *finding, const struct eval_places *places, enum standing standing,
              bool providers, bool exactly)
{
	for (size_t i = 0; i < places->count; i++) {
		const struct eval_place *place = &places->items[i];
		bool comparable = is_of_category(place, finding) || place->span->category == 0;
		if (comparable && place_standing(place, providers) == standing &&
		    (exactly ? is_same(place, finding) : overlaps(place, finding)))
			return true;
	}
	return false;
}

bool
eval_place_is_missed(const struct eval_place *place, const struct message *m, bool providers)
{
	return place_standing(place, providers) == WANTED && !place_is_found(place, m, false);
}

bool
eval_finding_is_false(const struct finding *finding, const struct eval_places *places, bool providers)
{
	return !finding_meets(finding, places, WANTED, providers, false) &&
	       !finding_meets(finding, places, NEUTRAL, providers, false);
}

/* ---- a row -------------------------------------------------------------------------- */

static void
count_row(const struct eval_places *places, const struct message *m, bool providers,
          struct eval_counts counts[EVAL_CATEGORIES])
{
	for (size_t i = 0; i < places->count; i++) {
		const struct eval_place *place = &places->items[i];
		struct eval_counts *count = &counts[place->span->category];
		if (place_standing(place, providers) != WANTED)
			continue;
		count->labelled++;
		count->found += place_is_found(place, m, false);
		count->found_exactly += place_is_found(place, m, true);
	}
	for (size_t i = 0; i < m->finding_count; i++) {
		const struct finding *finding = &m->findings[i];
		struct eval_counts *count = &counts[identifier_type_category(finding->type)];
		bool right = finding_meets(finding, places, WANTED, providers, false);
		count->right += right;
		count->right_exactly += finding_meets(finding, places, WANTED, providers, true);
		count->findings += right || eval_finding_is_false(finding, places, providers);
	}
}

void
eval_score_row(const struct eval_row *row, const struct eval_places *places, const struct message *m,
               struct eval_figures *figures)
{
	struct eval_verdicts *verdicts = &figures->verdicts;

	figures->rows++;
	verdicts->phi += row->truth == EVAL_TRUTH_PHI;
	verdicts->phi_found += row->truth == EVAL_TRUTH_PHI && m->assessment.phi;
	verdicts->clean += row->truth == EVAL_TRUTH_CLEAN;
	verdicts->clean_called += row->truth == EVAL_TRUTH_CLEAN && m->assessment.phi;
	if (!row->has_spans)
		return;
	figures->rows_marked++;
	count_row(places, m, false, figures->patients);
	count_row(places, m, true, figures->everybody);
}

/* ---- sums and shares ------------------------------------------------------------------ */

static void
counts_add(struct eval_counts *sum, const struct eval_counts *more)
{
	sum->labelled += more->labelled;
	sum->found += more->found;
	sum->found_exactly += more->found_exactly;
	sum->findings += more->findings;
	sum->right += more->right;
	sum->right_exactly += more->right_exactly;
}

void
eval_figures_add(struct eval_figures *sum, const struct eval_figures *more)
{
	sum->rows += more->rows;
	sum->rows_marked += more->rows_marked;
	for (size_t i = 0; i < EVAL_CATEGORIES; i++) {
		counts_add(&sum->patients[i], &more->patients[i]);
		counts_add(&sum->everybody[i], &more->everybody[i]);
	}
	sum->verdicts.phi += more->verdicts.phi;
	sum->verdicts.phi_found += more->verdicts.phi_found;
	sum->verdicts.clean += more->verdicts.clean;
	sum->verdicts.clean_called += more->verdicts.clean_called;
}

struct eval_counts
eval_counts_total(const struct eval_counts counts[EVAL_CATEGORIES])
{
	struct eval_counts total = { 0 };

	for (size_t i = IDENTIFIER_CATEGORY_FIRST; i < EVAL_CATEGORIES; i++)
		counts_add(&total, &counts[i]);
	return total;
}

double
eval_share(uint64_t part, uint64_t whole)
{
	return whole > 0 ? (double)part / (double)whole : (double)NAN;
}

double
eval_f(double recall, double precision)
{
	return recall + precision > 0 ? 2 * recall * precision / (recall + precision)
	                              : recall + precision; /* 0, or NAN where either is */
}
