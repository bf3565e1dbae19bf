/* Sealed originals: when a link ends, and whether it was ended or given anew. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/error.h"
#include "tools/act_check_parts.h"
#include "tools/audit_filter.h"

/* ---- noting ------------------------------------------------------------------------ */

/* Whether an original's state is what a decision began it with. Fails: not for damage. */
static int
state_is_new(struct act_check *check, const struct act_original *original, bool *out)
{
	struct escrow_state state;

	int err = store_escrow_state(check->store, original->id, &state);
	*out = err == 0 && state.link_until == original->until;
	return err == ERROR_CORRUPT ? 0 : err;
}

static int64_t
time_of(struct bytes text)
{
	char copy[32];
	int64_t time;

	if (text.length == 0 || text.length >= sizeof(copy))
		return ACT_LINK_UNKNOWN;
	memcpy(copy, text.data, text.length);
	copy[text.length] = '\0';
	return audit_time_parse(copy, 0, &time) == 0 ? time : ACT_LINK_UNKNOWN;
}

int
act_originals_note(struct act_check *check, const struct record *record, const char *act)
{
	struct act_original original = { .until = ACT_LINK_UNKNOWN, .sequence = record->sequence,
	                                 .decision = record->about };
	bool as_sealed = true;
	int err = 0;

	if (record->escrow_id.length != sizeof(original.id) - 1)
		return 0;
	memcpy(original.id, record->escrow_id.data, sizeof(original.id) - 1);
	original.link = ESCROW_LINK_OPEN;
	if (record->kind == RECORD_DECISION) {
		original.decision = record->sequence;
		original.until = time_of(record_link_end(record));
		if (original.until != ACT_LINK_UNKNOWN)
			err = state_is_new(check, &original, &as_sealed);
	} else if (strcmp(act, "revoked the link") == 0) {
		original.link = ESCROW_LINK_REVOKED;
		as_sealed = false;
	} else if (strcmp(act, "released again with a new link") == 0) {
		original.until = time_of(act_quoted(record));
		as_sealed = false;
	}
	return err != 0 || as_sealed ? err :
	       act_list_add(&check->originals, &original, sizeof(original));
}

/* ---- comparing --------------------------------------------------------------------- */

static int
original_compare(const void *left, const void *right)
{
	const struct act_original *a = left, *b = right;
	int order = strcmp(a->id, b->id);

	return order != 0 ? order : (a->sequence > b->sequence) - (a->sequence < b->sequence);
}

static int
note_disposed(const struct record *record, void *context)
{
	*(bool *)context = record->kind == RECORD_DISPOSED;
	return 0;
}

/* What is wrong with the state of an original; NULL when nothing is. */
static const char *
find_problem(const struct act_original *act, const struct escrow_state *state)
{
	if (act->link == ESCROW_LINK_REVOKED)
		return state->link == ESCROW_LINK_REVOKED ? NULL :
		       "revoked its link, but an earlier state of its row was put back, or removed";
	if (act->until == ACT_LINK_UNKNOWN ? state->link == ESCROW_LINK_REVOKED :
	                                     state->link_until != act->until)
		return act->sequence == act->decision ?
		       "says when its link ends, but its row was removed or another state of it put there" :
		       "gave it a new link, but an earlier state of its row was put back, or removed";
	return NULL;
}

static int
act_compare(struct act_check *check, const struct act_original *act)
{
	struct escrow_state state;
	bool disposed = false;

	int err = store_audit_get(check->store, act->decision, note_disposed, &disposed);
	if (err != 0 || disposed)
		return err == ERROR_NOT_FOUND ? 0 : err;
	err = store_escrow_state(check->store, act->id, &state);
	if (err != 0 && err != ERROR_CORRUPT)
		return err;
	const char *problem = err == 0 ? find_problem(act, &state) :
	                      "made its state, but the row was changed, or another's was put in its place";
	if (problem != NULL)
		act_check_complain(check, "original %s: record %" PRIu64 " %s", act->id, act->sequence, problem);
	return 0;
}

int
act_originals_compare(struct act_check *check)
{
	struct act_original *acts = check->originals.items;
	size_t count = check->originals.count;
	int err = 0;

	if (count > 0)
		qsort(acts, count, sizeof(*acts), original_compare);
	for (size_t i = 0; i < count && err == 0; i++)
		if (i + 1 == count || strcmp(acts[i].id, acts[i + 1].id) != 0)
			err = act_compare(check, &acts[i]);
	return err;
}
