/*
 * Header sections as parts of their own: a decoded "Name: value" a line.
 */
#ifndef PHIMILTER_SCANNER_HEADER_PART_H
#define PHIMILTER_SCANNER_HEADER_PART_H

#include "scanner/reading.h"

/* Adds the header section of a message as PART_HEADERS. Fails: ERROR_MEMORY, ERROR_LIMIT. */
MUST_USE int header_part_add(struct reading *r, const char *path, struct bytes section);

/*
 * Whether the header section of a part holds what a sender can write text in:
 * any field or parameter but the few that mail programs fill by themselves.
 */
bool header_part_is_telling(const struct reading *r, struct bytes section);

#endif
