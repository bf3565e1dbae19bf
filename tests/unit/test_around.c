/* What is kept around a value answers as if it were read anew; lines as rows of a table. */
#include "tests/unit/test_scanner.h"

#include "core/attributes.h"
#include "scanner/detections.h"
#include "scanner/label_candidate.h"
#include "scanner/signature.h"

#define WORDS(CUE) CUE("ssn") CUE("member id") CUE("mrn") CUE("phone") CUE("fax")
CUE_ARRAY(words, WORDS);
static const struct cue_table table = CUE_TABLE_INDEXED(words);
static const struct cue_table plain = CUE_TABLE(words);

/* Labels at every distance, above, over a line's break, and with case changing within them. */
static const char sample[] =
	"MRN\n482913, phone of the aFaxId 312 and, as a line that is long enough to be wrapped, member\n"
	"id 4471 and memberId: 8812; fax at a distance of some more words than one (312) 642\n"
	"> From: Ann\n\nPhone:\n\n   642-7719\n\nPID|1||48291^^^mrn|x\nName\tSSN\tPhone\nAnn\t512\t7719\n"
	"a, b; c | d SSN 1 mrn 2 fax 3 phone 4 member id 5 SSN 6\nOn Monday Ann\nwrote: mrn 12";

static void
check_place(const struct detector_text *text, size_t at, size_t window)
{
	struct cue_match kept = around_before(text, at, window, &table);
	struct cue_match fresh = cue_before_match(text->bytes, at, window, &table);

	ck_assert_msg(kept.cue == fresh.cue && kept.start == fresh.start && kept.end == fresh.end,
	              "%zu bytes before %zu: %s, not %s", window, at, kept.cue, fresh.cue);
	ck_assert_ptr_eq(fresh.cue, cue_before(text->bytes, at, window, &plain));
	ck_assert_ptr_eq(around_find(text, at, &table), cue_find(text->bytes, at, &table));
	size_t digit = at;
	while (digit < text->bytes.length && !byte_is_digit(text->bytes.data[digit]))
		digit++;
	ck_assert_uint_eq(around_digit(text, at), digit);
	ck_assert(around_in_quoted_header(text, at) == signature_in_quoted_header(text->bytes, at));
	struct bytes line = table_line(text->bytes, at);
	ck_assert_ptr_eq(around_line(text, at).data, line.data);
	ck_assert_uint_eq(around_row(text, at).separator, table_row_of(text->bytes, line).separator);
}

START_TEST(what_is_kept_answers_as_if_read_anew)
{
	static const size_t windows[] = { 8, 48, 24, 2, 64, 32, 200, 40 };
	struct bytes bytes = bytes_of_string(sample);

	for (size_t step = 1; step < 40; step += 13) {
		struct detector_run run = { .text_length = bytes.length };
		const struct detector_text text = { .bytes = bytes, .run = &run };
		for (size_t i = 0, at = 0; i <= bytes.length; i++, at = (at + step) % (bytes.length + 1))
			for (size_t w = 0; w < ARRAY_LENGTH(windows); w++)
				check_place(&text, at, windows[(w + i) % ARRAY_LENGTH(windows)]);
	}
}
END_TEST

/* Lines that are clipped are another one for each place. */
START_TEST(a_line_too_long_is_not_kept)
{
	static char text[3 * TABLE_LINE_REACH];
	struct detector_run run = { .text_length = sizeof(text) };
	const struct detector_text of = { .bytes = bytes_make(text, sizeof(text)), .run = &run };

	memset(text, 'a', sizeof(text));
	text[TABLE_LINE_REACH / 2] = '|';
	ck_assert_uint_eq(around_row(&of, TABLE_LINE_REACH).separator, '|');
	ck_assert_uint_eq(around_row(&of, 2 * TABLE_LINE_REACH).separator, 0);
	ck_assert_uint_eq(around_row(&of, 10).separator, '|');
}
END_TEST

/* Told byte by byte. */
static uint8_t
plain_separator(struct bytes line)
{
	static const char signs[] = "\t|;,";
	size_t begin = strspn((const char *)line.data, " ");

	for (const char *sign = signs; *sign != '\0'; sign++)
		if (memchr(line.data, *sign, line.length) != NULL)
			return (uint8_t)*sign;
	for (size_t i = begin + 1; i < line.length; i++)
		if (line.data[i] == ' ' && line.data[i - 1] == ' ')
			return ' ';
	return 0;
}

/* A sign at each place of lines of every length, with signs of other lines right beside. */
START_TEST(a_row_is_known_wherever_its_sign_stands)
{
	static const char *const signs[] = { "|", ";", ",", "\t", "  ", ",  ", ";|" };
	char text[128];

	for (size_t length = 0; length < 70; length++)
		for (size_t at = 0; at <= length; at++)
			for (size_t i = 0; i < ARRAY_LENGTH(signs); i++) {
				memset(text, 'x', sizeof(text));
				memset(text + 20, ' ', length % 5);
				memcpy(text + 20 + at, signs[i], strlen(signs[i]));
				text[19] = '|';
				text[20 + length] = '\n';
				text[21 + length] = '|';
				text[127] = '\0';
				struct bytes line = bytes_make(text + 20, length);
				ck_assert_msg(table_row_of(bytes_make(text, 22 + length), line).separator ==
				                      plain_separator(line),
				              "'%s' at %zu of %zu", signs[i], at, length);
			}
}
END_TEST

/* Around the bytes that are looked at together for digits. */
START_TEST(a_value_is_found_up_to_where_it_may_begin)
{
	char text[256];

	for (size_t at = 0; at < 100; at++) {
		memset(text, ' ', sizeof(text));
		memcpy(text + at, "1234", 4);
		struct bytes bytes = bytes_make(text, sizeof(text));
		size_t found = label_candidate(bytes, 0, LABEL_REACH);
		ck_assert_msg(at < LABEL_REACH ? found == at : found >= LABEL_REACH, "a number at %zu", at);
		memcpy(text + at, "AB Z", 4); /* a state's letters; the digit ends a word behind them */
		memset(text + at + 4, 'x', 70);
		text[at + 74] = '1';
		size_t value = at + 3;
		found = label_candidate(bytes, 0, LABEL_REACH);
		ck_assert_msg(value < LABEL_REACH ? found == value : found >= LABEL_REACH, "a word at %zu", at);
		text[LABEL_REACH] = '\n';
		memset(text, ' ', LABEL_REACH);
		ck_assert_uint_eq(label_candidate(bytes, 0, LABEL_REACH), LABEL_REACH);
	}
}
END_TEST

Suite *
around_suite(void)
{
	return UNIT_SUITE("around", what_is_kept_answers_as_if_read_anew, a_line_too_long_is_not_kept,
	                  a_row_is_known_wherever_its_sign_stands, a_value_is_found_up_to_where_it_may_begin);
}
