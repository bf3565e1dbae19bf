/* phictl status: how phimilter is; see phictl-status(1). */
#include "tools/status.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "core/error.h"
#include "tools/act.h"
#include "tools/audit_span.h"
#include "tools/mta_queue.h"
#include "tools/store_access.h"

#define DAY 86400

/* Records that are read at most before today's, for the last message and checkpoint. */
#define LOOK_BACK 100000

static const char status_usage[] =
	"usage: phictl status [--json]\n\n"
	"Whether the daemon runs and since when, what it did today, how full the store is,\n"
	"legal holds, held mail; warnings first.\n\n"
	"exit status: 0 all is well, 1 there are warnings, 2 the daemon does not run, or error\n";

/* ---- the store ------------------------------------------------------------------------ */

static int
look_at_record(const struct record *record, void *context)
{
	struct status *status = context;
	int64_t midnight = status->now - status->now % DAY;

	if (record->kind == RECORD_ACCESS && strcmp(act_name(record).text, ACT_CHECKPOINT) == 0) {
		status->checkpoint.record = record->sequence;
		status->checkpoint.time = record->time;
	}
	if (record->kind != RECORD_DECISION)
		return 0;
	status->last.record = record->sequence;
	status->last.time = record->time;
	status->last.outcome = record->outcome;
	if (record->time < midnight || record->outcome >= OUTCOME_LIMIT)
		return 0;
	status->today[record->outcome]++;
	status->today_total++;
	status->today_phi += record->phi;
	return 0;
}

static int
count_standing(const struct hold *hold, void *context)
{
	((struct status *)context)->holds += hold->released == 0;
	return 0;
}

static int
read_store(struct status *status, struct store *store)
{
	struct audit_span today;

	int err = store_forecast_make(store, &status->forecast);
	for (int place = 0; place < ROOM_PLACE_COUNT && err == 0; place++)
		err = room_measure(store, place, &status->rooms[place]);
	if (err == 0)
		err = audit_span_find(store, status->now - status->now % DAY, &today);
	if (err != 0)
		return err;
	uint64_t back = today.last > LOOK_BACK ? today.last - LOOK_BACK : 1;
	status->looked_from = today.first < back ? today.first : back;
	err = store_audit_list(store, status->looked_from, look_at_record, status);
	if (err == 0)
		err = store_hold_list(store, count_standing, status);
	return err == 0 ? store_key_state(store, &status->keys) : err;
}

/* ---- the officers ----------------------------------------------------------------------- */

static int
read_officers(struct status *status, const struct configuration *configuration)
{
	struct diagnostics why;

	diagnostics_init(&why);
	int err = officer_term_find(configuration, &why, &status->officers);
	diagnostics_release(&why); /* phimilter -t says it */
	status->officers_refused = err == ERROR_CONFIG;
	return err == ERROR_CONFIG ? 0 : err;
}

/* ---- the queue -------------------------------------------------------------------------- */

static int
count_held(const struct mta_queue_item *item, void *context)
{
	struct status *status = context;

	status->held++;
	if (status->held_oldest == 0 || item->arrived < status->held_oldest)
		status->held_oldest = item->arrived;
	return 0;
}

/* ---- all of it ---------------------------------------------------------------------------- */

struct status_work {
	const struct command_context *context;
	bool json;
};

static int
show(const struct status *status, bool json)
{
	int err = 0;

	if (json)
		err = status_print_json(stdout, status);
	else
		status_print(stdout, status);
	if (err == ERROR_MEMORY)
		return command_fail("%s", error_text(err));
	if (err != 0 || ferror(stdout) || fflush(stdout) != 0)
		return command_fail_output();
	return status->daemon.pid == 0 ? EXIT_CODE_ERROR :
	       status->warning_count > 0 ? EXIT_CODE_FOUND : EXIT_CODE_DONE;
}

static int
status_work_run(struct store_access *access, void *context)
{
	const struct status_work *work = context;
	struct status status = { .now = (int64_t)time(NULL) };
	struct stat file;

	status.configuration_file = work->context->configuration_file;
	status.shadow = access->configuration->policy.shadow;
	int err = daemon_state_find(access->configuration, &status.daemon);
	if (err == 0)
		err = read_store(&status, access->store);
	if (err == 0)
		err = read_officers(&status, access->configuration);
	if (err == 0) {
		if (stat(status.configuration_file, &file) == 0)
			status.configuration_changed = (int64_t)file.st_mtime;
		bool there = mta_queue_is_there();
		status.has_queue = there && mta_queue_held(count_held, &status) == 0;
		status.queue_failed = there && !status.has_queue;
		status_judge(&status);
	}
	return err == 0 ? show(&status, work->json) : store_access_fail(access, err);
}

int
command_status(const struct command_context *context, int argc, char **argv)
{
	struct status_work work = { .context = context };
	const char *option = argc > 1 ? argv[1] : "";

	if (strcmp(option, "--help") == 0 || strcmp(option, "-h") == 0) {
		fputs(status_usage, stdout);
		return EXIT_CODE_DONE;
	}
	work.json = strcmp(option, "--json") == 0;
	if (argc > 1 + work.json)
		return command_fail("status: unknown argument \"%s\"; phictl status --help", argv[1 + work.json]);
	return store_access_run(context, STORE_READ, status_work_run, &work);
}
