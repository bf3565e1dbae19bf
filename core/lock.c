#include "core/lock.h"

#include <errno.h>
#include <stdlib.h>

#include "core/error.h"

#ifndef NDEBUG
static _Thread_local unsigned lock_ranks_held; /* bit per rank */
#define RANKS_AT_OR_ABOVE(rank) (~0u << (rank))
#endif

int
lock_create(struct lock *lock, enum lock_rank rank)
{
	lock->rank = rank;
	return pthread_mutex_init(&lock->mutex, NULL) == 0 ? 0 : ERROR_MEMORY;
}

void
lock_destroy(struct lock *lock)
{
	pthread_mutex_destroy(&lock->mutex);
}

void
lock_acquire(struct lock *lock)
{
#ifndef NDEBUG
	if (lock_ranks_held & RANKS_AT_OR_ABOVE(lock->rank))
		abort(); /* lock order violated */
	lock_ranks_held |= 1u << lock->rank;
#endif
	/* A plain mutex that is initialised and not held by this thread cannot fail. */
	if (pthread_mutex_lock(&lock->mutex) != 0)
		abort();
}

void
lock_release(struct lock *lock)
{
#ifndef NDEBUG
	lock_ranks_held &= ~(1u << lock->rank);
#endif
	if (pthread_mutex_unlock(&lock->mutex) != 0)
		abort();
}

void
lock_wait(struct lock *lock, pthread_cond_t *condition)
{
	if (pthread_cond_wait(condition, &lock->mutex) != 0)
		abort();
}

bool
lock_wait_until(struct lock *lock, pthread_cond_t *condition, const struct timespec *end)
{
	int result = pthread_cond_clockwait(condition, &lock->mutex, CLOCK_MONOTONIC, end);
	if (result != 0 && result != ETIMEDOUT)
		abort();
	return result == 0;
}
