/*
 * Group commit: one thread commits what many submit. While it waits for the
 * disk the next requests gather, so the busier the daemon is the more of them
 * share one commit, and nobody waits for company.
 *
 * Threads: writer_submit() from any; create and destroy from one, destroy when
 * no thread is about to submit.
 */
#ifndef PHIMILTER_STORE_WRITER_H
#define PHIMILTER_STORE_WRITER_H

#include <pthread.h>

#include "core/attributes.h"
#include "core/record.h"

/* Most requests in one commit: beyond this a larger batch gains little, and
 * all of a batch fail together. */
#define WRITER_BATCH_LIMIT 512

/* One record on its way; lives on the stack of the thread that waits for it. */
struct writer_request {
	const struct record *record;
	struct bytes encoded;
	uint64_t sequence;           /* filled in by the commit */

	/* The writer's own. */
	struct writer_request *next;
	pthread_cond_t done;
	bool finished;
	int result;
};

/* Commits a batch (linked by `next`), all or nothing, and says how it went. */
typedef int (*writer_commit)(struct writer_request *batch, void *context);

struct writer;

/* Starts the thread. Fails: ERROR_MEMORY. */
MUST_USE int writer_create(writer_commit commit, void *context, struct writer **out);

/* Commits what is queued, then ends the thread. */
void writer_destroy(struct writer **writer);

/* Returns when the request's batch is committed, with that commit's result.
 * Fails besides: ERROR_STATE (the writer is being destroyed), ERROR_MEMORY. */
MUST_USE int writer_submit(struct writer *writer, struct writer_request *request);

#endif
