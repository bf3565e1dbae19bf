/* The notice: what it says, what it wants of its templates, and that nothing else leaves. */
#include "encryption/portal_notice.h"

#include <stdio.h>

#include "core/error.h"
#include "tests/unit/apply_edits_model.h"
#include "tests/unit/diagnostics_check.h"
#include "tests/unit/test_encryption.h"

#define ESCROW_ID "00112233445566778899aabbccddeeff"
#define RECEIVED 1795303738 /* Sat, 21 Nov 2026 23:28:58 UTC */
#define ORIGINAL_LIMIT ((size_t)1024 * 1024)

#define SETTINGS(escrow)                                                                   \
	"site: { authserv = \"mail.example.com\"; internal_domains = ( \"example.com\" ); };" \
	"escrow: { portal_url = \"https://portal.example.com/m/\"; " escrow " };"

static const struct escrow_token token = { "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE" };

struct field {
	const char *name;
	const char *value;
};

static struct portal_notice *
notice_of(const char *text, struct configuration **configuration)
{
	struct portal_notice *notice;
	struct diagnostics why;

	diagnostics_init(&why);
	ck_assert_int_eq(configuration_parse(text, "test.conf", &why, configuration), 0);
	int err = portal_notice_create(*configuration, &why, &notice);
	ck_assert_msg(err == 0, "%s", diagnostics_line(&why, 0));
	return notice;
}

static struct message *
message_of(const char *sender, const char *const *recipients, const struct field *fields,
           size_t count, const char *body)
{
	struct message *m;

	ck_assert_int_eq(message_create(ORIGINAL_LIMIT, 16 * ORIGINAL_LIMIT, &m), 0);
	m->envelope.sender = sender;
	m->envelope.received = RECEIVED;
	for (; *recipients != NULL; recipients++)
		ck_assert_int_eq(message_recipient_add(m, *recipients, "smtp"), 0);
	for (size_t i = 0; i < count; i++)
		ck_assert_int_eq(message_header_add(m, bytes_of_string(fields[i].name),
		                                    bytes_of_string(fields[i].value)), 0);
	ck_assert_int_eq(buffer_append_string(&m->original, body), 0);
	strcpy(m->escrow_id, ESCROW_ID);
	return m;
}

/* What leaves, NUL-terminated, when a notice of these settings replaces the message. */
static struct buffer
notice_for(const char *settings, struct message *m)
{
	struct configuration *configuration;
	struct portal_notice *notice = notice_of(settings, &configuration);

	ck_assert_int_eq(portal_notice_compose(notice, &token, m), 0);
	struct buffer left = apply_edits_model(m);
	ck_assert_int_eq(buffer_append_byte(&left, '\0'), 0);
	portal_notice_destroy(&notice);
	configuration_release(&configuration);
	return left;
}

static void
check_has(const struct buffer *left, const char *expected)
{
	ck_assert_msg(strstr((const char *)left->data, expected) != NULL, "no \"%s\" in\n%s", expected,
	              (const char *)left->data);
}

static size_t
count_of(const struct buffer *left, const char *text)
{
	size_t count = 0;

	for (const char *at = (const char *)left->data; (at = strstr(at, text)) != NULL; at++)
		count++;
	return count;
}

START_TEST(the_notice_as_a_whole)
{
	static const struct field fields[] = {
		{ "Received", " from laptop (laptop [192.0.2.7])\n\tby CANARY" },
		{ "From", " \"Dr. Jones\" <jones@example.com>" },
		{ "To", " Ann <ann@partner.example>" },
		{ "Subject", " Lab results of John Doe" },
		{ "Message-ID", " <123@laptop>" },
		{ "Date", " Sun, 22 Nov 2026 00:28:57 +0100" },
		{ "Content-Type", " text/plain" },
		{ "X-Mailer", " something" },
	};
	static const char *const recipients[] = { "ann@partner.example", NULL };
	static const char header[] =
		"From: jones@example.com\r\n"
		"To: ann@partner.example\r\n"
		"Subject: A secure message is waiting for you\r\n"
		"Message-ID: <" ESCROW_ID "@mail.example.com>\r\n"
		"Date: Sat, 21 Nov 2026 23:28:58 +0000\r\n"
		"Content-Type: multipart/alternative;\r\n\tboundary=\"=_";
	static const char *const there[] = {
		"\"\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: 7bit\r\n\r\n--=_",
		"\r\nContent-Type: text/plain; charset=utf-8\r\n"
		"Content-Transfer-Encoding: quoted-printable\r\n\r\n",
		"\r\nContent-Type: text/html; charset=utf-8\r\n"
		"Content-Transfer-Encoding: quoted-printable\r\n\r\n",
		"jones@example.com sent you a message through mail.example.com.\r\n",
		"https://portal.example.com/m/" ESCROW_ID "#AbCdEfGhIjKlM=\r\nnOpQrStUvWxYz0123456789-_AbCdE\r\n",
		"Sent:      21 November 2026, 23:28 UTC\r\n",
		"Reference: " ESCROW_ID "\r\n",
		"<a href=3D\"https://portal.example.com/m/00112233=\r\n4455",
	};
	struct message *m = message_of("jones@example.com", recipients, fields, ARRAY_LENGTH(fields),
	                               "The MRI of John Doe\r\n");
	struct buffer left = notice_for(SETTINGS(""), m);

	ck_assert_msg(strncmp((const char *)left.data, header, strlen(header)) == 0, "%s",
	              (const char *)left.data);
	for (size_t i = 0; i < ARRAY_LENGTH(there); i++)
		check_has(&left, there[i]);
	ck_assert_uint_eq(count_of(&left, "John Doe"), 0);
	ck_assert_uint_eq(count_of(&left, "--=_"), 3);
	buffer_release(&left);
	message_destroy(&m);
}
END_TEST

/* RFC 5321 4.5.3.1.6, RFC 2045 2.7: what any MTA takes. */
START_TEST(the_body_suits_every_mta)
{
	static const char *const recipients[] = { "ann@partner.example", NULL };
	struct message *m = message_of("jones@example.com", recipients, NULL, 0, "body\r\n");
	struct buffer left = notice_for(SETTINGS("notice_subject = \"Z\xc3\xbcrich\";"), m);
	size_t column = 0;

	for (size_t i = 0; i + 1 < left.length; i++) {
		uint8_t c = left.data[i];
		bool line_end = c == '\r' && left.data[i + 1] == '\n';
		ck_assert_msg(line_end || c == '\n' || c == '\t' || (c >= ' ' && c <= '~'), "byte %u", c);
		ck_assert(c != '\n' || (i > 0 && left.data[i - 1] == '\r'));
		column = c == '\n' ? 0 : column + 1;
		ck_assert_uint_le(column, 78);
	}
	buffer_release(&left);
	message_destroy(&m);
}
END_TEST

/*
 * The property the whole module is for: a mark in every place a client can
 * write to, and nothing of it in what leaves.
 */
START_TEST(nothing_of_the_original_leaves)
{
	static const struct field fields[] = {
		{ "Received", " from CANARY by x" },
		{ "received", " from CANARY by y\n\tid CANARY" },
		{ "RECEIVED", " CANARY" },
		{ "X-CANARY", " 1" },
		{ "CANARY", " 1" },
		{ "x-canary", " CANARY" },
		{ "From", " \"CANARY\" <jones@example.com> (CANARY)" },
		{ "From", " CANARY <CANARY@elsewhere.example>" },
		{ "fROM", " CANARY" },
		{ "Sender", " CANARY@example.com" },
		{ "Reply-To", " CANARY <canary@example.com>" },
		{ "To", " CANARY <ann@partner.example>, \"CANARY\"@partner.example,\n\tcanary@partner.example" },
		{ "To", " CANARY:bob@partner.example;" },
		{ "Cc", " (CANARY) carol@partner.example, <canary@x.example>" },
		{ "Bcc", " canary@partner.example" },
		{ "Date", " Sat, 21 Nov 2026 00:00:00 +0000 (CANARY)" },
		{ "Date", " CANARY" },
		{ "Message-ID", " <CANARY@example.com>" },
		{ "In-Reply-To", " <CANARY@example.com>" },
		{ "References", " <CANARY@example.com>" },
		{ "Subject", " CANARY" },
		{ "Subject", " =?utf-8?Q?CANARY?=" },
		{ "subject", " CANARY" },
		{ "Comments", " CANARY" },
		{ "Keywords", " CANARY" },
		{ "Thread-Topic", " CANARY" },
		{ "List-Id", " CANARY <canary.example.com>" },
		{ "List-Unsubscribe", " <https://example.com/CANARY>" },
		{ "DKIM-Signature", " v=1; d=example.com; s=CANARY" },
		{ "ARC-Seal", " CANARY" },
		{ "Authentication-Results", " CANARY" },
		{ "MIME-Version", " 1.0 (CANARY)" },
		{ "Content-Type", " multipart/mixed; boundary=\"CANARY\"; name=CANARY" },
		{ "Content-Type", " CANARY/CANARY" },
		{ "Content-Transfer-Encoding", " CANARY" },
		{ "Content-Disposition", " attachment; filename=CANARY" },
		{ "Content-Description", " CANARY" },
		{ "Content-ID", " <CANARY>" },
		{ "Content-Language", " CANARY" },
		{ "Disposition-Notification-To", " CANARY@example.com" },
		{ "Autocrypt", " addr=CANARY" },
		{ "Return-Path", " <CANARY@example.com>" },
		{ "Resent-From", " CANARY@example.com" },
		{ "", " CANARY" },
		{ "Strange\xff" "CANARY", " CANARY" },
	};
	static const char *const recipients[] = { "ann@partner.example", "bob@partner.example",
	                                          "carol@partner.example", "blind@partner.example", NULL };
	static const char body[] = "--CANARY\r\nContent-Type: text/plain; name=CANARY\r\n\r\nCANARY\r\n--CANARY--\r\n";
	struct message *m = message_of("jones@example.com", recipients, fields, ARRAY_LENGTH(fields), body);
	struct buffer left = notice_for(SETTINGS(""), m);

	ck_assert_uint_eq(bytes_find_nocase(buffer_bytes(&left), bytes_of_string("canary")), SIZE_MAX);
	check_has(&left, "From: jones@example.com\r\n");
	check_has(&left, "\r\nTo: ann@partner.example,\r\n\tbob@partner.example\r\n");
	check_has(&left, "\r\nCc: carol@partner.example\r\n");
	ck_assert_uint_eq(count_of(&left, "blind@"), 0);
	static const char *const once[] = { "From: ", "\nTo: ", "\nCc: ", "\nDate: ", "\nMessage-ID: ",
	                                    "\nSubject: ", "\nMIME-Version: " };
	for (size_t i = 0; i < ARRAY_LENGTH(once); i++)
		ck_assert_uint_eq(count_of(&left, once[i]), 1);
	buffer_release(&left);
	message_destroy(&m);
}
END_TEST

/* Bytes of headers that mean something to a parser, and some that should not. */
static char
hostile_byte(unsigned random)
{
	static const char bytes[] = "\"\\(),:;<>@ \t\n.=?aZ0\x80\xff\x01\r";

	return bytes[random % (sizeof(bytes) - 1)];
}

/* Checks that the header has these fields, each once, and no others. */
static void
check_fields(const struct buffer *left)
{
	static const char *const names[] = { "From", "To", "Cc", "Date", "Message-ID", "Subject", "MIME-Version",
	                                     "Content-Type", "Content-Transfer-Encoding" };
	unsigned seen[ARRAY_LENGTH(names)] = { 0 };

	for (const char *line = (const char *)left->data; *line != '\r'; line = strstr(line, "\r\n") + 2) {
		size_t i = 0;
		if (*line == '\t')
			continue;
		while (i < ARRAY_LENGTH(names) && (strncmp(line, names[i], strlen(names[i])) != 0 ||
		                                   line[strlen(names[i])] != ':'))
			i++;
		ck_assert_msg(i < ARRAY_LENGTH(names), "%.60s", line);
		seen[i]++;
	}
	for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
		ck_assert_msg(seen[i] == 1 || (seen[i] == 0 && i == 2), "%s: %u", names[i], seen[i]);
}

START_TEST(hostile_headers_leave_neutral_ones)
{
	enum { ROUNDS = 1500, FIELDS = 24, VALUE = 40 };
	static const char *const names[] = { "From", "FROM", "to", "To", "cC", "Date", "message-id", "Subject",
	                                     "X", "x", "Bcc", "Received", "", " ", "Content-Type", "To " };
	static const char *const recipients[] = { "a@z", "Za@0.aZ", "0@a", NULL };
	static char values[FIELDS][VALUE + 1];
	struct field fields[FIELDS];
	unsigned random = 1;

	for (int round = 0; round < ROUNDS; round++) {
		for (size_t i = 0; i < FIELDS; i++) {
			for (size_t j = 0; j < VALUE; j++) {
				random = random * 1664525 + 1013904223;
				values[i][j] = hostile_byte(random >> 16);
			}
			fields[i] = (struct field){ names[(random >> 8) % ARRAY_LENGTH(names)], values[i] };
		}
		struct message *m = message_of("jones@example.com", recipients, fields, FIELDS, "");
		struct buffer left = notice_for(SETTINGS(""), m);
		check_fields(&left);
		buffer_release(&left);
		message_destroy(&m);
	}
}
END_TEST

START_TEST(deletions_go_from_last_to_first)
{
	enum { COUNT = 1000 };
	static const char *const recipients[] = { "ann@partner.example", NULL };
	static struct field fields[COUNT];

	for (size_t i = 0; i < COUNT; i++)
		fields[i] = (struct field){ i % 3 ? "X-Many" : "x-many", " CANARY" };
	struct message *m = message_of("jones@example.com", recipients, fields, COUNT, "body\r\n");
	struct buffer left = notice_for(SETTINGS(""), m);
	for (size_t i = 0; i < COUNT; i++) {
		ck_assert_int_eq(m->edits[i].kind, EDIT_HEADER_DELETE);
		ck_assert_int_eq(m->edits[i].index, (int)(COUNT - i));
		ck_assert_str_eq(m->edits[i].name, fields[COUNT - 1 - i].name);
	}
	ck_assert_uint_eq(count_of(&left, "CANARY"), 0);
	buffer_release(&left);
	message_destroy(&m);
}
END_TEST

START_TEST(senders)
{
	static const struct {
		const char *sender;
		const char *from; /* NULL: no such field */
		const char *expected;
	} cases[] = {
		{ "jones@example.com", " jones@example.com", "jones@example.com" },
		{ "JONES@EXAMPLE.COM", " Dr. <jones@example.com>", "jones@example.com" },
		{ "bounce+1@lists.example.com", " <billing@example.com>", "billing@example.com" }, /* internal */
		{ "bounce+1@app.example", " <billing@app.example>", "billing@app.example" }, /* its own domain */
		{ "jones@example.com", " <other@elsewhere.example>", "jones@example.com" },
		{ "jones@example.com", " <a@example.com>, <b@example.com>", "jones@example.com" },
		{ "jones@example.com", " John Doe", "jones@example.com" },
		{ "jones@example.com", NULL, "jones@example.com" },
		{ "", " <daemon@example.com>", "daemon@example.com" },
		{ "", " <x@elsewhere.example>", "postmaster@mail.example.com" },
		{ "\"John Doe\"@example.com", " \"John Doe\"@example.com", "postmaster@mail.example.com" },
		{ "root", " root@example.com", "root@example.com" },
	};
	static const char *const recipients[] = { "ann@partner.example", NULL };
	char expected[128];

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct field from = { "From", cases[i].from };
		struct message *m = message_of(cases[i].sender, recipients, &from, cases[i].from != NULL, "");
		struct buffer left = notice_for(SETTINGS(""), m);
		snprintf(expected, sizeof(expected), "From: %s\r\n", cases[i].expected);
		check_has(&left, expected);
		ck_assert_uint_eq(count_of(&left, "Reply-To"), 0);
		buffer_release(&left);
		message_destroy(&m);
	}
}
END_TEST

START_TEST(a_notice_from_of_its_own)
{
	static const char *const recipients[] = { "ann@partner.example", NULL };
	static const struct field fields[] = {
		{ "reply-to", " CANARY@elsewhere.example" },
		{ "From", " <jones@example.com>" },
	};
	struct message *m = message_of("jones@example.com", recipients, fields, ARRAY_LENGTH(fields), "");
	struct buffer left = notice_for(SETTINGS("notice_from = \"Clinic <notices@example.com>\";"), m);

	check_has(&left, "\r\nFrom: Clinic <notices@example.com>\r\n");
	check_has(&left, "Reply-To: jones@example.com\r\n");
	ck_assert_uint_eq(count_of(&left, "CANARY"), 0);
	buffer_release(&left);
	message_destroy(&m);
}
END_TEST

START_TEST(receivers)
{
	static const struct {
		const char *recipients[4];
		const char *to;
		const char *cc; /* NULL: no such field */
		const char *expected;
	} cases[] = {
		{ { "a@x" }, " a@x", NULL, "To: a@x\r\n" },
		{ { "a@x" }, " A@X, b@x", NULL, "To: a@x\r\n" },
		{ { "a@x" }, " list@y", NULL, "To: a@x\r\n" },          /* alone: shown itself */
		{ { "a@x" }, " list@y", " a@x", "To: a@x\r\n" },
		{ { "a@x", "b@x" }, " a@x", " b@x", "To: a@x\r\n" },
		{ { "a@x", "b@x" }, " list@y", NULL, "To: undisclosed-recipients:;\r\n" },
		{ { "a@x", "b@x" }, " b@x, a@x, B@X", NULL, "To: a@x,\r\n\tb@x\r\n" },
		{ { "\"q q\"@x" }, " \"q q\"@x", NULL, "To: undisclosed-recipients:;\r\n" },
		{ { "\"q q\"@x", "a@x" }, " \"q q\"@x", NULL, "To: undisclosed-recipients:;\r\n" },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct field fields[] = { { "To", cases[i].to }, { "Cc", cases[i].cc } };
		struct message *m = message_of("jones@example.com", cases[i].recipients, fields,
		                               1 + (cases[i].cc != NULL), "");
		struct buffer left = notice_for(SETTINGS(""), m);
		check_has(&left, cases[i].expected);
		ck_assert_uint_eq(count_of(&left, "\nTo: ") + (strncmp((char *)left.data, "To: ", 4) == 0), 1);
		buffer_release(&left);
		message_destroy(&m);
	}
}
END_TEST

START_TEST(more_receivers_than_a_header_holds)
{
	enum { COUNT = 5000 };
	static char addresses[COUNT][32];
	static const char *recipients[COUNT + 1];
	struct buffer to = buffer_make(COUNT * sizeof(addresses[0]) + 1);

	for (size_t i = 0; i < COUNT; i++) {
		snprintf(addresses[i], sizeof(addresses[i]), "user%zu@partner.example,", i);
		ck_assert_int_eq(buffer_append_string(&to, addresses[i]), 0);
		addresses[i][strlen(addresses[i]) - 1] = '\0';
		recipients[i] = addresses[i];
	}
	ck_assert_int_eq(buffer_append_byte(&to, '\0'), 0);
	struct field field = { "To", (const char *)to.data };
	struct message *m = message_of("jones@example.com", recipients, &field, 1, "");
	struct buffer left = notice_for(SETTINGS(""), m);
	check_has(&left, "To: undisclosed-recipients:;\r\n");
	buffer_release(&left);
	buffer_release(&to);
	message_destroy(&m);
}
END_TEST

START_TEST(templates_of_the_admin)
{
	struct test_directory directory;
	char settings[4 * sizeof(struct test_path)];
	static const char *const recipients[] = { "ann@partner.example", NULL };
	static const char text[] = "Gr\xc3\xbc\xc3\x9f" "e {{ sender }}\n{{link}}\n{a} }} {{organization}} {{expires}}";
	static const char html[] = "<p title='{{sender}}'>{{link}}</p>";

	test_directory_create(&directory);
	struct test_path text_path = test_path(&directory, "text");
	struct test_path html_path = test_path(&directory, "html");
	test_file_write(text_path.text, text, strlen(text));
	test_file_write(html_path.text, html, strlen(html));
	snprintf(settings, sizeof(settings), "site: { authserv = \"mail.example.com\"; }; escrow: { "
	         "portal_url = \"https://p.example/?a=1&id=\"; notice_text = \"%s\"; notice_html = \"%s\"; };",
	         text_path.text, html_path.text);
	struct message *m = message_of("o'neil@example.com", recipients, NULL, 0, "");
	m->link_until = 1795303738;
	struct buffer left = notice_for(settings, m);
	check_has(&left, "Gr=C3=BC=C3=9Fe o'neil@example.com\r\nhttps://p.example/?a=3D1&id=3D" ESCROW_ID "#");
	check_has(&left, "\r\n{a} }} mail.example.com 21 November 2026, 23:28 UTC\r\n");
	check_has(&left, "<p title=3D'o&#39;neil@example.com'>https://p.example/?a=3D1&amp;id=3D");
	buffer_release(&left);
	message_destroy(&m);
	test_directory_destroy(&directory);
}
END_TEST

/* The complaint about `content` as notice_text. */
static void
check_template(const struct test_directory *directory, const char *content, const char *expected)
{
	struct test_path path = test_path(directory, "text");
	char settings[2 * sizeof(path)], lines[4 * sizeof(path)] = "";
	struct configuration *configuration;
	struct portal_notice *notice;
	struct diagnostics why;

	diagnostics_init(&why);
	test_file_write(path.text, content, strlen(content));
	snprintf(settings, sizeof(settings), SETTINGS("notice_text = \"%s\";"), path.text);
	for (const char *line = expected; *line != '\0'; line = strchr(line, '\n') + 1)
		snprintf(lines + strlen(lines), sizeof(lines) - strlen(lines), "%s:%.*s", path.text,
		         (int)strcspn(line, "\n") + 1, line);
	ck_assert_int_eq(configuration_parse(settings, "test.conf", &why, &configuration), 0);
	ck_assert_int_eq(portal_notice_create(configuration, &why, &notice), ERROR_CONFIG);
	ck_assert_ptr_null(notice);
	diagnostics_check(&why, lines);
	diagnostics_release(&why);
	configuration_release(&configuration);
}

START_TEST(bad_templates_are_complained_about)
{
#define KNOWN "; there are {{link}}, {{sender}}, {{date}}, {{organization}}, {{reference}} and {{expires}}\n"
	static const struct {
		const char *content;
		const char *expected;
	} cases[] = {
		{ "", "1: escrow.notice_text: {{link}} is missing; without it nobody can read the message\n" },
		{ "a\nb\n{{sender}}\n",
		  "4: escrow.notice_text: {{link}} is missing; without it nobody can read the message\n" },
		{ "{{link}}\n{{subject}}\n{{Link}}",
		  "2: escrow.notice_text: unknown placeholder {{subject}}" KNOWN
		  "3: escrow.notice_text: unknown placeholder {{Link}}" KNOWN },
		{ "{{link}}\n\n{{date",
		  "3: escrow.notice_text: \"{{\" is never closed; a placeholder is written as {{link}}\n" },
		{ "{{link}} Z\xfcrich", " escrow.notice_text: is not UTF-8 text; save it in that encoding\n" },
	};
	struct test_directory directory;
	char many[65 * 8 + 1];

	test_directory_create(&directory);
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		check_template(&directory, cases[i].content, cases[i].expected);
	for (size_t i = 0; i < 65; i++)
		memcpy(many + 8 * i, "{{link}}", 9);
	check_template(&directory, many, "1: escrow.notice_text: more than 64 placeholders\n");
	test_directory_destroy(&directory);
}
END_TEST

START_TEST(bad_settings_are_complained_about)
{
#define URL "must be the portal's https address, such as \"https://portal.example.com/message/\"; " \
	"the item and \"#\" with its token are put behind it\n"
#define FROM "must be one address in ASCII, such as \"notices@example.com\" or \"Example Clinic " \
	"<notices@example.com>\", or \"\" for the sender's own\n"
#define WITH_URL "portal_url = \"https://p.example\";"
	static const struct {
		const char *escrow;
		const char *expected;
	} cases[] = {
		{ WITH_URL, "" },
		{ "portal_url = \"https://p.example:8443/a/b?c=\";", "" },
		{ "portal_url = \"\";", "test.conf:2: escrow.portal_url: " URL },
		{ "portal_url = \"http://p.example/\";", "test.conf:2: escrow.portal_url: " URL },
		{ "portal_url = \"https://\";", "test.conf:2: escrow.portal_url: " URL },
		{ "portal_url = \"https:///m\";", "test.conf:2: escrow.portal_url: " URL },
		{ "portal_url = \"https://user@p.example/\";", "test.conf:2: escrow.portal_url: " URL },
		{ "portal_url = \"https://p.example:/\";", "test.conf:2: escrow.portal_url: " URL },
		{ "portal_url = \"https://p.example:x/\";", "test.conf:2: escrow.portal_url: " URL },
		{ "portal_url = \"https://p.example/#/\";", "test.conf:2: escrow.portal_url: " URL },
		{ "portal_url = \"https://p.example/a b/\";", "test.conf:2: escrow.portal_url: " URL },
		{ "portal_url = \"https://p.example/\\\"/\";", "test.conf:2: escrow.portal_url: " URL },
		{ WITH_URL "notice_from = \"Clinic\";", "test.conf:2: escrow.notice_from: " FROM },
		{ WITH_URL "notice_from = \"a@b, c@d\";", "test.conf:2: escrow.notice_from: " FROM },
		{ WITH_URL "notice_from = \"a@b\\nBcc: x@y\";", "test.conf:2: escrow.notice_from: " FROM },
		{ WITH_URL "notice_from = \"Z\xc3\xbcrich <a@b>\";", "test.conf:2: escrow.notice_from: " FROM },
		{ WITH_URL "notice_subject = \"\";",
		  "test.conf:2: escrow.notice_subject: must be one line of UTF-8 text, of 1 to 200 bytes\n" },
		{ WITH_URL "notice_subject = \"a\\nBcc: x@y\";",
		  "test.conf:2: escrow.notice_subject: must be one line of UTF-8 text, of 1 to 200 bytes\n" },
		{ WITH_URL "notice_html = \"/nowhere\";",
		  "test.conf:2: escrow.notice_html: \"/nowhere\" cannot be read: No such file or directory; "
		  "it must be a template of at most 65536 bytes, or \"\" for the built-in one\n" },
	};
	char text[1024];

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct configuration *configuration;
		struct portal_notice *notice;
		struct diagnostics why;
		diagnostics_init(&why);
		snprintf(text, sizeof(text), "site: { authserv = \"m.example\"; };\nescrow: { %s };", cases[i].escrow);
		ck_assert_int_eq(configuration_parse(text, "test.conf", &why, &configuration), 0);
		int err = portal_notice_create(configuration, &why, &notice);
		ck_assert_int_eq(err, cases[i].expected[0] ? ERROR_CONFIG : 0);
		diagnostics_check(&why, cases[i].expected);
		diagnostics_release(&why);
		portal_notice_destroy(&notice);
		configuration_release(&configuration);
	}
}
END_TEST

START_TEST(failures_are_returned)
{
	static const char *const recipients[] = { "ann@partner.example", NULL };
	struct configuration *configuration;
	struct portal_notice *notice = notice_of(SETTINGS(""), &configuration);
	struct message *m = message_of("jones@example.com", recipients, NULL, 0, "");

	m->escrow_id[0] = '\0';
	ck_assert_int_eq(portal_notice_compose(notice, &token, m), ERROR_STATE);
	message_destroy(&m);
	/* Whatever the arena's limit: a whole notice or an error, never a part of one taken for good. */
	size_t limit = 0;
	for (int err = ERROR_LIMIT; err != 0; limit += 64) {
		ck_assert_int_eq(message_create(100, limit, &m), 0);
		m->envelope.sender = "jones@example.com";
		strcpy(m->escrow_id, ESCROW_ID);
		err = portal_notice_compose(notice, &token, m);
		ck_assert(err == 0 || err == ERROR_LIMIT);
		ck_assert(err != 0 || m->edits[m->edit_count - 1].kind == EDIT_BODY_REPLACE);
		message_destroy(&m);
	}
	ck_assert_uint_gt(limit, 4096);
	portal_notice_destroy(&notice);
	configuration_release(&configuration);
}
END_TEST

Suite *
portal_notice_suite(void)
{
	return UNIT_SUITE("portal_notice", the_notice_as_a_whole, the_body_suits_every_mta,
	                  nothing_of_the_original_leaves,
	                  hostile_headers_leave_neutral_ones, deletions_go_from_last_to_first, senders,
	                  a_notice_from_of_its_own, receivers, more_receivers_than_a_header_holds,
	                  templates_of_the_admin, bad_templates_are_complained_about,
	                  bad_settings_are_complained_about, failures_are_returned);
}
