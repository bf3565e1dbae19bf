/*
 * One body without structure: decoded, recognised, and read as text where it can be.
 */
#ifndef PHIMILTER_SCANNER_LEAF_PART_H
#define PHIMILTER_SCANNER_LEAF_PART_H

#include "scanner/mime_fields.h"

/*
 * Adds the part and whatever about it could not be read. `body` is still in its
 * transfer encoding. Fails: ERROR_MEMORY, ERROR_LIMIT, ERROR_INTERNAL.
 */
MUST_USE int leaf_part_add(struct reading *r, const char *path, const struct mime_fields *fields,
                           struct bytes body);

/* The same for text outside of any part, such as a preamble; nothing when it is blank. */
MUST_USE int leaf_part_add_loose(struct reading *r, const char *path, struct bytes text);

#endif
