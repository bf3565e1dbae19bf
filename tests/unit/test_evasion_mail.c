/* Disguises of structure: encodings, charsets, types and places of a message. */
#include "tests/unit/evasion_case.h"
#include "tests/unit/test_scanner.h"

#define SSN IDENTIFIER_SSN, "219-09-9998"
#define TEXT_IN(charset) "Content-Type: text/plain; charset=" charset "\n"
#define TYPE(type) "Content-Type: " type "\n"
#define BASE64 "Content-Transfer-Encoding: base64\n"
#define QP "Content-Transfer-Encoding: quoted-printable\n"
#define HTML TYPE("text/html")
#define MIXED TYPE("multipart/mixed; boundary=x")
#define FLOWED "Content-Type: text/plain; format=flowed; delsp=yes\n\n"

/* "SSN: 219-09-9998 for the patient" in several ways. */
#define IN_BASE64 "U1NOOiAyMTktMDktOTk5OCBmb3IgdGhlIHBhdGllbnQ=\n"
#define IN_UTF_16LE \
	"UwBTAE4AOgAgADIAMQA5AC0AMAA5AC0AOQA5ADkAOAAgAGYAbwByACAAdABoAGUAIABwAGEAdABpAGUAbgB0AA==\n"
#define IN_UTF_16BE \
	"AFMAUwBOADoAIAAyADEAOQAtADAAOQAtADkAOQA5ADgAIABmAG8AcgAgAHQAaABlACAAcABhAHQAaQBlAG4AdA==\n"

static const struct evasion_case encodings[] = {
	{ "declared base64", BASE64 "\n" IN_BASE64, SSN },
	{ "undeclared base64", "\n" IN_BASE64, IDENTIFIER_SSN, NULL },
	{ "base64 declared as something else", QP "\n" IN_BASE64, IDENTIFIER_SSN, NULL },
	{ "base64 in base64", BASE64 "\nVTFOT09pQXlNVGt0TURrdE9UazVPQ0JtYjNJZ2RHaGxJSEJoZEdsbGJuUT0=\n",
	  IDENTIFIER_SSN, NULL },
	{ "quoted-printable in base64", BASE64 "\nU1NOOiAyMTk9MkQwOT0yRDk5OTg=\n", IDENTIFIER_SSN, NULL },
	{ "undeclared quoted-printable", "\nPatient=27s SSN: 219=2D09=2D99=\n98\n", IDENTIFIER_SSN, NULL },
	{ "quoted-printable line breaks", QP "\nSSN: 219-0=\n9-99=\n98", SSN },
	{ "quoted-printable with blanks behind", QP "\nSSN: 219-0= \t\n9-9998", SSN },
	{ "quoted-printable multipart", MIXED QP "\n--x\n\nSSN: 219=2D09=2D9998\n--x--\n", IDENTIFIER_SSN, NULL },
	{ "quoted-printable boundaries", MIXED QP "\n=2D-x\n\nSSN: 219=2D09-9998\n=2D-x--\n", SSN },
	{ "base64 multipart", MIXED BASE64 "\nLS14DQoNClNTTjogMjE5LTA5LTk5OTgNCi0teC0tDQo=\n", SSN },
	{ "plain text said to be base64", BASE64 "\nSSN: 219-09-9998\n", SSN },
	{ "unknown encoding", "Content-Transfer-Encoding: x-secret\n\nSSN: 219-09-9998\n", SSN },
	{ "uuencode", "Content-Transfer-Encoding: x-uuencode\n\nbegin 644 f\n"
	  "@4U-..B R,3DM,#DM.3DY.\"!F;W(@=&AE('!A=&EE;G0 \n`\nend\n", SSN },
	{ "flowed lines", FLOWED "SSN: 219-0 \n9-99 \n98 for\n", SSN },
	{ "flowed and quoted lines", FLOWED "> SSN: 219-0 \n> 9-9998\n", SSN },
	{ "hexadecimal", "\n53534e3a203231392d30392d39393938\n", IDENTIFIER_SSN, NULL },
};

static const struct evasion_case charsets[] = {
	{ "UTF-16 without a mark", TEXT_IN("utf-16") BASE64 "\n" IN_UTF_16LE, SSN },
	{ "big-endian UTF-16 without a mark", TEXT_IN("utf-16") BASE64 "\n" IN_UTF_16BE, SSN },
	{ "UTF-16 said to be ASCII", TEXT_IN("us-ascii") BASE64 "\n" IN_UTF_16LE, SSN },
	{ "UTF-16 said to be UTF-8", TEXT_IN("utf-8") BASE64 "\n" IN_UTF_16BE, SSN },
	{ "UTF-16 said to be nothing", BASE64 "\n" IN_UTF_16LE, SSN },
	{ "UTF-16 in octets", TYPE("application/octet-stream") BASE64 "\n" IN_UTF_16LE, SSN },
	{ "UTF-16 the wrong way round", TEXT_IN("utf-16be") BASE64 "\n" IN_UTF_16LE, SSN },
	{ "UTF-32 said to be nothing", BASE64 "\n"
	  "UwAAAFMAAABOAAAAOgAAACAAAAAyAAAAMQAAADkAAAAtAAAAMAAAADkAAAAtAAAAOQAAADkAAAA5AAAAOAAAACAAAABm"
	  "AAAAbwAAAHIAAAAgAAAAdAAAAGgAAABlAAAAIAAAAHAAAABhAAAAdAAAAGkAAABlAAAAbgAAAHQAAAA=\n", SSN },
	{ "UTF-7", TEXT_IN("utf-7") "\nSSN: +ADIAMQA5-+AC0-09-9998\n", SSN },
	{ "UTF-7 said to be ASCII", TEXT_IN("us-ascii") "\nSSN: +ADIAMQA5-+AC0-09-9998\n", IDENTIFIER_SSN,
	  "+ADIAMQA5-+AC0-09-9998" },
	{ "ASCII said to be UTF-7", TEXT_IN("utf-7") "\nSSN: 219-09-9998\n", SSN },
	{ "ASCII said to be UTF-16", TEXT_IN("utf-16") "\nSSN: 219-09-9998\n", SSN },
	{ "windows-1252 said to be ASCII", TEXT_IN("us-ascii") "\nSSN: 219\x96" "09\x96" "9998\n",
	  IDENTIFIER_SSN, "219\u2013" "09\u2013" "9998" },
	{ "windows-1252 said to be UTF-8", TEXT_IN("utf-8") "\nSSN: 219\x96" "09\xA0" "\x96" "9998 or 219\xAD-09-9998\n",
	  IDENTIFIER_SSN, NULL },
	{ "an unknown charset", TEXT_IN("x-secret") "\nSSN: 219-09-9998\n", SSN },
	{ "a charset given twice", "Content-Type: text/plain; charset=utf-16; charset=us-ascii\n\n"
	  "SSN: 219-09-9998\n", SSN },
	{ "EBCDIC", TEXT_IN("ibm037") BASE64 "\n4uLVekDy8flg8Plg+fn5+ECGlplAo4iFQJeBo4mFlaM=\n", SSN },
};

static const struct evasion_case types[] = {
	{ "text in octets", TYPE("application/octet-stream") "\nSSN: 219-09-9998\n", SSN },
	{ "text in a picture", TYPE("image/jpeg; name=scan.jpg") "\nSSN: 219-09-9998\n", SSN },
	{ "text behind a picture's mark", TYPE("image/gif") BASE64 "\n"
	  "R0lGODlhU1NOOiAyMTktMDktOTk5OCBmb3IgdGhlIHBhdGllbnQ=\n", SSN },
	{ "HTML in plain text", TYPE("text/plain") "\n<html><p>SSN: 21<b>9</b>-09-9998</p>", SSN },
	{ "HTML behind plain text", TYPE("text/plain") "\nHello\n<p>SSN: 21<b>9</b>-09-9998</p>",
	  IDENTIFIER_SSN, "21<b>9</b>-09-9998" },
	{ "HTML pasted in base64", "\nPHA+U1NOOiAyMTxiPjk8L2I+LTA5LTk5OTg8L3A+\n", IDENTIFIER_SSN, NULL },
	{ "enriched text", TYPE("text/enriched") "\nSSN: 21<bold>9</bold>-09-9998", SSN },
	{ "rich text", TYPE("text/richtext") "\nSSN: 21<bold>9</bold>-09-9998", SSN },
	{ "text in a drawing", TYPE("image/svg+xml") "\n<svg><text>SSN: 219<tspan>-09-</tspan>9998</text></svg>", SSN },
	{ "folded line of a calendar", TYPE("text/calendar") "\nDESCRIPTION:SSN 219-0\n 9-9998\n", IDENTIFIER_SSN, NULL },
	{ "folded line of a card", TYPE("text/vcard") "\nNOTE:SSN 219-09-99\n 98\n", IDENTIFIER_SSN, NULL },
	{ "character data of XML", TYPE("application/xml") "\n<ssn><![CDATA[219-09-9998]]></ssn>", SSN },
	{ "references of XML", TYPE("application/xml") "\n<ssn>&#x32;19-09-9998</ssn>", IDENTIFIER_SSN, NULL },
	{ "message in pieces", TYPE("message/partial; id=a; number=1; total=1")
	  "\nContent-Type: text/plain\n\nSSN: 219-09-9998\n", SSN },
	{ "text in a font", TYPE("font/woff2") "\nSSN: 219-09-9998\n", SSN },
	{ "text in an unknown multipart", TYPE("multipart/x-secret; boundary=y") "\n--y\n\nSSN: 219-09-9998\n--y--\n",
	  SSN },
	{ "text in a delivery status", TYPE("message/delivery-status") "\nX-Note: SSN: 219-09-9998\n", SSN },
};

static const struct evasion_case places[] = {
	{ "preamble", MIXED "\nSSN: 219-09-9998\n--x\n\na\n--x--\n", SSN },
	{ "epilogue", MIXED "\n--x\n\na\n--x--\nSSN: 219-09-9998\n", SSN },
	{ "behind the last delimiter", MIXED "\n--x--\n--x\n\nSSN: 219-09-9998\n", SSN },
	{ "name of a field", "SSN-219-09-9998: x\n\na\n", SSN },
	{ "unusual field", "X-Anything: SSN: 219-09-9998\n\na\n", SSN },
	{ "encoded field", "X-Anything: =?utf-8?b?U1NOOiAyMTktMDktOTk5OA==?=\n\na\n", SSN },
	{ "base64 in a field", "X-Anything: U1NOOiAyMTktMDktOTk5OCBmb3IgdGhlIHBhdGllbnQ=\n\na\n",
	  IDENTIFIER_SSN, NULL },
	{ "comment of an address", "From: a@example.com (SSN: 219-09-9998)\n\na\n", SSN },
	{ "line that is no field", "Subject: x\n(SSN: 219-09-9998\n\na\n", SSN },
	{ "content description", MIXED "\n--x\nContent-Description: SSN: 219-09-9998\n\na\n--x--\n", SSN },
	{ "file name", MIXED "\n--x\nContent-Disposition: attachment; filename=\"SSN 219-09-9998.pdf\"\n\na\n--x--\n",
	  SSN },
	{ "continued file name", MIXED "\n--x\nContent-Disposition: attachment; filename*0*=utf-8''SSN%20219%2D;\n"
	  " filename*1*=09-99; filename*2=98.pdf\n\na\n--x--\n", SSN },
	{ "file name continued the other way round", MIXED "\n--x\nContent-Disposition: attachment; filename*1=09-9998.pdf;\n"
	  " filename*0=\"SSN 219-\"\n\na\n--x--\n", SSN },
	{ "boundary", TYPE("multipart/mixed; boundary=\"SSN: 219-09-9998\"") "\n--SSN: 219-09-9998\n\na\n"
	  "--SSN: 219-09-9998--\n", SSN },
	{ "unknown parameter", TYPE("text/plain; ssn=219-09-9998") "\na\n", SSN },
	{ "comment of a type", TYPE("text/plain (SSN: 219-09-9998)") "\na\n", SSN },
	{ "charset", TEXT_IN("\"SSN: 219-09-9998\"") "\na\n", SSN },
	{ "external body", TYPE("message/external-body; access-type=URL;\n URL=\"http://x.example/?ssn=219-09-9998\"")
	  "\nContent-Type: text/plain\n\nphantom\n", IDENTIFIER_SSN, NULL },
	{ "external body's phantom", TYPE("message/external-body; access-type=anon-ftp; site=x.example")
	  "\nContent-Description: SSN: 219-09-9998\n\nphantom\n", SSN },
	{ "continued parameter of an external body", TYPE("message/external-body; access-type=URL;\n"
	  " URL*0=\"http://x.example/?ssn=219-0\"; URL*1=\"9-9998\"") "\nContent-Type: text/plain\n\na\n", IDENTIFIER_SSN, NULL },
	{ "transfer encoding", "Content-Transfer-Encoding: 7bit (SSN: 219-09-9998)\n\na\n", SSN },
	{ "part's field", MIXED "\n--x\nContent-Type: text/plain; charset=\"SSN: 219-09-9998\"\n\na\n--x--\n", SSN },
	{ "comment of a part's field", MIXED "\n--x\nContent-Type: text/plain (SSN: 219-09-9998)\n\na\n--x--\n", SSN },
	{ "part's transfer encoding", MIXED "\n--x\nContent-Transfer-Encoding: 7bit (SSN: 219-09-9998)\n\na\n--x--\n",
	  SSN },
};

static const struct evasion_case html[] = {
	{ "tags in the number", HTML "\nSSN: 21<b>9</b>-0<i>9</i>-99<span></span>98", SSN },
	{ "unknown tags in the number", HTML "\nSSN: 21<x>9</x>-09-9998", SSN },
	{ "a comment in the number", HTML "\nSSN: 21<!-- x -->9-09-9998", SSN },
	{ "references", HTML "\nSSN: &#50;&#x31;9&shy;-&#8203;09-9998", SSN },
	{ "references twice", HTML "\nSSN: &amp;#50;&amp;#x31;9-09-9998", IDENTIFIER_SSN, "&#50;&#x31;9-09-9998" },
	{ "hidden by style", HTML "\n<p style=\"display:none\">SSN: 219-09-9998</p>a", SSN },
	{ "white on white", HTML "\n<font color=white size=0>SSN: 219-09-9998 </font>a", SSN },
	{ "comment", HTML "\n<!-- SSN: 219-09-9998 -->a", SSN },
	{ "comment of a style sheet", HTML "\n<style>/* SSN: 219-09-9998 */</style>a", SSN },
	{ "content of a style sheet", HTML "\n<style>p::before { content: \"SSN: \\32 19-09-9998\" }</style>a",
	  IDENTIFIER_SSN, NULL },
	{ "script", HTML "\n<script>var ssn = \"219-09-9998\";</script>a", SSN },
	{ "alternative text", HTML "\n<img alt=\"SSN: 219-09-9998\">", SSN },
	{ "style attribute", HTML "\n<p style=\"color: red /* SSN: 219-09-9998 */\">a", SSN },
	{ "class", HTML "\n<p class=\"SSN 219-09-9998\">a", SSN },
	{ "identifier", HTML "\n<p id=\"ssn-219-09-9998\">a", SSN },
	{ "name of a field", HTML "\n<input name=\"SSN: 219-09-9998\">a", SSN },
	{ "value of a hidden field", HTML "\n<input type=hidden name=ssn value=\"219-09-9998\">a", SSN },
	{ "query of a link", HTML "\n<a href=\"http://x.example/?ssn=219%2D09%2D9998\">a</a>", IDENTIFIER_SSN, NULL },
	{ "base64 in a link", HTML "\n<a href=\"http://x.example/?d=U1NOOiAyMTktMDktOTk5OCBmb3IgdGhlIHBhdGllbnQ=\">a</a>",
	  IDENTIFIER_SSN, NULL },
	{ "data: of text", HTML "\n<a href=\"data:text/plain,SSN:%20219-09-9998\">a</a>", IDENTIFIER_SSN, NULL },
	{ "data: in base64", HTML "\n<a href=\"data:text/plain;base64,U1NOOiAyMTktMDktOTk5OCBmb3IgdGhlIHBhdGllbnQ=\">a</a>",
	  IDENTIFIER_SSN, NULL },
	{ "data: that is no picture", HTML "\n<img src=\"data:image/png;base64,U1NOOiAyMTktMDktOTk5OCBmb3IgdGhlIHBhdGllbnQ=\">",
	  IDENTIFIER_SSN, NULL },
	{ "reversed by bdo", HTML "\n<bdo dir=\"rtl\">tneitap eht rof 8999-90-912 :NSS</bdo>", IDENTIFIER_SSN, NULL },
	{ "reversed by style", HTML "\n<p style=\"unicode-bidi: bidi-override; direction: rtl\">8999-90-912 :NSS</p>",
	  IDENTIFIER_SSN, NULL },
	{ "reversed by a character", HTML "\n<p>&#x202E;8999-90-912 :NSS&#x202C;</p>", IDENTIFIER_SSN, NULL },
	{ "a cell a digit", HTML "\n<table><tr><td>SSN</td></tr><tr><td>2</td><td>1</td><td>9</td><td>-</td><td>0</td>"
	  "<td>9</td><td>-</td><td>9</td><td>9</td><td>9</td><td>8</td></tr></table>", IDENTIFIER_SSN, NULL },
	{ "a block a digit", HTML "\nSSN: <span style=\"display:inline-block\">219</span><wbr>-09<wbr>-9998", SSN },
	{ "document type", HTML "\n<!DOCTYPE ssn \"219-09-9998\">a", SSN },
	{ "conditional comment", HTML "\n<!--[if mso]>SSN: 219-09-9998<![endif]-->a", SSN },
	{ "meta", HTML "\n<meta name=description content=\"SSN: 219-09-9998\">a", SSN },
};

#define CHECK(cases) evasion_check_messages(cases, sizeof(cases) / sizeof(*(cases)))

START_TEST(transfer_encodings_hide_nothing)
{
	CHECK(encodings);
}
END_TEST

START_TEST(charsets_hide_nothing)
{
	CHECK(charsets);
}
END_TEST

START_TEST(types_hide_nothing)
{
	CHECK(types);
}
END_TEST

START_TEST(places_hide_nothing)
{
	CHECK(places);
}
END_TEST

START_TEST(html_hides_nothing)
{
	CHECK(html);
}
END_TEST

Suite *
evasion_mail_suite(void)
{
	return UNIT_SUITE("evasion in mail", transfer_encodings_hide_nothing, charsets_hide_nothing,
	                  types_hide_nothing, places_hide_nothing, html_hides_nothing);
}
