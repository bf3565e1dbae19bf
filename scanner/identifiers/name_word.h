/*
 * One word that may be part of a name, judged by the dictionary alone: what it
 * is in a name ("Mrs.", "de", "M.D."), and how likely a given or family name.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_IDENTIFIERS_NAME_WORD_H
#define PHIMILTER_SCANNER_IDENTIFIERS_NAME_WORD_H

#include "scanner/detector.h"
#include "scanner/dictionary.h"
#include "scanner/identifiers/name_capital.h"
#include "scanner/letter.h"
#include "scanner/word_list.h"

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

/* name_word_begins() for what is no ASCII capital behind a blank. */
bool name_word_begins_any(struct bytes text, size_t at);

/* Whether the word at `at` begins as names do: with a capital, and nothing of a word before it. */
static inline bool
name_word_begins(struct bytes text, size_t at)
{
	if (byte_is_upper(text.data[at]) && (at == 0 || text.data[at - 1] <= ' '))
		return true;
	return name_word_begins_any(text, at);
}

/* Longer words are no names, and not worth looking up. */
#define NAME_WORD_LIMIT 32

/* Of each piece of "Pharm.D." and the like; titles and initials that end in a dot are not longer. */
#define NAME_DOTTED_LETTERS 5

/* Whether a word with such flags may be a family name, known or not, rather than an ordinary word alone. */
static inline bool
name_word_flags_may_be_family(unsigned flags)
{
	const unsigned listed = WORD_SURNAME | WORD_FREQUENT;
	const unsigned others = WORD_NOT_NAME | WORD_STATE | WORD_LARGE_CITY | WORD_COMMON | WORD_MEDICAL |
	                        WORD_STREET_SUFFIX;

	return (flags & listed) == listed || (flags & others) == 0;
}

/* Whether a word with such flags is a family name and nothing else. */
static inline bool
name_word_flags_are_family(unsigned flags)
{
	const unsigned listed = WORD_SURNAME | WORD_FREQUENT;
	const unsigned others = WORD_NOT_NAME | WORD_STATE | WORD_LARGE_CITY | WORD_COMMON | WORD_MEDICAL |
	                        WORD_STREET_SUFFIX | WORD_CITY | WORD_COUNTY;

	return (flags & (listed | others)) == listed;
}

/* Whether a word with such flags is a likely given or family name, however it is spelled. */
static inline bool
name_word_flags_are_known(unsigned flags)
{
	const unsigned given = WORD_GIVEN_NAME | WORD_FREQUENT;
	bool listed = (flags & given) == given ||
	              (flags & (WORD_GIVEN_NAME | WORD_SURNAME) && name_word_flags_may_be_family(flags));

	return listed && (flags & (WORD_NOT_NAME | WORD_STATE)) == 0;
}

/* Whether a sentence goes on with the word at `start`: a small letter and a blank stand before it. */
static inline bool
name_word_is_inside(struct bytes text, size_t start)
{
	return start > 1 && text.data[start - 1] == ' ' && byte_is_lower(text.data[start - 2]);
}

/* A text with no more bytes is a note, such as people leave for each other. */
#define NAME_NOTE_MOST 240

/*
 * Whether a word with such flags, the first of a note, is a family's: "Whitfield - no growth, ok to stop?" There
 * it may be a place's name as well.
 */
static inline bool
name_word_opens_note(struct bytes text, size_t start, unsigned flags)
{
	return start == 0 && text.length <= NAME_NOTE_MOST &&
	       name_word_flags_are_family(flags & ~(unsigned)(WORD_CITY | WORD_COUNTY));
}

/* name_word_extent() for words that are not of ASCII letters alone, or glued to something. */
bool name_word_extent_any(struct bytes text, size_t start, size_t letters, bool lower, struct name_word *word);

/* Whether a word surely ends before such a byte that is no ASCII letter, if only a digit's by force. */
static inline bool
name_word_may_end_before(uint8_t after)
{
	return after <= '~' && after != '-' && after != '\'';
}

/*
 * Where the word at `start` ends and what letters it has; sets all else to zero.
 * False when it is no word of a name: glued to a digit, too long, another script.
 */
static inline bool
name_word_extent(struct bytes text, size_t start, struct name_word *word)
{
	bool lower = false;
	size_t letters = letters_ascii(text, start, NAME_WORD_LIMIT, &lower);
	size_t end = start + letters;
	uint8_t after = end < text.length ? text.data[end] : ' ';

	if (letters == 0 || !name_word_may_end_before(after))
		return name_word_extent_any(text, start, letters, lower, word);
	*word = (struct name_word){
		.start = start,
		.end = end,
		.gap = NAME_GAP_SPACE,
		.letters = (uint8_t)letters,
		.upper = letters > 1 && !lower,
	};
	return letters <= NAME_WORD_LIMIT && !byte_is_digit(after);
}

/* Reads the word at `start`, of any case; `*next` is where the text goes on after it and its dot. */
bool name_word_read(const struct detector_text *text, size_t start, struct name_word *word, size_t *next);

/* The same for one whose letters and flags are known. */
bool name_word_read_capital(const struct detector_text *text, const struct name_capital *capital,
                            struct name_word *word, size_t *next);

/* Whether a word of name_word_extent() that stands alone is neither a given name nor a title. */
bool name_word_is_idle(const struct detector_text *text, const struct name_word *word);

/* Whether a word of name_word_extent() is "I'm", "don't" or the like: name_word_is_idle(), and no family's. */
bool name_word_is_contraction(struct bytes text, const struct name_word *word);

/* Whether the word ends as surnames do and English words do not: "Quillenko". */
bool name_word_ends_as_family(struct bytes word);

/* name_word_flags_are_family() of such a word, or one that no list has and that ends as they do, or that opens
 * a note. */
bool name_word_is_family(const struct detector_text *text, const struct name_word *word);

/* name_word_flags_may_be_family() of such a word. */
bool name_word_may_be_family(const struct detector_text *text, const struct name_word *word);

/* What names have in lower case: "de", "van". */
extern const struct word_list name_word_particles;

/* name_word_is_particle() for who has asked word_list_may_have(). */
bool name_word_is_particle_any(struct bytes text, size_t at);

/* Whether the word at `at` is one of them. */
static inline bool
name_word_is_particle(struct bytes text, size_t at)
{
	return at + 1 < text.length &&
	       word_list_may_have(&name_word_particles, text.data[at], text.data[at + 1]) &&
	       name_word_is_particle_any(text, at);
}

#endif
