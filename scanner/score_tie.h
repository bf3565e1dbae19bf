/* A name and a health phrase: what is asked is whether the one has the other. */
#ifndef PHIMILTER_SCANNER_SCORE_TIE_H
#define PHIMILTER_SCANNER_SCORE_TIE_H

#include <stddef.h>

/* Bytes into a text; the two do not overlap. */
struct score_tie {
	size_t name_start;
	size_t name_end;
	size_t start;
	size_t end;
};

#endif
