/*
 * A period cut into days, weeks, months or years, whichever makes a chart of
 * readable width, with what happened in each. Days are UTC's.
 *
 * Threads: pure functions on the caller's struct.
 */
#ifndef PHIMILTER_TOOLS_REPORT_STEPS_H
#define PHIMILTER_TOOLS_REPORT_STEPS_H

#include <stddef.h>
#include <stdint.h>

#define REPORT_STEPS_LIMIT 53

enum report_unit { REPORT_DAY, REPORT_WEEK, REPORT_MONTH, REPORT_YEAR };

struct report_step {
	int64_t start;      /* seconds since the epoch; the next one's start is its end */
	uint64_t messages;
	uint64_t phi;       /* of them with PHI */
};

struct report_steps {
	enum report_unit unit;
	struct report_step items[REPORT_STEPS_LIMIT];
	size_t count;
	int64_t end;
};

/* The first begins with `since` and the last ends with `until`, inner ones where a day,
 * month or year does. What is older than REPORT_STEPS_LIMIT years falls into the first. */
struct report_steps report_steps_make(int64_t since, int64_t until);

/* The step that a time within the period belongs to. */
struct report_step *report_steps_find(struct report_steps *steps, int64_t time);

/* "day", "week" ... */
const char *report_unit_name(enum report_unit unit);

#endif
