/* The keywords of legal holds: their normal form, and where they are found. */
#include "tests/unit/test_scanner.h"

#include <stdio.h>

#include "core/configuration.h"
#include "core/crypto.h"
#include "core/error.h"
#include "scanner/hold_lexicon.h"
#include "scanner/scanner.h"

static const uint8_t key[CRYPTO_KEY_SIZE] = { 7 };

static struct hold_keyword
keyword_of(const char *text)
{
	struct hold_keyword keyword;
	const char *problem;

	UNIT_EXPECT(hold_keyword_read(bytes_of_string(text), &keyword, &problem) == 0, "%s: %s", text,
	            problem);
	return keyword;
}

START_TEST(a_keyword_has_one_normal_form)
{
	static const struct {
		const char *written, *normal;
	} cases[] = {
		{ "Falcon", "falcon" },
		{ "  PROJECT \t Falcon ", "project falcon" },
		{ "Project-Falcon/2", "project falcon 2" },
		{ "Alzheimer's disease", "alzheimer disease" },
		{ "records", "records" },
		{ "M\xc3\x9cLLER", "muller" },             /* composed */
		{ "Mu\xcc\x88ller", "muller" },            /* decomposed */
		{ "Mu\xcc\x88ller\xe2\x80\x99s", "muller s" },
		{ "\xce\x9f\xce\xb4\xcf\x8c\xcf\x82", "\xce\xbf\xce\xb4\xce\xbf\xcf\x83" }, /* Odos, with accent and final sigma */
		{ "\xd0\x9f\xd0\xa0\xd0\x9e\xd0\x95\xd0\x9a\xd0\xa2", "\xd0\xbf\xd1\x80\xd0\xbe\xd0\xb5\xd0\xba\xd1\x82" },
		{ "\xe7\xa7\x98\xe5\xaf\x86", "\xe7\xa7\x98 \xe5\xaf\x86" }, /* "secret", two ideographs */
		{ "a\xc2\xa0" "b", "a b" },                /* no-break space */
	};

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct hold_keyword keyword = keyword_of(cases[i].written);
		ck_assert_msg(bytes_equal(hold_phrase_bytes(&keyword.plain), bytes_of_string(cases[i].normal)),
		              "%s became %.*s", cases[i].written, (int)keyword.plain.length,
		              (const char *)keyword.plain.data);
	}
}
END_TEST

START_TEST(what_is_no_keyword_is_said)
{
	static char long_one[10 * 1024];
	static const struct {
		struct bytes text;
		const char *problem;
	} cases[] = {
		{ { (const uint8_t *)"", 0 }, "two letters" },
		{ { (const uint8_t *)" \t ", 3 }, "two letters" },
		{ { (const uint8_t *)"x", 1 }, "two letters" },
		{ { (const uint8_t *)"--!--", 5 }, "two letters" },
		{ { (const uint8_t *)"a\0b", 3 }, "control" },
		{ { (const uint8_t *)"a\033[2J", 5 }, "control" },
		{ { (const uint8_t *)"ab\xff", 3 }, "UTF-8" },
		{ { (const uint8_t *)"ab\xc3", 3 }, "UTF-8" },
		{ { (const uint8_t *)"a b c d e f g h i j k l m n o p q", 33 }, "16 words" },
		{ { (const uint8_t *)long_one, sizeof(long_one) }, "256 bytes" },
	};
	struct hold_keyword keyword;

	memset(long_one, 'x', sizeof(long_one));
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		const char *problem = NULL;
		ck_assert_int_eq(hold_keyword_read(cases[i].text, &keyword, &problem), ERROR_INVALID);
		ck_assert_msg(strstr(problem, cases[i].problem) != NULL, "case %zu: %s", i, problem);
	}
}
END_TEST

/* ---- matching ---------------------------------------------------------------------- */

/* A lexicon in which the i-th keyword has the token that begins with i + 1. */
static struct hold_lexicon *
lexicon_of(const char *const *keywords, size_t count)
{
	struct hold_lexicon *lexicon;

	ck_assert_int_eq(hold_lexicon_create(&lexicon), 0);
	for (size_t i = 0; i < count; i++) {
		const uint8_t token[FINDING_VALUE_HASH_SIZE] = { (uint8_t)(i + 1), (uint8_t)(i >> 8) };
		struct hold_keyword keyword = keyword_of(keywords[i]);
		ck_assert_int_eq(hold_lexicon_add(lexicon, &keyword, token), 0);
	}
	return lexicon;
}

static struct scanner *
scanner_make(struct configuration **configuration)
{
	struct diagnostics why;
	struct scanner *scanner;

	diagnostics_init(&why);
	ck_assert_int_eq(configuration_parse("", "test", &why, configuration), 0);
	ck_assert_int_eq(scanner_create(*configuration, key, &why, &scanner), 0);
	return scanner;
}

static bool
text_has(const struct scanner *scanner, const char *keyword, struct bytes text)
{
	struct hold_lexicon *lexicon = lexicon_of(&keyword, 1);
	struct message *m;

	ck_assert_int_eq(message_create(0, 64 * 1024 * 1024, &m), 0);
	ck_assert_int_eq(scanner_scan_text(scanner, text, m), 0);
	ck_assert_int_eq(hold_lexicon_match(lexicon, 60, m), 0);
	bool found = m->keyword_count == 1;
	ck_assert_uint_le(m->keyword_count, 1);
	message_destroy(&m);
	hold_lexicon_destroy(&lexicon);
	return found;
}

START_TEST(a_keyword_is_found_however_it_stands)
{
	static const struct {
		const char *keyword, *text;
		bool found;
	} cases[] = {
		{ "falcon", "falcon", true },
		{ "falcon", "The FALCON has landed.", true },
		{ "falcon", "Falcon's wing", true },
		{ "falcon", "falcons", false },
		{ "falcons", "falcons", true },
		{ "falcons", "falcon", false },
		{ "falcon", "gyrfalcon falconry falcon2", false },
		{ "project falcon", "Project  Falcon", true },
		{ "project falcon", "project\r\n> falcon", true },
		{ "project falcon", "Project_Falcon-v2.xlsx", true },
		{ "project falcon", "project of the falcon", false },
		{ "project falcon", "falcon project", false },
		{ "project falcon", "project project falcon", true },
		{ "project falcon", "project", false },
		{ "a b", "a b", true },
		{ "falcon", "f\xc2\xad" "al\xe2\x80\x8b" "con", true },      /* soft hyphen, zero-width space */
		{ "falcon", "\xef\xbd\x86\xef\xbd\x81\xef\xbd\x8c\xef\xbd\x83\xef\xbd\x8f\xef\xbd\x8e", true }, /* full width */
		{ "falcon", "f\xd0\xb0lc\xd0\xben", true },                  /* Cyrillic a and o */
		{ "M\xc3\xbcller", "Herr MU\xcc\x88LLER kommt", true },
		{ "Mu\xcc\x88ller", "M\xc3\x9cLLER", true },
		{ "muller", "M\xc3\xbcller", true },
		{ "\xd0\xbf\xd1\x80\xd0\xbe\xd0\xb5\xd0\xba\xd1\x82", "\xd0\x9d\xd0\xb0\xd1\x88 \xd0\x9f\xd0\xa0\xd0\x9e\xd0\x95\xd0\x9a\xd0\xa2.", true },
		/* Letters that all have a Latin double, alone and in a text of their own. */
		{ "\xd1\x81\xd0\xbe\xd1\x80", "\xd1\x81\xd0\xbe\xd1\x80", true },
		{ "\xd1\x81\xd0\xbe\xd1\x80", "\xd0\xb2\xd0\xb5\xd1\x81\xd1\x8c \xd1\x81\xd0\xbe\xd1\x80 \xd0\xb2\xd1\x8b\xd0\xbd\xd0\xb5\xd1\x81\xd0\xbb\xd0\xb8", true },
		{ "\xe7\xa7\x98\xe5\xaf\x86", "\xe8\xbf\x99\xe6\x98\xaf\xe7\xa7\x98\xe5\xaf\x86\xe3\x80\x82", true },
	};
	struct configuration *configuration;
	struct scanner *scanner = scanner_make(&configuration);

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		ck_assert_msg(text_has(scanner, cases[i].keyword, bytes_of_string(cases[i].text)) ==
		              cases[i].found, "case %zu: %s in %s", i, cases[i].keyword, cases[i].text);
	scanner_destroy(&scanner);
	configuration_release(&configuration);
}
END_TEST

/* Words are read in blocks: a phrase is found over the end of one, wherever that is. */
START_TEST(a_phrase_is_found_at_every_place)
{
	struct configuration *configuration;
	struct scanner *scanner = scanner_make(&configuration);
	char text[8192];

	for (unsigned words = 500; words < 530; words++) {
		size_t length = 0;
		for (unsigned i = 0; i < words; i++)
			length += (size_t)snprintf(text + length, sizeof(text) - length, "w%u ", i);
		snprintf(text + length, sizeof(text) - length, "project falcon wing");
		ck_assert(text_has(scanner, "project falcon wing", bytes_of_string(text)));
		ck_assert(!text_has(scanner, "project falcon wings", bytes_of_string(text)));
	}
	memset(text, '.', sizeof(text));
	memcpy(text, "project", 7);
	memcpy(text + 7 + HOLD_KEYWORD_GAP, "falcon", 6);
	ck_assert(text_has(scanner, "project falcon", bytes_make(text, sizeof(text))));
	memset(text + 7, '.', sizeof(text) - 7);
	memcpy(text + 7 + HOLD_KEYWORD_GAP + 1, "falcon", 6);
	ck_assert(!text_has(scanner, "project falcon", bytes_make(text, sizeof(text))));
	scanner_destroy(&scanner);
	configuration_release(&configuration);
}
END_TEST

/* ---- against a plain reading of the same text ---------------------------------------- */

static unsigned
draw(uint32_t *state, unsigned below)
{
	*state = *state * 1664525u + 1013904223u;
	return (*state >> 8) % below;
}

/* Pieces that words, ends of words and broken UTF-8 are made of. */
static void
text_fill(char *text, size_t size, uint32_t *seed)
{
	static const char *const pieces[] = { "a", "b", "A", "ab", "abcdefgh", " ", " ", "-", "'s", "\n", "9",
	                                      "\xc3\xa4", "a\xcc\x88", "\xd0\x94", "\xe7\xa7\x98",
	                                      "\xe2\x80\x99", "\xff", "\xc3", "\xf0\x9f" };

	text[0] = '\0';
	while (strlen(text) + 9 < size)
		strcat(text, pieces[draw(seed, ARRAY_LENGTH(pieces))]);
}

/* Every word of a folded text with a space before and behind it. */
static void
words_spell(struct bytes text, char *out)
{
	size_t length = 0;

	out[length++] = ' ';
	for (size_t at = 0; at < text.length;) {
		struct hold_phrase word = { .length = 0 };
		if (!hold_phrase_add(&word, text, &at))
			break;
		memcpy(out + length, word.data, word.length);
		length += word.length;
		out[length++] = ' ';
	}
	out[length] = '\0';
}

START_TEST(what_is_found_is_what_is_there)
{
	char text[400], spelled[2048], wanted[2 * HOLD_KEYWORD_SIZE], written[24];
	uint32_t seed = 20261122;
	unsigned found = 0;

	for (unsigned i = 0; i < 40000; i++) {
		struct buffer folded = buffer_make(sizeof(text) * HOLD_FOLD_EXPANSION);
		struct hold_keyword keyword;
		struct message *m;
		struct part *part;
		const char *problem;
		text_fill(text, sizeof(text) - draw(&seed, 300), &seed);
		text_fill(written, sizeof(written) - draw(&seed, 12), &seed);
		if (hold_keyword_read(bytes_of_string(written), &keyword, &problem) != 0)
			continue;
		keyword.viewed = keyword.plain;
		struct hold_lexicon *lexicon;
		const uint8_t token[FINDING_VALUE_HASH_SIZE] = { 1 };
		UNIT_EXPECT(hold_lexicon_create(&lexicon) == 0 && hold_lexicon_add(lexicon, &keyword, token) == 0,
		            "%s is not taken", written);
		UNIT_EXPECT(message_create(0, 1024 * 1024, &m) == 0 && message_part_add(m, &part) == 0, "no memory");
		part->view = bytes_of_string(text);
		UNIT_EXPECT(hold_lexicon_match(lexicon, 60, m) == 0 && hold_text_fold(part->view, &folded) == 0,
		            "%s is not read", text);
		words_spell(buffer_bytes(&folded), spelled);
		snprintf(wanted, sizeof(wanted), " %.*s ", (int)keyword.plain.length,
		         (const char *)keyword.plain.data);
		UNIT_EXPECT((strstr(spelled, wanted) != NULL) == (m->keyword_count == 1), "%s in %s", written, text);
		found += m->keyword_count == 1;
		buffer_release(&folded);
		message_destroy(&m);
		hold_lexicon_destroy(&lexicon);
	}
	ck_assert_uint_gt(found, 1000); /* or it proves little */
}
END_TEST

static const char mail[] =
	"From: Ann Able <ann@example.com>\r\n"
	"Subject: =?utf-8?B?UHJvamVjdCBGYWxjb24=?=\r\n" /* "Project Falcon" */
	"MIME-Version: 1.0\r\n"
	"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
	"--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n"
	"PHA+VGhlIDxiPm1lcjwvYj5nZXIgaXMgbmVhcjwvcD4=\r\n" /* <p>The <b>mer</b>ger is near</p> */
	"--b\r\nContent-Type: application/pdf; name*=utf-8''term%20sheet.pdf\r\n"
	"Content-Disposition: attachment\r\n\r\n%PDF\r\n"
	"--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nthe quick brown fox\r\n"
	"--b--\r\n";

START_TEST(all_of_a_message_is_looked_through)
{
	static const char *const keywords[] = { "project falcon", "merger", "term sheet", "brown fox",
	                                        "nowhere", "Project  FALCON", "ann able" };
	struct configuration *configuration;
	struct scanner *scanner = scanner_make(&configuration);
	struct hold_lexicon *lexicon = lexicon_of(keywords, ARRAY_LENGTH(keywords));
	struct message *m;
	unsigned found = 0;

	ck_assert_int_eq(message_create(sizeof(mail), 64 * 1024 * 1024, &m), 0);
	ck_assert_int_eq(buffer_append_string(&m->original, mail), 0);
	ck_assert_int_eq(scanner_scan_message(scanner, m), 0);
	ck_assert_int_eq(hold_lexicon_match(lexicon, 60, m), 0);
	for (size_t i = 0; i < m->keyword_count; i++)
		found |= 1u << m->keywords[i].token[0];
	/* The same phrase twice has the first one's token. */
	ck_assert_uint_eq(found, 1u << 1 | 1u << 2 | 1u << 3 | 1u << 4 | 1u << 7);
	message_destroy(&m);
	hold_lexicon_destroy(&lexicon);
	scanner_destroy(&scanner);
	configuration_release(&configuration);
}
END_TEST

START_TEST(a_hostile_text_costs_its_length)
{
	static const char *const keywords[] = { "ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab zz" };
	struct hold_lexicon *lexicon = lexicon_of(keywords, 1);
	size_t length = (size_t)4 * 1024 * 1024;
	char *text = malloc(length);
	struct message *m;
	struct part *part;

	ck_assert_ptr_nonnull(text);
	for (unsigned shape = 0; shape < 4; shape++) {
		for (size_t i = 0; i < length; i++)
			text[i] = shape == 0 ? "ab "[i % 3] : shape == 1 ? 'a' :
			          shape == 2 ? "\xff\x80 ab"[i % 5] : i % 1000 < 2 ? "ab"[i % 2] : ' ';
		ck_assert_int_eq(message_create(0, 1024 * 1024, &m), 0);
		ck_assert_int_eq(message_part_add(m, &part), 0);
		part->view = bytes_make(text, length);
		ck_assert_int_eq(hold_lexicon_match(lexicon, 60, m), 0);
		ck_assert_uint_eq(m->keyword_count, 0);
		if (shape == 0) /* an end that is over at once */
			ck_assert_int_eq(hold_lexicon_match(lexicon, 0, m), ERROR_TIMEOUT);
		message_destroy(&m);
	}
	free(text);
	hold_lexicon_destroy(&lexicon);
}
END_TEST

START_TEST(there_is_a_limit_to_keywords)
{
	struct hold_lexicon *lexicon;
	struct hold_keyword keyword;
	char text[32];

	ck_assert_int_eq(hold_lexicon_create(&lexicon), 0);
	for (uint32_t i = 0; i <= HOLD_LEXICON_LIMIT; i++) {
		uint8_t token[FINDING_VALUE_HASH_SIZE] = { 0 };
		memcpy(token, &i, sizeof(i));
		snprintf(text, sizeof(text), "word %u", i);
		keyword = keyword_of(text);
		int err = hold_lexicon_add(lexicon, &keyword, token);
		UNIT_EXPECT(err == (i < HOLD_LEXICON_LIMIT ? 0 : ERROR_LIMIT), "keyword %u: %d", i, err);
	}
	ck_assert_uint_eq(hold_lexicon_count(lexicon), HOLD_LEXICON_LIMIT);
	hold_lexicon_destroy(&lexicon);
}
END_TEST

Suite *
hold_lexicon_suite(void)
{
	return UNIT_SUITE("hold-lexicon", a_keyword_has_one_normal_form, what_is_no_keyword_is_said,
	                  a_keyword_is_found_however_it_stands, a_phrase_is_found_at_every_place,
	                  what_is_found_is_what_is_there, all_of_a_message_is_looked_through, a_hostile_text_costs_its_length,
	                  there_is_a_limit_to_keywords);
}
