#include "tools/eval_output.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>

#include "tools/json_text.h"

/* ---- the table ---------------------------------------------------------------- */

#define NAME_WIDTH 48
#define PERCENT_SIZE 8

struct percent {
	char text[PERCENT_SIZE];
};

/* "97.1%", or "-" where nothing can be said. */
static struct percent
percent(double share)
{
	struct percent percent = { "-" };

	if (!isnan(share))
		snprintf(percent.text, sizeof(percent.text), "%.1f%%", share * 100);
	return percent;
}

static void
table_heading(FILE *out)
{
	fprintf(out, "  %-3s %-*s %8s %6s %6s %8s %6s %6s %6s %8s\n", "CAT", NAME_WIDTH, "IDENTIFIER",
	        "LABELLED", "FOUND", "RECALL", "FINDINGS", "RIGHT", "PREC", "F", "EXACT F");
}

static void
table_line(FILE *out, const char *category, const char *name, const struct eval_counts *counts)
{
	double recall = eval_share(counts->found, counts->labelled);
	double precision = eval_share(counts->right, counts->findings);
	double exact = eval_f(eval_share(counts->found_exactly, counts->labelled),
	                      eval_share(counts->right_exactly, counts->findings));

	fprintf(out, "  %-3s %-*.*s %8" PRIu64 " %6" PRIu64 " %6s %8" PRIu64 " %6" PRIu64 " %6s %6s %8s\n",
	        category, NAME_WIDTH, NAME_WIDTH, name, counts->labelled, counts->found,
	        percent(recall).text, counts->findings, counts->right, percent(precision).text,
	        percent(eval_f(recall, precision)).text, percent(exact).text);
}

static void
table_marks(FILE *out, const struct eval_figures *figures)
{
	struct eval_counts patients = eval_counts_total(figures->patients);
	struct eval_counts everybody = eval_counts_total(figures->everybody);
	char number[4];

	table_heading(out);
	for (unsigned i = IDENTIFIER_CATEGORY_FIRST; i <= IDENTIFIER_CATEGORY_LAST; i++) {
		const struct eval_counts *counts = &figures->patients[i];
		snprintf(number, sizeof(number), "%u", i % 100);
		if (counts->labelled > 0 || counts->findings > 0)
			table_line(out, number, identifier_category_name(i), counts);
	}
	table_line(out, "", "all", &patients);
	if (everybody.labelled != patients.labelled)
		table_line(out, "", "all, with providers", &everybody);
}

static void
table_verdicts(FILE *out, const struct eval_verdicts *verdicts)
{
	double recall = eval_share(verdicts->phi_found, verdicts->phi);
	double precision = eval_share(verdicts->phi_found, verdicts->phi_found + verdicts->clean_called);

	fprintf(out, "  with PHI: %" PRIu64 ", called PHI %" PRIu64 " (recall %s)\n", verdicts->phi,
	        verdicts->phi_found, percent(recall).text);
	fprintf(out, "  without: %" PRIu64 ", called PHI %" PRIu64 " (false alarms %s); precision %s, F %s\n",
	        verdicts->clean, verdicts->clean_called,
	        percent(eval_share(verdicts->clean_called, verdicts->clean)).text,
	        percent(precision).text, percent(eval_f(recall, precision)).text);
}

void
eval_output_table(FILE *out, const char *file, const struct eval_figures *figures)
{
	fprintf(out, "%s: %" PRIu64 " rows, identifiers marked in %" PRIu64 "\n",
	        file != NULL ? file : "all files", figures->rows, figures->rows_marked);
	if (figures->rows_marked > 0)
		table_marks(out, figures);
	if (figures->verdicts.phi + figures->verdicts.clean > 0)
		table_verdicts(out, &figures->verdicts);
}

/* ---- JSON ----------------------------------------------------------------------- */

/* Null where nothing can be said. */
static json_t *
share_json(double share)
{
	return isnan(share) ? json_null() : json_real(share);
}

static json_t *
counts_json(unsigned category, const struct eval_counts *counts)
{
	double recall = eval_share(counts->found, counts->labelled);
	double precision = eval_share(counts->right, counts->findings);
	double exact_recall = eval_share(counts->found_exactly, counts->labelled);
	double exact_precision = eval_share(counts->right_exactly, counts->findings);
	json_t *object = json_pack("{s:I, s:I, s:o, s:I, s:I, s:o, s:o, s:{s:I, s:o, s:I, s:o, s:o}}",
		"labelled", (json_int_t)counts->labelled,
		"found", (json_int_t)counts->found,
		"recall", share_json(recall),
		"findings", (json_int_t)counts->findings,
		"right", (json_int_t)counts->right,
		"precision", share_json(precision),
		"f", share_json(eval_f(recall, precision)),
		"exact",
		"found", (json_int_t)counts->found_exactly,
		"recall", share_json(exact_recall),
		"right", (json_int_t)counts->right_exactly,
		"precision", share_json(exact_precision),
		"f", share_json(eval_f(exact_recall, exact_precision)));

	if (object != NULL && category != 0 &&
	    json_object_set_new(object, "category", json_integer(category)) != 0) {
		json_decref(object);
		object = NULL;
	}
	return object;
}

static json_t *
categories_json(const struct eval_counts counts[EVAL_CATEGORIES])
{
	json_t *array = json_array();

	for (unsigned i = IDENTIFIER_CATEGORY_FIRST; i < EVAL_CATEGORIES && array != NULL; i++) {
		if (counts[i].labelled == 0 && counts[i].findings == 0)
			continue;
		if (json_array_append_new(array, counts_json(i, &counts[i])) != 0) {
			json_decref(array);
			array = NULL;
		}
	}
	return array;
}

static json_t *
verdicts_json(const struct eval_verdicts *verdicts)
{
	double recall = eval_share(verdicts->phi_found, verdicts->phi);
	double precision = eval_share(verdicts->phi_found, verdicts->phi_found + verdicts->clean_called);

	return json_pack("{s:I, s:I, s:o, s:I, s:I, s:o, s:o, s:o}",
		"phi", (json_int_t)verdicts->phi,
		"found", (json_int_t)verdicts->phi_found,
		"recall", share_json(recall),
		"clean", (json_int_t)verdicts->clean,
		"false_alarms", (json_int_t)verdicts->clean_called,
		"false_alarm_rate", share_json(eval_share(verdicts->clean_called, verdicts->clean)),
		"precision", share_json(precision),
		"f", share_json(eval_f(recall, precision)));
}

int
eval_output_json(FILE *out, const char *file, const struct eval_figures *figures)
{
	const struct eval_counts patients = eval_counts_total(figures->patients);
	const struct eval_counts everybody = eval_counts_total(figures->everybody);

	return json_print_line(out, json_pack("{s:o, s:I, s:I, s:o, s:o, s:o, s:{s:o, s:o}}",
		"file", file != NULL ? json_text(bytes_of_string(file)) : json_null(),
		"rows", (json_int_t)figures->rows,
		"rows_marked", (json_int_t)figures->rows_marked,
		"messages", verdicts_json(&figures->verdicts),
		"categories", categories_json(figures->patients),
		"total", counts_json(0, &patients),
		"with_providers",
		"categories", categories_json(figures->everybody),
		"total", counts_json(0, &everybody)));
}
