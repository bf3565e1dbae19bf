#include "store/restored.h"

#include <endian.h>

#include "core/error.h"

static const char restored_key[] = "restored";

int64_t
restored_load(struct database_transaction *transaction, const struct store_keys *keys)
{
	uint64_t number = 0;
	struct buffer plain = buffer_make(sizeof(number));
	struct bytes sealed;

	if (!database_get(transaction, DATABASE_META, bytes_of_string(restored_key), &sealed))
		return 0;
	int err = ERROR_CORRUPT;
	if (sealed.length == sizeof(number) + CRYPTO_SEAL_OVERHEAD)
		err = keyring_open(keys, STORE_SEAL_AUDIT, bytes_of_string(restored_key), sealed, &plain);
	if (err == 0)
		memcpy(&number, plain.data, sizeof(number));
	database_fail(transaction, err);
	buffer_release(&plain);
	return (int64_t)be64toh(number);
}

void
restored_save(struct database_transaction *transaction, const struct store_keys *keys, int64_t time)
{
	uint64_t number = htobe64((uint64_t)time);
	struct buffer sealed = buffer_make(sizeof(number) + CRYPTO_SEAL_OVERHEAD);

	database_fail(transaction, keyring_seal(keys, STORE_SEAL_AUDIT, bytes_of_string(restored_key),
	                                          bytes_make(&number, sizeof(number)), &sealed));
	database_put(transaction, DATABASE_META, bytes_of_string(restored_key), buffer_bytes(&sealed));
	buffer_release(&sealed);
}
