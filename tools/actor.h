/* Who runs phictl, for the record. */
#ifndef PHIMILTER_TOOLS_ACTOR_H
#define PHIMILTER_TOOLS_ACTOR_H

/*
 * "alice (uid 1000)": the user who logged in, as the kernel's audit system
 * knows, which sudo and su do not change; where that is not known, the real
 * user. Not the environment, which anyone may set.
 */
struct actor {
	char text[128];
};
struct actor actor_find(void);

#endif
