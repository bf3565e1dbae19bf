/*
 * Words that may be parts of names: a run is a stretch of capitalised words
 * ("Mrs. Ana M. de la Cruz, RN"), each judged by the dictionary alone. What
 * stands around the run is name_context.h's matter, which of its words make a
 * name name_shape.h's.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_IDENTIFIERS_NAME_RUN_H
#define PHIMILTER_SCANNER_IDENTIFIERS_NAME_RUN_H

#include "scanner/identifiers/name_capital.h"
#include "scanner/identifiers/name_word.h"

/* Longer runs are cut: no name has more words. */
#define NAME_RUN_LIMIT 12

struct name_run {
	struct name_word words[NAME_RUN_LIMIT];
	size_t count;
	size_t end; /* where reading goes on */
	bool known; /* one of the words is a title, likely a name, an initial with its dot, or has an accent */
};

/*
 * Where reading goes on when the run that begins with the next of `capitals` can
 * hold nothing: a word that stands alone and is no given name, or several
 * ordinary ones. So do nearly all there are. 0 for all others, which must be read.
 */
size_t name_run_pass(const struct detector_text *text, const struct name_capitals *capitals);

/*
 * Reads the run that begins with the word at `start`. With `any_case` words in
 * lower case are taken too: for texts in which a label says that a name follows.
 */
void name_run_read(const struct detector_text *text, size_t start, bool any_case,
                   struct name_run *run);

/* The same for the run that begins with the next of `capitals`. */
void name_run_read_capitals(const struct detector_text *text, const struct name_capitals *capitals,
                            struct name_run *run);

#endif
