/*
 * How long the records officers' certificates last. A configuration with one that is over is
 * refused, so from its end on phimilter neither starts nor takes up another configuration.
 *
 * Threads: any.
 */
#ifndef PHIMILTER_ENCRYPTION_OFFICER_TERM_H
#define PHIMILTER_ENCRYPTION_OFFICER_TERM_H

#include "core/attributes.h"
#include "core/configuration.h"

struct officer_term {
	int64_t end;      /* of the one that ends first; 0: there is none */
	const char *path; /* its file, the configuration's; NULL: there is none */
};

/*
 * Of those that escrow.officers names. Fails: ERROR_CONFIG, one cannot be used as it is, said in
 * `why`; ERROR_MEMORY.
 */
MUST_USE int officer_term_find(const struct configuration *configuration, struct diagnostics *why,
                               struct officer_term *out);

#endif
