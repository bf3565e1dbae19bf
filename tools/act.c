#include "tools/act.h"

#include <stdio.h>

#include "core/error.h"
#include "tools/command.h"
#include "tools/hold_set.h"

/* An act on its way to the record. */
struct recording {
	struct store *store;
	struct act_written act;

	/* Of a removal. */
	const struct record *decision;
	char hold[HOLD_NAME_SIZE];
	int result;
};

void
act_write(const struct act *act, struct act_written *out)
{
	out->actor = actor_find();
	snprintf(out->text, sizeof(out->text), "%s%s%s", act->action, act->reason[0] ? ": " : "",
	         act->reason);
	out->record = (struct record){
		.kind = RECORD_ACCESS,
		.about = act->about,
		.actor = bytes_of_string(out->actor.text),
		.reason = bytes_of_string(out->text),
		.escrow_id = bytes_of_string(act->escrow_id),
	};
}

static int
recording_make(struct store *store, const struct act *act, struct recording *out)
{
	if (strlen(act->reason) > ACT_REASON_LIMIT) {
		command_fail("the reason must be shorter than %d bytes", ACT_REASON_LIMIT);
		return ERROR_INVALID;
	}
	*out = (struct recording){ .store = store };
	act_write(act, &out->act);
	return 0;
}

int
act_record(struct store *store, const struct act *act)
{
	struct recording recording;

	int err = recording_make(store, act, &recording);
	if (err != 0)
		return err;
	err = store_append(store, &recording.act.record);
	if (err != 0)
		command_fail("the access cannot be recorded, so nothing is shown: %s", error_text(err));
	return err;
}

/* ---- removing ---------------------------------------------------------------------- */

static int
remove_witnessed(const struct hold_witness *witness, void *context)
{
	struct recording *recording = context;

	return store_append_removal(recording->store, &recording->act.record, witness, recording->decision,
	                            recording->hold);
}

/* With the decision at hand, which the holds are asked about. */
static int
remove_with_decision(const struct record *decision, void *context)
{
	struct recording *recording = context;

	recording->decision = decision;
	recording->result = hold_set_ask(recording->store, remove_witnessed, recording);
	return 1;
}

int
act_record_removal(struct store *store, const struct act *act)
{
	struct recording recording;

	int err = recording_make(store, act, &recording);
	if (err != 0)
		return err;
	err = store_audit_get(store, act->about, remove_with_decision, &recording);
	if (err > 0)
		err = recording.result;
	if (err == ERROR_HELD)
		command_fail("the hold \"%s\" keeps it: release that first", recording.hold);
	else if (err != 0)
		command_fail("this cannot be recorded, so nothing is removed: %s", error_text(err));
	return err;
}
