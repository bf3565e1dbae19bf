/* Disposals: each act moves one on by a state, and none has a state twice. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/error.h"
#include "store/disposal.h"
#include "tools/act_check_parts.h"
#include "tools/dispose_command.h"

int
act_disposals_note(struct act_check *check, const struct record *record, const char *act)
{
	static const struct {
		const char *act;
		uint8_t state;
	} moves[] = {
		{ "proposed a disposal", DISPOSAL_PROPOSED },
		{ "approved the disposal", DISPOSAL_APPROVED },
		{ "withdrew the disposal", DISPOSAL_WITHDRAWN },
		{ "ended the disposal", DISPOSAL_DONE },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(moves); i++) {
		const struct act_disposal disposal = {
			.number = moves[i].state == DISPOSAL_PROPOSED ? record->sequence : record->about,
			.sequence = record->sequence, .state = moves[i].state };
		if (strcmp(act, moves[i].act) == 0)
			return act_list_add(&check->disposals, &disposal, sizeof(disposal));
	}
	return 0;
}

/* ---- the list of records ----------------------------------------------------------- */

struct items_check {
	const struct disposal *disposal;
	struct crypto_digest_context *digest;
	uint64_t count;
	bool fates_differ; /* from what is there of the records */
};

static int
item_take(const struct disposal_item *item, const struct record *record, void *context)
{
	struct items_check *items = context;
	bool buried = record->kind == RECORD_DISPOSED && items->disposal->decision != 0 &&
	              record->about == items->disposal->decision;

	items->count++;
	items->fates_differ |= buried != (item->fate == DISPOSAL_DESTROYED);
	return dispose_digest_add(items->digest, record);
}

static int
list_digest(struct act_check *check, const struct disposal *disposal, uint8_t out[CRYPTO_DIGEST_SIZE])
{
	struct dispose_tally tally = { .class_count = 0 };

	int err = dispose_list_write(check->store, disposal->number, NULL, &tally, out);
	dispose_tally_release(&tally);
	return err;
}

/* What is wrong with the list of a disposal's records; NULL when nothing is. */
static int
items_compare(struct act_check *check, const struct disposal *disposal, const char **problem)
{
	struct items_check items = { .disposal = disposal };
	uint8_t digest[CRYPTO_DIGEST_SIZE];

	int err = crypto_digest_create(&items.digest);
	if (err == 0)
		err = dispose_walk(check->store, disposal->number, item_take, &items);
	if (err == 0)
		err = crypto_digest_finish(items.digest, digest);
	crypto_digest_destroy(&items.digest);
	if (err == 0 && (items.count != disposal->items ||
	                 memcmp(digest, disposal->items_digest, sizeof(digest)) != 0))
		*problem = "its list of records is not the one that was proposed";
	else if (err == 0 && items.fates_differ)
		*problem = "an earlier state of its list of records was put back";
	if (err != 0 || *problem != NULL || disposal->state != DISPOSAL_DONE)
		return err;
	err = list_digest(check, disposal, digest);
	if (err == 0 && memcmp(digest, disposal->list_digest, sizeof(digest)) != 0)
		*problem = "the list of what became of its records is not the one of its end";
	return err;
}

/* ---- comparing --------------------------------------------------------------------- */

struct row_check {
	struct act_check *check;
	const struct act_disposal *act;
	const char *problem;
};

static int
row_compare(const struct disposal *disposal, void *context)
{
	struct row_check *row = context;

	if (disposal->state != row->act->state) {
		row->problem = "an earlier state of its row was put back";
		return 0;
	}
	int err = items_compare(row->check, disposal, &row->problem);
	if (err != ERROR_CORRUPT)
		return err;
	row->problem = "its list of records was changed, or another's was put in its place";
	return 0;
}

static bool
is_last(const struct act_check *check, size_t i)
{
	const struct act_disposal *acts = check->disposals.items;

	for (size_t later = i + 1; later < check->disposals.count; later++)
		if (acts[later].number == acts[i].number)
			return false;
	return true;
}

int
act_disposals_compare(struct act_check *check)
{
	const struct act_disposal *acts = check->disposals.items;
	int err = 0;

	for (size_t i = 0; i < check->disposals.count && err == 0; i++) {
		struct row_check row = { .check = check, .act = &acts[i] };
		if (!is_last(check, i))
			continue;
		err = store_disposal_list(check->store, acts[i].number, row_compare, &row);
		if (err == ERROR_NOT_FOUND)
			row.problem = "its row was removed";
		else if (err == ERROR_CORRUPT)
			row.problem = "its row was changed, or another's was put in its place";
		if (row.problem == NULL)
			continue;
		act_check_complain(check, "disposal %" PRIu64 ": record %" PRIu64 " %s it, but %s",
		                   acts[i].number, acts[i].sequence,
		                   acts[i].state == DISPOSAL_WITHDRAWN ? "withdrew" :
		                   acts[i].state == DISPOSAL_DONE ? "ended" :
		                   disposal_state_name(acts[i].state), row.problem);
		err = 0;
	}
	return err;
}
