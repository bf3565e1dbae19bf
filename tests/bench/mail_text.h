/*
 * What measurements share: CPU time, and ordinary mail text, made up the same on every run, for measuring: sentences,
 * quoted lines, dates, telephone numbers, addresses of people and of pages, and
 * a signature now and then. What share each has is near to that of public lists.
 */
#ifndef PHIMILTER_TESTS_BENCH_MAIL_TEXT_H
#define PHIMILTER_TESTS_BENCH_MAIL_TEXT_H

#include <stddef.h>
#include <time.h>

/* CPU seconds of this thread: what else runs on the machine counts little. */
static inline double
cpu_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Fills all `size` bytes of `out`. */
void mail_text_fill(char *out, size_t size);

#endif
