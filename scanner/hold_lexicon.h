/*
 * The keywords of the legal holds that stand, to be looked for in new mail. It is made of
 * keywords and then keeps hashes of them under a key of its own, never their text: what a
 * matter is about is nobody's business who sees the daemon's memory without that key.
 *
 * Ownership: the caller's. Threads: filled by one; then read-only, any thread.
 */
#ifndef PHIMILTER_SCANNER_HOLD_LEXICON_H
#define PHIMILTER_SCANNER_HOLD_LEXICON_H

#include "core/message.h"
#include "scanner/hold_keyword.h"

struct hold_lexicon;

/* Of all holds together. */
#define HOLD_LEXICON_LIMIT 10000

/* Fails: ERROR_MEMORY, ERROR_CRYPTO. */
MUST_USE int hold_lexicon_create(struct hold_lexicon **out);
void hold_lexicon_destroy(struct hold_lexicon **lexicon);

/* Adds a keyword, which messages that have it are marked by with `token`. Several holds may
 * add the same. Fails: ERROR_MEMORY, ERROR_LIMIT (HOLD_LEXICON_LIMIT). */
MUST_USE int hold_lexicon_add(struct hold_lexicon *lexicon, const struct hold_keyword *keyword,
                              const uint8_t token[FINDING_VALUE_HASH_SIZE]);

/* How many different ones there are. */
size_t hold_lexicon_count(const struct hold_lexicon *lexicon);

/*
 * Fills m->keywords with the tokens of those that a scanned message has in a header field, a
 * file name, or a text; each once. Fails: ERROR_MEMORY, ERROR_LIMIT (the arena), ERROR_TIMEOUT
 * (`seconds` are over); the message must then not be let through.
 */
MUST_USE int hold_lexicon_match(const struct hold_lexicon *lexicon, int64_t seconds,
                                struct message *m);

#endif
