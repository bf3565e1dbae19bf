/*
 * What part a named person has in a text: the one whom it is about, or one of
 * those who write it, get it or answer for it. For names of which no detector
 * knows whose they are.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_SCORE_ROLE_H
#define PHIMILTER_SCANNER_SCORE_ROLE_H

#include "core/attributes.h"
#include "core/bytes.h"

enum score_role {
	SCORE_ROLE_UNKNOWN = 0,
	SCORE_ROLE_SUBJECT, /* a record's: "Ann Lee (12/24/1961)", "LEE, ANN 86F" */
	SCORE_ROLE_NUMBERED, /* "Ann Lee 00412239": a record's, or staff with a badge */
	/* Of those below the health words of their sentence are not said: */
	SCORE_ROLE_READER,  /* greeted: "Dear Ann Lee," */
	SCORE_ROLE_WRITER,  /* "Kind regards, Ann Lee", or in the message's From */
	SCORE_ROLE_LISTED, /* with a telephone number, as staff is: "Ann Lee, ext. 4410" */
	SCORE_ROLE_OFFICE,  /* "Contact: Ann Lee", "Ann Lee, director", "Ann Lee said" */
};

/* Of the name in text[start, end). */
enum score_role score_role_find(struct bytes text, size_t start, size_t end);

/* Whether what stands behind the name that ends at `end` may be of a record: without, it is no subject's. */
bool score_role_has_record(struct bytes text, size_t end);

/* Whether the words before the name at `start` introduce the writer: "this is", "my name is". */
bool score_role_introduces(struct bytes text, size_t start);

/* Whether all words of `name` of three letters and more stand in `line`, and there are some. */
bool score_role_named_in(struct bytes name, struct bytes line);

#endif
