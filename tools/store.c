/* phictl store: the care of the store; see phictl-store(1). */
#include <getopt.h>
#include <inttypes.h>
#include <string.h>

#include "core/error.h"
#include "tools/act.h"
#include "tools/escrow_command.h"
#include "tools/guard.h"
#include "tools/json_text.h"
#include "tools/store_access.h"

static const char store_usage_text[] =
	"usage: phictl store check\n"
	"       phictl store stats [--json]\n"
	"       phictl store backup DIRECTORY\n\n"
	"check   the chain, the tree over it, the search index and every sealed original\n"
	"stats   how much there is, and how much room is left\n"
	"backup  writes a copy of the database, whole and compact, into a new directory,\n"
	"        beside a running daemon too; sealed originals are files to be copied\n\n"
	"exit status: 0 done; 1 check found something not in order; 2 error\n";

/* ---- check ------------------------------------------------------------------------ */

struct checking {
	struct store *store;
	uint64_t records, unindexed;
};

static int
check_indexed(const struct record *record, void *context)
{
	struct checking *checking = context;

	checking->records++;
	int err = store_search_check(checking->store, record);
	if (err != ERROR_NOT_FOUND)
		return err;
	if (checking->unindexed++ == 0)
		printf("search: record %" PRIu64 " is not in the index\n", record->sequence);
	return 0;
}

static void
show_progress(uint64_t done, uint64_t total, void *context)
{
	(void)context;
	if (total > 0)
		command_progress("verifying", done, total);
}

/* Says what is wrong with the chain; whether it is in order. */
static int
check_chain(struct store *store, bool *good)
{
	struct store_audit_result result;

	int err = store_audit_verify(store, show_progress, NULL, &result);
	command_progress("", 0, 0);
	*good = err == 0;
	if (result.problem == NULL)
		return err;
	printf("audit: record %" PRIu64 ": %s\n", result.bad_sequence, result.problem);
	return 0;
}

static int
run_check(struct store_access *access, const char *what, bool json)
{
	struct checking c = { .store = access->store };
	struct escrow_counts counts;
	bool good = false;

	(void)what, (void)json;
	int err = check_chain(access->store, &good);
	/* Of a chain that is not in order the records cannot all be read. */
	if (err == 0 && good)
		err = store_audit_list(access->store, 1, check_indexed, &c);
	if (err != 0)
		return store_access_fail(access, err);
	printf("audit: %s\nsearch: %" PRIu64 " records, %" PRIu64 " not in the index\nescrow: ",
	       good ? "in order" : "NOT IN ORDER", c.records, c.unindexed);
	int code = escrow_check_all(access, false, &counts);
	return code == EXIT_CODE_DONE && (!good || c.unindexed > 0) ? EXIT_CODE_FOUND : code;
}

/* ---- stats ------------------------------------------------------------------------ */

static int
run_stats(struct store_access *access, const char *what, bool json)
{
	struct store_usage usage;

	(void)what;
	int err = store_usage(access->store, &usage);
	if (err != 0)
		return store_access_fail(access, err);
	uint64_t each = usage.records > 0 ? usage.used_bytes / usage.records : 0;
	uint64_t room = usage.map_bytes > usage.used_bytes ? usage.map_bytes - usage.used_bytes : 0;
	if (json)
		err = json_print_line(stdout, json_pack("{s:I, s:I, s:I, s:I}",
		                      "records", (json_int_t)usage.records,
		                      "used_bytes", (json_int_t)usage.used_bytes,
		                      "map_bytes", (json_int_t)usage.map_bytes,
		                      "bytes_a_record", (json_int_t)each));
	else
		printf("%-16s %" PRIu64 "\n%-16s %" PRIu64 " of %" PRIu64 " bytes (%u%%)\n%-16s %" PRIu64
		       " bytes\n%-16s %" PRIu64 " more records\n", "records", usage.records, "used",
		       usage.used_bytes, usage.map_bytes,
		       usage.map_bytes > 0 ? (unsigned)(usage.used_bytes * 100 / usage.map_bytes) : 0,
		       "each about", each, "room for", each > 0 ? room / each : 0);
	return err != 0 || ferror(stdout) || fflush(stdout) != 0 ? command_fail("standard output: %m") :
	                                                           EXIT_CODE_DONE;
}

/* ---- backup ----------------------------------------------------------------------- */

static int
run_backup(struct store_access *access, const char *directory, bool json)
{
	const struct act act = { .action = "backed up the store", .reason = "" };

	(void)json;
	if (act_record(access->store, &act) != 0)
		return EXIT_CODE_ERROR;
	int err = store_backup(access->store, directory);
	if (err == ERROR_EXISTS)
		return command_fail("store backup: %s is there already; name a new directory", directory);
	if (err == ERROR_IO)
		return command_fail("store backup: %s: %m", directory);
	return err == 0 ? EXIT_CODE_DONE : command_fail("store backup: %s: %s", directory, error_text(err));
}

/* ---- dispatch --------------------------------------------------------------------- */

static const struct store_command {
	const char *name;
	int (*run)(struct store_access *access, const char *what, bool json);
	enum store_mode mode;
	bool takes_json, takes_what;
} store_commands[] = {
	{ "check", run_check, STORE_READ, false, false },
	{ "stats", run_stats, STORE_READ, true, false },
	{ "backup", run_backup, STORE_APPEND, false, true },
};

struct store_work {
	const struct command_context *context;
	const struct store_command *command;
	const char *what;
	bool json;
};

static int
store_work_run(void *context)
{
	const struct store_work *work = context;
	struct store_access access;

	if (store_access_open(work->context, work->command->mode, &access) != 0)
		return EXIT_CODE_ERROR;
	int code = work->command->run(&access, work->what, work->json);
	store_access_close(&access);
	return code;
}

/* Fails: ERROR_INVALID, already said. */
static int
parse_arguments(int argc, char **argv, struct store_work *out)
{
	static const struct option options[] = { { "json", no_argument, NULL, 'j' }, { 0 } };
	int option;

	optind = 1;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == '?')
			return ERROR_INVALID; /* getopt_long() said why */
		out->json = true;
	}
	out->what = optind < argc ? argv[optind++] : NULL;
	const char *wrong = out->json && !out->command->takes_json ? "takes no --json" :
	                    optind < argc ? "got one argument too many" :
	                    out->command->takes_what && out->what == NULL ? "needs a new directory" :
	                    !out->command->takes_what && out->what != NULL ? "takes no argument" : NULL;
	if (wrong == NULL)
		return 0;
	command_fail("store %s %s", out->command->name, wrong);
	return ERROR_INVALID;
}

int
command_store(const struct command_context *context, int argc, char **argv)
{
	struct store_work work = { .context = context };
	const char *name = argc > 1 ? argv[1] : "";

	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || *name == '\0') {
		fputs(store_usage_text, *name != '\0' ? stdout : stderr);
		return *name != '\0' ? EXIT_CODE_DONE : EXIT_CODE_ERROR;
	}
	for (size_t i = 0; i < ARRAY_LENGTH(store_commands); i++)
		if (strcmp(name, store_commands[i].name) == 0)
			work.command = &store_commands[i];
	if (work.command == NULL)
		return command_fail("store has no \"%s\"; phictl store --help lists what it has", name);
	if (parse_arguments(argc - 1, argv + 1, &work) != 0)
		return EXIT_CODE_ERROR;
	int code = guard_run(store_work_run, &work);
	if (code != GUARD_DAMAGED)
		return code;
	command_fail("the store's file is damaged; put it back from a backup");
	return work.command->run == run_check ? EXIT_CODE_FOUND : EXIT_CODE_ERROR;
}
