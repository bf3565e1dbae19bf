/*
 * The words of a text that begin with a capital, from front to back: found
 * several hundred bytes ahead, so that what the dictionary has of each is asked
 * for together, and waited for once.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_IDENTIFIERS_NAME_CAPITAL_H
#define PHIMILTER_SCANNER_IDENTIFIERS_NAME_CAPITAL_H

#include "scanner/chunk.h"
#include "scanner/detector.h"

/* Chunks that are looked at together. */
#define NAME_CAPITAL_CHUNKS 32

/* No more words begin there than there are bytes. */
#define NAME_CAPITAL_LIMIT (NAME_CAPITAL_CHUNKS * CHUNK_SIZE)

struct name_capital {
	uint32_t start;
	uint8_t letters; /* ASCII letters it begins with; 0 when they are many, none, or at the text's end */
	bool upper;      /* these are capitals alone, more than one */
	uint16_t flags;  /* enum word_flag of its letters; no list has single ones */
};

/* Words found together: `next` is the first that was not passed. */
struct name_capitals {
	const struct detector_text *text;
	size_t read;     /* chunks before this byte were looked at */
	uint64_t joined; /* 1 when a letter or digit stands before it, else 0 */
	size_t count;
	size_t next;
	struct name_capital words[NAME_CAPITAL_LIMIT];
};

void name_capitals_begin(struct name_capitals *capitals, const struct detector_text *text);

/* Looks at the chunks behind those that were looked at; false at the text's end. */
bool name_capitals_read(struct name_capitals *capitals);

/* The next of them at or after `at`, which never moves back; NULL when there is none. */
static inline const struct name_capital *
name_capitals_next(struct name_capitals *capitals, size_t at)
{
	do
		for (; capitals->next < capitals->count; capitals->next++)
			if (capitals->words[capitals->next].start >= at)
				return &capitals->words[capitals->next];
	while (name_capitals_read(capitals));
	return NULL;
}

#endif
