#include <check.h>

#include "core/error.h"
#include "store/merkle.h"
#include "tests/unit/test_store.h"
#include "tests/unit/unit_test.h"

#define LEAVES 70 /* crosses several powers of two */

/* The eight leaves that the test data of certificate transparency logs use. */
static const char *const known_leaves[] = {
	"", "00", "10", "2021", "3031", "40414243", "5051525354555657",
	"606162636465666768696a6b6c6d6e6f",
};
static const char *const known_roots[] = {
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
	"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
	"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
	"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
	"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
	"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
	"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
	"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};

struct tree {
	struct merkle_frontier frontier;
	struct merkle_hash nodes[8][LEAVES];
};

static int
keep_node(unsigned level, uint64_t index, const struct merkle_hash *hash, void *context)
{
	struct tree *tree = context;

	tree->nodes[level][index] = *hash;
	return 0;
}

static int
look_up(unsigned level, uint64_t index, struct merkle_hash *out, void *context)
{
	struct tree *tree = context;

	ck_assert_uint_lt(level, 8);
	ck_assert_uint_lt((index + 1) << level, LEAVES + 1);
	*out = tree->nodes[level][index];
	return 0;
}

static void
assert_root(const struct merkle_hash *root, const char *expected)
{
	char hex[2 * MERKLE_HASH_SIZE + 1];

	hex_encode(bytes_make(root->bytes, sizeof(root->bytes)), hex);
	ck_assert_str_eq(hex, expected);
}

START_TEST(roots_are_those_of_the_standard)
{
	static struct tree tree;
	struct merkle_hash leaf, root;
	uint8_t content[16];

	for (size_t i = 0; i <= ARRAY_LENGTH(known_leaves); i++) {
		ck_assert_int_eq(merkle_root(&tree.frontier, &root), 0);
		assert_root(&root, known_roots[i]);
		if (i == ARRAY_LENGTH(known_leaves))
			break;
		size_t length = strlen(known_leaves[i]) / 2;
		ck_assert_int_eq(hex_decode(bytes_of_string(known_leaves[i]), content, length), 0);
		struct bytes part = bytes_make(content, length);
		ck_assert_int_eq(merkle_leaf(NULL, &part, 1, &leaf), 0);
		ck_assert_int_eq(merkle_append(&tree.frontier, &leaf, keep_node, &tree), 0);
	}
}
END_TEST

static void
grow(struct tree *tree, size_t leaves)
{
	*tree = (struct tree){ 0 };
	for (uint8_t i = 0; i < leaves; i++) {
		struct bytes part = bytes_make(&i, 1);
		struct merkle_hash leaf;
		ck_assert_int_eq(merkle_leaf(NULL, &part, 1, &leaf), 0);
		ck_assert_int_eq(merkle_append(&tree->frontier, &leaf, keep_node, tree), 0);
	}
}

/* Every leaf of every size is proved, and by its own path in its own place alone. */
START_TEST(proofs_of_all_sizes)
{
	static struct tree tree;
	struct merkle_frontier at;
	struct merkle_hash root;
	struct merkle_path path;

	grow(&tree, LEAVES);
	for (uint64_t size = 1; size <= LEAVES; size++) {
		ck_assert_int_eq(merkle_frontier_at(size, look_up, &tree, &at), 0);
		ck_assert_int_eq(merkle_root(&at, &root), 0);
		for (uint64_t i = 0; i < size; i++) {
			const struct merkle_hash *leaf = &tree.nodes[0][i];
			ck_assert_int_eq(merkle_prove(i, size, look_up, &tree, &path), 0);
			ck_assert_int_eq(merkle_check(leaf, i, size, &path, &root), 0);
			ck_assert_int_eq(merkle_check(&tree.nodes[0][(i + 1) % LEAVES], i, size, &path, &root),
			                 ERROR_CORRUPT);
			ck_assert_int_eq(merkle_check(leaf, i + 1, size, &path, &root), ERROR_CORRUPT);
			ck_assert_int_eq(merkle_check(leaf, i, size, &path, leaf), size == 1 ? 0 : ERROR_CORRUPT);
			path.length++;
			ck_assert_int_eq(merkle_check(leaf, i, size, &path, &root), ERROR_CORRUPT);
			path.length -= path.length > 1 ? 2 : 1;
			ck_assert_int_eq(merkle_check(leaf, i, size, &path, &root), size == 1 ? 0 : ERROR_CORRUPT);
		}
		ck_assert_int_eq(merkle_prove(size, size, look_up, &tree, &path), ERROR_INVALID);
	}
}
END_TEST

Suite *
merkle_suite(void)
{
	return UNIT_SUITE("merkle", roots_are_those_of_the_standard, proofs_of_all_sizes);
}
