#include "tests/unit/test_scanner.h"

#include "scanner/content/html_text.h"

struct html_case {
	const char *html;
	const char *text;
};

/* One line a nasty input. */
static const struct html_case html_cases[] = {
	/* words and white space */
	{ "", "" },
	{ "plain text", "plain text" },
	{ "  a \r\n\t b  ", "a b" },
	{ "a < b and c > d", "a < b and c > d" },
	{ "1 <2 3", "1 <2 3" },
	{ "1<b>2</b>3", "123" },
	{ "1<b><i>2</b></i>3", "123" },
	{ "123<span style='x'>-45-</span>6789", "123-45-6789" },
	{ "12<!-- -->3", "123" },
	{ "12<wbr>3", "123" },
	{ "12&shy;3&#8203;4&zwnj;5\xC2\xAD" "6\xE2\x80\x8B" "7\xEF\xBB\xBF" "8", "12345678" },
	{ "SSN:&nbsp;123-45-6789", "SSN: 123-45-6789" },
	{ "SSN:\xC2\xA0" "123", "SSN: 123" },
	{ "a\xC2\xA9" "b \xE2\x82\xAC \xF0\x9F\x98\x80", "a\xC2\xA9" "b \xE2\x82\xAC \xF0\x9F\x98\x80" },
	{ "<pre>a  b\r\nc</pre>", "a  b\nc" },
	{ "<textarea>a\n b</textarea>c", "a\n b\nc" },

	/* character references */
	{ "&lt;b&gt; &amp; &quot;x&quot; &apos;", "<b> & \"x\" '" },
	{ "&#49;&#x32;&#X33;", "123" },
	{ "&#49&#50 &#x33;", "12 3" },
	{ "&eacute;&Eacute;&euro;&hearts;", "\xC3\xA9\xC3\x89\xE2\x82\xAC\xE2\x99\xA5" },
	{ "&nbsp123-45-6789", " 123-45-6789" },
	{ "&copy2024", "\xC2\xA9" "2024" },
	{ "&hearts2 &bogus; &; & &# &#x;", "&hearts2 &bogus; &; & &# &#x;" },
	{ "&#146;s", "\xE2\x80\x99s" },
	{ "&#0;&#xD800;&#x110000;&#99999999999999999999;", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD" },
	{ "&#x1F600;", "\xF0\x9F\x98\x80" },
	{ "123&hyphen;45", "123\xE2\x80\x90" "45" },
	{ "a&Tab;b&NewLine;c", "a b c" },
	{ "&#0000000000000000000000000000000049;", "1" },
	{ "&amp", "&" },
	{ "&am", "&am" },

	/* lines, rows and cells */
	{ "a<br>b<br/>c<BR />d", "a\nb\nc\nd" },
	{ "<p>a</p><p>b</p>", "a\nb" },
	{ "<div><div>a</div></div><div>b</div>", "a\nb" },
	{ "<ul><li>a<li>b</ul>c", "a\nb\nc" },
	{ "<h1>a</h1>b<hr>c", "a\nb\nc" },
	{ "<tr><th>Name<th>SSN<tr><td>Doe<td>123", "Name\tSSN\nDoe\t123" },
	{ "<table>\n<tr>\n<td>a</td>\n<td>b</td>\n</tr>\n<tr><td>c</td><td>d</td></tr></table>e",
	  "a\tb\nc\td\ne" },
	{ "<tr><td><p class=x>a</p></td><td><p>b</p></td></tr><tr><td><div>c</div><td>d",
	  "a\tb\nc\td" },
	{ "<tr><td></td><td>b</td><td></td><td>d", "\tb\t\td" },
	{ "<tr><td>a<td><br><td>c", "a\t\tc" },
	{ "<tr><td>a<table><tr><td>b<td>c</table><td>d", "a\nb\tc\nd" },

	/* what stands aside comes between the lines */
	{ "a<img alt=\"Jane Doe\" width=1>b<br>c", "ab\nJane Doe\nc" },
	{ "<a href='http://x.example/?a=1&amp;b=2' title=T>link</a>.", "link.\nhttp://x.example/?a=1&b=2\nT" },
	{ "1<b title=\"x y\">2</b>3", "123\nx y" },
	{ "<input type=text value=123-45-6789 placeholder='SSN here'>", "123-45-6789\nSSN here" },
	{ "<meta name=description content='MRN 1'>a", "a\nMRN 1" },
	{ "<td data-dob=1980-01-01 class=c id=i style='x:y'>a", "a\n1980-01-01" },
	{ "<td class='a 4471829' id='c12 x' name=4471829>b", "b\na 4471829" },
	{ "<td id=x219-09-9998 class='col-12 w-1000 x'>b", "b\nx219-09-9998" },
	{ "<p style='x:y/* z */'>a", "/* z */\na" },
	{ "a<bdo dir=rtl>b</bdo><bdo dir=ltr>c</bdo>", "a\u202Ebc" },
	{ "<p style='unicode-bidi: bidi-override'>a", "\u202Ea" },
	{ "a\u202Eb&#x202C;c", "a\u202Eb\u202Cc" },
	{ "<option selected value=a>b", "a\nb" },
	{ "<p aria-label='x&#49;' nowrap>y", "x1\ny" },
	{ "a<!-- hidden 1<b>2</b>3 -->b", "ab\nhidden 123 " },
	{ "a<!---->b<!-->c<!--->d", "abcd" },
	{ "<!--[if mso]><p>x</p><![endif]-->y", "y\n[if mso]>\nx\n![endif]" },
	{ "<![if !mso]>x<![endif]>y", "xy\n![if !mso]\n![endif]" },
	{ "<![CDATA[x]]>", "x]]>" },
	{ "12<script>var a = '<b>';</script>3", "123\nvar a = '<b>';" },
	{ "a<STYLE>p{x:1}</Style >b", "ab\np{x:1}" },
	{ "<!DOCTYPE html><html>a", "a" },
	{ "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\">a", "a" },
	{ "<!DOCTYPE SSN 123-45-6789>a", "a\n!DOCTYPE SSN 123-45-6789" },
	{ "<?php SSN ?>a", "a\n?php SSN ?" },
	{ "mail <john@example.com> now", "mail now\njohn@example.com" },
	{ "<SSN 123-45-6789>", "SSN 123-45-6789" },
	{ "<b SSN 123-45-6789>x</b DOB 1980>", "x\nSSN 123-45-6789\nDOB 1980" },
	{ "<o:p>x</o:p>", "x" },
	{ "<div hidden style='display:none'>x</div>", "x" },
	{ "<title>T</title>a", "T\na" },
	{ "<img src='data:image/png;base64,iVBORw0KGgoAAAANSUhEUg==' alt=x>", "data:image/png\nx" },

	/* unterminated: nothing swallows the rest */
	{ "a<", "a<" },
	{ "a<b", "a" },
	{ "a<b 123-45-6789", "a\n123-45-6789" },
	{ "a<a href=\"x 123", "a\nx 123" },
	{ "a<a href='x<b>123</b>", "a\nx<b>123</b>" },
	{ "a<a href=", "a" },
	{ "a<!-- 123", "a\n123" },
	{ "a<!-- 12<b>3</b>", "a\n123" },
	{ "a<!", "a\n!" },
	{ "a<!x 123", "a\n!x 123" },
	{ "a</", "a\n/" },
	{ "a</ 123>b", "ab\n/ 123" },
	{ "a<script>123", "a\n123" },
	{ "a<td", "a" },
	{ "<b a=1 a=2 =3 ==4>x", "x\n1\n2\n=3\n=4" },
	{ "a&", "a&" },
	{ "</script></td></table></p>x", "x" },
	{ "--> x", "--> x" },
};

static void
check_html(struct bytes html, const char *expected, bool embedded)
{
	struct buffer out = buffer_make(HTML_TEXT_LIMIT(html.length));
	bool found = false;
	ck_assert_int_eq(html_text(html, &out, &found), 0);
	ck_assert_int_eq(buffer_append_byte(&out, 0), 0);
	ck_assert_msg(strcmp((char *)out.data, expected) == 0, "%.*s\n gave %s\n not %s",
	              (int)html.length, html.data, (char *)out.data, expected);
	ck_assert(found == embedded);
	buffer_release(&out);
}

START_TEST(test_html_cases)
{
	check_html(bytes_of_string(html_cases[_i].html), html_cases[_i].text, false);
}
END_TEST

START_TEST(test_nul_is_dropped)
{
	check_html(bytes_make("1\0" "2<b>\0</b>3", 12), "123", false);
}
END_TEST

START_TEST(test_embedded_documents_are_told)
{
	check_html(bytes_of_string("<a href='data:text/html;base64,QQ=='>x"),
	           "x\ndata:text/html;base64,QQ==", true);
	check_html(bytes_of_string("<img src='data:image/svg+xml;base64,QQ=='>"),
	           "data:image/svg+xml;base64,QQ==", true);
	check_html(bytes_of_string("<img src='data:image/png;base64,U1NOOiAyMTktMDktOTk5OA=='>"),
	           "data:image/png;base64,U1NOOiAyMTktMDktOTk5OA==", true);
}
END_TEST

/* Adds `count` letters. */
static void
letters_add(struct buffer *out, size_t count)
{
	for (size_t i = 0; i < count; i++)
		ck_assert_int_eq(buffer_append_byte(out, 'a'), 0);
}

/* More than a character needs. */
#define FEW 3

/* What `middle` becomes behind and before so many letters is what it becomes among few. */
static void
check_between(const char *middle, size_t before, size_t behind)
{
	struct buffer html = buffer_make(SIZE_MAX / 2), few = buffer_make(SIZE_MAX / 2);
	struct buffer out = buffer_make(SIZE_MAX / 2), expected = buffer_make(SIZE_MAX / 2);
	bool embedded = false;

	letters_add(&few, FEW);
	ck_assert_int_eq(buffer_append_string(&few, middle), 0);
	letters_add(&few, FEW);
	letters_add(&html, before);
	ck_assert_int_eq(buffer_append_string(&html, middle), 0);
	letters_add(&html, behind);
	letters_add(&expected, before - FEW);
	ck_assert_int_eq(html_text(buffer_bytes(&few), &expected, &embedded), 0);
	letters_add(&expected, behind - FEW);
	ck_assert_int_eq(html_text(buffer_bytes(&html), &out, &embedded), 0);
	UNIT_EXPECT(bytes_equal(buffer_bytes(&out), buffer_bytes(&expected)), "\"%s\" behind %zu, before %zu letters",
	            middle, before, behind);
	buffer_release(&html);
	buffer_release(&few);
	buffer_release(&out);
	buffer_release(&expected);
}

/* Runs of text are passed over many bytes at a time. */
START_TEST(test_runs_end_alike_wherever_they_stand)
{
	static const char *const more[] = {
		"  ", " \n", " &amp;", " <b>", "<br>", "\xc2\xa0", "\xc3\xa9", "\xe2\x80\x8b", "\xef\xbb\xbf",
		" \xe2\x80\x83", "\xf0\x9f\x98\x80",
	};

	for (size_t before = FEW; before < 40; before++)
		for (size_t behind = FEW; behind < 40; behind += 18) {
			for (unsigned c = 1; c < 0x80; c++)
				if (c != '<' && c != '&') /* these take what is behind them */
					check_between((const char[]){ (char)c, '\0' }, before, behind);
			for (size_t i = 0; i < ARRAY_LENGTH(more); i++)
				check_between(more[i], before, behind);
		}
}
END_TEST

/* Each of these makes a careless reader look to the end again and again. */
START_TEST(test_hostile_html_takes_linear_time)
{
	static const char *const pieces[] = {
		"<!--", "<a href=\"", "<a b='", "<script>", "<td>", "&#", "&amp", "<", "<!", "</",
		"<![CDATA[", "<table><tr><td>", "<pre>", "<a ", "=", "\"",
	};
	for (size_t i = 0; i < ARRAY_LENGTH(pieces); i++) {
		struct buffer html = buffer_make(SIZE_MAX / 2), out = buffer_make(SIZE_MAX / 2);
		bool embedded = false;
		while (html.length < 1024 * 1024)
			UNIT_EXPECT(buffer_append_string(&html, pieces[i]) == 0, "no memory for %s", pieces[i]);
		ck_assert_int_eq(html_text(buffer_bytes(&html), &out, &embedded), 0);
		ck_assert_uint_le(out.length, html.length);
		buffer_release(&html);
		buffer_release(&out);
	}
}
END_TEST

Suite *
html_text_suite(void)
{
	Suite *suite = UNIT_SUITE("html text", test_nul_is_dropped, test_embedded_documents_are_told,
	                          test_runs_end_alike_wherever_they_stand,
	                          test_hostile_html_takes_linear_time);
	TCase *tcase = tcase_create("cases");
	tcase_add_loop_test(tcase, test_html_cases, 0, ARRAY_LENGTH(html_cases));
	suite_add_tcase(suite, tcase);
	return suite;
}
