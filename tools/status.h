/*
 * How phimilter is at this moment, for a person or a monitor: gathered first, then judged,
 * then shown.
 *
 * Threads: one.
 */
#ifndef PHIMILTER_TOOLS_STATUS_H
#define PHIMILTER_TOOLS_STATUS_H

#include "encryption/officer_term.h"
#include "store/room.h"
#include "store/rotation.h"
#include "tools/daemon_state.h"
#include "tools/store_forecast.h"

#define STATUS_WARNINGS 16
#define STATUS_WARNING_SIZE 256

struct status {
	int64_t now;
	const char *configuration_file;
	int64_t configuration_changed; /* when the file was */
	bool shadow;
	struct daemon_state daemon;
	struct officer_term officers;
	bool officers_refused;    /* a certificate cannot be used as it is */

	uint64_t today[OUTCOME_LIMIT]; /* messages since midnight UTC */
	uint64_t today_total, today_phi;
	struct { uint64_t record; int64_t time; uint8_t outcome; } last; /* decision; record 0: none */

	struct store_forecast forecast;
	struct room rooms[ROOM_PLACE_COUNT];

	struct { uint64_t record; int64_t time; } checkpoint; /* the last signed; record 0: not among those read */
	uint64_t looked_from;     /* the first record that was read */

	struct store_key_state keys;
	uint64_t holds;           /* matters that stand */
	bool has_queue;           /* the MTA's queue could be asked */
	bool queue_failed;        /* there is one, and it could not */
	uint64_t held;            /* messages on hold in it */
	int64_t held_oldest;

	char warnings[STATUS_WARNINGS][STATUS_WARNING_SIZE];
	size_t warning_count;
};

/* Records a day, and days until map or disk is full; 0 and STORE_FORECAST_NEVER when the
 * store is too young to tell. */
uint64_t status_records_a_day(const struct status *status);
uint64_t status_days_left(const struct status *status);

/* What is to be warned of, into `status->warnings`. */
void status_judge(struct status *status);

/* For a person: the warnings first. */
void status_print(FILE *out, const struct status *status);

/* One object. Fails: ERROR_MEMORY, ERROR_IO. */
MUST_USE int status_print_json(FILE *out, const struct status *status);

#endif
