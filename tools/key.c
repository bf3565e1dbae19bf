/* phictl key: makes the secret keys that phimilter.conf(5) names, and changes the store's. */
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "tools/key_command.h"
#include "tools/store_access.h"

static const char key_usage[] =
	"usage: phictl key create FILE\n"
	"       phictl key list [--json]\n"
	"       phictl key rotate --reason TEXT [--wait SECONDS]\n"
	"       phictl key retire --reason TEXT [--compact] NUMBER\n\n"
	"create  makes FILE, readable by its owner alone, with a new random 256-bit key.\n"
	"        An existing file is never overwritten\n"
	"list    the keys that the store has had, and which records each of them seals\n"
	"rotate  makes a new key, puts it in the place of store.key_file, and lets the store\n"
	"        go over to it while the daemon runs; run again, it goes on where it was\n"
	"        stopped. --wait: for the daemon to take the new key, 10 seconds unless given\n"
	"retire  seals anew what key NUMBER sealed, and erases that key. --compact: takes both\n"
	"        out of the file's free pages, too; the daemon must not run\n\n"
	"exit status: 0 done; 2 error\n";

#define WAIT_SECONDS 10
#define WAIT_LIMIT 3600

static int
create(const char *path)
{
	int err = secret_key_create(path);

	if (err == ERROR_EXISTS)
		return command_fail("%s: exists already and was left as it is", path);
	if (err == ERROR_IO)
		return command_fail("%s: %m", path);
	if (err != 0)
		return command_fail("%s: %s", path, error_text(err));
	return EXIT_CODE_DONE;
}

/* ---- on the store --------------------------------------------------------------------- */

static const struct key_command {
	const char *name;
	int (*run)(const struct key_arguments *arguments);
	bool json, changes, waits, number, compacts;
} key_commands[] = {
	{ "list", key_command_list, .json = true },
	{ "rotate", key_command_rotate, .changes = true, .waits = true },
	{ "retire", key_command_retire, .changes = true, .number = true, .compacts = true },
};

struct key_work {
	const struct key_command *command;
	struct key_arguments arguments;
};

static int
key_work_run(void *context)
{
	const struct key_work *work = context;

	return work->command->run(&work->arguments);
}

/* Fails: ERROR_INVALID. */
static int
parse_number(const char *text, long long limit, long long *out)
{
	char *end;

	*out = strtoll(text, &end, 10);
	return end != text && *end == '\0' && *out >= 0 && *out <= limit ? 0 : ERROR_INVALID;
}

/* Fails: ERROR_INVALID, already said. */
static int
parse_arguments(int argc, char **argv, struct key_work *out)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' }, { "reason", required_argument, NULL, 'r' },
		{ "wait", required_argument, NULL, 'w' }, { "compact", no_argument, NULL, 'c' }, { 0 },
	};
	struct key_arguments *arguments = &out->arguments;
	long long seconds = WAIT_SECONDS, number = 0;
	const char *wrong = NULL;
	int option;

	optind = 1;
	while ((option = command_option("key", argc, argv, "", options)) != -1) {
		if (option == '?')
			return ERROR_INVALID; /* said by command_option() */
		if (option == 'j' && !out->command->json)
			wrong = "takes no --json";
		else if (option == 'r' && !out->command->changes)
			wrong = "takes no --reason";
		else if (option == 'w' && !out->command->waits)
			wrong = "takes no --wait";
		else if (option == 'c' && !out->command->compacts)
			wrong = "takes no --compact";
		else if (option == 'w' && parse_number(optarg, WAIT_LIMIT, &seconds) != 0)
			wrong = "takes --wait in seconds, an hour at the most";
		if (option == 'j')
			arguments->json = true;
		if (option == 'c')
			arguments->compact = true;
		if (option == 'r')
			arguments->reason = optarg;
	}
	arguments->seconds = seconds;
	if (wrong == NULL && out->command->number && optind < argc &&
	    parse_number(argv[optind++], STORE_EPOCH_LIMIT, &number) != 0)
		wrong = "takes the number of a key";
	arguments->number = (size_t)number;
	if (wrong == NULL && optind < argc)
		wrong = out->command->number ? "got one argument too many" : "takes no argument";
	if (wrong != NULL)
		command_fail("key %s %s", out->command->name, wrong);
	return wrong == NULL ? 0 : ERROR_INVALID;
}

static int
run_on_store(struct key_work *work, int argc, char **argv)
{
	if (parse_arguments(argc, argv, work) != 0)
		return EXIT_CODE_ERROR;
	return store_access_guard(key_work_run, work);
}

int
command_key(const struct command_context *context, int argc, char **argv)
{
	struct key_work work = { .arguments = { .context = context, .reason = "" } };
	const char *name = argc > 1 ? argv[1] : "";
	int code;

	if (command_helps(key_usage, argc, argv, &code))
		return code;
	if (strcmp(name, "create") == 0 && argc == 3)
		return create(argv[2]);
	for (size_t i = 0; i < ARRAY_LENGTH(key_commands); i++)
		if (strcmp(name, key_commands[i].name) == 0)
			work.command = &key_commands[i];
	if (work.command != NULL)
		return run_on_store(&work, argc - 1, argv + 1);
	fputs(key_usage, stderr);
	return EXIT_CODE_ERROR;
}
