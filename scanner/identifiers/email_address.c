/* E-mail addresses, 45 CFR 164.514(b)(2)(i)(F); shape by RFC 5321 4.1.2 and RFC 6531. */
#include "scanner/around.h"
#include "scanner/identifiers/address_bytes.h"
#include "scanner/identifiers/name_label.h"
#include "scanner/identifiers/report.h"
#include "scanner/value.h"

#define LOCAL_LIMIT 64   /* RFC 5321 4.5.3.1.1 */
#define DOMAIN_LIMIT 255 /* RFC 5321 4.5.3.1.2 */

/* An unambiguous shape, though nothing can check it. */
#define CONFIDENCE_ADDRESS 75

/* Labels of a domain name that are followed. */
#define LABELS_MOST 6

enum { PATTERN_SPELLED, PATTERN_ADDRESS };

static const struct cue at_words[] = { CUE("at") };
static const struct cue_table at_cues = CUE_TABLE(at_words);

static const struct detector_pattern patterns[] = {
	[PATTERN_SPELLED] = { .words = &at_cues },
	[PATTERN_ADDRESS] = { .shape = "[a-z0-9_+%.\\x80-\\xff-]@[a-z0-9\\x80-\\xff]", .nocase = true },
};

#define CUE_WORDS(CUE) \
	CUE("email") CUE("e mail") CUE("mail") CUE("email address") CUE("e mail address") \
	CUE("mailto") CUE("contact") CUE("emails")
CUE_ARRAY(cue_words, CUE_WORDS);
static const struct cue_table cues = CUE_TABLE_INDEXED(cue_words);

static size_t
local_start(struct bytes text, size_t at_sign)
{
	size_t start = address_start(text, at_sign, LOCAL_LIMIT, ADDRESS_LOCAL);
	while (start < at_sign && !byte_is_alnum(text.data[start]) && text.data[start] < 0x80 &&
	       text.data[start] != '_')
		start++;
	return start;
}

/* The end of the domain name behind the @, or `at` when none is there: two labels, no number last. */
static size_t
domain_end(struct bytes text, size_t at)
{
	size_t end = address_end(text, at, DOMAIN_LIMIT, ADDRESS_HOST);
	while (end > at && (text.data[end - 1] == '.' || text.data[end - 1] == '-'))
		end--;
	size_t label = end;
	while (label > at && text.data[label - 1] != '.')
		label--;
	if (label <= at + 1 || end - label < 2)
		return at;
	bool puny = end - label > 4 && text.data[label] == 'x' && text.data[label + 2] == '-';
	for (size_t i = label; i < end && !puny; i++)
		if (!byte_is_alpha(text.data[i]) && text.data[i] < 0x80)
			return at;
	for (size_t i = at + 1; i < end; i++)
		if (text.data[i] == '.' && text.data[i - 1] == '.')
			return at;
	return end;
}

#define HEADER_WORDS(CUE) \
	CUE("message id") CUE("msgid") CUE("in reply to") CUE("references") CUE("cid") \
	CUE("content id")
CUE_ARRAY(header_words, HEADER_WORDS);
static const struct cue_table header_cues = CUE_TABLE_INDEXED(header_words);

/* Written by a mail program: <20211012.123456.1@host>, or a content identifier. */
static bool
is_message_identifier(const struct detector_text *text, size_t start, size_t at_sign)
{
	size_t digits = 0;
	for (size_t i = start; i < at_sign; i++)
		digits += byte_is_digit(text->bytes.data[i]);
	if (digits >= 10 && start > 0 && text->bytes.data[start - 1] == '<')
		return true;
	return around_before(text, start, 8, &header_cues).cue != NULL;
}

/* A mailbox of nobody in particular (RFC 2142). */
static bool
is_role(struct bytes local)
{
	static const char *const roles[] = {
		"info", "support", "sales", "noreply", "no-reply", "donotreply", "do-not-reply", "help",
		"admin", "webmaster", "postmaster", "hostmaster", "abuse", "contact", "office", "billing",
		"unsubscribe", "subscribe", "helpdesk", "service", "news", "newsletter", "marketing",
	};
	return bytes_among(local, roles, ARRAY_LENGTH(roles));
}

static enum finding_subject
subject_of(const struct detector_text *text, struct bytes address, size_t start)
{
	const char *sender = text->envelope != NULL ? text->envelope->sender : NULL;
	if (bytes_equal_nocase(address, bytes_of_string(sender)))
		return SUBJECT_SENDER;
	return around_in_quoted_header(text, start) ? SUBJECT_SENDER : SUBJECT_UNKNOWN;
}

/* Where the label of a domain name behind a spelled dot at `at` begins; `at` when there is none. */
static size_t
next_label(struct bytes text, size_t at)
{
	static const char *const dots[] = { " (dot) ", "(dot)", " [dot] ", "[dot]", " dot ", "." };

	for (size_t i = 0; i < ARRAY_LENGTH(dots); i++) {
		size_t next = at + strlen(dots[i]);
		if (bytes_equal_nocase(bytes_slice(text, at, strlen(dots[i])), bytes_of_string(dots[i])))
			return next < text.length && byte_is_alpha(text.data[next]) ? next : at;
	}
	return at;
}

static size_t
label_end(struct bytes text, size_t at)
{
	while (at < text.length && (byte_is_alnum(text.data[at]) || text.data[at] == '-'))
		at++;
	return at;
}

/* Whether the "at" before `end` is in brackets. */
static bool
is_bracketed(struct bytes text, size_t end)
{
	uint8_t behind = end < text.length ? text.data[end] : '\0';
	uint8_t before = end > 2 ? text.data[end - 3] : '\0';

	return (behind == ')' && before == '(') || (behind == ']' && before == '[');
}

/* "ann (at) host (dot) example", "ann[at]host.example": `end` is behind the "at". */
static int
confirm_spelled(const struct detector_text *text, size_t end)
{
	struct bytes bytes = text->bytes;
	size_t at = end - strlen("(at"), begin = end + 1;
	if (!is_bracketed(bytes, end))
		return 0;
	while (at > 0 && bytes.data[at - 1] == ' ')
		at--;
	while (begin < bytes.length && bytes.data[begin] == ' ')
		begin++;
	size_t start = local_start(bytes, at);
	size_t stop = label_end(bytes, begin), labels = 1;
	if (start == at || stop == begin)
		return 0;
	for (size_t next; labels < LABELS_MOST && (next = next_label(bytes, stop)) > stop; labels++)
		stop = label_end(bytes, next);
	if (labels == 1)
		return 0;
	const struct identifier found = {
		.type = IDENTIFIER_EMAIL_ADDRESS,
		.start = start,
		.end = stop,
		.confidence = CONFIDENCE_CUE,
		.validator = "spelled out",
	};
	return identifier_report_contact(text, &found);
}

static int
confirm(const struct detector_text *text, unsigned pattern, size_t end)
{
	struct bytes bytes = text->bytes;
	size_t at_sign = end - 2;
	if (pattern == PATTERN_SPELLED)
		return confirm_spelled(text, end);
	size_t start = local_start(bytes, at_sign);
	size_t stop = domain_end(bytes, at_sign + 1);
	if (start == at_sign || stop == at_sign + 1 || is_message_identifier(text, start, at_sign))
		return 0;
	if (start > 0 && (bytes.data[start - 1] == '/' || bytes.data[start - 1] == '@'))
		return 0; /* a URL's user or path */
	if (start > 0 && bytes.data[start - 1] == '<') {
		int err = name_label_addressed(text, start - 1, bytes_slice(bytes, start, at_sign - start));
		if (err != 0)
			return err;
	}
	/* Every message names its correspondents there: the envelope says who they are. */
	if (text->kind == PART_HEADERS && signature_in_address_header(bytes, start))
		return 0;
	const char *cue = around_find(text, start, &cues);
	struct identifier found = {
		.type = IDENTIFIER_EMAIL_ADDRESS,
		.subject = subject_of(text, bytes_slice(bytes, start, stop - start), start),
		.start = start,
		.end = stop,
		.confidence = cue != NULL ? CONFIDENCE_CHECKED : CONFIDENCE_ADDRESS,
		.cue = cue,
		.validator = "RFC 5321 shape",
	};
	if (is_role(bytes_slice(bytes, start, at_sign - start)))
		found.confidence = CONFIDENCE_LOOSE;
	return identifier_report_contact(text, &found);
}

#define GOOD(text, found) { (text), IDENTIFIER_EMAIL_ADDRESS, (found) }
#define BAD(text) { (text), IDENTIFIER_EMAIL_ADDRESS, NULL }

static const struct detector_case cases[] = {
	GOOD("write to ann.lee@mail.example please", "ann.lee@mail.example"),
	GOOD("Email: ANN_LEE+x@Sub.Example.ORG.", "ANN_LEE+x@Sub.Example.ORG"),
	GOOD("<a@b.example>", "a@b.example"),
	GOOD("mailto:ann@b.example?subject=x", "ann@b.example"),
	GOOD("(ann@b.example)", "ann@b.example"),
	GOOD("'ann@b.example'", "ann@b.example"),
	GOOD("o'neil@b.example", "o'neil@b.example"),
	GOOD("ann@xn--80ak6aa92e.example", "ann@xn--80ak6aa92e.example"),
	GOOD("ann@b.xn--p1ai", "ann@b.xn--p1ai"),
	GOOD("j\xc3\xb6rg@m\xc3\xbcller.example", "j\xc3\xb6rg@m\xc3\xbcller.example"),
	GOOD("a@b.example,c@d.example", "c@d.example"),
	GOOD("patient: 12345@b.example", "12345@b.example"),
	GOOD("ann.lee (at) inbox (dot) example", "ann.lee (at) inbox (dot) example"),
	GOOD("ann[at]inbox.example.", "ann[at]inbox.example"),
	{ "To: Faith Will <faith_will@inbox.example>", IDENTIFIER_PERSON_NAME, "Faith Will" },
	BAD("we meet (at) noon"),
	BAD("meet @home.example"),
	BAD("user@host"),
	BAD("user@host."),
	BAD("a@b..example"),
	BAD("a@10.0.0.1"),
	BAD("https://site.example/@ann.lee"),
	BAD("https://medium.example/ann@b.example"),
	BAD("Message-ID: <1234@host.example>"),
	BAD("<20211012104455.1234@host.example>"),
	BAD("[cid:image001.png@01D7BF00.3A4B5C60]"),
	BAD("3 apples @ 2.50 each"),
};

const struct detector detector_email_address = {
	.name = "email_address",
	.category = 6,
	.patterns = patterns,
	.pattern_count = ARRAY_LENGTH(patterns),
	.confirm = confirm,
	.cases = cases,
	.case_count = ARRAY_LENGTH(cases),
};
