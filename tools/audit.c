/* phictl audit: the record of decisions; see phictl(1). */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/error.h"
#include "tools/audit_filter.h"
#include "tools/audit_print.h"
#include "tools/audit_verify.h"
#include "tools/guard.h"
#include "tools/store_access.h"

static const char audit_usage[] =
	"usage: phictl audit list [--json] [--limit N] [FILTER...]\n"
	"       phictl audit show [--json] RECORD|QUEUE-ID\n"
	"       phictl audit export [--json] [FILTER...]\n"
	"       phictl audit verify [--json] [--head RECORD:HASH]\n\n"
	"list    a line for each decision, oldest first; --limit shows the last N only\n"
	"show    all that is kept about one record, or about a message by its queue id\n"
	"export  a JSON object for each record, all of it\n"
	"verify  walks the chain; --head proves that it still holds what an earlier\n"
	"        verify printed as its head\n\n"
	"filters, all of which must hold:\n"
	"  --since TIME, --until TIME   2026-01-31, 2026-01-31T12:00:00Z, or an age: 90m, 12h, 7d\n"
	"  --queue-id ID                the MTA's queue id\n"
	"  --message-id ID              the Message-ID field\n"
	"  --sender, --recipient ADDRESS   or @DOMAIN\n"
	"  --outcome NAME               pass, tls, portal, hold or reject; of any recipient\n"
	"  --kind NAME                  decision, edit-failure or access\n"
	"  --phi                        messages with PHI\n\n"
	"exit status: 0 done; 1 show found nothing, or verify found the record not in\n"
	"order; 2 error\n";

enum audit_option {
	OPTION_SINCE = 256, OPTION_UNTIL, OPTION_QUEUE_ID, OPTION_MESSAGE_ID, OPTION_SENDER,
	OPTION_RECIPIENT, OPTION_OUTCOME, OPTION_KIND, OPTION_PHI, OPTION_JSON, OPTION_LIMIT,
	OPTION_HEAD,
};

static const struct option audit_options[] = {
	{ "since", required_argument, NULL, OPTION_SINCE },
	{ "until", required_argument, NULL, OPTION_UNTIL },
	{ "queue-id", required_argument, NULL, OPTION_QUEUE_ID },
	{ "message-id", required_argument, NULL, OPTION_MESSAGE_ID },
	{ "sender", required_argument, NULL, OPTION_SENDER },
	{ "recipient", required_argument, NULL, OPTION_RECIPIENT },
	{ "outcome", required_argument, NULL, OPTION_OUTCOME },
	{ "kind", required_argument, NULL, OPTION_KIND },
	{ "phi", no_argument, NULL, OPTION_PHI },
	{ "json", no_argument, NULL, OPTION_JSON },
	{ "limit", required_argument, NULL, OPTION_LIMIT },
	{ "head", required_argument, NULL, OPTION_HEAD },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

struct audit_arguments {
	struct audit_filter filter;
	bool filtered;
	bool json;
	bool help;
	uint64_t limit;     /* 0 for none */
	const char *head;   /* NULL when not given */
	const char *what;   /* the operand; NULL when there is none */
};

/* ---- arguments --------------------------------------------------------------- */

/* A whole number from 1. */
static int
number_parse(const char *text, uint64_t *out)
{
	char *end;

	errno = 0;
	unsigned long long number = strtoull(text, &end, 10);
	if (errno != 0 || !byte_is_digit((uint8_t)text[0]) || *end != '\0' || number == 0)
		return ERROR_INVALID;
	*out = number;
	return 0;
}

static unsigned
record_kind_find(const char *name)
{
	for (unsigned kind = 1; kind < RECORD_KIND_LIMIT; kind++)
		if (strcmp(record_kind_name(kind), name) == 0)
			return kind;
	return 0;
}

static int
refuse(const char *option, const char *value, const char *expected)
{
	command_fail("audit: --%s \"%s\": %s", option, value, expected);
	return ERROR_INVALID;
}

/* An option that filters. Fails: ERROR_INVALID, already said. */
static int
filter_option_take(int option, char *value, struct audit_filter *filter)
{
	static const char time_expected[] = "give a date (2026-01-31), a time (2026-01-31T12:00:00Z) "
	                                    "or an age (90m, 12h, 7d)";
	int64_t now = (int64_t)time(NULL);

	switch (option) {
	case OPTION_SINCE:
		return audit_time_parse(value, now, &filter->since) == 0 ? 0 :
		       refuse("since", value, time_expected);
	case OPTION_UNTIL:
		return audit_time_parse(value, now, &filter->until) == 0 ? 0 :
		       refuse("until", value, time_expected);
	case OPTION_OUTCOME:
		filter->outcome = outcome_find(bytes_of_string(value));
		return filter->outcome != 0 ? 0 :
		       refuse("outcome", value, "give pass, tls, portal, hold or reject");
	case OPTION_KIND:
		filter->kind = record_kind_find(value);
		return filter->kind != 0 ? 0 :
		       refuse("kind", value, "give decision, edit-failure or access");
	case OPTION_QUEUE_ID: filter->queue_id = value; return 0;
	case OPTION_MESSAGE_ID: filter->message_id = value; return 0;
	case OPTION_SENDER: filter->sender = value; return 0;
	case OPTION_RECIPIENT: filter->recipient = value; return 0;
	default: filter->phi = true; return 0;
	}
}

static int
option_take(int option, char *value, struct audit_arguments *out)
{
	switch (option) {
	case OPTION_JSON: out->json = true; return 0;
	case OPTION_HEAD: out->head = value; return 0;
	case 'h': out->help = true; return 0;
	case OPTION_LIMIT:
		return number_parse(value, &out->limit) == 0 ? 0 :
		       refuse("limit", value, "give a number from 1");
	case '?': return ERROR_INVALID; /* getopt_long() has said it */
	default:
		out->filtered = true;
		return filter_option_take(option, value, &out->filter);
	}
}

/* Fails: ERROR_INVALID, already said. */
static int
arguments_parse(int argc, char **argv, struct audit_arguments *out)
{
	int option;

	*out = (struct audit_arguments){ 0 };
	while ((option = getopt_long(argc, argv, "h", audit_options, NULL)) != -1)
		if (option_take(option, optarg, out) != 0)
			return ERROR_INVALID;
	if (optind < argc)
		out->what = argv[optind++];
	if (optind < argc) {
		command_fail("audit: \"%s\" is one argument too many", argv[optind]);
		return ERROR_INVALID;
	}
	return 0;
}

/* ---- list and export --------------------------------------------------------- */

struct audit_listing {
	const struct audit_filter *filter;
	uint64_t skip;  /* matching records before the first to show */
	uint64_t count; /* matching records seen */
	bool json;
};

static int
count_match(const struct record *record, void *context)
{
	struct audit_listing *listing = context;

	listing->count += audit_filter_matches(listing->filter, record);
	return 0;
}

static int
show_match(const struct record *record, void *context)
{
	struct audit_listing *listing = context;

	if (!audit_filter_matches(listing->filter, record) || listing->count++ < listing->skip)
		return 0;
	if (listing->json)
		return audit_print_json(stdout, record);
	audit_print_line(stdout, record);
	return ferror(stdout) ? ERROR_IO : 0;
}

/* What is still in stdio's buffer may fail too. */
static int
output_finish(struct store_access *access, int err)
{
	if (ferror(stdout) || fflush(stdout) != 0)
		return command_fail("standard output: %m");
	return err != 0 ? store_access_fail(access, err) : EXIT_CODE_DONE;
}

static int
audit_list(struct store_access *access, const struct audit_arguments *arguments)
{
	struct audit_listing listing = { .filter = &arguments->filter, .json = arguments->json };
	int err = 0;

	if (arguments->limit > 0) {
		err = store_audit_list(access->store, 1, count_match, &listing);
		if (listing.count > arguments->limit)
			listing.skip = listing.count - arguments->limit;
		listing.count = 0;
	}
	if (err == 0 && !listing.json)
		audit_print_heading(stdout);
	if (err == 0)
		err = store_audit_list(access->store, 1, show_match, &listing);
	return output_finish(access, err);
}

static int
audit_export(struct store_access *access, const struct audit_arguments *arguments)
{
	struct audit_listing listing = { .filter = &arguments->filter, .json = true };

	return output_finish(access, store_audit_list(access->store, 1, show_match, &listing));
}

/* ---- show -------------------------------------------------------------------- */

struct audit_showing {
	const char *queue_id; /* NULL: the record `sequence` */
	uint64_t sequence;
	bool json;
	unsigned shown;
};

static int
show_page(const struct record *record, void *context)
{
	struct audit_showing *showing = context;

	if (showing->queue_id != NULL &&
	    !bytes_equal(record->queue_id, bytes_of_string(showing->queue_id)))
		return 0;
	if (showing->queue_id == NULL && record->sequence != showing->sequence)
		return 1; /* that one is past it */
	if (showing->shown++ > 0 && !showing->json)
		putchar('\n');
	if (showing->json)
		return audit_print_json(stdout, record);
	audit_print_page(stdout, record);
	return ferror(stdout) ? ERROR_IO : 0;
}

static int
audit_show(struct store_access *access, const struct audit_arguments *arguments)
{
	struct audit_showing showing = { .json = arguments->json };
	int err = 0;

	if (number_parse(arguments->what, &showing.sequence) == 0)
		err = store_audit_list(access->store, showing.sequence, show_page, &showing);
	/* A queue id may consist of digits alone, too. */
	showing.queue_id = arguments->what;
	if (err >= 0 && showing.shown == 0)
		err = store_audit_list(access->store, 1, show_page, &showing);
	int code = output_finish(access, err < 0 ? err : 0);
	if (code == EXIT_CODE_DONE && showing.shown == 0) {
		command_fail("no record of \"%s\"", arguments->what);
		return EXIT_CODE_FOUND;
	}
	return code;
}

/* ---- verify ------------------------------------------------------------------ */

static int
audit_verify_command(struct store_access *access, const struct audit_arguments *arguments)
{
	return audit_verify(access, arguments->head, arguments->json);
}

/* ---- dispatch ---------------------------------------------------------------- */

static const struct audit_command {
	const char *name;
	int (*run)(struct store_access *access, const struct audit_arguments *arguments);
	bool takes_filter, takes_limit, takes_head, takes_operand;
} audit_commands[] = {
	{ "list", audit_list, .takes_filter = true, .takes_limit = true },
	{ "show", audit_show, .takes_operand = true },
	{ "export", audit_export, .takes_filter = true },
	{ "verify", audit_verify_command, .takes_head = true },
};

/* Whether the arguments are ones this command takes; says what is wrong if not. */
static bool
arguments_fit(const struct audit_command *command, const struct audit_arguments *arguments)
{
	const char *wrong = NULL;

	if (arguments->filtered && !command->takes_filter)
		wrong = "takes no filter";
	else if (arguments->limit > 0 && !command->takes_limit)
		wrong = "takes no --limit";
	else if (arguments->head != NULL && !command->takes_head)
		wrong = "takes no --head";
	else if (arguments->what != NULL && !command->takes_operand)
		wrong = "takes options only";
	else if (arguments->what == NULL && command->takes_operand)
		wrong = "needs a record's number or a queue id";
	if (wrong != NULL)
		command_fail("audit %s %s; phictl audit --help says more", command->name, wrong);
	return wrong == NULL;
}

static const struct audit_command *
audit_command_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LENGTH(audit_commands); i++)
		if (strcmp(audit_commands[i].name, name) == 0)
			return &audit_commands[i];
	return NULL;
}

struct audit_work {
	const struct command_context *context;
	const struct audit_command *command;
	const struct audit_arguments *arguments;
};

static int
audit_work_run(void *context)
{
	const struct audit_work *work = context;
	struct store_access access;

	if (store_access_open(work->context, STORE_READ, &access) != 0)
		return EXIT_CODE_ERROR;
	int code = work->command->run(&access, work->arguments);
	store_access_close(&access);
	return code;
}

static int
audit_run(const struct command_context *context, const struct audit_command *command,
          const struct audit_arguments *arguments)
{
	struct audit_work work = { context, command, arguments };

	int code = guard_run(audit_work_run, &work);
	if (code != GUARD_DAMAGED)
		return code;
	if (command->run == audit_verify_command)
		return audit_verify_unreadable(arguments->json);
	return command_fail("the store's file is damaged; `phictl audit verify` says where");
}

int
command_audit(const struct command_context *context, int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";
	struct audit_arguments arguments;

	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
		fputs(audit_usage, stdout);
		return EXIT_CODE_DONE;
	}
	if (*name == '\0') {
		fputs(audit_usage, stderr);
		return EXIT_CODE_ERROR;
	}
	const struct audit_command *command = audit_command_find(name);
	if (command == NULL)
		return command_fail("audit has no \"%s\"; phictl audit --help lists what it has", name);
	if (arguments_parse(argc - 1, argv + 1, &arguments) != 0)
		return EXIT_CODE_ERROR;
	if (arguments.help) {
		fputs(audit_usage, stdout);
		return EXIT_CODE_DONE;
	}
	return arguments_fit(command, &arguments) ? audit_run(context, command, &arguments) :
	                                            EXIT_CODE_ERROR;
}
