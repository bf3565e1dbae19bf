/*
 * Boundary delimiter lines (RFC 2046 section 5.1.1).
 *
 * Threads: pure functions on views.
 */
#ifndef PHIMILTER_SCANNER_MIME_BOUNDARY_H
#define PHIMILTER_SCANNER_MIME_BOUNDARY_H

#include "core/bytes.h"

/* A delimiter line and what stands before it. */
struct mime_delimiter {
	struct bytes before; /* without the line end that belongs to the delimiter */
	struct bytes after;  /* what follows the line */
	bool closing;        /* "--boundary--" */
};

/* The first delimiter line of `boundary` in `body`; false when there is none. */
bool mime_boundary_find(struct bytes body, struct bytes boundary, struct mime_delimiter *out);

/*
 * Whether a line of `body` starts like a delimiter but goes on with something
 * else: some receivers take it for one.
 */
bool mime_boundary_is_doubtful(struct bytes body, struct bytes boundary);

#endif
