/*
 * The parts of `phictl hold`.
 *
 * Ownership: the caller's. Threads: one.
 */
#ifndef PHIMILTER_TOOLS_HOLD_COMMAND_H
#define PHIMILTER_TOOLS_HOLD_COMMAND_H

#include "tools/hold_keywords.h"
#include "tools/store_access.h"

#define HOLD_TEXT_LIMIT 4096

struct hold_arguments {
	const char *authority, *notes, *reason;
	bool json;
	const char *name;
	char **questions;
	size_t count;
	struct hold_keywords keywords;
};

/* ---- a matter (tools/hold_matter.c) --------------------------------------------------- */

/* A matter whose strings live on. */
struct hold_found {
	const char *name;
	struct hold hold;
	char *texts[6];
	char **questions;
	struct bytes *views;
	bool there;
};

/* Finds the matter, or says that there is none or that it cannot be read; an exit code.
 * Release it in any case. */
int hold_find(struct store_access *access, const char *name, struct hold_found *out);
void hold_found_release(struct hold_found *found);

/* Puts it with the record of who did `action` and why, or says why not; an exit code. */
int hold_put(struct store_access *access, const struct hold *hold, const char *action,
             const char *reason);

/* ---- the commands; they return an exit code ------------------------------------------ */

int hold_place(struct store_access *access, const struct hold_arguments *arguments);
int hold_release(struct store_access *access, const struct hold_arguments *arguments);

#endif
