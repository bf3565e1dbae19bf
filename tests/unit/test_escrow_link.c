/* A link taken off a sealed original, and another put on; the rest stays as it was. */
#include "core/error.h"
#include "encryption/escrow_link.h"
#include "encryption/escrow_open.h"
#include "tests/unit/test_encryption.h"

#define TEXT "Dear John, MRN 4711"

struct linked {
	struct sealing sealing;
	struct buffer sealed;
	struct diagnostics why;
};

static void
linked_create(struct linked *l)
{
	sealing_create(&l->sealing);
	l->sealed = buffer_make(65536);
	diagnostics_init(&l->why);
	ck_assert_int_eq(escrow_seal(l->sealing.sealer, bytes_of_string(TEXT), &l->sealing.token,
	                             &l->sealed), 0);
}

static void
linked_destroy(struct linked *l)
{
	diagnostics_release(&l->why);
	buffer_release(&l->sealed);
	sealing_destroy(&l->sealing);
}

static int
open_with_token(struct linked *l, const struct buffer *sealed, const struct escrow_token *token)
{
	struct buffer out = buffer_make(1024);
	int err = escrow_open_with_token(buffer_bytes(sealed), bytes_of_string(token->text), &l->why,
	                                 &out);

	ck_assert(err != 0 || bytes_equal(buffer_bytes(&out), bytes_of_string(TEXT)));
	buffer_release(&out);
	return err;
}

static void
check_officers(struct linked *l, const struct buffer *sealed)
{
	static const char *const officers[][2] = { { "rsa.key", "rsa.pem" }, { "ec.key", "ec.pem" } };

	for (size_t i = 0; i < ARRAY_LENGTH(officers); i++) {
		struct buffer out = buffer_make(1024);
		ck_assert_int_eq(escrow_open_with_key(buffer_bytes(sealed),
		                                      test_path(&l->sealing.directory, officers[i][0]).text,
		                                      test_path(&l->sealing.directory, officers[i][1]).text,
		                                      &l->why, &out), 0);
		ck_assert(bytes_equal(buffer_bytes(&out), bytes_of_string(TEXT)));
		buffer_release(&out);
	}
}

static int
renew(struct linked *l, const struct buffer *sealed, const char *key, const char *certificate,
      struct escrow_token *token, struct buffer *out)
{
	ck_assert_int_eq(escrow_token_create(token), 0);
	return escrow_link_renew(buffer_bytes(sealed), test_path(&l->sealing.directory, key).text,
	                         test_path(&l->sealing.directory, certificate).text, token, &l->why, out);
}

START_TEST(a_link_is_taken_off)
{
	struct buffer closed = buffer_make(65536), again = buffer_make(65536);
	struct linked l;

	linked_create(&l);
	ck_assert_int_eq(escrow_link_remove(buffer_bytes(&l.sealed), &closed), 0);
	ck_assert_uint_lt(closed.length, l.sealed.length);
	ck_assert_int_eq(open_with_token(&l, &closed, &l.sealing.token), ERROR_KEY);
	check_officers(&l, &closed);
	/* The content and its tag, which end it, are what they were. */
	struct bytes tail = bytes_slice(buffer_bytes(&closed), closed.length - 80, 80);
	ck_assert(bytes_equal(tail, bytes_slice(buffer_bytes(&l.sealed), l.sealed.length - 80, 80)));
	ck_assert_int_eq(escrow_link_remove(buffer_bytes(&closed), &again), ERROR_NOT_FOUND);
	ck_assert_uint_eq(again.length, 0);
	buffer_release(&closed);
	linked_destroy(&l);
}
END_TEST

START_TEST(a_new_link_takes_the_place_of_the_old)
{
	struct buffer renewed = buffer_make(65536), twice = buffer_make(65536), closed = buffer_make(65536);
	struct escrow_token first, second;
	struct linked l;

	linked_create(&l);
	ck_assert_int_eq(renew(&l, &l.sealed, "rsa.key", "rsa.pem", &first, &renewed), 0);
	ck_assert_int_eq(open_with_token(&l, &renewed, &first), 0);
	ck_assert_int_eq(open_with_token(&l, &renewed, &l.sealing.token), ERROR_KEY);
	check_officers(&l, &renewed);
	ck_assert_int_eq(escrow_link_remove(buffer_bytes(&renewed), &closed), 0);
	ck_assert_int_eq(renew(&l, &closed, "ec.key", "ec.pem", &second, &twice), 0);
	ck_assert_int_eq(open_with_token(&l, &twice, &second), 0);
	ck_assert_int_eq(open_with_token(&l, &twice, &first), ERROR_KEY);
	check_officers(&l, &twice);
	ck_assert_uint_eq(twice.length, l.sealed.length);
	buffer_release(&renewed);
	buffer_release(&twice);
	buffer_release(&closed);
	linked_destroy(&l);
}
END_TEST

START_TEST(what_was_not_sealed_is_refused)
{
	struct buffer out = buffer_make(65536);
	struct escrow_token token;
	struct linked l;

	linked_create(&l);
	for (size_t length = 0; length < l.sealed.length; length++)
		ck_assert_int_eq(escrow_link_remove(bytes_slice(buffer_bytes(&l.sealed), 0, length), &out),
		                 ERROR_INVALID);
	ck_assert_int_eq(renew(&l, &l.sealed, "rsa.key", "ec.pem", &token, &out), ERROR_KEY);
	/* Whatever stands in the list of recipients, it is read to its end and no further. */
	for (size_t i = 0; i < l.sealed.length - 100; i++) {
		l.sealed.data[i] ^= 0x20;
		buffer_clear(&out);
		int err = escrow_link_remove(buffer_bytes(&l.sealed), &out);
		ck_assert(err == 0 || err == ERROR_INVALID || err == ERROR_NOT_FOUND);
		l.sealed.data[i] ^= 0x20;
	}
	buffer_release(&out);
	linked_destroy(&l);
}
END_TEST

Suite *
escrow_link_suite(void)
{
	return UNIT_SUITE("escrow-link", a_link_is_taken_off, a_new_link_takes_the_place_of_the_old,
	                  what_was_not_sealed_is_refused);
}
