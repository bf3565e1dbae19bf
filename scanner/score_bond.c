#include "scanner/score_bond.h"

#include "scanner/score_having.h"
#include "scanner/score_sentence.h"
#include "scanner/score_terse.h"
#include "scanner/score_work.h"
#include "scanner/words.h"

/* Between a possessive and what is possessed: "Ann's left ear infection". */
#define POSSESSED_WORDS 3

/* Between a pronoun and what is said of it: "he was in observation for chest pain". */
#define PRONOUN_WORDS 6

/* Between a phrase and the name behind it: "results are back for Ann". */
#define OBJECT_WORDS 5

/* No adjectives: what stands behind them is no more possessed. */
static const struct word_list dividers = { {
	WORDS('a', "a", "after", "an", "and", "are", "as", "at"), WORDS('b', "been", "but", "by"),
	WORDS('c', "can", "could"), WORDS('d', "did", "do", "does"), WORDS('f', "for", "from"),
	WORDS('g', "going", "got"), WORDS('h', "had", "has", "have"), WORDS('i', "if", "in", "is"),
	WORDS('n', "not"), WORDS('o', "of", "on", "or", "out"), WORDS('s', "said", "says", "should"),
	WORDS('t', "that", "the", "this", "to"), WORDS('w', "was", "when", "who", "will", "with", "would"),
} };

static const struct word_list pronouns = { {
	WORDS('h', "he", "he'll", "he's", "her", "hers", "him", "his"), WORDS('s', "she", "she'll", "she's"),
	WORDS('w', "whose"),
} };

static const struct word_list relatives = { {
	WORDS('b', "baby", "boy", "brother"), WORDS('d', "dad", "daughter"), WORDS('f', "father"),
	WORDS('g', "girl", "grandma", "grandpa"), WORDS('h', "husband"), WORDS('k', "kid"),
	WORDS('m', "mom", "mother"), WORDS('p', "partner"), WORDS('s', "sister", "son"), WORDS('w', "wife"),
} };

const struct word_list score_bond_writers = { {
	WORDS('d', "dad"), WORDS('g', "grandma", "grandpa"), WORDS('m', "mom", "my"), WORDS('o', "our"),
} };

/* Right before a name, of whom something is: "biopsy of Mr. Lee", "insulin for baby Lee". */
static const struct word_list objectors = { {
	WORDS('d', "de"), WORDS('f', "for", "from"), WORDS('o', "of", "on"), WORDS('p', "para"), WORDS('t', "to"),
} };

static const struct word_list object_fillers = { {
	WORDS('a', "appointment", "and", "approved", "are"), WORDS('b', "back"), WORDS('d', "denied", "done", "due"),
	WORDS('f', "form"), WORDS('i', "in", "is"), WORDS('l', "level"), WORDS('n', "needed", "needs", "notes"),
	WORDS('o', "order", "ordered"), WORDS('p', "pending"),
	WORDS('r', "ready", "referral", "refill", "repeat", "request", "result", "results"),
	WORDS('s', "scheduled", "screen", "signed"), WORDS('t', "test"), WORDS('v', "visit"), WORDS('w', "was"),
} };

static const struct word_list titles = { {
	WORDS('b', "baby", "boy"), WORDS('g', "girl"), WORDS('l', "little"),
	WORDS('m', "miss", "mr", "mrs", "ms", "my"), WORDS('o', "our"), WORDS('p', "patient", "poor", "pt"),
	WORDS('s', "son"), WORDS('d', "daughter"),
} };

static bool
is_of_word(uint8_t c)
{
	return word_bytes[c] != 0 || c == '\'';
}

/* The word that begins at or behind `*at`, which becomes where it ends; empty at the end. */
static struct bytes
word_ahead(struct bytes text, size_t *at)
{
	while (*at < text.length && !is_of_word(text.data[*at]))
		++*at;
	size_t begin = *at;
	while (*at < text.length && is_of_word(text.data[*at]))
		++*at;
	return bytes_slice(text, begin, *at - begin);
}

/* The word that ends at or before `*at`, which becomes where it begins; empty at the start. */
static struct bytes
word_back(struct bytes text, size_t *at)
{
	while (*at > 0 && !is_of_word(text.data[*at - 1]))
		--*at;
	size_t end = *at;
	while (*at > 0 && is_of_word(text.data[*at - 1]))
		--*at;
	return bytes_slice(text, *at, end - *at);
}

bool
score_bond_is_attribute(struct bytes text, size_t end)
{
	if (end >= text.length || text.data[end] != ' ')
		return false;
	/* Nearly always two letters tell. */
	const uint8_t *next = text.data + end + 1;
	if (text.length - end > 2 && is_of_word(next[0]) && is_of_word(next[1]) &&
	    !word_list_may_have(&score_work_topics, next[0], next[1]))
		return false;
	return word_list_has(&score_work_topics, word_ahead(text, &end));
}

/* The 's that `between` begins with: its length, or 0. */
static size_t
possessive_length(struct bytes between)
{
	if (between.length < 2 || between.data[0] != '\'')
		return 0;
	return byte_lower(between.data[1]) == 's' ? 2 : 1;
}

/* Of whom a relative speaks: "Ann's mother says the asthma is worse". */
#define RELATIVE_REACH 60

/* Whether the phrase stands in the sentence of the relative who is named at `end`: "Ann's husband has lupus". */
static bool
relative_tells(struct bytes text, size_t end, size_t start)
{
	return start - end <= RELATIVE_REACH && score_sentence_find(text, start).start <= end;
}

/* "Ann's bad cough", and what her relatives have: "Ann's husband was diagnosed with". */
static bool
is_possessed(struct bytes text, size_t end, size_t start)
{
	size_t at = possessive_length(bytes_slice(text, end, start - end));

	if (at == 0)
		return false;
	struct bytes between = bytes_slice(text, end + at, start - end - at), word;
	size_t words = 0;
	at = 0;
	while ((word = word_ahead(between, &at)).length > 0 && ++words <= POSSESSED_WORDS) {
		if (word_list_has(&relatives, word))
			return relative_tells(text, (size_t)(word.data - text.data) + word.length, start);
		if (word_list_has(&dividers, word) || word_list_has(&score_work_topics, word))
			return false;
	}
	return words <= POSSESSED_WORDS && memchr(between.data, ',', between.length) == NULL;
}

/* Whether a pronoun before the phrase stands for the name: "Ann called. She has been coughing". What
 * she holds forth on is not hers. */
static bool
is_of_pronoun(struct bytes between)
{
	size_t at = between.length;

	for (size_t words = 0; words < PRONOUN_WORDS; words++) {
		size_t end = at;
		struct bytes word = word_back(between, &at);
		struct bytes gap = bytes_slice(between, at + word.length, end - at - word.length);
		if (word.length == 0 || (words > 0 && gap.length > 0 && memchr(".!?;\n", gap.data[0], 5) != NULL))
			return false;
		if (word_list_has(&pronouns, word))
			return true;
		if (word_list_has(&score_work_topics, word))
			return false;
	}
	return false;
}

/* Shorter ones are states and initials: "Lee, CT". */
#define ACRONYM_LETTERS 3

static bool
is_acronym(struct bytes word)
{
	size_t capitals = 0;

	while (capitals < word.length && (byte_is_upper(word.data[capitals]) || byte_is_digit(word.data[capitals])))
		capitals++;
	return capitals == ACRONYM_LETTERS;
}

/* Where somebody lies, how old they are, what they weigh and how ill they are: with a number. */
static const struct word_list particulars = { {
	WORDS('a', "age", "aged"), WORDS('b', "bay", "bed"), WORDS('d', "day"), WORDS('f', "f", "female", "floor"),
	WORDS('g', "grade"), WORDS('i', "in"), WORDS('k', "kg"), WORDS('l', "lb", "lbs"), WORDS('m', "m", "male"),
	WORDS('o', "old"), WORDS('p', "pod"), WORDS('r', "rm", "room"), WORDS('s', "stage"), WORDS('t', "type"),
	WORDS('y', "y", "year", "years", "yo"),
} };

#define PARTICULAR_WORDS 4

/* Behind the first of them, ", bed 4" of ", bed 4, NSTEMI" or " in 12" of " in 12 - NSTEMI"; 0 for none. */
static size_t
particular_end(struct bytes between)
{
	size_t at = between.length > 0 && between.data[0] == ',', end = 0;
	bool comma = at > 0, number = false;

	for (size_t words = 0; words < PARTICULAR_WORDS && at < between.length && between.data[at] == ' '; words++) {
		size_t begin = at + 1;
		at = word_bytes_end(between, begin);
		bool digits = at > begin && byte_is_digit(between.data[begin]);
		if (digits ? words == 0 && !comma : !word_list_has(&particulars, bytes_slice(between, begin, at - begin)))
			break;
		number = number || digits;
		end = at;
	}
	return number ? end : 0;
}

/* With all of it a phrase still stands so near, in bytes. */
#define BESIDE_REACH 48

/* "Lee colonoscopy", "Lee, COPD", "Lee - strep positive", "Lee, who vomited"; "Lee Cancer Center" is a place. */
static bool
is_beside(struct bytes text, size_t end, size_t start)
{
	static const char *const joints[] = { ", ", " - ", ": ", " -- ", "; ", " (", ", who ", " who " };
	static const char *const times[] = { " today", " tomorrow", " tonight", " now", " again", " asap", " please" };
	struct bytes between = bytes_slice(text, end, start - end);

	if (between.length > BESIDE_REACH)
		return false;
	for (size_t skip; (skip = particular_end(between)) > 0;)
		between = bytes_slice(between, skip, SIZE_MAX);
	for (size_t i = 0; i < ARRAY_LENGTH(times); i++) {
		struct bytes time = bytes_of_string(times[i]);
		if (bytes_equal_nocase(bytes_slice(between, 0, time.length), time))
			between = bytes_slice(between, time.length, SIZE_MAX);
	}

	if (bytes_equal(between, bytes_of_string(" ")))
		return !byte_is_upper(text.data[start]) || is_acronym(bytes_slice(text, start, ACRONYM_LETTERS));
	for (size_t i = 0; i < ARRAY_LENGTH(joints); i++)
		if (bytes_equal(between, bytes_of_string(joints[i])))
			return true;
	return false;
}

/* "insulin for Ann", "HIV test on Mr. Lee" */
static bool
is_object(struct bytes between)
{
	size_t at = between.length;
	struct bytes word = word_back(between, &at);

	while (word.length > 0 && word_list_has(&titles, word))
		word = word_back(between, &at);
	if (!word_list_has(&objectors, word))
		return false;
	for (size_t words = 0; words < OBJECT_WORDS && (word = word_back(between, &at)).length > 0; words++)
		if (!word_list_has(&object_fillers, word))
			return false;
	return word.length == 0;
}

/* A phrase is the writer's own as far behind "my" as so many words, and a relative's behind these. */
#define WRITERS_WORDS 2
#define RELATIVE_WORDS 8

/* "my left knee" */
static bool
is_mine(struct bytes text, size_t start)
{
	for (size_t words = 0, at = start; words <= WRITERS_WORDS; words++) {
		size_t end = at;
		struct bytes word = word_back(text, &at);
		if (word.length == 0 || end - at - word.length > 1)
			return false;
		if (bytes_equal_nocase(word, bytes_of_string("my")))
			return true;
		if (word_list_has(&dividers, word) || word_list_has(&score_work_topics, word))
			return false;
	}
	return false;
}

/* "my wife", "our son"; "Mom" and "Grandpa" need no such word. */
static bool
is_writers_relative(struct bytes text, struct bytes word)
{
	size_t at = (size_t)(word.data - text.data);

	if (!word_list_has(&relatives, word))
		return false;
	if (byte_is_upper(word.data[0]) && word_list_has(&score_bond_writers, word))
		return true;
	struct bytes before = word_back(text, &at);
	return bytes_equal_nocase(before, bytes_of_string("my")) || bytes_equal_nocase(before, bytes_of_string("our"));
}

/* Whether the phrase is that of a relative of the writer's who is named before it in its sentence. */
static bool
is_of_relative(struct bytes text, size_t start, size_t end)
{
	for (size_t words = 0, at = start; words < RELATIVE_WORDS; words++) {
		struct bytes word = word_back(text, &at);
		if (word.length == 0 || memchr(".!?\n", text.data[at + word.length], 4) != NULL)
			return false;
		/* The s of "Mom's" is of the word, here. */
		bool possessive = word.length > 2 && word.data[word.length - 2] == '\'';
		struct bytes relative = possessive ? bytes_slice(word, 0, word.length - 2) : word;
		const struct score_tie tie = { at, at + relative.length, start, end };
		if (is_writers_relative(text, relative))
			return score_bond_holds(text, &tie);
	}
	return false;
}

bool
score_bond_is_writers(struct bytes text, size_t start, size_t end)
{
	return (is_mine(text, start) || is_of_relative(text, start, end)) && !score_bond_is_attribute(text, end);
}

/* Whether who is named only "has" the one whose age the phrase is: "Ann has a four-year-old". */
static bool
is_childs_age(struct bytes between, struct bytes phrase)
{
	static const char *const verbs[] = { "has", "have", "had", "with" };
	size_t at = between.length;

	if (!bytes_equal_nocase(bytes_slice(phrase, 0, strlen("year")), bytes_of_string("year")))
		return false;
	for (size_t words = 0; words < PRONOUN_WORDS; words++)
		if (bytes_among(word_back(between, &at), verbs, ARRAY_LENGTH(verbs)))
			return true;
	return false;
}

/* "the hernia (Ann Lee) is back": whose it is, in parentheses behind. */
static bool
is_added(struct bytes text, struct bytes between, size_t name_end)
{
	return bytes_equal(between, bytes_of_string(" (")) && name_end < text.length && text.data[name_end] == ')';
}

bool
score_bond_holds(struct bytes text, const struct score_tie *tie)
{
	if (tie->end <= tie->name_start) {
		struct bytes between = bytes_slice(text, tie->end, tie->name_start - tie->end);
		return between.length < SCORE_BOND_REACH && (is_object(between) || is_added(text, between, tie->name_end));
	}
	if (tie->start < tie->name_end || tie->start - tie->name_end >= SCORE_BOND_REACH ||
	    score_bond_is_attribute(text, tie->end))
		return false;
	struct bytes between = bytes_slice(text, tie->name_end, tie->start - tie->name_end);
	if (is_childs_age(between, bytes_slice(text, tie->start, tie->end - tie->start)))
		return false;
	return is_beside(text, tie->name_end, tie->start) || is_possessed(text, tie->name_end, tie->start) ||
	       is_of_pronoun(between) || score_having_holds(text, tie->name_end, tie->start) ||
	       score_terse_holds(text, tie);
}

/* So many findings before a phrase are looked at for a name: dates and places may stand between. */
#define FINDINGS_BEFORE 4

static bool
is_candidate(const struct score_bond_search *search, size_t i)
{
	const struct finding *finding = &search->m->findings[i];

	return finding->part == search->part && finding->type == IDENTIFIER_PERSON_NAME &&
	       finding->subject != SUBJECT_PROVIDER && finding->subject != SUBJECT_SENDER;
}

/* Whether finding `i` is a name that has the phrase of `tie`. */
static bool
finding_holds(const struct score_bond_search *search, size_t i, struct score_tie *tie)
{
	const struct finding *finding = &search->m->findings[i];

	if (!is_candidate(search, i))
		return false;
	tie->name_start = finding->start;
	tie->name_end = (size_t)finding->start + finding->length;
	return score_bond_holds(search->m->parts[search->part].text, tie);
}

bool
score_bond_find(struct score_bond_search *search, uint32_t start, uint32_t length, bool owned)
{
	const struct message *m = search->m;
	struct score_tie tie = { .start = start, .end = (size_t)start + length };
	size_t *next = &search->next;

	while (*next < m->finding_count &&
	       (m->findings[*next].part < search->part ||
	        (m->findings[*next].part == search->part &&
	         m->findings[*next].start + m->findings[*next].length <= start)))
		++*next;
	if (!owned) {
		if (*next == 0 || !is_candidate(search, *next - 1))
			return false;
		const struct finding *before = &m->findings[*next - 1];
		return score_having_holds(m->parts[search->part].text, (size_t)before->start + before->length, start);
	}
	for (size_t back = 1; back <= FINDINGS_BEFORE && back <= *next; back++)
		if (finding_holds(search, *next - back, &tie))
			return true;
	return *next < m->finding_count && m->findings[*next].start >= tie.end && finding_holds(search, *next, &tie);
}
