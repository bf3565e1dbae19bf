/* phictl escrow: what the portal notices stand for; see phictl(1). */
#include <string.h>

#include "tools/escrow_command.h"
#include "tools/store_access.h"

static const char escrow_usage[] =
	"usage: phictl escrow list [--json]\n"
	"       phictl escrow show [--json] ID\n"
	"       phictl escrow check [--json]\n"
	"       phictl escrow open [OPTION...] --key FILE --cert FILE ID\n"
	"       phictl escrow open [OPTION...] --token-file FILE ID\n"
	"       phictl escrow export [OPTION...] ID\n"
	"       phictl escrow revoke --reason TEXT ID\n"
	"       phictl escrow release --key FILE --cert FILE --reason TEXT [--days N]\n"
	"                             [-o FILE] [--force] ID\n"
	"       phictl escrow expire [--dry-run] [--reason TEXT]\n"
	"       phictl escrow stats [--json]\n"
	"       phictl escrow token-key [FILE]\n"
	"\n"
	"list       sealed originals, oldest first, a line for each receiver\n"
	"show       all that is known of one\n"
	"check      whether every sealed file is there and as it was written; exit\n"
	"           status 1 when one is not\n"
	"open       writes the original, byte for byte\n"
	"export     writes the sealed form, to be opened elsewhere with openssl cms\n"
	"revoke     ends the link of a notice: its key is taken out of the file\n"
	"release    gives the original a new link, with an officer's key, and prints it\n"
	"expire     takes out the keys of links whose time is over (escrow.link_days)\n"
	"stats      how many there are and what they take, by retention class and age\n"
	"token-key  reads a notice's token or link from FILE (default: standard input)\n"
	"           and prints what openssl cms needs to open with it\n"
	"\n"
	"  --key FILE         a records officer's private key (PEM)\n"
	"  --cert FILE        the certificate that belongs to it (PEM)\n"
	"  --token-file FILE  holds the token or the whole link; \"-\" is standard input\n"
	"  --reason TEXT      why, for the record\n"
	"  -o, --output FILE  a new file to write to, for its owner alone (default:\n"
	"                     standard output, which must not be a terminal)\n"
	"  --force            write to a terminal all the same\n"
	"  --json             one JSON object a line\n"
	"\n"
	"Each open, export, revoke and release, and each attempt that fails, is written to the audit\n"
	"record before anything is shown.\n"
	"exit status: 0 done; 1 check found an original not as it was sealed, or a hold keeps a link's\n"
	"key; 2 error\n";

static const struct {
	const char *name;
	int (*run)(const struct command_context *context, int argc, char **argv);
} commands[] = {
	{ "list", escrow_command_list },
	{ "show", escrow_command_show },
	{ "check", escrow_command_check },
	{ "open", escrow_command_open },
	{ "export", escrow_command_export },
	{ "revoke", escrow_command_life },
	{ "release", escrow_command_life },
	{ "expire", escrow_command_life },
	{ "stats", escrow_command_stats },
	{ "token-key", escrow_command_token_key },
};

struct escrow_work {
	const struct command_context *context;
	int (*run)(const struct command_context *context, int argc, char **argv);
	int argc;
	char **argv;
};

static int
escrow_work_run(void *context)
{
	const struct escrow_work *work = context;

	return work->run(work->context, work->argc, work->argv);
}

int
command_escrow(const struct command_context *context, int argc, char **argv)
{
	struct escrow_work work = { context, NULL, argc - 1, argv + 1 };
	int code;

	if (command_helps(escrow_usage, argc, argv, &code))
		return code;
	for (size_t i = 0; i < ARRAY_LENGTH(commands); i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			work.run = commands[i].run;
	if (work.run != NULL)
		return store_access_guard(escrow_work_run, &work);
	return command_fail("escrow: unknown command \"%s\"; phictl escrow --help lists them", argv[1]);
}

int
escrow_command_options(int argc, char **argv, int most, bool *json)
{
	static const struct option options[] = { { "json", no_argument, NULL, 'j' }, { 0 } };
	int option;

	*json = false;
	optind = 1;
	while ((option = command_option("escrow", argc, argv, "", options)) != -1) {
		if (option != 'j')
			return -1; /* said by command_option() */
		*json = true;
	}
	if (argc - optind <= most)
		return optind;
	command_fail("escrow %s: takes no \"%s\"", argv[0], argv[optind + most]);
	return -1;
}

bool
escrow_command_takes_id(const char *argument)
{
	return strlen(argument) == MESSAGE_ESCROW_ID_SIZE - 1 &&
	       strspn(argument, "0123456789abcdef") == MESSAGE_ESCROW_ID_SIZE - 1;
}
