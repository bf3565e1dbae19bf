#include "tools/event_cursor.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/durable_file.h"
#include "core/error.h"
#include "core/input_file.h"
#include "tools/command.h"

#define CURSOR_LIMIT ((size_t)512)
#define CURSOR_FORM "phimilter-cursor 1\nstore %16[0-9a-f]\nrecord %" SCNu64 "\ntime %" SCNd64 "\n%n"

/* ---- the file ------------------------------------------------------------------------ */

static int
cursor_lock(struct event_cursor *cursor)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s.lock", cursor->path);
	cursor->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (cursor->lock < 0) {
		command_fail("%s: %m", path);
		return ERROR_IO;
	}
	if (flock(cursor->lock, LOCK_EX | LOCK_NB) == 0)
		return 0;
	command_fail("%s: another process sends events from it", cursor->path);
	event_cursor_close(cursor);
	return ERROR_EXISTS;
}

static int
cursor_parse(struct bytes text, struct event_cursor *out)
{
	char copy[CURSOR_LIMIT + 1] = "", origin[2 * CHECKPOINT_ORIGIN_SIZE + 1] = "";
	int length = -1;

	if (text.length > 0)
		memcpy(copy, text.data, text.length);
	sscanf(copy, CURSOR_FORM, origin, &out->record, &out->time, &length);
	if (length < 0 || (size_t)length != text.length)
		return ERROR_INVALID;
	return hex_decode(bytes_of_string(origin), out->origin, sizeof(out->origin));
}

int
event_cursor_open(const char *path, struct event_cursor *out, bool *is_new)
{
	struct buffer text = buffer_make(CURSOR_LIMIT);

	*out = (struct event_cursor){ .path = path, .lock = -1 };
	*is_new = false;
	int err = cursor_lock(out);
	if (err != 0)
		return err;
	err = input_file_read(path, &text);
	if (err == ERROR_IO && errno == ENOENT) {
		*is_new = true;
		err = 0;
	} else if (err != 0) {
		command_fail("%s: %s", path, input_file_problem(err));
	} else if (cursor_parse(buffer_bytes(&text), out) != 0) {
		command_fail("%s: is no cursor of phictl audit follow; name another file", path);
		err = ERROR_INVALID;
	}
	buffer_release(&text);
	if (err != 0)
		event_cursor_close(out);
	return err;
}

void
event_cursor_close(struct event_cursor *cursor)
{
	if (cursor->lock >= 0)
		close(cursor->lock);
	cursor->lock = -1;
}

int
event_cursor_write(const struct event_cursor *cursor)
{
	char text[CURSOR_LIMIT], origin[2 * CHECKPOINT_ORIGIN_SIZE + 1];

	hex_encode(bytes_make(cursor->origin, sizeof(cursor->origin)), origin);
	snprintf(text, sizeof(text), "phimilter-cursor 1\nstore %s\nrecord %" PRIu64 "\ntime %" PRId64 "\n",
	         origin, cursor->record, cursor->time);
	struct bytes whole = bytes_of_string(text);
	int err = durable_file_replace(cursor->path, (uid_t)-1, &whole, 1);
	if (err != 0)
		command_fail("%s: %m", cursor->path);
	return err;
}

/* ---- against the store ------------------------------------------------------------------ */

static int
take_time(const struct record *record, void *context)
{
	*(int64_t *)context = record->time;
	return 0;
}

int
event_cursor_check(struct event_cursor *cursor, struct store *store)
{
	static const uint8_t none[CHECKPOINT_ORIGIN_SIZE];
	uint8_t origin[CHECKPOINT_ORIGIN_SIZE];
	int64_t time = 0;

	store_origin(store, origin);
	if (memcmp(cursor->origin, none, sizeof(none)) == 0)
		memcpy(cursor->origin, origin, sizeof(origin));
	if (memcmp(cursor->origin, origin, sizeof(origin)) != 0) {
		command_fail("%s: is of another store", cursor->path);
		return ERROR_INVALID;
	}
	if (cursor->record == 0)
		return 0;
	int err = store_audit_get(store, cursor->record, take_time, &time);
	if (cursor->time == EVENT_CURSOR_ANY_TIME)
		cursor->time = time;
	if (err == ERROR_NOT_FOUND || (err == 0 && time != cursor->time)) {
		command_fail("record %" PRIu64 " is not the one that was sent: an old copy of the store was "
		             "put back. Look into that, then remove %s and give --from", cursor->record,
		             cursor->path);
		return ERROR_INVALID;
	}
	if (err != 0)
		command_fail("record %" PRIu64 ": %s", cursor->record, error_text(err));
	return err;
}
