/* Counting what report.h holds. */
#include "tools/report.h"

#include <stdlib.h>

#include "core/error.h"
#include "tools/act.h"
#include "tools/command.h"

const enum outcome report_outcomes[REPORT_OUTCOMES] = {
	OUTCOME_TLS, OUTCOME_PORTAL, OUTCOME_HOLD, OUTCOME_REJECT, OUTCOME_DEFER, OUTCOME_PASS,
};

int
report_init(struct report *report, int64_t since, int64_t until)
{
	struct top_list **const lists[] = {
		&report->senders, &report->domains, &report->rules, &report->acts,
	};
	int err = 0;

	*report = (struct report){ .since = since, .until = until };
	report->steps = report_steps_make(since, until);
	for (size_t i = 0; i < ARRAY_LENGTH(lists) && err == 0; i++)
		err = top_list_create(lists[i]);
	return err;
}

void
report_release(struct report *report)
{
	report_release_matters(report);
	top_list_destroy(&report->senders);
	top_list_destroy(&report->domains);
	top_list_destroy(&report->rules);
	top_list_destroy(&report->acts);
}

/* ---- one decision ------------------------------------------------------------ */

static void
count_categories(struct report *report, const struct record *record)
{
	bool seen[IDENTIFIER_CATEGORY_LAST + 1] = { false };

	for (size_t i = 0; i < record->finding_count; i++) {
		unsigned category = identifier_type_category(record->findings[i].type);
		struct report_category *row = &report->categories[category];
		row->findings += record->findings[i].count;
		row->messages[record->outcome] += !seen[category];
		seen[category] = true;
	}
}

static struct bytes
domain_of(struct bytes address)
{
	size_t at = address.length;

	while (at > 0 && address.data[at - 1] != '@')
		at--;
	return at > 0 ? bytes_slice(address, at, SIZE_MAX) : bytes_make(NULL, 0);
}

static int
count_recipients(struct report *report, const struct record *record)
{
	int err = 0;

	for (size_t i = 0; i < record->recipient_count && err == 0; i++) {
		const struct record_recipient *recipient = &record->recipients[i];
		/* Records of before version 2 do not tell who is inside. */
		if (recipient->internal || record->direction != DIRECTION_OUTBOUND)
			continue;
		if (record->phi && recipient->outcome < OUTCOME_LIMIT)
			report->methods[recipient->outcome]++;
		err = top_list_count_nocase(report->domains, domain_of(recipient->address),
		                            record->phi ? recipient->outcome : 0);
	}
	return err;
}

static int
count_names(struct report *report, const struct record *record)
{
	unsigned outcome = record->phi ? record->outcome : 0;

	int err = top_list_count_nocase(report->senders, record->sender, outcome);
	for (size_t i = 0; i < record->rule_count && err == 0; i++)
		err = top_list_count(report->rules, record->rules[i], outcome);
	return err != 0 ? err : count_recipients(report, record);
}

static int
count_decision(struct report *report, const struct record *record)
{
	struct report_step *step = report_steps_find(&report->steps, record->time);

	if (record->outcome >= OUTCOME_LIMIT || record->direction >= DIRECTION_LIMIT)
		return ERROR_CORRUPT;
	report->messages++;
	report->bytes += record->size;
	report->shadow += record->shadow;
	report->outcomes[record->direction][record->outcome][record->phi]++;
	step->messages++;
	step->phi += record->phi;
	for (unsigned i = 1; i < UNSCANNABLE_REASON_LIMIT; i++)
		report->unscannable[i] += record->unscannable[i] > 0;
	for (unsigned i = 1; i < HEALTH_KIND_LIMIT && record->phi; i++)
		report->health[i] += record->health[i] > 0;
	for (unsigned i = 1; i < SENSITIVE_KIND_LIMIT && record->phi; i++)
		report->sensitive[i] += record->sensitive[i] > 0;
	if (record->phi)
		count_categories(report, record);
	return count_names(report, record);
}

/* ---- what else is recorded ----------------------------------------------------- */

static int
count_act(struct report *report, const struct record *record, const char *action)
{
	char text[2 * TOP_LIST_NAME_LIMIT];

	snprintf(text, sizeof(text), "%s\t%.*s", action, (int)record->actor.length,
	         record->actor.length > 0 ? (const char *)record->actor.data : "");
	report->act_count++;
	return top_list_count(report->acts, bytes_of_string(text), 0);
}

struct filling {
	struct report *report;
	uint64_t total; /* records there are */
};

static int
count_record(const struct record *record, void *context)
{
	struct filling *filling = context;
	struct report *report = filling->report;
	command_progress("counting", record->sequence < filling->total ? record->sequence :
	                                                                 filling->total, filling->total);
	report->unread_from = record->sequence + 1;
	if (record->kind == RECORD_ACCESS && strcmp(act_name(record).text, ACT_CHECKPOINT) == 0)
		report->checkpoint_time = record->time;
	if (record->time < report->since || record->time >= report->until)
		return 0;
	if (report->first_sequence == 0)
		report->first_sequence = record->sequence;
	report->last_sequence = record->sequence;
	switch (record->kind) {
	case RECORD_DECISION: return count_decision(report, record);
	case RECORD_ACCESS: return count_act(report, record, act_name(record).text);
	case RECORD_CONFIGURATION: return count_act(report, record, "changed the configuration");
	case RECORD_EDIT_FAILURE: report->edit_failures++; break;
	case RECORD_DISPOSED: report->disposed++; break;
	case RECORD_NOTIFICATION: report->notifications += record->recipient_count; break;
	default: break; /* what concerns no mail and no person */
	}
	return 0;
}

/* ---- all of it -------------------------------------------------------------------- */

static void
show_progress(uint64_t done, uint64_t total, void *context)
{
	(void)context;
	if (total > 0)
		command_progress("verifying", done, total);
}

static int
verify_chain(struct report *report, struct store *store)
{
	int err = store_audit_verify(store, show_progress, NULL, &report->chain);

	command_progress("", 0, 0);
	return report->chain.problem != NULL ? 0 : err;
}

int
report_fill(struct report *report, struct store *store)
{
	struct filling filling = { .report = report };

	int err = store_usage(store, &report->usage);
	if (err == 0)
		err = verify_chain(report, store);
	if (err != 0)
		return err;
	filling.total = report->usage.records;
	report->unread_from = 1;
	err = store_audit_list(store, 1, count_record, &filling);
	command_progress("", 0, 0);
	if (err == 0)
		report->unread_from = 0;
	else if (err == ERROR_CORRUPT && report->chain.problem != NULL)
		err = 0; /* the report says from where on nothing could be read */
	return err != 0 ? err : report_take_matters(report, store);
}

/* ---- sums --------------------------------------------------------------------------- */

uint64_t
report_outcome_total(const struct report *report, unsigned outcome, bool phi)
{
	uint64_t sum = 0;

	for (unsigned direction = 1; direction < DIRECTION_LIMIT; direction++)
		sum += report->outcomes[direction][outcome][phi];
	return sum;
}

uint64_t
report_phi_total(const struct report *report)
{
	uint64_t sum = 0;

	for (unsigned outcome = 1; outcome < OUTCOME_LIMIT; outcome++)
		sum += report_outcome_total(report, outcome, true);
	return sum;
}

uint64_t
report_category_total(const struct report_category *category)
{
	uint64_t sum = 0;

	for (unsigned outcome = 1; outcome < OUTCOME_LIMIT; outcome++)
		sum += category->messages[outcome];
	return sum;
}
