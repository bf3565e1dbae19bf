/*
 * The question "keyword:TEXT": a word or phrase of a legal hold. Of mail that came while a hold
 * by it stood the record says whether it was in there; of other mail, no more than that a value
 * which was found, an address or a domain is that very text.
 */
#ifndef PHIMILTER_TOOLS_SEARCH_KEYWORD_H
#define PHIMILTER_TOOLS_SEARCH_KEYWORD_H

#include "tools/search_question.h"

/* What is wrong with the text, which completes "a keyword ..."; NULL when nothing is. */
const char *search_keyword_mistake(const char *text);

/* Fills in tokens and terms of the question. Fails: ERROR_MEMORY, ERROR_CRYPTO. */
MUST_USE int search_keyword_prepare(struct store *store, struct search_question *question);

/* Whether the record says that the message has it. */
bool search_keyword_is_noted(const struct search_question *question, const struct record *record);

/* That, or that a value or an address is the same. */
bool search_keyword_matches(const struct search_question *question, const struct record *record);

#endif
