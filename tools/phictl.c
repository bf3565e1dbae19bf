/* phictl: the officer's and the admin's tool; see phictl(1). */
#include <string.h>
#include <unistd.h>

#include "config.h"
#include "core/memory_pool.h"
#include "tools/command.h"

static const struct {
	const char *name;
	int (*run)(const struct command_context *context, int argc, char **argv);
	const char *summary;
} subcommands[] = {
	{ "scan", command_scan, "find identifiers and health context in messages or text" },
	{ "edm", command_edm, "make or look at the list of patients for exact data match" },
	{ "eval", command_eval, "measure detection on labelled corpora" },
	{ "audit", command_audit, "list, show, verify or export the record of decisions" },
	{ "held", command_held, "list, show, release or reject held mail" },
	{ "policy", command_policy, "check, test, explain, compare or rehearse rules" },
	{ "escrow", command_escrow, "list, show or open sealed originals" },
	{ "hold", command_hold, "legal holds: keep what a matter is about" },
	{ "retention", command_retention, "rehearse the retention schedule, list what is due" },
	{ "dispose", command_dispose, "destroy what is due, and prove it" },
	{ "search", command_search, "find the messages that concern a person, an address ..." },
	{ "store", command_store, "check, measure, back up, restore, compact, move the store" },
	{ "status", command_status, "how phimilter is: daemon, mail of today, store, warnings" },
	{ "reload", command_reload, "let the daemon take a changed configuration up" },
	{ "report", command_report, "what happened in a period, as a page or a table" },
	{ "notify", command_notify, "tell people of what rules decided" },
	{ "key", command_key, "create a secret key, list or change the store's" },
};

static void
usage(FILE *out)
{
	fputs("usage: phictl [-c FILE] COMMAND [ARGUMENT...]\n"
	      "       phictl --help | --version\n\ncommands:\n", out);
	for (size_t i = 0; i < ARRAY_LENGTH(subcommands); i++)
		fprintf(out, "  %-9s %s\n", subcommands[i].name, subcommands[i].summary);
	fputs("\n  -c FILE  configuration (default " PKGSYSCONFDIR "/phimilter.conf)\n"
	      "\n`phictl COMMAND --help` says more; the manual is phictl(1).\n", out);
}

/*
 * Takes "-c FILE" or "-cFILE", and returns where the command stands; -1 when
 * the file is missing. By hand, as getopt() keeps state that the commands' own
 * use of it would meet.
 */
static int
take_configuration(int argc, char **argv, struct command_context *context)
{
	if (argc < 2 || strncmp(argv[1], "-c", 2) != 0)
		return 1;
	bool joined = argv[1][2] != '\0';
	if (!joined && argc < 3)
		return -1;
	context->configuration_file = joined ? argv[1] + 2 : argv[2];
	context->configuration_given = true;
	return joined ? 2 : 3;
}

static int
run(int argc, char **argv)
{
	struct command_context context = {
		.configuration_file = PKGSYSCONFDIR "/phimilter.conf",
	};
	int first = take_configuration(argc, argv, &context);

	if (first < 0)
		return command_fail("-c needs the name of a configuration file");
	if (first >= argc) {
		usage(stderr);
		return EXIT_CODE_ERROR;
	}
	if (strcmp(argv[first], "--help") == 0 || strcmp(argv[first], "-h") == 0) {
		usage(stdout);
		return EXIT_CODE_DONE;
	}
	if (strcmp(argv[first], "--version") == 0) {
		puts("phictl " PACKAGE_VERSION);
		return EXIT_CODE_DONE;
	}
	for (size_t i = 0; i < ARRAY_LENGTH(subcommands); i++)
		if (strcmp(argv[first], subcommands[i].name) == 0)
			return subcommands[i].run(&context, argc - first, argv + first);
	return command_fail("unknown command \"%s\"; phictl --help lists them", argv[first]);
}

int
main(int argc, char **argv)
{
	memory_keep();
	return command_end(run(argc, argv));
}
