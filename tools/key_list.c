/* phictl key list: which keys the store has had. */
#include <inttypes.h>

#include "core/error.h"
#include "tools/json_text.h"
#include "tools/key_command.h"
#include "tools/key_text.h"
#include "tools/store_access.h"
#include "tools/time_text.h"

/* ---- text ----------------------------------------------------------------------------- */

static const char *
use_of(const struct store_key_state *state, size_t i)
{
	if (state->epochs[i].retired != 0)
		return "retired";
	return i + 1 == state->count ? "in use" : "kept for its records";
}

static void
print_text(const struct store_key_state *state)
{
	char records[64];

	printf("%-4s  %-20s  %-24s  %s\n", "key", "since", "records", "use");
	for (size_t i = 0; i < state->count; i++) {
		const struct store_key_epoch *epoch = &state->epochs[i];
		if (i + 1 == state->count)
			snprintf(records, sizeof(records), "from %" PRIu64 " on", epoch->first);
		else
			snprintf(records, sizeof(records), "%" PRIu64 " to %" PRIu64, epoch->first, epoch->last);
		printf("%-4zu  %-20s  %-24s  %s\n", i + 1,
		       epoch->made != 0 ? time_text(epoch->made).text : "-", records, use_of(state, i));
	}
	if (key_warning(state) != NULL)
		printf("%s\n", key_warning(state));
}

/* ---- JSON ----------------------------------------------------------------------------- */

static json_t *
json_of_time(int64_t seconds)
{
	return seconds != 0 ? json_string(time_text(seconds).text) : json_null();
}

static int
print_json(const struct store_key_state *state)
{
	json_t *keys = json_array();

	for (size_t i = 0; i < state->count; i++) {
		const struct store_key_epoch *epoch = &state->epochs[i];
		json_t *last = i + 1 < state->count ? json_integer((json_int_t)epoch->last) : json_null();
		json_array_append_new(keys, json_pack(
			"{s:I, s:I, s:o, s:o, s:o, s:s}", "key", (json_int_t)(i + 1), "first_record",
			(json_int_t)epoch->first, "last_record", last, "since", json_of_time(epoch->made),
			"retired", json_of_time(epoch->retired), "use", use_of(state, i)));
	}
	return json_print_line(stdout, json_pack("{s:o, s:b, s:b}", "keys", keys, "unfinished",
	                                         state->unfinished, "old_file_opens", state->bridged));
}

int
key_command_list(const struct key_arguments *arguments)
{
	struct store_key_state state;
	struct store_access access;

	if (store_access_open(arguments->context, STORE_READ, &access) != 0)
		return EXIT_CODE_ERROR;
	int err = store_key_state(access.store, &state);
	int code = EXIT_CODE_DONE;
	if (err != 0)
		code = store_access_fail(&access, err);
	else if (!arguments->json)
		print_text(&state);
	else if (print_json(&state) != 0)
		code = command_fail_output();
	store_access_close(&access);
	if (code == EXIT_CODE_DONE && fflush(stdout) != 0)
		return command_fail_output();
	return code;
}
