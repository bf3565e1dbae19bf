/*
 * The health lexicon: words and phrases that speak of a condition, of the
 * provision of care or of payment for care, with a weight each, and marked where
 * they speak of what is more sensitive than health as such. The built-in ones are
 * data/health.lexicon, which explains the format at its head, drugs.lexicon and
 * sensitive.lexicon; an admin's files add to them, and a phrase they repeat takes
 * their weight (0 takes it out) and marks.
 *
 * Matching goes by whole words in one pass, so its time grows with the text
 * alone. Case, a plural s, a possessive 's, and what separates two words
 * (spaces, one line break, hyphen, slash, dot) make no difference. Where
 * phrases overlap the one that begins first counts, then the longest.
 *
 * Besides the phrases it knows codes and ages by their shape (scanner/health_code.h).
 *
 * Threads: read-only after creation, any thread.
 */
#ifndef PHIMILTER_SCANNER_LEXICON_H
#define PHIMILTER_SCANNER_LEXICON_H

#include "core/configuration.h"
#include "core/message.h"
#include "scanner/text_view.h"
#include "scanner/words.h"

/* Most words of a phrase. */
#define LEXICON_WORDS_LIMIT 8

/* A phrase that needs a neighbour counts when one that needs none is at most this many bytes away. */
#define LEXICON_NEIGHBOUR 200

/* So many others that need a neighbour as well do instead, unless they speak of payment; so does a
 * sentence that says somebody has what it names (scanner/score_having.h). */
#define LEXICON_COMPANY 3

/* More health findings than this are not kept for one part; the part is then unscannable. */
#define LEXICON_FINDINGS_LIMIT 50000

struct lexicon;

/* The built-in one and the files of the configuration's. Fails: ERROR_CONFIG, said in `why` with
 * file and line; ERROR_MEMORY, ERROR_CRYPTO. */
MUST_USE int lexicon_create(const struct configuration *configuration, struct diagnostics *why,
                            struct lexicon **out);
void lexicon_destroy(struct lexicon **lexicon);

/* Adds the first words of all phrases. */
void lexicon_enrol(const struct lexicon *lexicon, struct vocabulary *vocabulary);

struct lexicon_hit;

/* Kinds of codes that are announced (scanner/health_code.h). */
enum lexicon_code {
	LEXICON_CODE_ICD, /* ICD-10-CM */
	LEXICON_CODE_CPT, /* CPT, HCPCS */
	LEXICON_CODE_NDC,
	LEXICON_CODE_LIMIT
};

/* One text being read; begins as { .lexicon, .arena }, which also has the hits. */
struct lexicon_reading {
	const struct lexicon *lexicon;
	struct arena *arena;
	struct lexicon_hit *hits;
	size_t count;
	size_t capacity;
	size_t stop; /* where the phrase found last ends */
	size_t announced[LEXICON_CODE_LIMIT]; /* up to where such codes begin that were announced */
	size_t writers_until; /* behind it none begins that may be the writer's, so far (score_bond.h) */
};

/* Finds the phrases that begin in `block`, the next one of `text`, read with a vocabulary that knows
 * the lexicon. Fails: ERROR_MEMORY, ERROR_LIMIT. */
MUST_USE int lexicon_read(struct lexicon_reading *reading, struct bytes text,
                          const struct word_block *block);

/*
 * Adds to m->health what was found in the text that `view` shows, the text of
 * part `part`, when all its blocks were read. Fails: ERROR_MEMORY, ERROR_LIMIT.
 */
MUST_USE int lexicon_keep(const struct lexicon_reading *reading, struct message *m, uint32_t part,
                          const struct text_view *view);

#endif
