/* phictl search: which messages had something to do with whom; see phictl-search(1). */
#include <inttypes.h>
#include <time.h>

#include "core/error.h"
#include "tools/act.h"
#include "tools/audit_arguments.h"
#include "tools/audit_print.h"
#include "tools/search_csv.h"
#include "tools/search_query.h"
#include "tools/store_access.h"

#define FOUND_AT_ONCE 256
#define DESCRIPTION_LIMIT ((size_t)1024)

static const char search_usage[] =
	"usage: phictl search [--json | --csv] [--limit N] [--after RECORD]\n"
	"                     [--reason TEXT] QUESTION [and|or|not|(|)|QUESTION]...\n\n"
	"Questions, each an argument of its own; side by side they must all hold:\n"
	"  identifier:VALUE     a value of any type of identifier, a name or a date\n"
	"  TYPE:VALUE           of one type, such as ssn:123-45-6789, mrn:4711,\n"
	"                       person-name:'John Doe', birth-date:1980-01-31\n"
	"  sender:, recipient:  an address, or @DOMAIN\n"
	"  message-id:, queue-id:, sha256:, escrow:  that very one\n"
	"  since:, until:       2026-01-31, 2026-01-31T12:00:00Z, or an age: 12h, 7d\n"
	"  outcome:, rule:, class:, type:, kind:, phi:yes\n"
	"  sensitive:           mental-health, substance-use, hiv, reproductive, genetic,\n"
	"                       or any of them\n"
	"  keyword:             of a legal hold, in mail that came while it stood\n\n"
	"  --json         one JSON object a line\n"
	"  --csv          a table\n"
	"  --limit N      at most N records; --after RECORD goes on behind that one\n"
	"  --reason TEXT  why, for the record: a search is itself recorded\n\n"
	"exit status: 0 nothing found, 1 something found, 2 error\n";

struct search {
	const struct search_query *query;
	struct store *store;
	enum { FORM_TEXT, FORM_JSON, FORM_CSV } form;
	uint64_t limit;   /* 0 for none */
	uint64_t after;
	const char *reason;
	uint64_t found;
	uint64_t last;    /* the last record shown */
	bool more;        /* than the limit let through */
	bool help;
};

#define SEARCH_ENOUGH 1 /* ends a walk; no error */

/* ---- showing -------------------------------------------------------------------- */

static void
show_heading(const struct search *search)
{
	if (search->form == FORM_TEXT)
		audit_print_heading(stdout);
	else if (search->form == FORM_CSV)
		search_csv_heading(stdout);
}

static int
show_if_matching(const struct record *record, void *context)
{
	struct search *search = context;

	if (!search_query_matches(search->query, record))
		return 0;
	if (search->limit > 0 && search->found == search->limit) {
		search->more = true;
		return SEARCH_ENOUGH;
	}
	search->found++;
	search->last = record->sequence;
	if (search->form == FORM_JSON)
		return audit_print_json(stdout, record);
	if (search->form == FORM_CSV)
		search_csv_row(stdout, record);
	else
		audit_print_line(stdout, record);
	return ferror(stdout) ? ERROR_IO : 0;
}

/* ---- finding -------------------------------------------------------------------- */

/* Looks at the records that the index names, a few hundred at a time. */
static int
walk_index(struct search *search, const struct search_term *terms, size_t count)
{
	uint64_t sequences[FOUND_AT_ONCE], after = search->after;
	size_t found = FOUND_AT_ONCE;
	int err = 0;

	while (err == 0 && found == FOUND_AT_ONCE) {
		err = store_search_find(search->store, terms, count, after, sequences, FOUND_AT_ONCE, &found);
		for (size_t i = 0; i < found && err == 0; i++)
			err = store_audit_get(search->store, sequences[i], show_if_matching, search);
		if (found > 0)
			after = sequences[found - 1];
	}
	return err;
}

static int
walk(struct search *search)
{
	struct search_term terms[SEARCH_PLAN_TERMS];
	size_t count;

	int err = search_query_plan(search->query, terms, &count) ?
	          walk_index(search, terms, count) :
	          store_audit_list(search->store, search->after + 1, show_if_matching, search);
	return err == SEARCH_ENOUGH ? 0 : err;
}

static int
record_search(struct search *search)
{
	struct buffer text = buffer_make(DESCRIPTION_LIMIT);

	int err = buffer_append_string(&text, "searched: ");
	if (err == 0)
		err = search_query_describe(search->query, &text);
	if (err == 0)
		err = buffer_append_byte(&text, '\0');
	const struct act act = { .action = (const char *)text.data, .reason = search->reason };
	if (err != 0)
		command_fail("search: the question is too long to be recorded");
	else
		err = act_record(search->store, &act);
	buffer_release(&text);
	return err;
}

static int
run_search(struct store_access *access, struct search *search)
{
	if (record_search(search) != 0)
		return EXIT_CODE_ERROR;
	show_heading(search);
	int err = walk(search);
	if (ferror(stdout) || fflush(stdout) != 0)
		return command_fail("standard output: %m");
	if (err != 0)
		return store_access_fail(access, err);
	if (search->more)
		fprintf(stderr, "phictl: there are more; go on with --after %" PRIu64 "\n", search->last);
	return search->found > 0 ? EXIT_CODE_FOUND : EXIT_CODE_DONE;
}

/* ---- arguments ------------------------------------------------------------------ */

/* Fails: ERROR_INVALID, already said. */
static int
take_number(const char *option, const char *value, uint64_t *out)
{
	if (audit_number_parse(value, out) == 0)
		return 0;
	command_fail("search: --%s \"%s\": give a number from 1", option, value);
	return ERROR_INVALID;
}

static int
parse_options(int argc, char **argv, struct search *out)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "csv", no_argument, NULL, 'c' },
		{ "limit", required_argument, NULL, 'l' },
		{ "after", required_argument, NULL, 'a' },
		{ "reason", required_argument, NULL, 'r' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int option, err = 0;

	*out = (struct search){ .reason = "" };
	optind = 1;
	while (err == 0 && (option = command_option("", argc, argv, "h", options)) != -1) {
		switch (option) {
		case 'j': out->form = FORM_JSON; break;
		case 'c': out->form = FORM_CSV; break;
		case 'l': err = take_number("limit", optarg, &out->limit); break;
		case 'a': err = take_number("after", optarg, &out->after); break;
		case 'r': out->reason = optarg; break;
		case 'h': out->help = true; break;
		default: err = ERROR_INVALID; /* said by command_option() */
		}
	}
	return err;
}

struct search_work {
	struct search *search;
	char **questions;
	size_t count;
};

static int
search_work_run(struct store_access *access, void *context)
{
	const struct search_work *work = context;
	struct search_query *query;

	work->search->store = access->store;
	int code = EXIT_CODE_ERROR;
	int err = search_query_parse(access->store, work->questions, work->count, (int64_t)time(NULL),
	                             &query);
	work->search->query = query;
	if (err == 0)
		code = run_search(access, work->search);
	else if (err != ERROR_INVALID)
		command_fail("search: %s", error_text(err));
	search_query_destroy(&query);
	return code;
}

int
command_search(const struct command_context *context, int argc, char **argv)
{
	struct search search;

	if (parse_options(argc, argv, &search) != 0)
		return EXIT_CODE_ERROR;
	if (search.help || optind == argc) {
		fputs(search_usage, search.help ? stdout : stderr);
		return search.help ? EXIT_CODE_DONE : EXIT_CODE_ERROR;
	}
	struct search_work work = { &search, argv + optind, (size_t)(argc - optind) };
	return store_access_run(context, STORE_APPEND, search_work_run, &work);
}
