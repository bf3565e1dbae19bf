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
	struct hold hold;
	char *texts[6];
	char **questions;
	struct bytes *views;
};

/* Keeps a matter that is listed. Fails: ERROR_MEMORY; release it in any case. */
MUST_USE int hold_found_keep(const struct hold *hold, struct hold_found *found);

/* How many of its questions are keywords. */
size_t hold_count_keywords(const struct hold *hold);

/* Finds the matter, or says that there is none or that it cannot be read; an exit code.
 * Release it in any case. */
int hold_find(struct store_access *access, const char *name, struct hold_found *out);
void hold_found_release(struct hold_found *found);

/* Puts it with the record of who did `action` and why, or says why not; an exit code. */
int hold_put(struct store_access *access, const struct hold *hold, const char *action,
             const char *reason);

/* ---- the commands; they return an exit code ------------------------------------------ */

int hold_place(struct store_access *access, const struct hold_arguments *arguments);
int hold_report(struct store_access *access, const struct hold_arguments *arguments);
int hold_release(struct store_access *access, const struct hold_arguments *arguments);

#endif
