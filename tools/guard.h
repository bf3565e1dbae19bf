/*
 * Work on a file that may be damaged, in a process of its own. LMDB maps its
 * file and trusts it: where the pages that hold the tree were changed, reading
 * it can end in a signal instead of an error.
 */
#ifndef PHIMILTER_TOOLS_GUARD_H
#define PHIMILTER_TOOLS_GUARD_H

#include "core/attributes.h"

/* What guard_run() returns when the work was ended by damage. */
#define GUARD_DAMAGED (-1)

/*
 * Runs `work` in a child process and returns its result, an exit code. When the
 * child dies of any other signal, as of SIGPIPE, so does this process; and the
 * child ends where this process does.
 */
MUST_USE int guard_run(int (*work)(void *context), void *context);

#endif
