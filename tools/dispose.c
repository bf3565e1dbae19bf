/* phictl dispose: destroying what is due, and proving it; see phictl-dispose(1). */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/error.h"
#include "tools/act.h"
#include "tools/audit_arguments.h"
#include "tools/audit_filter.h"
#include "tools/dispose_command.h"
#include "tools/time_text.h"

static const char dispose_usage[] =
	"usage: phictl dispose propose [--at TIME] [--class NAME] [--reason TEXT]\n"
	"       phictl dispose list [--json]\n"
	"       phictl dispose show [--json] DISPOSAL\n"
	"       phictl dispose export [--json | --csv] [--reason TEXT] DISPOSAL\n"
	"       phictl dispose approve --reason TEXT DISPOSAL\n"
	"       phictl dispose resume DISPOSAL\n"
	"       phictl dispose withdraw --reason TEXT DISPOSAL\n"
	"       phictl dispose certificate --key FILE [-o FILE] [--list FILE]\n"
	"                                  [--reason TEXT] DISPOSAL\n"
	"       phictl dispose check-certificate --public-key FILE [--list FILE]\n"
	"                                  [--json] CERTIFICATE\n\n"
	"propose      lists what is due and held by nothing, by class, under a number;\n"
	"             nothing is removed\n"
	"list, show   disposals, and what one is about\n"
	"export       its records by Message-ID and digest, for the archive\n"
	"approve      asks for each record again, and destroys what is still due\n"
	"resume       goes on with one that was approved and did not come to its end\n"
	"withdraw     ends one that was not approved\n"
	"certificate  a signed certificate of destruction; --list writes what it is about\n"
	"check-certificate\n"
	"             verifies one, and prints it for people; needs no store\n\n"
	"exit status: 0 done; 1 propose: nothing is due; approve, resume: something was\n"
	"left out; check-certificate: it is not valid; the disposal is not in a state for\n"
	"that; 2 error\n";

static const struct dispose_command {
	const char *name;
	int (*run)(struct store_access *access, const struct dispose_arguments *arguments);
	enum store_mode mode;
	bool number;            /* takes one */
	bool reason;            /* needs one */
	const char *options;    /* the letters of what it takes besides */
} dispose_commands[] = {
	{ "propose", dispose_propose, STORE_APPEND, false, false, "acr" },
	{ "list", dispose_list, STORE_READ, false, false, "j" },
	{ "show", dispose_show, STORE_READ, true, false, "j" },
	{ "export", dispose_export, STORE_APPEND, true, false, "jvr" },
	{ "approve", dispose_approve, STORE_APPEND, true, true, "r" },
	{ "resume", dispose_resume, STORE_APPEND, true, false, "" },
	{ "withdraw", dispose_withdraw, STORE_APPEND, true, true, "r" },
	{ "certificate", dispose_certificate, STORE_APPEND, true, false, "korl" },
	{ "check-certificate", NULL, STORE_READ, false, false, "plj" },
};

/* Says what is wrong with the arguments, if anything. Fails: ERROR_INVALID. */
static int
check_arguments(const struct dispose_command *command, struct dispose_arguments *arguments)
{
	const char *wrong = NULL;

	if (command->reason && arguments->reason[0] == '\0')
		wrong = "needs --reason TEXT, for the record";
	else if (strlen(arguments->reason) > ACT_REASON_LIMIT)
		wrong = "takes a reason of at most 1024 bytes";
	else if (arguments->json && arguments->csv)
		wrong = "takes --json or --csv, not both";
	else if (command->run == NULL && (arguments->what == NULL || arguments->public_key == NULL))
		wrong = "needs --public-key FILE and a certificate";
	else if (command->run == dispose_certificate && arguments->key == NULL)
		wrong = "needs --key FILE: an Ed25519 private key in PEM, made with: openssl genpkey "
		        "-algorithm ed25519";
	else if (command->number && (arguments->what == NULL ||
	                             audit_number_parse(arguments->what, &arguments->number) != 0))
		wrong = "needs the number of a disposal, as `phictl dispose list` prints it";
	else if (command->run != NULL && !command->number && arguments->what != NULL)
		wrong = "got one argument too many";
	if (wrong == NULL)
		return 0;
	command_fail("dispose %s %s", command->name, wrong);
	return ERROR_INVALID;
}

/* What is due at a time to come may be kept longer until then. */
static int
parse_at(const char *text, struct dispose_arguments *out)
{
	if (audit_time_parse(text, out->now, &out->at) != 0) {
		command_fail("dispose: --at \"%s\": give a date, such as 2026-01-31", text);
		return ERROR_INVALID;
	}
	if (out->at <= out->now)
		return 0;
	command_fail("dispose: --at \"%s\" lies in the future (now it is %s): nothing is destroyed "
	             "before it is due", text, time_text(out->now).text);
	return ERROR_INVALID;
}

static int
take_option(int option, struct dispose_arguments *out)
{
	switch (option) {
	case 'a': return parse_at(optarg, out);
	case 'c': out->class = optarg; break;
	case 'r': out->reason = optarg; break;
	case 'k': out->key = optarg; break;
	case 'p': out->public_key = optarg; break;
	case 'o': out->output = optarg; break;
	case 'l': out->list = optarg; break;
	case 'j': out->json = true; break;
	case 'v': out->csv = true; break;
	default: return ERROR_INVALID; /* said by command_option() */
	}
	return 0;
}

static int
parse_arguments(int argc, char **argv, const struct dispose_command *command,
                struct dispose_arguments *out)
{
	static const struct option options[] = {
		{ "at", required_argument, NULL, 'a' }, { "class", required_argument, NULL, 'c' },
		{ "reason", required_argument, NULL, 'r' }, { "key", required_argument, NULL, 'k' },
		{ "public-key", required_argument, NULL, 'p' }, { "output", required_argument, NULL, 'o' },
		{ "list", required_argument, NULL, 'l' }, { "json", no_argument, NULL, 'j' },
		{ "csv", no_argument, NULL, 'v' }, { 0 },
	};
	int option;

	*out = (struct dispose_arguments){ .reason = "", .now = (int64_t)time(NULL) };
	out->at = out->now;
	optind = 1;
	while ((option = command_option("dispose", argc, argv, "o:", options)) != -1) {
		if (option != '?' && strchr(command->options, option) == NULL) {
			command_fail("dispose %s takes no such option; phictl dispose --help lists them",
			             command->name);
			return ERROR_INVALID;
		}
		int err = take_option(option, out);
		if (err != 0)
			return err;
	}
	out->what = optind < argc ? argv[optind++] : NULL;
	if (optind == argc)
		return check_arguments(command, out);
	command_fail("dispose %s: \"%s\" is one argument too many", command->name, argv[optind]);
	return ERROR_INVALID;
}

struct dispose_work {
	const struct dispose_command *command;
	struct dispose_arguments arguments;
};

static int
dispose_work_run(struct store_access *access, void *context)
{
	const struct dispose_work *work = context;

	return work->command->run(access, &work->arguments);
}

int
command_dispose(const struct command_context *context, int argc, char **argv)
{
	struct dispose_work work = { 0 };
	const char *name = argc > 1 ? argv[1] : "";
	int code;

	if (command_helps(dispose_usage, argc, argv, &code))
		return code;
	for (size_t i = 0; i < ARRAY_LENGTH(dispose_commands); i++)
		if (strcmp(name, dispose_commands[i].name) == 0)
			work.command = &dispose_commands[i];
	if (work.command == NULL)
		return command_fail("dispose has no \"%s\"; phictl dispose --help lists what it has", name);
	if (parse_arguments(argc - 1, argv + 1, work.command, &work.arguments) != 0)
		return EXIT_CODE_ERROR;
	if (work.command->run == NULL)
		return dispose_check_certificate(&work.arguments);
	return store_access_run(context, work.command->mode, dispose_work_run, &work);
}
