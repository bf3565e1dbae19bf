/* phictl: the officer's and the admin's tool; see phictl(1). */
#include <string.h>
#include <unistd.h>

#include "config.h"
#include "tools/command.h"

static const struct {
	const char *name;
	int (*run)(const struct command_context *context, int argc, char **argv);
	const char *summary;
} subcommands[] = {
	{ "scan", command_scan, "find identifiers and health context in messages or text" },
	{ "audit", command_audit, "list, show, verify or export the record of decisions" },
	{ "escrow", command_escrow, "list, show or open sealed originals" },
	{ "key", command_key, "create a secret key" },
};

static void
usage(FILE *out)
{
	fputs("usage: phictl [-c FILE] COMMAND [ARGUMENT...]\n"
	      "       phictl --help | --version\n\ncommands:\n", out);
	for (size_t i = 0; i < ARRAY_LENGTH(subcommands); i++)
		fprintf(out, "  %-8s %s\n", subcommands[i].name, subcommands[i].summary);
	fputs("\n  -c FILE  configuration (default " PKGSYSCONFDIR "/phimilter.conf)\n"
	      "\n`phictl COMMAND --help` says more; the manual is phictl(1).\n", out);
}

int
main(int argc, char **argv)
{
	struct command_context context = {
		.configuration_file = PKGSYSCONFDIR "/phimilter.conf",
	};
	int first = 1;

	if (first + 1 < argc && strcmp(argv[first], "-c") == 0) {
		context.configuration_file = argv[first + 1];
		context.configuration_given = true;
		first += 2;
	}
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
