/* One question of a search, "key:text"; see phictl-search(1). */
#ifndef PHIMILTER_TOOLS_SEARCH_QUESTION_H
#define PHIMILTER_TOOLS_SEARCH_QUESTION_H

#include "store/store.h"
#include "tools/audit_filter.h"
#include "tools/search_value.h"

/* Of a keyword: its own, those of addresses and domains, and those of values. */
#define SEARCH_QUESTION_TERMS (SEARCH_VALUE_FORMS + 5)

struct question_kind;

struct search_question {
	const struct question_kind *kind;
	const char *key, *text;     /* as written; `text` is what stands behind the colon */
	size_t key_length;
	struct audit_filter filter; /* what `phictl audit list` can ask too */
	unsigned type;              /* of identifier; 0 for any */
	unsigned sensitive;         /* kind; 0 for any */
	uint8_t digest[MESSAGE_DIGEST_SIZE];
	uint8_t tokens[SEARCH_VALUE_FORMS][VALUE_TOKEN_SIZE];
	size_t token_count;
	bool by_keyword;            /* then its own token, beside those of values */
	bool keyword_is_place;      /* it may be an address or a domain */
	uint8_t keyword[VALUE_TOKEN_SIZE];
	struct search_term terms[SEARCH_QUESTION_TERMS]; /* a match has one of them */
	size_t term_count;          /* 0: the index does not help */
};

/* Fails: ERROR_INVALID, already said; ERROR_MEMORY, ERROR_CRYPTO. */
MUST_USE int search_question_parse(struct store *store, const char *argument, int64_t now,
                                   struct search_question *out);

bool search_question_matches(const struct search_question *question, const struct record *record);

/* Whether a value with one of the question's tokens was found. */
bool search_question_has_value(const struct search_question *question, const struct record *record);

/*
 * Appends the question as it can be kept and parsed again later: values as their
 * tokens, times as absolute ones, keywords as they were written. Fails: ERROR_LIMIT, ERROR_MEMORY.
 */
MUST_USE int search_question_store(const struct search_question *question, struct buffer *out);

/* Appends it as it may be recorded: a value or keyword as the beginning of its token, so that
 * the same question can be seen to be the same. Fails: ERROR_LIMIT, ERROR_MEMORY. */
MUST_USE int search_question_describe(const struct search_question *question, struct buffer *out);

/* How much the index narrows: larger for what few records have; 0 for not at all. */
unsigned search_question_rank(const struct search_question *question);

#endif
