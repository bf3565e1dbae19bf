/* phictl report: what happened in a period, for an officer to hand over; see phictl-report(1). */
#include "tools/report.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "core/actor.h"
#include "core/error.h"
#include "tools/act.h"
#include "tools/audit_filter.h"
#include "tools/output_file.h"
#include "tools/store_access.h"
#include "tools/time_text.h"

#define DEFAULT_DAYS 30
#define DAY_SECONDS 86400

static const char report_usage[] =
	"usage: phictl report [--since TIME] [--until TIME] [--html FILE] [--csv FILE]\n"
	"                     [--reason TEXT]\n\n"
	"Messages, PHI by category and outcome, senders, receiving domains, rules, legal\n"
	"holds, what persons did, and the state of the record, for a period.\n\n"
	"  --since TIME   2026-01-31, 2026-01-31T12:00:00Z, or an age: 12h, 30d (30d)\n"
	"  --until TIME   before this one (now)\n"
	"  --html FILE    one page that needs nothing else, to read, print or mail\n"
	"  --csv FILE     the figures, one a row: section, item, measure, value\n"
	"  --reason TEXT  why, for the record: a report is itself recorded\n\n"
	"Files must not exist; \"-\" is standard output, where the page goes unless a file is\n"
	"named. Times are UTC.\n"
	"exit status: 0 done, 1 done and the record is not in order, 2 error\n";

struct report_request {
	const struct command_context *context;
	int64_t since, until, now;
	const char *html, *csv; /* NULL for none, "-" for standard output */
	const char *reason;
};

/* ---- writing ---------------------------------------------------------------------- */

struct report_output {
	void (*print)(FILE *out, const struct report *report);
	struct output_file file;
	bool opened;
};

/* A name is opened before the long work, so that what can fail fails early. */
static int
output_open(struct report_output *output, const char *name,
            void (*print)(FILE *out, const struct report *report))
{
	output->print = print;
	int err = output_file_open(strcmp(name, "-") == 0 ? NULL : name, false, &output->file);
	output->opened = err == 0;
	return err;
}

static int
output_write(struct report_output *output, const struct report *report)
{
	char *text = NULL;
	size_t length = 0;
	FILE *memory = open_memstream(&text, &length);

	if (memory == NULL)
		return ERROR_MEMORY;
	output->print(memory, report);
	bool written = !ferror(memory);
	int err = fclose(memory) == 0 && written ? 0 : ERROR_MEMORY;
	if (err == 0) {
		output->opened = false; /* closed or removed by what follows */
		err = output_file_finish(&output->file, bytes_make(text, length));
	} else {
		command_fail("%s", error_text(err));
	}
	free(text);
	return err;
}

/* ---- making ------------------------------------------------------------------------ */

/* Whose mail it is: what the configuration calls this host, or the host's own name. */
static const char *
site_name(const struct configuration *configuration, char *own, size_t size)
{
	const char *name = configuration->site.authserv;

	if (name[0] != '\0')
		return name;
	if (gethostname(own, size - 1) != 0)
		return "this host";
	own[size - 1] = '\0';
	return own;
}

static int
record_request(struct store *store, const struct report_request *request)
{
	char action[128];

	snprintf(action, sizeof(action), "made a report: from %s to %s", time_text(request->since).text,
	         time_text(request->until).text);
	const struct act act = { .action = action, .reason = request->reason };
	return act_record(store, &act);
}

static int
report_make(struct store_access *access, const struct report_request *request,
            struct report_output *outputs, size_t count)
{
	struct actor actor = actor_find();
	char own[256] = "";
	struct report report;

	if (record_request(access->store, request) != 0)
		return EXIT_CODE_ERROR;
	int err = report_init(&report, request->since, request->until);
	report.made = request->now;
	report.actor = actor.text;
	report.site = site_name(access->configuration, own, sizeof(own));
	if (err == 0)
		err = report_fill(&report, access->store);
	int code = err == 0 ? EXIT_CODE_DONE : store_access_fail(access, err);
	for (size_t i = 0; i < count && code == EXIT_CODE_DONE; i++)
		if (output_write(&outputs[i], &report) != 0)
			code = EXIT_CODE_ERROR;
	if (code == EXIT_CODE_DONE && report.chain.problem != NULL) {
		command_fail("the record is not in order; the report says so, and `phictl audit verify` where");
		code = EXIT_CODE_FOUND;
	}
	report_release(&report);
	return code;
}

static int
report_work(void *context)
{
	const struct report_request *request = context;
	struct report_output outputs[2] = { { 0 } };
	struct store_access access = { 0 };
	size_t count = 0;
	int err = 0;

	if (request->html != NULL)
		err = output_open(&outputs[count++], request->html, report_print_html);
	if (err == 0 && request->csv != NULL)
		err = output_open(&outputs[count++], request->csv, report_print_csv);
	if (err == 0)
		err = store_access_open(request->context, STORE_APPEND, &access);
	int code = err == 0 ? report_make(&access, request, outputs, count) : EXIT_CODE_ERROR;
	for (size_t i = 0; i < count; i++)
		if (outputs[i].opened)
			output_file_abandon(&outputs[i].file);
	store_access_close(&access);
	return code;
}

/* ---- arguments ---------------------------------------------------------------------- */

/* Fails: ERROR_INVALID, already said. */
static int
take_time(const char *option, const char *value, int64_t now, int64_t *out)
{
	if (audit_time_parse(value, now, out) == 0)
		return 0;
	command_fail("report: --%s \"%s\": give a date (2026-01-31), a time (2026-01-31T12:00:00Z) or "
	             "an age (12h, 30d)", option, value);
	return ERROR_INVALID;
}

static int
take_option(int option, char *value, struct report_request *out)
{
	switch (option) {
	case 's': return take_time("since", value, out->now, &out->since);
	case 'u': return take_time("until", value, out->now, &out->until);
	case 'w': out->html = value; return 0;
	case 'c': out->csv = value; return 0;
	case 'r': out->reason = value; return 0;
	default: return ERROR_INVALID; /* said by command_option() */
	}
}

/* What the options say together. Fails: ERROR_INVALID, already said. */
static int
request_check(const struct report_request *request)
{
	if (request->since >= request->until)
		command_fail("report: --since must be earlier than --until");
	else if (request->html != NULL && request->csv != NULL && strcmp(request->html, request->csv) == 0)
		command_fail("report: --html and --csv must go to different files");
	else
		return 0;
	return ERROR_INVALID;
}

static int
parse_options(int argc, char **argv, struct report_request *out)
{
	static const struct option options[] = {
		{ "since", required_argument, NULL, 's' }, { "until", required_argument, NULL, 'u' },
		{ "html", required_argument, NULL, 'w' },  { "csv", required_argument, NULL, 'c' },
		{ "reason", required_argument, NULL, 'r' }, { 0 },
	};
	int option;

	optind = 1;
	while ((option = command_option("", argc, argv, "", options)) != -1)
		if (take_option(option, optarg, out) != 0)
			return ERROR_INVALID;
	bool to_output = optind < argc && strcmp(argv[optind], "-") == 0;
	if (optind + to_output < argc) {
		command_fail("report: \"%s\" is one argument too many", argv[optind + to_output]);
		return ERROR_INVALID;
	}
	if (out->html == NULL && (to_output || out->csv == NULL))
		out->html = "-";
	return request_check(out);
}

int
command_report(const struct command_context *context, int argc, char **argv)
{
	int64_t now = (int64_t)time(NULL);
	struct report_request request = {
		.context = context,
		.since = now - (int64_t)DEFAULT_DAYS * DAY_SECONDS,
		.until = now + 1, /* this second is over when the walk begins */
		.now = now,
		.reason = "",
	};

	if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
		fputs(report_usage, stdout);
		return EXIT_CODE_DONE;
	}
	if (parse_options(argc, argv, &request) != 0)
		return EXIT_CODE_ERROR;
	return store_access_guard(report_work, &request);
}
