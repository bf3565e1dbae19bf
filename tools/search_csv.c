#include "tools/search_csv.h"

#include <inttypes.h>

#include "core/crypto.h"
#include "tools/csv_text.h"
#include "tools/time_text.h"

void
search_csv_heading(FILE *out)
{
	fputs("record,time,kind,outcome,phi,queue_id,message_id,sender,recipients,rules,"
	      "retention_class,retain_until,size,sha256,escrow_id,actor,reason,sensitive" CSV_LINE_END, out);
}

static void
print_field(FILE *out, struct bytes text)
{
	putc(',', out);
	csv_text_cell(out, text);
}

static void
print_name(FILE *out, const char *name)
{
	print_field(out, bytes_of_string(name));
}

static void
print_recipients(FILE *out, const struct record *record)
{
	fputs(record->recipient_count > 0 && csv_text_is_formula(record->recipients[0].address) ? ",\"'" : ",\"", out);
	for (size_t i = 0; i < record->recipient_count; i++) {
		if (i > 0)
			putc(' ', out);
		csv_text_print(out, record->recipients[i].address);
	}
	putc('"', out);
}

static void
print_rules(FILE *out, const struct record *record)
{
	fputs(",\"", out);
	for (size_t i = 0; i < record->rule_count; i++) {
		if (i > 0)
			putc(' ', out);
		csv_text_print(out, record->rules[i]);
	}
	putc('"', out);
}

static void
print_sensitive(FILE *out, const struct record *record)
{
	const char *before = "";

	fputs(",\"", out);
	for (unsigned kind = 1; kind < SENSITIVE_KIND_LIMIT; kind++) {
		if (record->sensitive[kind] == 0)
			continue;
		fprintf(out, "%s%s", before, sensitive_kind_name(kind));
		before = " ";
	}
	putc('"', out);
}

void
search_csv_row(FILE *out, const struct record *record)
{
	bool decision = record->kind == RECORD_DECISION;
	char digest[2 * MESSAGE_DIGEST_SIZE + 1] = "";

	if (decision)
		hex_encode(bytes_make(record->digest, sizeof(record->digest)), digest);
	fprintf(out, "%" PRIu64, record->sequence);
	print_name(out, time_text(record->time).text);
	print_name(out, record_kind_name(record->kind));
	print_name(out, outcome_name(record->outcome));
	print_name(out, !decision ? "" : record->phi ? "yes" : "no");
	print_field(out, record->queue_id);
	print_field(out, record->message_id);
	print_field(out, record->sender);
	print_recipients(out, record);
	print_rules(out, record);
	print_field(out, record->retention_class);
	print_name(out, decision ? time_text_of_day(record->retain_until).text : "");
	if (decision)
		fprintf(out, ",%" PRIu64, record->size);
	else
		putc(',', out);
	print_name(out, digest);
	print_field(out, record->escrow_id);
	print_field(out, record->actor);
	print_field(out, record->reason);
	print_sensitive(out, record);
	fputs(CSV_LINE_END, out);
}
