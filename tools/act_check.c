#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/error.h"
#include "tools/act.h"
#include "tools/act_check_parts.h"
#include "tools/safe_text.h"

#define SAFE_LINE_LIMIT (4 * ACT_LINE_SIZE) /* \xNN for a byte */

/* How often records may be appended while all is compared. */
#define ROUNDS_LIMIT 100

int
act_list_add(struct act_list *list, const void *element, size_t size)
{
	if (list->count == list->capacity) {
		size_t capacity = list->capacity > 0 ? 2 * list->capacity : 64;
		void *grown = reallocarray(list->items, capacity, size);
		if (grown == NULL)
			return ERROR_MEMORY;
		list->items = grown;
		list->capacity = capacity;
	}
	memcpy((char *)list->items + list->count++ * size, element, size);
	return 0;
}

void
act_check_complain(struct act_check *check, const char *format, ...)
{
	char line[ACT_LINE_SIZE];
	va_list args;

	check->problems++;
	if (check->say == NULL)
		return;
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	check->say(line, check->context);
}

struct bytes
act_quoted(const struct record *record)
{
	struct bytes text = record->reason, none = bytes_make(NULL, 0);
	const uint8_t *first = text.length > 0 ? memchr(text.data, '"', text.length) : NULL;

	if (first == NULL)
		return none;
	text = bytes_slice(text, (size_t)(first - text.data) + 1, SIZE_MAX);
	const uint8_t *last = text.length > 0 ? memchr(text.data, '"', text.length) : NULL;
	return last != NULL ? bytes_slice(text, 0, (size_t)(last - text.data)) : none;
}

int
act_check_create(struct store *store, uint64_t after, struct act_check **out)
{
	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		return ERROR_MEMORY;
	(*out)->store = store;
	(*out)->after = (*out)->reached = after;
	return 0;
}

void
act_check_destroy(struct act_check **check)
{
	if (check == NULL || *check == NULL)
		return;
	const struct act_hold *holds = (*check)->holds.items;
	for (size_t i = 0; i < (*check)->holds.count; i++)
		free(holds[i].text);
	free((*check)->holds.items);
	free((*check)->disposals.items);
	free((*check)->originals.items);
	free(*check);
	*check = NULL;
}

int
act_check_note(struct act_check *check, const struct record *record)
{
	struct act_name act = { "" };

	check->reached = record->sequence;
	if (record->kind == RECORD_ACCESS)
		act = act_name(record);
	else if (record->kind != RECORD_DECISION || record->escrow_id.length == 0)
		return 0;
	int err = act_holds_note(check, record, act.text);
	if (err == 0)
		err = act_disposals_note(check, record, act.text);
	return err == 0 ? act_originals_note(check, record, act.text) : err;
}

static int
note(const struct record *record, void *context)
{
	return act_check_note(context, record);
}

static int
compare(struct act_check *check)
{
	check->problems = 0;
	int err = act_holds_compare(check);
	if (err == 0)
		err = act_disposals_compare(check);
	return err == 0 ? act_originals_compare(check) : err;
}

/* Rows that changed under way are compared again, with the acts that changed them. */
static int
compare_at_rest(struct act_check *check)
{
	uint64_t reached;
	int err;

	check->say = NULL;
	for (unsigned round = 0; round < ROUNDS_LIMIT; round++) {
		err = store_audit_list(check->store, check->reached + 1, note, check);
		reached = check->reached;
		if (err == 0)
			err = compare(check);
		if (err == 0 && check->problems > 0)
			err = store_audit_list(check->store, check->reached + 1, note, check);
		if (err != 0 || check->problems == 0 || check->reached == reached)
			return err;
	}
	return 0;
}

int
act_check_finish(struct act_check *check, void (*say)(const char *line, void *context),
                 void *context, uint64_t *problems)
{
	int err = compare_at_rest(check);

	if (err == 0 && check->problems > 0) {
		check->say = say;
		check->context = context;
		err = compare(check);
	}
	*problems = check->problems;
	return err;
}

int
act_check_all(struct store *store, uint64_t after, void (*say)(const char *line, void *context),
              void *context, uint64_t *problems)
{
	struct act_check *check;

	*problems = 0;
	int err = act_check_create(store, after, &check);
	if (err == 0)
		err = act_check_finish(check, say, context, problems);
	act_check_destroy(&check);
	return err;
}

static void
say_refusal(const char *line, void *context)
{
	struct buffer safe = buffer_make(SAFE_LINE_LIMIT);

	if (safe_text_append(&safe, bytes_of_string(line)) == 0)
		command_fail("%s: %.*s", (const char *)context, (int)safe.length, (const char *)safe.data);
	buffer_release(&safe);
}

bool
act_check_allows(const struct store_access *access, const char *command)
{
	uint64_t problems;

	int err = act_check_all(access->store, 0, say_refusal, (void *)command, &problems);
	if (err != 0)
		store_access_fail(access, err);
	else if (problems > 0)
		command_fail("%s: nothing is destroyed while that is so; put the store back from a backup",
		             command);
	return err == 0 && problems == 0;
}
