/* The engine as a whole: disguises, limits, hashes, the deadline, a whole message. */
#include <stdio.h>

#include "core/crypto.h"
#include "core/error.h"
#include "scanner/scanner.h"
#include "tests/unit/test_scanner.h"

#define ARENA_LIMIT ((size_t)64 * 1024 * 1024)

struct fixture {
	struct configuration *configuration;
	struct scanner *scanner;
	struct message *m;
};

static struct fixture
fixture_make(const char *settings, uint8_t key_byte)
{
	const uint8_t key[CRYPTO_KEY_SIZE] = { key_byte };
	struct diagnostics why;
	struct fixture fixture;

	diagnostics_init(&why);
	ck_assert_int_eq(configuration_parse(settings, "test", &why, &fixture.configuration), 0);
	ck_assert_int_eq(scanner_create(fixture.configuration, key, &why, &fixture.scanner), 0);
	ck_assert_int_eq(message_create(ARENA_LIMIT, ARENA_LIMIT, &fixture.m), 0);
	diagnostics_release(&why);
	return fixture;
}

static void
fixture_release(struct fixture *fixture)
{
	message_destroy(&fixture->m);
	scanner_destroy(&fixture->scanner);
	configuration_release(&fixture->configuration);
}

static const struct finding *
finding_of(const struct message *m, enum identifier_type type)
{
	for (size_t i = 0; i < m->finding_count; i++)
		if (m->findings[i].type == type)
			return &m->findings[i];
	return NULL;
}

/* Each hides the same SSN; `hidden` is how it stands in the text. */
static const struct {
	const char *before;
	const char *hidden;
} disguises[] = {
	{ "SSN: ", "219-09-9998" },
	{ "SSN:\xC2\xA0", "219-09-9998" },
	{ "S\xE2\x80\x8BSN: ", "21\xE2\x80\x8B" "9-09\xC2\xAD-9998" },
	{ "SSN: ", "\xEF\xBC\x92\xEF\xBC\x91\xEF\xBC\x99-\xEF\xBC\x90\xEF\xBC\x99-9998" },
	{ "SSN: ", "219\xE2\x80\x93" "09\xE2\x80\x93" "9998" },
};

START_TEST(a_disguised_number_is_found_where_it_stands)
{
	for (size_t i = 0; i < ARRAY_LENGTH(disguises); i++) {
		struct fixture fixture = fixture_make("", 1);
		char text[200];

		snprintf(text, sizeof(text), "%s%s for the patient", disguises[i].before, disguises[i].hidden);
		ck_assert_int_eq(scanner_scan_text(fixture.scanner, bytes_of_string(text), fixture.m), 0);
		const struct finding *finding = finding_of(fixture.m, IDENTIFIER_SSN);
		ck_assert_msg(finding != NULL, "disguise %zu", i);
		ck_assert(bytes_equal(bytes_slice(bytes_of_string(text), finding->start, finding->length),
		                      bytes_of_string(disguises[i].hidden)));
		fixture_release(&fixture);
	}
}
END_TEST

START_TEST(a_nul_hides_nothing)
{
	static const char text[] = "SSN: 219-\0" "09-9998, diagnosed with asthma";
	struct fixture fixture = fixture_make("", 1);

	ck_assert_int_eq(scanner_scan_text(fixture.scanner, bytes_make(text, sizeof(text) - 1), fixture.m), 0);
	const struct finding *finding = finding_of(fixture.m, IDENTIFIER_SSN);
	ck_assert_ptr_nonnull(finding);
	ck_assert_uint_eq(finding->start, 5);
	ck_assert_uint_eq(finding->length, 12);
	fixture_release(&fixture);
}
END_TEST

/* Hashes tell equal values, however written, and mean nothing under another key. */
START_TEST(equal_values_have_equal_hashes)
{
	static const char text[] = "SSN: 219-09-9998 and again SSN: 219 09 9998, and SSN: 219-09-9997";
	struct fixture one = fixture_make("", 1), other = fixture_make("", 2);

	ck_assert_int_eq(scanner_scan_text(one.scanner, bytes_of_string(text), one.m), 0);
	ck_assert_int_eq(scanner_scan_text(other.scanner, bytes_of_string(text), other.m), 0);
	ck_assert_uint_eq(one.m->finding_count, 3);
	ck_assert_uint_eq(other.m->finding_count, 3);
	const struct finding *found = one.m->findings;
	ck_assert_mem_eq(found[0].value_hash, found[1].value_hash, FINDING_VALUE_HASH_SIZE);
	ck_assert_mem_ne(found[0].value_hash, found[2].value_hash, FINDING_VALUE_HASH_SIZE);
	ck_assert_mem_ne(found[0].value_hash, other.m->findings[0].value_hash, FINDING_VALUE_HASH_SIZE);
	fixture_release(&one);
	fixture_release(&other);
}
END_TEST

START_TEST(too_many_findings_make_a_part_unscannable)
{
	struct fixture fixture = fixture_make("limits: { findings = 10; };", 1);
	char text[2000];
	size_t used = 0;

	for (unsigned i = 0; i < 100; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "SSN 219-09-%04u\n", i + 1);
	ck_assert_int_eq(scanner_scan_text(fixture.scanner, bytes_make(text, used), fixture.m), 0);
	ck_assert_uint_eq(fixture.m->finding_count, 10);
	ck_assert_uint_eq(fixture.m->unscannable_count, 1);
	ck_assert_uint_eq(fixture.m->unscannables[0].reason, UNSCANNABLE_FINDING_COUNT);
	fixture_release(&fixture);
}
END_TEST

/* An arena that is used up is a failure, never a half-read message. */
START_TEST(a_full_arena_fails)
{
	static const char text[] = "SSN: 219-09-9998";
	struct fixture fixture = fixture_make("", 1);
	struct message *m;

	ck_assert_int_eq(message_create(100, 700, &m), 0);
	ck_assert_int_eq(scanner_scan_text(fixture.scanner, bytes_of_string(text), m), ERROR_LIMIT);
	message_destroy(&m);
	fixture_release(&fixture);
}
END_TEST

START_TEST(a_message_is_read_in_all_its_parts)
{
	static const char message[] =
		"From: front@clinic.example\r\nTo: jane@example.com\r\n"
		"Subject: MRN 4471829\r\nMIME-Version: 1.0\r\n"
		"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
		"--b\r\nContent-Type: text/plain\r\n\r\nSee attached.\r\n"
		"--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n"
		/* <p>The patient was diagnosed with <b>dia</b>betes.</p> */
		"PHA+VGhlIHBhdGllbnQgd2FzIGRpYWdub3NlZCB3aXRoIDxiPmRpYTwvYj5iZXRlcy48L3A+\r\n"
		"--b--\r\n";
	struct fixture fixture = fixture_make("", 1);

	ck_assert_int_eq(buffer_append(&fixture.m->original, bytes_of_string(message)), 0);
	ck_assert_int_eq(scanner_scan_message(fixture.scanner, fixture.m), 0);
	const struct finding *finding = finding_of(fixture.m, IDENTIFIER_MRN);
	ck_assert_ptr_nonnull(finding);
	ck_assert_uint_eq(fixture.m->parts[finding->part].kind, PART_HEADERS);
	ck_assert_uint_ge(fixture.m->health_count, 2);
	ck_assert(fixture.m->assessment.phi);
	fixture_release(&fixture);
}
END_TEST

/* A subject, the text below it, and how many account numbers are in the header. */
static const struct {
	const char *header;
	const char *body;
	size_t found;
} repeats[] = {
	{ "Subject: refund 77204188", "Please refund her (acct 77204188) today.", 1 },
	{ "Subject: 77204188, again 77204188", "Her account number is 77204188.", 2 },
	{ "Subject: refund 77204189", "Please refund her (acct 77204188) today.", 0 },
	{ "Subject: refund 177204188", "Please refund her (acct 77204188) today.", 0 },
	{ "Subject: refund 77204188", "Please refund her 77204188 today.", 0 },
	{ "Subject: room 77204", "acct 77204 is hers.", 0 },
	{ "Message-ID: <77204188@clinic.example>", "acct 77204188 is hers.", 0 },
	{ "X-Mailer: 77204188", "acct 77204188 is hers.", 0 },
	{ "Subject: 77204188", "acct 77204188, and acct 77204188 once more.", 1 },
};

static size_t
accounts_in_header(const struct message *m)
{
	size_t found = 0;

	for (size_t i = 0; i < m->finding_count; i++)
		found += m->findings[i].type == IDENTIFIER_ACCOUNT_NUMBER &&
		         m->parts[m->findings[i].part].kind == PART_HEADERS;
	return found;
}

START_TEST(a_labelled_number_is_known_in_the_header)
{
	for (size_t i = 0; i < ARRAY_LENGTH(repeats); i++) {
		struct fixture fixture = fixture_make("", 1);
		char message[512];

		snprintf(message, sizeof(message), "From: a@clinic.example\r\n%s\r\n\r\n%s\r\n",
		         repeats[i].header, repeats[i].body);
		ck_assert_int_eq(buffer_append(&fixture.m->original, bytes_of_string(message)), 0);
		ck_assert_int_eq(scanner_scan_message(fixture.scanner, fixture.m), 0);
		size_t found = accounts_in_header(fixture.m);
		ck_assert_msg(found == repeats[i].found, "%s: %zu found, not %zu", repeats[i].header, found,
		              repeats[i].found);
		fixture_release(&fixture);
	}
}
END_TEST

START_TEST(a_lexicon_with_an_error_is_refused)
{
	const uint8_t key[CRYPTO_KEY_SIZE] = { 0 };
	struct configuration *configuration;
	struct diagnostics why;
	struct scanner *scanner;

	diagnostics_init(&why);
	ck_assert_int_eq(configuration_parse("scanner: { lexicons = [ \"/nonexistent\" ]; };", "test", &why,
	                                     &configuration), 0);
	ck_assert_int_eq(scanner_create(configuration, key, &why, &scanner), ERROR_CONFIG);
	ck_assert_ptr_null(scanner);
	ck_assert_uint_eq(why.count, 1);
	configuration_release(&configuration);
	diagnostics_release(&why);
}
END_TEST

Suite *
scan_suite(void)
{
	return UNIT_SUITE("scan", a_disguised_number_is_found_where_it_stands, a_nul_hides_nothing,
	                  equal_values_have_equal_hashes, too_many_findings_make_a_part_unscannable,
	                  a_full_arena_fails, a_message_is_read_in_all_its_parts,
	                  a_labelled_number_is_known_in_the_header, a_lexicon_with_an_error_is_refused);
}
