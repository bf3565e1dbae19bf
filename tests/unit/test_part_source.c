/* What goes from the text of a part, and what has no place to go from. */
#include "tests/unit/test_scanner.h"

#include "core/error.h"
#include "scanner/part_reader.h"
#include "scanner/part_source.h"

#define LIMIT ((size_t)4 * 1024 * 1024)
#define HTML(body) "Content-Type: text/html; charset=utf-8\n\n" body
#define TEXT(body) "Content-Type: text/plain; charset=utf-8\n\n" body
#define NOWHERE NULL

static struct configuration *configuration;

static void
setup(void)
{
	struct diagnostics why;

	diagnostics_init(&why);
	ck_assert_int_eq(configuration_parse("", "test", &why, &configuration), 0);
	diagnostics_release(&why);
}

static void
teardown(void)
{
	configuration_release(&configuration);
}

static struct message *
message_read(const char *text)
{
	struct message *m;

	ck_assert_int_eq(message_create(LIMIT, 16 * LIMIT, &m), 0);
	ck_assert_int_eq(buffer_append_string(&m->original, text), 0);
	ck_assert_int_eq(part_reader_read(configuration, m), 0);
	return m;
}

/* The index of the part called `path`. */
static size_t
part_find(const struct message *m, const char *path)
{
	for (size_t i = 0; i < m->part_count; i++)
		if (strcmp(m->parts[i].path, path) == 0)
			return i;
	ck_abort_msg("there is no part %s", path);
	return 0;
}

static const struct {
	const char *message, *path, *taken; /* the first that stands in the part's text */
	const char *left;                   /* NOWHERE: it has no place */
} cases[] = {
	{ TEXT("a 123 b 123"), "1", "123", "a - b 123" },
	{ TEXT("caf\xc3\xa9 123"), "1", "\xc3\xa9 1", "caf-23" },
	{ "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nM=FCller 1=\n23",
	  "1", "M\xc3\xbcller 12", "-3" },
	{ "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nYSAxMjMK", "1", "123", "a -\n" },
	{ TEXT("a 12\xe2\x80\x8b" "3 b"), "1", "12\xe2\x80\x8b" "3", NOWHERE },
	{ TEXT("a \xef\xbc\x91" "23 and 456"), "1", "\xef\xbc\x91" "23", NOWHERE },
	{ TEXT("a \xef\xbc\x91" "23 and 456"), "1", "456", "a \xef\xbc\x91" "23 and -" },
	{ "Content-Type: text/plain; charset=nobody-knows\n\n\xff 123", "1", "123", NOWHERE },
	{ "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nYSAxMjMK!", "1", "123", NOWHERE },
	{ "Content-Type: application/json\n\n{ \"a\": 123 }", "1", "123", NOWHERE },
	{ "Subject: a 123\n\nb", "headers", "123", "Subject: a -\n" },
	/* HTML: between tags, through tags, through references and folded lines */
	{ HTML("<p>a 123 b</p>"), "1", "123", "<p>a - b</p>" },
	{ HTML("<p>a 1<b>2</b>3 b</p>"), "1", "123", "<p>a -<b></b> b</p>" },
	{ HTML("<p title=\"x\">1<span style=\"a > b\">2</span></p>"), "1", "12", "<p title=\"x\">-<span style=\"a > b\"></span></p>" },
	{ HTML("Jos&eacute; Roe&amp;Sons"), "1", "Jos\xc3\xa9", "- Roe&amp;Sons" },
	{ HTML("Jos&eacute; Roe&amp;Sons"), "1", "Roe&S", "Jos&eacute; -ons" },
	{ HTML("one\r\n  two three"), "1", "one two", "- three" },
	{ HTML("<table><tr><td>12</td><td>34</td></tr></table>"), "1", "34", "<table><tr><td>12</td><td>-</td></tr></table>" },
	{ HTML("<pre>12\r\n34\r\n56</pre>"), "1", "34", "<pre>12\r\n-\r\n56</pre>" },
	{ HTML("<style>p { x: 1 }</style>\r\n<p>\r\n34</p>"), "1", "34", "<style>p { x: 1 }</style>\r\n<p>\r\n-</p>" },
	{ HTML("<p>1 < 2 34</p>"), "1", "34", "<p>1 < 2 -</p>" },
	{ HTML("caf\xc3\xa9 <b>34</b>"), "1", "34", "caf\xc3\xa9 <b>-</b>" },
	{ "Content-Type: text/html; charset=utf-16le\nContent-Transfer-Encoding: base64\n\nPABiAD4AMQAyADwALwBiAD4A", "1", "12", "<b>-</b>" },
	/* and where nobody looks */
	{ HTML("<!-- 123 -->"), "1", "123", NOWHERE },
	{ HTML("<a href=\"x?id=123\">b</a>"), "1", "123", NOWHERE },
	{ HTML("<img alt=\"a 123\">"), "1", "123", NOWHERE },
	{ HTML("<script>var x = 123;</script>"), "1", "123", NOWHERE },
	{ HTML("a &#49;23"), "1", "123", NOWHERE },
	{ HTML("a 1<!-- x -->23"), "1", "123", NOWHERE },
	{ HTML("a 1<x y>23"), "1", "123", "a -<x y>" },
	{ HTML("a 12&#x200b;3"), "1", "123", "a -" },
	/* structure */
	{ "Content-Type: multipart/mixed; boundary=b\n\n--b\n\na 12\n--b\n\nb 34\n--b--\nafter 56\n", "2", "34", "b -" },
	{ "Content-Type: multipart/mixed; boundary=b\n\n--b\n\na 12\n--b--\nafter 56\n", "epilogue", "56", NOWHERE },
	{ "Content-Type: message/rfc822\n\nSubject: in 12\n\nb 34", "1.1", "34", "b -" },
	{ "Content-Type: message/rfc822\n\nSubject: in 12\n\nb 34", "1.headers", "12", NOWHERE },
	{ "Content-Type: message/global\nContent-Transfer-Encoding: base64\n\nCmIgMzQK", "1.1", "34", NOWHERE },
};

START_TEST(what_goes_and_what_does_not)
{
	struct message *m = message_read(cases[_i].message);
	size_t index = part_find(m, cases[_i].path);
	struct buffer left = buffer_make(LIMIT);
	struct part_source *source;
	size_t at = bytes_find_nocase(m->parts[index].text, bytes_of_string(cases[_i].taken));

	ck_assert_msg(at != SIZE_MAX, "\"%.*s\" does not hold what is to go", (int)m->parts[index].text.length,
	              (const char *)m->parts[index].text.data);
	int err = part_source_open(configuration, m, index, &source);
	if (err == 0)
		err = part_source_take_out(source, at, strlen(cases[_i].taken));
	ck_assert_int_eq(err, cases[_i].left != NOWHERE ? 0 : ERROR_NOT_FOUND);
	if (err == 0) {
		ck_assert_int_eq(part_source_write(source, "-", &left), 0);
		ck_assert_msg(bytes_equal(buffer_bytes(&left), bytes_of_string(cases[_i].left)), "left is \"%.*s\"",
		              (int)left.length, (const char *)left.data);
	}
	buffer_release(&left);
	message_destroy(&m);
}
END_TEST

/* What overlaps or touches goes under one mark; what is not there, nowhere. */
START_TEST(several_go_together)
{
	struct message *m = message_read(TEXT("0123456789"));
	struct buffer left = buffer_make(LIMIT);
	struct part_source *source;

	ck_assert_int_eq(part_source_open(configuration, m, part_find(m, "1"), &source), 0);
	ck_assert_int_eq(part_source_take_out(source, 4, 2), 0);
	ck_assert_int_eq(part_source_take_out(source, 3, 2), 0);
	ck_assert_int_eq(part_source_take_out(source, 6, 1), 0);
	ck_assert_int_eq(part_source_take_out(source, 9, 1), 0);
	ck_assert_int_eq(part_source_take_out(source, 9, 2), ERROR_NOT_FOUND);
	ck_assert_int_eq(part_source_take_out(source, 11, 1), ERROR_NOT_FOUND);
	ck_assert_int_eq(part_source_take_out(source, 1, 0), ERROR_NOT_FOUND);
	ck_assert_int_eq(part_source_write(source, "-", &left), 0);
	ck_assert(bytes_equal(buffer_bytes(&left), bytes_of_string("012-78-")));
	buffer_release(&left);
	message_destroy(&m);
}
END_TEST

Suite *
part_source_suite(void)
{
	TCase *tcase = UNIT_CASE("part source", setup, teardown, several_go_together);

	tcase_add_loop_test(tcase, what_goes_and_what_does_not, 0, ARRAY_LENGTH(cases));
	return unit_suite("part source", tcase);
}
