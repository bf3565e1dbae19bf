#include "store/audit_tree.h"

#include <endian.h>

#include "core/error.h"

#define NUMBER_SIZE sizeof(uint64_t)
#define NODE_KEY_SIZE (1 + NUMBER_SIZE)
#define FRONTIER_SIZE_LIMIT (NUMBER_SIZE + MERKLE_LEVELS * MERKLE_HASH_SIZE)

static const char frontier_key[] = "tree";

struct node_key {
	uint8_t memory[NODE_KEY_SIZE];
};

/* The key of a stored node, and the table it is in: leaves by sequence. */
static enum database_table
node_place(unsigned level, uint64_t index, struct node_key *memory, struct bytes *key)
{
	uint64_t number = htobe64(level == 0 ? index + 1 : index);

	memory->memory[0] = (uint8_t)level;
	memcpy(memory->memory + 1, &number, NUMBER_SIZE);
	*key = level == 0 ? bytes_make(memory->memory + 1, NUMBER_SIZE) :
	                    bytes_make(memory->memory, NODE_KEY_SIZE);
	return level == 0 ? DATABASE_TREE_LEAF : DATABASE_TREE_NODE;
}

static bool
level_is_stored(unsigned level)
{
	return level % AUDIT_TREE_STEP == 0;
}

/* ---- leaves ---------------------------------------------------------------- */

int
audit_tree_salt(struct crypto_mac_context *salts, uint64_t sequence,
                uint8_t out[AUDIT_TREE_SALT_SIZE])
{
	uint64_t number = htobe64(sequence);
	struct bytes bytes = bytes_make(&number, sizeof(number));

	return crypto_mac_compute(salts, &bytes, 1, out);
}

int
audit_tree_leaf(struct crypto_digest_context *digests, const uint8_t salt[AUDIT_TREE_SALT_SIZE],
                struct bytes encoded, struct merkle_hash *out)
{
	struct bytes parts[] = { bytes_make(salt, AUDIT_TREE_SALT_SIZE), encoded };

	return merkle_leaf(digests, parts, ARRAY_LENGTH(parts), out);
}

/* ---- frontier -------------------------------------------------------------- */

static bool
has_peak(const struct merkle_frontier *frontier, unsigned level)
{
	return (frontier->size >> level & 1) != 0;
}

/* The reverse of what audit_tree_save() seals. */
static int
frontier_decode(struct bytes plain, struct merkle_frontier *out)
{
	uint64_t size;

	if (plain.length < NUMBER_SIZE)
		return ERROR_CORRUPT;
	memcpy(&size, plain.data, NUMBER_SIZE);
	*out = (struct merkle_frontier){ .size = be64toh(size) };
	plain = bytes_slice(plain, NUMBER_SIZE, SIZE_MAX);
	for (unsigned level = 0; level < MERKLE_LEVELS; level++) {
		if (!has_peak(out, level))
			continue;
		if (plain.length < MERKLE_HASH_SIZE)
			return ERROR_CORRUPT;
		memcpy(out->peaks[level].bytes, plain.data, MERKLE_HASH_SIZE);
		plain = bytes_slice(plain, MERKLE_HASH_SIZE, SIZE_MAX);
	}
	return plain.length == 0 ? 0 : ERROR_CORRUPT;
}

void
audit_tree_load(struct database_transaction *transaction, const struct store_keys *keys,
                struct merkle_frontier *out)
{
	struct buffer plain = buffer_make(FRONTIER_SIZE_LIMIT);
	struct bytes sealed;

	*out = (struct merkle_frontier){ 0 };
	if (!database_get(transaction, DATABASE_META, bytes_of_string(frontier_key), &sealed))
		return;
	int err = keyring_open(keys, STORE_SEAL_AUDIT, bytes_of_string(frontier_key), sealed, &plain);
	if (err == 0)
		err = frontier_decode(buffer_bytes(&plain), out);
	database_fail(transaction, err == ERROR_LIMIT ? ERROR_CORRUPT : err);
	buffer_release(&plain);
}

void
audit_tree_save(struct database_transaction *transaction, const struct store_keys *keys,
                const struct merkle_frontier *frontier)
{
	struct buffer sealed = buffer_make(FRONTIER_SIZE_LIMIT + CRYPTO_SEAL_OVERHEAD);
	uint8_t plain[FRONTIER_SIZE_LIMIT];
	uint64_t size = htobe64(frontier->size);
	size_t length = NUMBER_SIZE;

	memcpy(plain, &size, NUMBER_SIZE);
	for (unsigned level = 0; level < MERKLE_LEVELS; level++) {
		if (!has_peak(frontier, level))
			continue;
		memcpy(plain + length, frontier->peaks[level].bytes, MERKLE_HASH_SIZE);
		length += MERKLE_HASH_SIZE;
	}
	database_fail(transaction, keyring_seal(keys, STORE_SEAL_AUDIT, bytes_of_string(frontier_key),
	                                          bytes_make(plain, length), &sealed));
	database_put(transaction, DATABASE_META, bytes_of_string(frontier_key), buffer_bytes(&sealed));
	buffer_release(&sealed);
}

/* ---- growing --------------------------------------------------------------- */

static int
node_store(unsigned level, uint64_t index, const struct merkle_hash *hash, void *context)
{
	struct database_transaction *transaction = context;
	struct node_key memory;
	struct bytes key, value = bytes_make(hash->bytes, sizeof(hash->bytes));

	if (!level_is_stored(level))
		return 0;
	enum database_table table = node_place(level, index, &memory, &key);
	if (level == 0)
		database_put_last(transaction, table, key, value);
	else
		database_put(transaction, table, key, value);
	return transaction->error;
}

void
audit_tree_append(struct database_transaction *transaction, struct crypto_mac_context *salts,
                  struct bytes encoded, struct merkle_frontier *frontier)
{
	uint8_t salt[AUDIT_TREE_SALT_SIZE];
	struct merkle_hash leaf;

	if (transaction->error != 0)
		return;
	int err = audit_tree_salt(salts, frontier->size + 1, salt);
	if (err == 0)
		err = audit_tree_leaf(frontier->digests, salt, encoded, &leaf);
	if (err == 0)
		err = merkle_append(frontier, &leaf, node_store, transaction);
	database_fail(transaction, err);
}

/* ---- looking up ------------------------------------------------------------ */

static int
node_read(struct database_transaction *transaction, unsigned level, uint64_t index,
          struct merkle_hash *out)
{
	struct node_key memory;
	struct bytes key, value;

	enum database_table table = node_place(level, index, &memory, &key);
	if (!database_get(transaction, table, key, &value) || value.length != sizeof(out->bytes))
		return transaction->error != 0 ? transaction->error : ERROR_CORRUPT;
	memcpy(out->bytes, value.data, sizeof(out->bytes));
	return 0;
}

/* A node of any level; the recursion ends at the next stored one. */
static int
node_lookup(unsigned level, uint64_t index, struct merkle_hash *out, void *context)
{
	struct merkle_hash left, right;

	if (level_is_stored(level))
		return node_read(context, level, index, out);
	int err = node_lookup(level - 1, 2 * index, &left, context);
	if (err == 0)
		err = node_lookup(level - 1, 2 * index + 1, &right, context);
	return err == 0 ? merkle_node(NULL, &left, &right, out) : err;
}

bool
audit_tree_has(struct database_transaction *transaction, unsigned level, uint64_t index,
               const struct merkle_hash *hash)
{
	struct merkle_hash stored;

	if (!level_is_stored(level))
		return true;
	return node_read(transaction, level, index, &stored) == 0 &&
	       memcmp(stored.bytes, hash->bytes, sizeof(stored.bytes)) == 0;
}

int
audit_tree_leaf_at(struct database_transaction *transaction, uint64_t sequence,
                   struct merkle_hash *out)
{
	return node_read(transaction, 0, sequence - 1, out);
}

int
audit_tree_frontier_at(struct database_transaction *transaction, uint64_t size,
                       struct merkle_frontier *out)
{
	return merkle_frontier_at(size, node_lookup, transaction, out);
}

int
audit_tree_prove(struct database_transaction *transaction, uint64_t sequence, uint64_t size,
                 struct merkle_path *out)
{
	if (sequence == 0)
		return ERROR_INVALID;
	return merkle_prove(sequence - 1, size, node_lookup, transaction, out);
}
