/* What persons did. */
#include <inttypes.h>

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

/* "2026-01-31", or what there is where that day has not come. */
static void
print_day(FILE *out, int64_t time, const char *none)
{
	html_cell_unbroken(out, time > 0 ? time_text_of_day(time).text : none);
}

static void
print_more(FILE *out, size_t more)
{
	if (more == 0)
		return;
	fputs("<p class=\"note\">", out);
	html_number(out, more);
	fputs(" more are not shown.</p>\n", out);
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
		print_day(out, hold->placed, "");
		html_cell_string(out, hold->placed_by);
		print_day(out, hold->released, "stands");
		html_cell_string(out, hold->released > 0 ? hold->released_by : "");
		html_row_end(out);
	}
	html_table_end(out);
	print_more(out, report->more_holds);
	fputs("</section>\n", out);
}

static void
print_disposal(FILE *out, const struct report_disposal *disposal)
{
	char number[32];

	snprintf(number, sizeof(number), "%" PRIu64, disposal->number);
	html_row_begin(out, bytes_of_string(number));
	html_cell_string(out, disposal->state);
	html_cell_number(out, disposal->items);
	html_cell_number(out, disposal->destroyed);
	print_day(out, disposal->proposed, "");
	html_cell_string(out, disposal->proposed_by);
	print_day(out, disposal->decided, "waits");
	html_cell_string(out, disposal->decided_by);
	print_day(out, disposal->completed, "");
	html_row_end(out);
}

static void
print_disposals(FILE *out, const struct report *report)
{
	static const struct html_column columns[] = {
		{ "Disposal", false }, { "State", false }, { "Records", true }, { "Destroyed", true },
		{ "Proposed", false }, { "Proposed by", false }, { "Decided", false },
		{ "Decided by", false }, { "Ended", false },
	};

	fputs("<section aria-labelledby=\"disposals\">\n<h2 id=\"disposals\">Disposals</h2>\n", out);
	if (report->disposal_count > 0) {
		html_table_begin(out, "Disposals proposed, decided or ended in the period", columns,
		                 ARRAY_LENGTH(columns));
		for (size_t i = 0; i < report->disposal_count; i++)
			print_disposal(out, &report->disposals[i]);
		html_table_end(out);
		print_more(out, report->more_disposals);
	} else {
		fputs("<p>None in this period.</p>\n", out);
	}
	if (report->disposed > 0) {
		fputs("<p>Of the messages that came in this period ", out);
		html_number(out, report->disposed);
		fputs(" were destroyed since. Of them only time, size and digest remain: they are in no other "
		      "figure of this report.</p>\n", out);
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
	print_disposals(out, report);
	print_acts(out, report);
}
