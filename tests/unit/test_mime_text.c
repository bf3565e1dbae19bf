/* Encodings, against what the RFCs say and against their own decoding. */
#include "core/error.h"
#include "encryption/mime_text.h"
#include "tests/unit/test_encryption.h"

START_TEST(utf8_is_told)
{
	static const struct {
		const char *text;
		bool good;
	} cases[] = {
		{ "", true },
		{ "plain", true },
		{ "Z\xc3\xbcrich \xe2\x82\xac \xf0\x9f\x98\x80", true },
		{ "\xf4\x8f\xbf\xbf", true },
		{ "\xc3", false },             /* cut off */
		{ "\xbc", false },             /* continuation alone */
		{ "\xc0\x80", false },         /* overlong */
		{ "\xe0\x80\x80", false },
		{ "\xf0\x80\x80\x80", false },
		{ "\xed\xa0\x80", false },     /* surrogate */
		{ "\xf4\x90\x80\x80", false }, /* beyond U+10FFFF */
		{ "\xff", false },
		{ "Z\xfcrich", false },        /* ISO 8859-1 */
	};

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		ck_assert_msg(mime_text_is_utf8(bytes_of_string(cases[i].text)) == cases[i].good, "case %zu", i);
	ck_assert(!mime_text_is_utf8(bytes_make("a\0b", 3)));
}
END_TEST

typedef int encoder(struct bytes text, struct buffer *out);

static void
check_encoding(encoder *encode, const char *text, const char *expected)
{
	struct buffer out = buffer_make(4096);

	ck_assert_int_eq(encode(bytes_of_string(text), &out), 0);
	ck_assert_int_eq(buffer_append_byte(&out, '\0'), 0);
	ck_assert_str_eq((const char *)out.data, expected);
	buffer_release(&out);
}

START_TEST(html_is_escaped)
{
	check_encoding(mime_text_append_html, "<a href=\"x\" title='y'>&</a>",
	               "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;&lt;/a&gt;");
}
END_TEST

#define TEN "0123456789"
#define SEVENTY TEN TEN TEN TEN TEN TEN TEN

START_TEST(quoted_printable)
{
	static const struct {
		const char *text;
		const char *expected;
	} cases[] = {
		{ "", "" },
		{ "a", "a\r\n" },
		{ "a\nb\r\nc", "a\r\nb\r\nc\r\n" },
		{ "\n\n", "\r\n\r\n" },
		{ "a=b", "a=3Db\r\n" },
		{ "Z\xc3\xbcrich", "Z=C3=BCrich\r\n" },
		{ "end \nend\t\n in side", "end=20\r\nend=09\r\n in side\r\n" },
		{ ".\n.x\nx.\n", "=2E\r\n=2Ex\r\nx.\r\n" },
		{ "From x\nFrom\nxFrom x\n", "=46rom x\r\nFrom\r\nxFrom x\r\n" },
		{ "a\rb", "a=0Db\r\n" },
		{ SEVENTY "12345", SEVENTY "12345\r\n" },
		{ SEVENTY "123456", SEVENTY "12345=\r\n6\r\n" },
		{ SEVENTY "123=", SEVENTY "123=\r\n=3D\r\n" },
		{ SEVENTY "12=", SEVENTY "12=3D\r\n" },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		check_encoding(mime_text_append_quoted_printable, cases[i].text, cases[i].expected);
}
END_TEST

START_TEST(encoded_words)
{
	/* 45 bytes fit into a word; a sequence is never cut. */
	static const char longer[] = "12345678901234567890123456789012345678901234\xc3\xbc!";

	check_encoding(mime_text_append_encoded_words, "Z\xc3\xbcrich", "=?utf-8?B?WsO8cmljaA==?=");
	check_encoding(mime_text_append_encoded_words, longer,
	               "=?utf-8?B?MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMzQ=?="
	               "\n\t=?utf-8?B?w7wh?=");
}
END_TEST

START_TEST(limits_are_kept)
{
	encoder *const encoders[] = { mime_text_append_html, mime_text_append_quoted_printable,
	                              mime_text_append_encoded_words };

	for (size_t i = 0; i < ARRAY_LENGTH(encoders); i++) {
		struct buffer out = buffer_make(5);
		ck_assert_int_eq(encoders[i](bytes_of_string("&&&&&&&&&"), &out), ERROR_LIMIT);
		buffer_release(&out);
	}
}
END_TEST

Suite *
mime_text_suite(void)
{
	return UNIT_SUITE("mime_text", utf8_is_told, html_is_escaped, quoted_printable, encoded_words,
	                  limits_are_kept);
}
