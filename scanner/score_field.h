/*
 * What a header field can tell of individuals, by its name.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_SCORE_FIELD_H
#define PHIMILTER_SCANNER_SCORE_FIELD_H

#include "core/attributes.h"
#include "core/bytes.h"

enum score_field {
	SCORE_FIELD_PEOPLES = 1, /* people write it: Subject, Comments, unknown ones */
	SCORE_FIELD_ADDRESS,     /* who gets the message */
	SCORE_FIELD_MACHINES,    /* machines write it, or it names the sender */
};

/* The line of a header part's text in which `start` stands. */
struct bytes score_field_line(struct bytes text, size_t start);

enum score_field score_field_of(struct bytes line);

/* Whether it names who writes the message or gets it: From, Sender, Reply-To, To, Cc, Bcc. */
bool score_field_addresses(struct bytes line);

#endif
