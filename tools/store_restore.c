/* phictl store restore and compact: another file in the place of the store's. */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#include "core/error.h"
#include "tools/act.h"
#include "tools/guard.h"
#include "tools/safe_text.h"
#include "tools/store_access.h"
#include "tools/store_old_key.h"

/* ---- compact ---------------------------------------------------------------------- */

int
store_command_compact_open(struct store_access *access)
{
	struct store_care_watch watch = { .progress = store_command_progress };
	const struct act act = { .action = "compacted the store", .reason = "" };
	struct store_usage usage;

	int err = store_usage(access->store, &usage);
	if (err != 0)
		return store_access_fail(access, err);
	if (act_record(access->store, &act) != 0)
		return EXIT_CODE_ERROR;
	err = store_compact(access->store, &watch);
	command_progress("", 0, 0);
	if (watch.result.problem != NULL)
		return command_fail("store compact: record %" PRIu64 ": %s; nothing was changed",
		                    watch.result.bad_sequence, watch.result.problem);
	if (err != 0)
		return store_access_fail(access, err);
	printf("compacted: %" PRIu64 " records; %" PRIu64 " bytes of free pages given back\n",
	       watch.result.records, usage.free_bytes);
	return fflush(stdout) == 0 ? EXIT_CODE_DONE : command_fail_output();
}

int
store_command_compact(const struct store_arguments *arguments)
{
	struct store_access access;

	if (store_access_open(arguments->context, STORE_ALONE, &access) != 0)
		return EXIT_CODE_ERROR;
	int code = store_command_compact_open(&access);
	store_access_close(&access);
	return code;
}

/* ---- what a restore would change -------------------------------------------------- */

static void
print_comparison(const struct store_comparison *c)
{
	switch (c->relation) {
	case STORE_RELATION_NONE:
		puts("store: there is none, so nothing is lost");
		break;
	case STORE_RELATION_SAME:
		if (c->records == c->backup_records)
			puts("store: has the same records, so none is lost");
		else
			printf("store: has %" PRIu64 " records: %" PRIu64 " to %" PRIu64 " are not in the backup "
			       "and will be MISSING\n", c->records, c->backup_records + 1, c->records);
		break;
	case STORE_RELATION_BEHIND:
		printf("store: has %" PRIu64 " records, all of them in the backup, so none is lost\n",
		       c->records);
		break;
	case STORE_RELATION_FORKED:
		printf("store: has %" PRIu64 " records, and not all that the backup has: it went on "
		       "differently, and what it has alone will be MISSING\n", c->records);
		break;
	case STORE_RELATION_OTHER:
		puts("store: is another one than the backup's");
		break;
	}
}

/* Nothing is destroyed by a restore, but what no hold keeps any more may be, later. */
static void
print_hold(const struct hold *now, void *context)
{
	(void)context;
	fputs("hold \"", stdout);
	safe_text_print(stdout, now->name);
	puts(now->released == 0 ? "\": stands now and not in the backup; PLACE IT AGAIN when that is restored" :
	                          "\": was released since, and will stand again");
}

/* In a process of its own, as the store may be damaged beyond reading. */
static int
compare_run(void *context)
{
	const struct store_restore *restore = context;
	struct store_comparison comparison;

	const struct store_restore_watch watch = { print_hold, NULL };
	int err = store_restore_compare(restore, &watch, &comparison);
	if (err != 0)
		return EXIT_CODE_ERROR;
	if (comparison.holds_unread)
		puts("hold: those of the store or of the backup cannot be read");
	print_comparison(&comparison);
	return comparison.relation == STORE_RELATION_OTHER ? EXIT_CODE_FOUND : EXIT_CODE_DONE;
}

/* ---- restore ---------------------------------------------------------------------- */

static int
replace(struct store_restore *restore, const struct store_old_key *keys,
        const struct store_arguments *arguments, const char *directory)
{
	const struct act act = { .action = "restored the store from a backup",
	                         .reason = arguments->reason };
	const char *kept;

	int err = store_restore_note(restore);
	if (err == 0 && act_record(store_restore_store(restore), &act) != 0)
		return EXIT_CODE_ERROR;
	if (err == 0 && store_old_key_leave(restore, keys, "store restore", arguments->key_file,
	                                    arguments->reason) != 0)
		return EXIT_CODE_ERROR;
	if (err == 0)
		err = store_restore_finish(restore, &kept);
	if (err == ERROR_IO)
		return command_fail("store restore: %s: %m", directory);
	if (err != 0)
		return command_fail("store restore: %s: %s", directory, error_text(err));
	printf("restored; the file that was there is %s/%s\n", directory, kept);
	return EXIT_CODE_DONE;
}

static int
compare_and_replace(struct store_restore *restore, const struct store_old_key *keys,
                    const struct store_arguments *arguments, const char *directory)
{
	int code = guard_run(compare_run, restore);

	if (code == EXIT_CODE_FOUND)
		return command_fail("store restore: move the other store's files out of %s first", directory);
	if (code != EXIT_CODE_DONE)
		puts("store: cannot be read: what it has after the backup's last record will be MISSING");
	code = EXIT_CODE_DONE;
	if (arguments->replace)
		code = replace(restore, keys, arguments, directory);
	else
		puts("nothing was changed; --replace --reason TEXT does it");
	return code == EXIT_CODE_DONE && fflush(stdout) != 0 ? command_fail_output() : code;
}

/* Why the backup cannot be used. */
static int
fail_begin(const char *path, const char *key_file, int err, const struct store_care_watch *watch,
           struct diagnostics *why)
{
	if (why->count > 0)
		return command_fail_diagnostics(why);
	if (watch->result.problem != NULL) {
		printf("backup: NOT IN ORDER: record %" PRIu64 ": %s\nnothing was changed\n",
		       watch->result.bad_sequence, watch->result.problem);
		return fflush(stdout) == 0 ? EXIT_CODE_FOUND : command_fail_output();
	}
	if (err == ERROR_CORRUPT)
		return command_fail("store restore: %s: is no store, or a damaged one", path);
	if (err == ERROR_KEY)
		return store_old_key_fail("store restore", path, key_file);
	if (err == ERROR_INVALID)
		return command_fail("store restore: %s: was made by a later version of phimilter", path);
	if (err == ERROR_IO)
		return command_fail("store restore: %s: %m", path);
	return command_fail("store restore: %s: %s", path, error_text(err));
}

static int
run_restore(const struct configuration *configuration, const struct store_old_key *keys,
            const char *path, const struct store_arguments *arguments)
{
	struct store_care_watch watch = { .progress = store_command_progress };
	struct store_restore *restore;
	struct diagnostics why;

	diagnostics_init(&why);
	int err = store_restore_begin(configuration, &keys->then, path, &watch, &why, &restore);
	command_progress("", 0, 0);
	if (err != 0)
		return fail_begin(path, arguments->key_file, err, &watch, &why);
	printf("backup: in order: %" PRIu64 " records\n", watch.result.records);
	err = store_restore_set_key(restore, &keys->now);
	int code = err == 0 ? compare_and_replace(restore, keys, arguments, configuration->store.directory) :
	                      command_fail("store restore: %s", error_text(err));
	store_restore_end(&restore);
	diagnostics_release(&why);
	return code;
}

/* A backup is the directory that `phictl store backup` made, or the file in it. */
static int
find_file(const char *backup, char path[PATH_MAX])
{
	struct stat status;
	bool folder = stat(backup, &status) == 0 && S_ISDIR(status.st_mode);

	int length = snprintf(path, PATH_MAX, "%s%s", backup, folder ? "/data.mdb" : "");
	return length < PATH_MAX ? 0 : command_fail("store restore: %s: the name is too long", backup);
}

int
store_command_restore(const struct store_arguments *arguments)
{
	struct configuration *configuration;
	struct diagnostics why;
	struct store_old_key keys;
	char path[PATH_MAX];

	if (find_file(arguments->what, path) != 0 ||
	    command_configuration(arguments->context, false, &configuration) != 0)
		return EXIT_CODE_ERROR;
	diagnostics_init(&why);
	int err = store_old_key_read(configuration, arguments->key_file, &why, &keys);
	int code = err == 0 ? run_restore(configuration, &keys, path, arguments) :
	                      command_fail_diagnostics(&why);
	store_old_key_wipe(&keys);
	configuration_release(&configuration);
	return code;
}
