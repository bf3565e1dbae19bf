#include "scanner/identifiers/name_run.h"

#include "scanner/dictionary.h"
#include "scanner/eight_bytes.h"
#include "scanner/word_list.h"
#include "scanner/letter.h"

/* Longer words are no names, and not worth looking up. */
#define NAME_WORD_LIMIT 32

/* Of each piece of "Pharm.D." and the like; titles and initials that end in a dot are not longer. */
#define DOTTED_LETTERS 5

/* ---- where words begin ----------------------------------------------------- */

/*
 * The bytes of eight that may begin a capital: ASCII capitals and what begins a
 * letter in UTF-8, with @[\]^_ among them. 0x40 without 0x20, or 0xC0 and more.
 */
static inline uint64_t
capital_mask(uint64_t bytes)
{
	return bytes << 1 & (~(bytes << 2) | bytes) & EIGHT_TOPS;
}

/* Whether no word goes on from the byte before `at` (which is not 0) to what begins there. */
static inline bool
word_ends_before(struct bytes text, size_t at)
{
	uint8_t before = text.data[at - 1];

	if (before <= ' ')
		return true;
	if (byte_is_alnum(before) || before == '_' || before == '@')
		return false;
	if (before == '\'')
		return !letter_before(text, at - 1);
	return before < 0x80 || !letter_before(text, at);
}

static inline bool
word_begins(struct bytes text, size_t at)
{
	return (at == 0 || word_ends_before(text, at)) && letter_at(text, at).capital;
}

size_t
name_run_next(struct bytes text, size_t at)
{
	for (; at + 8 <= text.length; at += 8) {
		uint64_t mask = capital_mask(eight_load(text.data + at));
		for (; mask != 0; mask &= mask - 1) {
			size_t found = at + eight_first(mask);
			if (word_begins(text, found))
				return found;
		}
	}
	for (; at < text.length; at++)
		if (word_begins(text, at))
			return at;
	return text.length;
}

/* ---- one word ----------------------------------------------------------------- */

static const char *const titles[] = { "mr", "mrs", "ms", "miss", "mister", "mme", "sra", "rev",
                                      "sgt", "capt", "sir", "dame", "mx" };
static const char *const clinician_titles[] = { "dr", "drs", "doctor", "prof", "professor" };
static const char *const suffixes[] = { "jr", "sr", "ii", "iii", "iv", "esq", "phd", "ph.d" };
static const char *const clinician_suffixes[] = {
	"md", "m.d", "do", "d.o", "rn", "r.n", "np", "n.p", "pa", "pa-c", "dds", "d.d.s", "dmd", "dpm",
	"od", "crna", "lcsw", "lpn", "lvn", "aprn", "arnp", "cnm", "pharmd", "pharm.d", "bsn", "msn",
	"dnp", "fnp", "fnp-c", "fnp-bc", "facp", "facs", "facc", "mbbs", "dpt", "psyd", "pt", "ot", "cna",
};
static const struct word_list particles = { {
	WORDS('a', "al", "af", "av"), WORDS('b', "bin", "bint"),
	WORDS('d', "de", "del", "della", "di", "da", "dos", "das", "du", "der", "den"),
	WORDS('e', "el"), WORDS('i', "ibn"), WORDS('l', "la", "las", "los", "le"),
	WORDS('t', "ter", "ten"), WORDS('v', "van", "von"), WORDS('z', "zu"),
} };

/* Endings that surnames have and English words have not, by the last letter. */
static const struct word_list family_endings = { {
	WORDS('a', "ova", "eva", "ska", "mura", "yama", "walla"), WORDS('c', "vic", "ic"),
	WORDS('e', "dze"), WORDS('f', "off"), WORDS('g', "berg"), WORDS('h', "vich", "zadeh"),
	WORDS('i', "ski", "skyi", "shvili", "elli", "etti", "ucci", "ini"),
	WORDS('k', "chuk", "czyk"), WORDS('m', "baum", "strom"),
	WORDS('n', "sen", "sson", "ssen", "yan", "ian", "stein", "mann", "gren", "nen", "nathan"),
	WORDS('o', "enko", "inho", "moto"), WORDS('r', "dottir", "pour"),
	WORDS('s', "idis", "akis", "opoulos", "aikis", "auskas"), WORDS('t', "quist", "qvist"),
	WORDS('u', "poulou", "oglu", "escu", "eanu", "eau"), WORDS('v', "ov", "ev"),
	WORDS('x', "oux"), WORDS('y', "sky", "swamy"), WORDS('z', "wicz", "ez"),
} };

static bool
family_ending(struct bytes word)
{
	uint8_t folded[NAME_WORD_LIMIT];
	size_t length = 0;

	for (size_t at = 0; at < word.length && length < sizeof(folded);) {
		struct letter letter = letter_at(word, at);
		folded[length++] = letter.folded ? letter.folded : word.data[at];
		at += letter.length ? letter.length : 1;
	}
	const char *const *endings = length > 0 ? word_list_letter(&family_endings, folded[length - 1]) : NULL;
	for (; endings != NULL && *endings != NULL; endings++) {
		size_t n = strlen(*endings);
		if (length >= n + 3 && memcmp(folded + length - n, *endings, n) == 0)
			return true;
	}
	return false;
}

static enum name_weight
weigh_given(unsigned flags)
{
	if ((flags & (WORD_GIVEN_NAME | WORD_FREQUENT)) != (WORD_GIVEN_NAME | WORD_FREQUENT))
		return flags == 0 ? NAME_POSSIBLE : NAME_NEVER;
	if (flags & (WORD_NOT_NAME | WORD_STATE))
		return NAME_POSSIBLE;
	return word_is_given_name(flags) ? NAME_SURE : NAME_LIKELY;
}

static enum name_weight
weigh_family(unsigned flags, struct bytes word)
{
	bool listed = flags & WORD_SURNAME && flags & WORD_FREQUENT;
	if (flags & (WORD_NOT_NAME | WORD_STATE))
		return listed ? NAME_POSSIBLE : NAME_NEVER;
	if (listed)
		return flags & (WORD_COMMON | WORD_LARGE_CITY) ? NAME_LIKELY : NAME_SURE;
	if (flags & WORD_LARGE_CITY)
		return NAME_NEVER;
	if (flags & (WORD_COMMON | WORD_MEDICAL | WORD_STREET_SUFFIX))
		return NAME_NEVER;
	if (flags & (WORD_SURNAME | WORD_GIVEN_NAME))
		return NAME_LIKELY;
	return family_ending(word) ? NAME_LIKELY : NAME_POSSIBLE;
}

static enum name_weight
weight_max(enum name_weight a, enum name_weight b)
{
	return a > b ? a : b;
}

/* The letters of a word without what joins them: "Jean-Pierre", "O'Brien". */
static struct bytes
word_join(struct bytes word, uint8_t joined[NAME_WORD_LIMIT])
{
	size_t length = 0;

	for (size_t i = 0; i < word.length; i++)
		if (word.data[i] != '-' && word.data[i] != '\'')
			joined[length++] = word.data[i];
	return bytes_make(joined, length);
}

/*
 * "Smith-Jones", "Al-Rashid": a family name if any piece is one; "Jean-Pierre":
 * a given name if all are. "O'Brien" is listed as one word.
 */
static void
word_weigh_compound(const struct detector_text *text, struct name_word *word)
{
	struct bytes bytes = bytes_slice(text->bytes, word->start, word->end - word->start);
	uint8_t joined[NAME_WORD_LIMIT];
	size_t piece = 0;

	word->given = NAME_SURE;
	for (size_t at = 0; at <= bytes.length; at++) {
		if (at < bytes.length && bytes.data[at] != '-')
			continue;
		struct bytes part = bytes_slice(bytes, piece, at - piece);
		unsigned flags = dictionary_lookup(text->dictionary, part);
		enum name_weight given = weigh_given(flags);
		if (given < word->given || flags == 0)
			word->given = flags == 0 ? NAME_NEVER : given;
		word->family = weight_max(word->family, part.length > 1 ? weigh_family(flags, part) : NAME_NEVER);
		piece = at + 1;
	}
	struct bytes whole = word_join(bytes, joined);
	word->flags = dictionary_lookup(text->dictionary, whole);
	if (word->flags & (WORD_GIVEN_NAME | WORD_SURNAME)) {
		word->given = weight_max(word->given, weigh_given(word->flags));
		word->family = weight_max(word->family, weigh_family(word->flags, whole));
	}
}

static void
word_weigh(const struct detector_text *text, struct name_word *word)
{
	struct bytes bytes = bytes_slice(text->bytes, word->start, word->end - word->start);

	word->flags = dictionary_lookup(text->dictionary, bytes);
	if (word->flags == 0 && word->letters < bytes.length &&
	    (memchr(bytes.data, '-', bytes.length) != NULL ||
	     memchr(bytes.data, '\'', bytes.length) != NULL)) {
		word_weigh_compound(text, word);
		return;
	}
	word->given = weigh_given(word->flags);
	word->family = weigh_family(word->flags, bytes);
}

/* How many ASCII letters stand at `at`, or more than a word has; whether any is in lower case. */
static inline size_t
ascii_letters(struct bytes text, size_t at, bool *lower)
{
	size_t length = 0;
	size_t more = 8;

	for (; more == 8 && length <= NAME_WORD_LIMIT; length += more) {
		uint64_t bytes = eight_load_clipped(text, at + length);
		uint64_t others = ~eight_letters(bytes) & EIGHT_TOPS;
		uint64_t before = (others - 1) & ~others; /* the first of them */
		more = eight_first(others);
		*lower |= (bytes << 2 & before & EIGHT_TOPS) != 0; /* 0x20 in each */
	}
	return length;
}

/* The rest of a word of which `word` has the ASCII letters: accents, and ' and - between letters. */
static bool
word_extend(struct bytes text, struct name_word *word, bool lower)
{
	size_t at = word->end;
	size_t letters = word->letters;

	while (at < text.length && at - word->start <= NAME_WORD_LIMIT) {
		if (text.data[at] >= 0x80) {
			struct letter letter = letter_at_foreign(text, at);
			if (letter.length == 0)
				break;
			if (letter.folded == 0)
				return false; /* another script: no case, no name we know */
			lower |= !letter.capital;
			letters++;
			at += letter.length;
		} else if ((text.data[at] == '-' || text.data[at] == '\'') &&
		           letter_at(text, at + 1).length > 0) {
			at++;
		} else {
			break;
		}
		size_t more = ascii_letters(text, at, &lower);
		letters += more;
		at += more;
	}
	if (at - word->start > NAME_WORD_LIMIT || letters == 0)
		return false;
	word->end = at;
	word->letters = (uint8_t)letters;
	word->upper = letters > 1 && !lower;
	return at >= text.length || !byte_is_digit(text.data[at]);
}

/* Where the word at `start` ends, and what letters it has. False when it is no word of a name. */
static inline bool
word_extent(struct bytes text, size_t start, struct name_word *word)
{
	bool lower = false;
	size_t letters = ascii_letters(text, start, &lower);
	size_t end = start + letters;
	uint8_t after = end < text.length ? text.data[end] : ' ';

	if (letters > NAME_WORD_LIMIT)
		return false;
	word->start = start;
	word->end = end;
	word->letters = (uint8_t)letters;
	word->upper = letters > 1 && !lower;
	if (after >= 0x80 || after == '-' || after == '\'')
		return word_extend(text, word, lower);
	return letters > 0 && !byte_is_digit(after);
}

static void
word_cut_possessive(struct bytes text, struct name_word *word)
{
	if (word->letters < 3 || text.data[word->end - 2] != '\'' || byte_lower(text.data[word->end - 1]) != 's')
		return;
	word->end -= 2;
	word->letters--;
	word->possessive = true;
}

/* "M.D.", "Ph.D.": where such a suffix ends, or `end` when there is none. */
static size_t
dotted_end(struct bytes text, size_t start, size_t end)
{
	size_t at = start;
	size_t pieces = 0;

	while (letter_at(text, at).length == 1) {
		size_t piece = at;
		while (at < text.length && byte_is_alpha(text.data[at]))
			at++;
		if (at - piece > DOTTED_LETTERS || at >= text.length || text.data[at] != '.')
			break;
		pieces++;
		at++;
	}
	return pieces >= 2 ? at - 1 : end;
}

static enum name_kind
word_kind(struct bytes text, const struct name_word *word)
{
	struct bytes bytes = bytes_slice(text, word->start, word->end - word->start);

	if (word->letters == 1)
		return NAME_INITIAL;
	if (!(word->flags & WORD_NAME_PART)) /* nearly all words: spare them the lists */
		return NAME_WORD;
	if (bytes_among(bytes, titles, ARRAY_LENGTH(titles)))
		return NAME_TITLE;
	if (bytes_among(bytes, clinician_titles, ARRAY_LENGTH(clinician_titles)))
		return NAME_CLINICIAN_TITLE;
	if (bytes_among(bytes, suffixes, ARRAY_LENGTH(suffixes)))
		return NAME_SUFFIX;
	if ((word->upper || word->letters > 3) &&
	    bytes_among(bytes, clinician_suffixes, ARRAY_LENGTH(clinician_suffixes)))
		return NAME_CLINICIAN_SUFFIX;
	return word_list_has(&particles, bytes) ? NAME_PARTICLE : NAME_WORD;
}

/* Reads the word at `start`; `*next` is where the text goes on after it and its dot. */
static bool
word_read(const struct detector_text *text, size_t start, struct name_word *word, size_t *next)
{
	*word = (struct name_word){ .gap = NAME_GAP_SPACE };
	if (!word_extent(text->bytes, start, word))
		return false;
	*next = word->end;
	bool dot = *next < text->bytes.length && text->bytes.data[*next] == '.';
	size_t dotted = dot && word->letters <= DOTTED_LETTERS ? dotted_end(text->bytes, start, word->end) : word->end;
	if (dotted > word->end) {
		struct bytes bytes = bytes_slice(text->bytes, start, dotted - start);
		if (bytes_among(bytes, clinician_suffixes, ARRAY_LENGTH(clinician_suffixes)) ||
		    bytes_among(bytes, suffixes, ARRAY_LENGTH(suffixes))) {
			word->kind = NAME_CLINICIAN_SUFFIX;
			word->end = dotted;
			*next = dotted + 1;
			return true;
		}
	}
	word_cut_possessive(text->bytes, word);
	if (word->letters > 1)
		word_weigh(text, word);
	word->kind = word_kind(text->bytes, word);
	if (word->kind != NAME_WORD && *next < text->bytes.length && text->bytes.data[*next] == '.') {
		word->dot = true;
		(*next)++;
	}
	return true;
}

/* ---- the run -------------------------------------------------------------------- */

/* What separates two words of a run; moves `*at` behind it. 0 when the run ends here. */
static enum name_gap
gap_read(struct bytes text, size_t *at)
{
	size_t i = *at;
	enum name_gap gap = NAME_GAP_SPACE;

	if (i < text.length && (text.data[i] == ',' || text.data[i] == '^')) {
		gap = text.data[i] == ',' ? NAME_GAP_COMMA : NAME_GAP_CARET;
		i++;
	}
	size_t blank = i;
	while (i < text.length && i - blank < 3 && text.data[i] == ' ')
		i++;
	if (gap == NAME_GAP_SPACE && i < text.length && text.data[i] == '\n') {
		gap = NAME_GAP_LINE;
		i++;
		while (i < text.length && i - blank < 6 && (text.data[i] == ' ' || text.data[i] == '>'))
			i++;
	}
	if (i - blank > 2 && gap == NAME_GAP_SPACE)
		return 0; /* cells of a table */
	if (i == *at)
		return 0;
	*at = i;
	return gap;
}

/* What may follow in lower case; spares most words the dictionary. */
static bool
particle_begins(struct bytes text, size_t at)
{
	bool lower = false;

	return word_list_has(&particles, bytes_slice(text, at, ascii_letters(text, at, &lower)));
}

/* Whether a word alone may be a given name or a title: never false when word_weigh() says so. */
static bool
word_may_begin_name(const struct detector_text *text, const struct name_word *word)
{
	struct bytes bytes = bytes_slice(text->bytes, word->start, word->end - word->start);
	uint8_t joined[NAME_WORD_LIMIT];

	if (dictionary_may_begin_name(text->dictionary, bytes))
		return true;
	if (word->letters == bytes.length)
		return false;
	const uint8_t *hyphen = memchr(bytes.data, '-', bytes.length);
	size_t first = hyphen == NULL ? 0 : (size_t)(hyphen - bytes.data);
	return dictionary_may_begin_name(text->dictionary, bytes_slice(bytes, 0, first)) ||
	       dictionary_may_begin_name(text->dictionary, word_join(bytes, joined));
}

size_t
name_run_pass(const struct detector_text *text, size_t start)
{
	struct bytes bytes = text->bytes;
	struct name_word word;

	if (!word_extent(bytes, start, &word))
		return start + 1;
	size_t end = word.end;
	size_t next = end;
	bool dot = end < bytes.length && bytes.data[end] == '.';
	if (dot && word.letters <= DOTTED_LETTERS)
		return 0;
	if (gap_read(bytes, &next) != 0 &&
	    (letter_at(bytes, next).capital || particle_begins(bytes, next)))
		return 0;
	word_cut_possessive(bytes, &word);
	bool idle = word.letters == 1 || (word.upper && !dot);
	return idle || !word_may_begin_name(text, &word) ? end : 0;
}

void
name_run_read(const struct detector_text *text, size_t start, bool any_case, struct name_run *run)
{
	size_t at = start;

	run->count = 0;
	run->end = start + 1;
	while (run->count < NAME_RUN_LIMIT) {
		struct name_word *word = &run->words[run->count];
		enum name_gap gap = NAME_GAP_SPACE;
		bool glued = run->count > 0 && word[-1].kind == NAME_INITIAL && word[-1].dot;
		if (run->count > 0 && (gap = gap_read(text->bytes, &at)) == 0 && !glued)
			break;
		bool free = any_case || letter_at(text->bytes, at).capital;
		size_t next;
		if (!free && !particle_begins(text->bytes, at))
			break;
		if (!word_read(text, at, word, &next) || (!free && word->kind != NAME_PARTICLE))
			break;
		word->gap = gap != 0 ? gap : NAME_GAP_SPACE;
		run->count++;
		run->end = at = next;
		if (word->possessive)
			break;
	}
	while (run->count > 0 && run->words[run->count - 1].kind == NAME_PARTICLE &&
	       !letter_at(text->bytes, run->words[run->count - 1].start).capital)
		run->count--;
}
