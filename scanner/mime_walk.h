/*
 * The structure of a message (RFC 2046 section 5): multiparts, attached
 * messages, and the bodies between.
 *
 * Every byte of the message ends up in some part: header sections, bodies,
 * and also what stands before the first and behind the last boundary. That is
 * why the structure is not left to GMime's parser, which ends header fields,
 * preambles and epilogues at a NUL, and compares each line with up to 1,024
 * open boundaries.
 *
 * The outer boundary always wins, so each level is split on its own and costs
 * one search over its bytes: time is linear in size times limits.mime_depth,
 * and so is the stack in limits.mime_depth.
 */
#ifndef PHIMILTER_SCANNER_MIME_WALK_H
#define PHIMILTER_SCANNER_MIME_WALK_H

#include "scanner/reading.h"

/* Adds all parts of `message`. Fails: ERROR_MEMORY, ERROR_LIMIT, ERROR_INTERNAL. */
MUST_USE int mime_walk(struct reading *r, struct bytes message);

#endif
