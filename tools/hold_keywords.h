/*
 * The keywords that an officer gives to a hold.
 *
 * Ownership: the caller's. Threads: one.
 */
#ifndef PHIMILTER_TOOLS_HOLD_KEYWORDS_H
#define PHIMILTER_TOOLS_HOLD_KEYWORDS_H

#include "store/store.h"

#define HOLD_KEYWORDS_LIMIT 200 /* of one matter */

/* Of all matters that stand: half of what the daemon takes (scanner/hold_lexicon.h), as two
 * officers may be at it at once. */
#define HOLD_KEYWORDS_STANDING 5000

struct hold_keywords {
	char *questions[HOLD_KEYWORDS_LIMIT]; /* "keyword:..." */
	size_t count;
};

/* Both fail: ERROR_INVALID (already said), ERROR_MEMORY. */
MUST_USE int hold_keywords_add(struct hold_keywords *keywords, struct bytes text);

/* Each line of a file that is not empty. */
MUST_USE int hold_keywords_read(struct hold_keywords *keywords, const char *path);

/* Whether the matters that stand leave room for so many more. Fails: ERROR_INVALID (already
 * said), and as store_hold_list(). */
MUST_USE int hold_keywords_check(struct store *store, size_t more);

/* Wipes them. */
void hold_keywords_release(struct hold_keywords *keywords);

#endif
