#include "tools/report_chart.h"

#include <inttypes.h>

#include "tools/html.h"
#include "tools/time_text.h"

/* Units of the drawings, which are stretched to the page. */
#define CHART_WIDTH 1000.0
#define CHART_HEIGHT 200.0
#define BAR_HEIGHT 10
#define BAR_GAP 0.2 /* of a step's width */
#define PERCENT 100.0

static double
share(uint64_t part, uint64_t whole)
{
	return whole > 0 ? (double)part / (double)whole : 0;
}

/* `class` is of report.css. */
static void
rectangle(FILE *out, const char *class, double x, double y, double width, double height)
{
	if (width > 0 && height > 0)
		fprintf(out, "<rect class=\"f-%s\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\"/>",
		        class, x, y, width, height);
}

/* ---- over time ----------------------------------------------------------------- */

/* 1, 2 or 5 times a power of ten that is not below `most`: the end of the scale. */
static uint64_t
scale_end(uint64_t most)
{
	static const uint64_t steps[] = { 1, 2, 5 };

	for (uint64_t power = 1; power <= UINT64_MAX / 50; power *= 10)
		for (size_t i = 0; i < ARRAY_LENGTH(steps); i++)
			if (steps[i] * power >= most)
				return steps[i] * power;
	return most;
}

static void
steps_legend(FILE *out)
{
	fputs("<ul class=\"legend\"><li><svg viewBox=\"0 0 1 1\" aria-hidden=\"true\"><rect class=\"f-phi\" "
	      "width=\"1\" height=\"1\"/></svg>with PHI</li><li><svg viewBox=\"0 0 1 1\" "
	      "aria-hidden=\"true\"><rect class=\"f-clean\" width=\"1\" height=\"1\"/></svg>without PHI"
	      "</li></ul>\n", out);
}

static void
steps_draw(FILE *out, const struct report_steps *steps, uint64_t end)
{
	double width = CHART_WIDTH / (double)steps->count;

	for (size_t i = 0; i < steps->count; i++) {
		const struct report_step *step = &steps->items[i];
		double x = width * ((double)i + BAR_GAP / 2), wide = width * (1 - BAR_GAP);
		double phi = CHART_HEIGHT * share(step->phi, end);
		double clean = CHART_HEIGHT * share(step->messages - step->phi, end);
		rectangle(out, "phi", x, CHART_HEIGHT - phi, wide, phi);
		rectangle(out, "clean", x, CHART_HEIGHT - phi - clean, wide, clean);
	}
}

void
report_chart_steps(FILE *out, const struct report *report)
{
	const struct report_steps *steps = &report->steps;
	const char *unit = report_unit_name(steps->unit);
	uint64_t most = 0;

	for (size_t i = 0; i < steps->count; i++)
		most = steps->items[i].messages > most ? steps->items[i].messages : most;
	uint64_t end = scale_end(most);
	fprintf(out, "<figure>\n<figcaption>Messages by %s</figcaption>\n<div class=\"plot\"><div "
	        "class=\"scale\" aria-hidden=\"true\"><span>", unit);
	html_number(out, end);
	fprintf(out, "</span><span>0</span></div>\n<svg role=\"img\" viewBox=\"0 0 %.0f %.0f\" "
	        "preserveAspectRatio=\"none\" aria-labelledby=\"steps-title steps-desc\"><title "
	        "id=\"steps-title\">Messages by %s</title><desc id=\"steps-desc\">%zu bars, the highest "
	        "of ", CHART_WIDTH, CHART_HEIGHT, unit, steps->count);
	html_number(out, most);
	fputs(" messages; the table below has the figures.</desc>", out);
	steps_draw(out, steps, end);
	fprintf(out, "</svg>\n<div class=\"ends\" aria-hidden=\"true\"><span>%s</span><span>%s</span></div>"
	        "</div>\n", time_text_of_day(steps->items[0].start).text,
	        time_text_of_day(report->until - 1).text);
	steps_legend(out);
	fputs("</figure>\n", out);
}

/* ---- by outcome ------------------------------------------------------------------ */

static uint64_t
sum_of(const uint64_t *outcomes)
{
	uint64_t sum = 0;

	for (unsigned i = 1; i < OUTCOME_LIMIT; i++)
		sum += outcomes[i];
	return sum;
}

/* Side by side, as long as each is of `most`. */
static void
outcomes_draw(FILE *out, const uint64_t *outcomes, uint64_t most)
{
	double x = 0;

	for (size_t i = 0; i < REPORT_OUTCOMES; i++) {
		double width = CHART_WIDTH * share(outcomes[report_outcomes[i]], most);
		rectangle(out, outcome_name(report_outcomes[i]), x, 0, width, BAR_HEIGHT);
		x += width;
	}
}

void
report_chart_legend(FILE *out, const uint64_t *outcomes)
{
	fputs("<ul class=\"legend\">", out);
	for (size_t i = 0; i < REPORT_OUTCOMES; i++) {
		const char *name = outcome_name(report_outcomes[i]);
		if (outcomes[report_outcomes[i]] > 0)
			fprintf(out, "<li><svg viewBox=\"0 0 1 1\" aria-hidden=\"true\"><rect class=\"f-%s\" "
			        "width=\"1\" height=\"1\"/></svg>%s</li>", name, name);
	}
	fputs("</ul>\n", out);
}

void
report_chart_outcomes(FILE *out, const struct report *report)
{
	uint64_t outcomes[OUTCOME_LIMIT] = { 0 };

	for (unsigned i = 1; i < OUTCOME_LIMIT; i++)
		outcomes[i] = report->outcomes[DIRECTION_OUTBOUND][i][true];
	uint64_t sum = sum_of(outcomes);
	if (sum == 0)
		return;
	fprintf(out, "<figure>\n<figcaption>What became of messages with PHI to the outside</figcaption>\n<svg "
	        "class=\"whole\" role=\"img\" viewBox=\"0 0 %.0f %d\" preserveAspectRatio=\"none\" "
	        "aria-labelledby=\"outcomes-title outcomes-desc\"><title id=\"outcomes-title\">What became "
	        "of messages with PHI to the outside</title><desc id=\"outcomes-desc\">", CHART_WIDTH, BAR_HEIGHT);
	for (size_t i = 0; i < REPORT_OUTCOMES; i++)
		if (outcomes[report_outcomes[i]] > 0)
			fprintf(out, "%s %.1f%%. ", outcome_name(report_outcomes[i]),
			        PERCENT * share(outcomes[report_outcomes[i]], sum));
	fputs("</desc>", out);
	outcomes_draw(out, outcomes, sum);
	fputs("</svg>\n", out);
	report_chart_legend(out, outcomes);
	fputs("</figure>\n", out);
}

void
report_chart_cell(FILE *out, const char *what, const uint64_t *outcomes, uint64_t most)
{
	const char *separator = ": ";

	fprintf(out, "<td class=\"bar\"><svg role=\"img\" viewBox=\"0 0 %.0f %d\" "
	        "preserveAspectRatio=\"none\"><title>", CHART_WIDTH, BAR_HEIGHT);
	html_string(out, what);
	for (size_t i = 0; i < REPORT_OUTCOMES; i++) {
		if (outcomes[report_outcomes[i]] == 0)
			continue;
		fprintf(out, "%s%s ", separator, outcome_name(report_outcomes[i]));
		html_number(out, outcomes[report_outcomes[i]]);
		separator = ", ";
	}
	fputs("</title>", out);
	outcomes_draw(out, outcomes, most);
	fputs("</svg></td>", out);
}
