/*
 * Group commit: one thread commits what many submit. While it waits for the
 * disk the next requests gather, so the busier the daemon is the more of them
 * share one commit, and nobody waits for company.
 *
 * Nobody waits for ever either: a request that no commit has taken up within the
 * writer's deadline leaves the queue again. Once taken up it stays to the end, as
 * its record may be durable by then and the caller must know.
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

struct database_transaction;

/* One record on its way; lives on the stack of the thread that waits for it. */
struct writer_request {
	const struct record *record;
	struct bytes encoded;
	/* What else the commit consists of, within its transaction; NULL for nothing. Runs
	 * again where the commit is tried again. */
	void (*change)(struct database_transaction *transaction, uint64_t sequence, void *context);
	void *change_context;
	uint64_t sequence;           /* filled in by the commit */
	bool waited_to_begin;        /* after ERROR_TIMEOUT: for `begin`, not for an earlier commit */

	/* The writer's own. */
	struct writer_request *next;
	pthread_cond_t done;
	bool taken;
	bool finished;
	int result;
};

/* What a commit consists of; both are called by the writer's thread in turn. */
struct writer_operations {
	/* Makes ready; may have to wait for others, as for a lock. */
	void (*begin)(void *context);
	/* Commits a batch (linked by `next`), all or nothing, and says how it went.
	 * NULL where everybody gave up meanwhile: what was begun is then undone. */
	int (*commit)(struct writer_request *batch, void *context);
};

struct writer;

/* Starts the thread; `seconds` is the deadline of each request. Fails: ERROR_MEMORY. */
MUST_USE int writer_create(const struct writer_operations *operations, void *context,
                           int64_t seconds, struct writer **out);

/* Commits what is queued, then ends the thread. */
void writer_destroy(struct writer **writer);

/* Returns when the request's batch is committed, with that commit's result.
 * Fails besides: ERROR_TIMEOUT (the deadline; nothing of the request is or will be
 * committed), ERROR_STATE (the writer is being destroyed), ERROR_MEMORY. */
MUST_USE int writer_submit(struct writer *writer, struct writer_request *request);

#endif
