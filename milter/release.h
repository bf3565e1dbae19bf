/*
 * The verdict header: how the MTA learns that a message may leave by
 * opportunistic TLS. The MTA's default is verified TLS (contrib/postfix), so a
 * message without this header never leaves in plaintext, whatever happens.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_MILTER_RELEASE_H
#define PHIMILTER_MILTER_RELEASE_H

#include "core/message.h"

#define RELEASE_HEADER "X-Phimilter-Verdict"

/* The value that hands a message back to be split (milter/split.h). */
#define RELEASE_SPLIT "split"

/*
 * What the header says once more of a notice, behind "clear" or "clear-sort": that nothing of
 * where the original came from may leave with it. An MTA that does not know the word, as its
 * tables are older than the daemon, sends the notice as clean mail.
 */
#define RELEASE_NOTICE "notice"
#define RELEASE_NOTICE_SORT "notice-sort"

enum release {
	RELEASE_NONE = 0, /* no header: verified TLS, or local delivery */
	RELEASE_CLEAR,    /* every recipient is surely outside */
	RELEASE_SORT,     /* some are inside or unknown: the MTA sorts them one by one */
};

/*
 * What may be released: a message that passes and is no PHI, or has become a
 * notice, and whatever comes where all is in shadow mode. PHI that a rule lets pass is never released: it leaves over verified
 * TLS or waits. Neither is what goes to a recipient inside and would not pass to
 * one outside, as an alias may lead there. Reads envelope, assessment and verdict.
 */
enum release release_decide(const struct message *m);

/* The header's value; NULL for RELEASE_NONE. */
const char *release_value(enum release release);

/*
 * Edits that delete every verdict header that came with the message, and every
 * context of a split: only the milter may release. Fails: ERROR_MEMORY, ERROR_LIMIT.
 */
MUST_USE int release_strip_forged(struct message *m);

/* The edit that keeps the body of PHI, and the link of a notice, out of bounces (RFC 3461 4.3).
 * Fails as above. */
MUST_USE int release_bounces_bare(struct message *m);

/* The edits that add the header, where there is one to add. Fails as above. */
MUST_USE int release_add(struct message *m);

#endif
