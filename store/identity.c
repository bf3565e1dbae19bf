#include "store/identity.h"

#include <endian.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include "core/error.h"
#include "store/audit_log.h"
#include "store/directory.h"

/* The first layout with a keyring. */
#define IDENTITY_SCHEMA_WITH_KEYRING 6

static const char schema_key[] = "schema";
static const char id_key[] = "id";

/* In the escrow directory: the store's id in hexadecimal. */
static const char claim_name[] = "store-id";
#define CLAIM_SIZE (2 * STORE_ID_SIZE + 1)

static int
schema_decode(struct bytes value, uint32_t *out)
{
	uint32_t number;

	if (value.length != sizeof(number))
		return ERROR_CORRUPT;
	memcpy(&number, value.data, sizeof(number));
	*out = be32toh(number);
	return *out > 0 && *out <= STORE_SCHEMA ? 0 : ERROR_INVALID;
}

static int
id_open(const struct store_keys *keys, struct bytes sealed, uint8_t id[STORE_ID_SIZE])
{
	struct buffer plain = buffer_make(STORE_ID_SIZE);

	if (sealed.length != STORE_ID_SIZE + CRYPTO_SEAL_OVERHEAD)
		return ERROR_CORRUPT;
	int err = store_row_open(keys->names.check, bytes_of_string(id_key), sealed, &plain);
	if (err == 0)
		memcpy(id, plain.data, STORE_ID_SIZE);
	buffer_release(&plain);
	/* Changed bytes and a wrong key look the same; the key is the likelier. */
	return err == ERROR_CORRUPT ? ERROR_KEY : err;
}

/* Before layout 6 there was no keyring, and one key file for good. */
static int
keys_load(struct database_transaction *transaction, const struct store_file_key *file,
          uint32_t schema, struct store_keys *keys)
{
	return schema < IDENTITY_SCHEMA_WITH_KEYRING ? keyring_make(file, 0, keys) :
	                                               keyring_load(transaction, file, keys);
}

int
identity_load(struct database *database, const struct store_file_key *file, uint32_t *schema,
              uint8_t id[STORE_ID_SIZE], struct store_keys *keys)
{
	struct database_transaction transaction;
	struct bytes value;

	*keys = (struct store_keys){ .ring = NULL };
	database_begin(database, DATABASE_READ, &transaction);
	int err = ERROR_CORRUPT;
	if (database_get(&transaction, DATABASE_META, bytes_of_string(schema_key), &value))
		err = schema_decode(value, schema);
	if (err == 0)
		err = keys_load(&transaction, file, *schema, keys);
	if (err == 0 && !database_get(&transaction, DATABASE_META, bytes_of_string(id_key), &value))
		err = ERROR_CORRUPT;
	if (err == 0)
		err = id_open(keys, value, id);
	database_abort(&transaction);
	if (err == 0)
		keyring_watch(keys, database);
	return transaction.error != 0 ? transaction.error : err;
}

void
identity_set_schema(struct database_transaction *transaction)
{
	uint32_t schema = htobe32(STORE_SCHEMA);

	database_put(transaction, DATABASE_META, bytes_of_string(schema_key),
	             bytes_make(&schema, sizeof(schema)));
}

void
identity_set_keys(struct database_transaction *transaction, const struct store_keys *keys)
{
	struct keyring_content content;

	keyring_read(keys, &content);
	keyring_put(transaction, &content, content.file_name, content.file_ring);
	explicit_bzero(&content, sizeof(content));
}

/* Puts what a store without records consists of. */
static void
put_beginning(struct database_transaction *transaction, const struct store_keys *keys,
              uint8_t id[STORE_ID_SIZE])
{
	struct buffer sealed = buffer_make(STORE_ID_SIZE + CRYPTO_SEAL_OVERHEAD);
	struct store_audit_head head;

	int err = crypto_random(id, STORE_ID_SIZE);
	if (err == 0)
		err = store_row_seal(keys->names.check, bytes_of_string(id_key),
		                     bytes_make(id, STORE_ID_SIZE), &sealed);
	database_fail(transaction, err);
	identity_set_schema(transaction);
	identity_set_keys(transaction, keys);
	database_put(transaction, DATABASE_META, bytes_of_string(id_key), buffer_bytes(&sealed));
	audit_head_init(id, &head);
	audit_head_save(transaction, keys, &head);
	buffer_release(&sealed);
}

int
identity_make(struct database *database, const struct store_file_key *file,
              uint8_t id[STORE_ID_SIZE], struct store_keys *keys)
{
	struct database_transaction transaction;

	int err = keyring_make(file, (int64_t)time(NULL), keys);
	if (err != 0)
		return err;
	keyring_watch(keys, database);
	database_begin(database, DATABASE_WRITE, &transaction);
	database_make_tables(&transaction);
	put_beginning(&transaction, keys, id);
	return database_commit(&transaction);
}

bool
identity_directory_is_claimed(const char *path)
{
	int directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (directory < 0)
		return false;
	bool claimed = faccessat(directory, claim_name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
	close(directory);
	return claimed;
}

int
identity_claim_directory(int directory, const uint8_t id[STORE_ID_SIZE])
{
	struct buffer there = buffer_make(CLAIM_SIZE);
	char claim[CLAIM_SIZE];

	hex_encode(bytes_make(id, STORE_ID_SIZE), claim);
	int err = directory_read_file(directory, claim_name, &there);
	if (err == ERROR_NOT_FOUND)
		err = directory_write_file(directory, claim_name, bytes_of_string(claim));
	else if (err == ERROR_LIMIT ||
	         (err == 0 && !bytes_equal(buffer_bytes(&there), bytes_of_string(claim))))
		err = ERROR_EXISTS;
	buffer_release(&there);
	return err;
}
