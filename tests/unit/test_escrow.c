/* Sealing and opening: what is opened is what was sealed, or nothing is. */
#include "config.h" /* memmem() */

#include <pthread.h>
#include <stdio.h>

#include "core/error.h"
#include "encryption/escrow_open.h"
#include "tests/unit/test_encryption.h"

#define SEAL_ROOM ESCROW_SEAL_OVERHEAD(2)

static struct buffer
seal(const struct sealing *sealing, struct bytes original)
{
	struct buffer sealed = buffer_make(original.length + SEAL_ROOM);

	ck_assert_int_eq(escrow_seal(sealing->sealer, original, &sealing->token, &sealed), 0);
	return sealed;
}

static int
open_with_officer(const struct sealing *sealing, const char *name, struct bytes sealed,
                  struct diagnostics *why, struct buffer *out)
{
	char key[32], certificate[32];

	snprintf(key, sizeof(key), "%s.key", name);
	snprintf(certificate, sizeof(certificate), "%s.pem", name);
	return escrow_open_with_key(sealed, test_path(&sealing->directory, key).text,
	                            test_path(&sealing->directory, certificate).text, why, out);
}

static int
open_with_token(const struct sealing *sealing, struct bytes sealed, struct diagnostics *why,
                struct buffer *out)
{
	return escrow_open_with_token(sealed, bytes_of_string(sealing->token.text), why, out);
}

START_TEST(every_recipient_opens_every_size)
{
	static const size_t sizes[] = { 0, 1, 4096, 64 * 1024, 30 * 1024 * 1024 };
	struct sealing sealing;
	struct diagnostics why;

	diagnostics_init(&why);
	sealing_create(&sealing);
	for (size_t i = 0; i < ARRAY_LENGTH(sizes); i++) {
		struct buffer original = test_bytes(sizes[i]);
		struct buffer sealed = seal(&sealing, buffer_bytes(&original));
		for (int way = 0; way < 3; way++) {
			struct buffer opened = buffer_make(sizes[i] + 2);
			ck_assert_int_eq(buffer_append_string(&opened, "->"), 0);
			int err = way == 0 ? open_with_token(&sealing, buffer_bytes(&sealed), &why, &opened)
			                   : open_with_officer(&sealing, way == 1 ? "rsa" : "ec",
			                                       buffer_bytes(&sealed), &why, &opened);
			ck_assert_int_eq(err, 0);
			ck_assert(bytes_equal(bytes_slice(buffer_bytes(&opened), 2, opened.length),
			                      buffer_bytes(&original)));
			buffer_release(&opened);
		}
		buffer_release(&sealed);
		buffer_release(&original);
	}
	ck_assert_uint_eq(why.count, 0);
	sealing_destroy(&sealing);
}
END_TEST

START_TEST(the_same_original_never_seals_alike)
{
	struct sealing sealing;

	sealing_create(&sealing);
	struct buffer first = seal(&sealing, bytes_of_string("text"));
	struct buffer second = seal(&sealing, bytes_of_string("text"));
	ck_assert(!bytes_equal(buffer_bytes(&first), buffer_bytes(&second)));
	buffer_release(&first);
	buffer_release(&second);
	sealing_destroy(&sealing);
}
END_TEST

START_TEST(neither_original_nor_token_is_in_the_sealed_bytes)
{
	struct sealing sealing;
	uint8_t key[CRYPTO_KEY_SIZE];

	sealing_create(&sealing);
	struct bytes token = bytes_of_string(sealing.token.text);
	struct buffer sealed = seal(&sealing, bytes_of_string("CANARY CANARY"));
	ck_assert_int_eq(escrow_token_key(token, key), 0);
	ck_assert_ptr_null(memmem(sealed.data, sealed.length, "CANARY", 6));
	ck_assert_ptr_null(memmem(sealed.data, sealed.length, token.data, token.length));
	ck_assert_ptr_null(memmem(sealed.data, sealed.length, key, sizeof(key)));
	buffer_release(&sealed);
	sealing_destroy(&sealing);
}
END_TEST

/* Where the set of recipients lies, found as openssl asn1parse would: outside it every byte counts. */
static struct bytes
recipients_of(struct bytes sealed)
{
	/* 0x06 0x0b id-ct-authEnvelopedData, [0], SEQUENCE, INTEGER 0, SET */
	static const uint8_t version[] = { 0x02, 0x01, 0x00, 0x31, 0x82 };
	const uint8_t *at = memmem(sealed.data, sealed.length, version, sizeof(version));

	ck_assert_ptr_nonnull(at);
	size_t start = (size_t)(at - sealed.data) + sizeof(version) + 2;
	return bytes_slice(sealed, start, (size_t)at[5] << 8 | at[6]);
}

/*
 * Every bit position of every byte: an error, or (in what belongs to other
 * recipients alone) the exact original. Never anything else, and never a byte
 * of output with an error.
 */
START_TEST(no_flipped_byte_opens_to_something_else)
{
	struct sealing sealing;
	struct diagnostics why;
	static const char text[] = "MRN 4711, seen for hypertension";
	struct bytes original = bytes_of_string(text);
	size_t outside_opened = 0, opened_count = 0;

	sealing_create(&sealing);
	struct buffer sealed = seal(&sealing, original);
	struct bytes recipients = recipients_of(buffer_bytes(&sealed));
	for (size_t i = 0; i < sealed.length * 8; i++) {
		struct buffer opened = buffer_make(1024);
		uint8_t *byte = &sealed.data[i / 8];
		diagnostics_init(&why);
		*byte ^= (uint8_t)(1 << i % 8);
		int err = open_with_token(&sealing, buffer_bytes(&sealed), &why, &opened);
		*byte ^= (uint8_t)(1 << i % 8);
		bool inside = byte >= recipients.data && byte < recipients.data + recipients.length;
		ck_assert(err == 0 || err == ERROR_CORRUPT || err == ERROR_KEY || err == ERROR_INVALID);
		ck_assert(err == 0 ? bytes_equal(buffer_bytes(&opened), original) : opened.length == 0);
		opened_count += err == 0;
		outside_opened += err == 0 && !inside;
		diagnostics_release(&why);
		buffer_release(&opened);
	}
	ck_assert_uint_eq(outside_opened, 0);
	/* The test looks at what it means to: the officers' recipient infos are not the token's. */
	ck_assert_uint_gt(opened_count, 0);
	buffer_release(&sealed);
	sealing_destroy(&sealing);
}
END_TEST

START_TEST(changes_are_told_apart)
{
	struct sealing sealing;
	struct diagnostics why;

	diagnostics_init(&why);
	sealing_create(&sealing);
	struct buffer original = test_bytes(200000);
	struct buffer sealed = seal(&sealing, buffer_bytes(&original));
	struct bytes whole = buffer_bytes(&sealed);
	struct buffer opened = buffer_make(original.length);
	const struct {
		size_t changed; /* offset of a flipped byte, or SIZE_MAX */
		size_t length;
		int expected;
	} cases[] = {
		{ sealed.length - 1, sealed.length, ERROR_CORRUPT },      /* tag */
		{ sealed.length - 100, sealed.length, ERROR_CORRUPT },    /* end of the content */
		{ sealed.length - 150000, sealed.length, ERROR_CORRUPT }, /* its middle */
		{ 0, sealed.length, ERROR_INVALID },
		{ SIZE_MAX, sealed.length - 1, ERROR_INVALID },
		{ SIZE_MAX, 10, ERROR_INVALID },
		{ SIZE_MAX, 0, ERROR_INVALID },
		{ SIZE_MAX, sealed.length, 0 },
	};
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		size_t changed = cases[i].changed;
		if (changed != SIZE_MAX)
			sealed.data[changed] ^= 0x10;
		int err = open_with_officer(&sealing, i % 2 ? "ec" : "rsa",
		                            bytes_slice(whole, 0, cases[i].length), &why, &opened);
		if (changed != SIZE_MAX)
			sealed.data[changed] ^= 0x10;
		ck_assert_msg(err == cases[i].expected, "case %zu: %s", i, error_text(err));
		ck_assert_uint_eq(opened.length, err == 0 ? original.length : 0);
	}
	ck_assert_uint_eq(why.count, 0);
	buffer_release(&opened);
	buffer_release(&sealed);
	buffer_release(&original);
	sealing_destroy(&sealing);
}
END_TEST

/* A tag cut to one byte is guessed in 256 tries, and OpenSSL would take it. */
START_TEST(a_shortened_tag_is_refused)
{
	struct sealing sealing;
	struct diagnostics why;

	diagnostics_init(&why);
	sealing_create(&sealing);
	struct buffer original = test_bytes(1000);
	struct buffer sealed = seal(&sealing, buffer_bytes(&original));
	struct buffer opened = buffer_make(original.length);
	/* OCTET STRING of 1 in place of 16; the three lengths around it count 15 less. */
	ck_assert_uint_eq(sealed.data[sealed.length - 17], 16);
	sealed.data[sealed.length - 17] = 1;
	sealed.length -= 15;
	const size_t lengths[] = { 2, 2 + 2 + 13 + 2, 2 + 2 + 13 + 2 + 4 };
	for (size_t i = 0; i < ARRAY_LENGTH(lengths); i++) {
		uint8_t *length = &sealed.data[lengths[i]];
		unsigned value = (unsigned)(length[0] << 8 | length[1]) - 15;
		ck_assert_uint_eq(length[-1], 0x82);
		length[0] = (uint8_t)(value >> 8);
		length[1] = (uint8_t)value;
	}
	ck_assert_int_eq(open_with_token(&sealing, buffer_bytes(&sealed), &why, &opened), ERROR_INVALID);
	ck_assert_uint_eq(opened.length, 0);
	buffer_release(&opened);
	buffer_release(&sealed);
	buffer_release(&original);
	sealing_destroy(&sealing);
}
END_TEST

START_TEST(the_wrong_key_is_said)
{
	static const struct test_certificate stranger = { "stranger", "RSA", "2048", NULL, -1, 30, 0 };
	struct sealing sealing;
	struct diagnostics why;
	struct escrow_token other;
	struct buffer opened = buffer_make(100);

	sealing_create(&sealing);
	test_certificate_create(&sealing.directory, &stranger);
	struct buffer sealed = seal(&sealing, bytes_of_string("text"));
	struct bytes whole = buffer_bytes(&sealed);
	struct test_path key = test_path(&sealing.directory, "rsa.key");
	struct test_path certificate = test_path(&sealing.directory, "rsa.pem");
	struct test_path other_key = test_path(&sealing.directory, "ec.key");
	struct test_path missing = test_path(&sealing.directory, "missing");

	diagnostics_init(&why);
	ck_assert_int_eq(open_with_officer(&sealing, "stranger", whole, &why, &opened), ERROR_KEY);
	ck_assert_int_eq(escrow_open_with_key(whole, other_key.text, certificate.text, &why, &opened),
	                 ERROR_KEY);
	ck_assert_int_eq(escrow_open_with_key(whole, missing.text, certificate.text, &why, &opened),
	                 ERROR_KEY);
	ck_assert_int_eq(escrow_open_with_key(whole, key.text, missing.text, &why, &opened), ERROR_KEY);
	ck_assert_int_eq(escrow_token_create(&other), 0);
	ck_assert_int_eq(escrow_open_with_token(whole, bytes_of_string(other.text), &why, &opened),
	                 ERROR_KEY);
	ck_assert_int_eq(escrow_open_with_token(whole, bytes_of_string("x"), &why, &opened), ERROR_KEY);
	ck_assert_uint_eq(why.count, 6); /* one line each */
	ck_assert_uint_eq(opened.length, 0);
	diagnostics_release(&why);
	buffer_release(&sealed);
	sealing_destroy(&sealing);
}
END_TEST

START_TEST(limits_of_the_caller_hold)
{
	struct sealing sealing;
	struct diagnostics why;
	struct buffer small = buffer_make(500), opened = buffer_make(3);

	diagnostics_init(&why);
	sealing_create(&sealing);
	struct buffer sealed = seal(&sealing, bytes_of_string("text"));
	ck_assert_int_eq(escrow_seal(sealing.sealer, bytes_of_string("text"), &sealing.token, &small),
	                 ERROR_LIMIT);
	ck_assert_uint_eq(small.length, 0);
	ck_assert_int_eq(open_with_token(&sealing, buffer_bytes(&sealed), &why, &opened), ERROR_LIMIT);
	ck_assert_uint_eq(opened.length, 0);
	buffer_release(&sealed);
	sealing_destroy(&sealing);
}
END_TEST

START_TEST(sealing_wants_a_token)
{
	struct sealing sealing;
	struct buffer sealed = buffer_make(SEAL_ROOM);
	struct escrow_token empty = { "" };

	sealing_create(&sealing);
	ck_assert_int_eq(escrow_seal(sealing.sealer, bytes_of_string("text"), &empty, &sealed),
	                 ERROR_INVALID);
	ck_assert_uint_eq(sealed.length, 0);
	sealing_destroy(&sealing);
}
END_TEST

START_TEST(tokens_are_read_from_what_people_paste)
{
#define TOKEN "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE"
	static const struct {
		const char *text;
		bool good;
	} cases[] = {
		{ TOKEN, true },
		{ TOKEN "\n", true },
		{ "  " TOKEN "\r\n", true },
		{ "https://portal.example.com/m/0123#" TOKEN "\n", true },
		{ "Link:\n https://portal.example.com/m/0123#" TOKEN, true },
		{ "", false },
		{ "\n", false },
		{ "#", false },
		{ TOKEN "#", false },
		{ TOKEN "x", false },
		{ TOKEN " x", false },
		{ "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCd", false },
		{ "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdF", false }, /* two stray bits */
		{ "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789+/AbCdE", false }, /* not the URL alphabet */
	};
	struct escrow_token token;

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		int err = escrow_token_parse(bytes_of_string(cases[i].text), &token);
		ck_assert_msg(err == (cases[i].good ? 0 : ERROR_INVALID), "\"%s\"", cases[i].text);
		if (cases[i].good)
			ck_assert_str_eq(token.text, TOKEN);
	}
	for (int i = 0; i < 200; i++) {
		struct escrow_token again;
		ck_assert_int_eq(escrow_token_create(&token), 0);
		ck_assert_int_eq(escrow_token_parse(bytes_of_string(token.text), &again), 0);
		ck_assert_str_eq(token.text, again.text);
	}
}
END_TEST

enum { THREADS = 4, SEALS_PER_THREAD = 50 };

static void *
seal_repeatedly(void *context)
{
	const struct sealing *sealing = context;
	struct diagnostics why;

	diagnostics_init(&why);
	for (int i = 0; i < SEALS_PER_THREAD; i++) {
		struct buffer original = test_bytes(1000 + (size_t)i);
		struct buffer sealed = seal(sealing, buffer_bytes(&original));
		struct buffer opened = buffer_make(original.length);
		ck_assert_int_eq(open_with_token(sealing, buffer_bytes(&sealed), &why, &opened), 0);
		ck_assert(bytes_equal(buffer_bytes(&opened), buffer_bytes(&original)));
		buffer_release(&opened);
		buffer_release(&sealed);
		buffer_release(&original);
	}
	return NULL;
}

START_TEST(threads_share_a_sealer)
{
	struct sealing sealing;
	pthread_t threads[THREADS];

	sealing_create(&sealing);
	for (int i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, seal_repeatedly, &sealing), 0);
	for (int i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
	sealing_destroy(&sealing);
}
END_TEST

Suite *
escrow_suite(void)
{
	return UNIT_SUITE("escrow", every_recipient_opens_every_size,
	                  the_same_original_never_seals_alike,
	                  neither_original_nor_token_is_in_the_sealed_bytes,
	                  no_flipped_byte_opens_to_something_else, changes_are_told_apart,
	                  a_shortened_tag_is_refused, the_wrong_key_is_said,
	                  limits_of_the_caller_hold, sealing_wants_a_token,
	                  threads_share_a_sealer,
	                  tokens_are_read_from_what_people_paste);
}
