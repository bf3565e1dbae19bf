/*
 * The health lexicon: words and phrases that speak of a condition, of the
 * provision of care or of payment for care, with a weight each. The built-in
 * one is data/health.lexicon; an admin's files add to it.
 *
 * Threads: read-only after creation, any thread.
 */
#ifndef PHIMILTER_SCANNER_LEXICON_H
#define PHIMILTER_SCANNER_LEXICON_H

#include "core/configuration.h"
#include "core/message.h"

struct lexicon;

/* Fails: ERROR_CONFIG, said in `why` with file and line; ERROR_MEMORY. */
MUST_USE int lexicon_create(const struct string_list *files, struct diagnostics *why,
                            struct lexicon **out);
void lexicon_destroy(struct lexicon **lexicon);

/* Adds to m->health what is found in the text of part `part`. Fails: ERROR_MEMORY, ERROR_LIMIT. */
MUST_USE int lexicon_scan(const struct lexicon *lexicon, struct message *m, uint32_t part);

#endif
