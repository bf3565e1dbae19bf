/*
 * Which words of a run make a name: "Ana M. de la Cruz", "Cruz, Ana",
 * "Dr. Cruz", "Ana C.". By the words alone; what stands around them is
 * name_context.h's matter.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_IDENTIFIERS_NAME_SHAPE_H
#define PHIMILTER_SCANNER_IDENTIFIERS_NAME_SHAPE_H

#include "scanner/identifiers/name_run.h"

struct name_match {
	size_t first;       /* of the run's words */
	size_t last;
	size_t start;       /* bytes into the text, without title */
	size_t end;
	uint8_t confidence; /* percent, of the words alone; 0: only with a label */
	bool doubtful;      /* made of ordinary words: needs a second look */
	bool titled;
	bool clinician;     /* "Dr. Cruz", "Ana Cruz, RN" */
	bool full;          /* given and family name */
};

/* The name that begins with words[first], when there is one. */
bool name_shape_match(const struct name_run *run, size_t first, struct name_match *match);

/*
 * The words from words[first] on that may be a name after a label: known or
 * not, alone or several. False when none may.
 */
bool name_shape_match_labelled(const struct name_run *run, size_t first, struct name_match *match);

#endif
