#include "scanner/signature.h"

#include "scanner/table_row.h"
#include "scanner/word_list.h"

/* A signature that nothing announces has no more lines, and its name no more words. */
#define BARE_LINES 8
#define BARE_WORDS 4
#define BARE_WORD_LIMIT 24 /* bytes */
/* Letters that a name must share with the From field: "Ann", but no initial. */
#define SHARED_LETTERS 3

/* Longer lines are sentences of the letter, unless a disclaimer has begun. */
#define SIGNATURE_LINE_LIMIT 80
#define CLOSING_LIMIT 40

static struct bytes
trim(struct bytes line)
{
	size_t begin = 0;
	size_t end = line.length;
	while (begin < end && byte_is_space(line.data[begin]))
		begin++;
	while (end > begin && byte_is_space(line.data[end - 1]))
		end--;
	return bytes_slice(line, begin, end - begin);
}

static bool
starts_with(struct bytes line, const char *prefix)
{
	size_t at = 0;

	while (prefix[at] != '\0' && at < line.length && byte_lower(line.data[at]) == (uint8_t)prefix[at])
		at++;
	return prefix[at] == '\0';
}

static bool
starts_with_any(struct bytes line, const char *const *prefixes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (starts_with(line, prefixes[i]))
			return true;
	return false;
}

static bool
ends_with(struct bytes text, const char *ending)
{
	struct bytes wanted = bytes_of_string(ending);

	return text.length >= wanted.length &&
	       bytes_equal_nocase(bytes_slice(text, text.length - wanted.length, wanted.length), wanted);
}

static bool
contains(struct bytes line, const char *word)
{
	return bytes_find_nocase(line, bytes_of_string(word)) != SIZE_MAX;
}

/* Whether it begins with one of the list, all of which have three letters and more. */
static bool
begins_with(struct bytes line, const struct word_list *prefixes)
{
	if (line.length < 3 || word_list_may_begin(prefixes, line.data) == 0)
		return false;
	for (const char *const *prefix = word_list_letter(prefixes, line.data[0]); *prefix != NULL; prefix++)
		if (starts_with(line, *prefix))
			return true;
	return false;
}

static const struct word_list closing_words = { {
	WORDS('b', "best", "brgds", "br"), WORDS('c', "cheers", "cordially"),
	WORDS('r', "regards", "respectfully", "rgds"), WORDS('s', "sincerely"),
	WORDS('t', "thanks", "thank", "truly", "thx"), WORDS('w', "wishes", "warmly"), WORDS('y', "yours"),
} };

static const struct word_list closing_companions = { {
	WORDS('a', "again", "and", "advance", "all"), WORDS('f', "faithfully", "for"), WORDS('h', "help"),
	WORDS('i', "in"), WORDS('k', "kind", "kindest"), WORDS('m', "many", "much", "my"),
	WORDS('s', "submitted", "so"), WORDS('t', "the", "time"), WORDS('v', "very"),
	WORDS('w', "warm", "warmest", "with"), WORDS('y', "you", "your"),
} };

/* "Kind regards,", "Thanks and best wishes": a short line of nothing but such words. */
static bool
is_closing(struct bytes line)
{
	bool closing = false;

	if (line.length > CLOSING_LIMIT)
		return false;
	for (size_t i = 0; i < line.length;) {
		size_t begin = i;
		while (i < line.length && byte_is_alpha(line.data[i]))
			i++;
		struct bytes word = bytes_slice(line, begin, i - begin);
		if (word_list_has(&closing_words, word))
			closing = true;
		else if (word.length > 0 && !word_list_has(&closing_companions, word))
			return false;
		if (i < line.length && !byte_is_alpha(line.data[i])) {
			if (line.data[i] != ' ' && line.data[i] != ',' && line.data[i] != '.' &&
			    line.data[i] != '!' && line.data[i] != '-')
				return false;
			i++;
		}
	}
	return closing;
}

static const struct word_list disclaimers = { {
	WORDS('c', "confidentiality notice", "confidentiality statement"), WORDS('d', "disclaimer"),
	WORDS('h', "hipaa notice"), WORDS('l', "legal notice"),
	WORDS('p', "privileged and confidential", "please consider the environment"),
	WORDS('s', "sent from my "),
} };

/* Disclaimers if they say so; behind "this" one of the words below. */
static const struct word_list likely_disclaimers = { {
	WORDS('c', "confidential"), WORDS('i', "important:"), WORDS('n', "notice:"),
	WORDS('t', "this ", "the information", "the contents of this"),
} };

static const struct word_list names_of_mail = { {
	WORDS('c', "communication"), WORDS('e', "e-mail", "email"), WORDS('m', "message"),
	WORDS('t', "transmission"),
} };

static bool
is_likely_disclaimer(struct bytes line)
{
	return begins_with(line, &likely_disclaimers) &&
	       (!starts_with(line, "this ") ||
	        begins_with(bytes_slice(line, strlen("this "), SIZE_MAX), &names_of_mail));
}

static bool
is_disclaimer(struct bytes line)
{
	if (begins_with(line, &disclaimers))
		return true;
	return is_likely_disclaimer(line) &&
	       (contains(line, "intended") || contains(line, "confidential") ||
	        contains(line, "privileged"));
}

/* What a letter about somebody says and a signature never does. */
static const struct word_list subject_words = { {
	WORDS('d', "dob", "date of birth", "diagnos"), WORDS('m', "mrn", "member id", "medical record"),
	WORDS('p', "patient:", "patient name", "p.s"), WORDS('s', "ssn"),
} };

/* Whether one of them stands anywhere: all are looked for at once. */
static bool
speaks_of_subject(struct bytes line)
{
	for (size_t at = 0; at < line.length; at++)
		if (word_list_letter(&subject_words, line.data[at]) != NULL &&
		    begins_with(bytes_make(line.data + at, line.length - at), &subject_words))
			return true;
	return false;
}

static const char *const quote_marks[] = {
	"-----original", "----- original", "---------- forwarded", "-------- original",
	"________________________________", "----- forwarded",
};

static const struct word_list quote_introductions = { {
	WORDS('b', "begin forwarded message"), WORDS('f', "from: "),
} };

static bool
opens_quoted_mail(struct bytes line)
{
	if (line.length == 0)
		return false;
	uint8_t first = line.data[0], last = line.data[line.length - 1];
	if ((first == '-' || first == '_') && starts_with_any(line, quote_marks, ARRAY_LENGTH(quote_marks)))
		return true;
	return begins_with(line, &quote_introductions) || (last == ':' && ends_with(line, "wrote:"));
}

/* Whether `line` neither announces a signature nor opens quoted mail, told by a look at its edges: most do not. */
static bool
is_plain(struct bytes line)
{
	return line.length > CLOSING_LIMIT && byte_is_alpha(line.data[0]) && line.data[line.length - 1] != ':' &&
	       (word_list_may_begin(&disclaimers, line.data) | word_list_may_begin(&likely_disclaimers, line.data) |
	        word_list_may_begin(&quote_introductions, line.data)) == 0;
}

/* The state of the pass: where a signature may have begun, and what followed. */
struct reading {
	size_t begun; /* SIZE_MAX: not yet */
	size_t lines; /* since then */
	bool certain; /* begun by "-- " or a disclaimer, not by a closing alone */
};

static void
read_line(struct reading *reading, struct bytes line, size_t at)
{
	bool delimiter = bytes_equal(line, bytes_of_string("--"));
	bool certain = delimiter || is_disclaimer(line);
	if (certain || is_closing(line)) {
		if (reading->begun == SIZE_MAX)
			*reading = (struct reading){ at, 0, certain };
		reading->certain = reading->certain || certain;
		return;
	}
	if (reading->begun == SIZE_MAX || line.length == 0)
		return;
	reading->lines++;
	bool letter = line.length > SIGNATURE_LINE_LIMIT || reading->lines > SIGNATURE_LINES;
	if ((letter && !reading->certain) || speaks_of_subject(line))
		reading->begun = SIZE_MAX;
}

/* ---- a name below the last sentence ------------------------------------------ */

static bool
is_name_byte(uint8_t c)
{
	return byte_is_alpha(c) || c >= 0x80 || c == '\'' || c == '-' || c == '.';
}

/* One to four capitalised words up to the line's end or to what follows them: "Ann Lee, RN", "Ann Lee | 555". */
static bool
is_name_line(struct bytes line)
{
	size_t words = 0;
	size_t at = 0;

	while (at < line.length && is_name_byte(line.data[at])) {
		size_t begin = at;
		if (!byte_is_upper(line.data[at]) && line.data[at] < 0x80)
			return false;
		while (at < line.length && is_name_byte(line.data[at]))
			at++;
		if (at - begin > BARE_WORD_LIMIT || ++words > BARE_WORDS)
			return false;
		if (at < line.length && line.data[at] == ' ')
			at++;
	}
	return words > 0 && (at == line.length || line.data[at] == ',' || line.data[at] == '|' ||
	                     line.data[at] == '(' || line.data[at] == '/');
}

static bool
ends_sentence(struct bytes line)
{
	uint8_t last = line.length > 0 ? line.data[line.length - 1] : 0;

	return last == '.' || last == '!' || last == '?';
}

/* The last line of text[0, *end) that is not empty; *end becomes where it starts. Empty: none is left. */
static struct bytes
line_before(struct bytes text, size_t *end)
{
	struct bytes line = bytes_make(NULL, 0);

	while (*end > 0 && line.length == 0) {
		const uint8_t *newline = memrchr(text.data, '\n', *end - 1);
		size_t start = newline == NULL ? 0 : (size_t)(newline - text.data) + 1;
		line = trim(bytes_slice(text, start, *end - start));
		*end = start;
	}
	return line;
}

/* Whether a word of `line` stands in `from`. */
static bool
shares_word(struct bytes line, struct bytes from)
{
	for (size_t at = 0; at < line.length; at++) {
		size_t begin = at;
		while (at < line.length && is_name_byte(line.data[at]))
			at++;
		if (at - begin >= SHARED_LETTERS &&
		    bytes_find_nocase(from, bytes_slice(line, begin, at - begin)) != SIZE_MAX)
			return true;
	}
	return false;
}

/* The signature that ends at `end` and that nothing announces. */
static struct signature
bare_find(struct bytes text, size_t end, struct bytes from)
{
	size_t at = end;
	struct bytes line = line_before(text, &at);

	bool contact = false; /* an e-mail address stands below */
	for (unsigned lines = 0; lines < BARE_LINES && line.length > 0; lines++) {
		size_t start = at;
		contact = contact || memchr(line.data, '@', line.length) != NULL;
		if (line.length > SIGNATURE_LINE_LIMIT)
			break;
		struct bytes above = line_before(text, &at);
		bool name = is_name_line(line);
		if (name && (from.length > 0 ? shares_word(line, from) : contact || ends_sentence(above))) {
			bool letter = speaks_of_subject(bytes_slice(text, start, end - start));
			return (struct signature){ start, letter ? 0 : end - start };
		}
		if (!name && from.length == 0 && ends_sentence(line))
			break;
		line = above;
	}
	return (struct signature){ 0, 0 };
}

/* ---- all of it -------------------------------------------------------------------- */

/* The signature that ends at `end`: above a disclaimer there may be a name that nothing announced. */
static struct signature
reading_end(const struct reading *reading, struct bytes text, size_t end, struct bytes from)
{
	if (reading->begun == SIZE_MAX)
		return bare_find(text, end, from);
	size_t start = reading->begun;
	struct signature above = bare_find(text, start, from);
	if (above.length > 0)
		start = above.start;
	return (struct signature){ start, end - start };
}

struct signature
signature_find(struct bytes text, struct bytes from)
{
	struct reading reading = { SIZE_MAX, 0, false };

	for (size_t at = 0, end; at < text.length; at = end + 1) {
		const uint8_t *newline = memchr(text.data + at, '\n', text.length - at);
		end = newline == NULL ? text.length : (size_t)(newline - text.data);
		struct bytes line = trim(bytes_slice(text, at, end - at));
		if (reading.begun == SIZE_MAX && is_plain(line))
			continue;
		bool quote = line.length > 0 && line.data[0] == '>';
		bool rest_is_quoted = opens_quoted_mail(line);
		if ((quote || rest_is_quoted) && reading.begun != SIZE_MAX)
			return reading_end(&reading, text, at, from);
		/* Nothing said what follows "wrote:" in lines of ">": those are told apart. */
		if (rest_is_quoted && at > 0 && !contains(line, "wrote:"))
			return bare_find(text, at, from);
		if (!quote)
			read_line(&reading, line, at);
	}
	return reading_end(&reading, text, text.length, from);
}

/* ---- header lines ---------------------------------------------------------- */

static struct bytes
without_quote_marks(struct bytes line)
{
	static const bool marks[256] = { ['>'] = true, [' '] = true, ['*'] = true, ['|'] = true, ['\t'] = true };
	size_t begin = 0;

	while (begin < line.length && marks[line.data[begin]])
		begin++;
	return bytes_slice(line, begin, line.length - begin);
}

/* Moves `*colon` to the line's next colon from there on. Few lines have one, and all that is
 * looked for below stands before one. */
static bool
colon_next(struct bytes line, size_t *colon)
{
	const uint8_t *found = NULL;

	if (*colon < line.length)
		found = memchr(line.data + *colon, ':', line.length - *colon);
	if (found != NULL)
		*colon = (size_t)(found - line.data);
	return found != NULL;
}

static const struct word_list writer_fields = { {
	WORDS('b', "bcc"), WORDS('c', "cc"), WORDS('f', "from", "from "), WORDS('r', "reply-to"),
	WORDS('s', "sent", "sender"), WORDS('t', "to", "to "),
} };

/* "From:" at the line's beginning, or "Ann wrote:" anywhere. */
static bool
names_writer(struct bytes line)
{
	bool first = true;

	for (size_t at = 0; colon_next(line, &at); at++) {
		struct bytes before = bytes_slice(line, 0, at);
		if (first && word_list_has(&writer_fields, before))
			return true;
		uint8_t last = at > 0 ? byte_lower(line.data[at - 1]) : '\0';
		if ((last == 'e' && ends_with(before, " wrote")) || (last == 's' && ends_with(before, " writes")))
			return true;
		first = false;
	}
	return false;
}

bool
signature_is_quoted_header(struct bytes text, struct bytes line)
{
	size_t begin = (size_t)(line.data - text.data);
	struct bytes content = without_quote_marks(line);
	if (names_writer(content) || starts_with(content, "message from "))
		return true;
	if (!starts_with(content, "on ") || begin + line.length + 1 >= text.length)
		return false;
	/* "On Monday, 3 May, Ann <a@b>" with "wrote:" in the line below */
	struct bytes below = table_line(text, begin + line.length + 1);
	for (size_t i = 0; colon_next(below, &i); i++)
		if (ends_with(bytes_slice(below, 0, i), "wrote"))
			return true;
	return false;
}

bool
signature_in_quoted_header(struct bytes text, size_t at)
{
	return signature_is_quoted_header(text, table_line(text, at));
}

bool
signature_in_technical_header(struct bytes text, size_t at)
{
	static const char *const fields[] = {
		"received", "x-received", "message-id:", "in-reply-to:", "references:", "dkim-signature:",
		"domainkey-signature:", "arc-", "authentication-results:", "return-path:", "date:",
		"x-spam", "x-mailer:", "user-agent:", "mime-version:", "content-type:",
		"content-transfer-encoding:", "content-id:", "content-disposition:", "list-", "x-ms-",
		"x-google-", "x-gm-", "delivered-to:", "x-original-to:", "envelope-to:", "thread-index:",
		"x-virus", "precedence:", "x-originating-ip:", "x-forefront", "x-microsoft", "x-sg-",
		"x-ses-", "feedback-id:", "resent-message-id:", "x-mimeole:", "x-beenthere:", "x-loop:",
		"x-priority:", "x-uid", "status:", "x-status:", "errors-to:", "x-mailman",
	};
	return starts_with_any(table_line(text, at), fields, ARRAY_LENGTH(fields));
}

bool
signature_in_address_header(struct bytes text, size_t at)
{
	static const char *const fields[] = {
		"from:", "to:", "cc:", "bcc:", "sender:", "reply-to:", "resent-", "disposition-notification-to:",
		"return-receipt-to:", "mail-followup-to:", "x-sender:", "x-from:", "x-to:", "x-cc:",
	};
	return starts_with_any(table_line(text, at), fields, ARRAY_LENGTH(fields));
}

struct bytes
signature_from_field(struct bytes fields)
{
	for (size_t at = 0; at < fields.length;) {
		struct bytes line = table_line(fields, at);
		if (starts_with(line, "from:"))
			return line;
		at = (size_t)(line.data - fields.data) + line.length + 1;
	}
	return bytes_make(NULL, 0);
}
