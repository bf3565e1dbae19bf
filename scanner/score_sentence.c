#include "scanner/score_sentence.h"

#include "scanner/word_list.h"
#include "scanner/words.h"

/* Of one person, in the third or the first: "they" and "we" are said of many. */
static const struct word_list person_words = { {
	WORDS('d', "dad", "dad's", "daughter"), WORDS('f', "father", "female"),
	WORDS('h', "he", "he's", "her", "hers", "herself", "him", "himself", "his", "husband"),
	WORDS('m', "male", "miss", "mom", "mom's", "mother", "mr", "mrs", "ms"), WORDS('p', "pt", "pt's"),
	WORDS('s', "she", "she's", "son"), WORDS('w', "wife"), WORDS('y', "y/o", "yo"),
} };

/* What people say of their own health: "my rash", "I have had", "I can't walk"; but "I gave vaccines". */
static const struct word_list own_words = { { WORDS('i', "i'm", "i've"), WORDS('m', "mi", "my", "myself") } };
static const struct word_list own_verbs = { {
	WORDS('a', "am"), WORDS('c', "can't", "cannot"), WORDS('f', "feel", "felt"), WORDS('g', "got"),
	WORDS('h', "had", "have"), WORDS('n', "need"), WORDS('s', "still", "suffer"), WORDS('t', "take"),
	WORDS('w', "was"),
} };

/* Of many, and so of nobody. */
static const struct word_list many_words = { {
	WORDS('a', "adults", "americans", "anyone"), WORDS('c', "clinics", "customers"),
	WORDS('e', "employees", "everybody", "everyone"), WORDS('h', "hospitals"), WORDS('m', "men"),
	WORDS('p', "participants", "patients", "people", "percent", "practices", "providers"),
	WORDS('r', "readers"), WORDS('s', "seniors", "staff", "survivors"), WORDS('v', "veterans"),
	WORDS('w', "women"),
} };

static const struct word_list reader_words = { {
	WORDS('l', "le"), WORDS('s', "su", "sus"), WORDS('t', "tu"), WORDS('u', "usted"),
	WORDS('y', "you", "you're", "your", "yours"),
} };

/* The longest of them. */
#define WORD_LIMIT 12

/* So many words before a phrase make it the reader's: "like you to stop the apixaban". */
#define READER_WORDS 4

/* An age and a sex in one: "86F", "54yo", "m71". */
static bool
is_age(struct bytes word)
{
	size_t digits = 0;

	while (digits < word.length && byte_is_digit(word.data[digits]))
		digits++;
	struct bytes unit = bytes_slice(word, digits, SIZE_MAX);
	static const char *const units[] = { "f", "m", "yo", "yof", "yom", "y" };
	return digits > 0 && digits <= 3 && unit.length > 0 && bytes_among(unit, units, ARRAY_LENGTH(units));
}

/* Whether text[at], which ends a line, ends a row as well: the next line begins with no small letter. */
static bool
line_ends_row(struct bytes text, size_t at)
{
	while (at < text.length && byte_is_space(text.data[at]))
		at++;
	return at == text.length || !byte_is_lower(text.data[at]);
}

/* All but these are passed over at one look. */
static const bool may_end[256] = { ['\n'] = true, ['.'] = true, ['!'] = true, ['?'] = true };

static bool
ends_sentence(struct bytes text, size_t at)
{
	uint8_t c = text.data[at];

	if (c == '\n')
		return line_ends_row(text, at);
	if (c != '.' && c != '!' && c != '?')
		return false;
	/* "Dr. Ann", "5.6", "e.g. this": a sentence ends behind a longer word, with a blank behind it. */
	bool initial = c == '.' && at >= 3 && (text.data[at - 2] == ' ' || text.data[at - 3] == ' ' ||
	                                       text.data[at - 3] == '\n');
	return !initial && (at + 1 == text.length || byte_is_space(text.data[at + 1]));
}

/* One word; `after_i` tells of the word before it whether it was "I", and is told. */
static void
word_read(struct score_sentence *sentence, struct bytes word, bool *after_i)
{
	bool verb = *after_i;

	*after_i = word.length == 1 && byte_lower(word.data[0]) == 'i';
	if (word.length > WORD_LIMIT)
		return;
	if (byte_is_digit(word.data[0]))
		sentence->person = sentence->person || is_age(word);
	else if (word_list_has(&reader_words, word))
		sentence->reader = true;
	else if (word_list_has(&own_words, word) ||
	         (verb && word_list_has(&own_verbs, word)))
		sentence->writer = true;
	else if (word_list_has(&many_words, word))
		sentence->many = true;
	else if (!sentence->person)
		sentence->person = word_list_has(&person_words, word);
}

struct score_sentence
score_sentence_find(struct bytes text, size_t at)
{
	if (at > text.length)
		at = text.length;
	struct score_sentence sentence = { .start = at, .end = at };
	size_t floor = at > SCORE_SENTENCE_REACH ? at - SCORE_SENTENCE_REACH : 0;
	size_t ceiling = text.length - at > SCORE_SENTENCE_REACH ? at + SCORE_SENTENCE_REACH : text.length;

	while (sentence.start > floor && !(may_end[text.data[sentence.start - 1]] && ends_sentence(text, sentence.start - 1)))
		sentence.start--;
	while (sentence.end < ceiling && !(may_end[text.data[sentence.end]] && ends_sentence(text, sentence.end)))
		sentence.end++;
	return sentence;
}

struct score_sentence
score_sentence_read(struct bytes text, size_t at)
{
	struct score_sentence sentence = score_sentence_find(text, at);
	bool after_i = false;

	for (size_t i = sentence.start; i < sentence.end;) {
		size_t begin = i;
		while (i < sentence.end && (word_bytes[text.data[i]] != 0 || text.data[i] == '\'' || text.data[i] == '/'))
			i++;
		if (i > begin)
			word_read(&sentence, bytes_slice(text, begin, i - begin), &after_i);
		else
			i++;
	}
	return sentence;
}

bool
score_sentence_is_readers(struct bytes text, const struct score_sentence *sentence, size_t at)
{
	static const char *const conditions[] = { "if", "are", "do", "can", "could", "may", "whether", "when" };
	size_t words = 0;
	size_t end = at;

	/* "your prescription" is a phrase by itself */
	while (end < text.length && byte_is_alpha(text.data[end]))
		end++;

	if (!sentence->reader || (sentence->end < text.length && text.data[sentence->end] == '?'))
		return false;
	/* "If you have asthma", "Do you have": of whom it may concern. */
	struct bytes first = bytes_slice(text, sentence->start, sentence->end - sentence->start);
	while (first.length > 0 && !byte_is_alpha(first.data[0]))
		first = bytes_slice(first, 1, SIZE_MAX);
	size_t length = 0;
	while (length < first.length && byte_is_alpha(first.data[length]))
		length++;
	if (bytes_among(bytes_slice(first, 0, length), conditions, ARRAY_LENGTH(conditions)))
		return false;
	while (end > sentence->start && words <= READER_WORDS) {
		size_t begin = end;
		while (begin > sentence->start && byte_is_alpha(text.data[begin - 1]))
			begin--;
		if (word_list_has(&reader_words, bytes_slice(text, begin, end - begin)))
			return true;
		words += begin < end;
		end = begin < end ? begin : end - 1;
	}
	return false;
}
