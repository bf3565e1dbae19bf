/* Each condition, holding and not holding. */
#include "tests/unit/test_policy.h"

#include <stdio.h>

#include "tests/unit/policy_fixture.h"

#define DAY ((int64_t)24 * 60 * 60)
#define HEAD(kind_, bytes_) { .inside = { "a@in.example" }, .head = { kind_, bytes_ } }
#define SENT(sender_) { .sender = sender_, .inside = { "a@in.example" } }
#define FOUND(...) { .inside = { "a@in.example" }, .findings = { __VA_ARGS__ } }
#define TO(address) { .inside = { address } }
#define UNREAD(...) { .inside = { "a@in.example" }, .unscannable = { __VA_ARGS__ } }

static const struct {
	const char *when;
	struct mail mail;
	bool holds;
} cases[] = {
	{ "always = true;", TO("a@in"), true },

	{ "direction = \"inbound\";", TO("a@in"), true },
	{ "direction = \"internal\";", TO("a@in"), false },
	{ "direction = ( \"internal\", \"inbound\" );", TO("a@in"), true },
	{ "direction = [ \"internal\", \"outbound\" ];", TO("a@in"), false },
	{ "direction = \"internal\";", { .inside = { "a@in" }, .from_inside = true }, true },
	{ "direction = \"outbound\";", { .inside = { "a@in" }, .outside = { "b@out" } }, true },

	{ "sender = \"Jane@Example.com\";", SENT("jane@example.COM"), true },
	{ "sender = \"jane@example.com.\";", SENT("jane@example.com"), true },
	{ "sender = \"jane@example.com\";", SENT("jane@example.com."), true },
	{ "sender = \"jane@example.com\";", SENT("xjane@example.com"), false },
	{ "sender = ( \"john@example.com\", \"jane@example.com\" );", SENT("jane@example.com"), true },
	{ "sender = ( \"john@example.com\", \"jane@example.com\" );", SENT("joan@example.com"), false },
	{ "sender = \"@example.com\";", SENT("any@EXAMPLE.com"), true },
	{ "sender = \"@example.com\";", SENT("any@sub.example.com"), false },
	{ "sender = \"@.example.com\";", SENT("any@sub.example.com"), true },
	{ "sender = \"@.example.com\";", SENT("any@example.com"), false },
	{ "sender = \"@example.com\";", SENT("\"a@b\"@example.com"), true },
	{ "sender = \"@example.com\";", SENT(""), false },
	{ "sender = \"<>\";", SENT(""), true },
	{ "sender = \"<>\";", SENT("a@b"), false },
	{ "sender = ( \"a@b\", \"<>\" );", SENT("a@b"), true },

	{ "sender_domain = \"example.com\";", SENT("a@Example.Com"), true },
	{ "sender_domain = ( \"example.org\", \".example.com\" );", SENT("a@x.example.com"), true },
	{ "sender_domain = \"example.com\";", SENT("a@example.org"), false },
	{ "sender_domain = \"example.com\";", SENT(""), false },
	{ "sender_domain = \"example.com\"; sender = \"@example.org\";", SENT("a@example.com"), false },

	{ "recipient = \"inside\";", TO("a@in"), true },
	{ "recipient = \"outside\";", TO("a@in"), false },
	{ "recipient = \"outside\";", { .outside = { "a@out" } }, true },
	{ "recipient = \"outside\";", { .capable = { "a@out" } }, true },
	{ "recipient = ( \"outside\", \"a@in\" );", TO("a@in"), true },
	{ "recipient = ( \"outside\", \"a@in\" );", TO("b@in"), false },
	{ "recipient = ( \"inside\", \"outside\" );", TO("a@in"), true },
	{ "recipient = ( \"inside\", \"outside\" );", { .outside = { "a@out" } }, true },
	{ "recipient = \"A@IN\";", TO("a@in"), true },
	{ "recipient = \"@in\";", TO("a@in"), true },
	{ "recipient = \"a@in\";", { .inside = { "b@in", "a@in" } }, true },
	{ "recipient_domain = \"in\";", TO("a@in"), true },
	{ "recipient_domain = ( \"out\", \".in\" );", TO("a@x.in"), true },
	{ "recipient_domain = \"out\";", TO("a@in"), false },
	{ "recipient_domain = \"out\"; recipient = \"inside\";", { .inside = { "a@in" }, .outside = { "b@out" } }, false },
	{ "recipient_tls = true;", { .capable = { "a@out" } }, true },
	{ "recipient_tls = true;", { .outside = { "a@out" } }, false },
	{ "recipient_tls = false;", { .outside = { "a@out" } }, true },
	{ "recipient_tls = false;", { .capable = { "a@out" } }, false },

	{ "authenticated = true;", { .inside = { "a@in" }, .auth_user = "jane" }, true },
	{ "authenticated = true;", TO("a@in"), false },
	{ "authenticated = false;", TO("a@in"), true },
	{ "authenticated = false;", { .inside = { "a@in" }, .auth_user = "jane" }, false },

	{ "phi = true;", { .inside = { "a@in" }, .phi = true }, true },
	{ "phi = true;", TO("a@in"), false },
	{ "phi = false;", TO("a@in"), true },
	{ "phi = false;", { .inside = { "a@in" }, .phi = true }, false },
	{ "phi_confidence = 80;", { .inside = { "a@in" }, .confidence = 80 }, true },
	{ "phi_confidence = 80;", { .inside = { "a@in" }, .confidence = 79 }, false },

	{ "size_over = 99;", { .inside = { "a@in" }, .size = 100 }, true },
	{ "size_over = 100;", { .inside = { "a@in" }, .size = 100 }, false },
	{ "size_over = 0;", TO("a@in"), false },
	{ "size_over = 0;", { .inside = { "a@in" }, .size = 1 }, true },

	{ "unscannable = true;", UNREAD(UNSCANNABLE_FORMAT), true },
	{ "unscannable = true;", TO("a@in"), false },
	{ "unscannable = false;", TO("a@in"), true },
	{ "unscannable = false;", UNREAD(UNSCANNABLE_FORMAT), false },
	{ "unscannable = \"format\";", UNREAD(UNSCANNABLE_DEPTH, UNSCANNABLE_FORMAT), true },
	{ "unscannable = ( \"format\", \"finding-count\" );", UNREAD(UNSCANNABLE_FINDING_COUNT), true },
	{ "unscannable = ( \"format\", \"finding-count\" );", UNREAD(UNSCANNABLE_DEPTH), false },

	/* findings: type, category, count, confidence */
	{ "findings = ( { type = \"ssn\"; } );", FOUND(ONE(IDENTIFIER_SSN, 50)), true },
	{ "findings = ( { type = \"ssn\"; } );", FOUND(ONE(IDENTIFIER_SSN, 49)), false },
	{ "findings = ( { type = \"ssn\"; } );", FOUND(ONE(IDENTIFIER_MRN, 95)), false },
	{ "findings = ( { type = ( \"mrn\", \"ssn\" ); } );", FOUND(ONE(IDENTIFIER_SSN, 95)), true },
	{ "findings = ( { type = \"mrn\"; }, { type = \"ssn\"; } );", FOUND(ONE(IDENTIFIER_SSN, 95)), true },
	{ "findings = ( { category = 9; } );", FOUND(ONE(IDENTIFIER_MBI, 95)), true },
	{ "findings = ( { category = 9; } );", FOUND(ONE(IDENTIFIER_MRN, 95)), false },
	{ "findings = ( { category = ( 8, 9 ); } );", FOUND(ONE(IDENTIFIER_MRN, 95)), true },
	{ "findings = ( { category = 18; } );", FOUND(ONE(IDENTIFIER_OTHER_ID, 95)), true },
	{ "findings = ( { count = 3; } );",
	  FOUND(VALUE(IDENTIFIER_SSN, 95, 1), VALUE(IDENTIFIER_OTHER_ID, 95, 1), VALUE(IDENTIFIER_PERSON_NAME, 95, 1)), true },
	{ "findings = ( { type = \"ssn\"; count = 3; } );", FOUND(TIMES(3, IDENTIFIER_SSN, 95, 1)), true },
	{ "findings = ( { type = \"ssn\"; count = 3; } );", FOUND(TIMES(2, IDENTIFIER_SSN, 95, 1)), false },
	{ "findings = ( { type = \"ssn\"; confidence = 100; } );", FOUND(ONE(IDENTIFIER_SSN, 100)), true },
	{ "findings = ( { type = \"ssn\"; confidence = 100; } );", FOUND(ONE(IDENTIFIER_SSN, 99)), false },
	{ "findings = ( { type = \"ssn\"; confidence = 1; } );", FOUND(ONE(IDENTIFIER_SSN, 1)), true },
	{ "findings = ( { type = \"ssn\"; count = 2; confidence = 80; } );",
	  FOUND(VALUE(IDENTIFIER_SSN, 95, 1), VALUE(IDENTIFIER_SSN, 70, 2)), false },
	{ "findings = ( { type = \"ssn\"; confidence = 100; } );", FOUND(ONE(IDENTIFIER_SSN, 255)), true },

	/* distinct values, of which the surest counts */
	{ "findings = ( { type = \"ssn\"; distinct = 2; } );", FOUND(TIMES(9, IDENTIFIER_SSN, 95, 1)), false },
	{ "findings = ( { type = \"ssn\"; distinct = 2; } );",
	  FOUND(TIMES(9, IDENTIFIER_SSN, 95, 1), VALUE(IDENTIFIER_SSN, 95, 2)), true },
	{ "findings = ( { type = \"ssn\"; distinct = 2; confidence = 80; } );",
	  FOUND(VALUE(IDENTIFIER_SSN, 30, 1), VALUE(IDENTIFIER_SSN, 95, 2), VALUE(IDENTIFIER_SSN, 85, 1)), true },
	{ "findings = ( { type = \"ssn\"; distinct = 2; count = 4; } );",
	  FOUND(VALUE(IDENTIFIER_SSN, 95, 1), TIMES(2, IDENTIFIER_SSN, 95, 2)), false },
	{ "findings = ( { type = ( \"ssn\", \"mrn\" ); distinct = 2; } );",
	  FOUND(VALUE(IDENTIFIER_SSN, 95, 1), VALUE(IDENTIFIER_MRN, 95, 1)), true },

	/* whose identifier it is */
	{ "findings = ( { type = \"phone\"; } );", FOUND(OF(SUBJECT_PATIENT, IDENTIFIER_PHONE, 95, 1)), true },
	{ "findings = ( { type = \"phone\"; } );", FOUND(OF(SUBJECT_PROVIDER, IDENTIFIER_PHONE, 95, 1)), false },
	{ "findings = ( { type = \"phone\"; } );", FOUND(OF(SUBJECT_SENDER, IDENTIFIER_PHONE, 95, 1)), false },
	{ "findings = ( { type = \"phone\"; everyone = true; } );",
	  FOUND(OF(SUBJECT_SENDER, IDENTIFIER_PHONE, 95, 1)), true },
	{ "findings = ( { type = \"phone\"; everyone = true; distinct = 2; } );",
	  FOUND(OF(SUBJECT_SENDER, IDENTIFIER_PHONE, 95, 1), OF(SUBJECT_PROVIDER, IDENTIFIER_PHONE, 95, 2)), true },
	{ "findings = ( { type = \"phone\"; everyone = false; distinct = 2; } );",
	  FOUND(OF(SUBJECT_SENDER, IDENTIFIER_PHONE, 95, 1), VALUE(IDENTIFIER_PHONE, 95, 2)), false },

	{ "health = ( { kind = \"condition\"; } );", { .inside = { "a@in" }, .health = { [HEALTH_CONDITION] = 1 } }, true },
	{ "health = ( { kind = \"payment\"; } );", { .inside = { "a@in" }, .health = { [HEALTH_CONDITION] = 1 } }, false },
	{ "health = ( { count = 3; } );",
	  { .inside = { "a@in" }, .health = { [HEALTH_CONDITION] = 2, [HEALTH_PAYMENT] = 1 } }, true },
	{ "health = ( { kind = ( \"condition\", \"provision\" ); count = 3; } );",
	  { .inside = { "a@in" }, .health = { [HEALTH_CONDITION] = 2, [HEALTH_PAYMENT] = 1 } }, false },
	{ "health = ( { sensitive = \"hiv\"; } );",
	  { .inside = { "a@in" }, .health = { [HEALTH_CONDITION] = 1 }, .sensitive = 1 << SENSITIVE_HIV }, true },
	{ "health = ( { sensitive = \"hiv\"; } );", { .inside = { "a@in" }, .health = { [HEALTH_CONDITION] = 9 } }, false },
	{ "health = ( { sensitive = ( \"genetic\", \"mental-health\" ); count = 3; } );",
	  { .inside = { "a@in" }, .health = { [HEALTH_PAYMENT] = 2 }, .sensitive = 1 << SENSITIVE_GENETIC }, false },
	/* A piece of two kinds counts for each. */
	{ "health = ( { sensitive = ( \"genetic\", \"reproductive\" ); count = 4; } );",
	  { .inside = { "a@in" }, .health = { [HEALTH_PAYMENT] = 2 },
	    .sensitive = 1 << SENSITIVE_GENETIC | 1 << SENSITIVE_REPRODUCTIVE }, true },
	{ "health = ( { sensitive = true; } );",
	  { .inside = { "a@in" }, .health = { [HEALTH_PROVISION] = 1 }, .sensitive = 1 << SENSITIVE_MENTAL_HEALTH }, true },
	{ "health = ( { sensitive = true; } );", { .inside = { "a@in" }, .health = { [HEALTH_PROVISION] = 1 } }, false },
	{ "health = ( { kind = \"payment\"; }, { kind = \"condition\"; count = 2; } );",
	  { .inside = { "a@in" }, .health = { [HEALTH_CONDITION] = 2 } }, true },

	/* of the message's envelope and content */
	{ "size_under = 100;", { .inside = { "a@in" }, .size = 99 }, true },
	{ "size_under = 100;", { .inside = { "a@in" }, .size = 100 }, false },
	{ "recipients_over = 1;", { .inside = { "a@in", "b@in" } }, true },
	{ "recipients_over = 2;", { .inside = { "a@in", "b@in" } }, false },
	{ "outside_recipients_over = 0;", { .inside = { "a@in" }, .outside = { "b@out" } }, true },
	{ "outside_recipients_over = 1;", { .inside = { "a@in" }, .outside = { "b@out" } }, false },
	{ "hourly_phi_recipients_over = 20;", { .inside = { "a@in" }, .hourly = 21 }, true },
	{ "hourly_phi_recipients_over = 20;", { .inside = { "a@in" }, .hourly = 20 }, false },
	{ "encrypted = true;", UNREAD(UNSCANNABLE_ENCRYPTED), true },
	{ "encrypted = true;", UNREAD(UNSCANNABLE_FORMAT), false },
	{ "encrypted = false;", UNREAD(UNSCANNABLE_FORMAT), true },
	{ "encrypted = false;", UNREAD(UNSCANNABLE_ENCRYPTED), false },
	{ "user = ( \"Jane\", \"john\" );", { .inside = { "a@in" }, .auth_user = "jANE" }, true },
	{ "user = \"jane\";", { .inside = { "a@in" }, .auth_user = "janet" }, false },
	{ "user = \"jane\";", TO("a@in"), false },
	{ "client = ( \"192.0.2.0/24\", \"2001:db8::/32\" );", { .inside = { "a@in" }, .client = "192.0.2.9" }, true },
	{ "client = \"192.0.2.0/24\";", { .inside = { "a@in" }, .client = "192.0.3.9" }, false },
	{ "client = \"192.0.2.0/24\";", TO("a@in"), false },
	{ "header = ( { name = \"x-secure\"; } );", { .inside = { "a@in" }, .header = { "X-Secure", " no" } }, true },
	{ "header = ( { name = \"X-Secure\"; contains = ( \"please\", \"YES\" ); } );",
	  { .inside = { "a@in" }, .header = { "X-Secure", " oh yes" } }, true },
	{ "header = ( { name = \"X-Secure\"; contains = \"yes\"; } );",
	  { .inside = { "a@in" }, .header = { "X-Secure", " no" } }, false },
	{ "header = ( { name = \"X-Secure\"; } );", TO("a@in"), false },
	{ "subject_tag = \"[secure]\";", { .inside = { "a@in" }, .header = { "Subject", " Re: [Secure] hello" } }, true },
	{ "subject_tag = \"[secure]\";", { .inside = { "a@in" }, .header = { "Subject", " secure" } }, false },
	{ "content_type = \"application/pdf\";", { .inside = { "a@in" }, .part = { "application/pdf" } }, true },
	{ "content_type = \"image/\";", { .inside = { "a@in" }, .part = { "image/png" } }, true },
	{ "content_type = \"image/\";", { .inside = { "a@in" }, .part = { "imagery/png" } }, false },
	{ "file_extension = ( \"XLSX\", \"csv\" );", { .inside = { "a@in" }, .part = { "a/b", "List.Xlsx" } }, true },
	{ "file_extension = \"csv\";", { .inside = { "a@in" }, .part = { "a/b", "csv" } }, false },

	/* what the bytes of a part are, whatever its label */
	{ "content = \"pdf\";", HEAD(PART_BINARY, "%PDF-1.7 x"), true },
	{ "content = \"pdf\";", HEAD(PART_BINARY, "x%PDF-1.7"), false },
	{ "content = ( \"image\", \"pdf\" );", HEAD(PART_BINARY, "\x89PNG\r\n\x1A\nx"), true },
	{ "content = \"archive\";", HEAD(PART_BINARY, "PK\x03\x04 and names"), true },
	{ "content = \"office\";", HEAD(PART_BINARY, "PK\x03\x04 and names"), false },
	{ "content = \"office\";", HEAD(PART_BINARY, "PK\x03\x04 xl/workbook.xml"), true },
	{ "content = \"office\";", HEAD(PART_TEXT, "{\\rtf1 x"), true },
	{ "content = \"executable\";", HEAD(PART_BINARY, "MZ\x90"), true },
	{ "content = \"executable\";", HEAD(PART_TEXT, "MZ is no word"), false },
	{ "content = \"text\";", HEAD(PART_TEXT, "MZ is no word"), true },
	{ "content = \"html\";", HEAD(PART_HTML, "<p>"), true },
	{ "content = \"text\";", HEAD(PART_HEADERS, "Subject: x"), false },
	{ "content = \"other\";", HEAD(PART_BINARY, "\x01\x02"), true },
	{ "content = \"other\";", TO("a@in"), false },

	/* a copy is of a message with other recipients */
	{ "recipients_over = 4;", { .inside = { "a@in" }, .whole = 5, .whole_outside = 2 }, true },
	{ "outside_recipients_over = 1;", { .inside = { "a@in" }, .whole = 5, .whole_outside = 2 }, true },
	{ "direction = \"outbound\"; recipient = \"inside\";", { .inside = { "a@in" }, .whole = 5, .whole_outside = 2 }, true },

	/* since when the sender has not written to the recipient */
	{ "recipient_new_for = 30;", { .inside = { "a@in" }, .written = RECIPIENT_NEVER }, true },
	{ "recipient_new_for = 30;", { .inside = { "a@in" }, .written = MAIL_RECEIVED - 30 * DAY }, false },
	{ "recipient_new_for = 30;", { .inside = { "a@in" }, .written = MAIL_RECEIVED - 30 * DAY - 1 }, true },
	{ "recipient_new_for = 30;", { .inside = { "a@in" }, .domain_written = RECIPIENT_NEVER }, false },
	{ "recipient_new_for = 30;", { .inside = { "a@in" }, .written = MAIL_RECEIVED }, false },
	{ "recipient_domain_new_for = 1;", { .inside = { "a@in" }, .domain_written = RECIPIENT_NEVER }, true },
	{ "recipient_domain_new_for = 1;", { .inside = { "a@in" }, .domain_written = MAIL_RECEIVED - DAY }, false },
	{ "recipient_domain_new_for = 1;",
	  { .inside = { "a@in" }, .written = RECIPIENT_NEVER, .domain_written = MAIL_RECEIVED - DAY - 1 }, true },
	{ "not = { recipient_new_for = 9; };", { .inside = { "a@in" }, .written = MAIL_RECEIVED }, true },
	{ "not = { recipient_new_for = 9; };", TO("a@in"), false }, /* not known, so neither */

	/* time: MAIL_RECEIVED is 2001-09-09 01:46:40 UTC, a Sunday */
	{ "time = \"sun\";", TO("a@in"), true },
	{ "time = \"mon-sat\";", TO("a@in"), false },
	{ "time = \"fri-mon\";", TO("a@in"), true },
	{ "time = \"01:46-01:47\";", TO("a@in"), true },
	{ "time = \"01:47-01:46\";", TO("a@in"), false },
	{ "time = \"22:00-06:00\";", TO("a@in"), true },
	{ "time = \"sat 22:00-06:00\";", TO("a@in"), true },
	{ "time = \"sun 22:00-06:00\";", TO("a@in"), false },
	{ "time = ( \"mon\", \"sun 00:00-24:00\" );", TO("a@in"), true },

	/* conditions inside one another */
	{ "not = { phi = true; };", TO("a@in"), true },
	{ "not = { phi = true; };", { .inside = { "a@in" }, .phi = true }, false },
	{ "not = { phi = true; size_over = 5; };", { .inside = { "a@in" }, .phi = true }, true },
	{ "not = { not = { phi = true; }; };", { .inside = { "a@in" }, .phi = true }, true },
	{ "any = ( { phi = true; }, { size_over = 5; } );", { .inside = { "a@in" }, .size = 6 }, true },
	{ "any = ( { phi = true; }, { size_over = 5; } );", TO("a@in"), false },
	{ "all = ( { phi = true; }, { size_over = 5; } );", { .inside = { "a@in" }, .size = 6 }, false },
	{ "all = ( { phi = true; }, { any = ( { size_over = 5; }, { authenticated = true; } ); } );",
	  { .inside = { "a@in" }, .phi = true, .auth_user = "x" }, true },
	{ "not = { recipient = \"outside\"; };", { .outside = { "a@out" } }, false },
	{ "not = { recipient = \"outside\"; };", { .inside = { "b@in" }, .outside = { "a@out" } }, true },
	{ "phi = true; not = { recipient_domain = \"partner.example\"; };",
	  { .outside = { "a@partner.example" }, .phi = true }, false },
	{ "phi = true; not = { recipient_domain = \"partner.example\"; };",
	  { .outside = { "a@partner.example", "b@out" }, .phi = true }, true },
	{ "any = ( { recipient_domain = \"x\"; }, { sender = \"@in\"; } );", { .sender = "a@in", .outside = { "a@out" } }, true },

	/* agreements that end, on the eve of 2001-09-09 and with it */
	{ "recipient = \"$agreed\";", TO("a@always.example"), true },
	{ "recipient = \"$agreed\";", TO("a@last.example"), true },
	{ "recipient = \"$agreed\";", TO("a@over.example"), false },
	{ "recipient = \"$agreed\";", TO("c@third.example"), true },
	{ "recipient = \"$agreed\";", TO("d@third.example"), false },
	{ "sender = \"$agreed\";", SENT("a@last.example"), true },
	{ "sender = \"$agreed\";", SENT("a@over.example"), false },
	{ "not = { recipient = \"$agreed\"; };", TO("a@over.example"), true },
	{ "recipient_domain = ( \"last.example until 2001-09-09\", \"x\" );", TO("a@last.example"), true },
	{ "recipient_domain = ( \"last.example until 2001-09-08\", \"x\" );", TO("a@last.example"), false },
	{ "recipient_domain = ( \"last.example until 2001-09-08\", \"x\" );", TO("a@x"), true },
	{ "sender_domain = \"last.example until 2001-09-09\";", SENT("a@last.example"), true },
	{ "recipient = \"last@x until 2001-09-09\";", TO("last@x"), true },

	/* named lists and conditions, defined below */
	{ "recipient_domain = \"$partners\";", { .outside = { "a@partner.example" } }, true },
	{ "recipient = \"$partners\";", { .outside = { "a@partner.example" } }, true },
	{ "recipient = ( \"inside\", \"$partners\" );", { .outside = { "a@partner.example" } }, true },
	{ "recipient = ( \"inside\", \"$partners\" );", { .outside = { "a@out" } }, false },
	{ "sender = ( \"$people\", \"x@y\" );", SENT("Jane@in.example"), true },
	{ "sender = ( \"$people\", \"x@y\" );", SENT("x@y"), true },
	{ "sender = ( \"$people\", \"x@y\" );", SENT("a@sub.staff.example"), true },
	{ "sender = ( \"$people\", \"x@y\" );", SENT("z@y"), false },
	{ "user = \"$people\";", { .inside = { "a@in" }, .auth_user = "jane@in.example" }, true },
	{ "condition = \"big\";", { .inside = { "a@in" }, .size = 11 }, true },
	{ "condition = \"big\";", { .inside = { "a@in" }, .size = 10 }, false },
	{ "condition = ( \"big\", \"big-phi\" );", { .inside = { "a@in" }, .size = 11 }, true },
	{ "condition = \"big-phi\";", { .inside = { "a@in" }, .size = 11 }, false },
	{ "condition = \"big-phi\";", { .inside = { "a@in" }, .size = 11, .phi = true }, true },
	{ "condition = \"to-partner\"; not = { condition = \"big\"; };", { .outside = { "a@partner.example" } }, true },
	{ "condition = \"to-partner\";", { .inside = { "a@in" } }, false },

	/* all must hold */
	{ "phi = true; sender = \"@in\";", { .sender = "a@in", .inside = { "a@in" }, .phi = true }, true },
	{ "phi = true; sender = \"@in\";", { .sender = "a@out", .inside = { "a@in" }, .phi = true }, false },
	{ "recipient = \"outside\"; recipient_domain = \"x\"; phi = true; direction = \"outbound\";",
	  { .outside = { "a@x" }, .phi = true }, true },
};

START_TEST(conditions)
{
	static const char names[] =
		"lists: { partners = ( \"partner.example\" ); people = ( \"jane@in.example\", \".staff.example\" );"
		" agreed = ( \"always.example\", \"over.example until 2001-09-08\", \"last.example until 2001-09-09\","
		" \"c@third.example until 2001-09-09\", \"d@third.example until 2001-09-01\" ); };"
		"conditions: { big = { size_over = 10; }; to-partner = { recipient = \"$partners\"; };"
		" big-phi = { condition = \"big\"; phi = true; }; };";
	char text[2048];
	struct fixture fixture;

	ck_assert_int_eq(setenv("TZ", "UTC", 1), 0);
	snprintf(text, sizeof(text), "%s rules = ( { name = \"r\"; when = { %s }; action = \"hold\"; } );",
	         names, cases[_i].when);
	fixture_make(text, &fixture);
	char *verdict = fixture_decide(&fixture, &cases[_i].mail);
	ck_assert_msg((strstr(verdict, "rules: r") != NULL) == cases[_i].holds, "case %d, %s: %s", _i,
	              cases[_i].when, verdict);
	free(verdict);
	fixture_release(&fixture);
}
END_TEST

Suite *
conditions_suite(void)
{
	Suite *suite = suite_create("conditions");
	TCase *tables = tcase_create("tables");
	tcase_add_loop_test(tables, conditions, 0, ARRAY_LENGTH(cases));
	suite_add_tcase(suite, tables);
	return suite;
}
