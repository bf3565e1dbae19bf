/* phictl key rotate: another key file for a store, while it is in use. */
#include <inttypes.h>

#include "core/error.h"
#include "store/key_change.h"
#include "tools/act.h"
#include "tools/key_command.h"
#include "tools/store_access.h"


static void
print_change(const struct store_key_change *change, const char *file)
{
	if (change->resumed)
		puts("went on with a change that was begun before");
	printf("key %zu seals what comes from record %" PRIu64 " on; it is in %s\n", change->number,
	       change->first, file);
	if (change->kept[0] != '\0')
		printf("the key of before is kept in %s: backups made until now need it; destroy it with "
		       "the last of them\n", change->kept);
	printf("sealed anew: %" PRIu64 " rows that are no records\n", change->rows);
	if (change->bridged)
		puts("the daemon takes the new key with its next message, or when it next starts; until "
		     "then the key file of before opens the store, too");
}

static int
run_change(struct store_access *access, const struct key_arguments *arguments)
{
	const struct configuration *configuration = access->configuration;
	struct store_key_change change;
	struct act_written act;
	struct diagnostics why;

	act_write(&(struct act){ .action = ACT_KEY_CHANGE, .reason = arguments->reason }, &act);
	diagnostics_init(&why);
	int err = store_key_change(access->store, configuration,
	                           arguments->reason[0] != '\0' ? &act.record : NULL, arguments->seconds,
	                           &why, &change);
	if (err == ERROR_STATE && why.count == 0)
		return command_fail("key rotate needs --reason TEXT, for the record");
	if (err != 0)
		return command_fail_diagnostics(&why);
	diagnostics_release(&why);
	print_change(&change, configuration->store.key_file);
	return EXIT_CODE_DONE;
}

int
key_command_rotate(const struct key_arguments *arguments)
{
	struct store_access access;

	if (strlen(arguments->reason) > ACT_REASON_LIMIT)
		return command_fail("the reason must be shorter than %d bytes", ACT_REASON_LIMIT);
	if (store_access_open(arguments->context, STORE_APPEND, &access) != 0)
		return EXIT_CODE_ERROR;
	int code = run_change(&access, arguments);
	store_access_close(&access);
	if (code == EXIT_CODE_DONE && fflush(stdout) != 0)
		return command_fail_output();
	return code;
}
