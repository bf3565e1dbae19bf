/* phictl held: mail that waits for a person's decision; see phictl-held(1). */
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "tools/act.h"
#include "tools/audit_print.h"
#include "tools/audit_span.h"
#include "tools/mta_queue.h"
#include "tools/safe_text.h"
#include "tools/store_access.h"
#include "tools/time_text.h"

static const char held_usage[] =
	"usage: phictl held list\n"
	"       phictl held show QUEUE-ID\n"
	"       phictl held release --reason TEXT QUEUE-ID\n"
	"       phictl held reject --reason TEXT QUEUE-ID\n\n"
	"list     what rules have put into the mail server's hold queue\n"
	"show     all that is kept about one message; `phictl policy explain` says why\n"
	"release  lets it go on, over verified TLS\n"
	"reject   deletes it for good; the mail server tells nobody, so tell the sender\n\n"
	"Who released or rejected what, and why, is recorded before it is done.\n"
	"exit status: 0 done; 1 no such message is held, or a legal hold keeps it; 2 error\n";

/* A message takes a moment from its arrival in the queue to its record, and clocks step. */
#define ARRIVAL_SLACK 3600

struct held_item {
	char *queue_id;
	char *sender;
	int64_t arrived;
	size_t recipient_count;
	uint64_t sequence;   /* of the decision to hold it; 0: phimilter did not */
	char rule[80];
};

struct held_items {
	const char *queue_id; /* the only one wanted; NULL for all */
	struct held_item *items;
	size_t count;
};

/* ---- the hold queue and its decisions --------------------------------------------- */

static int
item_take(const struct mta_queue_item *item, void *context)
{
	struct held_items *held = context;

	if (held->queue_id != NULL && strcmp(held->queue_id, item->queue_id) != 0)
		return 0;
	struct held_item *grown = reallocarray(held->items, held->count + 1, sizeof(*grown));
	if (grown == NULL)
		return ERROR_MEMORY;
	held->items = grown;
	struct held_item *last = &held->items[held->count++];
	*last = (struct held_item){
		.queue_id = strdup(item->queue_id), .sender = strdup(item->sender),
		.arrived = item->arrived, .recipient_count = item->recipient_count,
	};
	return last->queue_id != NULL && last->sender != NULL ? 0 : ERROR_MEMORY;
}

static void
rule_copy(const struct record *record, struct held_item *item)
{
	for (size_t i = 0; i < record->recipient_count; i++) {
		struct bytes rule = record->recipients[i].rule;
		if (record->recipients[i].outcome != OUTCOME_HOLD)
			continue;
		snprintf(item->rule, sizeof(item->rule), "%.*s", (int)rule.length,
		         (const char *)rule.data);
		return;
	}
}

/* Queue ids come again after a while, so the last decision about one counts. */
static int
decision_match(const struct record *record, void *context)
{
	struct held_items *held = context;

	if (record->kind != RECORD_DECISION || record->outcome != OUTCOME_HOLD)
		return 0;
	for (size_t i = 0; i < held->count; i++) {
		struct held_item *item = &held->items[i];
		if (!bytes_equal(record->queue_id, bytes_of_string(item->queue_id)))
			continue;
		item->sequence = record->sequence;
		rule_copy(record, item);
	}
	return 0;
}

static void
held_release(struct held_items *held)
{
	for (size_t i = 0; i < held->count; i++) {
		free(held->items[i].queue_id);
		free(held->items[i].sender);
	}
	free(held->items);
}

/* Fails: already printed. */
static int
held_find(struct store_access *access, const char *queue_id, struct held_items *out)
{
	struct audit_span span;
	int64_t oldest = INT64_MAX;

	*out = (struct held_items){ .queue_id = queue_id };
	int err = mta_queue_held(item_take, out);
	if (err == ERROR_MEMORY)
		command_fail("%s", error_text(err));
	if (err != 0 || out->count == 0)
		return err;
	for (size_t i = 0; i < out->count; i++)
		if (out->items[i].arrived < oldest)
			oldest = out->items[i].arrived;
	err = audit_span_find(access->store, oldest - ARRIVAL_SLACK, &span);
	if (err == 0)
		err = store_audit_list(access->store, span.first, decision_match, out);
	if (err != 0)
		store_access_fail(access, err);
	return err;
}

/* ---- what is done with them ------------------------------------------------------------ */

static void
item_print(const struct held_item *item)
{
	printf("%-16s %s ", item->queue_id, time_text(item->arrived).text);
	safe_text_print_padded(stdout, bytes_of_string(item->sender), 32);
	printf(" %4zu %-24s %llu\n", item->recipient_count, item->rule,
	       (unsigned long long)item->sequence);
}

static int
held_list(struct store_access *access, const char *queue_id, const char *reason)
{
	struct held_items held;
	(void)queue_id;
	(void)reason;

	int err = held_find(access, NULL, &held);
	if (err == 0 && held.count > 0)
		printf("%-16s %-20s %-32s %4s %-24s %s\n", "queue id", "arrived", "sender", "to", "rule",
		       "record");
	for (size_t i = 0; i < held.count && err == 0; i++)
		if (held.items[i].sequence != 0)
			item_print(&held.items[i]);
	held_release(&held);
	return err == 0 ? EXIT_CODE_DONE : EXIT_CODE_ERROR;
}

static int
page_print(const struct record *record, void *context)
{
	if (record->sequence == *(const uint64_t *)context)
		audit_print_page(stdout, record);
	return 1;
}

/* What else was put on hold is its admin's business. */
static int
held_one(struct store_access *access, const char *queue_id, uint64_t *sequence)
{
	struct held_items held;

	*sequence = 0;
	int err = held_find(access, queue_id, &held);
	if (err == 0 && held.count > 0)
		*sequence = held.items[0].sequence;
	if (err == 0 && held.count == 0)
		command_fail("no message %s is held", queue_id);
	else if (err == 0 && *sequence == 0)
		command_fail("message %s was not held by phimilter; see postsuper(1)", queue_id);
	held_release(&held);
	return err;
}

static int
held_show(struct store_access *access, const char *queue_id, const char *reason)
{
	uint64_t sequence;
	(void)reason;

	int err = held_one(access, queue_id, &sequence);
	if (err != 0)
		return EXIT_CODE_ERROR;
	if (sequence == 0)
		return EXIT_CODE_FOUND;
	err = store_audit_list(access->store, sequence, page_print, &sequence);
	return err >= 0 ? EXIT_CODE_DONE : store_access_fail(access, err);
}

static int
held_act(struct store_access *access, const char *queue_id, const char *reason,
         enum mta_queue_action action)
{
	bool release = action == MTA_QUEUE_RELEASE;
	struct act act = {
		.action = release ? "released held mail" : "rejected held mail", .reason = reason,
	};

	if (held_one(access, queue_id, &act.about) != 0)
		return EXIT_CODE_ERROR;
	if (act.about == 0)
		return EXIT_CODE_FOUND;
	/* What is deleted there may be the only copy. */
	int err = release ? act_record(access->store, &act) : act_record_removal(access->store, &act);
	if (err != 0)
		return err == ERROR_HELD ? EXIT_CODE_FOUND : EXIT_CODE_ERROR;
	if (mta_queue_act(action, queue_id) == 0)
		return EXIT_CODE_DONE;
	act.action = release ? "failed to release held mail" : "failed to reject held mail";
	act.reason = "the mail server's command failed";
	(void)!act_record(access->store, &act); /* it has said so */
	return EXIT_CODE_ERROR;
}

static int
held_release_command(struct store_access *access, const char *queue_id, const char *reason)
{
	return held_act(access, queue_id, reason, MTA_QUEUE_RELEASE);
}

static int
held_reject(struct store_access *access, const char *queue_id, const char *reason)
{
	return held_act(access, queue_id, reason, MTA_QUEUE_DELETE);
}

/* ---- dispatch ------------------------------------------------------------------------------ */

static const struct held_part {
	const char *name;
	int (*run)(struct store_access *access, const char *queue_id, const char *reason);
	bool takes_id, takes_reason;
} held_parts[] = {
	{ "list", held_list, false, false },
	{ "show", held_show, true, false },
	{ "release", held_release_command, true, true },
	{ "reject", held_reject, true, true },
};

struct held_work {
	const struct held_part *part;
	const char *queue_id;
	const char *reason;
	bool help;
};

static int
held_work_run(struct store_access *access, void *context)
{
	const struct held_work *work = context;

	return work->part->run(access, work->queue_id, work->reason);
}

/* Fails: ERROR_INVALID, already said. */
static int
arguments_parse(int argc, char **argv, struct held_work *out)
{
	static const struct option options[] = {
		{ "reason", required_argument, NULL, 'r' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	const struct held_part *part = out->part;
	const char *wrong = NULL;
	int option;

	optind = 1;
	while ((option = command_option("held", argc, argv, "r:h", options)) != -1) {
		if (option == '?')
			return ERROR_INVALID; /* said by command_option() */
		out->help |= option == 'h';
		out->reason = option == 'r' ? optarg : out->reason;
	}
	if (out->help)
		return 0;
	if (argc - optind != part->takes_id)
		wrong = part->takes_id ? "needs one queue id" : "takes no queue id";
	else if (part->takes_reason && (out->reason == NULL || out->reason[0] == '\0'))
		wrong = "needs --reason, which is recorded";
	else if (!part->takes_reason && out->reason != NULL)
		wrong = "takes no --reason";
	else if (part->takes_id && !mta_queue_is_id(argv[optind]))
		wrong = "needs a queue id of letters and digits";
	if (wrong != NULL)
		return command_fail("held %s %s; phictl held --help says more", part->name, wrong),
		       ERROR_INVALID;
	out->queue_id = part->takes_id ? argv[optind] : NULL;
	return 0;
}

static int
held_run(const struct command_context *context, const struct held_part *part, int argc, char **argv)
{
	struct held_work work = { .part = part };

	if (arguments_parse(argc, argv, &work) != 0)
		return EXIT_CODE_ERROR;
	if (work.help) {
		fputs(held_usage, stdout);
		return EXIT_CODE_DONE;
	}
	int code = store_access_run(context, part->takes_reason ? STORE_APPEND : STORE_READ, held_work_run,
	                            &work);
	return fflush(stdout) == 0 ? code : command_fail("standard output: %m");
}

int
command_held(const struct command_context *context, int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";

	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
		fputs(held_usage, stdout);
		return EXIT_CODE_DONE;
	}
	for (size_t i = 0; i < ARRAY_LENGTH(held_parts); i++)
		if (strcmp(held_parts[i].name, name) == 0)
			return held_run(context, &held_parts[i], argc - 1, argv + 1);
	if (*name != '\0')
		return command_fail("held has no \"%s\"; phictl held --help lists what it has", name);
	fputs(held_usage, stderr);
	return EXIT_CODE_ERROR;
}
