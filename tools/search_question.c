#include "tools/search_question.h"

#include "core/error.h"
#include "tools/command.h"
#include "tools/search_keyword.h"
#include "tools/time_text.h"

#define TOKEN_SHOWN 4 /* bytes of a token in the record */

/* How much a question narrows, by the kind of thing that is asked for. */
enum { RANK_NONE, RANK_DOMAIN, RANK_ADDRESS, RANK_VALUE, RANK_ID };

struct question_kind {
	const char *key;
	/* Reads `text`; NULL when all is well, else what would be right. */
	const char *(*read)(struct search_question *question, int64_t now);
	/* NULL: as the filter says. */
	bool (*matches)(const struct search_question *question, const struct record *record);
	enum search_field field, domain_field; /* of the index; 0 for none */
	unsigned rank;
};

/* ---- reading ------------------------------------------------------------------ */

static const char *
read_since(struct search_question *q, int64_t now)
{
	return audit_time_parse(q->text, now, &q->filter.since) == 0 ? NULL :
	       "give a date (2026-01-31), a time (2026-01-31T12:00:00Z) or an age (12h, 7d)";
}

static const char *
read_until(struct search_question *q, int64_t now)
{
	return audit_time_parse(q->text, now, &q->filter.until) == 0 ? NULL :
	       "give a date (2026-01-31), a time (2026-01-31T12:00:00Z) or an age (12h, 7d)";
}

static const char *
read_queue_id(struct search_question *q, int64_t now)
{
	(void)now;
	q->filter.queue_id = q->text;
	return NULL;
}

static const char *
read_message_id(struct search_question *q, int64_t now)
{
	(void)now;
	q->filter.message_id = q->text;
	return NULL;
}

static const char *
read_sender(struct search_question *q, int64_t now)
{
	(void)now;
	q->filter.sender = q->text;
	return NULL;
}

static const char *
read_recipient(struct search_question *q, int64_t now)
{
	(void)now;
	q->filter.recipient = q->text;
	return NULL;
}

static const char *
read_outcome(struct search_question *q, int64_t now)
{
	(void)now;
	q->filter.outcome = outcome_find(bytes_of_string(q->text));
	return q->filter.outcome != 0 ? NULL : "give " AUDIT_OUTCOMES;
}

static const char *
read_kind(struct search_question *q, int64_t now)
{
	(void)now;
	q->filter.kind = record_kind_find(q->text);
	return q->filter.kind != 0 ? NULL : "give " AUDIT_KINDS;
}

static const char *
read_phi(struct search_question *q, int64_t now)
{
	(void)now;
	q->filter.phi = true;
	return strcmp(q->text, "yes") == 0 ? NULL : "give yes, or `not phi:yes`";
}

static const char *
read_digest(struct search_question *q, int64_t now)
{
	(void)now;
	return hex_decode(bytes_of_string(q->text), q->digest, sizeof(q->digest)) == 0 ? NULL :
	       "give the 64 hexadecimal digits of a SHA-256";
}

static const char *
read_type(struct search_question *q, int64_t now)
{
	(void)now;
	q->type = identifier_type_find(bytes_of_string(q->text));
	return q->type != 0 ? NULL : "give a type of identifier, as phimilter.conf(5) lists them";
}

static const char *
read_sensitive(struct search_question *q, int64_t now)
{
	(void)now;
	if (strcmp(q->text, "any") == 0)
		return NULL;
	q->sensitive = sensitive_kind_find(bytes_of_string(q->text));
	return q->sensitive != 0 ? NULL :
	       "give mental-health, substance-use, hiv, reproductive, genetic or any";
}

static const char *
read_keyword(struct search_question *q, int64_t now)
{
	(void)now;
	q->by_keyword = true;
	return search_keyword_mistake(q->text);
}

static const char *
read_text(struct search_question *q, int64_t now)
{
	(void)now;
	return q->text[0] != '\0' ? NULL : "give a text behind the colon";
}

/* ---- matching ----------------------------------------------------------------- */

static bool
matches_rule(const struct search_question *q, const struct record *record)
{
	struct bytes rule = bytes_of_string(q->text);

	for (size_t i = 0; i < record->rule_count; i++)
		if (bytes_equal(rule, record->rules[i]))
			return true;
	for (size_t i = 0; i < record->recipient_count; i++)
		if (bytes_equal(rule, record->recipients[i].rule))
			return true;
	return false;
}

static bool
matches_class(const struct search_question *q, const struct record *record)
{
	return bytes_equal(bytes_of_string(q->text), record->retention_class);
}

static bool
matches_escrow(const struct search_question *q, const struct record *record)
{
	return bytes_equal(bytes_of_string(q->text), record->escrow_id);
}

static bool
matches_digest(const struct search_question *q, const struct record *record)
{
	return record->kind == RECORD_DECISION &&
	       memcmp(q->digest, record->digest, sizeof(q->digest)) == 0;
}

static bool
matches_type(const struct search_question *q, const struct record *record)
{
	for (size_t i = 0; i < record->finding_count; i++)
		if (record->findings[i].type == q->type)
			return true;
	return false;
}

static bool
matches_sensitive(const struct search_question *q, const struct record *record)
{
	for (unsigned kind = 1; kind < SENSITIVE_KIND_LIMIT; kind++)
		if (record->sensitive[kind] > 0 && (q->sensitive == 0 || q->sensitive == kind))
			return true;
	return false;
}

bool
search_question_has_value(const struct search_question *q, const struct record *record)
{
	for (size_t i = 0; i < record->value_count; i++) {
		const struct record_value *value = &record->values[i];
		if (q->type != 0 && value->type != q->type)
			continue;
		for (size_t j = 0; j < q->token_count; j++)
			if (memcmp(value->token, q->tokens[j], sizeof(value->token)) == 0)
				return true;
	}
	return false;
}

static const struct question_kind kinds[] = {
	{ "since", read_since, NULL, 0, 0, RANK_NONE },
	{ "until", read_until, NULL, 0, 0, RANK_NONE },
	{ "queue-id", read_queue_id, NULL, SEARCH_QUEUE_ID, 0, RANK_ID },
	{ "message-id", read_message_id, NULL, SEARCH_MESSAGE_ID, 0, RANK_ID },
	{ "sender", read_sender, NULL, SEARCH_SENDER, SEARCH_SENDER_DOMAIN, RANK_ADDRESS },
	{ "recipient", read_recipient, NULL, SEARCH_RECIPIENT, SEARCH_RECIPIENT_DOMAIN, RANK_ADDRESS },
	{ "outcome", read_outcome, NULL, 0, 0, RANK_NONE },
	{ "kind", read_kind, NULL, 0, 0, RANK_NONE },
	{ "phi", read_phi, NULL, 0, 0, RANK_NONE },
	{ "sha256", read_digest, matches_digest, SEARCH_DIGEST, 0, RANK_ID },
	{ "escrow", read_text, matches_escrow, SEARCH_ESCROW_ID, 0, RANK_ID },
	{ "rule", read_text, matches_rule, 0, 0, RANK_NONE },
	{ "class", read_text, matches_class, 0, 0, RANK_NONE },
	{ "type", read_type, matches_type, 0, 0, RANK_NONE },
	{ "sensitive", read_sensitive, matches_sensitive, 0, 0, RANK_NONE },
	{ "keyword", read_keyword, search_keyword_matches, SEARCH_KEYWORD, 0, RANK_VALUE },
};

/* "identifier", or a type of identifier as the key: the text is a value. */
static const struct question_kind value_kind = {
	"identifier", read_text, search_question_has_value, SEARCH_VALUE, 0, RANK_VALUE,
};

/* ---- terms of the index --------------------------------------------------------- */

static int
add_token_term(struct store *store, struct search_question *q, unsigned i)
{
	return store_search_term(store, SEARCH_VALUE, bytes_make(q->tokens[i], VALUE_TOKEN_SIZE),
	                         &q->terms[i]);
}

/* "#" and tokens in hexadecimal, divided by commas: how a question for values is stored. */
static int
add_stored_tokens(struct store *store, struct search_question *q)
{
	struct bytes rest = bytes_of_string(q->text);
	int err = 0;

	while (rest.length > 0 && err == 0) {
		if (q->token_count == SEARCH_VALUE_FORMS)
			return ERROR_INVALID;
		err = hex_decode(bytes_slice(rest, 1, 2 * VALUE_TOKEN_SIZE), q->tokens[q->token_count],
		                 VALUE_TOKEN_SIZE);
		if (err == 0)
			err = add_token_term(store, q, (unsigned)q->token_count++);
		rest = bytes_slice(rest, 1 + 2 * VALUE_TOKEN_SIZE, SIZE_MAX);
		if (rest.length > 0 && rest.data[0] != ',')
			err = ERROR_INVALID;
	}
	q->term_count = q->token_count;
	return err;
}

static int
add_value_terms(struct store *store, struct search_question *q)
{
	struct search_value value;

	if (q->text[0] == '#')
		return add_stored_tokens(store, q);
	int err = search_value_forms(q->text, &value);
	for (unsigned i = 0; i < value.count && err == 0; i++) {
		err = store_search_token(store, bytes_of_string(value.forms[i]), q->tokens[i]);
		if (err == 0)
			err = add_token_term(store, q, i);
	}
	if (err == 0)
		q->token_count = q->term_count = value.count;
	explicit_bzero(&value, sizeof(value));
	return err;
}

static int
add_terms(struct store *store, struct search_question *q)
{
	enum search_field field = q->kind->field;
	struct bytes text = bytes_of_string(q->text);

	if (field == SEARCH_VALUE)
		return add_value_terms(store, q);
	if (field == SEARCH_KEYWORD)
		return search_keyword_prepare(store, q);
	if (field == 0 || text.length == 0)
		return 0;
	if (field == SEARCH_DIGEST)
		text = bytes_make(q->digest, sizeof(q->digest));
	if (field == SEARCH_MESSAGE_ID && text.data[0] == '<' && text.data[text.length - 1] == '>')
		text = bytes_slice(text, 1, text.length - 2);
	if (q->kind->domain_field != 0 && text.data[0] == '@') {
		field = q->kind->domain_field;
		text = bytes_slice(text, 1, SIZE_MAX);
	}
	q->term_count = 1;
	return store_search_term(store, field, text, &q->terms[0]);
}

/* ---- parsing -------------------------------------------------------------------- */

static const struct question_kind *
kind_find(struct bytes key, unsigned *type)
{
	for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++)
		if (bytes_equal(key, bytes_of_string(kinds[i].key)))
			return &kinds[i];
	*type = identifier_type_find(key);
	return *type != 0 || bytes_equal(key, bytes_of_string(value_kind.key)) ? &value_kind : NULL;
}

static int
refuse(const char *argument, const char *expected)
{
	command_fail("search: \"%s\": %s", argument, expected);
	return ERROR_INVALID;
}

int
search_question_parse(struct store *store, const char *argument, int64_t now,
                      struct search_question *out)
{
	const char *colon = strchr(argument, ':');

	*out = (struct search_question){ .key = argument };
	if (colon == NULL)
		return refuse(argument, "write a question as key:text, such as sender:@example.com; "
		                        "phictl search --help lists the keys");
	out->key_length = (size_t)(colon - argument);
	out->text = colon + 1;
	out->kind = kind_find(bytes_make(argument, out->key_length), &out->type);
	if (out->kind == NULL)
		return refuse(argument, "there is no such key; phictl search --help lists them");
	const char *expected = out->kind->read(out, now);
	if (expected != NULL && out->by_keyword) {
		command_fail("search: a keyword %s", expected); /* which may be 10 KB of anything */
		return ERROR_INVALID;
	}
	if (expected != NULL)
		return refuse(argument, expected);
	int err = add_terms(store, out);
	return err == ERROR_INVALID || err == ERROR_LIMIT ?
	       refuse(argument, "is no value that could be found: it has no letter or digit, or is "
	                        "too long") : err;
}

bool
search_question_matches(const struct search_question *question, const struct record *record)
{
	if (question->kind->matches != NULL)
		return question->kind->matches(question, record);
	return audit_filter_matches(&question->filter, record);
}

unsigned
search_question_rank(const struct search_question *question)
{
	if (question->term_count == 0)
		return RANK_NONE;
	return question->kind->domain_field != 0 && question->text[0] == '@' ? RANK_DOMAIN :
	                                                                      question->kind->rank;
}

/* "key:" as it was written. */
static int
store_key(const struct search_question *question, struct buffer *out)
{
	return buffer_append(out, bytes_make(question->key, question->key_length + 1));
}

int
search_question_store(const struct search_question *question, struct buffer *out)
{
	char hex[2 * VALUE_TOKEN_SIZE + 1];
	int64_t time = question->filter.since != 0 ? question->filter.since : question->filter.until;

	if ((question->token_count == 0 && time == 0) || question->by_keyword)
		return buffer_append_string(out, question->key);
	int err = store_key(question, out);
	if (err == 0 && time != 0)
		return buffer_append_string(out, time_text(time).text);
	for (size_t i = 0; i < question->token_count && err == 0; i++) {
		err = buffer_append_byte(out, i == 0 ? '#' : ',');
		hex_encode(bytes_make(question->tokens[i], VALUE_TOKEN_SIZE), hex);
		if (err == 0)
			err = buffer_append_string(out, hex);
	}
	return err;
}

int
search_question_describe(const struct search_question *question, struct buffer *out)
{
	const uint8_t *token = question->by_keyword ? question->keyword : question->tokens[0];
	char shown[2 * TOKEN_SHOWN + 1];

	if (question->token_count == 0 && !question->by_keyword)
		return buffer_append_string(out, question->key);
	hex_encode(bytes_make(token, TOKEN_SHOWN), shown);
	int err = store_key(question, out);
	if (err == 0)
		err = buffer_append_byte(out, '#');
	return err == 0 ? buffer_append_string(out, shown) : err;
}
