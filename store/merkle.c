#include "store/merkle.h"

#include "core/error.h"

static const uint8_t leaf_prefix = 0x00, node_prefix = 0x01;

/* ---- hashes -------------------------------------------------------------- */

int
merkle_leaf(struct crypto_digest_context *digests, const struct bytes *parts, size_t count,
            struct merkle_hash *out)
{
	struct bytes all[MERKLE_PARTS_LIMIT + 1] = { bytes_make(&leaf_prefix, 1) };

	if (count > MERKLE_PARTS_LIMIT)
		return ERROR_INVALID;
	for (size_t i = 0; i < count; i++)
		all[i + 1] = parts[i];
	return crypto_digest_compute(digests, all, count + 1, out->bytes);
}

static struct bytes
bytes_of_hash(const struct merkle_hash *hash)
{
	return bytes_make(hash->bytes, sizeof(hash->bytes));
}

int
merkle_node(struct crypto_digest_context *digests, const struct merkle_hash *left,
            const struct merkle_hash *right, struct merkle_hash *out)
{
	const struct bytes parts[] = { bytes_make(&node_prefix, 1), bytes_of_hash(left),
	                               bytes_of_hash(right) };

	return crypto_digest_compute(digests, parts, ARRAY_LENGTH(parts), out->bytes);
}

static int
empty_root(struct merkle_hash *out)
{
	return crypto_digest(NULL, 0, out->bytes);
}

/* ---- growing ------------------------------------------------------------- */

static bool
has_peak(uint64_t size, unsigned level)
{
	return (size >> level & 1) != 0;
}

int
merkle_append(struct merkle_frontier *frontier, const struct merkle_hash *leaf,
              merkle_completed completed, void *context)
{
	struct merkle_hash hash = *leaf;
	uint64_t index = frontier->size;
	unsigned level = 0;

	int err = completed(0, index, &hash, context);
	for (; err == 0 && has_peak(frontier->size, level); level++) {
		err = merkle_node(frontier->digests, &frontier->peaks[level], &hash, &hash);
		index >>= 1;
		if (err == 0)
			err = completed(level + 1, index, &hash, context);
	}
	if (err != 0)
		return err;
	frontier->peaks[level] = hash;
	frontier->size++;
	return 0;
}

/* Joins peaks, from the smallest subtree to the largest. */
static int
peaks_join(uint64_t size, merkle_lookup peak, void *context, struct merkle_hash *out)
{
	struct merkle_hash left;
	bool any = false;
	int err = 0;

	for (unsigned level = 0; level < MERKLE_LEVELS && err == 0; level++) {
		if (!has_peak(size, level))
			continue;
		/* The last complete node of this level before the smaller subtrees. */
		err = peak(level, (size >> level) - 1, &left, context);
		if (err == 0 && any)
			err = merkle_node(NULL, &left, out, out);
		else if (err == 0)
			*out = left;
		any = true;
	}
	return err == 0 && !any ? empty_root(out) : err;
}

static int
peak_of_frontier(unsigned level, uint64_t index, struct merkle_hash *out, void *context)
{
	const struct merkle_frontier *frontier = context;

	(void)index;
	*out = frontier->peaks[level];
	return 0;
}

int
merkle_root(const struct merkle_frontier *frontier, struct merkle_hash *out)
{
	return peaks_join(frontier->size, peak_of_frontier, (void *)frontier, out);
}

int
merkle_frontier_at(uint64_t size, merkle_lookup lookup, void *context, struct merkle_frontier *out)
{
	int err = 0;

	*out = (struct merkle_frontier){ .size = size };
	for (unsigned level = 0; level < MERKLE_LEVELS && err == 0; level++)
		if (has_peak(size, level))
			err = lookup(level, (size >> level) - 1, &out->peaks[level], context);
	return err;
}

/* ---- proofs -------------------------------------------------------------- */

/* The root over `count` leaves from `first` on, which is a multiple of the largest
 * power of two that fits into `count`; it is the tree's own shape there. */
struct shifted {
	uint64_t first;
	merkle_lookup lookup;
	void *context;
};

static int
lookup_shifted(unsigned level, uint64_t index, struct merkle_hash *out, void *context)
{
	const struct shifted *shifted = context;

	return shifted->lookup(level, (shifted->first >> level) + index, out, shifted->context);
}

/* The largest power of two smaller than `size`, which is at least 2. */
static uint64_t
split_of(uint64_t size)
{
	return (uint64_t)1 << (63 - __builtin_clzll(size - 1));
}

int
merkle_prove(uint64_t index, uint64_t size, merkle_lookup lookup, void *context,
             struct merkle_path *out)
{
	struct shifted others[MERKLE_LEVELS];
	uint64_t counts[MERKLE_LEVELS], first = 0;
	size_t depth = 0;

	*out = (struct merkle_path){ 0 };
	if (index >= size)
		return ERROR_INVALID;
	/* Down to the leaf, noting the half that is not on the way ... */
	while (size > 1) {
		uint64_t split = split_of(size);
		bool right = index - first >= split;
		others[depth] = (struct shifted){ right ? first : first + split, lookup, context };
		counts[depth++] = right ? split : size - split;
		first += right ? split : 0;
		size = right ? size - split : split;
	}
	/* ... whose roots make the path, from the leaf up. */
	int err = 0;
	while (depth-- > 0 && err == 0)
		err = peaks_join(counts[depth], lookup_shifted, &others[depth],
		                 &out->hashes[out->length++]);
	return err;
}

int
merkle_check(const struct merkle_hash *leaf, uint64_t index, uint64_t size,
             const struct merkle_path *path, const struct merkle_hash *root)
{
	struct merkle_hash hash = *leaf;
	uint64_t last = size - 1;
	int err = index < size ? 0 : ERROR_CORRUPT;

	for (size_t i = 0; i < path->length && err == 0; i++) {
		if (last == 0)
			return ERROR_CORRUPT;
		if ((index & 1) == 0 && index != last) {
			err = merkle_node(NULL, &hash, &path->hashes[i], &hash);
		} else {
			err = merkle_node(NULL, &path->hashes[i], &hash, &hash);
			for (; (index & 1) == 0 && index != 0; index >>= 1)
				last >>= 1;
		}
		index >>= 1;
		last >>= 1;
	}
	if (err == 0 && (last != 0 || memcmp(hash.bytes, root->bytes, sizeof(hash.bytes)) != 0))
		err = ERROR_CORRUPT;
	return err;
}
