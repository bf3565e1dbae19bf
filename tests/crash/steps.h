/*
 * The steps in which the store, and LMDB below it, change files: the system calls are
 * defined in steps.c as well, so that they can count themselves, and end the process
 * before the n-th or find the disk full from then on.
 *
 * For a child of a test, that works and exits. Threads: any.
 */
#ifndef PHIMILTER_TESTS_STEPS_H
#define PHIMILTER_TESTS_STEPS_H

enum steps_end {
	STEPS_KILL, /* SIGKILL */
	STEPS_FULL  /* no step that needs room is made any more: ENOSPC */
};

/* Before the `number`-th step from now on; 0 never. */
void steps_end_at(unsigned number, enum steps_end end);

#endif
