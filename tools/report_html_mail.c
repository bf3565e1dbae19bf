/* What became of mail. */
#include "tools/html.h"
#include "tools/report_chart.h"
#include "tools/report_html.h"

/* ---- by direction ----------------------------------------------------------------- */

static void
print_direction(FILE *out, const struct report *report, unsigned direction, bool phi)
{
	const uint64_t (*row)[2] = report->outcomes[direction];
	char head[64];
	uint64_t sum = 0;

	for (size_t i = 0; i < REPORT_OUTCOMES; i++)
		sum += row[report_outcomes[i]][phi];
	if (sum == 0)
		return;
	snprintf(head, sizeof(head), "%s, %s PHI", direction_name(direction), phi ? "with" : "without");
	html_row_begin(out, bytes_of_string(head));
	for (size_t i = 0; i < REPORT_OUTCOMES; i++)
		html_cell_number(out, row[report_outcomes[i]][phi]);
	html_cell_number(out, sum);
	html_row_end(out);
}

static void
print_directions(FILE *out, const struct report *report)
{
	static const struct html_column columns[] = {
		{ "Mail", false }, { "tls", true }, { "portal", true }, { "hold", true }, { "reject", true },
		{ "defer", true }, { "pass", true }, { "All", true },
	};

	fputs("<section aria-labelledby=\"outcomes\">\n<h2 id=\"outcomes\">What became of mail</h2>\n"
	      "<p class=\"note\">pass: left as it was. tls: left over TLS with a verified certificate "
	      "only. portal: the receiver got a notice with a link, the original was sealed. hold: waited "
	      "for a person. reject: refused. defer: refused for now.</p>\n", out);
	html_table_begin(out, "Messages by direction and outcome", columns, ARRAY_LENGTH(columns));
	for (unsigned direction = DIRECTION_LIMIT - 1; direction >= 1; direction--)
		for (int phi = 1; phi >= 0; phi--)
			print_direction(out, report, direction, phi);
	html_table_end(out);
	if (report->edit_failures > 0) {
		fputs("<p>The mail server refused ", out);
		html_number(out, report->edit_failures);
		fputs(" times to change a message; its sender was told to try again.</p>\n", out);
	}
	if (report->notifications > 0) {
		fputs("<p>Rules had ", out);
		html_number(out, report->notifications);
		fputs(" notifications sent to persons.</p>\n", out);
	}
	fputs("</section>\n", out);
}

/* ---- by category -------------------------------------------------------------------- */

static void
print_category(FILE *out, const struct report *report, unsigned category, uint64_t most)
{
	const struct report_category *row = &report->categories[category];
	char head[128];

	snprintf(head, sizeof(head), "%u. %s", category, identifier_category_name(category));
	html_row_begin(out, bytes_of_string(head));
	report_chart_cell(out, identifier_category_name(category), row->messages, most);
	for (size_t i = 0; i < REPORT_OUTCOMES; i++)
		html_cell_number(out, row->messages[report_outcomes[i]]);
	html_cell_number(out, report_category_total(row));
	html_cell_number(out, row->findings);
	html_row_end(out);
}

static void
print_categories(FILE *out, const struct report *report)
{
	static const struct html_column columns[] = {
		{ "Category", false }, { "By outcome", false }, { "tls", true }, { "portal", true },
		{ "hold", true }, { "reject", true }, { "defer", true }, { "pass", true }, { "All", true },
		{ "Findings", true },
	};
	uint64_t most = 0, all[OUTCOME_LIMIT] = { 0 };

	for (unsigned i = 1; i <= IDENTIFIER_CATEGORY_LAST; i++) {
		uint64_t total = report_category_total(&report->categories[i]);
		most = total > most ? total : most;
		for (unsigned outcome = 1; outcome < OUTCOME_LIMIT; outcome++)
			all[outcome] += report->categories[i].messages[outcome];
	}
	fputs("<section aria-labelledby=\"categories\">\n<h2 id=\"categories\">PHI by category and "
	      "outcome</h2>\n<p class=\"note\">The 18 categories of 45 CFR 164.514(b)(2)(i). Messages with "
	      "PHI only; one with identifiers of several categories counts in each.</p>\n", out);
	report_chart_legend(out, all);
	html_table_begin(out, "Messages with PHI by category and outcome", columns, ARRAY_LENGTH(columns));
	for (unsigned i = 1; i <= IDENTIFIER_CATEGORY_LAST; i++)
		print_category(out, report, i, most);
	html_table_end(out);
	fputs("</section>\n", out);
}

/* ---- how it was protected ------------------------------------------------------------- */

static void
print_methods(FILE *out, const struct report *report)
{
	static const struct html_column columns[] = { { "Method", false }, { "Recipients", true } };
	static const char *const methods[OUTCOME_LIMIT] = {
		[OUTCOME_TLS] = "sent over TLS with a verified certificate",
		[OUTCOME_PORTAL] = "notice sent, original sealed for the portal",
		[OUTCOME_HOLD] = "held for a person's decision",
		[OUTCOME_REJECT] = "refused",
		[OUTCOME_DEFER] = "refused for now",
		[OUTCOME_PASS] = "passed without, as a rule allowed",
	};

	fputs("<section aria-labelledby=\"methods\">\n<h2 id=\"methods\">How PHI to the outside was "
	      "protected</h2>\n", out);
	html_table_begin(out, "Recipients outside of messages with PHI, by method", columns,
	                 ARRAY_LENGTH(columns));
	for (size_t i = 0; i < REPORT_OUTCOMES; i++) {
		html_row_begin(out, bytes_of_string(methods[report_outcomes[i]]));
		html_cell_number(out, report->methods[report_outcomes[i]]);
		html_row_end(out);
	}
	html_table_end(out);
	fputs("</section>\n", out);
}

/* ---- what the scan met ------------------------------------------------------------------ */

static void
print_counters(FILE *out, const char *caption, const char *heading, const uint64_t *counters,
               unsigned limit, const char *(*name_of)(unsigned))
{
	const struct html_column columns[] = { { heading, false }, { "Messages", true } };
	uint64_t all = 0;

	for (unsigned i = 1; i < limit; i++)
		all += counters[i];
	if (all == 0) {
		fprintf(out, "<p>%s: none.</p>\n", caption);
		return;
	}
	html_table_begin(out, caption, columns, ARRAY_LENGTH(columns));
	for (unsigned i = 1; i < limit; i++) {
		if (counters[i] == 0 || name_of(i) == NULL)
			continue;
		html_row_begin(out, bytes_of_string(name_of(i)));
		html_cell_number(out, counters[i]);
		html_row_end(out);
	}
	html_table_end(out);
}

static void
print_scan(FILE *out, const struct report *report)
{
	fputs("<section aria-labelledby=\"scan\">\n<h2 id=\"scan\">What the scan met</h2>\n", out);
	print_counters(out, "Health information in messages with PHI", "Kind", report->health,
	               HEALTH_KIND_LIMIT, health_kind_name);
	print_counters(out, "Messages with PHI that law guards more closely", "Kind", report->sensitive,
	               SENSITIVE_KIND_LIMIT, sensitive_kind_name);
	print_counters(out, "Messages of which a part could not be read", "Reason", report->unscannable,
	               UNSCANNABLE_REASON_LIMIT, unscannable_reason_name);
	fputs("</section>\n", out);
}

void
report_html_mail(FILE *out, const struct report *report)
{
	print_directions(out, report);
	print_categories(out, report);
	print_methods(out, report);
	print_scan(out, report);
}
