#include "tools/act.h"

#include <stdio.h>

#include "core/error.h"
#include "tools/actor.h"
#include "tools/command.h"

#define ACT_TEXT_LIMIT (ACT_REASON_LIMIT + 2048)

int
act_record(struct store *store, const struct act *act)
{
	char text[ACT_TEXT_LIMIT];
	struct actor actor = actor_find();

	if (strlen(act->reason) > ACT_REASON_LIMIT) {
		command_fail("the reason must be shorter than %d bytes", ACT_REASON_LIMIT);
		return ERROR_INVALID;
	}
	snprintf(text, sizeof(text), "%s%s%s", act->action, act->reason[0] ? ": " : "", act->reason);
	struct record record = {
		.kind = RECORD_ACCESS,
		.about = act->about,
		.actor = bytes_of_string(actor.text),
		.reason = bytes_of_string(text),
		.escrow_id = bytes_of_string(act->escrow_id),
	};
	int err = store_append(store, &record);
	if (err != 0)
		command_fail("the access cannot be recorded, so nothing is shown: %s", error_text(err));
	return err;
}
