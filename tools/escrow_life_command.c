/* The arguments of phictl escrow revoke, release and expire. */
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include "core/error.h"
#include "store/disposal.h"
#include "tools/escrow_command.h"
#include "tools/escrow_life.h"

#define LINK_DAYS_LIMIT 36600

static const struct life_command {
	const char *name;
	int (*run)(struct store_access *access, const struct life_arguments *arguments);
	bool id, reason, key;
	const char *options;
} life_commands[] = {
	{ "revoke", escrow_revoke, true, true, false, "r" },
	{ "release", escrow_release, true, true, true, "rkcdof" },
	{ "expire", escrow_expire, false, false, false, "rn" },
};

static int
days_parse(const char *text, long *out)
{
	char *end;

	*out = strtol(text, &end, 10);
	if (*text != '\0' && *end == '\0' && *out >= 0 && *out <= LINK_DAYS_LIMIT)
		return 0;
	command_fail("escrow: --days \"%s\": give 0 to %d; 0 is as long as the original is there", text,
	             LINK_DAYS_LIMIT);
	return ERROR_INVALID;
}

static int
take_option(int option, struct life_arguments *out)
{
	switch (option) {
	case 'r': out->reason = optarg; break;
	case 'k': out->key = optarg; break;
	case 'c': out->certificate = optarg; break;
	case 'd': return days_parse(optarg, &out->days);
	case 'o': out->output = optarg; break;
	case 'f': out->force = true; break;
	case 'n': out->dry_run = true; break;
	default: return ERROR_INVALID; /* said by command_option() */
	}
	return 0;
}

static int
check_arguments(const struct life_command *command, const struct life_arguments *arguments)
{
	const char *wrong = NULL;

	if (command->id && (arguments->id == NULL || !escrow_command_takes_id(arguments->id)))
		wrong = "needs one id of 32 hexadecimal digits, as list prints it";
	else if (command->reason && arguments->reason[0] == '\0')
		wrong = "needs --reason TEXT, for the record";
	else if (strlen(arguments->reason) > ACT_REASON_LIMIT)
		wrong = "takes a reason of at most 1024 bytes";
	else if (command->key && (arguments->key == NULL || arguments->certificate == NULL))
		wrong = "needs --key and --cert: only a records officer can let others in";
	if (wrong == NULL)
		return 0;
	command_fail("escrow %s: %s", command->name, wrong);
	return ERROR_INVALID;
}

static int
parse_arguments(int argc, char **argv, const struct life_command *command,
                struct life_arguments *out)
{
	static const struct option options[] = {
		{ "reason", required_argument, NULL, 'r' }, { "key", required_argument, NULL, 'k' },
		{ "certificate", required_argument, NULL, 'c' }, /* or --cert: getopt_long(3) */
		{ "days", required_argument, NULL, 'd' }, { "output", required_argument, NULL, 'o' },
		{ "force", no_argument, NULL, 'f' }, { "dry-run", no_argument, NULL, 'n' }, { 0 },
	};
	int option;

	*out = (struct life_arguments){ .reason = "", .days = -1 };
	optind = 1;
	while ((option = command_option("escrow", argc, argv, "o:", options)) != -1) {
		if (option != '?' && strchr(command->options, option) == NULL) {
			command_fail("escrow %s takes no such option; phictl escrow --help lists them",
			             command->name);
			return ERROR_INVALID;
		}
		int err = take_option(option, out);
		if (err != 0)
			return err;
	}
	out->id = command->id && optind < argc ? argv[optind++] : NULL;
	if (optind == argc)
		return check_arguments(command, out);
	command_fail("escrow %s: takes no \"%s\"", command->name, argv[optind]);
	return ERROR_INVALID;
}

static int
life_run(struct store_access *access, const struct life_command *command,
         const struct life_arguments *arguments)
{
	int err = store_disposal_lock(access->store);

	if (err == 0)
		return command->run(access, arguments);
	if (err == ERROR_EXISTS)
		return command_fail("escrow %s: another phictl is changing or destroying originals right now; "
		                    "try again at its end", command->name);
	return store_access_fail(access, err);
}

int
escrow_command_life(const struct command_context *context, int argc, char **argv)
{
	const struct life_command *command = life_commands;
	struct life_arguments arguments;
	struct store_access access;

	while (strcmp(command->name, argv[0]) != 0)
		command++; /* it is called by these names alone */
	if (parse_arguments(argc, argv, command, &arguments) != 0)
		return EXIT_CODE_ERROR;
	/* An original must not come into a core file. */
	if (prctl(PR_SET_DUMPABLE, 0) != 0)
		return command_fail("escrow: %m");
	if (store_access_open(context, STORE_APPEND, &access) != 0)
		return EXIT_CODE_ERROR;
	int code = life_run(&access, command, &arguments);
	store_access_close(&access);
	return code;
}
