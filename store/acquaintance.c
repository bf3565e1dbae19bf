#include "core/error.h"
#include "store/audit_log.h"
#include "store/search_index.h"
#include "store/store_state.h"

/* Records looked at for one question: those of mail that was held or refused do not count. */
#define RECORDS_LIMIT 16

/* What is asked of a record. */
struct question {
	struct bytes sender;
	struct bytes recipient; /* an address, or a domain */
	bool of_domain;
	int64_t written;        /* the answer: when; 0 where it was not */
};

static bool
is_delivered(unsigned outcome)
{
	return outcome == OUTCOME_PASS || outcome == OUTCOME_TLS || outcome == OUTCOME_PORTAL;
}

static struct bytes
domain_of(struct bytes address)
{
	const uint8_t *at = address.length > 0 ? memrchr(address.data, '@', address.length) : NULL;
	size_t start = at ? (size_t)(at - address.data) + 1 : address.length;

	return bytes_slice(address, start, SIZE_MAX);
}

/* The index has hashes alone; what a row leads to is checked. */
static int
record_ask(const struct record *record, void *context)
{
	struct question *question = context;

	if (record->kind != RECORD_DECISION || !is_delivered(record->outcome) ||
	    !bytes_equal_nocase(record->sender, question->sender))
		return 0;
	for (size_t i = 0; i < record->recipient_count; i++) {
		struct bytes address = record->recipients[i].address;
		if (question->of_domain)
			address = domain_of(address);
		if (bytes_equal_nocase(address, question->recipient))
			question->written = record->time;
	}
	return 0;
}

static uint64_t
last_of_both(struct store *store, const struct search_term *sender, const struct search_term *recipient,
             uint64_t before, unsigned *steps, int *err)
{
	struct database_transaction transaction;

	database_begin(store->database, DATABASE_READ, &transaction);
	uint64_t found = search_index_last_of_both(&transaction, sender, recipient, before, steps);
	database_abort(&transaction);
	*err = transaction.error;
	return found;
}

/* From the last record that both are in backwards, to one that was delivered. */
static int
question_ask(struct store *store, const struct search_term *sender,
             const struct search_term *recipient, unsigned *steps, struct question *question)
{
	uint64_t sequence = UINT64_MAX;
	int err = 0;

	for (unsigned i = 0; i < RECORDS_LIMIT && err == 0 && question->written == 0; i++) {
		sequence = last_of_both(store, sender, recipient, sequence, steps, &err);
		if (sequence == 0 || err != 0)
			return err;
		err = store_audit_get(store, sequence, record_ask, question);
		if (err == ERROR_NOT_FOUND) /* disposed of meanwhile */
			err = 0;
	}
	return err;
}

/* The time of the last mail to an address, or to a domain. */
static int
written_find(struct store *store, struct crypto_mac_context *terms, const struct search_term *sender,
             unsigned *steps, struct question *question)
{
	enum search_field field = question->of_domain ? SEARCH_RECIPIENT_DOMAIN : SEARCH_RECIPIENT;
	struct search_term recipient;

	if (question->recipient.length == 0)
		return 0;
	int err = search_term_make(terms, field, question->recipient, &recipient);
	return err != 0 ? err : question_ask(store, sender, &recipient, steps, question);
}

static int
acquaintance_find(struct store *store, struct crypto_mac_context *terms, struct bytes sender,
                  const struct search_term *sender_term, unsigned *steps,
                  struct store_acquaintance *out)
{
	struct question address = { .sender = sender, .recipient = out->recipient };
	struct question domain = {
		.sender = sender, .recipient = domain_of(out->recipient), .of_domain = true };

	int err = written_find(store, terms, sender_term, steps, &address);
	if (err == 0)
		err = written_find(store, terms, sender_term, steps, &domain);
	out->written = address.written;
	out->domain_written = domain.written;
	return err;
}

int
store_acquaintances(struct store *store, struct bytes sender, struct store_acquaintance *each,
                    size_t count)
{
	unsigned steps = STORE_ACQUAINTANCE_STEPS;
	struct crypto_mac_context *terms;
	struct search_term sender_term;

	for (size_t i = 0; i < count; i++)
		each[i].written = each[i].domain_written = 0;
	if (sender.length == 0)
		return 0; /* a bounce: nobody has written */
	int err = crypto_mac_create(store->keys.names.search, &terms);
	if (err == 0)
		err = search_term_make(terms, SEARCH_SENDER, sender, &sender_term);
	for (size_t i = 0; i < count && err == 0; i++)
		err = acquaintance_find(store, terms, sender, &sender_term, &steps, &each[i]);
	crypto_mac_destroy(&terms);
	return err;
}
