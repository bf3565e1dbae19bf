/*
 * Words in the rules file: one string, or a list of them that means any of
 * them, each out of a fixed vocabulary or checked by its reader.
 *
 * Threads: pure.
 */
#ifndef PHIMILTER_POLICY_WORDS_H
#define PHIMILTER_POLICY_WORDS_H

#include <stdint.h>

#include "core/attributes.h"
#include "core/settings.h"

/* Most names of one vocabulary. */
#define VOCABULARY_LIMIT 64

/* The names of an enumeration that begins at 1. */
struct vocabulary {
	const char *noun; /* for complaints: "... is no NOUN" */
	unsigned limit;   /* one more than the largest number, at most 64 */
	const char *(*name)(unsigned number); /* may be NULL for a number without a name */
};

/* Reads one word; returns 0, ERROR_CONFIG after a complaint about `node`, or ERROR_MEMORY. */
typedef int word_reader(const struct settings_node *node, const char *word, struct diagnostics *why,
                        void *target);

/*
 * Calls `reader` for the string `node` or for each of the list `node`, all of
 * them unless memory runs out. Complains about an empty list and about what is
 * no string. Fails: ERROR_CONFIG, ERROR_MEMORY.
 */
MUST_USE int words_read(const struct settings_node *node, struct diagnostics *why,
                        word_reader *reader, void *target);

/* Reads one word of `vocabulary` as its number. Fails: ERROR_CONFIG. */
MUST_USE int word_number(const struct settings_node *node, const char *word,
                         const struct vocabulary *vocabulary, struct diagnostics *why,
                         unsigned *out);

/* Reads words as words_read(); sets the bit of each one's number. Fails: ERROR_CONFIG. */
MUST_USE int words_mask(const struct settings_node *node, const struct vocabulary *vocabulary,
                        struct diagnostics *why, uint64_t *out);

#endif
