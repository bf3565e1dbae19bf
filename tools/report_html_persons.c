/* What persons did. */
#include "tools/html.h"
#include "tools/report_html.h"
#include "tools/time_text.h"

/* "action\tactor", as report->acts keeps them. */
static void
act_split(const char *name, struct bytes *action, struct bytes *actor)
{
	size_t length = strcspn(name, "\t");

	*action = bytes_make(name, length);
	*actor = bytes_of_string(name + length + (name[length] == '\t'));
}

static void
print_holds(FILE *out, const struct report *report)
{
	static const struct html_column columns[] = {
		{ "Matter", false }, { "Ordered by", false }, { "Placed", false }, { "Placed by", false },
		{ "Released", false }, { "Released by", false },
	};

	fputs("<section aria-labelledby=\"holds\">\n<h2 id=\"holds\">Legal holds</h2>\n", out);
	if (report->hold_count == 0) {
		fputs("<p>None stood in this period.</p>\n</section>\n", out);
		return;
	}
	html_table_begin(out, "Matters that stood in the period", columns, ARRAY_LENGTH(columns));
	for (size_t i = 0; i < report->hold_count; i++) {
		const struct report_hold *hold = &report->holds[i];
		html_row_begin(out, bytes_of_string(hold->name));
		html_cell_string(out, hold->authority);
		html_cell_string(out, time_text_of_day(hold->placed).text);
		html_cell_string(out, hold->placed_by);
		html_cell_string(out, hold->released > 0 ? time_text_of_day(hold->released).text : "stands");
		html_cell_string(out, hold->released > 0 ? hold->released_by : "");
		html_row_end(out);
	}
	html_table_end(out);
	if (report->more_holds > 0) {
		fputs("<p class=\"note\">", out);
		html_number(out, report->more_holds);
		fputs(" more are not shown.</p>\n", out);
	}
	fputs("</section>\n", out);
}

static void
print_acts(FILE *out, const struct report *report)
{
	static const struct html_column columns[] = {
		{ "What", false }, { "Who", false }, { "Times", true },
	};
	const struct top_entry *top[REPORT_ACTS];
	size_t count = top_list_rank(report->acts, top, REPORT_ACTS);
	struct bytes action, actor;

	fputs("<section aria-labelledby=\"acts\">\n<h2 id=\"acts\">What persons did</h2>\n"
	      "<p class=\"note\">Held mail released or refused, sealed originals opened, searches, exports, "
	      "holds, disposals, checkpoints and reports. <code>phictl audit list --kind access</code> "
	      "has each with its reason.</p>\n", out);
	html_table_begin(out, "Recorded acts of persons", columns, ARRAY_LENGTH(columns));
	for (size_t i = 0; i < count; i++) {
		act_split(top[i]->name, &action, &actor);
		html_row_begin(out, action);
		html_cell_text(out, actor);
		html_cell_number(out, top[i]->total);
		html_row_end(out);
	}
	html_table_end(out);
	fputs("</section>\n", out);
}

void
report_html_persons(FILE *out, const struct report *report)
{
	print_holds(out, report);
	print_acts(out, report);
}
