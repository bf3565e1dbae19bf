#include "tools/key_text.h"

#include <inttypes.h>
#include <stdio.h>

#include "tools/time_text.h"

#define DAY 86400

static int64_t
days_since(int64_t made, int64_t now)
{
	return now > made ? (now - made) / DAY : 0;
}

void
key_line(const struct store_key_state *state, int64_t now, char out[KEY_LINE_SIZE])
{
	const struct store_key_epoch *newest = &state->epochs[state->count - 1];
	int64_t days = days_since(newest->made, now);

	if (newest->made == 0)
		snprintf(out, KEY_LINE_SIZE, "%zu, since the store was made", state->count);
	else
		snprintf(out, KEY_LINE_SIZE, "%zu, since %s, for %" PRId64 " day%s", state->count,
		         time_text(newest->made).text, days, days == 1 ? "" : "s");
}

const char *
key_warning(const struct store_key_state *state)
{
	if (state->unfinished)
		return "a change of the store's key was begun and not ended; run phictl key rotate again";
	if (state->bridged)
		return "the key file of before opens the store still: the daemon has yet to take the new "
		       "one, with its next message or when it next starts";
	return NULL;
}
