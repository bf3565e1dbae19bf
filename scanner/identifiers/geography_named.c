/* Streets without a number: "lives on Larkspur Drive", "the corner of Fulton St and 5th Ave". */
#include "scanner/cue.h"
#include "scanner/dictionary.h"
#include "scanner/identifiers/geography.h"
#include "scanner/letter.h"
#include "scanner/word_list.h"

/* Words of a street's name before its kind, and letters of one. */
#define NAME_WORDS 3
#define WORD_REACH 24

/* Behind which a street is named. */
static const struct word_list leads = { {
	WORDS('a', "at", "along", "and", "across"), WORDS('b', "by"), WORDS('d', "down"),
	WORDS('f', "from"), WORDS('n', "near"), WORDS('o', "on", "off", "of", "onto"),
	WORDS('t', "to", "toward", "towards"), WORDS('u', "up"),
} };

/* What is called a street, a road or a drive, and is none that anybody lives in. */
static const struct word_list other_names = { {
	WORDS('a', "abbey", "application"), WORDS('b', "backup", "blood", "book", "boot"), WORDS('c', "cloud"),
	WORDS('d', "disk", "downing"), WORDS('e', "easy", "external"), WORDS('f', "fast", "flash", "fleet", "food"),
	WORDS('g', "google"), WORDS('h', "hard"), WORDS('i', "internal"), WORDS('j', "jump"),
	WORDS('k', "k"), WORDS('m', "map", "memory"), WORDS('n', "network"), WORDS('o', "one", "open"),
	WORDS('p', "pen", "personal", "pledge", "private", "public"), WORDS('s', "sesame", "shared", "silk"),
	WORDS('t', "team", "test", "thumb", "toy", "the", "this"), WORDS('u', "usb"), WORDS('w', "wall", "warp"),
	WORDS('y', "your"), WORDS('z', "zip"),
} };

static const struct cue kinds[] = {
	CUE("street"), CUE("st"), CUE("avenue"), CUE("ave"), CUE("road"), CUE("rd"), CUE("lane"), CUE("ln"),
	CUE("drive"), CUE("boulevard"), CUE("blvd"), CUE("terrace"), CUE("crescent"), CUE("turnpike"),
	CUE("parkway"), CUE("pkwy"), CUE("hwy"),
};
const struct cue_table geography_street_kinds = CUE_TABLE(kinds);

/* Letters, digits, ' and - before `end`; `end` when there are none. */
static size_t
word_begin(struct bytes text, size_t end)
{
	size_t at = end;

	while (at > 0 && end - at < WORD_REACH &&
	       (byte_is_alnum(text.data[at - 1]) || text.data[at - 1] >= 0x80 || text.data[at - 1] == '\'' ||
	        text.data[at - 1] == '-'))
		at--;
	return at;
}

/* "5th", "Larkspur" */
static bool
names_street(struct bytes text, size_t begin, size_t end)
{
	if (byte_is_digit(text.data[begin]))
		return end - begin > 2 && byte_is_lower(text.data[end - 1]);
	return letter_at(text, begin).capital &&
	       !word_list_has(&other_names, bytes_slice(text, begin, end - begin));
}

/* Where the name before the kind of street that begins at `kind` begins; `kind` when it has none. */
static size_t
name_begin(struct bytes text, size_t kind)
{
	size_t start = kind;

	for (unsigned words = 0; words < NAME_WORDS && start > 1 && text.data[start - 1] == ' '; words++) {
		size_t begin = word_begin(text, start - 1);
		if (begin == start - 1 || !names_street(text, begin, start - 1))
			break;
		start = begin;
	}
	return start;
}

int
geography_confirm_street_kind(const struct detector_text *text, size_t end)
{
	struct bytes bytes = text->bytes;
	size_t kind = word_begin(bytes, end);
	struct identifier found = { .type = IDENTIFIER_STREET_ADDRESS, .start = name_begin(bytes, kind), .end = end,
	                            .confidence = CONFIDENCE_HARDLY, .validator = "street's kind" };

	if (found.start == kind || found.start < 3 || bytes.data[found.start - 1] != ' ' ||
	    !byte_is_lower(bytes.data[end - 1]))
		return 0;
	/* "to St Louis" is a town, "near Elm St Peter waited" nothing. */
	size_t behind = end + (end < bytes.length && bytes.data[end] == '.');
	if (behind + 1 < bytes.length && bytes.data[behind] == ' ' && letter_at(bytes, behind + 1).capital &&
	    behind == end)
		return 0;
	size_t lead = word_begin(bytes, found.start - 1);
	if (!word_list_has(&leads, bytes_slice(bytes, lead, found.start - 1 - lead)))
		return 0;
	return geography_report(text, &found);
}
