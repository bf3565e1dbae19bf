/* What is sealed: smaller where it can be, and the original again, whatever was sealed. */
#include <stdlib.h>

#include "core/error.h"
#include "encryption/escrow_pack.h"
#include "tests/unit/test_encryption.h"

#define LINE "Dear John, your results of 12 May are attached.\r\n"

static struct buffer
lines_make(size_t count)
{
	struct buffer text = buffer_make(count * strlen(LINE));

	for (size_t i = 0; i < count; i++)
		ck_assert_int_eq(buffer_append_string(&text, LINE), 0);
	return text;
}

static void
digest_of(struct bytes bytes, uint8_t out[CRYPTO_DIGEST_SIZE])
{
	ck_assert_int_eq(crypto_digest(&bytes, 1, out), 0);
}

/* Packs, unpacks, and returns the size in between. */
static size_t
check_there_and_back(struct bytes original)
{
	struct buffer packed = buffer_make(original.length + 1), back = buffer_make(original.length + 1);
	uint8_t digest[CRYPTO_DIGEST_SIZE];

	digest_of(original, digest);
	ck_assert_int_eq(escrow_pack(original, &packed), 0);
	ck_assert_uint_le(packed.length, original.length);
	ck_assert_int_eq(escrow_unpack(buffer_bytes(&packed), original.length, digest, &back), 0);
	ck_assert(bytes_equal(buffer_bytes(&back), original));
	size_t length = packed.length;
	buffer_release(&packed);
	buffer_release(&back);
	return length;
}

START_TEST(text_becomes_smaller)
{
	struct buffer text = lines_make(2000);

	ck_assert_uint_lt(check_there_and_back(buffer_bytes(&text)), text.length / 50);
	buffer_release(&text);
}
END_TEST

START_TEST(what_cannot_become_smaller_stays)
{
	static const size_t sizes[] = { 0, 1, 20, 4096, 300000 };

	for (size_t i = 0; i < ARRAY_LENGTH(sizes); i++) {
		struct buffer random = buffer_make(sizes[i] + 1);
		ck_assert_int_eq(buffer_reserve(&random, sizes[i] + 1), 0);
		ck_assert_int_eq(crypto_random(random.data, sizes[i]), 0);
		random.length = sizes[i];
		ck_assert_uint_eq(check_there_and_back(buffer_bytes(&random)), sizes[i]);
		buffer_release(&random);
	}
}
END_TEST

/* Sealed before there was compression, and made to look like what compression makes. */
START_TEST(an_earlier_original_is_itself)
{
	struct buffer text = lines_make(100), frame = buffer_make(8192), back = buffer_make(8192);
	uint8_t digest[CRYPTO_DIGEST_SIZE];

	ck_assert_int_eq(escrow_pack(buffer_bytes(&text), &frame), 0);
	ck_assert_uint_lt(frame.length, text.length);
	digest_of(buffer_bytes(&frame), digest);
	ck_assert_int_eq(escrow_unpack(buffer_bytes(&frame), frame.length, digest, &back), 0);
	ck_assert(bytes_equal(buffer_bytes(&back), buffer_bytes(&frame)));
	buffer_release(&text);
	buffer_release(&frame);
	buffer_release(&back);
}
END_TEST

START_TEST(what_is_not_the_original_is_refused)
{
	struct buffer text = lines_make(100), frame = buffer_make(8192), back = buffer_make(8192);
	uint8_t digest[CRYPTO_DIGEST_SIZE];
	uint64_t size = text.length;

	digest_of(buffer_bytes(&text), digest);
	ck_assert_int_eq(escrow_pack(buffer_bytes(&text), &frame), 0);
	struct bytes whole = buffer_bytes(&frame);
	ck_assert_int_eq(escrow_unpack(whole, size - 1, digest, &back), ERROR_CORRUPT);
	ck_assert_int_eq(escrow_unpack(whole, size + 1, digest, &back), ERROR_CORRUPT);
	ck_assert_int_eq(escrow_unpack(bytes_slice(whole, 0, whole.length - 1), size, digest, &back),
	                 ERROR_CORRUPT);
	ck_assert_int_eq(escrow_unpack(bytes_of_string("lost"), size, digest, &back), ERROR_CORRUPT);
	ck_assert_int_eq(escrow_unpack(bytes_make(NULL, 0), size, digest, &back), ERROR_CORRUPT);
	for (size_t i = 0; i < frame.length; i++) {
		frame.data[i] ^= 0x40;
		ck_assert_int_lt(escrow_unpack(whole, size, digest, &back), 0);
		ck_assert_uint_eq(back.length, 0);
		frame.data[i] ^= 0x40;
	}
	ck_assert_int_eq(buffer_append_byte(&frame, 0), 0);
	ck_assert_int_eq(escrow_unpack(buffer_bytes(&frame), size, digest, &back), ERROR_CORRUPT);
	struct buffer small = buffer_make(size - 1);
	frame.length--;
	ck_assert_int_eq(escrow_unpack(buffer_bytes(&frame), size, digest, &small), ERROR_LIMIT);
	buffer_release(&text);
	buffer_release(&frame);
	buffer_release(&back);
}
END_TEST

Suite *
escrow_pack_suite(void)
{
	return UNIT_SUITE("escrow-pack", text_becomes_smaller, what_cannot_become_smaller_stays,
	                  an_earlier_original_is_itself, what_is_not_the_original_is_refused);
}
