/*
 * What libmilter calls. The callbacks collect into the connection's session;
 * the end-of-message callback runs the pipeline and answers.
 *
 * Every unexpected path, a missing session included, ends in 451: a message is
 * let through only by a decision that is on record.
 */
#ifndef PHIMILTER_MILTER_CALLBACKS_H
#define PHIMILTER_MILTER_CALLBACKS_H

#include <stdatomic.h>

#include "core/attributes.h"
#include "core/memory_pool.h"
#include "milter/groups.h"
#include "milter/hold_watch.h"
#include "milter/metrics_file.h"
#include "milter/snapshot.h"
#include "milter/volume.h"
#include "store/store.h"

enum service_phase {
	SERVICE_SERVING,
	SERVICE_DRAINING, /* messages under way are finished, new ones answered 451 */
	SERVICE_CLOSED,   /* whatever still comes is answered 451 */
};

/* What all connections share. Owned by main; outlives libmilter's threads. */
struct service {
	struct snapshot_holder snapshots;
	struct store *store;
	struct hold_watch *holds;
	struct volume *volume;
	struct memory_pool *pool;
	struct metrics *metrics;
	struct metrics_file metrics_file; /* the main thread's alone */
	struct groups groups;        /* whose members a directory knows */
	struct secret_key split_key; /* of what a message's passes tell one another */
	atomic_uint open_messages;   /* between MAIL and the end of the message */
	atomic_uint deciding;        /* inside the end-of-message callback */
	_Atomic(int64_t) answered;   /* deadline_now() when libmilter last had an answer to send */
	atomic_int phase;            /* enum service_phase, only ever forward */
};

/*
 * Registers the callbacks with libmilter. libmilter hands its callbacks no
 * argument, so `service` is kept in a file-scope variable, set here, once,
 * before any thread runs. Fails: ERROR_INTERNAL.
 */
MUST_USE int callbacks_register(struct service *service);

#endif
