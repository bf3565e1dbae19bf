/* The page that `phictl report` writes. */
#include <inttypes.h>

#include "config.h"
#include "core/builtin_file.h"
#include "core/crypto.h"
#include "tools/html.h"
#include "tools/report_chart.h"
#include "tools/report_html.h"
#include "tools/time_text.h"

struct bytes builtin_report_style(void);

BUILTIN_FILE(report_style, "tools/report.css")

/* ---- head --------------------------------------------------------------------- */

static void
print_head(FILE *out, const struct report *report)
{
	struct bytes style = builtin_report_style();

	/* The policy makes sure that even a mistake here could load and run nothing. */
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
	      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
	      "'unsafe-inline'\"/>\n<meta name=\"viewport\" content=\"width=device-width, "
	      "initial-scale=1\"/>\n<meta name=\"referrer\" content=\"no-referrer\"/>\n"
	      "<meta name=\"generator\" content=\"phimilter " PACKAGE_VERSION "\"/>\n<title>", out);
	html_string(out, report->site);
	fprintf(out, ": health information in mail, %s to %s</title>\n<style>\n",
	        time_text_of_day(report->since).text, time_text_of_day(report->until - 1).text);
	fwrite(style.data, 1, style.length, out);
	fputs("</style>\n</head>\n<body>\n", out);
}

static void
print_fact(FILE *out, const char *what, const char *value)
{
	fprintf(out, "<dt>%s</dt><dd>", what);
	html_string(out, value);
	fputs("</dd>\n", out);
}

static void
print_title(FILE *out, const struct report *report)
{
	fputs("<header>\n<h1>Protected health information in mail</h1>\n<p class=\"lead\">", out);
	html_string(out, report->site);
	fputs("</p>\n<dl class=\"facts\">\n", out);
	fprintf(out, "<dt>Period</dt><dd>%s to before %s (UTC)</dd>\n", time_text(report->since).text,
	        time_text(report->until).text);
	print_fact(out, "Made", time_text(report->made).text);
	print_fact(out, "By", report->actor);
	if (report->first_sequence > 0)
		fprintf(out, "<dt>From records</dt><dd>%" PRIu64 " to %" PRIu64 "</dd>\n",
		        report->first_sequence, report->last_sequence);
	print_fact(out, "Program", "phimilter " PACKAGE_VERSION);
	fputs("</dl>\n", out);
}

/* What the reader must know before any figure. */
static void
print_alarms(FILE *out, const struct report *report)
{
	if (report->chain.problem != NULL) {
		fprintf(out, "<p class=\"alarm\" role=\"alert\">The record is not in order. Record %" PRIu64
		        ": ", report->chain.bad_sequence);
		html_string(out, report->chain.problem);
		fputs(". The figures below may be wrong.</p>\n", out);
	}
	if (report->unread_from > 0)
		fprintf(out, "<p class=\"alarm\" role=\"alert\">Record %" PRIu64 " and all behind it could not "
		        "be read and are not counted.</p>\n", report->unread_from);
	if (report->shadow > 0) {
		fputs("<p class=\"alarm\">", out);
		html_number(out, report->shadow);
		fputs(" messages came while phimilter only watched (policy.shadow): what is said of them "
		      "was decided and not done.</p>\n", out);
	}
	if (report->chain.time_back_sequence > 0)
		fprintf(out, "<p class=\"alarm\">Record %" PRIu64 " is dated %" PRId64 " seconds before an "
		        "earlier one: the clock was set back, and some messages may be counted in the "
		        "wrong period.</p>\n", report->chain.time_back_sequence,
		        report->chain.time_back_seconds);
}

/* ---- summary ------------------------------------------------------------------- */

static void
print_card(FILE *out, uint64_t number, const char *what)
{
	fputs("<li><strong>", out);
	html_number(out, number);
	fprintf(out, "</strong><span>%s</span></li>\n", what);
}

static void
print_summary(FILE *out, const struct report *report)
{
	uint64_t phi = report_phi_total(report);

	fputs("<section aria-labelledby=\"summary\">\n<h2 id=\"summary\">Summary</h2>\n"
	      "<ul class=\"cards\">\n", out);
	print_card(out, report->messages, "messages");
	print_card(out, phi, "of them with PHI");
	print_card(out, report->methods[OUTCOME_TLS], "recipients sent PHI over verified TLS");
	print_card(out, report->methods[OUTCOME_PORTAL], "recipients sent a portal notice instead");
	print_card(out, report_outcome_total(report, OUTCOME_HOLD, false) +
	                report_outcome_total(report, OUTCOME_HOLD, true), "messages held for a person");
	print_card(out, report_outcome_total(report, OUTCOME_REJECT, false) +
	                report_outcome_total(report, OUTCOME_REJECT, true), "messages refused");
	fputs("</ul>\n<p class=\"note\">PHI is what phimilter took for an individual's identifier together "
	      "with health information (45 CFR 160.103). A message counts once, under the strictest "
	      "outcome of its recipients.</p>\n", out);
	report_chart_outcomes(out, report);
	fputs("</section>\n", out);
}

static void
print_steps(FILE *out, const struct report *report)
{
	static const struct html_column columns[] = {
		{ "From", false }, { "Messages", true }, { "With PHI", true },
	};
	const struct report_steps *steps = &report->steps;

	fputs("<section id=\"time\" aria-labelledby=\"time-title\">\n<h2 id=\"time-title\">Over time</h2>\n", out);
	report_chart_steps(out, report);
	html_table_begin(out, "Messages over time", columns, ARRAY_LENGTH(columns));
	for (size_t i = 0; i < steps->count; i++) {
		html_row_begin(out, bytes_of_string(time_text_of_day(steps->items[i].start).text));
		html_cell_number(out, steps->items[i].messages);
		html_cell_number(out, steps->items[i].phi);
		html_row_end(out);
	}
	html_table_end(out);
	fputs("</section>\n", out);
}

/* ---- the record itself ------------------------------------------------------------ */

static void
print_chain(FILE *out, const struct report *report)
{
	const struct store_audit_result *chain = &report->chain;
	char head[2 * CRYPTO_DIGEST_SIZE + 1];

	fputs("<section aria-labelledby=\"chain\">\n<h2 id=\"chain\">State of the record</h2>\n"
	      "<p>Every decision and every act is a row of a chain in which each row holds a hash of the "
	      "one before, so that nothing can be changed, moved or taken out without showing.</p>\n"
	      "<dl class=\"facts\">\n", out);
	print_fact(out, "Chain", chain->problem == NULL ? "in order" : "NOT IN ORDER");
	fputs("<dt>Records walked</dt><dd>", out);
	html_number(out, chain->records);
	fputs("</dd>\n", out);
	if (chain->problem == NULL) {
		hex_encode(bytes_make(chain->head.hash, sizeof(chain->head.hash)), head);
		fprintf(out, "<dt>Head</dt><dd>%" PRIu64 ":%s</dd>\n", chain->head.sequence, head);
	}
	print_fact(out, "Last signed checkpoint", report->checkpoint_time > 0 ?
	           time_text(report->checkpoint_time).text : "none was ever signed");
	fputs("<dt>Room used</dt><dd>", out);
	html_number(out, report->usage.used_bytes);
	fputs(" of ", out);
	html_number(out, report->usage.map_bytes);
	fputs(" bytes</dd>\n</dl>\n<p class=\"note\">Keep the head elsewhere: given to "
	      "<code>phictl audit verify --head</code> later, it shows whether what is reported here was "
	      "changed since.</p>\n</section>\n", out);
}

void
report_print_html(FILE *out, const struct report *report)
{
	print_head(out, report);
	print_title(out, report);
	print_alarms(out, report);
	fputs("</header>\n<main>\n", out);
	print_summary(out, report);
	print_steps(out, report);
	report_html_mail(out, report);
	report_html_names(out, report);
	report_html_persons(out, report);
	print_chain(out, report);
	fputs("</main>\n<footer><p>Made by phimilter from its record of decisions. It holds no text, "
	      "subject or file name of any message. Addresses of senders and domains of receivers are "
	      "personal data: hand it on accordingly.</p></footer>\n</body>\n</html>\n", out);
}
