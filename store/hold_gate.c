#include "store/hold_gate.h"

#include <stdio.h>

#include "core/error.h"
#include "store/hold_table.h"

void
hold_gate_stamp(struct database_transaction *transaction, uint8_t out[CRYPTO_DIGEST_SIZE])
{
	struct database_cursor cursor;

	/* A row is sealed under a nonce of its own each time it is written. */
	memset(out, 0, CRYPTO_DIGEST_SIZE);
	bool more = database_seek(transaction, DATABASE_HOLD, bytes_make(NULL, 0), &cursor);
	for (; more; more = database_next(&cursor)) {
		const struct bytes parts[] = { bytes_make(out, CRYPTO_DIGEST_SIZE), cursor.key,
		                               cursor.value };
		database_fail(transaction, crypto_digest(parts, ARRAY_LENGTH(parts), out));
	}
	database_cursor_close(&cursor);
}

static int
note_standing(const struct hold *hold, void *context)
{
	struct hold_gate *gate = context;

	if (hold->released != 0 || gate->stands)
		return 0;
	gate->stands = true;
	snprintf(gate->first, sizeof(gate->first), "%.*s", (int)hold->name.length,
	         (const char *)hold->name.data);
	return 0;
}

int
hold_gate_open(struct database_transaction *transaction, const struct store_keys *keys,
               const struct hold_witness *witness, struct hold_gate *out)
{
	uint8_t stamp[CRYPTO_DIGEST_SIZE];

	*out = (struct hold_gate){ .witness = witness };
	hold_gate_stamp(transaction, stamp);
	if (transaction->error != 0)
		return transaction->error;
	if (witness != NULL && memcmp(stamp, witness->stamp, sizeof(stamp)) != 0)
		return ERROR_STATE;
	return hold_table_each(transaction, keys, note_standing, out);
}

int
hold_gate_ask(const struct hold_gate *gate, const struct record *record, char name[HOLD_NAME_SIZE])
{
	const char *found = gate->first;

	name[0] = '\0';
	if (!gate->stands)
		return 0;
	if (gate->witness != NULL && record != NULL)
		found = gate->witness->find(gate->witness->context, record);
	if (found == NULL)
		return 0;
	snprintf(name, HOLD_NAME_SIZE, "%s", found);
	return ERROR_HELD;
}
