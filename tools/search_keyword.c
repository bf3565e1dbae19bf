#include "tools/search_keyword.h"

#include "core/error.h"
#include "scanner/hold_keyword.h"

const char *
search_keyword_mistake(const char *text)
{
	struct hold_keyword keyword;
	const char *problem = NULL;

	int err = hold_keyword_read(bytes_of_string(text), &keyword, &problem);
	explicit_bzero(&keyword, sizeof(keyword));
	return err == 0 ? NULL : problem != NULL ? problem : error_text(err);
}

/* ---- preparing ------------------------------------------------------------------ */

static int
term_add(struct store *store, struct search_question *q, enum search_field field, struct bytes text)
{
	return store_search_term(store, field, text, &q->terms[q->term_count++]);
}

/* Values have letters and digits of ASCII alone. */
static int
values_prepare(struct store *store, struct search_question *q)
{
	struct search_value value;
	int err = 0;

	if (search_value_forms(q->text, &value) != 0)
		return 0;
	for (unsigned i = 0; i < value.count && err == 0; i++) {
		err = store_search_token(store, bytes_of_string(value.forms[i]), q->tokens[i]);
		if (err == 0)
			err = term_add(store, q, SEARCH_VALUE, bytes_make(q->tokens[i], VALUE_TOKEN_SIZE));
	}
	if (err == 0)
		q->token_count = value.count;
	explicit_bzero(&value, sizeof(value));
	return err;
}

int
search_keyword_prepare(struct store *store, struct search_question *q)
{
	static const enum search_field fields[] = { SEARCH_SENDER, SEARCH_RECIPIENT,
	                                            SEARCH_SENDER_DOMAIN, SEARCH_RECIPIENT_DOMAIN };
	struct hold_keyword keyword;
	const char *problem;

	int err = hold_keyword_read(bytes_of_string(q->text), &keyword, &problem);
	if (err == 0)
		err = store_keyword_token(store, hold_phrase_bytes(&keyword.plain), q->keyword);
	explicit_bzero(&keyword, sizeof(keyword));
	if (err == 0)
		err = term_add(store, q, SEARCH_KEYWORD, bytes_make(q->keyword, sizeof(q->keyword)));
	/* Most are words: thousands of them may be asked about each record. */
	q->keyword_is_place = strpbrk(q->text, ".@") != NULL;
	for (size_t i = 0; i < ARRAY_LENGTH(fields) && q->keyword_is_place && err == 0; i++)
		err = term_add(store, q, fields[i], bytes_of_string(q->text));
	return err == 0 ? values_prepare(store, q) : err;
}

/* ---- matching ------------------------------------------------------------------- */

bool
search_keyword_is_noted(const struct search_question *q, const struct record *record)
{
	for (size_t i = 0; i < record->keyword_count; i++)
		if (memcmp(record->keywords[i].token, q->keyword, sizeof(q->keyword)) == 0)
			return true;
	return false;
}

/* Whether the text is an address, or its domain. */
static bool
address_is(struct bytes address, struct bytes text)
{
	const uint8_t *at = address.length > 0 ? memrchr(address.data, '@', address.length) : NULL;

	if (bytes_equal_nocase(address, text))
		return true;
	return at != NULL && bytes_equal_nocase(bytes_slice(address, (size_t)(at - address.data) + 1,
	                                                    SIZE_MAX), text);
}

static bool
has_place(const struct record *record, struct bytes text)
{
	bool found = address_is(record->sender, text);

	/* Who is told of a message is no receiver of it. */
	size_t receivers = record->kind != RECORD_NOTIFICATION ? record->recipient_count : 0;
	for (size_t i = 0; i < receivers && !found; i++)
		found = address_is(record->recipients[i].address, text);
	return found;
}

bool
search_keyword_matches(const struct search_question *q, const struct record *record)
{
	return search_keyword_is_noted(q, record) || search_question_has_value(q, record) ||
	       (q->keyword_is_place && has_place(record, bytes_of_string(q->text)));
}
