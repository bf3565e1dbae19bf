/* phictl policy replay */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "policy/side.h"
#include "tools/audit_span.h"
#include "tools/policy_access.h"
#include "tools/policy_command.h"
#include "tools/store_access.h"

/* Enough for the envelope and the answers of any record. */
#define PAST_ARENA_LIMIT ((size_t)64 * 1024 * 1024)

/* Rows of the table beyond this many are counted together. */
#define ROW_LIMIT 10000

/* A change that happened to so many recipients. */
struct row {
	char *domain;        /* the senders' */
	char *rule;          /* that decides now */
	uint8_t before;      /* enum outcome */
	uint8_t after;
	uint64_t count;
};

struct replaying {
	const struct policy_access *access;
	int64_t since;
	struct audit_span span;
	struct row *rows;            /* sorted */
	size_t row_count;
	uint64_t more;               /* changes that found no row */
	uint64_t messages, recipients, changed, rough;
	struct policy_doubts doubts;
	uint64_t before[OUTCOME_LIMIT], after[OUTCOME_LIMIT]; /* recipients of each outcome */
};

/* ---- the table ------------------------------------------------------------------------ */

static int
row_compare(const struct row *a, const struct row *b)
{
	if (a->before != b->before)
		return a->before < b->before ? -1 : 1;
	if (a->after != b->after)
		return a->after < b->after ? -1 : 1;
	int order = strcmp(a->rule, b->rule);
	return order != 0 ? order : strcmp(a->domain, b->domain);
}

static size_t
row_place(const struct replaying *replaying, const struct row *wanted)
{
	size_t low = 0, high = replaying->row_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (row_compare(&replaying->rows[middle], wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int
row_insert(struct replaying *replaying, size_t place, const struct row *row)
{
	struct row *rows = replaying->rows;
	struct row copy = *row;

	copy.rule = strdup(row->rule);
	copy.domain = strdup(row->domain);
	if (copy.rule == NULL || copy.domain == NULL) {
		free(copy.rule);
		free(copy.domain);
		return ERROR_MEMORY;
	}
	memmove(&rows[place + 1], &rows[place], (replaying->row_count - place) * sizeof(*rows));
	rows[place] = copy;
	replaying->row_count++;
	return 0;
}

static int
change_count(struct replaying *replaying, struct row *row)
{
	size_t place = row_place(replaying, row);
	bool there = place < replaying->row_count &&
	             row_compare(&replaying->rows[place], row) == 0;

	replaying->changed++;
	if (!there && replaying->row_count == ROW_LIMIT) {
		replaying->more++;
		return 0;
	}
	int err = there ? 0 : row_insert(replaying, place, row);
	if (err == 0)
		replaying->rows[place].count++;
	return err;
}

/* ---- records ----------------------------------------------------------------------------- */

/*
 * What was decided then, by all rules: where something was in shadow mode, what
 * would have been is compared, and not that nothing was done.
 */
static uint8_t
outcome_then(const struct record_recipient *recipient)
{
	return recipient->shadow_outcome != 0 ? recipient->shadow_outcome : recipient->outcome;
}

static int
recipients_compare(struct replaying *replaying, const struct record *record, const struct message *m)
{
	char domain[DOMAIN_TEXT_SIZE];
	int err = 0;

	if (!domain_normalise(address_domain(m->envelope.sender), domain))
		strcpy(domain, "<>");
	for (size_t i = 0; i < record->recipient_count && err == 0; i++) {
		const struct recipient_verdict *verdict = &m->verdict.each[i];
		uint8_t now = (uint8_t)(verdict->shadow_outcome ? verdict->shadow_outcome : verdict->outcome);
		const char *rule = verdict->shadow_outcome ? verdict->shadow_rule : verdict->rule;
		struct row row = { domain, (char *)(rule ? rule : "-"),
		                   outcome_then(&record->recipients[i]), now, 0 };
		replaying->recipients++;
		replaying->before[row.before]++;
		replaying->after[row.after]++;
		if (row.before != row.after)
			err = change_count(replaying, &row);
	}
	return err;
}

static int
record_decide(struct replaying *replaying, const struct record *record)
{
	const struct policy_access *access = replaying->access;
	struct message *m;
	struct policy_doubts doubts = { 0 };

	int err = message_create(1, PAST_ARENA_LIMIT, &m);
	if (err != 0)
		return err;
	err = policy_access_recall(access, record, m);
	if (err == 0)
		err = policy_decide_past(access->policy,
		                         side_sender_inside(access->configuration, &m->envelope), record,
		                         m, &doubts);
	if (err == 0)
		err = recipients_compare(replaying, record, m);
	replaying->doubts.unforeseen += doubts.unforeseen;
	replaying->doubts.rewritten += doubts.rewritten;
	replaying->rough += !record->recalls;
	replaying->messages++;
	message_destroy(&m);
	return err;
}

static int
record_replay(const struct record *record, void *context)
{
	struct replaying *replaying = context;

	if (record->sequence <= replaying->span.last)
		command_progress("replaying", record->sequence - replaying->span.first,
		                 replaying->span.last - replaying->span.first + 1);
	if (record->kind != RECORD_DECISION || record->time < replaying->since ||
	    record->recipient_count == 0)
		return 0;
	return record_decide(replaying, record);
}

/* ---- the answer ------------------------------------------------------------------------------ */

static void
table_print(const struct replaying *replaying)
{
	printf("%-8s %-8s %-8s\n", "outcome", "then", "now");
	for (unsigned outcome = 1; outcome < OUTCOME_LIMIT; outcome++)
		printf("%-8s %-8" PRIu64 " %-8" PRIu64 "\n", outcome_name(outcome),
		       replaying->before[outcome], replaying->after[outcome]);
	if (replaying->changed == 0)
		return;
	printf("\n%-8s %-8s %-8s %-24s %s\n", "changes", "then", "now", "rule", "senders");
	for (size_t i = 0; i < replaying->row_count; i++) {
		const struct row *row = &replaying->rows[i];
		printf("%-8" PRIu64 " %-8s %-8s %-24s %s\n", row->count, outcome_name(row->before),
		       outcome_name(row->after), row->rule, row->domain);
	}
	if (replaying->more > 0)
		printf("%-8" PRIu64 " more, of other rules and senders\n", replaying->more);
}

static void
answer_print(const struct replaying *replaying)
{
	table_print(replaying);
	printf("\n%" PRIu64 " messages, %" PRIu64 " recipients, %" PRIu64 " changes\n",
	       replaying->messages, replaying->recipients, replaying->changed);
	if (replaying->doubts.unforeseen > 0)
		printf("for %zu recipients a rule asks what no record keeps (headers, types of parts, for how "
		       "many a copy's message was); it was taken not to hold\n", replaying->doubts.unforeseen);
	if (replaying->doubts.rewritten > 0)
		printf("for %zu recipients a rule takes something out of the message, which no record keeps; "
		       "they count as if all of it could be taken out\n", replaying->doubts.rewritten);
	if (replaying->rough > 0)
		printf("%" PRIu64 " records are of an earlier version, which kept less: their counts are "
		       "rough\n", replaying->rough);
}

static int
replay(struct store_access *store, const struct policy_arguments *arguments)
{
	struct policy_access access;
	struct replaying replaying = { .access = &access, .since = arguments->since };

	if (policy_access_open(store->configuration, &access) != 0)
		return EXIT_CODE_ERROR;
	replaying.rows = calloc(ROW_LIMIT, sizeof(*replaying.rows));
	int err = replaying.rows ? audit_span_find(store->store, arguments->since, &replaying.span)
	                         : ERROR_MEMORY;
	if (err == 0)
		err = store_audit_list(store->store, replaying.span.first, record_replay, &replaying);
	command_progress("replaying", 0, 0);
	if (err == 0)
		answer_print(&replaying);
	for (size_t i = 0; i < replaying.row_count; i++) {
		free(replaying.rows[i].rule);
		free(replaying.rows[i].domain);
	}
	free(replaying.rows);
	policy_access_close(&access);
	if (err != 0)
		return store_access_fail(store, err);
	return replaying.changed == 0 ? EXIT_CODE_DONE : EXIT_CODE_FOUND;
}

int
policy_replay(const struct command_context *context, const struct policy_arguments *arguments)
{
	const char *rules = arguments->operands[0];
	struct store_access store;
	struct diagnostics why;
	int code = EXIT_CODE_ERROR;

	if (store_access_open(context, STORE_READ, &store) != 0)
		return EXIT_CODE_ERROR;
	diagnostics_init(&why);
	int err = rules ? configuration_load_rules(store.configuration, rules, &why) : 0;
	command_fail_diagnostics(&why);
	if (err == 0)
		code = replay(&store, arguments);
	store_access_close(&store);
	return code;
}
