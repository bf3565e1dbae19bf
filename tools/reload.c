/* phictl reload: a changed configuration is taken up, with who wants it and why in the record. */
#include <errno.h>
#include <signal.h>
#include <time.h>

#include "core/error.h"
#include "tools/act.h"
#include "tools/daemon_state.h"
#include "tools/store_access.h"

/* How long the daemon may take to read and compile it all, lists of patients included. */
#define WAIT_SECONDS 60
#define LOOK_NANOSECONDS (100 * 1000 * 1000)

static const char reload_usage[] =
	"usage: phictl reload --reason TEXT\n\n"
	"Lets the running daemon read its configuration anew, as SIGHUP does, waits for what\n"
	"comes of it, and says it. Who asked, and why, is recorded before.\n\n"
	"  --reason TEXT  why it was changed, for the record\n\n"
	"exit status: 0 it decides from now on; 1 refused, the daemon keeps the one it has;\n"
	"2 error\n";

/* Waits until the daemon has counted another reload than the `before` it had. */
static int
wait_for_outcome(const struct configuration *configuration, uint64_t before,
                 struct daemon_state *out)
{
	const struct timespec pause = { .tv_nsec = LOOK_NANOSECONDS };
	const time_t end = time(NULL) + WAIT_SECONDS;

	do {
		nanosleep(&pause, NULL);
		int err = daemon_state_find(configuration, out);
		if (err != 0)
			return err;
		if (out->pid == 0 || out->reloads > before)
			return 0;
	} while (time(NULL) < end);
	return ERROR_TIMEOUT;
}

static int
say_outcome(int err, const struct daemon_state *state)
{
	if (err == ERROR_TIMEOUT)
		return command_fail("the daemon has not said within %d seconds what became of it; its log "
		                    "does", WAIT_SECONDS);
	if (err != 0)
		return command_fail("%s", error_text(err));
	if (state->pid == 0)
		return command_fail("the daemon ended; its log says why");
	if (state->reload_refused) {
		puts("refused: the daemon keeps the configuration it has; its log says what is wrong");
		return EXIT_CODE_FOUND;
	}
	puts("the configuration decides from now on");
	return EXIT_CODE_DONE;
}

static int
run_reload(struct store_access *access, void *context)
{
	const char *const *reason = context;
	const struct act act = { "asked for the configuration to be read anew", *reason, 0, NULL };
	struct daemon_state before, after = { 0 };

	int err = daemon_state_find(access->configuration, &before);
	if (err != 0)
		return command_fail("%s", error_text(err));
	if (before.pid == 0)
		return command_fail("the daemon does not run; it reads the configuration when it starts");
	if (kill(before.pid, 0) != 0)
		return command_fail("the daemon, process %d, cannot be sent a signal: %s; run as root",
		                    (int)before.pid, strerror(errno));
	if (act_record(access->store, &act) != 0)
		return EXIT_CODE_ERROR;
	if (kill(before.pid, SIGHUP) != 0)
		return command_fail("the daemon, process %d, cannot be sent a signal: %s",
		                    (int)before.pid, strerror(errno));
	err = wait_for_outcome(access->configuration, before.reloads, &after);
	int code = say_outcome(err, &after);
	return code != EXIT_CODE_ERROR && fflush(stdout) != 0 ? command_fail_output() : code;
}

/* Fills in the reason; false after it said what is wrong, or the usage, with `*code`. */
static bool
parse_arguments(int argc, char **argv, const char **reason, int *code)
{
	static const struct option options[] = {
		{ "help", no_argument, NULL, 'h' },
		{ "reason", required_argument, NULL, 'r' },
		{ NULL, 0, NULL, 0 },
	};

	*reason = "";
	for (int option; (option = command_option("", argc, argv, "h", options)) != -1;) {
		if (option != 'r') {
			fputs(reload_usage, option == 'h' ? stdout : stderr);
			*code = option == 'h' ? EXIT_CODE_DONE : EXIT_CODE_ERROR;
			return false;
		}
		*reason = optarg;
	}
	if (optind < argc)
		*code = command_fail("reload takes no \"%s\"; see phictl reload --help", argv[optind]);
	else if ((*reason)[0] == '\0')
		*code = command_fail("reload needs --reason TEXT, for the record");
	else
		return true;
	return false;
}

int
command_reload(const struct command_context *context, int argc, char **argv)
{
	const char *reason;
	int code;

	if (!parse_arguments(argc, argv, &reason, &code))
		return code;
	return store_access_run(context, STORE_APPEND, run_reload, &reason);
}
