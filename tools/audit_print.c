#include "tools/audit_print.h"

#include <inttypes.h>
#include <stdlib.h>

#include "core/crypto.h"
#include "tools/safe_text.h"
#include "tools/time_text.h"

#define LABEL_WIDTH 16
#define QUEUE_ID_WIDTH 14

static const char *
name_or_dash(const char *name)
{
	return name != NULL ? name : "-";
}

/* ---- a line ---------------------------------------------------------------- */

void
audit_print_heading(FILE *out)
{
	fprintf(out, "%8s %-20s %-12s %-7s %-4s %-*s %s\n", "RECORD", "TIME", "KIND", "OUTCOME", "PHI",
	        QUEUE_ID_WIDTH, "QUEUE-ID", "SENDER -> RECIPIENTS");
}

static void
print_recipients(FILE *out, const struct record *record)
{
	putc('<', out);
	safe_text_print(out, record->sender);
	fputs("> ->", out);
	for (size_t i = 0; i < record->recipient_count; i++) {
		fputs(i > 0 ? ", <" : " <", out);
		safe_text_print(out, record->recipients[i].address);
		putc('>', out);
		if (record->recipients[i].outcome != record->outcome)
			fprintf(out, " (%s)", name_or_dash(outcome_name(record->recipients[i].outcome)));
	}
}

/* Of a configuration what it is as a whole: its files, each with a digest, are for the page. */
static struct bytes
reason_of_line(const struct record *record)
{
	struct bytes text = record->reason;
	const uint8_t *files = record->kind == RECORD_CONFIGURATION && text.length > 0 ?
	                       memchr(text.data, ':', text.length) : NULL;

	return bytes_slice(text, 0, files != NULL ? (size_t)(files - text.data) : SIZE_MAX);
}

static void
print_happening(FILE *out, const struct record *record)
{
	if (record->about != 0)
		fprintf(out, "about %" PRIu64 " ", record->about);
	for (size_t i = 0; i < record->recipient_count; i++) {
		fputs(i > 0 ? ", <" : "to <", out);
		safe_text_print(out, record->recipients[i].address);
		putc('>', out);
	}
	if (record->escrow_id.length > 0) {
		fputs("escrow ", out);
		safe_text_print(out, record->escrow_id);
		putc(' ', out);
	}
	if (record->actor.length > 0) {
		fputs("by ", out);
		safe_text_print(out, record->actor);
	}
	if (record->reason.length > 0) {
		fputs(": ", out);
		safe_text_print(out, reason_of_line(record));
	}
}

void
audit_print_line(FILE *out, const struct record *record)
{
	bool decision = record->kind == RECORD_DECISION;

	fprintf(out, "%8" PRIu64 " %-20s %-12s %-7s %-4s ", record->sequence,
	        time_text(record->time).text,
	        name_or_dash(record_kind_name(record->kind)),
	        name_or_dash(outcome_name(record->outcome)),
	        !decision ? "-" : record->phi ? "yes" : "no");
	safe_text_print_padded(out, record->queue_id, QUEUE_ID_WIDTH);
	putc(' ', out);
	if (decision)
		print_recipients(out, record);
	else
		print_happening(out, record);
	putc('\n', out);
}

/* ---- a page ---------------------------------------------------------------- */

static void
print_label(FILE *out, const char *label)
{
	fprintf(out, "%-*s ", LABEL_WIDTH, label);
}

static void
print_string(FILE *out, const char *label, struct bytes value)
{
	if (value.length == 0)
		return;
	print_label(out, label);
	safe_text_print(out, value);
	putc('\n', out);
}

static void
print_name(FILE *out, const char *label, const char *name)
{
	if (name != NULL)
		print_string(out, label, bytes_of_string(name));
}

static void
print_time(FILE *out, const char *label, int64_t time)
{
	print_string(out, label, bytes_of_string(time_text(time).text));
}

static void
print_each_recipient(FILE *out, const struct record *record)
{
	for (size_t i = 0; i < record->recipient_count; i++) {
		const struct record_recipient *recipient = &record->recipients[i];
		print_label(out, "recipient");
		safe_text_print(out, recipient->address);
		fprintf(out, ": %s", name_or_dash(outcome_name(recipient->outcome)));
		if (recipient->rule.length > 0) {
			fputs(" by rule ", out);
			safe_text_print(out, recipient->rule);
		}
		if (recipient->shadow_outcome != 0) {
			fprintf(out, "; were nothing in shadow mode: %s",
			        name_or_dash(outcome_name(recipient->shadow_outcome)));
			if (recipient->shadow_rule.length > 0) {
				fputs(" by rule ", out);
				safe_text_print(out, recipient->shadow_rule);
			}
		}
		putc('\n', out);
	}
}

static void
print_counters(FILE *out, const char *label, const uint32_t *counters, unsigned limit,
               const char *(*name_of)(unsigned))
{
	for (unsigned i = 0; i < limit; i++) {
		if (counters[i] == 0)
			continue;
		print_label(out, label);
		fprintf(out, "%s: %" PRIu32 "\n", name_or_dash(name_of(i)), counters[i]);
	}
}

static void
print_findings(FILE *out, const struct record *record)
{
	for (size_t i = 0; i < record->finding_count; i++) {
		const struct record_finding *finding = &record->findings[i];
		print_label(out, "finding");
		fprintf(out, "%s (category %u): %" PRIu32 ", %" PRIu32 " different, up to %u%% sure\n",
		        name_or_dash(identifier_type_name(finding->type)),
		        identifier_type_category(finding->type), finding->count, finding->distinct,
		        finding->confidence);
	}
	print_counters(out, "health", record->health, HEALTH_KIND_LIMIT, health_kind_name);
	print_counters(out, "sensitive", record->sensitive, SENSITIVE_KIND_LIMIT, sensitive_kind_name);
	print_counters(out, "unscannable", record->unscannable, UNSCANNABLE_REASON_LIMIT,
	               unscannable_reason_name);
}

static bool
recipients_differ(const struct record *record)
{
	for (size_t i = 1; i < record->recipient_count; i++)
		if (record->recipients[i].outcome != record->recipients[0].outcome)
			return true;
	return false;
}

/* The message itself, and how long what was kept of it is. */
static void
print_message(FILE *out, const struct record *record)
{
	char digest[2 * MESSAGE_DIGEST_SIZE + 1];

	print_string(out, "retention", record->retention_class);
	print_string(out, "because of", record->retention_basis);
	for (size_t i = 0; i < record->retention_other_count; i++)
		print_string(out, "also of class", record->retention_others[i]);
	if (record->minor_birth_year != 0) {
		print_label(out, "minor born in");
		fprintf(out, "%u\n", record->minor_birth_year);
	}
	print_time(out, "retain until", record->retain_until);
	print_label(out, "size");
	fprintf(out, "%" PRIu64 " bytes\n", record->size);
	hex_encode(bytes_make(record->digest, sizeof(record->digest)), digest);
	print_string(out, "sha256", bytes_of_string(digest));
}

static void
print_decision(FILE *out, const struct record *record)
{
	print_name(out, "direction", direction_name(record->direction));
	print_name(out, "outcome", outcome_name(record->outcome));
	if (record->shadow)
		print_name(out, "mode", "shadow: nothing was changed");
	else if (recipients_differ(record))
		print_name(out, "mode", "the strictest of its recipients, for all of them");
	for (size_t i = 0; i < record->rule_count; i++)
		print_string(out, "rule", record->rules[i]);
	print_label(out, "phi");
	fprintf(out, record->phi ? "yes, %u%% sure\n" : "no, %u%%\n", record->confidence);
	print_findings(out, record);
	print_message(out, record);
}

void
audit_print_page(FILE *out, const struct record *record)
{
	print_label(out, "record");
	fprintf(out, "%" PRIu64 "\n", record->sequence);
	print_name(out, "kind", record_kind_name(record->kind));
	print_time(out, "time", record->time);
	if (record->about != 0) {
		print_label(out, "about");
		fprintf(out, "%" PRIu64 "\n", record->about);
	}
	print_string(out, "actor", record->actor);
	print_string(out, "reason", record->reason);
	print_string(out, "queue id", record->queue_id);
	print_string(out, "message id", record->message_id);
	print_string(out, "client", record->client_address);
	print_string(out, "authenticated", record->auth_user);
	print_string(out, "incoming TLS", record->tls_version);
	print_string(out, "sender", record->sender);
	print_each_recipient(out, record);
	if (record->kind == RECORD_DECISION)
		print_decision(out, record);
	else if (record->kind == RECORD_DISPOSED)
		print_message(out, record);
	print_string(out, "escrow", record->escrow_id);
}
