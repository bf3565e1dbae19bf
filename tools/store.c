/* phictl store: the care of the store; see phictl-store(1). */
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "core/error.h"
#include "store/disposal.h"
#include "tools/act.h"
#include "tools/act_check.h"
#include "tools/escrow_command.h"
#include "tools/guard.h"
#include "tools/key_text.h"
#include "tools/safe_text.h"
#include "tools/store_access.h"
#include "tools/store_command.h"

static const char store_usage_text[] =
	"usage: phictl store check\n"
	"       phictl store stats [--json]\n"
	"       phictl store backup DIRECTORY\n"
	"       phictl store restore [--key-file OLD] [--replace --reason TEXT] BACKUP\n"
	"       phictl store compact\n"
	"       phictl store export FILE\n"
	"       phictl store import [--key-file OLD] FILE\n\n"
	"check    the chain, the tree over it, search index, holds, disposals, sealed originals,\n"
	"         and whether these are as the acts on record left them\n"
	"stats    how much there is, and how much room is left\n"
	"backup   writes a copy of the database, whole and compact, into a new directory,\n"
	"         beside a running daemon too; sealed originals are files to be copied\n"
	"restore  verifies a backup and says what the store would lose by it; with --replace\n"
	"         puts it in the store's place. The daemon must not run\n"
	"compact  gives free pages back to the disk. The daemon must not run\n"
	"export   writes all rows, sealed as they are, into a new file, beside a daemon too\n"
	"import   makes a new store of such a file, where there is none, and verifies it\n\n"
	"--key-file: what store.key_file was when the backup or export was made, if it has been\n"
	"changed since\n\n"
	"exit status: 0 done; 1 check or restore found something not in order; 2 error\n";

/* ---- check ------------------------------------------------------------------------ */

struct checking {
	struct store *store;
	struct act_check *acts;
	uint64_t records, unindexed, unclaimed; /* the last two: without rows that lead to them */
	bool chain; /* is in order */
};

static int
check_indexed(const struct record *record, void *context)
{
	struct checking *checking = context;

	checking->records++;
	int err = act_check_note(checking->acts, record);
	if (err != 0)
		return err;
	err = store_search_check(checking->store, record);
	if (err == ERROR_NOT_FOUND && checking->unindexed++ == 0)
		printf("search: record %" PRIu64 " is not in the index\n", record->sequence);
	if (err == 0 || err == ERROR_NOT_FOUND)
		err = store_escrow_items_check(checking->store, record);
	if (err == ERROR_NOT_FOUND && checking->unclaimed++ == 0)
		printf("escrow: what record %" PRIu64 " sealed is not in the index: the original would be "
		       "taken for an orphan\n", record->sequence);
	return err == ERROR_NOT_FOUND ? 0 : err;
}

void
store_command_progress(uint64_t done, uint64_t total, void *context)
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

	int err = store_audit_verify(store, store_command_progress, NULL, &result);
	command_progress("", 0, 0);
	*good = err == 0;
	if (result.problem == NULL)
		return err;
	printf("audit: record %" PRIu64 ": %s\n", result.bad_sequence, result.problem);
	return 0;
}

/* Reading a table is enough: a row that was changed, or is of another place, does not open. */
static int
read_item(const struct escrow_item *item, void *context)
{
	(void)item, (void)context;
	return 0;
}

static int
read_hold(const struct hold *hold, void *context)
{
	(void)hold;
	++*(uint64_t *)context;
	return 0;
}

struct disposal_reading {
	struct store *store;
	uint64_t count;
};

static int
read_disposal_item(const struct disposal_item *item, void *context)
{
	(void)item, (void)context;
	return 0;
}

static int
read_disposal(const struct disposal *disposal, void *context)
{
	struct disposal_reading *reading = context;

	reading->count++;
	return store_disposal_items(reading->store, disposal->number, read_disposal_item, NULL);
}

/* Says how a table is; whether all of it could be read. Fails: what is not damage. */
static int
say_table(const char *name, int err, uint64_t rows, bool *good)
{
	if (err != 0 && err != ERROR_CORRUPT)
		return err;
	if (err == 0)
		printf("%s: %" PRIu64 "\n", name, rows);
	else
		printf("%s: NOT IN ORDER: a row was changed or put elsewhere\n", name);
	*good &= err == 0;
	return 0;
}

static int
check_tables(struct store *store, bool *good)
{
	struct disposal_reading disposals = { .store = store };
	uint64_t holds = 0;

	int read = store_hold_list(store, read_hold, &holds);
	int err = say_table("holds", read, holds, good);
	if (err != 0)
		return err;
	read = store_disposal_list(store, 0, read_disposal, &disposals);
	return say_table("disposals", read, disposals.count, good);
}

static int
check_escrow(struct store_access *access, bool *good)
{
	struct escrow_counts counts;

	fputs("escrow: ", stdout);
	int err = store_escrow_list(access->store, read_item, NULL);
	if (err == ERROR_CORRUPT) {
		puts("NOT IN ORDER: a row of its index was changed or put elsewhere");
		*good = false;
		return EXIT_CODE_DONE;
	}
	return escrow_check_all(access, false, &counts);
}

static void
say_act(const char *line, void *context)
{
	(void)context;
	fputs("acts: NOT IN ORDER: ", stdout);
	safe_text_print(stdout, bytes_of_string(line));
	putchar('\n');
}

/* Says whether the rows of the tables are what the acts on record left. */
static int
check_acts(struct act_check *acts, bool *good)
{
	uint64_t problems;

	int err = act_check_finish(acts, say_act, NULL, &problems);
	if (err == 0 && problems == 0)
		puts("acts: in order");
	*good &= problems == 0;
	return err;
}

/* Chain, records and what is made from them. */
static int
check_records(struct checking *c, bool *good)
{
	int err = check_chain(c->store, good);
	bool chain = *good;

	/* Of a chain that is not in order the records cannot all be read. */
	if (err == 0 && chain)
		err = store_audit_list(c->store, 1, check_indexed, c);
	if (err != 0)
		return err;
	printf("audit: %s\nsearch: %" PRIu64 " records, %" PRIu64 " not in the index\n",
	       chain ? "in order" : "NOT IN ORDER", c->records, c->unindexed);
	c->chain = chain;
	*good &= c->unindexed == 0 && c->unclaimed == 0;
	return 0;
}

static int
say_key(struct store *store)
{
	struct store_key_state state;
	char line[KEY_LINE_SIZE];

	int err = store_key_state(store, &state);
	if (err != 0)
		return err;
	key_line(&state, (int64_t)time(NULL), line);
	printf("key: %s\n", line);
	if (key_warning(&state) != NULL)
		printf("key: %s\n", key_warning(&state));
	return 0;
}

static int
check_all(struct store_access *access, struct checking *c)
{
	bool good = false;

	int err = check_records(c, &good);
	if (err != 0)
		return store_access_fail(access, err);
	int code = check_escrow(access, &good);
	if (code == EXIT_CODE_ERROR)
		return code;
	err = check_tables(access->store, &good);
	if (err == 0 && c->chain)
		err = check_acts(c->acts, &good);
	if (err == 0)
		err = say_key(access->store);
	if (err != 0)
		return store_access_fail(access, err);
	if (fflush(stdout) != 0)
		return command_fail_output();
	return good ? code : EXIT_CODE_FOUND;
}

static int
run_check(struct store_access *access)
{
	struct checking c = { .store = access->store };

	int err = act_check_create(c.store, 0, &c.acts);
	int code = err == 0 ? check_all(access, &c) : store_access_fail(access, err);
	act_check_destroy(&c.acts);
	return code;
}

int
store_command_check(const struct store_arguments *arguments)
{
	struct store_access access;

	if (store_access_open(arguments->context, STORE_READ, &access) != 0)
		return EXIT_CODE_ERROR;
	int code = run_check(&access);
	store_access_close(&access);
	return code;
}

/* ---- backup ----------------------------------------------------------------------- */

static int
run_backup(struct store_access *access, const char *directory)
{
	const struct act act = { .action = "backed up the store", .reason = "" };

	if (act_record(access->store, &act) != 0)
		return EXIT_CODE_ERROR;
	int err = store_backup(access->store, directory);
	if (err == ERROR_EXISTS)
		return command_fail("store backup: %s is there already; name a new directory", directory);
	if (err == ERROR_IO)
		return command_fail("store backup: %s: %m", directory);
	return err == 0 ? EXIT_CODE_DONE : command_fail("store backup: %s: %s", directory, error_text(err));
}

int
store_command_backup(const struct store_arguments *arguments)
{
	struct store_access access;

	if (store_access_open(arguments->context, STORE_APPEND, &access) != 0)
		return EXIT_CODE_ERROR;
	int code = run_backup(&access, arguments->what);
	store_access_close(&access);
	return code;
}

/* ---- dispatch --------------------------------------------------------------------- */

static const struct store_command {
	const char *name;
	int (*run)(const struct store_arguments *arguments);
	const char *what;    /* the argument it takes, or NULL */
	bool json, replace, old_key;
	int damaged;         /* the exit code where the file is damaged beyond reading */
} store_commands[] = {
	{ "check", store_command_check, .damaged = EXIT_CODE_FOUND },
	{ "stats", store_command_stats, .json = true, .damaged = EXIT_CODE_ERROR },
	{ "backup", store_command_backup, "a new directory", .damaged = EXIT_CODE_ERROR },
	{ "restore", store_command_restore, "a backup", .replace = true, .old_key = true,
	  .damaged = EXIT_CODE_FOUND },
	{ "compact", store_command_compact, .damaged = EXIT_CODE_ERROR },
	{ "export", store_command_export, "a new file", .damaged = EXIT_CODE_ERROR },
	{ "import", store_command_import, "an exported file", .old_key = true, .damaged = EXIT_CODE_ERROR },
};

struct store_work {
	const struct store_command *command;
	struct store_arguments arguments;
};

static int
store_work_run(void *context)
{
	const struct store_work *work = context;

	return work->command->run(&work->arguments);
}

/* What is wrong with the arguments; NULL when nothing is. */
static const char *
find_mistake(const struct store_command *command, const struct store_arguments *arguments,
             bool too_many)
{
	if (arguments->json && !command->json)
		return "takes no --json";
	if ((arguments->replace || arguments->reason[0] != '\0') && !command->replace)
		return "takes neither --replace nor --reason";
	if (arguments->key_file != NULL && !command->old_key)
		return "takes no --key-file";
	if (arguments->replace != (arguments->reason[0] != '\0'))
		return "takes --replace and --reason TEXT together";
	if (too_many)
		return "got one argument too many";
	return command->what == NULL && arguments->what != NULL ? "takes no argument" : NULL;
}

/* Fails: ERROR_INVALID, already said. */
static int
parse_arguments(int argc, char **argv, struct store_work *out)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' }, { "replace", no_argument, NULL, 'R' },
		{ "reason", required_argument, NULL, 'r' }, { "key-file", required_argument, NULL, 'k' },
		{ 0 },
	};
	struct store_arguments *arguments = &out->arguments;
	int option;

	optind = 1;
	while ((option = command_option("store", argc, argv, "", options)) != -1) {
		switch (option) {
		case 'j': arguments->json = true; break;
		case 'R': arguments->replace = true; break;
		case 'r': arguments->reason = optarg; break;
		case 'k': arguments->key_file = optarg; break;
		default: return ERROR_INVALID; /* said by command_option() */
		}
	}
	arguments->what = optind < argc ? argv[optind++] : NULL;
	const char *wrong = find_mistake(out->command, arguments, optind < argc);
	if (wrong != NULL)
		command_fail("store %s %s", out->command->name, wrong);
	else if (out->command->what != NULL && arguments->what == NULL)
		command_fail("store %s needs %s", out->command->name, out->command->what);
	else
		return 0;
	return ERROR_INVALID;
}

int
command_store(const struct command_context *context, int argc, char **argv)
{
	struct store_work work = { .arguments = { .context = context, .reason = "" } };
	const char *name = argc > 1 ? argv[1] : "";
	int code;

	if (command_helps(store_usage_text, argc, argv, &code))
		return code;
	for (size_t i = 0; i < ARRAY_LENGTH(store_commands); i++)
		if (strcmp(name, store_commands[i].name) == 0)
			work.command = &store_commands[i];
	if (work.command == NULL)
		return command_fail("store has no \"%s\"; phictl store --help lists what it has", name);
	if (parse_arguments(argc - 1, argv + 1, &work) != 0)
		return EXIT_CODE_ERROR;
	code = guard_run(store_work_run, &work);
	if (code != GUARD_DAMAGED)
		return code;
	command_fail(work.arguments.what != NULL && work.command->run == store_command_restore ?
	             "the backup is damaged beyond reading" :
	             "the store's file is damaged; put it back from a backup");
	return work.command->damaged;
}
