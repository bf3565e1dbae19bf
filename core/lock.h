/*
 * Mutexes with a rank. A thread may take a lock only when every lock it holds
 * has a smaller rank; debug and sanitizer builds (without NDEBUG) abort on a
 * violation, so a deadlock cannot wait for production to appear.
 *
 * Each lock's declaration says what it guards. No callback and no I/O runs
 * under a lock, but the LMDB write under the writer's own.
 */
#ifndef PHIMILTER_CORE_LOCK_H
#define PHIMILTER_CORE_LOCK_H

#include <pthread.h>
#include <stdbool.h>
#include <time.h>

#include "core/attributes.h"

/* Every lock of the program, in the order in which they may be taken. */
enum lock_rank {
	LOCK_RANK_SNAPSHOT = 1, /* milter: pointer to the current snapshot */
	LOCK_RANK_HOLDS,        /* milter: the keywords of legal holds that stand */
	LOCK_RANK_VOLUME,       /* milter: how much PHI each sender sent */
	LOCK_RANK_SCRATCH,      /* scanner: free list of scratch spaces */
	LOCK_RANK_STORE_QUEUE,  /* store: records waiting for the writer */
	LOCK_RANK_STORE_CREW,   /* store: rows waiting to be opened */
	LOCK_RANK_MEMORY,       /* core: pieces of memory waiting for a message */
	LOCK_RANK_STORE_KEYRING,/* store: keys that a rotation adds */
	LOCK_RANK_LIMIT
};

struct lock {
	pthread_mutex_t mutex;
	enum lock_rank rank;
};

/* Fails: ERROR_MEMORY. */
MUST_USE int lock_create(struct lock *lock, enum lock_rank rank);
void lock_destroy(struct lock *lock);

void lock_acquire(struct lock *lock);
void lock_release(struct lock *lock);

/* Waits on `condition`, giving up the lock meanwhile as pthread_cond_wait(). */
void lock_wait(struct lock *lock, pthread_cond_t *condition);

/* The same until `end` of CLOCK_MONOTONIC; false when that has passed. */
bool lock_wait_until(struct lock *lock, pthread_cond_t *condition, const struct timespec *end);

#endif
