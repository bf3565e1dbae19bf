/*
 * The milter socket: checked, opened with the right owner and mode, and served
 * by libmilter in a thread of its own.
 */
#ifndef PHIMILTER_MILTER_LISTENER_H
#define PHIMILTER_MILTER_LISTENER_H

#include "core/configuration.h"
#include "milter/privileges.h"

/*
 * Whether daemon.socket is a place where a socket can be opened: the path is
 * short enough, its directory exists, nothing else lies there.
 * Fails: ERROR_CONFIG, said in `why`.
 */
MUST_USE int listener_check_place(const struct configuration *configuration,
                                  struct diagnostics *why);

/* Opens it, after callbacks_register(); refuses when another daemon answers
 * there. Fails: ERROR_CONFIG, said in `why`. */
MUST_USE int listener_open(const struct configuration *configuration,
                           const struct identity *identity, struct diagnostics *why);

/*
 * Starts libmilter's threads (core/thread.h). `ended_fd` is an
 * eventfd that becomes readable when libmilter ends. Fails: ERROR_MEMORY.
 */
MUST_USE int listener_start(int ended_fd);

#endif
