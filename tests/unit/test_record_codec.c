#include <check.h>
#include <stdlib.h>

#include "core/crypto.h"
#include "core/error.h"
#include "core/value_token.h"
#include "store/codec.h"
#include "store/record_codec.h"
#include "tests/unit/store_fixture.h"
#include "tests/unit/test_store.h"
#include "tests/unit/unit_test.h"

static const struct record_value some_values[] = {
	{ .type = IDENTIFIER_SSN, .token = { 1, 2, 3 } }, { .type = IDENTIFIER_MRN, .token = { 0xff } },
};

static const struct bytes some_classes[] = { { (const uint8_t *)"adult", 5 }, { (const uint8_t *)"", 0 } };
static const struct record_keyword some_keywords[] = { { .token = { 7 } }, { .token = { 0xff, 8 } } };

/* Every field set, to values that take several bytes where they can. */
static struct record
full_record(void)
{
	struct record record = fixture_record("4ZqPXk1Mz3");

	record.kind = RECORD_EDIT_FAILURE;
	record.time = -1;
	record.about = UINT64_MAX;
	record.actor = bytes_of_string("officer");
	record.reason = bytes_of_string("replace-body");
	record.auth_user = bytes_of_string("alice");
	record.tls_version = bytes_of_string("TLSv1.3");
	record.health[HEALTH_PAYMENT] = UINT32_MAX;
	record.unscannable[UNSCANNABLE_DEPTH] = 1;
	record.unscannable[UNSCANNABLE_REASON_LIMIT - 1] = 300;
	record.retain_until = INT64_MAX;
	record.size = (uint64_t)1 << 40;
	memset(record.digest, 0xAB, sizeof(record.digest));
	record.escrow_id = bytes_of_string("0123456789abcdef0123456789abcdef");
	record.values = some_values;
	record.value_count = ARRAY_LENGTH(some_values);
	record.values_cut = true;
	record.retention_basis = bytes_of_string("45 CFR 164.316(b)(2)(i)");
	record.sensitive[SENSITIVE_MENTAL_HEALTH] = 1;
	record.sensitive[SENSITIVE_GENETIC] = UINT32_MAX;
	record.minor_birth_year = 2015;
	record.retention_others = some_classes;
	record.retention_other_count = ARRAY_LENGTH(some_classes);
	record.keywords = some_keywords;
	record.keyword_count = ARRAY_LENGTH(some_keywords);
	return record;
}

static void
assert_bytes_equal(struct bytes a, struct bytes b)
{
	ck_assert(bytes_equal(a, b));
}

static void
assert_records_equal(const struct record *a, const struct record *b)
{
	ck_assert_int_eq(a->kind, b->kind);
	ck_assert_int_eq(a->time, b->time);
	ck_assert_uint_eq(a->about, b->about);
	assert_bytes_equal(a->actor, b->actor);
	assert_bytes_equal(a->reason, b->reason);
	assert_bytes_equal(a->queue_id, b->queue_id);
	assert_bytes_equal(a->message_id, b->message_id);
	assert_bytes_equal(a->client_address, b->client_address);
	assert_bytes_equal(a->auth_user, b->auth_user);
	assert_bytes_equal(a->tls_version, b->tls_version);
	assert_bytes_equal(a->sender, b->sender);
	ck_assert_uint_eq(a->recipient_count, b->recipient_count);
	for (size_t i = 0; i < a->recipient_count; i++) {
		assert_bytes_equal(a->recipients[i].address, b->recipients[i].address);
		ck_assert_uint_eq(a->recipients[i].outcome, b->recipients[i].outcome);
		assert_bytes_equal(a->recipients[i].rule, b->recipients[i].rule);
	}
	ck_assert_uint_eq(a->direction, b->direction);
	ck_assert_uint_eq(a->outcome, b->outcome);
	ck_assert_uint_eq(a->rule_count, b->rule_count);
	for (size_t i = 0; i < a->rule_count; i++)
		assert_bytes_equal(a->rules[i], b->rules[i]);
	ck_assert(a->phi == b->phi);
	ck_assert_uint_eq(a->confidence, b->confidence);
	ck_assert_uint_eq(a->finding_count, b->finding_count);
	for (size_t i = 0; i < a->finding_count; i++) {
		ck_assert_uint_eq(a->findings[i].type, b->findings[i].type);
		ck_assert_uint_eq(a->findings[i].confidence, b->findings[i].confidence);
		ck_assert_uint_eq(a->findings[i].count, b->findings[i].count);
		ck_assert_uint_eq(a->findings[i].distinct, b->findings[i].distinct);
	}
	ck_assert_mem_eq(a->health, b->health, sizeof(a->health));
	ck_assert_mem_eq(a->unscannable, b->unscannable, sizeof(a->unscannable));
	assert_bytes_equal(a->retention_class, b->retention_class);
	ck_assert_int_eq(a->retain_until, b->retain_until);
	ck_assert_uint_eq(a->size, b->size);
	ck_assert_mem_eq(a->digest, b->digest, sizeof(a->digest));
	assert_bytes_equal(a->escrow_id, b->escrow_id);
	ck_assert_uint_eq(a->value_count, b->value_count);
	for (size_t i = 0; i < a->value_count; i++) {
		ck_assert_uint_eq(a->values[i].type, b->values[i].type);
		ck_assert_mem_eq(a->values[i].token, b->values[i].token, VALUE_TOKEN_SIZE);
	}
	ck_assert(a->values_cut == b->values_cut);
	assert_bytes_equal(a->retention_basis, b->retention_basis);
	ck_assert_mem_eq(a->sensitive, b->sensitive, sizeof(a->sensitive));
	ck_assert_uint_eq(a->minor_birth_year, b->minor_birth_year);
	ck_assert_uint_eq(a->retention_other_count, b->retention_other_count);
	for (size_t i = 0; i < a->retention_other_count; i++)
		assert_bytes_equal(a->retention_others[i], b->retention_others[i]);
	ck_assert_uint_eq(a->keyword_count, b->keyword_count);
	for (size_t i = 0; i < a->keyword_count; i++)
		ck_assert_mem_eq(a->keywords[i].token, b->keywords[i].token, VALUE_TOKEN_SIZE);
}

/* Decodes a copy on the heap, so that a sanitizer sees any read past its end. */
static int
decode_copy(struct bytes encoded, struct arena *arena, struct record *out)
{
	uint8_t *copy = malloc(encoded.length + 1);
	ck_assert_ptr_nonnull(copy);
	copy = realloc(copy, encoded.length > 0 ? encoded.length : 1);
	if (encoded.length > 0)
		memcpy(copy, encoded.data, encoded.length);
	int err = record_decode(bytes_make(copy, encoded.length), arena, out);
	free(copy);
	return err;
}

static void
assert_tallies_equal(const struct record *a, const struct record *b)
{
	ck_assert_uint_eq(a->tally_count, b->tally_count);
	for (size_t i = 0; i < a->tally_count; i++) {
		ck_assert_uint_eq(a->tallies[i].type, b->tallies[i].type);
		ck_assert(a->tallies[i].everyone == b->tallies[i].everyone);
		ck_assert_uint_eq(a->tallies[i].confidence, b->tallies[i].confidence);
		ck_assert_uint_eq(a->tallies[i].count, b->tallies[i].count);
		ck_assert_uint_eq(a->tallies[i].distinct, b->tallies[i].distinct);
	}
}

static void
assert_round_trip(const struct record *record)
{
	struct buffer encoded = buffer_make(RECORD_SIZE_LIMIT);
	struct arena *arena;
	struct record back;

	ck_assert_int_eq(arena_create(RECORD_ARENA_LIMIT, &arena), 0);
	ck_assert_int_eq(record_encode(record, &encoded), 0);
	ck_assert_int_eq(record_decode(buffer_bytes(&encoded), arena, &back), 0);
	assert_records_equal(record, &back);
	assert_tallies_equal(record, &back);
	ck_assert_uint_eq(back.sequence, 0);
	arena_destroy(&arena);
	buffer_release(&encoded);
}

START_TEST(record_round_trip)
{
	static const struct record_tally alike[] = {
		{ .type = IDENTIFIER_SSN, .confidence = 90, .count = 2, .distinct = 1 },
		{ .type = IDENTIFIER_MRN, .confidence = 80, .count = 1, .distinct = 1 },
	};
	struct record none = { .kind = RECORD_ACCESS };
	struct record records[] = { full_record(), fixture_record(""), none, full_record(), full_record() };

	records[3].tallies = alike;
	records[3].tally_count = ARRAY_LENGTH(alike);
	records[4].tallies = alike; /* fewer than the findings */
	records[4].tally_count = 1;
	for (size_t i = 0; i < ARRAY_LENGTH(records); i++)
		assert_round_trip(&records[i]);
}
END_TEST

/* What version 2 added, and tallies that say what the findings do not. */
START_TEST(record_keeps_what_is_recalled)
{
	static const struct record_recipient recipient = {
		.address = { (const uint8_t *)"a@b", 3 }, .outcome = OUTCOME_PASS, .internal = true,
		.tls_capable = true, .shadow_outcome = OUTCOME_HOLD, .shadow_rule = { (const uint8_t *)"r", 1 } };
	static const struct record_tally tally = {
		.type = IDENTIFIER_MRN, .everyone = true, .confidence = 90, .count = 300, .distinct = 2 };
	struct record record = full_record(), back;
	struct buffer encoded = buffer_make(RECORD_SIZE_LIMIT);
	struct arena *arena;

	ck_assert_int_eq(arena_create(RECORD_ARENA_LIMIT, &arena), 0);
	record.recipients = &recipient;
	record.recipient_count = 1;
	record.tallies = &tally;
	record.tally_count = 1;
	record.shadow = true;
	ck_assert_int_eq(record_encode(&record, &encoded), 0);
	ck_assert_int_eq(record_decode(buffer_bytes(&encoded), arena, &back), 0);
	ck_assert(back.retains && back.recalls && back.shadow && back.recipients[0].internal && back.recipients[0].tls_capable);
	ck_assert_int_eq(back.recipients[0].shadow_outcome, OUTCOME_HOLD);
	assert_bytes_equal(back.recipients[0].shadow_rule, recipient.shadow_rule);
	assert_tallies_equal(&record, &back);
	arena_destroy(&arena);
	buffer_release(&encoded);
}
END_TEST

/* A record as version 4 wrote it; each version before ended earlier in it. */
static const char version_4[] =
	"040180e2cfaa0603076f6666696365720377687903345a71073140782e6f7267093139322e302e322e3105616c"
	"69636507544c5376312e330b616c69636540782e6f72670103614062010b7068692d6f75747369646503020"
	"10b7068692d6f757473696465015c010c5a02010103ac020101010370686980e6fe89078010abababababab"
	"abababababababababababababababababababababababababab203031323334353637383961626364656630"
	"313233343536373839616263646566010101040172010d015aac0202020c0102030000000000000000000000"
	"00000dff0000000000000000000000000000000117343520434652203136342e333136286229283229286929"
	"010505df0f02056164756c74000207000000000000000000000000000000ff08000000000000000000000000"
	"0000";

static void
assert_first_version(const struct record *r)
{
	ck_assert_int_eq(r->kind, RECORD_DECISION);
	ck_assert_int_eq(r->time, 1700000000);
	ck_assert_uint_eq(r->about, 3);
	assert_bytes_equal(r->actor, bytes_of_string("officer"));
	assert_bytes_equal(r->auth_user, bytes_of_string("alice"));
	assert_bytes_equal(r->tls_version, bytes_of_string("TLSv1.3"));
	assert_bytes_equal(r->message_id, bytes_of_string("1@x.org"));
	assert_bytes_equal(r->client_address, bytes_of_string("192.0.2.1"));
	ck_assert_uint_eq(r->recipient_count, 1);
	assert_bytes_equal(r->recipients[0].rule, bytes_of_string("phi-outside"));
	ck_assert_uint_eq(r->findings[0].type, IDENTIFIER_SSN);
	ck_assert_uint_eq(r->health[HEALTH_PAYMENT], 300);
	ck_assert_int_eq(r->retain_until, 1900000000);
	assert_bytes_equal(r->escrow_id, bytes_of_string("0123456789abcdef0123456789abcdef"));
}

/* What is there since the versions after the first. */
static void
assert_later_versions(const struct record *r, uint8_t version)
{
	ck_assert(r->recalls == (version >= 2) && r->shadow == (version >= 2));
	ck_assert(r->recipients[0].internal == (version >= 2));
	ck_assert_uint_eq(r->tally_count, version >= 2);
	ck_assert_uint_eq(r->value_count, version >= 3 ? 2 : 0);
	ck_assert(r->values_cut == (version >= 3));
	assert_bytes_equal(r->retention_basis,
	                   bytes_of_string(version >= 3 ? "45 CFR 164.316(b)(2)(i)" : ""));
	ck_assert(r->retains == (version >= 4));
	ck_assert_uint_eq(r->minor_birth_year, version >= 4 ? 2015 : 0);
	ck_assert_uint_eq(r->keyword_count, version >= 4 ? 2 : 0);
}

START_TEST(record_of_each_version)
{
	static const size_t lengths[] = { 191, 204, 264, 310 };
	uint8_t bytes[310];
	struct record record;
	struct arena *arena;

	ck_assert_int_eq(hex_decode(bytes_of_string(version_4), bytes, sizeof(bytes)), 0);
	for (uint8_t version = 1; version <= ARRAY_LENGTH(lengths); version++) {
		struct bytes encoded = bytes_make(bytes, lengths[version - 1]);
		bytes[0] = version;
		ck_assert_int_eq(arena_create(RECORD_ARENA_LIMIT, &arena), 0);
		ck_assert_int_eq(record_decode(encoded, arena, &record), 0);
		assert_first_version(&record);
		assert_later_versions(&record, version);
		encoded.length--;
		ck_assert_int_eq(record_decode(encoded, arena, &record), ERROR_CORRUPT);
		arena_destroy(&arena);
	}
}
END_TEST

/* What is left out, as it is known from elsewhere in the record, is there again. */
START_TEST(record_with_what_is_known)
{
	static const struct bytes rules[] = { { (const uint8_t *)"one", 3 }, { (const uint8_t *)"two", 3 } };
	static const char *const texts[][5] = { /* sender, Message-ID, user, recipient, its rule */
		{ "alice@example.org", "1@example.org", "alice", "bob@example.org", "two" },
		{ "alice@example.org", "alice@example.org", "alice@example.org", "alice@example.org", "" },
		{ "", "", "", "", "other" },
		{ "a", "aa", "ab", "ba", "twos" },
		{ "alice@example.org", "", "alicia", "g", "one" },
	};
	static const char *const classes[][2] = {
		{ "phi", "phi: 45 CFR 164.316(b)(2)(i)" }, { "mine", "mine: our own" }, { "", "" },
		{ "minor", "45 CFR 164.316(b)(2)(i), 164.530(j)(2)" }, { "x", "site policies" },
	};
	static const char *const clients[] = { "192.0.2.1", "2001:db8::1", "255.255.255.255", "0.0.0.0",
	                                       "1.2.3", "01.2.3.4", "1.2.3.4.", "256.1.1.1", "" };
	static const char *const tls[] = { "TLSv1.2", "TLSv1.3", "TLSv9", "xTLSv1.3", "" };

	for (size_t i = 0; i < ARRAY_LENGTH(clients); i++) {
		const char *const *text = texts[i % ARRAY_LENGTH(texts)];
		struct record_recipient recipients[] = {
			{ bytes_of_string(text[3]), OUTCOME_TLS, bytes_of_string(text[4]) },
			{ bytes_of_string(text[3]), OUTCOME_TLS, bytes_of_string(text[4]) },
		};
		struct record record = full_record();
		record.rules = rules;
		record.rule_count = ARRAY_LENGTH(rules);
		record.sender = bytes_of_string(text[0]);
		record.message_id = bytes_of_string(text[1]);
		record.auth_user = bytes_of_string(text[2]);
		record.recipients = recipients;
		record.recipient_count = ARRAY_LENGTH(recipients);
		record.client_address = bytes_of_string(clients[i]);
		record.tls_version = bytes_of_string(tls[i % ARRAY_LENGTH(tls)]);
		record.retention_class = bytes_of_string(classes[i % ARRAY_LENGTH(classes)][0]);
		record.retention_basis = bytes_of_string(classes[i % ARRAY_LENGTH(classes)][1]);
		assert_round_trip(&record);
	}
}
END_TEST

/* However much its strings have in common: what was written can be read. */
START_TEST(record_with_many_alike)
{
	enum { COUNT = CODEC_COUNT_LIMIT };
	char address[300];
	struct record_recipient *recipients = calloc(COUNT, sizeof(*recipients));
	struct record record = full_record();

	ck_assert_ptr_nonnull(recipients);
	memset(address, 'x', sizeof(address));
	for (size_t i = 0; i < COUNT; i++)
		recipients[i] = (struct record_recipient){
			.address = bytes_make(address + i % 100, 250 - i % 100), .outcome = OUTCOME_TLS };
	record.sender = bytes_of_string("a@example.org");
	record.recipients = recipients;
	record.recipient_count = COUNT;
	assert_round_trip(&record);
	free(recipients);
}
END_TEST

START_TEST(record_truncated_at_every_length)
{
	struct record record = full_record(), back;
	struct buffer encoded = buffer_make(RECORD_SIZE_LIMIT);
	struct arena *arena;

	ck_assert_int_eq(record_encode(&record, &encoded), 0);
	for (size_t length = 0; length < encoded.length; length++) {
		ck_assert_int_eq(arena_create(RECORD_ARENA_LIMIT, &arena), 0);
		ck_assert_int_eq(decode_copy(bytes_make(encoded.data, length), arena, &back), ERROR_CORRUPT);
		arena_destroy(&arena);
	}
	ck_assert_int_eq(buffer_append_byte(&encoded, 0), 0);
	ck_assert_int_eq(arena_create(RECORD_ARENA_LIMIT, &arena), 0);
	ck_assert_int_eq(decode_copy(buffer_bytes(&encoded), arena, &back), ERROR_CORRUPT);
	arena_destroy(&arena);
	buffer_release(&encoded);
}
END_TEST

/* Whatever one byte becomes, decoding ends in a result and touches nothing else. */
START_TEST(record_with_any_byte_changed)
{
	struct record record = full_record(), back;
	struct buffer encoded = buffer_make(RECORD_SIZE_LIMIT);
	static const uint8_t values[] = { 0, 1, 0x7f, 0x80, 0xff };
	struct arena *arena;

	ck_assert_int_eq(record_encode(&record, &encoded), 0);
	for (size_t i = 0; i < encoded.length * ARRAY_LENGTH(values); i++) {
		uint8_t *byte = &encoded.data[i / ARRAY_LENGTH(values)], kept = *byte;
		*byte = values[i % ARRAY_LENGTH(values)];
		ck_assert_int_eq(arena_create(RECORD_ARENA_LIMIT, &arena), 0);
		int err = decode_copy(buffer_bytes(&encoded), arena, &back);
		ck_assert(err == 0 || err == ERROR_CORRUPT || err == ERROR_INVALID);
		arena_destroy(&arena);
		*byte = kept;
	}
	buffer_release(&encoded);
}
END_TEST

START_TEST(record_of_unknown_version)
{
	struct record record = full_record(), back;
	struct buffer encoded = buffer_make(RECORD_SIZE_LIMIT);

	ck_assert_int_eq(record_encode(&record, &encoded), 0);
	encoded.data[0]++;
	ck_assert_int_eq(record_decode(buffer_bytes(&encoded), NULL, &back), ERROR_INVALID);
	buffer_release(&encoded);
}
END_TEST

START_TEST(record_out_of_range_is_not_written)
{
	struct record_recipient bad_recipient = { .outcome = OUTCOME_LIMIT };
	struct record_finding bad_finding = { .confidence = 101 };
	uint8_t *long_string = calloc(1, CODEC_STRING_LIMIT + 1);
	struct record records[9];

	for (size_t i = 0; i < ARRAY_LENGTH(records); i++)
		records[i] = full_record();
	records[0].kind = RECORD_KIND_LIMIT;
	records[1].kind = 0;
	records[2].outcome = OUTCOME_LIMIT;
	records[3].direction = DIRECTION_LIMIT;
	records[4].confidence = 101;
	records[5].recipients = &bad_recipient;
	records[6].findings = &bad_finding;
	records[6].finding_count = 1;
	records[7].reason = bytes_make(long_string, CODEC_STRING_LIMIT + 1);
	records[8].minor_birth_year = 10000;
	for (size_t i = 0; i < ARRAY_LENGTH(records); i++) {
		struct buffer encoded = buffer_make(RECORD_SIZE_LIMIT);
		int expected = i == 7 ? ERROR_LIMIT : ERROR_INVALID;
		ck_assert_msg(record_encode(&records[i], &encoded) == expected, "record %zu", i);
		buffer_release(&encoded);
	}
	struct record longest = full_record();
	longest.reason = bytes_make(long_string, CODEC_STRING_LIMIT);
	struct buffer encoded = buffer_make(RECORD_SIZE_LIMIT);
	ck_assert_int_eq(record_encode(&longest, &encoded), 0);
	buffer_release(&encoded);
	free(long_string);
}
END_TEST

START_TEST(record_too_large_for_its_buffer)
{
	struct record record = full_record();
	struct buffer whole = buffer_make(RECORD_SIZE_LIMIT);

	ck_assert_int_eq(record_encode(&record, &whole), 0);
	for (size_t limit = 0; limit < whole.length; limit++) {
		struct buffer small = buffer_make(limit);
		ck_assert_int_eq(record_encode(&record, &small), ERROR_LIMIT);
		buffer_release(&small);
	}
	buffer_release(&whole);
}
END_TEST

START_TEST(codec_numbers)
{
	static const struct {
		const char *bytes;
		size_t length;
		int error;
		uint64_t value;
	} cases[] = {
		{ "\x00", 1, 0, 0 },
		{ "\x7f", 1, 0, 127 },
		{ "\x80\x01", 2, 0, 128 },
		{ "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10, 0, UINT64_MAX },
		{ "", 0, ERROR_CORRUPT, 0 },
		{ "\x80", 1, ERROR_CORRUPT, 0 },
		{ "\x80\x00", 2, ERROR_CORRUPT, 0 },                                     /* not shortest */
		{ "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10, ERROR_CORRUPT, 0 },     /* 65 bits */
		{ "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 11, ERROR_CORRUPT, 0 }, /* 11 bytes */
		{ "\x01\x01", 2, ERROR_CORRUPT, 1 },                                     /* left over */
	};

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct codec codec = codec_reader(bytes_make(cases[i].bytes, cases[i].length), NULL);
		uint64_t value = 99;
		codec_u64(&codec, &value);
		ck_assert_msg(codec_finish(&codec) == cases[i].error, "case %zu", i);
		ck_assert_uint_eq(value, cases[i].value);
	}
}
END_TEST

/* A count that the bytes cannot hold must not be believed, however large. */
START_TEST(codec_array_count_is_checked)
{
	struct arena *arena;
	void *items;
	size_t count = 5;

	ck_assert_int_eq(arena_create(1024, &arena), 0);
	struct codec codec = codec_reader(bytes_make("\xff\xff\x03xyz", 6), arena);
	codec_array(&codec, &items, &count, 64);
	ck_assert_uint_eq(count, 0);
	ck_assert_int_eq(codec_finish(&codec), ERROR_CORRUPT);
	ck_assert_int_eq(arena_failure(arena), 0);
	arena_destroy(&arena);
}
END_TEST

Suite *
record_codec_suite(void)
{
	return UNIT_SUITE("record-codec", record_round_trip, record_keeps_what_is_recalled,
	                  record_of_each_version, record_with_what_is_known, record_with_many_alike,
	                  record_truncated_at_every_length,
	                  record_with_any_byte_changed, record_of_unknown_version,
	                  record_out_of_range_is_not_written, record_too_large_for_its_buffer,
	                  codec_numbers, codec_array_count_is_checked);
}
