#include "scanner/identifiers/phone_number.h"

#include "scanner/around.h"
#include "scanner/digits.h"
#include "scanner/value.h"

#define DIGITS_LEAST 7
#define DIGITS_LEAST_NOTED 6 /* with a word behind it that says what it is */
#define DIGITS_MOST 15       /* ITU-T E.164 6.1 */
#define DIGITS_SPACED_MOST 13 /* more than that, divided by spaces, is two numbers */

/* A note such as "(fax)" stands this near behind a number. */
#define NOTE_REACH 4

/* Beside a number, or before a colon. */
#define PHONE_CUES_BESIDE(CUE) \
	CUE("cellphone") CUE("call me at") CUE("text me at") CUE("my number") CUE("his number") \
	CUE("her number") CUE("their number") CUE("dialing") CUE("toll free") CUE("hotline") \
	CUE("helpline") CUE("home") CUE("work") CUE("main") CUE("direct") CUE("office") CUE("desk") \
	CUE("p") CUE("m") CUE("o") CUE("t") CUE("c")
#define PHONE_CUES(CUE) \
	CUE("phone") CUE("phones") CUE("phone number") CUE("telephone") CUE("tel") CUE("cell") \
	CUE("cell phone") CUE("mobile") CUE("mobile phone") CUE("mobile number") CUE("call") \
	CUE("called") CUE("calling") CUE("reach") CUE("reached") CUE("contact number") \
	CUE("contact") CUE("contact no") CUE("dial") CUE("sms") CUE("answering") CUE("ring") \
	CUE("pager") CUE("beeper") CUE("voicemail") CUE("voice mail") CUE("landline") \
	CUE("whatsapp") CUE("home phone") CUE("work phone") CUE("daytime phone") \
	CUE("evening phone") CUE("phone no") CUE("ph") CUE("telephone number") \
	CUE("callback number") CUE("callback") CUE("emergency contact") CUE("mob") CUE("telefon") \
	CUE("phone1") CUE("phone2") CUE("phone 1") CUE("phone 2") CUE("messages to") CUE("after hours") CUE("after hours number") \
	CUE("message to") CUE("registered") \
	PHONE_CUES_BESIDE(CUE)
CUE_ARRAY(phone_cues, PHONE_CUES);
const struct cue_table phone_number_phone_cues = CUE_TABLE_INDEXED(phone_cues);
const struct cue_table phone_number_phone_labels = CUE_TABLE_LESS(phone_cues, PHONE_CUES_BESIDE);

/* Before a colon or dot. */
#define FAX_CUES_BESIDE(CUE) \
	CUE("fx") CUE("f")
#define FAX_CUES(CUE) \
	CUE("fax") CUE("faxed") CUE("faxes") CUE("fax number") CUE("fax no") CUE("facsimile") \
	CUE("telefax") CUE("efax") CUE("fax to") CUE("fax machine") CUE("fax line") \
	FAX_CUES_BESIDE(CUE)
CUE_ARRAY(fax_cues, FAX_CUES);
const struct cue_table phone_number_fax_cues = CUE_TABLE_INDEXED(fax_cues);
const struct cue_table phone_number_fax_labels = CUE_TABLE_LESS(fax_cues, FAX_CUES_BESIDE);

#define BOTH_CUES(CUE) PHONE_CUES(CUE) FAX_CUES(CUE)
CUE_ARRAY(both_cues, BOTH_CUES);
static const struct cue_table phone_and_fax_cues = CUE_TABLE_INDEXED(both_cues);

/* Between "fax" and the place where it stands. */
#define PLACE_REACH 4

struct number {
	size_t start;
	size_t end;
	struct value_compact digits;
};

/* What may stand between groups of a number, or around one. */
static bool
divides_groups(uint8_t c)
{
	return value_is_separator(c) || c == '(' || c == ')';
}

/* Takes one separator or two: ") ", " - ", "-", ".". Returns where the next group begins. */
static size_t
skip_separators(struct bytes text, size_t at)
{
	size_t end = at;
	while (end < text.length && end - at < 3 && divides_groups(text.data[end]))
		end++;
	return end;
}

static bool
is_complete(const struct number *number, bool plus)
{
	struct bytes digits = value_bytes(&number->digits);
	if (digits.length == 11 && digits.data[0] == '1')
		return digits_nanp(bytes_slice(digits, 1, 10));
	return !plus && digits_nanp(digits);
}

/* Reads groups of digits from `start` until the number is complete or something else comes. */
static bool
read_groups(struct bytes text, size_t start, struct number *number)
{
	size_t at = start;
	bool plus = text.data[at] == '+';
	number->start = start;
	number->digits.length = 0;
	at = plus ? at + 1 : at;
	for (size_t group = skip_separators(text, at);; group = skip_separators(text, at)) {
		size_t end = group;
		while (end < text.length && byte_is_digit(text.data[end]))
			end++;
		bool spaced = group > at && text.data[group - 1] == ' ';
		size_t most = spaced ? DIGITS_SPACED_MOST : DIGITS_MOST;
		if (end == group || number->digits.length + (end - group) > most)
			break;
		for (size_t i = group; i < end; i++)
			number->digits.data[number->digits.length++] = text.data[i];
		at = end;
		number->end = end;
		bool us_length = plus && number->digits.data[0] == '1' && number->digits.length == 11;
		if (is_complete(number, plus) || us_length)
			break;
	}
	return number->digits.length >= DIGITS_LEAST;
}

/* "x12", "ext. 12", "extension 12": part of the number. */
static size_t
extension_end(struct bytes text, size_t end)
{
	static const char *const words[] = { "extension", "extn.", "extn", "ext.", "ext", "x", "#" };
	size_t at = end;
	while (at < text.length && at - end < 2 && (text.data[at] == ' ' || text.data[at] == ','))
		at++;
	uint8_t first = at < text.length ? byte_lower(text.data[at]) : '\0';
	for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
		size_t length = strlen(words[i]);
		if ((uint8_t)words[i][0] != first || !bytes_equal_nocase(bytes_slice(text, at, length), bytes_of_string(words[i])))
			continue;
		at += length;
		while (at < text.length && (text.data[at] == ' ' || text.data[at] == ':'))
			at++;
		size_t digits = at;
		while (digits < text.length && digits - at < 7 && byte_is_digit(text.data[digits]))
			digits++;
		return digits > at && digits - at < 7 ? digits : end;
	}
	return end;
}

static const char *const notes[] = {
	"fax", "office", "mobile", "cell", "home", "work", "phone", "desk",
};

/* "..., fax" at a line's end, from which the sentence goes on with the number. */
static bool
number_begins_line(struct bytes text, size_t at)
{
	return at + 1 < text.length && text.data[at] == '\n' &&
	       (byte_is_digit(text.data[at + 1]) || text.data[at + 1] == '(' || text.data[at + 1] == '+');
}

static bool
opens_note(uint8_t c)
{
	return c == ' ' || c == '-' || c == '(' || c == '[' || c == ',';
}

/* "555-0100 (fax)", "555-0100-Fax": a note behind the number that labels no next one, or NULL. */
static const char *
note_behind(struct bytes text, size_t end)
{
	size_t at = end;
	while (at < text.length && at - end < NOTE_REACH && opens_note(text.data[at]))
		at++;
	uint8_t first = at < text.length && at > end ? byte_lower(text.data[at]) : '\0';
	for (size_t i = 0; i < ARRAY_LENGTH(notes); i++) {
		struct bytes note = bytes_of_string(notes[i]);
		if ((uint8_t)notes[i][0] != first || !bytes_equal_nocase(bytes_slice(text, at, note.length), note))
			continue;
		size_t next = at + note.length;
		bool labels = next < text.length && (byte_is_alnum(text.data[next]) || text.data[next] == ':' ||
		                                     text.data[next] == ' ' || text.data[next] == '#' ||
		                                     (text.data[at - 1] == ' ' && text.data[end] == ',' &&
		                                      number_begins_line(text, next)));
		if (!labels)
			return notes[i];
	}
	return NULL;
}

struct judgement {
	enum identifier_type type;
	struct cue_match cue;
};

/* A lone letter ("F: 312-642-7720") speaks right beside the number only: "F" is a sex as well. */
#define LETTER_WINDOW 3

static struct cue_match
find_cue(const struct detector_text *text, size_t start, const struct cue_table *table)
{
	struct cue_match cue = around_before(text, start, CUE_WINDOW, table);

	while (cue.cue != NULL && cue.cue[1] == '\0' && start - cue.end > LETTER_WINDOW) {
		size_t distance = start - cue.start;
		if (distance >= CUE_WINDOW)
			return (struct cue_match){ NULL, 0, 0 };
		cue = cue_before_match(text->bytes, cue.start, CUE_WINDOW - distance, table);
	}
	return cue;
}

/* "My fax at home is": the phone's word says only where the fax stands. */
static bool
is_place(struct cue_match phone, struct cue_match fax)
{
	static const char *const places[] = { "home", "work", "office", "desk" };

	for (size_t i = 0; i < ARRAY_LENGTH(places); i++)
		if (strcmp(phone.cue, places[i]) == 0)
			return phone.start - fax.end <= PLACE_REACH;
	return false;
}

static struct judgement
judge(const struct detector_text *text, const struct number *number)
{
	const char *note = note_behind(text->bytes, number->end);
	if (note != NULL)
		return (struct judgement){ note == notes[0] ? IDENTIFIER_FAX : IDENTIFIER_PHONE,
		                           { note, number->start, number->start } };
	static const struct cue_match none = { NULL, 0, 0 };
	/* Most numbers have neither: that is one look. */
	bool spoken = around_before(text, number->start, CUE_WINDOW, &phone_and_fax_cues).cue != NULL;
	struct cue_match phone = spoken ? find_cue(text, number->start, &phone_number_phone_cues) : none;
	struct cue_match fax = spoken ? find_cue(text, number->start, &phone_number_fax_cues) : none;
	if (fax.cue != NULL && (phone.cue == NULL || fax.end > phone.end || is_place(phone, fax)))
		return (struct judgement){ IDENTIFIER_FAX, fax };
	if (phone.cue != NULL)
		return (struct judgement){ IDENTIFIER_PHONE, phone };
	static const struct cue_table *const tables[] = { &phone_number_fax_cues, &phone_number_phone_cues };
	const char *heads[ARRAY_LENGTH(tables)];
	around_columns(text, number->start, tables, ARRAY_LENGTH(tables), heads);
	if (heads[0] != NULL)
		return (struct judgement){ IDENTIFIER_FAX, { heads[0], 0, 0 } };
	return (struct judgement){ IDENTIFIER_PHONE, { heads[1], 0, 0 } };
}

/* Steps over `count` digits that end at *at. */
static bool
digits_back(struct bytes text, size_t *at, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (*at == 0 || !byte_is_digit(text.data[--*at]))
			return false;
	return true;
}

static bool
separators_back(struct bytes text, size_t *at)
{
	size_t from = *at;
	while (*at > 0 && from - *at < 3 && (value_is_separator(text.data[*at - 1]) || text.data[*at - 1] == ')'))
		--*at;
	return *at < from;
}

/* The start of a number in US writing that ends at `end`, with its country code if it has one. */
static bool
start_of_nanp(struct bytes text, size_t end, size_t *start)
{
	static const char *const prefixes[] = {
		"+1~(", "+1~", "1-(", "1-", "1(", "001-(", "001-", "(",
	};
	size_t at = end;
	if (!digits_back(text, &at, 4) || !separators_back(text, &at) || !digits_back(text, &at, 3) ||
	    !separators_back(text, &at) || !digits_back(text, &at, 3))
		return false;
	*start = at;
	/* Most numbers stand behind the space that ends a word, or in parentheses behind it. */
	bool opens = at > 0 && text.data[at - 1] == '(';
	size_t outside = opens ? at - 1 : at;
	uint8_t before = outside > 0 ? text.data[outside - 1] : '\0';
	bool prefixed = before == '1' || (value_is_separator(before) && outside > 1 && text.data[outside - 2] == '1');
	if (opens && !prefixed)
		*start = outside > 0 && byte_is_alnum(before) ? at : outside;
	for (size_t i = 0; prefixed && i < ARRAY_LENGTH(prefixes); i++) {
		size_t begin;
		if (value_shape_before(text, at, prefixes[i], &begin)) {
			bool glued = begin > 0 && byte_is_alnum(text.data[begin - 1]);
			*start = glued ? at : begin;
			return true;
		}
	}
	return true;
}

/*
 * Reports `number` as what stands beside it makes it. `alone` is the confidence
 * when nothing speaks for it, 0 for none.
 */
static int
report_number(const struct detector_text *text, struct number *number, uint8_t alone,
              const char *validator)
{
	struct bytes bytes = text->bytes;
	size_t bare_end = number->end;
	number->end = extension_end(bytes, number->end);
	if (!value_stands_alone(bytes, number->start, number->end)) {
		number->end = bare_end;
		if (!value_stands_alone(bytes, number->start, number->end))
			return 0;
	}
	struct judgement judgement = judge(text, number);
	bool spoken = judgement.cue.cue != NULL;
	if ((!spoken && alone == 0) || value_denied(text, number->start, judgement.cue))
		return 0;
	const struct identifier found = {
		.type = judgement.type,
		.start = number->start,
		.end = number->end,
		.confidence = !spoken             ? alone
		              : validator != NULL ? CONFIDENCE_CHECKED
		                                  : CONFIDENCE_CUE,
		.cue = judgement.cue.cue,
		.validator = validator,
	};
	return identifier_report_contact(text, &found);
}

static int
confirm_us_writing(const struct detector_text *text, size_t end)
{
	struct number number = { .end = end };
	if (!start_of_nanp(text->bytes, end, &number.start))
		return 0;
	number.digits = value_compact(text->bytes, number.start, end);
	struct bytes digits = value_bytes(&number.digits);
	if (digits_nanp(bytes_slice(digits, digits.length - 10, 10)))
		return report_number(text, &number, CONFIDENCE_STRICT, "NANP ranges");
	/* Mistyped, or another country's: only when the text calls it a number to call. */
	return report_number(text, &number, 0, NULL);
}

static int
confirm_plus(const struct detector_text *text, size_t end)
{
	struct number number = { 0 };
	size_t start = end - 1;
	while (start > 0 && text->bytes.data[start] != '+')
		start--;
	if (!read_groups(text->bytes, start, &number) || number.digits.length < 8)
		return 0;
	if (number.digits.data[0] == '1' && !is_complete(&number, true))
		return report_number(text, &number, 0, NULL);
	return report_number(text, &number, CONFIDENCE_STRICT, "E.164 length");
}

/* Steps back over an extension's "x123" that ends at `end`; `end` itself when there is none. */
static size_t
extension_back(struct bytes text, size_t end)
{
	size_t at = end;
	while (at > 0 && end - at < 7 && byte_is_digit(text.data[at - 1]))
		at--;
	bool marked = at > 1 && byte_lower(text.data[at - 1]) == 'x' && byte_is_digit(text.data[at - 2]);
	return marked && at < end ? at - 1 : end;
}

/* Any number with "office" or "fax" behind it, read backwards from there. */
static int
confirm_noted(const struct detector_text *text, size_t end)
{
	struct bytes bytes = text->bytes;
	while (end > 0 && !byte_is_digit(bytes.data[end - 1]))
		end--;
	size_t at = extension_back(bytes, end);
	size_t digits = 0;
	while (at > 0 && (byte_is_digit(bytes.data[at - 1]) || divides_groups(bytes.data[at - 1]) ||
	                  bytes.data[at - 1] == '+'))
		digits += byte_is_digit(bytes.data[--at]);
	while (at < end && (value_is_separator(bytes.data[at]) || bytes.data[at] == ')'))
		at++;
	if (digits < DIGITS_LEAST_NOTED || digits > DIGITS_MOST || note_behind(bytes, end) == NULL)
		return 0;
	struct number number = { .start = at, .end = end };
	return report_number(text, &number, 0, NULL);
}

int
phone_number_confirm(const struct detector_text *text, unsigned pattern, size_t end)
{
	switch (pattern) {
	case 0:
		return confirm_us_writing(text, end);
	case 1:
		return confirm_plus(text, end);
	default:
		return confirm_noted(text, end);
	}
}

/* A date or a time is no local telephone number. */
static bool
looks_like_date(struct bytes text, size_t start, size_t end)
{
	static const char *const shapes[] = {
		"99-99-9999", "9-9-9999", "9-99-9999", "99-9-9999", "9999-99-99", "99999-9999",
		"999-99-9999",
	};
	for (size_t i = 0; i < ARRAY_LENGTH(shapes); i++) {
		size_t shape_end;
		if (value_shape_at(text, start, shapes[i], &shape_end) && shape_end == end)
			return true;
	}
	return false;
}

int
phone_number_take(const struct detector_text *text, const struct labelled *value,
                  enum identifier_type type, size_t *end)
{
	struct bytes bytes = text->bytes;
	struct number number = { 0 };
	if (!read_groups(bytes, value->start, &number))
		return 0;
	size_t bare_end = number.end;
	number.end = extension_end(bytes, number.end);
	if (looks_like_date(bytes, number.start, bare_end) ||
	    !value_stands_alone(bytes, number.start, number.end))
		return 0;
	struct judgement judgement = judge(text, &number);
	if ((judgement.cue.cue != NULL && judgement.type != type) ||
	    value_denied(text, number.start, judgement.cue))
		return 0;
	bool strict = is_complete(&number, bytes.data[number.start] == '+');
	const struct identifier found = {
		.type = type,
		.start = number.start,
		.end = number.end,
		/* Below the labels that say what number it is: "my MRN number". */
		.confidence = strict ? CONFIDENCE_CHECKED : CONFIDENCE_CUE - 5,
		.cue = value->cue,
		.validator = strict ? "NANP ranges" : NULL,
	};
	*end = number.end;
	return identifier_report_contact(text, &found);
}
