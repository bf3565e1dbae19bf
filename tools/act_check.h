/*
 * Whether the rows of holds, disposals and sealed originals are what the acts on record made
 * of them. Each row is sealed, so none can be made up; but an earlier state of one, kept from
 * the file of then, opens as well as the present one, and a row that was removed says nothing.
 * The acts stand in the chain, which can neither be cut nor turned back unseen.
 *
 * Ownership: the caller's. Threads: one.
 */
#ifndef PHIMILTER_TOOLS_ACT_CHECK_H
#define PHIMILTER_TOOLS_ACT_CHECK_H

#include "tools/store_access.h"

struct act_check;

/* Of what `say` is given, its NUL among it. It may hold bytes from outside: tools/safe_text.h. */
#define ACT_LINE_SIZE 512

/*
 * For the acts behind the record `after`: of a row that was made before and left alone since,
 * nothing is then said; 0 for all. Fails: ERROR_MEMORY.
 */
MUST_USE int act_check_create(struct store *store, uint64_t after, struct act_check **out);
void act_check_destroy(struct act_check **check);

/* Notes a record; all of them behind `after` in their order. Fails: ERROR_IO, ERROR_MEMORY, ERROR_CRYPTO. */
MUST_USE int act_check_note(struct act_check *check, const struct record *record);

/*
 * Compares, and calls `say` with a line for each row that is not as the acts left it;
 * `*problems` counts them. Records that were appended meanwhile are noted first. Fails as
 * act_check_note() and store_audit_list().
 */
MUST_USE int act_check_finish(struct act_check *check, void (*say)(const char *line, void *context),
                              void *context, uint64_t *problems);

/* Notes all records of the store behind `after`, and compares. Fails the same. */
MUST_USE int act_check_all(struct store *store, uint64_t after,
                           void (*say)(const char *line, void *context), void *context,
                           uint64_t *problems);

/*
 * Whether all is as the acts left it, for `command`, which is about to take away what does not come
 * back: a hold whose row was taken away by who has the store's file would keep nothing. Where it
 * is not so, or cannot be read, that is printed.
 */
bool act_check_allows(const struct store_access *access, const char *command);

#endif
