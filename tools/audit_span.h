/* Which records are of a span of time, found by few reads. Threads: as store/store.h. */
#ifndef PHIMILTER_TOOLS_AUDIT_SPAN_H
#define PHIMILTER_TOOLS_AUDIT_SPAN_H

#include "store/store.h"

struct audit_span {
	uint64_t first; /* the first that may be of the time asked for, or later */
	uint64_t last;  /* the last there is; 0 for none */
};

/*
 * Records from `since` on (seconds since the epoch). Some a little older may be
 * among them. Fails: as store_audit_list().
 */
MUST_USE int audit_span_find(struct store *store, int64_t since, struct audit_span *out);

#endif
