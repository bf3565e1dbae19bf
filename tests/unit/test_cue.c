/* Cues before, after and above values. `@` in a text marks where the value begins. */
#include "tests/unit/test_scanner.h"

#include "core/attributes.h"
#include "scanner/cue.h"

#define WORDS(CUE) \
	CUE("ssn") CUE("social security number") CUE("number") CUE("member id") CUE("mrn") \
	CUE("s s n") CUE("phone") CUE("fax") CUE("p/n") CUE("lee's id") CUE("m") CUE("v2") CUE("faxid")
CUE_ARRAY(words, WORDS);
static const struct cue_table table = CUE_TABLE_INDEXED(words);
static const struct cue_table plain_table = CUE_TABLE(words);

struct cue_case {
	const char *text;
	const char *cue;
};

/* The text without its mark, and where the mark was. */
static struct bytes
unmark(const char *marked, char *text, size_t *at)
{
	*at = strcspn(marked, "@");
	size_t length = strlen(marked) - 1;
	memcpy(text, marked, *at);
	memcpy(text + *at, marked + *at + 1, length - *at);
	return bytes_make(text, length);
}

static void
check_cue(const char *want, const char *got, const char *text)
{
	if (want == NULL)
		ck_assert_msg(got == NULL, "'%s' gave the cue '%s'", text, got);
	else
		ck_assert_msg(got != NULL && strcmp(want, got) == 0, "'%s' gave '%s', not '%s'", text,
		              got == NULL ? "nothing" : got, want);
}

START_TEST(test_before)
{
	static const struct cue_case cases[] = {
		{ "SSN: @1", "ssn" },
		{ "ssn@1", "ssn" },
		{ "SSN#@1", "ssn" },
		{ "S.S.N. @1", "s s n" },
		{ "xssn @1", NULL },
		{ "ssns @1", NULL },
		{ "\xc3\xa9ssn @1", NULL },
		{ "patientSSN=@1", "ssn" },
		{ "\"memberId\": \"@1", "member id" },
		{ "MEMBERID @1", NULL },
		{ "memberID @1", "member id" },
		{ "memberId#@1", "member id" },
		{ "the faxId @1", "faxid" },
		{ "aFaxId @1", "faxid" },
		{ "aM @1", "m" },
		{ "AM @1", NULL },
		{ "P/N @1", "p/n" },
		{ "Lee's ID @1", "lee's id" },
		{ "ssnV2 @1", "v2" },
		{ "ssn2 @1", NULL },
		{ "aBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaBaB fax: aBaBaBaBaBaBaBaBaBaBaBaBaBaBaB @1", "fax" },
		{ "member_id @1", "member id" },
		{ "\xe2\x80\xa2SSN @1", "ssn" },
		{ "\xe2\x80\x9cSSN\xe2\x80\x9d @1", "ssn" },
		{ "Social Security Number is @1", "social security number" },
		{ "phone 5, fax @1", "fax" },
		{ "the member\tid - @1", "member id" },
		{ "SSN:\n@1", "ssn" },
		{ "> - SSN:\n> @1", "ssn" },
		{ "SSN\n\n@1", "ssn" },
		{ "SSN\n\n\n@1", NULL },
		{ "Patient's SSN:\n@1", "ssn" },
		{ "Patient's SSN\n@1", NULL },
		{ "SSN is 5\n@1", NULL },
		{ "SSN\ncall @1", NULL },
		{ "I looked in the chart and he told me that his social security\nnumber is @1",
		  "social security number" },
		{ "I looked in the chart and he told me that he has no social security.\nnumber @1",
		  "number" },
		{ "phone is a word that stands very much too far away from it to matter @1", NULL },
	};
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		char copy[256];
		size_t at;
		struct bytes text = unmark(cases[i].text, copy, &at);
		check_cue(cases[i].cue, cue_before(text, at, CUE_WINDOW, &table), cases[i].text);
		check_cue(cases[i].cue, cue_before(text, at, CUE_WINDOW, &plain_table), cases[i].text);
	}
}
END_TEST

/* What the preprocessor makes of a cue and what is made of one at run time. */
START_TEST(test_endings)
{
#define ENDING(word) CUE_ENDING_OF(word),
	static const uint32_t endings[] = { WORDS(ENDING) };

	for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
		uint32_t ending = cue_ending_of(bytes_make(words[i].text, words[i].length));
		ck_assert_msg(ending == endings[i], "'%s'", words[i].text);
		ck_assert_uint_eq(table.keys[i], CUE_ENDING_KEY(ending));
		ck_assert_uint_ne(table.filter[CUE_ENDING_WORD(ending)] & CUE_ENDING_BIT(ending), 0);
		ck_assert_uint_ne(table.filter[CUE_KEY_WORD(ending)] & CUE_KEY_BIT(ending), 0);
	}
}
END_TEST

/* The cue that stands right before the value, however far into long text and wherever cases change. */
START_TEST(test_places)
{
	char text[256];

	for (size_t before = 0; before < 200; before++)
		for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
			memset(text, before % 3 == 0 ? '.' : before % 3 == 1 ? '\xa9' : 'A', before);
			text[before] = ' ';
			memcpy(text + before + 1, words[i].text, words[i].length);
			struct bytes whole = bytes_make(text, before + 1 + words[i].length);
			struct cue_match match = cue_before_match(whole, whole.length, 24, &table);
			check_cue(words[i].text, match.cue, words[i].text);
			ck_assert_uint_eq(match.start, before + 1);
			check_cue(words[i].text, cue_ending(whole, whole.length, &table).cue, words[i].text);
			check_cue(words[i].text, cue_inside(whole, &table), words[i].text);
		}
}
END_TEST

START_TEST(test_before_says_where)
{
	struct bytes text = bytes_of_string("call phone no 5");
	struct cue_match match = cue_before_match(text, text.length, CUE_WINDOW, &table);
	ck_assert_str_eq(match.cue, "phone");
	ck_assert_uint_eq(match.start, 5);
	ck_assert_uint_eq(match.end, 10);
}
END_TEST

START_TEST(test_after)
{
	static const struct cue_case cases[] = {
		{ "1@ (fax)", "fax" },
		{ "1@ is my social security number", "social security number" },
		{ "1@fax", NULL },
		{ "1@\nfax", NULL },
		{ "1@ faxes", NULL },
		{ "1@ and then many more words before phone", NULL },
		{ "1@", NULL },
	};
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		char copy[256];
		size_t at;
		struct bytes text = unmark(cases[i].text, copy, &at);
		/* The value's own digit must count as a word byte: search from after it. */
		check_cue(cases[i].cue, cue_after(text, at, 24, &table), cases[i].text);
	}
}
END_TEST

START_TEST(test_column)
{
	static const struct cue_case cases[] = {
		{ "Name\tSSN\tCity\nAnn\t@1\tRome\n", "ssn" },
		{ "Name\tSSN\tCity\nAnn\t5\t@1\n", NULL },
		{ "name,ssn,city\nann,5,rome\n\"b, c\",@1,x\n", "ssn" },
		{ "name;ssn\r\nann;@1\r\n", "ssn" },
		{ "| Name | SSN |\n|------|-----|\n| Ann  | @1 |\n", "ssn" },
		{ "Name     Member ID   City\nAnn      @1           Rome\n", "member id" },
		{ "Name     Member ID   City\nAnn      5          @1\n", NULL },
		{ "Name\tSSN\n\nAnn\t5\n\nBob\t@1\n", "ssn" },
		{ "Name\tSSN\n\n\nBob\t@1\n", NULL },
		{ "We have no ssn, he said\nSo, I think, @1\n", NULL },
		{ "Ssn\n@1\n", NULL },
		{ "@1", NULL },
	};
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		char copy[256];
		size_t at;
		struct bytes text = unmark(cases[i].text, copy, &at);
		check_cue(cases[i].cue, cue_column(text, at, &table), cases[i].text);
	}
}
END_TEST

/* Each table finds its own nearest head, as if it had been looked for alone. */
START_TEST(test_several_tables)
{
	static const struct cue fax_words[] = { CUE("fax") };
	static const struct cue_table fax = CUE_TABLE(fax_words);
	static const struct cue_table *const tables[] = { &table, &fax };
	struct bytes text = bytes_of_string("Name\tFax\nName\tSSN\nAnn\t1\n");
	const char *cues[] = { "stale", "stale" };

	cue_columns(text, text.length - 2, tables, ARRAY_LENGTH(tables), cues);
	check_cue("ssn", cues[0], "columns");
	check_cue("fax", cues[1], "columns");

	const char *inside[] = { NULL, NULL };
	ck_assert_uint_eq(cue_inside_each(bytes_of_string("a-phone-of-x"), tables, 2, inside), 1);
	check_cue("phone", inside[0], "inside");
	check_cue(NULL, inside[1], "inside");
}
END_TEST

START_TEST(test_hostile)
{
	/* Megabytes of separators and no line break must cost no more than a window. */
	size_t size = 1 << 20;
	char *text = malloc(size);
	ck_assert_ptr_nonnull(text);
	memset(text, ',', size);
	for (size_t i = 0; i < 2000; i++)
		ck_assert_ptr_null(cue_find(bytes_make(text, size), size - 1 - i, &table));
	memset(text, ' ', size);
	for (size_t i = 0; i < 2000; i++)
		ck_assert_ptr_null(cue_before(bytes_make(text, size), size - i, CUE_WINDOW, &table));
	free(text);
	ck_assert_ptr_null(cue_find(bytes_make(NULL, 0), 0, &table));
	ck_assert_ptr_null(cue_before(bytes_make("", 0), 9, CUE_WINDOW, &table));
}
END_TEST

Suite *
cue_suite(void)
{
	return UNIT_SUITE("cue", test_before, test_endings, test_places, test_before_says_where, test_after, test_column,
	                  test_several_tables, test_hostile);
}
