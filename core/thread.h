/*
 * Threads that no signal of the process reaches: those are the main thread's. What a thread
 * brings upon itself, as SIGBUS by reading a file that was cut short under its map, does
 * reach it, so that a handler can say why the process ends.
 */
#ifndef PHIMILTER_CORE_THREAD_H
#define PHIMILTER_CORE_THREAD_H

#include <pthread.h>

#include "core/attributes.h"

/* Starts a thread, to be joined or detached; threads that it starts have its signals blocked too.
 * Fails: ERROR_MEMORY. */
MUST_USE int thread_start(void *(*run)(void *context), void *context, pthread_t *out);

#endif
