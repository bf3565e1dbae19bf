/* phictl key retire: erases a key that is not in use any more. */
#include <inttypes.h>

#include "core/error.h"
#include "tools/act.h"
#include "tools/key_command.h"
#include "tools/store_command.h"

#define ACTION "retired a key of the store"

static void
show_progress(uint64_t done, uint64_t total, void *context)
{
	(void)context;
	command_progress("sealing anew", done, total);
}

static int
refuse(const struct store_access *access, size_t number, int err)
{
	switch (err) {
	case ERROR_NOT_FOUND:
		return command_fail("key retire: the store has had no key %zu; see phictl key list", number);
	case ERROR_INVALID:
		return command_fail("key retire: key %zu is in use; change it first, with phictl key rotate",
		                    number);
	case ERROR_EXISTS:
		return command_fail("key retire: key %zu was retired before", number);
	case ERROR_STATE:
		return command_fail("key retire: a change of the key has not come to its end; phictl key list "
		                    "says what it waits for");
	default:
		return store_access_fail(access, err);
	}
}

static int
run_retire(struct store_access *access, const struct key_arguments *arguments)
{
	const struct act act = { .action = ACTION, .reason = arguments->reason };
	uint64_t rows;

	int err = store_key_lock(access->store);
	if (err == ERROR_EXISTS)
		return command_fail("key retire: another phictl changes the key, disposes of records or "
		                    "changes sealed originals; try again when it is done");
	if (err == 0)
		err = store_key_may_retire(access->store, arguments->number);
	if (err != 0)
		return refuse(access, arguments->number, err);
	if (act_record(access->store, &act) != 0)
		return EXIT_CODE_ERROR;
	err = store_key_retire(access->store, arguments->number, show_progress, NULL, &rows);
	command_progress("", 0, 0);
	if (err != 0)
		return refuse(access, arguments->number, err);
	printf("sealed anew: %" PRIu64 " rows\nkey %zu is erased%s\n", rows, arguments->number,
	       arguments->compact ? "" :
	       "; phictl store compact takes it out of the file's free pages, too");
	return arguments->compact ? store_command_compact_open(access) : EXIT_CODE_DONE;
}

int
key_command_retire(const struct key_arguments *arguments)
{
	struct store_access access;

	if (arguments->number == 0 || arguments->reason[0] == '\0')
		return command_fail("key retire needs the number of a key and --reason TEXT");
	/* Whether the file can be exchanged at the end is known before anything is done. */
	if (store_access_open(arguments->context, arguments->compact ? STORE_ALONE : STORE_APPEND,
	                      &access) != 0)
		return EXIT_CODE_ERROR;
	int code = run_retire(&access, arguments);
	store_access_close(&access);
	if (code == EXIT_CODE_DONE && fflush(stdout) != 0)
		return command_fail_output();
	return code;
}
