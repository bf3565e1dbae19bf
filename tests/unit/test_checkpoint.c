#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base64.h"
#include "core/error.h"
#include "store/checkpoint.h"
#include "tests/unit/store_fixture.h"
#include "tests/unit/test_store.h"
#include "tests/unit/unit_test.h"

struct keys {
	struct store_fixture directory;
	struct signature_key *private, *public, *other;
};

static struct signature_key *
read_key(const struct keys *keys, const char *name,
         int (*read)(const char *, struct diagnostics *, struct signature_key **))
{
	char path[FIXTURE_PATH_SIZE];
	struct diagnostics why;
	struct signature_key *key;

	diagnostics_init(&why);
	snprintf(path, sizeof(path), "%s/%s", keys->directory.directory, name);
	int err = read(path, &why, &key);
	ck_assert_msg(err == 0, "%s", why.count ? diagnostics_line(&why, 0) : "?");
	return key;
}

static void
keys_make(struct keys *keys)
{
	char command[2 * FIXTURE_PATH_SIZE];

	store_fixture_create(&keys->directory, NULL, FIXTURE_MAP_BYTES);
	snprintf(command, sizeof(command), "cd %s && umask 077 && for i in a b; do "
	         "openssl genpkey -algorithm ed25519 -out $i.key && "
	         "openssl pkey -in $i.key -pubout -out $i.pub || exit 1; done; "
	         "openssl genrsa -out rsa.key 2048 2>/dev/null", keys->directory.directory);
	ck_assert_int_eq(system(command), 0);
	keys->private = read_key(keys, "a.key", signature_key_read);
	keys->public = read_key(keys, "a.pub", signature_public_key_read);
	keys->other = read_key(keys, "b.pub", signature_public_key_read);
}

static void
keys_release(struct keys *keys)
{
	signature_key_destroy(&keys->private);
	signature_key_destroy(&keys->public);
	signature_key_destroy(&keys->other);
	store_fixture_destroy(&keys->directory);
}

static const struct checkpoint example = {
	.origin = { 1, 2, 3, 4, 5, 6, 7, 0xff }, .size = 4711, .time = 1795303738,
	.root = { { 9, 8, 7 } }, .head = { 5, 5, 5 },
};

START_TEST(a_checkpoint_is_read_as_it_was_signed)
{
	struct buffer text = buffer_make(CHECKPOINT_TEXT_LIMIT);
	struct checkpoint back;
	struct keys keys;

	keys_make(&keys);
	ck_assert_int_eq(checkpoint_sign(&example, keys.private, &text), 0);
	ck_assert_ptr_nonnull(memmem(text.data, text.length, "phimilter/01020304050607ff\n4711\nCQgHAA",
	                             37));
	ck_assert_ptr_nonnull(memmem(text.data, text.length, "\ntime 2026-11-21T23:28:58Z\nhead 050505", 38));
	struct signature_key *const good[] = { keys.public, keys.private, NULL };
	for (size_t i = 0; i < ARRAY_LENGTH(good); i++) {
		ck_assert_int_eq(checkpoint_read(buffer_bytes(&text), good[i], &back), 0);
		ck_assert_mem_eq(&back, &example, sizeof(back));
	}
	ck_assert_int_eq(checkpoint_read(buffer_bytes(&text), keys.other, &back), ERROR_CORRUPT);
	buffer_release(&text);
	keys_release(&keys);
}
END_TEST

/* Not one bit of it can be changed, and nothing cut or added. */
START_TEST(a_changed_checkpoint_is_refused)
{
	struct buffer text = buffer_make(CHECKPOINT_TEXT_LIMIT);
	struct checkpoint back;
	struct keys keys;
	unsigned kept = 0;

	keys_make(&keys);
	ck_assert_int_eq(checkpoint_sign(&example, keys.private, &text), 0);
	for (size_t i = 0; i < 8 * text.length; i++) {
		text.data[i / 8] ^= (uint8_t)(1 << i % 8);
		kept += checkpoint_read(buffer_bytes(&text), keys.public, &back) == 0;
		text.data[i / 8] ^= (uint8_t)(1 << i % 8);
	}
	/* The four bytes that name the key stand outside of what is signed. */
	ck_assert_uint_le(kept, 32);
	for (size_t i = 0; i < text.length; i++)
		ck_assert_int_eq(checkpoint_read(bytes_make(text.data, i), keys.public, &back), ERROR_INVALID);
	ck_assert_int_eq(buffer_append_byte(&text, '\n'), 0);
	ck_assert_int_eq(checkpoint_read(buffer_bytes(&text), keys.public, &back), ERROR_INVALID);
	buffer_release(&text);
	keys_release(&keys);
}
END_TEST

START_TEST(keys_that_are_none_are_refused)
{
	static const struct {
		const char *name;
		bool private;
		const char *said;
	} cases[] = {
		{ "nowhere", true, "cannot be read" }, { "nowhere", false, "cannot be read" },
		{ "a.pub", true, "no Ed25519 private key" }, { "a.key", false, "no Ed25519 public key" },
		{ "rsa.key", true, "no Ed25519 private key" }, { "open.key", true, "chmod 600" },
	};
	char path[FIXTURE_PATH_SIZE];
	struct keys keys;

	keys_make(&keys);
	snprintf(path, sizeof(path), "cp %s/a.key %s/open.key && chmod 640 %s/open.key",
	         keys.directory.directory, keys.directory.directory, keys.directory.directory);
	ck_assert_int_eq(system(path), 0);
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct signature_key *key;
		struct diagnostics why;
		diagnostics_init(&why);
		snprintf(path, sizeof(path), "%s/%s", keys.directory.directory, cases[i].name);
		int err = cases[i].private ? signature_key_read(path, &why, &key)
		                           : signature_public_key_read(path, &why, &key);
		ck_assert_int_eq(err, ERROR_KEY);
		ck_assert_ptr_null(key);
		ck_assert_uint_eq(why.count, 1);
		ck_assert_msg(strstr(diagnostics_line(&why, 0), cases[i].said) != NULL, "%s",
		              diagnostics_line(&why, 0));
		diagnostics_release(&why);
	}
	keys_release(&keys);
}
END_TEST

START_TEST(base64_both_ways)
{
	static const struct {
		const char *plain, *text;
	} cases[] = {
		{ "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" }, { "foo", "Zm9v" }, { "foob", "Zm9vYg==" },
	};
	static const char *const wrong[] = { "Z", "Zg", "Zg=", "Z===", "Zg==Zg==", "Zm9v\n", "Zm 9", "Zm9-" };
	struct buffer out = buffer_make(64);

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		buffer_clear(&out);
		ck_assert_int_eq(base64_encode(bytes_of_string(cases[i].plain), &out), 0);
		ck_assert(bytes_equal(buffer_bytes(&out), bytes_of_string(cases[i].text)));
		buffer_clear(&out);
		ck_assert_int_eq(base64_decode(bytes_of_string(cases[i].text), &out), 0);
		ck_assert(bytes_equal(buffer_bytes(&out), bytes_of_string(cases[i].plain)));
	}
	for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++)
		ck_assert_msg(base64_decode(bytes_of_string(wrong[i]), &out) == ERROR_INVALID, "%s", wrong[i]);
	buffer_release(&out);
}
END_TEST

Suite *
checkpoint_suite(void)
{
	return UNIT_SUITE("checkpoint", a_checkpoint_is_read_as_it_was_signed,
	                  a_changed_checkpoint_is_refused, keys_that_are_none_are_refused,
	                  base64_both_ways);
}
