#include "scanner/score_sentence.h"

#include "scanner/chunk.h"
#include "scanner/eight_bytes.h"

/* What a word tells of whose health its sentence speaks of. */
enum teller {
	TELLS_PERSON, /* of one person, in the third or the first: "they" and "we" are said of many */
	TELLS_OWN,    /* what people say of their own health: "my rash" */
	TELLS_I,      /* the same behind "I": "I have had", "I can't walk"; but "I gave vaccines" */
	TELLS_ME,     /* the same behind who gives care: "put me on"; but "call me" */
	TELLS_GIVER,
	TELLS_MANY,   /* of many, or of what is done for them, and so of nobody */
	TELLS_READER,
};

struct telling_word {
	uint8_t word[14]; /* with zeros behind it: compared by its first eight bytes */
	uint8_t length;   /* 0 behind the last of a letter */
	uint8_t teller;
};

/* The first eight letters of a string constant, the first lowest: telling_key() of it. */
#define TELLING_LETTER(s, k) \
	(sizeof(s) > (k) + 1 ? (uint64_t)(uint8_t)(s)[sizeof(s) > (k) + 1 ? (k) : 0] << 8 * (k) : 0)
#define TELLING_KEY(s) \
	(TELLING_LETTER(s, 0) | TELLING_LETTER(s, 1) | TELLING_LETTER(s, 2) | TELLING_LETTER(s, 3) | \
	 TELLING_LETTER(s, 4) | TELLING_LETTER(s, 5) | TELLING_LETTER(s, 6) | TELLING_LETTER(s, 7))

/* By this bit nearly all other words are told from those of their letter. */
#define TELLING_BIT(key) (UINT64_C(1) << ((key) * UINT64_C(0x9E3779B97F4A7C15) >> 58))

/* The words of each letter, what is asked for often first. */
#define A_WORDS(WORD) \
	WORD(I, "am") WORD(MANY, "adults") WORD(MANY, "anyone") WORD(MANY, "americans")
#define C_WORDS(WORD) \
	WORD(I, "can't") WORD(I, "cannot") WORD(MANY, "clinics") WORD(MANY, "customers") \
	WORD(I, "couldn't")
#define D_WORDS(WORD) WORD(PERSON, "dad") WORD(PERSON, "dad's") WORD(PERSON, "daughter") WORD(MANY, "directs") \
	WORD(GIVER, "diagnosed") WORD(I, "drink")
#define E_WORDS(WORD) WORD(MANY, "everyone") WORD(MANY, "employees") WORD(MANY, "everybody")
#define F_WORDS(WORD) \
	WORD(I, "feel") WORD(I, "felt") WORD(PERSON, "father") WORD(PERSON, "female") WORD(I, "fell")
#define G_WORDS(WORD) WORD(I, "got")
#define H_WORDS(WORD) \
	WORD(PERSON, "he") WORD(PERSON, "her") WORD(I, "had") WORD(PERSON, "his") \
	WORD(I, "have") WORD(PERSON, "him") WORD(PERSON, "he's") WORD(PERSON, "hers") \
	WORD(PERSON, "herself") WORD(PERSON, "himself") WORD(PERSON, "husband") \
	WORD(MANY, "hospitals") WORD(I, "haven't")
#define I_WORDS(WORD) WORD(OWN, "i'm") WORD(OWN, "i've")
#define K_WORDS(WORD) WORD(I, "keep") WORD(I, "kept")
#define L_WORDS(WORD) WORD(READER, "le") WORD(MANY, "leads") WORD(MANY, "lectures")
#define M_WORDS(WORD) \
	WORD(OWN, "my") WORD(OWN, "mi") WORD(PERSON, "mr") WORD(PERSON, "ms") \
	WORD(MANY, "men") WORD(PERSON, "mom") WORD(PERSON, "mrs") WORD(PERSON, "male") \
	WORD(PERSON, "miss") WORD(PERSON, "mom's") WORD(OWN, "myself") \
	WORD(PERSON, "mother") WORD(ME, "me") WORD(I, "missed")
#define N_WORDS(WORD) WORD(I, "need") WORD(I, "noticed")
#define P_WORDS(WORD) \
	WORD(PERSON, "pt") WORD(PERSON, "pt's") WORD(MANY, "people") WORD(MANY, "percent") \
	WORD(MANY, "patients") WORD(MANY, "practices") WORD(MANY, "providers") \
	WORD(MANY, "participants") WORD(GIVER, "put") WORD(GIVER, "prescribed")
#define Q_WORDS(WORD) WORD(I, "quit")
#define R_WORDS(WORD) WORD(MANY, "readers")
#define S_WORDS(WORD) \
	WORD(PERSON, "she") WORD(READER, "su") WORD(PERSON, "son") WORD(READER, "sus") \
	WORD(PERSON, "she's") WORD(MANY, "staff") WORD(I, "still") WORD(I, "started") \
	WORD(I, "stopped") WORD(I, "suffer") WORD(MANY, "seniors") WORD(MANY, "survivors") \
	WORD(MANY, "specializes") WORD(GIVER, "switched") WORD(I, "smoke")
#define T_WORDS(WORD) WORD(READER, "tu") WORD(I, "take") WORD(I, "took") WORD(I, "threw") WORD(I, "tried") WORD(MANY, "teaches") WORD(MANY, "taught")
#define U_WORDS(WORD) WORD(READER, "usted")
#define V_WORDS(WORD) WORD(MANY, "veterans")
#define W_WORDS(WORD) WORD(I, "was") WORD(PERSON, "wife") WORD(MANY, "women") WORD(I, "woke")
#define Y_WORDS(WORD) \
	WORD(READER, "you") WORD(READER, "your") WORD(PERSON, "yo") WORD(PERSON, "y/o") \
	WORD(READER, "yours") WORD(READER, "you're")

#define TELLING_WORD(what, s) { s, sizeof(s) - 1, TELLS_##what },
#define TELLING_WORD_BIT(what, s) | TELLING_BIT(TELLING_KEY(s))
#define TELLING_LETTER_WORDS(letter, WORDS) \
	[(letter) - 'a'] = { (const struct telling_word[]){ WORDS(TELLING_WORD) { "", 0, 0 } }, \
	                     0 WORDS(TELLING_WORD_BIT) }

static const struct telling_letter {
	const struct telling_word *words;
	uint64_t bits; /* TELLING_BIT() of each */
} telling_letters[26] = {
	TELLING_LETTER_WORDS('a', A_WORDS),
	TELLING_LETTER_WORDS('c', C_WORDS),
	TELLING_LETTER_WORDS('d', D_WORDS),
	TELLING_LETTER_WORDS('e', E_WORDS),
	TELLING_LETTER_WORDS('f', F_WORDS),
	TELLING_LETTER_WORDS('g', G_WORDS),
	TELLING_LETTER_WORDS('h', H_WORDS),
	TELLING_LETTER_WORDS('i', I_WORDS),
	TELLING_LETTER_WORDS('k', K_WORDS),
	TELLING_LETTER_WORDS('l', L_WORDS),
	TELLING_LETTER_WORDS('m', M_WORDS),
	TELLING_LETTER_WORDS('n', N_WORDS),
	TELLING_LETTER_WORDS('p', P_WORDS),
	TELLING_LETTER_WORDS('q', Q_WORDS),
	TELLING_LETTER_WORDS('r', R_WORDS),
	TELLING_LETTER_WORDS('s', S_WORDS),
	TELLING_LETTER_WORDS('t', T_WORDS),
	TELLING_LETTER_WORDS('u', U_WORDS),
	TELLING_LETTER_WORDS('v', V_WORDS),
	TELLING_LETTER_WORDS('w', W_WORDS),
	TELLING_LETTER_WORDS('y', Y_WORDS),
};

/* So many words before a phrase make it the reader's: "like you to stop the apixaban". */
#define READER_WORDS 4

/* So many make it the writer's: "my doctor says the rash". */
#define WRITER_WORDS 5

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
static const uint8_t may_end[4] = { '\n', '.', '!', '?' };

/* What belongs to a word and is no letter: "can't", "y/o". */
static const uint8_t joints[4] = { '\'', '/', '\'', '/' };

/* Whether text[at], one of those, ends one. */
static bool
ends_sentence(struct bytes text, size_t at)
{
	uint8_t c = text.data[at];

	if (c == '\n')
		return line_ends_row(text, at);
	/* "Dr. Ann", "5.6", "e.g. this": a sentence ends behind a longer word, with a blank behind it. */
	bool initial = c == '.' && at >= 3 && (text.data[at - 2] == ' ' || text.data[at - 3] == ' ' ||
	                                       text.data[at - 3] == '\n');
	return !initial && (at + 1 == text.length || byte_is_space(text.data[at + 1]));
}

/* Where the sentence begins that holds byte `at`, `floor` if it begins before. */
static size_t
sentence_begin(struct bytes text, size_t at, size_t floor)
{
	uint8_t copy[CHUNK_SIZE];

	while (at > floor) {
		size_t base = at > CHUNK_SIZE ? at - CHUNK_SIZE : 0;
		uint64_t before = UINT64_MAX >> (CHUNK_SIZE - (at - base));
		uint64_t ends = chunk_among(chunk_bytes(text, base, copy), may_end) & before;
		for (size_t end; ends != 0; ends ^= UINT64_C(1) << (end - base)) {
			end = base + 63 - (size_t)__builtin_clzll(ends);
			if (end < floor)
				return floor;
			if (ends_sentence(text, end))
				return end + 1;
		}
		at = base;
	}
	return floor;
}

/* Where it ends, `ceiling` if it ends behind. */
static size_t
sentence_end(struct bytes text, size_t at, size_t ceiling)
{
	uint8_t copy[CHUNK_SIZE];

	for (; at < ceiling; at += CHUNK_SIZE) {
		uint64_t ends = chunk_among(chunk_bytes(text, at, copy), may_end);
		for (; ends != 0; ends &= ends - 1) {
			size_t end = at + (size_t)__builtin_ctzll(ends);
			if (end >= ceiling)
				return ceiling;
			if (ends_sentence(text, end))
				return end;
		}
	}
	return ceiling;
}

struct score_sentence
score_sentence_find(struct bytes text, size_t at)
{
	if (at > text.length)
		at = text.length;
	size_t floor = at > SCORE_SENTENCE_REACH ? at - SCORE_SENTENCE_REACH : 0;
	size_t ceiling = text.length - at > SCORE_SENTENCE_REACH ? at + SCORE_SENTENCE_REACH : text.length;

	return (struct score_sentence){
		.start = sentence_begin(text, at, floor),
		.end = sentence_end(text, at, ceiling),
	};
}

bool
score_sentence_ends_between(struct bytes text, size_t from, size_t to)
{
	return sentence_end(text, from, to) < to;
}

/* The first letters of the word text[at, at + length), in lower case, the first lowest; its length is not 0. */
static inline uint64_t
telling_key(struct bytes text, size_t at, size_t length)
{
	uint64_t key = eight_load_clipped(text, at) | EIGHT_EACH(0x20);
	size_t behind = length < sizeof(key) ? 8 * (sizeof(key) - length) : 0;

	return key << behind >> behind;
}

/* Whether the word with `key` may be a telling one: a tenth of all words are, and few others pass. */
static inline bool
telling_may_be(uint64_t key)
{
	uint8_t letter = (uint8_t)((uint8_t)key - 'a');

	return letter < ARRAY_LENGTH(telling_letters) && telling_letters[letter].bits & TELLING_BIT(key);
}

/* The word text[at, at + length) with `key`, which may be one. */
static const struct telling_word *
telling_word_search(struct bytes text, size_t at, size_t length, uint64_t key)
{
	const struct telling_word *one = telling_letters[(uint8_t)key - 'a'].words;

	for (; one->length != 0; one++)
		if (eight_load(one->word) == key && one->length == length &&
		    (length <= sizeof(key) ||
		     bytes_equal_nocase(bytes_slice(text, at, length), bytes_make(one->word, length))))
			return one;
	return NULL;
}

static const struct telling_word *
telling_word_find(struct bytes word)
{
	uint64_t key = telling_key(word, 0, word.length);

	return telling_may_be(key) ? telling_word_search(word, 0, word.length, key) : NULL;
}

/* Whom the words of a sentence speak of, so far. */
struct telling_seen {
	unsigned tellers; /* bit for each enum teller */
	bool after_i;     /* the word before was "I" */
	bool after_giver; /* it told who gives care */
};

/* What a teller tells behind "I", or behind who gives care. */
static enum teller
teller_behind(enum teller teller, bool after_i, bool after_giver)
{
	bool own = (teller == TELLS_I && after_i) || (teller == TELLS_ME && after_giver);

	return own ? TELLS_OWN : teller;
}

/* The word text[at, at + length). */
static inline void
word_read(struct telling_seen *seen, struct bytes text, size_t at, size_t length)
{
	uint64_t key = telling_key(text, at, length);
	bool after_i = seen->after_i, after_giver = seen->after_giver;

	seen->after_i = key == 'i';
	seen->after_giver = false;
	if (!telling_may_be(key)) {
		if (byte_is_digit((uint8_t)key) && is_age(bytes_slice(text, at, length)))
			seen->tellers |= 1u << TELLS_PERSON;
		return;
	}
	const struct telling_word *found = telling_word_search(text, at, length, key);
	if (found == NULL)
		return;
	/* "They started me on it": who starts gives care, or gets it behind "I". */
	seen->after_giver = found->teller == TELLS_GIVER || (found->teller == TELLS_I && !after_i);
	seen->tellers |= 1u << teller_behind(found->teller, after_i, after_giver);
}

/* Which of the bytes from `at` on, before `end`, are of words. */
static uint64_t
word_bits(struct bytes text, size_t at, size_t end)
{
	uint8_t copy[CHUNK_SIZE];
	const uint8_t *data = chunk_bytes(text, at, copy);
	struct chunk chunk = chunk_of(data);
	uint64_t words = chunk.alpha | chunk.digit | chunk.high | chunk_among(data, joints);

	return end - at < CHUNK_SIZE ? words & ~(UINT64_MAX << (end - at)) : words;
}

struct score_sentence
score_sentence_read(struct bytes text, size_t at)
{
	struct score_sentence sentence = score_sentence_find(text, at);
	struct telling_seen seen = { 0, false };
	bool inside = false; /* of the word that begins at `begin` */
	size_t begin = 0;

	/* One that ends with the sentence ends in a further chunk, if it fills the last. */
	for (size_t base = sentence.start; base < sentence.end || inside; base += CHUNK_SIZE) {
		uint64_t words = word_bits(text, base, sentence.end);
		/* Where a word begins or ends: one by turns. */
		for (uint64_t edges = words ^ (words << 1 | inside); edges != 0; edges &= edges - 1) {
			size_t edge = base + (size_t)__builtin_ctzll(edges);
			if (inside)
				word_read(&seen, text, begin, edge - begin);
			begin = edge;
			inside = !inside;
		}
	}
	sentence.person = seen.tellers >> TELLS_PERSON & 1;
	sentence.writer = seen.tellers >> TELLS_OWN & 1;
	sentence.many = seen.tellers >> TELLS_MANY & 1;
	sentence.reader = seen.tellers >> TELLS_READER & 1;
	return sentence;
}

/* The alphabetic word before `*end`, which becomes where it begins; empty where something else stands. */
static struct bytes
word_before(struct bytes text, size_t begin, size_t *end)
{
	size_t last = *end;

	while (last > begin && text.data[last - 1] == ' ')
		last--;
	*end = last;
	while (*end > begin && (byte_is_alpha(text.data[*end - 1]) || text.data[*end - 1] == '\''))
		--*end;
	return bytes_slice(text, *end, last - *end);
}

bool
score_sentence_is_writers(struct bytes text, const struct score_sentence *sentence, size_t at)
{
	enum teller behind = TELLS_MANY; /* of the word looked at before, which stands behind */

	if (!sentence->writer)
		return false;
	for (size_t words = 0, end = at; words < WRITER_WORDS; words++) {
		struct bytes word = word_before(text, sentence->start, &end);
		if (word.length == 0)
			return false;
		const struct telling_word *found = telling_word_find(word);
		enum teller teller = found != NULL ? found->teller : TELLS_MANY;
		if (teller == TELLS_READER)
			return false; /* "I have your results" */
		if (teller == TELLS_OWN)
			return word.length == 2 || word.data[2] != 'm'; /* "I'm running for" research of it */
		bool i = word.length == 1 && byte_lower(word.data[0]) == 'i';
		if ((behind == TELLS_I && i) || (behind == TELLS_ME && (teller == TELLS_GIVER || teller == TELLS_I)))
			return true;
		behind = teller;
	}
	return false;
}

/* So far before what is said of it "I" stands. */
#define OWN_REACH 48

/* Whether "I", "I'm" or "I've" stands there, as it nearly never does. */
static bool
has_i_before(struct bytes text, size_t at)
{
	size_t from = at > OWN_REACH ? at - OWN_REACH : 0;

	for (const uint8_t *i = text.data + from; (i = memchr(i, 'I', (size_t)(text.data + at - i))) != NULL; i++)
		if ((i[1] == ' ' || i[1] == '\'') && (i == text.data || !byte_is_alnum(i[-1])))
			return true;
	return false;
}

bool
score_sentence_tells_own(struct bytes text, size_t at)
{
	if (!has_i_before(text, at))
		return false;
	struct score_sentence sentence = score_sentence_find(text, at);
	sentence.writer = true; /* or not: the words before tell */
	return score_sentence_is_writers(text, &sentence, at);
}

bool
score_sentence_is_readers(struct bytes text, const struct score_sentence *sentence, size_t at)
{
	static const char *const conditions[] = { "if", "are", "do", "can", "could", "may", "whether", "when" };
	size_t words = 0;
	size_t end = at;

	if (!sentence->reader || (sentence->end < text.length && text.data[sentence->end] == '?'))
		return false;
	/* "your prescription" is a phrase by itself */
	while (end < text.length && byte_is_alpha(text.data[end]))
		end++;
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
		if (begin == end) {
			end--;
			continue;
		}
		const struct telling_word *found = telling_word_find(bytes_slice(text, begin, end - begin));
		if (found != NULL && found->teller == TELLS_READER)
			return true;
		words++;
		end = begin;
	}
	return false;
}
