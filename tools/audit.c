/* phictl audit: the record of decisions; see phictl(1). */
#include <string.h>

#include "core/error.h"
#include "tools/act.h"
#include "tools/audit_arguments.h"
#include "tools/audit_checkpoint.h"
#include "tools/audit_follow.h"
#include "tools/audit_print.h"
#include "tools/audit_verify.h"
#include "tools/guard.h"
#include "tools/store_access.h"

static const char audit_usage[] =
	"usage: phictl audit list [--json] [--limit N] [FILTER...]\n"
	"       phictl audit show [--json] RECORD|QUEUE-ID\n"
	"       phictl audit export [--json] [FILTER...]\n"
	"       phictl audit verify [--json] [--head RECORD:HASH]\n"
	"       phictl audit verify [--json] --since CHECKPOINT [--public-key FILE]\n"
	"       phictl audit checkpoint --key FILE [-o FILE]\n"
	"       phictl audit prove --checkpoint FILE [-o FILE] RECORD\n"
	"       phictl audit check-proof [--json] --public-key FILE PROOF\n"
	"       phictl audit follow --cursor FILE --to syslog|journal|json [OPTION...]\n\n"
	"list    a line for each decision, oldest first; --limit shows the last N only\n"
	"show    all that is kept about one record, or about a message by its queue id\n"
	"export  a JSON object for each record, all of it\n"
	"verify  walks the chain; --head proves that it still holds what an earlier\n"
	"        verify printed as its head; --since walks only what came after a\n"
	"        checkpoint, and checks that what was before is what was signed\n"
	"checkpoint   signs what the record holds now, with an Ed25519 key (PEM)\n"
	"prove        writes the proof that a record is among those of a checkpoint\n"
	"check-proof  checks one, without the store, and shows the record\n"
	"follow       sends records on as they come; phictl audit follow --help says more\n\n"
	"  --reason TEXT  why; export, checkpoint and prove are themselves recorded\n\n"
	"filters, all of which must hold:\n"
	"  --since TIME, --until TIME   2026-01-31, 2026-01-31T12:00:00Z, or an age: 90m, 12h, 7d\n"
	"  --queue-id ID                the MTA's queue id\n"
	"  --message-id ID              the Message-ID field\n"
	"  --sender, --recipient ADDRESS   or @DOMAIN\n"
	"  --outcome NAME               " AUDIT_OUTCOMES "; of any recipient\n"
	"  --kind NAME                  decision, edit-failure, access, disposed, notification,\n"
	"                               store-notice or configuration\n"
	"  --phi                        messages with PHI\n\n"
	"exit status: 0 done; 1 show found nothing, verify found the record not in\n"
	"order, or a proof does not hold; 2 error\n";

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
	const struct act act = { .action = "exported records", .reason = arguments->reason };

	if (act_record(access->store, &act) != 0)
		return EXIT_CODE_ERROR;
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

	if (audit_number_parse(arguments->what, &showing.sequence) == 0)
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

/* ---- dispatch ---------------------------------------------------------------- */

/* What audit verify and its like do with the store is in files of their own. */
static const struct audit_command {
	const char *name;
	int (*run)(struct store_access *access, const struct audit_arguments *arguments);
	enum store_mode mode;
	unsigned takes;
	const char *operand; /* what it must be given; NULL for nothing */
} audit_commands[] = {
	{ "list", audit_list, STORE_READ, AUDIT_FILTER | AUDIT_LIMIT, NULL },
	{ "show", audit_show, STORE_READ, AUDIT_OPERAND, "a record's number or a queue id" },
	{ "export", audit_export, STORE_APPEND, AUDIT_FILTER | AUDIT_REASON, NULL },
	{ "verify", audit_verify, STORE_READ,
	  AUDIT_HEAD | AUDIT_SINCE_CHECKPOINT | AUDIT_PUBLIC_KEY, NULL },
	{ "checkpoint", audit_checkpoint, STORE_APPEND, AUDIT_KEY | AUDIT_OUTPUT | AUDIT_REASON, NULL },
	{ "prove", audit_prove, STORE_APPEND,
	  AUDIT_CHECKPOINT | AUDIT_OUTPUT | AUDIT_REASON | AUDIT_OPERAND, "a record's number" },
};

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

	if (store_access_open(work->context, work->command->mode, &access) != 0)
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

	if (command->run != audit_verify)
		return store_access_guard(audit_work_run, &work);
	int code = guard_run(audit_work_run, &work);
	return code != GUARD_DAMAGED ? code : audit_verify_unreadable(arguments->json);
}

static int
audit_help(FILE *out, int code)
{
	fputs(audit_usage, out);
	return code;
}

/* Without the store and its configuration, as on another machine. */
static int
run_check_proof(int argc, char **argv)
{
	struct audit_arguments arguments;

	if (audit_arguments_parse(argc, argv, AUDIT_PUBLIC_KEY | AUDIT_OPERAND, &arguments) != 0)
		return EXIT_CODE_ERROR;
	if (arguments.help)
		return audit_help(stdout, EXIT_CODE_DONE);
	return audit_check_proof(&arguments);
}

int
command_audit(const struct command_context *context, int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";
	struct audit_arguments arguments;

	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
		return audit_help(stdout, EXIT_CODE_DONE);
	if (*name == '\0')
		return audit_help(stderr, EXIT_CODE_ERROR);
	if (strcmp(name, "check-proof") == 0)
		return run_check_proof(argc - 1, argv + 1);
	if (strcmp(name, "follow") == 0)
		return audit_follow(context, argc - 1, argv + 1);
	const struct audit_command *command = audit_command_find(name);
	if (command == NULL)
		return command_fail("audit has no \"%s\"; phictl audit --help lists what it has", name);
	if (audit_arguments_parse(argc - 1, argv + 1, command->takes, &arguments) != 0)
		return EXIT_CODE_ERROR;
	if (arguments.help)
		return audit_help(stdout, EXIT_CODE_DONE);
	if (command->operand != NULL && arguments.what == NULL)
		return command_fail("audit %s needs %s; phictl audit --help says more", name,
		                    command->operand);
	return audit_run(context, command, &arguments);
}
