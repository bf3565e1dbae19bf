/* phictl policy explain */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/error.h"
#include "core/input_file.h"
#include "policy/explain.h"
#include "policy/side.h"
#include "tools/policy_access.h"
#include "tools/policy_command.h"
#include "tools/scan_engine.h"
#include "tools/store_access.h"

/* Enough for the envelope of any record. */
#define PAST_ARENA_LIMIT ((size_t)64 * 1024 * 1024)

/* ---- a message in a file ------------------------------------------------------------ */

/* The address of the From field: what is between the last < and the first > behind it. */
static const char *
from_find(struct message *m)
{
	struct bytes text = bytes_make(m->original.data, m->body_start);
	static const char field[] = "\nFrom:";
	size_t name = strlen(field) - 1; /* without the end of the line before */
	size_t at = bytes_find_nocase(text, bytes_of_string(field));

	if (bytes_equal_nocase(bytes_slice(text, 0, name), bytes_of_string(field + 1)))
		at = 0;
	else if (at++ == SIZE_MAX)
		return "";
	struct bytes line = bytes_slice(text, at + name, SIZE_MAX);
	const uint8_t *end = line.length ? memchr(line.data, '\n', line.length) : NULL;
	line = bytes_slice(line, 0, end ? (size_t)(end - line.data) : line.length);
	const uint8_t *open = line.length ? memrchr(line.data, '<', line.length) : NULL;
	if (open != NULL)
		line = bytes_slice(line, (size_t)(open - line.data) + 1, SIZE_MAX);
	while (line.length > 0 && byte_is_space(line.data[0]))
		line = bytes_slice(line, 1, SIZE_MAX);
	size_t length = 0;
	while (length < line.length && line.data[length] > ' ' && line.data[length] != '>')
		length++;
	const char *copy = arena_copy_string(m->arena, bytes_slice(line, 0, length));
	return copy != NULL ? copy : "";
}

static int
envelope_fill(const struct policy_arguments *arguments, struct message *m)
{
	int err = 0;

	m->envelope.queue_id = "";
	m->envelope.sender = arguments->from ? arguments->from : from_find(m);
	m->envelope.auth_user = arguments->user;
	m->envelope.client_address = arguments->client ? arguments->client : "";
	m->envelope.received = (int64_t)time(NULL);
	m->envelope.hourly_phi_recipients = -1;
	for (size_t i = 0; i < arguments->to_count && err == 0; i++)
		err = message_recipient_add(m, arguments->to[i], NULL);
	return err;
}

static int
message_explain(const struct scan_engine *engine, const struct policy_arguments *arguments,
                struct bytes text)
{
	struct policy_access access;
	struct message *m = NULL;

	if (policy_access_open(engine->configuration, &access) != 0)
		return EXIT_CODE_ERROR;
	int err = scan_engine_run(engine, SCAN_MESSAGE, text, &m);
	if (err == 0)
		err = envelope_fill(arguments, m);
	if (err == 0) {
		policy_access_judge_recipients(&access, m);
		err = policy_explain(access.policy,
		                     side_sender_inside(engine->configuration, &m->envelope), NULL, m,
		                     stdout);
	}
	message_destroy(&m);
	policy_access_close(&access);
	return err == 0 ? EXIT_CODE_DONE : command_fail("policy explain: %s", error_text(err));
}

static int
file_explain(const struct command_context *context, const struct policy_arguments *arguments)
{
	struct scan_engine engine;
	struct diagnostics why;
	int code = EXIT_CODE_ERROR;

	if (arguments->to_count == 0)
		return command_fail("policy explain: say with --to for which recipients");
	diagnostics_init(&why);
	int err = scan_engine_create(context, "policy explain", &engine);
	if (err == 0 && arguments->rules != NULL)
		err = configuration_load_rules(engine.configuration, arguments->rules, &why);
	if (err == 0) {
		struct buffer text =
			buffer_make((size_t)engine.configuration->limits.message_bytes);
		err = input_file_read(arguments->operands[0], &text);
		if (err == 0)
			code = message_explain(&engine, arguments, buffer_bytes(&text));
		else
			command_fail("%s: %s", arguments->operands[0], input_file_problem(err));
		buffer_release(&text);
	}
	command_fail_diagnostics(&why);
	scan_engine_release(&engine);
	return code;
}

/* ---- a past message ------------------------------------------------------------------ */

struct past_explaining {
	const struct policy_access *access;
	uint64_t sequence;
	bool found;
};

static void
past_head_print(const struct record *record)
{
	printf("record %llu: what was decided then: %s", (unsigned long long)record->sequence,
	       outcome_name(record->outcome));
	if (record->shadow)
		fputs(", in shadow mode", stdout);
	for (size_t i = 0; i < record->rule_count; i++)
		printf("%s%.*s", i == 0 ? "; rules that held: " : ", ", (int)record->rules[i].length,
		       (const char *)record->rules[i].data);
	fputs("\nand now, by the rules as they are, from what was kept:\n\n", stdout);
	if (!record->recalls)
		fputs("(this record is of an earlier version, which kept less: counts are rough)\n", stdout);
}

static int
past_explain(const struct record *record, void *context)
{
	struct past_explaining *explaining = context;
	const struct policy_access *access = explaining->access;
	struct message *m = NULL;

	if (record->sequence != explaining->sequence)
		return 1; /* that one is past it */
	explaining->found = true;
	if (record->kind != RECORD_DECISION) {
		command_fail("record %llu is no decision", (unsigned long long)record->sequence);
		return ERROR_INVALID;
	}
	past_head_print(record);
	int err = message_create(1, PAST_ARENA_LIMIT, &m);
	if (err == 0)
		err = policy_access_recall(access, record, m);
	if (err == 0)
		err = policy_explain(access->policy,
		                     side_sender_inside(access->configuration, &m->envelope), record, m,
		                     stdout);
	message_destroy(&m);
	if (err != 0)
		command_fail("policy explain: %s", error_text(err));
	return err != 0 ? err : 1;
}

static int
record_explain(const struct command_context *context, const struct policy_arguments *arguments,
               uint64_t sequence)
{
	struct store_access store;
	struct policy_access access;
	struct diagnostics why;

	if (store_access_open(context, STORE_READ, &store) != 0)
		return EXIT_CODE_ERROR;
	diagnostics_init(&why);
	int err = arguments->rules == NULL ? 0 :
		configuration_load_rules(store.configuration, arguments->rules, &why);
	command_fail_diagnostics(&why);
	if (err == 0)
		err = policy_access_open(store.configuration, &access);
	if (err == 0) {
		struct past_explaining explaining = { .access = &access, .sequence = sequence };
		err = store_audit_list(store.store, sequence, past_explain, &explaining);
		if (err >= 0 && !explaining.found)
			err = ERROR_NOT_FOUND, command_fail("no record %llu", (unsigned long long)sequence);
		policy_access_close(&access);
	}
	store_access_close(&store);
	return err >= 0 ? EXIT_CODE_DONE : EXIT_CODE_ERROR;
}

int
policy_explain_command(const struct command_context *context,
                       const struct policy_arguments *arguments)
{
	const char *what = arguments->operands[0];
	char *end;

	errno = 0;
	unsigned long long sequence = strtoull(what, &end, 10);
	bool is_number = byte_is_digit((uint8_t)what[0]) && *end == '\0' && errno == 0 && sequence > 0;
	if (is_number && arguments->to_count == 0)
		return record_explain(context, arguments, sequence);
	return file_explain(context, arguments);
}
