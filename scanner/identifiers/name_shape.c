#include "scanner/identifiers/name_shape.h"

#include "scanner/dictionary.h"

/* Given and family names of one person, without initials and particles. */
#define NAME_WORDS 4

/* How sure two words make a full name; 0: not without a label. */
static const uint8_t full_confidence[4][4] = {
	/* family:     never possible likely sure */
	[NAME_NEVER]    = { 0, 0, 0, 0 },
	[NAME_POSSIBLE] = { 0, 0, 30, 30 },
	[NAME_LIKELY]   = { 0, 15, 35, 50 },
	[NAME_SURE]     = { 0, 45, 55, 60 },
};

static bool
follows(const struct name_run *run, size_t index, enum name_gap gap)
{
	return index < run->count && run->words[index].gap == gap;
}

static bool
is_ordinary(const struct name_word *word)
{
	return (word->flags & (WORD_COMMON | WORD_NOT_NAME | WORD_MEDICAL | WORD_LARGE_CITY)) != 0;
}

static void
match_set(const struct name_run *run, size_t first, size_t last, uint8_t confidence,
          struct name_match *match)
{
	*match = (struct name_match){
		.first = first,
		.last = last,
		.start = run->words[first].start,
		.end = run->words[last].end + run->words[last].dot,
		.confidence = confidence,
	};
}

/* "Jr.", "III" belong to the name; "MD" tells whose it is. */
static void
match_take_suffixes(const struct name_run *run, struct name_match *match)
{
	for (size_t i = match->last + 1; i < run->count; i++) {
		const struct name_word *word = &run->words[i];
		bool joined = word->gap == NAME_GAP_SPACE || word->gap == NAME_GAP_COMMA;
		if (!joined || (word->kind != NAME_SUFFIX && word->kind != NAME_CLINICIAN_SUFFIX))
			return;
		if (word->kind == NAME_CLINICIAN_SUFFIX) {
			match->clinician = true;
		} else if (!match->clinician) {
			match->last = i;
			match->end = word->end + word->dot;
		}
	}
}

/*
 * The last word of the names that follow words[first]: middle names, initials,
 * particles, family names. `first` when none follows. Sets the family's weight.
 */
static size_t
families_end(const struct name_run *run, size_t first, enum name_weight *family)
{
	size_t last = first;
	size_t words = 1;
	bool complete = false; /* a word that can only be a family name was seen */

	*family = NAME_NEVER;
	for (size_t i = first + 1; i < run->count && words < NAME_WORDS; i++) {
		const struct name_word *word = &run->words[i];
		bool wrapped = word->gap == NAME_GAP_LINE && word->family == NAME_SURE && last == i - 1 && !complete;
		if (word->gap != NAME_GAP_SPACE && !wrapped)
			break;
		if (word->kind == NAME_INITIAL || word->kind == NAME_PARTICLE)
			continue;
		if (word->kind != NAME_WORD || (word->family == NAME_NEVER && word->given < NAME_LIKELY))
			break;
		if (complete && word->family < NAME_LIKELY)
			break;
		last = i;
		words++;
		complete = complete || word->given < NAME_LIKELY;
		if (word->family > *family)
			*family = word->family;
	}
	return last;
}

/* Letters of two bytes: two such words that no list has are rather names than anything else. */
static bool
has_accent(const struct name_word *word)
{
	return word->letters < word->end - word->start;
}

/* "Ana M. de la Cruz" */
static bool
match_full(const struct name_run *run, size_t first, struct name_match *match)
{
	const struct name_word *given = &run->words[first];
	enum name_weight family;

	if (given->kind != NAME_WORD || given->given < NAME_POSSIBLE || given->possessive)
		return false;
	size_t last = families_end(run, first, &family);
	if (last == first)
		return false;
	/* "Will Ana Cruz come?", "Ahh Ana Cruz": the name begins with the next word. */
	bool weak = given->given == NAME_POSSIBLE || given->flags & WORD_NOT_NAME || first == 0;
	if (given->given < NAME_SURE && weak && last > first + 1 && run->words[first + 1].given == NAME_SURE)
		return false;
	if (given->given == NAME_POSSIBLE && given->upper && !run->words[last].upper)
		return false;
	uint8_t confidence = full_confidence[given->given][family];
	if (confidence == 0 && has_accent(given) + has_accent(&run->words[last]) > 0 &&
	    given->given == NAME_POSSIBLE && family == NAME_POSSIBLE)
		confidence = full_confidence[NAME_LIKELY][NAME_POSSIBLE];
	if (confidence == 0)
		return false;
	if (confidence > full_confidence[NAME_LIKELY][NAME_POSSIBLE] && given->upper && run->words[last].upper)
		confidence -= 10;
	match_set(run, first, last, confidence, match);
	match->full = true;
	match->doubtful = is_ordinary(given) || is_ordinary(&run->words[last]);
	return true;
}

/* Two words alone, each of which is a name and nothing else. */
static bool
are_two_names(const struct name_run *run, size_t first)
{
	const struct name_word *one = &run->words[first], *other = one + 1;

	return first == 0 && run->count == 2 && other->gap == NAME_GAP_SPACE && one->kind == NAME_WORD &&
	       other->kind == NAME_WORD && one->upper == other->upper && !one->possessive &&
	       !is_ordinary(one) && !is_ordinary(other);
}

/* "Takahashi Haruto": the family's name first; "Mortimer Snodgrass": two that are families' names. */
static bool
match_family_first(const struct name_run *run, size_t first, struct name_match *match)
{
	const struct name_word *family = &run->words[first], *last = family + 1;

	if (!are_two_names(run, first) || family->family < NAME_SURE ||
	    (last->given < NAME_SURE && last->family < NAME_SURE))
		return false;
	match_set(run, first, first + 1, last->given == NAME_SURE ? 45 : 15, match);
	match->full = true;
	return true;
}

/* "Ana C." */
static bool
match_given_initial(const struct name_run *run, size_t first, struct name_match *match)
{
	const struct name_word *given = &run->words[first];

	if (given->kind != NAME_WORD || given->given < NAME_LIKELY ||
	    !follows(run, first + 1, NAME_GAP_SPACE))
		return false;
	const struct name_word *initial = given + 1;
	if (initial->kind != NAME_INITIAL || !initial->dot)
		return false;
	match_set(run, first, first + 1, given->given == NAME_SURE ? 45 : 30, match);
	match->doubtful = given->given != NAME_SURE;
	return true;
}

/* "A. Wobblequin": what no list has is hardly anything else behind an initial. */
static bool
is_unlisted(const struct name_word *word)
{
	return word->flags == 0 && word->letters > 3 && !word->upper;
}

/* "A. Cruz", "A. M. Cruz" */
static bool
match_initial_family(const struct name_run *run, size_t first, struct name_match *match)
{
	size_t last = first;

	while (last < run->count && run->words[last].kind == NAME_INITIAL && run->words[last].dot &&
	       (last == first || run->words[last].gap == NAME_GAP_SPACE))
		last++;
	if (last == first || last - first > 3)
		return false;
	while (follows(run, last, NAME_GAP_SPACE) && run->words[last].kind == NAME_PARTICLE)
		last++;
	if (!follows(run, last, NAME_GAP_SPACE) || run->words[last].kind != NAME_WORD)
		return false;
	enum name_weight wanted = last - first > 1 ? NAME_LIKELY : NAME_SURE;
	const struct name_word *word = &run->words[last];
	bool unlisted = is_unlisted(word) || (word->family == NAME_LIKELY && !is_ordinary(word));
	if (word->family < wanted && word->given < NAME_LIKELY && !unlisted)
		return false;
	enum name_weight family;
	size_t end = word->given >= NAME_LIKELY ? families_end(run, last, &family) : last;
	bool known = end != last || word->family >= wanted;
	if (!known && !unlisted)
		return false;
	match_set(run, first, end, known ? 40 : 15, match);
	match->doubtful = is_ordinary(&run->words[end]);
	match->full = true;
	return true;
}

/* "Cruz, A." and, at the head of a run, "T Cruz": a family's name and nothing else beside an initial. */
static bool
match_family_initial(const struct name_run *run, size_t first, struct name_match *match)
{
	const struct name_word *word = &run->words[first], *next = word + 1;
	bool inverted = follows(run, first + 1, NAME_GAP_COMMA) && next->kind == NAME_INITIAL && next->dot;
	bool bare = first == 0 && run->count == 2 && follows(run, 1, NAME_GAP_SPACE) && word->kind == NAME_INITIAL &&
	            !word->dot;
	const struct name_word *family = inverted ? word : next;

	if ((!inverted && !bare) || family->kind != NAME_WORD || family->family != NAME_SURE || family->upper ||
	    (inverted && family->possessive) || is_ordinary(family) || family->flags & WORD_CITY)
		return false;
	match_set(run, first, first + 1, 15, match);
	match->full = true;
	return true;
}

/* "Cruz, Ana M."; "CRUZ^ANA^M" */
static bool
match_inverted(const struct name_run *run, size_t first, struct name_match *match)
{
	const struct name_word *family = &run->words[first];
	size_t at = first + 1;

	if (family->kind != NAME_WORD || family->possessive)
		return false;
	if (follows(run, at, NAME_GAP_SPACE) && run->words[at].kind == NAME_SUFFIX)
		at++;
	bool caret = follows(run, at, NAME_GAP_CARET);
	if (!caret && !follows(run, at, NAME_GAP_COMMA))
		return false;
	const struct name_word *given = &run->words[at];
	if (given->kind != NAME_WORD || given->given < NAME_LIKELY ||
	    (!caret && (family->family < NAME_LIKELY || family->flags & WORD_LARGE_CITY)))
		return false;
	size_t last = at;
	while (last + 1 < run->count && last - at < 2) {
		const struct name_word *next = &run->words[last + 1];
		bool joined = next->gap == NAME_GAP_SPACE || (caret && next->gap == NAME_GAP_CARET);
		if (!joined || (next->kind != NAME_INITIAL && next->given != NAME_SURE))
			break;
		last++;
	}
	/* "Cruz, Ana Lopez" are two people; "Cruz, Lopez, Diaz" three. */
	if (!caret && last + 1 < run->count && run->words[last + 1].kind == NAME_WORD &&
	    run->words[last + 1].gap != NAME_GAP_LINE && run->words[last + 1].family >= NAME_LIKELY)
		return false;
	unsigned sum = (unsigned)family->family + (unsigned)given->given;
	uint8_t confidence = caret ? 60 : sum == 6 ? 50 : sum == 5 ? 40 : 0;
	if (confidence == 0)
		return false;
	match_set(run, first, last, confidence, match);
	match->full = true;
	match->doubtful = !caret && (is_ordinary(family) || is_ordinary(given));
	return true;
}

/* A word that may be a name after a title or label: no label, month, product, or ordinary word. */
static bool
may_be_name(const struct name_word *word)
{
	if (word->kind != NAME_WORD)
		return false;
	if (word->flags & WORD_NOT_NAME && word->given < NAME_LIKELY && word->family < NAME_LIKELY)
		return false;
	return word->given >= NAME_POSSIBLE || word->family >= NAME_POSSIBLE;
}

bool
name_shape_match_labelled(const struct name_run *run, size_t first, struct name_match *match)
{
	size_t words = 0;
	size_t last = first;
	bool comma = false;

	for (size_t i = first; i < run->count && words < NAME_WORDS; i++) {
		const struct name_word *word = &run->words[i];
		bool inverts = word->gap == NAME_GAP_COMMA && words == 1 && !comma &&
		               (word->given >= NAME_LIKELY || word->upper);
		if (i > first && word->gap != NAME_GAP_SPACE && word->gap != NAME_GAP_CARET && !inverts)
			break;
		comma = comma || inverts;
		if (word->kind == NAME_PARTICLE || (word->kind == NAME_INITIAL && !word->possessive)) {
			last = word->kind == NAME_INITIAL ? i : last;
			continue;
		}
		if (!may_be_name(word))
			break;
		words++;
		last = i;
	}
	if (words == 0)
		return false;
	match_set(run, first, last, 0, match);
	match->full = words > 1;
	match_take_suffixes(run, match);
	return true;
}

/* "Sr." behind a name is "Senior", before it "Se\xc3\xb1or". */
static bool
is_title(const struct name_run *run, size_t index)
{
	const struct name_word *word = &run->words[index];
	bool named = index > 0 && (word[-1].given >= NAME_LIKELY || word[-1].family >= NAME_LIKELY);
	bool senor = word->kind == NAME_SUFFIX && !named && word->letters == 2 && word->dot;

	return senor || word->kind == NAME_TITLE || word->kind == NAME_CLINICIAN_TITLE;
}

/* "Mrs. Cruz", "Dr. A. Cruz" */
static bool
match_titled(const struct name_run *run, size_t first, struct name_match *match)
{
	bool clinician = false;

	if (!is_title(run, first))
		return false;
	while (first < run->count && is_title(run, first))
		clinician |= run->words[first++].kind == NAME_CLINICIAN_TITLE;
	if (first >= run->count || run->words[first].gap == NAME_GAP_COMMA ||
	    run->words[first].gap == NAME_GAP_CARET || !name_shape_match_labelled(run, first, match))
		return false;
	const struct name_word *last = &run->words[match->last];
	bool known = last->family >= NAME_LIKELY || run->words[first].given >= NAME_LIKELY;
	match->confidence = known ? 65 : 50;
	match->titled = true;
	match->clinician |= clinician;
	return true;
}

bool
name_shape_match(const struct name_run *run, size_t first, struct name_match *match)
{
	if (first + 1 >= run->count)
		return false; /* each of them takes two words */
	if (match_titled(run, first, match))
		return true;
	if (!match_inverted(run, first, match) && !match_full(run, first, match) &&
	    !match_family_first(run, first, match) && !match_initial_family(run, first, match) &&
	    !match_family_initial(run, first, match) && !match_given_initial(run, first, match))
		return false;
	match_take_suffixes(run, match);
	if (match->clinician && match->confidence < 60)
		match->confidence = 60;
	return true;
}
