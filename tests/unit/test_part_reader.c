#include "tests/unit/test_scanner.h"

#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

#include "core/error.h"
#include "scanner/charset_iconv.h"
#include "scanner/part_reader.h"

#define ARENA_LIMIT ((size_t)1024 * 1024 * 1024)

/* A message and what becomes of it: "[path kind] text" for each part but the
 * message's own header section, then "!path reason" for each unscannable. */
struct reader_case {
	const char *message;
	const char *expected;
};

#define MIXED "Content-Type: multipart/mixed; boundary=x\n\n"
#define HTML "Content-Type: text/html\n"
#define BASE64 "Content-Transfer-Encoding: base64\n"
#define OCTETS "Content-Type: application/octet-stream\n"
#define QP "Content-Transfer-Encoding: quoted-printable\n"
#define FLOWED(delsp) "Content-Type: text/plain; format=flowed; DelSp=" delsp "\n"
#define TEXT_IN(charset) "Content-Type: text/plain; charset=" charset "\n"

static const struct reader_case structure_cases[] = {
	{ "Subject: x\n\nbody\n", "[1 text] body\n" },
	{ "", "[1 text] " },
	{ "no field at all\n\nx", "[1 text] no field at all\n\nx" },
	{ "\n\nbody", "[1 text] \nbody" },
	{ "Subject: x", "[1 text] " },
	{ "Subject: x\r\n\r\na\r\nb\rc\nd\r", "[1 text] a\nb\nc\nd\n" },
	{ MIXED "--x\n\na\n--x\n\nb\n--x--\n", "[1 text] a[2 text] b" },
	{ MIXED "pre\n--x\n\na\n--x--\npost\n", "[preamble text] pre[1 text] a[epilogue text] post\n" },
	{ MIXED "--x\n\na\n--x\n\nb", "[1 text] a[2 text] b" },
	{ MIXED "--x  \n\na\n--x-- \t\n", "[1 text] a" },
	{ MIXED "--x--\na", "[epilogue text] a" },
	{ MIXED "--x\na\n--x--", "[1 text] a" },
	{ MIXED "--x\nSSN: 123\n--x--", "[1.mime headers] SSN: 123\n[1 text] " },
	{ MIXED "--x\n" BASE64 "Content-ID: <1>\n\nMTIz\n--x--", "[1 text] 123" },
	{ MIXED "--x\nContent-Description: Jane\n\na\n--x--",
	  "[1.mime headers] Content-Description: Jane\n[1 text] a" },
	{ "Content-Type: MULTIPART / Mixed ; Boundary = \"x\"\n\n--x\n\na\n--x--", "[1 text] a" },
	{ "Content-Type: multipart/mixed boundary=x\n\n--x\n\na\n--x--", "[1 text] a" },
	{ "Content-Type: multipart/mixed; boundary*0=a; boundary*1=b\n\n--ab\n\na\n--ab--", "[1 text] a" },
	{ MIXED "--x\nContent-Type: multipart/alternative; boundary=xy\n\n--xy\n\na\n--xy\n\nb\n--xy--\n"
	  "--x\n\nc\n--x--", "[1.1 text] a[1.2 text] b[2 text] c" },
	{ MIXED "--x\nContent-Type: multipart/mixed; boundary=y\n\n--y\n\na\n--x\n\nb\n--x--",
	  "[1.1 text] a[2 text] b" },
	{ "Content-Type: multipart/digest; boundary=x\n\n--x\n\nSubject: s\n\na\n--x--",
	  "[1.headers headers] Subject: s\n[1.1 text] a" },
	/* attached messages */
	{ MIXED "--x\n\na\n--x\nContent-Type: message/rfc822\n\nSubject: s\n\nb\n--x--",
	  "[1 text] a[2.headers headers] Subject: s\n[2.1 text] b" },
	{ "Content-Type: message/rfc822\n\n\n\nSubject: s\nContent-Type: multipart/mixed; boundary=y\n\n"
	  "--y\n\na\n--y\n\nb\n--y--",
	  "[1.headers headers] Subject: s\nContent-Type: multipart/mixed; boundary=y\n"
	  "[1.1 text] a[1.2 text] b" },
	{ "Content-Type: message/rfc822\n" BASE64 "\nU3ViamVjdDogcwoKYm9keQ==\n",
	  "[1.headers headers] Subject: s\n[1.1 text] body" },
	{ "Content-Type: multipart/mixed; boundary=x\n" QP "\n=2D-x\n\na\n=2D-x--\n", "[1 text] a" },
	{ "Content-Type: multipart/mixed; boundary=x\n" BASE64 "\n--x\n\na\n--x--\n", "[1 text] a" },
	{ "Content-Type: message/partial; id=1\n\nx", "[1 text] x!1 format\n" },
	/* structure that receivers read differently */
	{ MIXED "no part", "[1 text] no part!1 malformed\n" },
	{ "Content-Type: multipart/mixed\n\n--x\n\na", "[1 text] --x\n\na!1 malformed\n" },
	{ MIXED "--x\n\na\n--x and more\nb\n--x--", "[1 text] a\n--x and more\nb!1 malformed\n" },
	{ MIXED "--x\n\na\n--x--\n--x\n\nb", "[1 text] a[epilogue text] --x\n\nb!1 malformed\n" },
	{ "Content-Type: text/plain\nContent-Type: text/html\n\nx <b>", "[1 text] x <b>!1 malformed\n" },
	{ BASE64 "Content-Transfer-Encoding: 7bit\n\nMTIz", "[1 text] 123!1 malformed\n" },
	{ "Content-Type: multipart/mixed; boundary=x; boundary=y\n\n--x\n\na\n--x--",
	  "[1 text] a!1 malformed\n" },
	{ MIXED "--x\nA: b\noops\n\nc\n--x--", "[1.mime headers] A: b\n[1 text] oops\n\nc!1 malformed\n" },
	{ "Subject: x\n \n--x\nbody", "[1 text] --x\nbody" },
	{ "Content-Type: multipart/encrypted; boundary=x\n\n--x\n\nVersion: 1\n--x--",
	  "[1 text] Version: 1!1 encrypted\n" },
};

static const struct reader_case content_cases[] = {
	/* transfer encodings */
	{ BASE64 "\nMTI\n z*ND*U2\n", "[1 text] 123456[1.raw text] MTI\n z*ND*U2\n!1 transfer-encoding\n" },
	{ BASE64 "\nMTI=NDU2\n", "[1 text] 12456" },
	{ BASE64 "\nMTIzN\n", "[1 text] 123[1.raw text] MTIzN\n!1 transfer-encoding\n" },
	{ QP "\n1=\n2= \t\n3=34=3d=ZZ=3", "[1 text] 1234==ZZ=3" },
	{ QP "\na =\n", "[1 text] a " },
	{ "Content-Transfer-Encoding: x-uuencode\n\nbegin 644 f\n#0V%T\n`\nend\n", "[1 text] Cat" },
	{ "Content-Transfer-Encoding: x-uuencode\n\n#0V%T\n`\n#0V%T\nend\n#0V%T", "[1 text] CatCatCat" },
	{ "Content-Transfer-Encoding: x-uuencode\n\n#0V%T\nplain words\n",
	  "[1 text] Cat[1.raw text] #0V%T\nplain words\n!1 transfer-encoding\n" },
	{ "Content-Transfer-Encoding: 8BIT (really)\n\na", "[1 text] a" },
	{ "Content-Transfer-Encoding: \"base64\"\n\nMTIz", "[1 text] 123" },
	{ "Content-Transfer-Encoding: x-none\n\nMTIz", "[1 text] MTIz!1 transfer-encoding\n" },
	/* flowed lines */
	{ FLOWED("yes") "\na \nb\nc", "[1 text] ab\nc" },
	{ FLOWED("no") "\na \nb\nc", "[1 text] a \nb\nc" },
	{ FLOWED("yes") "\na \r\n b \r\n  \r\nc", "[1 text] abc" },
	{ FLOWED("yes") "\na \n> b \n>c\nd \n", "[1 text] a\n> bc\nd" },
	{ FLOWED("yes") "\n-- \na ", "[1 text] -- \na" },
	{ FLOWED("yes") "\n \n \n\n", "[1 text]  \n \n\n" },
	/* charsets */
	{ TEXT_IN("utf-16be") BASE64 "\nMQAyADMA", "[1 text] 123" },
	{ TEXT_IN("utf-16") BASE64 "\nADEAMgAz", "[1 text] 123" },
	{ TEXT_IN("utf-8") "\n\xC3\xA9", "[1 text] \xC3\xA9" },
	{ TEXT_IN("utf-8") "\n\xC3\xA9\xE9", "[1 text] \xC3\xA9\xC3\xA9" },
	{ TEXT_IN("iso-8859-1") "\n\xE9\x80", "[1 text] \xC3\xA9\xE2\x82\xAC" },
	{ TEXT_IN("iso-8859-2") "\n\xB1", "[1 text] \xC4\x85" },
	{ TEXT_IN("us-ascii (plain)") "\na", "[1 text] a" },
	{ TEXT_IN("utf-7") "\n+ADEAMgAz-4", "[1 text] 1234" },
	{ TEXT_IN("iso-2022-jp") "\n\x1B$B$3\x1B(B1", "[1 text] \xE3\x81\x93" "1" },
	{ TEXT_IN("utf-16") "\nplain 123", "[1 text] plain 123!1 charset\n" },
	{ TEXT_IN("x-none") "\nplain", "[1 text] plain" },
	{ TEXT_IN("x-none") "\ncaf\xE9", "[1 text] caf\xC3\xA9!1 charset\n" },
	{ TEXT_IN("../../x") "\ncaf\xE9", "[1 text] caf\xC3\xA9!1 charset\n" },
	{ TEXT_IN("big5") "\n\xFF" "1", "[1 text] \xEF\xBF\xBD" "1" },
	{ "\ncaf\xC3\xA9", "[1 text] caf\xC3\xA9" },
	{ "\ncaf\xE9", "[1 text] caf\xC3\xA9" },
	{ "\n\xEF\xBB\xBF" "a", "[1 text] a" },
	{ BASE64 "\n//4xADIA", "[1 text] 12" },
	{ BASE64 "\n/v8AMQAy", "[1 text] 12" },
	{ BASE64 "\nMQAyADMA", "[1 text] 123" },
	{ BASE64 "\nMQAyMw==", "[1 text] 123" },
	/* kinds */
	{ HTML "\n<p>1<b>2</b>3", "[1 html] 123" },
	{ "\n <HTML><body>1<b>2</b>3", "[1 html] 123" },
	{ HTML "\nplain a < b", "[1 html] plain a < b" },
	{ HTML BASE64 "\nPHA+MTxiPjI8L2I+Mw==", "[1 html] 123" },
	{ "Content-Type: application/octet-stream\n\nSSN 123", "[1 text] SSN 123" },
	{ "Content-Type: image/png\n\nSSN 123", "[1 text] SSN 123" },
	{ "Content-Type: image/png\n" BASE64 "\niVBORw0KGgoAAAANSUhEUg==", "[1 binary] " },
	{ "Content-Type: text/plain\n" BASE64 "\niVBORw0KGgoAAAANSUhEUg==",
	  "[1 text] \xE2\x80\xB0PNG\n\x1A\n\nIHDR" },
	{ "Content-Type: application/zip\n" BASE64 "\nUEsDBBQAAAAIAAAA", "[1 binary] !1 format\n" },
	{ "Content-Type: image/png\n" BASE64 "\nUEsDBBQAAAAIAAAA", "[1 binary] !1 format\n" },
	{ "Content-Type: application/pdf\n\n%PDF-1.4 x", "[1 text] %PDF-1.4 x!1 format\n" },
	{ "Content-Type: audio/wav\n\nRIFF$$$$WAVEfmt x", "[1 text] RIFF$$$$WAVEfmt x!1 format\n" },
	{ "Content-Type: image/png\n" BASE64 "\nAAECAwQFBgcIAAECAwQFBgc=", "[1 binary] !1 format\n" },
	{ "Content-Type: text/calendar\n\nBEGIN:VCALENDAR", "[1 text] BEGIN:VCALENDAR" },
	{ "\nsee\n-----BEGIN PGP MESSAGE-----\n", "[1 text] see\n-----BEGIN PGP MESSAGE-----\n!1 encrypted\n" },
	{ "\nsee\nbegin 644 f\n#0V%T\nend\n", "[1 text] see\nbegin 644 f\n#0V%T\nend\n!1 format\n" },
	{ "\n=ybegin line=128 size=1 name=f\n", "[1 text] =ybegin line=128 size=1 name=f\n!1 format\n" },
	{ "\n-----BEGIN PGP SIGNED MESSAGE-----\n", "[1 text] -----BEGIN PGP SIGNED MESSAGE-----\n" },
	{ "\nsee:\n-----BEGIN PKCS7-----\nbegin 644 f\n#0V%T\nend\n",
	  "[1 text] see:\n-----BEGIN PKCS7-----\nbegin 644 f\n#0V%T\nend\n!1 encrypted\n!1 format\n" },
	{ "\n(This file must be converted with BinHex 4.0)\n",
	  "[1 text] (This file must be converted with BinHex 4.0)\n!1 format\n" },
	{ "\nBEGIN CMS-----, (converted with BinHex), he begin 644 f",
	  "[1 text] BEGIN CMS-----, (converted with BinHex), he begin 644 f" },
	{ "\nbegin 12 things, begin 644", "[1 text] begin 12 things, begin 644" },
	/* CMS: enveloped, authEnveloped, signed with and without the content in it */
	{ OCTETS BASE64 "\nMIAGCSqGSIb3DQEHA6CA", "[1 binary] !1 encrypted\n" },
	{ OCTETS BASE64 "\nMIAGCyqGSIb3DQEJEAEXoIA=", "[1 binary] !1 encrypted\n" },
	{ OCTETS BASE64 "\nMIAGCSqGSIb3DQEHAqCAMIACAQExADCABgkqhkiG9w0BBwEAAA==", "[1 binary] " },
	{ OCTETS BASE64 "\nMIAGCSqGSIb3DQEHAqCAMIACAQExADCABgkqhkiG9w0BBwGggA==", "[1 binary] !1 format\n" },
};

static const struct reader_case header_cases[] = {
	{ "Subject: a\n b\n\tc", "Subject: a b\tc\n" },
	{ "Subject:a\nSUBJECT : b\n", "Subject: a\nSUBJECT: b\n" },
	{ "Subject: =?utf-8?Q?J=C3=BCrgen_M?=", "Subject: J\xC3\xBCrgen M\n" },
	{ "Subject: =?UTF-8?B?SsO8cmdlbg==?= x", "Subject: J\xC3\xBCrgen x\n" },
	{ "Subject: =?utf-8*de?b?SsO8?=", "Subject: J\xC3\xBC\n" },
	{ "Subject: =?utf-8?Q?J=C3?=\n =?utf-8?B?vHI=?=", "Subject: J\xC3\xBCr\n" },
	{ "Subject: =?utf-8?Q?1?= =?iso-8859-1?Q?=E9?=", "Subject: 1\xC3\xA9\n" },
	{ "Subject: =?utf-8?Q?1?= and =?utf-8?Q?2?=", "Subject: 1 and 2\n" },
	{ "Subject: a=?utf-8?Q?1?=b", "Subject: a1b\n" },
	{ "Subject: =?utf-8?Q?with blanks in it?=", "Subject: with blanks in it\n" },
	{ "From: \"=?utf-8?Q?a?=\" <a@example.com>", "From: \"a\" <a@example.com>\n" },
	{ "Subject: =?utf-8?X?a?= =?utf-8?Q?open", "Subject: =?utf-8?X?a?= =?utf-8?Q?open\n" },
	{ "Subject: =?x-none?Q?caf=E9?=", "Subject: caf\xC3\xA9\n!headers charset\n" },
	{ "Subject: caf\xC3\xA9 \xE9", "Subject: caf\xC3\x83\xC2\xA9 \xC3\xA9\n" },
	{ "Subject: =?utf-7?Q?+ADE-2?=", "Subject: 12\n" },
	{ "From me Mon Jan  1\nSubject: a", "From me Mon Jan  1\nSubject: a\n" },
	{ "Content-Disposition: x; filename*=utf-8''J%C3%BC",
	  "Content-Disposition: x; filename*=utf-8''J%C3%BC\nfilename: J\xC3\xBC\n" },
	{ "Content-Disposition: x; filename=\"a b\"; size=1",
	  "Content-Disposition: x; filename=\"a b\"; size=1\nfilename: a b\n" },
	{ "Content-Type: a/b; Name=c; charset=d", "Content-Type: a/b; Name=c; charset=d\nName: c\n" },
	{ "Content-Type: a/b; n*1=4; n*0*=utf-8''12%33; n*10=6; n*2=5",
	  "Content-Type: a/b; n*1=4; n*0*=utf-8''12%33; n*10=6; n*2=5\nn: 123456\n" },
	{ "Content-Type: a/b; charset=\"a b\"; x=y (z)",
	  "Content-Type: a/b; charset=\"a b\"; x=y (z)\ncharset: a b\nx: y (z)\n(z)\n" },
	{ "Content-Disposition: x; size=1; creation-date=\"1 May\"",
	  "Content-Disposition: x; size=1; creation-date=\"1 May\"\n" },
	{ "MIME-Version: 1.0 (Mail 7.3)", "MIME-Version: 1.0 (Mail 7.3)\n" },
	{ "Content-Type: a/b; n*0*=utf-8''12%33; n*1=4; m*1=x",
	  "Content-Type: a/b; n*0*=utf-8''12%33; n*1=4; m*1=x\nn: 1234\n" },
};

struct reader_test {
	struct configuration *configuration;
	struct message *message;
};

static struct reader_test
take_message(const char *settings, struct bytes bytes)
{
	struct reader_test test;
	struct diagnostics why;
	diagnostics_init(&why);
	part_reader_start();
	ck_assert_int_eq(configuration_parse(settings, "test", &why, &test.configuration), 0);
	diagnostics_release(&why);
	ck_assert_int_eq(message_create(bytes.length, ARENA_LIMIT, &test.message), 0);
	ck_assert_int_eq(buffer_append(&test.message->original, bytes), 0);
	return test;
}

static struct reader_test
read_message(const char *settings, struct bytes bytes)
{
	struct reader_test test = take_message(settings, bytes);
	ck_assert_int_eq(part_reader_read(test.configuration, test.message), 0);
	return test;
}

static void
release(struct reader_test *test)
{
	message_destroy(&test->message);
	configuration_release(&test->configuration);
}

static void
append(struct buffer *out, const char *string)
{
	UNIT_EXPECT(buffer_append_string(out, string) == 0, "no memory for %s", string);
}

/* With `headers` only the message's own header section, without its name. */
static void
describe(const struct message *m, bool headers, struct buffer *out)
{
	for (size_t i = 0; i < m->part_count; i++) {
		const struct part *part = &m->parts[i];
		bool own = strcmp(part->path, "headers") == 0;
		if (own != headers)
			continue;
		if (!own) {
			append(out, "[");
			append(out, part->path);
			append(out, " ");
			append(out, part_kind_name(part->kind));
			append(out, "] ");
		}
		ck_assert_int_eq(buffer_append(out, part->text), 0);
	}
	for (size_t i = 0; i < m->unscannable_count; i++) {
		append(out, "!");
		append(out, m->unscannables[i].part);
		append(out, " ");
		append(out, unscannable_reason_name(m->unscannables[i].reason));
		append(out, "\n");
	}
}

static void
check(const char *settings, struct bytes message, bool headers, const char *expected)
{
	struct reader_test test = read_message(settings, message);
	struct buffer got = buffer_make(1024 * 1024);
	describe(test.message, headers, &got);
	ck_assert_msg(bytes_equal(buffer_bytes(&got), bytes_of_string(expected)),
	              "%.*s\n gave %.*s\n not %s", (int)message.length, (const char *)message.data,
	              (int)got.length, (char *)got.data, expected);
	buffer_release(&got);
	release(&test);
}

static void
check_case(const struct reader_case *c, bool headers)
{
	check("", bytes_of_string(c->message), headers, c->expected);
}

START_TEST(test_structure) { check_case(&structure_cases[_i], false); } END_TEST
START_TEST(test_content) { check_case(&content_cases[_i], false); } END_TEST
START_TEST(test_headers) { check_case(&header_cases[_i], true); } END_TEST

START_TEST(test_nul_hides_nothing)
{
	static const char message[] = "Subject: a\0b\n" MIXED "p\0re\n--x\n\n1\0002\0003\n--x--\nep\0i";
	check("", bytes_make(message, sizeof(message) - 1), false,
	      "[preamble text] pre[1 text] 123[epilogue text] epi");
	static const char subject[] = "Subject: a\0b=?utf-8?Q?=00c?=\n";
	check("", bytes_make(subject, sizeof(subject) - 1), true, "Subject: abc\n");
}
END_TEST

START_TEST(test_part_is_described)
{
	struct reader_test test = read_message("", bytes_of_string(
		MIXED "--x\nContent-Type: Image/PNG; name=\"=?utf-8?Q?J=C3=BC.png?=\"\n" BASE64
		"\niVBORw0KGgoAAAANSUhEUg==\n--x\nContent-Type: a/b; name=x\n"
		"Content-Disposition: attachment; filename=y.txt\n\nabc\n--x--"));
	const struct part *part = &test.message->parts[2];
	ck_assert_str_eq(part->path, "1");
	ck_assert_str_eq(part->content_type, "image/png");
	ck_assert_str_eq(part->file_name, "J\xC3\xBC.png");
	ck_assert_uint_eq(part->decoded_size, 16);
	ck_assert_uint_eq(part->head.length, 16);
	ck_assert_mem_eq(part->head.data, "\x89PNG", 4);
	part = &test.message->parts[4];
	ck_assert_str_eq(part->file_name, "y.txt");
	ck_assert_mem_eq(part->head.data, "abc", 3);
	release(&test);
}
END_TEST

START_TEST(test_limits_are_said_and_the_rest_is_read)
{
	static const struct {
		const char *settings;
		const char *message;
		const char *expected;
	} cases[] = {
		{ "limits = { mime_depth = 1; };",
		  MIXED "--x\n\na\n--x\nContent-Type: multipart/mixed; boundary=y\n\n--y\n\nb\n--y--\n--x--",
		  "[1 text] a[2 text] --y\n\nb\n--y--!2 depth\n!2 malformed\n" },
		{ "limits = { mime_parts = 2; };", MIXED "--x\n\na\n--x\n\nb\n--x\n\nc\n--x--",
		  "[1 text] a!1 part-count\n" },
	};
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		check(cases[i].settings, bytes_of_string(cases[i].message), false, cases[i].expected);
}
END_TEST

/* What comes of reading the message without a free descriptor. */
static int
read_without_descriptor(const char *text)
{
	struct reader_test test = take_message("", bytes_of_string(text));
	struct rlimit before, none;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &before), 0);
	none = (struct rlimit){ 0, before.rlim_max };
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
	int err = part_reader_read(test.configuration, test.message);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &before), 0);
	release(&test);
	return err;
}

/* iconv says of a charset that it cannot read now what it says of one that nobody knows. */
START_TEST(test_no_charset_is_unknown_for_want_of_a_descriptor)
{
	static const char korean[] = TEXT_IN("euc-kr") "\n\xb0\xa1";
	struct charset_stock *stock;

	check("", bytes_of_string(TEXT_IN("koi8-r") "\n\xc1"), false, "[1 text] \xd0\xb0");
	ck_assert_int_eq(read_without_descriptor(korean), ERROR_IO);
	ck_assert_int_eq(read_without_descriptor("Subject: =?euc-kr?Q?=B0=A1?=\n\nb"), ERROR_IO);
	check("", bytes_of_string(korean), false, "[1 text] \xea\xb0\x80");
	ck_assert_int_eq(charset_stock_create(&stock), 0);
	ck_assert_int_eq(read_without_descriptor(korean), 0);
	ck_assert_int_eq(read_without_descriptor(TEXT_IN("utf-7") "\n+AOQ-"), 0);
	charset_stock_destroy(&stock);
}
END_TEST

/* `count` times `piece`. */
static struct buffer
repeat(const char *start, const char *piece, size_t count)
{
	struct buffer out = buffer_make(SIZE_MAX / 2);
	append(&out, start);
	for (size_t i = 0; i < count; i++)
		append(&out, piece);
	return out;
}

static bool
complains(const struct message *m, enum unscannable_reason reason)
{
	for (size_t i = 0; i < m->unscannable_count; i++) {
		if (m->unscannables[i].reason == reason)
			return true;
	}
	return false;
}

START_TEST(test_size_limits)
{
	static const struct {
		const char *settings;
		const char *start;
		enum unscannable_reason reason;
		size_t part; /* whose text is cut to ... */
		size_t length;
	} cases[] = {
		{ "limits = { header_bytes = 1024; };", "Subject: ", UNSCANNABLE_HEADER_SIZE, 0, 1025 },
		{ "limits = { text_bytes = 1024; };", "\n\n", UNSCANNABLE_TEXT_SIZE, 1, 1024 },
		{ "limits = { decoded_bytes = 65536; };", "\n\n", UNSCANNABLE_DECODED_SIZE, 1, 65536 },
	};
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct buffer message = repeat(cases[i].start, "abcdefgh", 10000);
		struct reader_test test = read_message(cases[i].settings, buffer_bytes(&message));
		ck_assert(complains(test.message, cases[i].reason));
		ck_assert_uint_eq(test.message->unscannable_count, 1);
		ck_assert_uint_eq(test.message->parts[cases[i].part].text.length, cases[i].length);
		release(&test);
		buffer_release(&message);
	}
}
END_TEST

START_TEST(test_header_count)
{
	struct buffer message = repeat("", "X-A: b\n", 11);
	struct reader_test test = read_message("limits = { header_count = 10; };",
	                                       buffer_bytes(&message));
	ck_assert(complains(test.message, UNSCANNABLE_HEADER_COUNT));
	ck_assert_uint_eq(test.message->parts[0].text.length, 70);
	release(&test);
	buffer_release(&message);
}
END_TEST

/* What is read 16 or 64 bytes at a time finds what it must change wherever that stands. */
START_TEST(test_bytes_stand_anywhere)
{
	static const struct {
		struct bytes written;
		const char *read;
	} pieces[] = {
		{ { (const uint8_t *)"\r\n", 2 }, "\n" },      { { (const uint8_t *)"\r", 1 }, "\n" },
		{ { (const uint8_t *)"\0", 1 }, "" },          { { (const uint8_t *)"\xE9", 1 }, "\xC3\xA9" },
		{ { (const uint8_t *)"\r\r\n", 3 }, "\n\n" },
	};
	for (size_t i = 0; i < ARRAY_LENGTH(pieces); i++) {
		for (size_t before = 0; before < 200; before++) {
			struct buffer message = repeat("X: y\n\n", "a", before), text = repeat("", "a", before);
			for (size_t behind = 2; behind < 200; behind += 97) {
				ck_assert_int_eq(buffer_append(&message, pieces[i].written), 0);
				append(&text, pieces[i].read);
				for (size_t k = 0; k < behind; k++) {
					append(&message, "b");
					append(&text, "b");
				}
			}
			struct reader_test test = read_message("", buffer_bytes(&message));
			struct bytes read = test.message->parts[1].text;
			ck_assert_msg(bytes_equal(read, buffer_bytes(&text)), "piece %zu behind %zu bytes", i, before);
			release(&test);
			buffer_release(&message);
			buffer_release(&text);
		}
	}
}
END_TEST

/* Structures that would exhaust a recursive or backtracking parser; the timeout is the check. */
START_TEST(test_hostile_structures)
{
	static const struct {
		const char *start;
		const char *piece;
		enum unscannable_reason reason; /* 0: none expected */
	} cases[] = {
		{ "", "Content-Type: message/rfc822\n\n", UNSCANNABLE_DEPTH },
		{ "", "Content-Type: multipart/mixed; boundary=x\n\n--x\n", UNSCANNABLE_PART_COUNT },
		{ MIXED, "--x\n\n", UNSCANNABLE_PART_COUNT },
		{ MIXED, "--x \n--xx\n", UNSCANNABLE_PART_COUNT },
		{ MIXED "--x\n\n", "--xx\n", UNSCANNABLE_MALFORMED },
		{ "", "X: y\n", UNSCANNABLE_HEADER_COUNT },
		{ "Subject: ", "=?utf-8?Q?", 0 },
		{ "Subject: ", "=?utf-8?Q?a?= ", 0 },
		{ "Subject: ", "=?iso-8859-2?Q?=E9?= =?utf-8?Q?=?=", 0 },
		{ "Content-Type: text/plain", "(", 0 },
		{ "Content-Type: text/plain", ";a*=x", UNSCANNABLE_MALFORMED },
		{ "Content-Type: text/plain", "; name=\"", 0 },
		{ "X: y", "\n ", 0 },
		{ BASE64 "\n", "=", 0 },
		{ QP "\n", "= ", 0 },
		{ "\n\n", "begin ", 0 },
		{ TEXT_IN("big5") "\n", "\xFF", 0 },
	};
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct buffer message = repeat(cases[i].start, cases[i].piece, 100000);
		struct reader_test test = read_message("", buffer_bytes(&message));
		if (cases[i].reason != 0)
			ck_assert_msg(complains(test.message, cases[i].reason), "%s", cases[i].piece);
		release(&test);
		buffer_release(&message);
	}
}
END_TEST

/* Nested multiparts with boundaries of their own: depth is cut, not recursed into. */
START_TEST(test_100000_nested_boundaries)
{
	struct buffer message = buffer_make(SIZE_MAX / 2);
	char line[128];
	for (int i = 0; i < 100000; i++) {
		snprintf(line, sizeof(line), "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i);
		append(&message, line);
	}
	append(&message, "\nSSN 123");
	struct reader_test test = read_message("", buffer_bytes(&message));
	ck_assert(complains(test.message, UNSCANNABLE_DEPTH));
	const struct part *last = &test.message->parts[test.message->part_count - 1];
	ck_assert_mem_eq(last->text.data + last->text.length - 7, "SSN 123", 7);
	release(&test);
	buffer_release(&message);
}
END_TEST

Suite *
part_reader_suite(void)
{
	Suite *suite = UNIT_SUITE("part reader", test_nul_hides_nothing, test_part_is_described,
	                          test_limits_are_said_and_the_rest_is_read, test_size_limits,
	                          test_no_charset_is_unknown_for_want_of_a_descriptor,
	                          test_header_count, test_bytes_stand_anywhere,
	                          test_hostile_structures, test_100000_nested_boundaries);
	TCase *tcase = tcase_create("cases");
	tcase_add_loop_test(tcase, test_structure, 0, ARRAY_LENGTH(structure_cases));
	tcase_add_loop_test(tcase, test_content, 0, ARRAY_LENGTH(content_cases));
	tcase_add_loop_test(tcase, test_headers, 0, ARRAY_LENGTH(header_cases));
	suite_add_tcase(suite, tcase);
	return suite;
}
