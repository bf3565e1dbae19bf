#include "tools/act.h"

#include <stdio.h>

#include "core/error.h"
#include "tools/actor.h"
#include "tools/command.h"

#define ACT_NAME_OTHER "other"

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

struct act_name
act_name(const struct record *record)
{
	struct act_name name = { ACT_NAME_OTHER };
	struct bytes text = record->reason;
	size_t end = 0;

	while (end < text.length && text.data[end] != ':' && text.data[end] != '"')
		end++;
	while (end > 0 && text.data[end - 1] == ' ')
		end--;
	if (end == 0 || end >= sizeof(name.text))
		return name;
	for (size_t i = 0; i < end; i++)
		if (!byte_is_lower(text.data[i]) && strchr(" '-", text.data[i]) == NULL)
			return name;
	memcpy(name.text, text.data, end);
	name.text[end] = '\0';
	return name;
}
