/* The figures of a report as a table in long form: one figure a row. */
#include <inttypes.h>

#include "core/crypto.h"
#include "tools/csv_text.h"
#include "tools/report.h"
#include "tools/time_text.h"

static void
print_row(FILE *out, const char *section, struct bytes item, const char *measure)
{
	fprintf(out, "%s,", section);
	csv_text_cell(out, item);
	fprintf(out, ",%s,", measure);
}

static void
print_number(FILE *out, const char *section, struct bytes item, const char *measure, uint64_t number)
{
	print_row(out, section, item, measure);
	fprintf(out, "%" PRIu64 CSV_LINE_END, number);
}

static void
print_text(FILE *out, const char *section, const char *item, const char *measure, struct bytes text)
{
	print_row(out, section, bytes_of_string(item), measure);
	csv_text_cell(out, text);
	fputs(CSV_LINE_END, out);
}

static void
print_outcomes(FILE *out, const char *section, struct bytes item, const uint64_t *outcomes)
{
	for (unsigned i = 1; i < OUTCOME_LIMIT; i++)
		if (outcomes[i] > 0)
			print_number(out, section, item, outcome_name(i), outcomes[i]);
}

static void
print_period(FILE *out, const struct report *report)
{
	struct bytes all = bytes_of_string("all");

	print_text(out, "period", "since", "time", bytes_of_string(time_text(report->since).text));
	print_text(out, "period", "until", "time", bytes_of_string(time_text(report->until).text));
	print_text(out, "period", "made", "time", bytes_of_string(time_text(report->made).text));
	print_text(out, "period", "site", "name", bytes_of_string(report->site));
	print_number(out, "messages", all, "messages", report->messages);
	print_number(out, "messages", all, "with PHI", report_phi_total(report));
	print_number(out, "messages", all, "bytes", report->bytes);
	print_number(out, "messages", all, "only watched", report->shadow);
	print_number(out, "messages", all, "edits refused", report->edit_failures);
	print_number(out, "messages", all, "notifications", report->notifications);
	print_number(out, "messages", all, "destroyed since", report->disposed);
}

static void
print_mail(FILE *out, const struct report *report)
{
	char item[64];

	for (unsigned direction = 1; direction < DIRECTION_LIMIT; direction++)
		for (int phi = 0; phi <= 1; phi++) {
			uint64_t outcomes[OUTCOME_LIMIT];
			for (unsigned i = 0; i < OUTCOME_LIMIT; i++)
				outcomes[i] = report->outcomes[direction][i][phi];
			snprintf(item, sizeof(item), "%s, %s PHI", direction_name(direction),
			         phi ? "with" : "without");
			print_outcomes(out, "outcome", bytes_of_string(item), outcomes);
		}
	for (unsigned i = 1; i <= IDENTIFIER_CATEGORY_LAST; i++) {
		struct bytes name = bytes_of_string(identifier_category_name(i));
		print_outcomes(out, "category", name, report->categories[i].messages);
		print_number(out, "category", name, "findings", report->categories[i].findings);
	}
	print_outcomes(out, "method", bytes_of_string("recipients outside"), report->methods);
	for (unsigned i = 1; i < HEALTH_KIND_LIMIT; i++)
		print_number(out, "health", bytes_of_string(health_kind_name(i)), "messages", report->health[i]);
	for (unsigned i = 1; i < SENSITIVE_KIND_LIMIT; i++)
		print_number(out, "sensitive", bytes_of_string(sensitive_kind_name(i)), "messages",
		             report->sensitive[i]);
	for (unsigned i = 1; i < UNSCANNABLE_REASON_LIMIT; i++)
		print_number(out, "unscannable", bytes_of_string(unscannable_reason_name(i)), "messages",
		             report->unscannable[i]);
	for (size_t i = 0; i < report->steps.count; i++) {
		const struct report_step *step = &report->steps.items[i];
		struct time_text start = time_text(step->start);
		print_number(out, report_unit_name(report->steps.unit), bytes_of_string(start.text),
		             "messages", step->messages);
		print_number(out, report_unit_name(report->steps.unit), bytes_of_string(start.text),
		             "with PHI", step->phi);
	}
}

static void
print_names(FILE *out, const char *section, const struct top_list *list)
{
	const struct top_entry *top[REPORT_TOP];
	size_t count = top_list_rank(list, top, REPORT_TOP);

	for (size_t i = 0; i < count; i++) {
		struct bytes name = bytes_of_string(top[i]->name);
		print_number(out, section, name, "all", top[i]->total);
		print_number(out, section, name, "with PHI", top[i]->phi);
		print_outcomes(out, section, name, top[i]->outcomes);
	}
}

static void
print_persons(FILE *out, const struct report *report)
{
	const struct top_entry *top[REPORT_ACTS];
	size_t count = top_list_rank(report->acts, top, REPORT_ACTS);

	for (size_t i = 0; i < report->hold_count; i++) {
		const struct report_hold *hold = &report->holds[i];
		print_text(out, "hold", hold->name, "authority", bytes_of_string(hold->authority));
		print_text(out, "hold", hold->name, "placed", bytes_of_string(time_text(hold->placed).text));
		print_text(out, "hold", hold->name, "placed by", bytes_of_string(hold->placed_by));
		if (hold->released > 0)
			print_text(out, "hold", hold->name, "released",
			           bytes_of_string(time_text(hold->released).text));
	}
	for (size_t i = 0; i < report->disposal_count; i++) {
		const struct report_disposal *disposal = &report->disposals[i];
		char number[32];
		snprintf(number, sizeof(number), "%" PRIu64, disposal->number);
		print_text(out, "disposal", number, "state", bytes_of_string(disposal->state));
		print_text(out, "disposal", number, "proposed",
		           bytes_of_string(time_text(disposal->proposed).text));
		print_number(out, "disposal", bytes_of_string(number), "records", disposal->items);
		print_number(out, "disposal", bytes_of_string(number), "destroyed", disposal->destroyed);
	}
	for (size_t i = 0; i < count; i++) {
		char act[2 * TOP_LIST_NAME_LIMIT];
		int length = (int)strcspn(top[i]->name, "\t");
		snprintf(act, sizeof(act), "%.*s by %s", length, top[i]->name, top[i]->name + length + 1);
		print_number(out, "act", bytes_of_string(act), "times", top[i]->total);
	}
}

static void
print_chain(FILE *out, const struct report *report)
{
	const struct store_audit_result *chain = &report->chain;
	char head[2 * CRYPTO_DIGEST_SIZE + 1];

	print_text(out, "chain", "state", "is", bytes_of_string(chain->problem == NULL ? "in order" :
	                                                                                 chain->problem));
	print_number(out, "chain", bytes_of_string("records"), "walked", chain->records);
	if (chain->problem != NULL)
		print_number(out, "chain", bytes_of_string("record"), "first wrong", chain->bad_sequence);
	if (report->unread_from > 0)
		print_number(out, "chain", bytes_of_string("record"), "unread from", report->unread_from);
	if (chain->problem == NULL) {
		hex_encode(bytes_make(chain->head.hash, sizeof(chain->head.hash)), head);
		print_text(out, "chain", "head", "sha256", bytes_of_string(head));
	}
	if (report->checkpoint_time > 0)
		print_text(out, "chain", "last checkpoint", "time",
		           bytes_of_string(time_text(report->checkpoint_time).text));
	print_number(out, "store", bytes_of_string("used"), "bytes", report->usage.used_bytes);
	print_number(out, "store", bytes_of_string("map"), "bytes", report->usage.map_bytes);
}

void
report_print_csv(FILE *out, const struct report *report)
{
	fputs("section,item,measure,value" CSV_LINE_END, out);
	print_period(out, report);
	print_mail(out, report);
	print_names(out, "sender", report->senders);
	print_names(out, "domain", report->domains);
	print_names(out, "rule", report->rules);
	print_persons(out, report);
	print_chain(out, report);
}
