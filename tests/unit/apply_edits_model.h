/*
 * What an MTA makes of a message and its edits, as Postfix's cleanup(8) does
 * it: a field is found by name without case and by its place among those that
 * are left, so a deletion renumbers what follows it; added fields go to the
 * end; LF within a value becomes CRLF; a replaced body replaces all of it.
 *
 * An edit that an MTA would refuse or mangle fails the test.
 */
#ifndef PHIMILTER_TESTS_APPLY_EDITS_MODEL_H
#define PHIMILTER_TESTS_APPLY_EDITS_MODEL_H

#include "core/message.h"

/* The message after its edits, in lines that end in CRLF. The caller releases it. */
struct buffer apply_edits_model(const struct message *m);

#endif
