/* Holds: a matter is placed once, and released once at most. */
#include <inttypes.h>
#include <stdlib.h>

#include "core/error.h"
#include "tools/act_check_parts.h"

int
act_holds_note(struct act_check *check, const struct record *record, const char *act)
{
	bool releases = strcmp(act, "released the hold") == 0;
	struct bytes text = record->reason;

	if (!releases && strcmp(act, "placed the hold") != 0)
		return 0;
	const uint8_t *quote = memchr(text.data, '"', text.length);
	if (quote == NULL)
		return 0; /* nothing that phictl writes */
	text = bytes_slice(text, (size_t)(quote - text.data) + 1, SIZE_MAX);
	struct act_hold hold = { strndup((const char *)text.data, text.length), record->sequence,
	                         releases };
	int err = hold.text != NULL ? act_list_add(&check->holds, &hold, sizeof(hold)) : ERROR_MEMORY;
	if (err != 0)
		free(hold.text);
	return err;
}

/* ---- whose row an act made --------------------------------------------------------- */

static int
take_state(const struct hold *hold, void *context)
{
	*(bool *)context = hold->released != 0;
	return 0;
}

/* The row of a name: whether it is released. Fails: ERROR_NOT_FOUND, ERROR_CORRUPT ... */
static int
row_read(struct act_check *check, struct bytes name, bool *released)
{
	return store_hold_get(check->store, name, take_state, released);
}

/* The next place behind `from` at which a name may end; SIZE_MAX when there is none. */
static size_t
name_end(const char *text, size_t from)
{
	for (const char *at = strchr(text + from, '"'); at != NULL; at = strchr(at + 1, '"'))
		if (at[1] == '\0' || (at[1] == ':' && at[2] == ' '))
			return (size_t)(at - text);
	return SIZE_MAX;
}

/*
 * The matter that an act's text names. Names may have quotes in them, so the first one ends
 * it that makes a name of which there is a row; without one, the first that may.
 */
static int
matter_find(struct act_check *check, const char *text, struct bytes *name, bool *released)
{
	size_t first = name_end(text, 0);
	int err = ERROR_NOT_FOUND;

	for (size_t end = first; end != SIZE_MAX && err == ERROR_NOT_FOUND; end = name_end(text, end + 1)) {
		*name = bytes_make(text, end);
		err = row_read(check, *name, released);
	}
	if (err == ERROR_NOT_FOUND)
		*name = bytes_make(text, first != SIZE_MAX ? first : strlen(text));
	return err;
}

/* ---- comparing --------------------------------------------------------------------- */

static bool
names(const struct act_hold *act, struct bytes name)
{
	size_t length = strlen(act->text);

	return length > name.length && memcmp(act->text, name.data, name.length) == 0 &&
	       act->text[name.length] == '"';
}

/* Whether a later act names the same matter. */
static bool
is_last(const struct act_check *check, size_t i, struct bytes name)
{
	const struct act_hold *acts = check->holds.items;

	for (size_t later = i + 1; later < check->holds.count; later++)
		if (names(&acts[later], name))
			return false;
	return true;
}

static int
act_compare(struct act_check *check, size_t i)
{
	const struct act_hold *act = (const struct act_hold *)check->holds.items + i;
	const char *did = act->releases ? "released" : "placed";
	bool released = false;
	struct bytes name;

	int err = matter_find(check, act->text, &name, &released);
	if (err != 0 && err != ERROR_NOT_FOUND && err != ERROR_CORRUPT)
		return err;
	if (!is_last(check, i, name))
		return 0;
	if (err == ERROR_NOT_FOUND)
		act_check_complain(check, "hold \"%.*s\": record %" PRIu64 " %s it, but its row was removed",
		                   (int)name.length, (const char *)name.data, act->sequence, did);
	else if (err == ERROR_CORRUPT)
		act_check_complain(check, "hold \"%.*s\": its row was changed, or another's was put in its place",
		                   (int)name.length, (const char *)name.data);
	else if (released != act->releases)
		act_check_complain(check, "hold \"%.*s\": record %" PRIu64 " %s it, but an earlier state of its "
		                   "row was put back", (int)name.length, (const char *)name.data,
		                   act->sequence, did);
	return 0;
}

/* A row that no act made: of a store that went on differently, say. */
static int
row_compare(const struct hold *hold, void *context)
{
	struct act_check *check = context;
	const struct act_hold *acts = check->holds.items;

	for (size_t i = 0; i < check->holds.count; i++)
		if (names(&acts[i], hold->name))
			return 0;
	if (check->after == 0)
		act_check_complain(check, "hold \"%.*s\": no record of who placed it",
		                   (int)hold->name.length, (const char *)hold->name.data);
	return 0;
}

int
act_holds_compare(struct act_check *check)
{
	uint64_t before = check->problems;
	int err = 0;

	for (size_t i = 0; i < check->holds.count && err == 0; i++)
		err = act_compare(check, i);
	if (err == 0)
		err = store_hold_list(check->store, row_compare, check);
	if (err != ERROR_CORRUPT)
		return err;
	if (check->problems == before)
		act_check_complain(check, "hold: a row was changed, or another's was put in its place");
	return 0;
}
