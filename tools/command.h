/*
 * phictl's subcommands: one file each, one function each, listed in phictl.c.
 *
 * Exit codes: 0 done; 1 done, and the answer is "found" or "not in order"
 * (as each manual section says); 2 error, with one line on standard error.
 */
#ifndef PHIMILTER_TOOLS_COMMAND_H
#define PHIMILTER_TOOLS_COMMAND_H

#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>

#include "core/attributes.h"
#include "core/configuration.h"
#include "core/secret_key.h"

enum exit_code { EXIT_CODE_DONE = 0, EXIT_CODE_FOUND = 1, EXIT_CODE_ERROR = 2 };

/* What stands before the subcommand: phictl [-c FILE] ... */
struct command_context {
	const char *configuration_file; /* never NULL */
	bool configuration_given;       /* named by -c, so it must exist */
};

/* argv[0] is the subcommand's own name; command_option() may be used from optind = 1. */
int command_scan(const struct command_context *context, int argc, char **argv);
int command_edm(const struct command_context *context, int argc, char **argv);
int command_eval(const struct command_context *context, int argc, char **argv);
int command_audit(const struct command_context *context, int argc, char **argv);
int command_held(const struct command_context *context, int argc, char **argv);
int command_policy(const struct command_context *context, int argc, char **argv);
int command_escrow(const struct command_context *context, int argc, char **argv);
int command_retention(const struct command_context *context, int argc, char **argv);
int command_hold(const struct command_context *context, int argc, char **argv);
int command_store(const struct command_context *context, int argc, char **argv);
int command_search(const struct command_context *context, int argc, char **argv);
int command_status(const struct command_context *context, int argc, char **argv);
int command_reload(const struct command_context *context, int argc, char **argv);
int command_report(const struct command_context *context, int argc, char **argv);
int command_dispose(const struct command_context *context, int argc, char **argv);
int command_notify(const struct command_context *context, int argc, char **argv);
int command_key(const struct command_context *context, int argc, char **argv);

/*
 * For a command with commands of its own: prints `usage` where --help or -h stands among the
 * arguments, or where there are none, which is an error. Whether it did; `*code` is then the
 * exit code.
 */
bool command_helps(const char *usage, int argc, char **argv, int *code);

/*
 * As getopt_long(), which complains by the name of the program: here that is "phictl", the command
 * whose part this is (`of`; "" for none) and argv[0], so that who reads a script's log finds the line.
 */
int command_option(const char *of, int argc, char **argv, const char *letters,
                   const struct option *options);

/* "phictl: " and the message on standard error; returns EXIT_CODE_ERROR. */
__attribute__((format(printf, 1, 2)))
int command_fail(const char *format, ...);

/* That standard output could not be written, for the reason in errno; returns EXIT_CODE_ERROR. */
int command_fail_output(void);

/*
 * The exit code of a command that returned `code`, once all that it printed has left: what could
 * not be printed was not done.
 */
int command_end(int code);

/* Prints each diagnostic as command_fail() does; returns EXIT_CODE_ERROR. */
int command_fail_diagnostics(struct diagnostics *why);

/*
 * The configuration of the context. Where none was named and the default file
 * does not exist, all defaults, when `defaults_will_do`.
 * Fails: ERROR_CONFIG, ERROR_MEMORY; already printed.
 */
MUST_USE int command_configuration(const struct command_context *context, bool defaults_will_do,
                                   struct configuration **out);

/*
 * A progress bar on standard error, drawn only where that is a terminal and
 * redrawn at most ten times a second; `total` 0 clears it. Nothing for pipes.
 */
void command_progress(const char *what, uint64_t done, uint64_t total);

#endif
