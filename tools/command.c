#include "tools/command.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/error.h"

#define COMMAND_NAME_SIZE 64
#define PROGRESS_WIDTH 40
#define PROGRESS_INTERVAL_MS 100

static bool
asks_for_help(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			return true;
	return false;
}

bool
command_helps(const char *usage, int argc, char **argv, int *code)
{
	bool asked = asks_for_help(argc, argv);

	if (!asked && argc > 1 && argv[1][0] != '\0')
		return false;
	fputs(usage, asked ? stdout : stderr);
	*code = asked ? EXIT_CODE_DONE : EXIT_CODE_ERROR;
	return true;
}

int
command_option(const char *of, int argc, char **argv, const char *letters,
               const struct option *options)
{
	char name[COMMAND_NAME_SIZE], *own = argv[0];

	snprintf(name, sizeof(name), "phictl %s%s%s", of, *of != '\0' ? " " : "", own);
	argv[0] = name;
	int option = getopt_long(argc, argv, letters, options, NULL);
	argv[0] = own;
	return option;
}

int
command_fail(const char *format, ...)
{
	char *text = NULL;
	va_list args;

	va_start(args, format);
	/* In one piece: of several phictl on one terminal each line is whole. */
	if (vasprintf(&text, format, args) >= 0)
		fprintf(stderr, "phictl: %s\n", text);
	else
		fprintf(stderr, "phictl: %s\n", error_text(ERROR_MEMORY));
	va_end(args);
	free(text);
	return EXIT_CODE_ERROR;
}

int
command_fail_output(void)
{
	return command_fail("standard output: %m");
}

int
command_end(int code)
{
	return code != EXIT_CODE_ERROR && (fflush(stdout) != 0 || ferror(stdout)) ? command_fail_output() : code;
}

int
command_fail_diagnostics(struct diagnostics *why)
{
	for (size_t i = 0; diagnostics_line(why, i) != NULL; i++)
		command_fail("%s", diagnostics_line(why, i));
	diagnostics_release(why);
	return EXIT_CODE_ERROR;
}

int
command_configuration(const struct command_context *context, bool defaults_will_do,
                      struct configuration **out)
{
	struct diagnostics why;
	int err;

	diagnostics_init(&why);
	if (defaults_will_do && !context->configuration_given &&
	    access(context->configuration_file, F_OK) != 0)
		err = configuration_parse("", "defaults", &why, out);
	else
		err = configuration_load(context->configuration_file, &why, out);
	if (err == ERROR_MEMORY)
		command_fail("%s", error_text(err));
	command_fail_diagnostics(&why);
	return err;
}

void
command_progress(const char *what, uint64_t done, uint64_t total)
{
	static struct timespec last;
	struct timespec now;

	if (!isatty(STDERR_FILENO))
		return;
	if (total == 0) {
		fputs("\r\033[K", stderr);
		return;
	}
	clock_gettime(CLOCK_MONOTONIC, &now);
	int64_t elapsed = (now.tv_sec - last.tv_sec) * 1000 + (now.tv_nsec - last.tv_nsec) / 1000000;
	if (elapsed < PROGRESS_INTERVAL_MS && done < total)
		return;
	last = now;
	int filled = (int)(done * PROGRESS_WIDTH / total);
	fprintf(stderr, "\r%s [%.*s%*s] %3d%%", what, filled,
	        "########################################", PROGRESS_WIDTH - filled, "",
	        (int)(done * 100 / total));
}
