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

#include "scanner/detector.h"

/* Longer runs are cut: no name has more words. */
#define NAME_RUN_LIMIT 12

enum name_kind {
	NAME_WORD = 1,  /* may be a given or a family name, or neither */
	NAME_INITIAL,   /* "J" or "J." */
	NAME_TITLE,     /* "Mrs." */
	NAME_CLINICIAN_TITLE, /* "Dr." */
	NAME_SUFFIX,    /* "Jr.", "III" */
	NAME_CLINICIAN_SUFFIX, /* "MD", "RN" */
	NAME_PARTICLE,  /* "de", "van", "bin" */
};

enum name_gap {
	NAME_GAP_SPACE = 1,
	NAME_GAP_LINE,  /* a single line break */
	NAME_GAP_COMMA, /* ", " */
	NAME_GAP_CARET, /* between the components of an HL7 name */
};

/* How likely a word is what it would have to be, by the dictionary. */
enum name_weight {
	NAME_NEVER = 0,
	NAME_POSSIBLE = 1, /* in no list, or in one of doubtful words */
	NAME_LIKELY = 2,   /* a known name that is an ordinary word too, or a rare one */
	NAME_SURE = 3,     /* a known name and nothing else */
};

struct name_word {
	size_t start;       /* bytes into the text */
	size_t end;         /* without a possessive 's and without a title's dot */
	enum name_kind kind;
	enum name_gap gap;  /* to the word before; NAME_GAP_SPACE for the first */
	enum name_weight given;
	enum name_weight family;
	unsigned flags;     /* enum word_flag of the whole word */
	uint8_t letters;    /* without what joins them, and without a possessive's s */
	bool upper;         /* all capitals, more than one */
	bool possessive;    /* ends in 's: nothing of the name follows */
	bool dot;           /* an initial's */
};

struct name_run {
	struct name_word words[NAME_RUN_LIMIT];
	size_t count;
	size_t end; /* where reading goes on */
};

/* The next place at or after `at` where a word begins with a capital; text.length when there is none. */
size_t name_run_next(struct bytes text, size_t at);

/*
 * Where reading goes on when the word at `start` stands alone and is no given
 * name: such runs, nearly all there are, hold nothing. 0 for all others, which
 * name_run_read() must read.
 */
size_t name_run_pass(const struct detector_text *text, size_t start);

/*
 * Reads the run that begins with the word at `start`. With `any_case` words in
 * lower case are taken too: for texts in which a label says that a name follows.
 */
void name_run_read(const struct detector_text *text, size_t start, bool any_case,
                   struct name_run *run);

#endif
