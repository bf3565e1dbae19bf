/* phictl retention: how long records are kept, and what is due; see phictl-retention(1). */
#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

#include "core/error.h"
#include "tools/audit_filter.h"
#include "tools/audit_print.h"
#include "tools/hold_set.h"
#include "tools/json_text.h"
#include "tools/retention_end.h"
#include "tools/store_access.h"

static const char retention_usage[] =
	"usage: phictl retention plan [--json]\n"
	"       phictl retention due [--json] [--at TIME]\n\n"
	"plan  what the schedule of the configuration means for the records there are:\n"
	"      give a changed one with -c before it is put in force\n"
	"due   the decisions that need not be kept any longer, but for what a legal hold\n"
	"      keeps\n\n"
	"A record is kept for what its class said when it was made, or for what the class\n"
	"says now, whichever is longer: a changed schedule never shortens.\n\n"
	"exit status: 0 done; 1 plan: the schedule would keep some records for less, or\n"
	"knows no class of theirs; 2 error\n";

/* ---- plan --------------------------------------------------------------------------- */

#define PLAN_CLASSES 256

struct plan_row {
	char *class;
	uint64_t records, longer, shorter, due;
	bool unknown;
};

struct plan {
	const struct configuration *configuration;
	int64_t now;
	struct plan_row rows[PLAN_CLASSES];
	size_t count;
};

static int
plan_row_find(struct plan *plan, struct bytes class, struct plan_row **out)
{
	for (size_t i = 0; i < plan->count; i++)
		if (bytes_equal(class, bytes_of_string(plan->rows[i].class))) {
			*out = &plan->rows[i];
			return 0;
		}
	if (plan->count == PLAN_CLASSES)
		return ERROR_LIMIT;
	*out = &plan->rows[plan->count];
	(*out)->class = strndup(class.length > 0 ? (const char *)class.data : "", class.length);
	if ((*out)->class == NULL)
		return ERROR_MEMORY;
	plan->count++;
	return 0;
}

static int
plan_record(const struct record *record, void *context)
{
	struct plan *plan = context;
	struct plan_row *row;

	if (record->kind != RECORD_DECISION)
		return 0;
	int err = plan_row_find(plan, record->retention_class, &row);
	if (err != 0)
		return err;
	int64_t end = retention_schedule_end(plan->configuration, record);
	row->records++;
	row->unknown = !retention_schedule_knows(plan->configuration, record);
	row->longer += end > record->retain_until;
	row->shorter += end != 0 && end < record->retain_until;
	row->due += retention_end(plan->configuration, record) <= plan->now;
	return 0;
}

static int
plan_print_json(const struct plan_row *row)
{
	return json_print_line(stdout, json_pack(
		"{s:o, s:b, s:I, s:I, s:I, s:I}", "class", json_text(bytes_of_string(row->class)),
		"known", !row->unknown, "records", (json_int_t)row->records, "longer",
		(json_int_t)row->longer, "shorter", (json_int_t)row->shorter, "due",
		(json_int_t)row->due));
}

/* Whether there is something an officer must decide. */
static bool
plan_print(const struct plan *plan, bool json, int *err)
{
	bool doubtful = false;

	if (!json)
		printf("%-24s %10s %10s %10s %10s\n", "CLASS", "RECORDS", "LONGER", "SHORTER", "DUE");
	for (size_t i = 0; i < plan->count && *err == 0; i++) {
		const struct plan_row *row = &plan->rows[i];
		doubtful |= row->unknown || row->shorter > 0;
		if (json)
			*err = plan_print_json(row);
		else
			printf("%-24s %10" PRIu64 " %10" PRIu64 " %10" PRIu64 " %10" PRIu64 "%s\n", row->class,
			       row->records, row->longer, row->shorter, row->due,
			       row->unknown ? "  not in the schedule: kept as long as was said" :
			       row->shorter > 0 ? "  shorter ones are kept as long as was said" : "");
	}
	return doubtful;
}

static int
retention_plan(struct store_access *access, bool json, int64_t now)
{
	struct plan plan = { .configuration = access->configuration, .now = now };
	bool doubtful = false;

	int err = store_audit_list(access->store, 1, plan_record, &plan);
	if (err == 0)
		doubtful = plan_print(&plan, json, &err);
	for (size_t i = 0; i < plan.count; i++)
		free(plan.rows[i].class);
	if (ferror(stdout) || fflush(stdout) != 0)
		return command_fail("standard output: %m");
	if (err != 0)
		return store_access_fail(access, err);
	return doubtful ? EXIT_CODE_FOUND : EXIT_CODE_DONE;
}

/* ---- due ---------------------------------------------------------------------------- */

struct due {
	const struct configuration *configuration;
	const struct hold_set *holds;
	uint64_t held;
	int64_t now;
	bool json;
};

static int
due_record(const struct record *record, void *context)
{
	struct due *due = context;

	if (record->kind != RECORD_DECISION || retention_end(due->configuration, record) > due->now)
		return 0;
	if (hold_set_find(due->holds, record) != NULL) {
		due->held++;
		return 0;
	}
	if (due->json)
		return audit_print_json(stdout, record);
	audit_print_line(stdout, record);
	return ferror(stdout) ? ERROR_IO : 0;
}

static int
retention_due(struct store_access *access, bool json, int64_t now)
{
	struct due due = { .configuration = access->configuration, .now = now, .json = json };
	struct hold_set *holds;

	int err = hold_set_load(access->store, &holds);
	if (err != 0)
		return store_access_fail(access, err);
	due.holds = holds;
	if (!json)
		audit_print_heading(stdout);
	err = store_audit_list(access->store, 1, due_record, &due);
	hold_set_destroy(&holds);
	if (err == 0 && due.held > 0)
		fprintf(stderr, "phictl: %" PRIu64 " more would be due but for a legal hold\n", due.held);
	if (ferror(stdout) || fflush(stdout) != 0)
		return command_fail("standard output: %m");
	return err != 0 ? store_access_fail(access, err) : EXIT_CODE_DONE;
}

/* ---- arguments ---------------------------------------------------------------------- */

struct retention_work {
	int (*run)(struct store_access *access, bool json, int64_t now);
	bool json;
	int64_t now;
};

static int
retention_work_run(struct store_access *access, void *context)
{
	const struct retention_work *work = context;

	return work->run(access, work->json, work->now);
}

/* Reads the options behind the command. Fails: ERROR_INVALID, already said. */
static int
parse_options(int argc, char **argv, struct retention_work *out)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' }, { "at", required_argument, NULL, 'a' }, { 0 },
	};
	int option;

	optind = 1;
	while ((option = command_option("retention", argc, argv, "", options)) != -1) {
		if (option == 'j') {
			out->json = true;
		} else if (option == '?' || out->run == retention_plan) {
			if (option != '?')
				command_fail("retention plan takes no --at");
			return ERROR_INVALID;
		} else if (audit_time_parse(optarg, out->now, &out->now) != 0) {
			command_fail("retention: --at \"%s\": give a date, such as 2026-01-31", optarg);
			return ERROR_INVALID;
		}
	}
	if (optind == argc)
		return 0;
	command_fail("retention: \"%s\" is one argument too many", argv[optind]);
	return ERROR_INVALID;
}

int
command_retention(const struct command_context *context, int argc, char **argv)
{
	struct retention_work work = { .now = (int64_t)time(NULL) };
	const char *name = argc > 1 ? argv[1] : "";
	int code;

	if (command_helps(retention_usage, argc, argv, &code))
		return code;
	if (strcmp(name, "plan") == 0)
		work.run = retention_plan;
	else if (strcmp(name, "due") == 0)
		work.run = retention_due;
	else
		return command_fail("retention has no \"%s\"; phictl retention --help lists what it has", name);
	if (parse_options(argc - 1, argv + 1, &work) != 0)
		return EXIT_CODE_ERROR;
	return store_access_run(context, STORE_READ, retention_work_run, &work);
}
