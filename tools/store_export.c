/* phictl store export and import: a store as a stream of bytes. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <unistd.h>

#include "core/durable_file.h"
#include "core/error.h"
#include "store/store_export.h"
#include "tools/act.h"
#include "tools/store_access.h"
#include "tools/store_old_key.h"

#define STREAM_SIZE ((size_t)1 << 16)

/* A file read or written through a memory of its own, as most pieces are short. */
struct stream {
	int descriptor;
	size_t used, length; /* of the memory */
	uint8_t memory[STREAM_SIZE];
};

/* ---- export ------------------------------------------------------------------------ */

static int
stream_flush(struct stream *stream)
{
	int err = durable_file_write(stream->descriptor, bytes_make(stream->memory, stream->length));

	stream->length = 0;
	return err;
}

static int
stream_put(struct bytes piece, void *context)
{
	struct stream *stream = context;
	int err = 0;

	while (piece.length > 0 && err == 0) {
		struct bytes part = bytes_slice(piece, 0, sizeof(stream->memory) - stream->length);
		memcpy(stream->memory + stream->length, part.data, part.length);
		stream->length += part.length;
		piece = bytes_slice(piece, part.length, SIZE_MAX);
		if (stream->length == sizeof(stream->memory))
			err = stream_flush(stream);
	}
	return err;
}

static int
write_export(struct store *store, const char *path, uint64_t *rows)
{
	struct durable_file file;

	int err = durable_file_begin(path, &file);
	if (err != 0)
		return err;
	struct stream stream = { .descriptor = file.fd };
	err = store_export(store, stream_put, &stream, rows);
	if (err == 0)
		err = stream_flush(&stream);
	if (err == 0)
		return durable_file_finish(&file);
	durable_file_abandon(&file);
	return err;
}

static int
run_export(struct store_access *access, const char *path)
{
	const struct act act = { .action = "exported the store", .reason = "" };
	uint64_t rows;

	if (act_record(access->store, &act) != 0)
		return EXIT_CODE_ERROR;
	int err = write_export(access->store, path, &rows);
	if (err == ERROR_EXISTS)
		return command_fail("store export: %s is there already; name a new file", path);
	if (err == ERROR_IO)
		return command_fail("store export: %s: %m", path);
	if (err != 0)
		return store_access_fail(access, err);
	printf("exported: %" PRIu64 " rows\n", rows);
	return fflush(stdout) == 0 ? EXIT_CODE_DONE : command_fail_output();
}

int
store_command_export(const struct store_arguments *arguments)
{
	struct store_access access;

	if (store_access_open(arguments->context, STORE_APPEND, &access) != 0)
		return EXIT_CODE_ERROR;
	int code = run_export(&access, arguments->what);
	store_access_close(&access);
	return code;
}

/* ---- import ------------------------------------------------------------------------ */

/* Fails: ERROR_CORRUPT at the end of the file. */
static int
stream_fill(struct stream *stream)
{
	ssize_t got;

	do
		got = read(stream->descriptor, stream->memory, sizeof(stream->memory));
	while (got < 0 && errno == EINTR);
	stream->used = 0;
	stream->length = got > 0 ? (size_t)got : 0;
	return got > 0 ? 0 : got == 0 ? ERROR_CORRUPT : ERROR_IO;
}

static int
stream_get(uint8_t *out, size_t length, void *context)
{
	struct stream *stream = context;

	while (length > 0) {
		int err = stream->used == stream->length ? stream_fill(stream) : 0;
		if (err != 0)
			return err;
		size_t there = stream->length - stream->used;
		size_t part = there < length ? there : length;
		memcpy(out, stream->memory + stream->used, part);
		stream->used += part;
		out += part;
		length -= part;
	}
	return 0;
}

static int
fail_import(const struct store_arguments *arguments, int err, const struct store_care_watch *watch,
            struct diagnostics *why)
{
	const char *path = arguments->what;

	if (why->count > 0)
		return command_fail_diagnostics(why);
	if (watch->result.problem != NULL)
		return command_fail("store import: %s: NOT IN ORDER: record %" PRIu64 ": %s", path,
		                    watch->result.bad_sequence, watch->result.problem);
	switch (err) {
	case ERROR_EXISTS:
		return command_fail("store import: there is a store already; import makes a new one only");
	case ERROR_KEY:
		return store_old_key_fail("store import", path, arguments->key_file);
	case ERROR_INVALID:
		return command_fail("store import: %s: is no export of a store, or one of a later version "
		                    "of phimilter", path);
	case ERROR_CORRUPT:
		return command_fail("store import: %s: was changed, or ends early", path);
	case ERROR_FULL:
		return command_fail("store import: %s: the disk or store.map_bytes is too small for it", path);
	case ERROR_IO:
		return command_fail("store import: %s: %m", path);
	default:
		return command_fail("store import: %s: %s", path, error_text(err));
	}
}

/* The originals were copied by themselves; none of them is an orphan. */
static int
install(struct store_restore *restore, const struct store_old_key *keys,
        const struct store_arguments *arguments)
{
	const struct act act = { .action = "imported the store", .reason = "" };
	const char *kept;

	int err = store_restore_note(restore);
	if (err == 0 && act_record(store_restore_store(restore), &act) != 0)
		return EXIT_CODE_ERROR;
	if (err == 0 && store_old_key_leave(restore, keys, "store import", arguments->key_file,
	                                    "imported what was exported before the change") != 0)
		return EXIT_CODE_ERROR;
	if (err == 0)
		err = store_restore_finish(restore, &kept);
	if (err != 0)
		return command_fail("store import: %s: %s", arguments->what, error_text(err));
	return EXIT_CODE_DONE;
}

static int
run_import(const struct configuration *configuration, const struct store_old_key *keys,
           struct stream *stream, const struct store_arguments *arguments)
{
	struct store_care_watch watch = { .progress = store_command_progress };
	struct store_restore *restore;
	struct diagnostics why;

	diagnostics_init(&why);
	int err = store_import_begin(configuration, &keys->then, stream_get, stream, &watch, &why,
	                             &restore);
	command_progress("", 0, 0);
	if (err != 0)
		return fail_import(arguments, err, &watch, &why);
	int code = install(restore, keys, arguments);
	store_restore_end(&restore);
	diagnostics_release(&why);
	if (code == EXIT_CODE_DONE)
		printf("imported, and in order: %" PRIu64 " records\n", watch.result.records);
	return code == EXIT_CODE_DONE && fflush(stdout) != 0 ? command_fail_output() : code;
}

static int
import_from(const struct store_arguments *arguments, const struct configuration *configuration)
{
	struct stream stream = { .descriptor = open(arguments->what, O_RDONLY | O_CLOEXEC) };
	struct diagnostics why;
	struct store_old_key keys;

	if (stream.descriptor < 0)
		return command_fail("store import: %s: %m", arguments->what);
	diagnostics_init(&why);
	int err = store_old_key_read(configuration, arguments->key_file, &why, &keys);
	int code = err == 0 ? run_import(configuration, &keys, &stream, arguments) :
	                      command_fail_diagnostics(&why);
	store_old_key_wipe(&keys);
	close(stream.descriptor);
	return code;
}

int
store_command_import(const struct store_arguments *arguments)
{
	struct configuration *configuration;

	if (command_configuration(arguments->context, false, &configuration) != 0)
		return EXIT_CODE_ERROR;
	int code = import_from(arguments, configuration);
	configuration_release(&configuration);
	return code;
}
