/*
 * The words by which a legal hold finds mail, in one normal form for what an officer writes
 * and for what a message says: words (scanner/words.h) in lower case and without accents, one
 * space between two, whatever stands between them in the text. A character of a script
 * written without spaces (Chinese, Japanese) is a word of its own.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_HOLD_KEYWORD_H
#define PHIMILTER_SCANNER_HOLD_KEYWORD_H

#include "core/buffer.h"

#define HOLD_KEYWORD_SIZE 256 /* bytes, as written and in normal form */
#define HOLD_KEYWORD_WORDS 16
#define HOLD_KEYWORD_GAP 256  /* the most bytes between two words of a phrase */

/* Some words in normal form. */
struct hold_phrase {
	uint8_t data[HOLD_KEYWORD_SIZE];
	size_t length;
	unsigned words;
};

static inline struct bytes
hold_phrase_bytes(const struct hold_phrase *phrase)
{
	return bytes_make(phrase->data, phrase->length);
}

/*
 * Adds the next word of a text from `*at` on, which must have been folded where it has bytes
 * above 0x7F, and moves `*at` behind it. False when there is none near enough, or no room.
 */
bool hold_phrase_add(struct hold_phrase *phrase, struct bytes text, size_t *at);

/* Whether a text has bytes above 0x7F, so that hold_text_fold() may change its words. */
bool hold_text_needs_folding(struct bytes text);

/* What hold_text_fold() makes of one byte at most. */
#define HOLD_FOLD_EXPANSION 4

/* Appends UTF-8 with its letters in lower case and without accents; what is neither letter
 * nor digit, or no UTF-8, as spaces. Fails: ERROR_LIMIT, ERROR_MEMORY. */
MUST_USE int hold_text_fold(struct bytes text, struct buffer *out);

struct hold_keyword {
	struct hold_phrase plain;
	struct hold_phrase viewed; /* as a text in disguise shows it (scanner/text_view.h) */
};

/* Reads what an officer wrote. Fails: ERROR_INVALID, with what is wrong in `*problem`, which
 * completes "a keyword ..."; ERROR_MEMORY. */
MUST_USE int hold_keyword_read(struct bytes text, struct hold_keyword *out, const char **problem);

#endif
