/*
 * A person as the record names him.
 *
 * Threads: one at a time; getpwuid(3).
 */
#ifndef PHIMILTER_CORE_ACTOR_H
#define PHIMILTER_CORE_ACTOR_H

#include <sys/types.h>

/* "alice (uid 1000)". */
struct actor {
	char text[128];
};
struct actor actor_of(uid_t uid);

/*
 * Who runs this program: the user who logged in, as the kernel's audit system
 * knows, which sudo and su do not change; where that is not known, the real
 * user. Not the environment, which anyone may set.
 */
struct actor actor_find(void);

#endif
