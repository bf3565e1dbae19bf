/*
 * The moment by which a scan must have answered. Threads: values.
 */
#ifndef PHIMILTER_SCANNER_DEADLINE_H
#define PHIMILTER_SCANNER_DEADLINE_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct deadline {
	int64_t at; /* CLOCK_MONOTONIC, nanoseconds */
};

#define DEADLINE_SECOND INT64_C(1000000000)

static inline int64_t
deadline_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * DEADLINE_SECOND + now.tv_nsec;
}

static inline struct deadline
deadline_in(int64_t seconds)
{
	return (struct deadline){ .at = deadline_now() + seconds * DEADLINE_SECOND };
}

static inline bool
deadline_passed(struct deadline deadline)
{
	return deadline_now() >= deadline.at;
}

#endif
