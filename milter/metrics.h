/*
 * What the daemon counts of its work, in the text format of Prometheus
 * (exposition format 0.0.4): milter/metrics_file.h puts it where the textfile
 * collector of a node exporter, `phictl status` and persons find it.
 *
 * Threads: the counting calls from any thread at once; metrics_print() from one.
 */
#ifndef PHIMILTER_MILTER_METRICS_H
#define PHIMILTER_MILTER_METRICS_H

#include <stdio.h>

#include "core/attributes.h"
#include "core/message.h"
#include "store/store.h"

/* How old what the file says may be. */
#define METRICS_SECONDS 15

struct metrics;

/* What takes time. */
enum metrics_duration {
	METRICS_SCAN_TIME,
	METRICS_COMMIT_TIME, /* until a record is durable, waiting for others' commits included */
	METRICS_DURATION_LIMIT
};

/* Fails: ERROR_MEMORY. */
MUST_USE int metrics_create(struct metrics **out);
void metrics_destroy(struct metrics **metrics);

/* A decision that is on record. */
void metrics_count_decision(struct metrics *metrics, const struct message *m);

/* A message that was answered 451 at a step of the pipeline, named as the log names it,
 * for `err` of core/error.h. */
void metrics_count_failure(struct metrics *metrics, const char *step, int err);

void metrics_count_connection(struct metrics *metrics);

/* A reload that has just ended with `err`. */
void metrics_count_load(struct metrics *metrics, int err);

/* A moment to measure from: nanoseconds of a clock that never goes back. */
int64_t metrics_clock(void);
void metrics_count_duration(struct metrics *metrics, enum metrics_duration which, int64_t since);

/* What is so at this moment. */
struct metrics_gauges {
	unsigned open_messages; /* between MAIL and their end */
	unsigned deciding;      /* at their end */
	struct store *store;
};

/* All of it, as it is now. */
void metrics_print(FILE *out, const struct metrics *metrics, const struct metrics_gauges *now);

#endif
