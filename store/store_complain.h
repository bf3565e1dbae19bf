/*
 * Why a store cannot be opened: one line for each reason, in `why`, that names the
 * setting and says what to do. Each returns the error to fail with.
 *
 * Threads: any.
 */
#ifndef PHIMILTER_STORE_STORE_COMPLAIN_H
#define PHIMILTER_STORE_STORE_COMPLAIN_H

#include "store/store.h"

/* Whatever has no line of its own below; ERROR_IO as errno has it. */
int store_complain(const struct configuration *configuration, struct diagnostics *why, int err);

/* The originals in the escrow directory have an index, and it is not ours. */
int store_complain_claimed(const struct configuration *configuration, struct diagnostics *why);

/* What was a store was cut short, and has nothing in it. */
int store_complain_rest(const struct configuration *configuration, struct diagnostics *why);

/* What the store says of itself: `err` is ERROR_INVALID where its layout `schema` is a later one. */
int store_complain_identity(const struct configuration *configuration, struct diagnostics *why, int err,
                            uint32_t schema);

/* Whose use of the files keeps them from being had in the mode. */
int store_complain_use(enum store_mode mode, const struct configuration *configuration,
                       struct diagnostics *why, int err);

#endif
