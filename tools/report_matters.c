/* The legal holds and disposals of a report's period. */
#include <stdlib.h>

#include "core/error.h"
#include "store/disposal.h"
#include "tools/report.h"

/* NULL when memory is out. */
static char *
keep(struct bytes text)
{
	return strndup(text.length > 0 ? (const char *)text.data : "", text.length);
}

static int
take_hold(const struct hold *hold, void *context)
{
	struct report *report = context;

	if (hold->placed >= report->until || (hold->released != 0 && hold->released < report->since))
		return 0;
	if (report->hold_count == REPORT_HOLDS) {
		report->more_holds++;
		return 0;
	}
	struct report_hold *row = &report->holds[report->hold_count++];
	*row = (struct report_hold){
		.name = keep(hold->name),
		.authority = keep(hold->authority),
		.placed_by = keep(hold->placed_by),
		.released_by = keep(hold->released_by),
		.placed = hold->placed,
		.released = hold->released < report->until ? hold->released : 0,
	};
	return row->name && row->authority && row->placed_by && row->released_by ? 0 : ERROR_MEMORY;
}

static int
take_disposal(const struct disposal *disposal, void *context)
{
	struct report *report = context;
	int64_t ended = disposal->completed != 0 ? disposal->completed :
	                disposal->state == DISPOSAL_WITHDRAWN ? disposal->decided : 0;

	if (disposal->proposed >= report->until || (ended != 0 && ended < report->since))
		return 0;
	if (report->disposal_count == REPORT_DISPOSALS) {
		report->more_disposals++;
		return 0;
	}
	struct report_disposal *row = &report->disposals[report->disposal_count++];
	*row = (struct report_disposal){
		.number = disposal->number,
		.items = disposal->items,
		.destroyed = disposal->destroyed,
		.state = disposal_state_name(disposal->state),
		.proposed_by = keep(disposal->proposed_by),
		.decided_by = keep(disposal->decided_by),
		.proposed = disposal->proposed,
		.decided = disposal->decided,
		.completed = disposal->completed,
	};
	return row->proposed_by && row->decided_by ? 0 : ERROR_MEMORY;
}

int
report_take_matters(struct report *report, struct store *store)
{
	int err = store_hold_list(store, take_hold, report);

	return err != 0 ? err : store_disposal_list(store, 0, take_disposal, report);
}

void
report_release_matters(struct report *report)
{
	for (size_t i = 0; i < report->hold_count; i++) {
		free(report->holds[i].name);
		free(report->holds[i].authority);
		free(report->holds[i].placed_by);
		free(report->holds[i].released_by);
	}
	for (size_t i = 0; i < report->disposal_count; i++) {
		free(report->disposals[i].proposed_by);
		free(report->disposals[i].decided_by);
	}
	report->hold_count = report->disposal_count = 0;
}
