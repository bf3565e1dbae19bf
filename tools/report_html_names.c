/* Who and what occurs most. */
#include "tools/html.h"
#include "tools/report_chart.h"
#include "tools/report_html.h"

struct ranking {
	const char *id, *title, *caption, *heading, *counted;
	const char *nameless; /* what stands for an empty name */
};

static void
print_omitted(FILE *out, const struct top_list *list, size_t shown)
{
	size_t all = top_list_size(list);
	uint64_t error = top_list_error(list);

	if (error > 0) {
		fputs("<p class=\"note\">There were more different ones than are counted one by one: each "
		      "count may be too low by up to ", out);
		html_number(out, error);
		fputs(".</p>\n", out);
	} else if (all > shown) {
		fputs("<p class=\"note\">", out);
		html_number(out, all - shown);
		fputs(" more are not shown.</p>\n", out);
	}
}

static void
print_ranking(FILE *out, const struct ranking *ranking, const struct top_list *list)
{
	const struct html_column columns[] = {
		{ ranking->heading, false }, { "By outcome", false }, { "tls", true }, { "portal", true },
		{ "Other", true }, { "With PHI", true }, { ranking->counted, true },
	};
	const struct top_entry *top[REPORT_TOP];
	size_t count = top_list_rank(list, top, REPORT_TOP);

	fprintf(out, "<section aria-labelledby=\"%s\">\n<h2 id=\"%s\">%s</h2>\n", ranking->id, ranking->id,
	        ranking->title);
	html_table_begin(out, ranking->caption, columns, ARRAY_LENGTH(columns));
	for (size_t i = 0; i < count; i++) {
		const char *name = top[i]->name[0] != '\0' ? top[i]->name : ranking->nameless;
		uint64_t protected = top[i]->outcomes[OUTCOME_TLS] + top[i]->outcomes[OUTCOME_PORTAL];
		html_row_begin(out, bytes_of_string(name));
		report_chart_cell(out, name, top[i]->outcomes, top[0]->phi);
		html_cell_number(out, top[i]->outcomes[OUTCOME_TLS]);
		html_cell_number(out, top[i]->outcomes[OUTCOME_PORTAL]);
		html_cell_number(out, top[i]->phi - protected);
		html_cell_number(out, top[i]->phi);
		html_cell_number(out, top[i]->total);
		html_row_end(out);
	}
	html_table_end(out);
	print_omitted(out, list, count);
	fputs("</section>\n", out);
}

void
report_html_names(FILE *out, const struct report *report)
{
	static const struct ranking senders = {
		"senders", "Senders of most PHI", "Senders, by messages with PHI", "Sender", "Messages",
		"(bounces: no sender)",
	};
	static const struct ranking domains = {
		"domains", "Domains that received most PHI", "Receiving domains outside, by recipients of PHI",
		"Domain", "Recipients", "(no domain)",
	};
	static const struct ranking rules = {
		"rules", "Rules that matched most", "Rules, by messages with PHI", "Rule", "Messages", "(no name)",
	};

	print_ranking(out, &senders, report->senders);
	print_ranking(out, &domains, report->domains);
	print_ranking(out, &rules, report->rules);
}
