#include "store/search_index.h"

#include <endian.h>

#include "core/error.h"

#define NUMBER_SIZE sizeof(uint64_t)
#define KEY_SIZE (SEARCH_TERM_SIZE + NUMBER_SIZE)

/* Longer addresses are cut for the index alone; RFC 5321 4.5.3.1 allows 320 bytes. */
#define FOLDED_LIMIT 512

static const char indexed_key[] = "search";

struct search_key {
	uint8_t memory[KEY_SIZE];
};

static struct bytes
search_key_make(const struct search_term *term, uint64_t sequence, struct search_key *memory)
{
	uint64_t number = htobe64(sequence);

	memcpy(memory->memory, term->bytes, SEARCH_TERM_SIZE);
	memcpy(memory->memory + SEARCH_TERM_SIZE, &number, NUMBER_SIZE);
	return bytes_make(memory->memory, sizeof(memory->memory));
}

/* ---- terms ----------------------------------------------------------------- */

static bool
field_has_no_case(enum search_field field)
{
	return field == SEARCH_SENDER || field == SEARCH_SENDER_DOMAIN || field == SEARCH_RECIPIENT ||
	       field == SEARCH_RECIPIENT_DOMAIN;
}

int
search_term_make(struct crypto_mac_context *terms, enum search_field field, struct bytes text,
                 struct search_term *out)
{
	uint8_t folded[FOLDED_LIMIT], digest[CRYPTO_DIGEST_SIZE], kind = (uint8_t)field;

	if (field_has_no_case(field)) {
		text = bytes_slice(text, 0, sizeof(folded));
		for (size_t i = 0; i < text.length; i++)
			folded[i] = byte_lower(text.data[i]);
		text.data = folded;
	}
	const struct bytes parts[] = { bytes_make(&kind, 1), text };
	int err = crypto_mac_compute(terms, parts, ARRAY_LENGTH(parts), digest);
	if (err == 0)
		memcpy(out->bytes, digest, sizeof(out->bytes));
	return err;
}

/* ---- what a record is found by ----------------------------------------------- */

/* Takes one term of a record; false ends the walk. */
typedef bool (*term_taker)(const struct search_term *term, void *context);

struct term_walk {
	struct crypto_mac_context *terms;
	term_taker take;
	void *context;
	bool going;
	int error;
};

static void
walk_term(struct term_walk *walk, enum search_field field, struct bytes text)
{
	struct search_term term;

	if (!walk->going || text.length == 0)
		return;
	walk->error = search_term_make(walk->terms, field, text, &term);
	walk->going = walk->error == 0 && walk->take(&term, walk->context);
}

static void
walk_address(struct term_walk *walk, enum search_field address, enum search_field domain,
             struct bytes text)
{
	const uint8_t *at = text.length > 0 ? memrchr(text.data, '@', text.length) : NULL;

	walk_term(walk, address, text);
	if (at != NULL)
		walk_term(walk, domain, bytes_slice(text, (size_t)(at - text.data) + 1, SIZE_MAX));
}

static int
record_walk_terms(const struct record *record, struct term_walk *walk)
{
	walk->going = record->kind != RECORD_DISPOSED; /* a tombstone is found by nothing */
	walk_term(walk, SEARCH_QUEUE_ID, record->queue_id);
	walk_term(walk, SEARCH_MESSAGE_ID, record->message_id);
	walk_term(walk, SEARCH_ESCROW_ID, record->escrow_id);
	walk_address(walk, SEARCH_SENDER, SEARCH_SENDER_DOMAIN, record->sender);
	/* Who is told of a message is no receiver of it. */
	size_t receivers = record->kind != RECORD_NOTIFICATION ? record->recipient_count : 0;
	for (size_t i = 0; i < receivers && walk->going; i++)
		walk_address(walk, SEARCH_RECIPIENT, SEARCH_RECIPIENT_DOMAIN,
		             record->recipients[i].address);
	if (record->kind == RECORD_CONFIGURATION)
		walk_term(walk, SEARCH_KIND, bytes_of_string(record_kind_name(record->kind)));
	if (record->kind == RECORD_DECISION)
		walk_term(walk, SEARCH_DIGEST, bytes_make(record->digest, sizeof(record->digest)));
	for (size_t i = 0; i < record->value_count && walk->going; i++)
		walk_term(walk, SEARCH_VALUE,
		          bytes_make(record->values[i].token, sizeof(record->values[i].token)));
	for (size_t i = 0; i < record->keyword_count && walk->going; i++)
		walk_term(walk, SEARCH_KEYWORD,
		          bytes_make(record->keywords[i].token, sizeof(record->keywords[i].token)));
	return walk->error;
}

struct row_taker {
	struct database_transaction *transaction;
	uint64_t sequence;
	bool missing;
};

static bool
row_put(const struct search_term *term, void *context)
{
	struct row_taker *taker = context;
	struct search_key memory;

	database_put(taker->transaction, DATABASE_SEARCH, search_key_make(term, taker->sequence, &memory),
	             bytes_make("", 0));
	return taker->transaction->error == 0;
}

static bool
row_delete(const struct search_term *term, void *context)
{
	struct row_taker *taker = context;
	struct search_key memory;

	database_delete(taker->transaction, DATABASE_SEARCH,
	                search_key_make(term, taker->sequence, &memory));
	return taker->transaction->error == 0;
}

/* Does `take` to the rows of a record. */
static void
rows_change(struct database_transaction *transaction, struct crypto_mac_context *terms,
            const struct record *record, uint64_t sequence,
            bool (*take)(const struct search_term *term, void *context))
{
	struct row_taker taker = { transaction, sequence, false };
	struct term_walk walk = { .terms = terms, .take = take, .context = &taker };

	if (transaction->error == 0)
		database_fail(transaction, record_walk_terms(record, &walk));
}

void
search_index_add(struct database_transaction *transaction, struct crypto_mac_context *terms,
                 const struct record *record, uint64_t sequence)
{
	rows_change(transaction, terms, record, sequence, row_put);
}

void
search_index_remove(struct database_transaction *transaction, struct crypto_mac_context *terms,
                    const struct record *record, uint64_t sequence)
{
	rows_change(transaction, terms, record, sequence, row_delete);
}

static bool
row_look(const struct search_term *term, void *context)
{
	struct row_taker *taker = context;
	struct search_key memory;
	struct bytes value;

	taker->missing = !database_get(taker->transaction, DATABASE_SEARCH,
	                               search_key_make(term, taker->sequence, &memory), &value);
	return !taker->missing;
}

bool
search_index_has(struct database_transaction *transaction, struct crypto_mac_context *terms,
                 const struct record *record, uint64_t sequence)
{
	struct row_taker taker = { transaction, sequence, false };
	struct term_walk walk = { .terms = terms, .take = row_look, .context = &taker };

	return record_walk_terms(record, &walk) == 0 && !taker.missing && transaction->error == 0;
}

/* ---- how far it goes --------------------------------------------------------- */

uint64_t
search_index_load(struct database_transaction *transaction, const struct store_keys *keys)
{
	struct buffer plain = buffer_make(NUMBER_SIZE);
	struct bytes sealed;
	uint64_t number = 0;

	if (!database_get(transaction, DATABASE_META, bytes_of_string(indexed_key), &sealed))
		return 0;
	int err = ERROR_CORRUPT;
	if (sealed.length == NUMBER_SIZE + CRYPTO_SEAL_OVERHEAD)
		err = keyring_open(keys, STORE_SEAL_AUDIT, bytes_of_string(indexed_key), sealed, &plain);
	if (err == 0)
		memcpy(&number, plain.data, sizeof(number));
	database_fail(transaction, err);
	buffer_release(&plain);
	return be64toh(number);
}

void
search_index_save(struct database_transaction *transaction, const struct store_keys *keys,
                  uint64_t sequence)
{
	struct buffer sealed = buffer_make(NUMBER_SIZE + CRYPTO_SEAL_OVERHEAD);
	uint64_t number = htobe64(sequence);

	database_fail(transaction, keyring_seal(keys, STORE_SEAL_AUDIT, bytes_of_string(indexed_key),
	                                          bytes_make(&number, sizeof(number)), &sealed));
	database_put(transaction, DATABASE_META, bytes_of_string(indexed_key), buffer_bytes(&sealed));
	buffer_release(&sealed);
}

/* ---- finding ----------------------------------------------------------------- */

/* The first sequence > `after` of a record with the term; 0 when there is none. */
static uint64_t
next_of_term(struct database_transaction *transaction, const struct search_term *term,
             uint64_t after)
{
	struct database_cursor cursor;
	struct search_key memory;
	uint64_t number = 0;

	if (after == UINT64_MAX)
		return 0;
	if (database_seek(transaction, DATABASE_SEARCH, search_key_make(term, after + 1, &memory),
	                  &cursor) &&
	    cursor.key.length == KEY_SIZE &&
	    memcmp(cursor.key.data, term->bytes, SEARCH_TERM_SIZE) == 0)
		memcpy(&number, cursor.key.data + SEARCH_TERM_SIZE, sizeof(number));
	database_cursor_close(&cursor);
	return be64toh(number);
}

size_t
search_index_find(struct database_transaction *transaction, const struct search_term *terms,
                  size_t count, uint64_t after, uint64_t *out, size_t limit)
{
	size_t found = 0;

	while (found < limit && transaction->error == 0) {
		uint64_t nearest = 0;
		for (size_t i = 0; i < count; i++) {
			uint64_t next = next_of_term(transaction, &terms[i], after);
			if (next != 0 && (nearest == 0 || next < nearest))
				nearest = next;
		}
		if (nearest == 0)
			break;
		out[found++] = after = nearest;
	}
	return found;
}

/* The last sequence < `before` of a record with the term; 0 when there is none. */
static uint64_t
previous_of_term(struct database_transaction *transaction, const struct search_term *term,
                 uint64_t before)
{
	struct database_cursor cursor;
	struct search_key memory;
	uint64_t number = 0;

	if (database_seek_before(transaction, DATABASE_SEARCH, search_key_make(term, before, &memory),
	                         &cursor) &&
	    cursor.key.length == KEY_SIZE &&
	    memcmp(cursor.key.data, term->bytes, SEARCH_TERM_SIZE) == 0)
		memcpy(&number, cursor.key.data + SEARCH_TERM_SIZE, sizeof(number));
	database_cursor_close(&cursor);
	return be64toh(number);
}

uint64_t
search_index_last(struct database_transaction *transaction, const struct search_term *term)
{
	return previous_of_term(transaction, term, UINT64_MAX);
}

uint64_t
search_index_last_of_both(struct database_transaction *transaction, const struct search_term *one,
                          const struct search_term *other, uint64_t before, unsigned *steps)
{
	const struct search_term *asked = one, *next = other;
	uint64_t candidate = 0; /* a record with the term that was asked before */

	while (*steps > 0 && transaction->error == 0) {
		uint64_t found = previous_of_term(transaction, asked, before);
		(*steps)--;
		if (found == 0 || found == candidate)
			return found;
		candidate = found;
		before = found + 1; /* the other may have the very record */
		const struct search_term *swapped = asked;
		asked = next;
		next = swapped;
	}
	return 0;
}
