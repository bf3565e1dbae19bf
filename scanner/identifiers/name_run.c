#include "scanner/identifiers/name_run.h"

#include "scanner/dictionary.h"
#include "scanner/letter.h"

/* Longer words are no names, and not worth looking up. */
#define NAME_WORD_LIMIT 32

/* ---- where words begin ----------------------------------------------------- */

/* 0x80 in each byte of eight that is an ASCII capital or begins a Latin letter's UTF-8 (C3-C6, E1). */
static inline uint64_t
capital_mask(const uint8_t *bytes)
{
	const uint64_t ones = 0x0101010101010101u, tops = 0x8080808080808080u;
	uint64_t word;

	memcpy(&word, bytes, sizeof(word));
	uint64_t low = word & ~tops;
	uint64_t upper = (low + ones * (0x80 - 'A')) & ~(low + ones * (0x80 - 'Z' - 1));
	uint64_t foreign = word & (word << 1) & tops; /* 11xxxxxx: a lead byte */
	return (upper & ~word & tops) | foreign;
}

static bool
word_begins(struct bytes text, size_t at)
{
	if (at > 0) {
		uint8_t before = text.data[at - 1];
		if (byte_is_alnum(before) || before == '_' || before == '@' || before == '\'')
			return before == '\'' && !letter_before(text, at - 1);
		if (before >= 0x80 && letter_before(text, at))
			return false;
	}
	return letter_at(text, at).capital;
}

size_t
name_run_next(struct bytes text, size_t at)
{
	while (at + 8 <= text.length) {
		uint64_t mask = capital_mask(text.data + at);
		for (; mask != 0; mask &= mask - 1) {
			size_t found = at + (size_t)__builtin_ctzll(mask) / 8;
			if (word_begins(text, found))
				return found;
		}
		at += 8;
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
static const char *const particles[] = { "de", "la", "las", "los", "del", "della", "di", "da", "dos",
                                         "das", "du", "van", "von", "der", "den", "ter", "ten", "zu",
                                         "bin", "ibn", "bint", "al", "el", "le", "af", "av" };

/* Endings that surnames have and English words have not. */
static bool
family_ending(struct bytes word)
{
	static const char *const endings[] = {
		"sson", "ssen", "sen", "ova", "eva", "ov", "ev", "off", "sky", "ski", "ska", "skyi", "enko",
		"chuk", "czyk", "wicz", "vich", "vic", "ic", "idis", "akis", "opoulos", "poulou", "yan",
		"ian", "shvili", "dze", "oglu", "escu", "eanu", "dottir", "berg", "stein", "mann", "baum",
		"ez", "inho", "elli", "etti", "ucci", "ini", "eau", "oux", "quist", "qvist", "strom", "gren",
		"nen", "moto", "mura", "yama", "zadeh", "pour", "walla", "swamy", "nathan", "aikis", "auskas",
	};
	uint8_t folded[NAME_WORD_LIMIT];
	size_t length = 0;

	for (size_t at = 0; at < word.length && length < sizeof(folded);) {
		struct letter letter = letter_at(word, at);
		folded[length++] = letter.folded ? letter.folded : word.data[at];
		at += letter.length ? letter.length : 1;
	}
	for (size_t i = 0; i < ARRAY_LENGTH(endings); i++) {
		size_t n = strlen(endings[i]);
		if (length >= n + 3 && memcmp(folded + length - n, endings[i], n) == 0)
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
	return flags & (WORD_COMMON | WORD_LARGE_CITY) ? NAME_LIKELY : NAME_SURE;
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

/*
 * "Smith-Jones", "Al-Rashid": a family name if any piece is one; "Jean-Pierre":
 * a given name if all are. "O'Brien" is listed as one word.
 */
static void
word_weigh_compound(const struct detector_text *text, struct name_word *word)
{
	uint8_t joined[NAME_WORD_LIMIT];
	size_t length = 0;
	size_t piece = word->start;

	word->given = NAME_SURE;
	for (size_t at = word->start; at <= word->end; at++) {
		uint8_t c = at < word->end ? text->bytes.data[at] : '-';
		if (c != '-' && c != '\'')
			joined[length++] = c;
		if (c != '-')
			continue;
		struct bytes part = bytes_slice(text->bytes, piece, at - piece);
		unsigned flags = dictionary_lookup(text->dictionary, part);
		enum name_weight given = weigh_given(flags);
		if (given < word->given || flags == 0)
			word->given = flags == 0 ? NAME_NEVER : given;
		word->family = weight_max(word->family, part.length > 1 ? weigh_family(flags, part) : NAME_NEVER);
		piece = at + 1;
	}
	struct bytes whole = bytes_make(joined, length);
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
	if (word->flags == 0 && (memchr(bytes.data, '-', bytes.length) != NULL ||
	                         memchr(bytes.data, '\'', bytes.length) != NULL)) {
		word_weigh_compound(text, word);
		return;
	}
	word->given = weigh_given(word->flags);
	word->family = weigh_family(word->flags, bytes);
}

/* Letters, and between letters ' - and the dots of "Ph.D"; sets what the letters are. */
static bool
word_extent(struct bytes text, size_t start, struct name_word *word, size_t *letters)
{
	size_t at = start;
	size_t capitals = 0;

	*letters = 0;
	while (at < text.length) {
		struct letter letter = letter_at(text, at);
		if (letter.length == 0) {
			bool joins = text.data[at] == '-' || text.data[at] == '\'';
			if (!joins || letter_at(text, at + 1).length == 0)
				break;
			at++;
			continue;
		}
		if (letter.folded == 0)
			return false; /* another script: no case, no name we know */
		capitals += letter.capital;
		(*letters)++;
		at += letter.length;
	}
	if (at - start > NAME_WORD_LIMIT || *letters == 0)
		return false;
	word->start = start;
	word->end = at;
	word->upper = capitals > 1 && capitals == *letters;
	return at >= text.length || !byte_is_digit(text.data[at]);
}

static void
word_cut_possessive(struct bytes text, struct name_word *word, size_t *letters)
{
	if (*letters < 3 || text.data[word->end - 2] != '\'' || byte_lower(text.data[word->end - 1]) != 's')
		return;
	word->end -= 2;
	*letters -= 1;
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
		if (at - piece > 5 || at >= text.length || text.data[at] != '.')
			break;
		pieces++;
		at++;
	}
	return pieces >= 2 ? at - 1 : end;
}

static enum name_kind
word_kind(struct bytes text, struct name_word *word, size_t letters)
{
	struct bytes bytes = bytes_slice(text, word->start, word->end - word->start);

	if (letters == 1)
		return NAME_INITIAL;
	if (!(word->flags & WORD_NAME_PART)) /* nearly all words: spare them the lists */
		return NAME_WORD;
	if (bytes_among(bytes, titles, ARRAY_LENGTH(titles)))
		return NAME_TITLE;
	if (bytes_among(bytes, clinician_titles, ARRAY_LENGTH(clinician_titles)))
		return NAME_CLINICIAN_TITLE;
	if (bytes_among(bytes, suffixes, ARRAY_LENGTH(suffixes)))
		return NAME_SUFFIX;
	if ((word->upper || letters > 3) &&
	    bytes_among(bytes, clinician_suffixes, ARRAY_LENGTH(clinician_suffixes)))
		return NAME_CLINICIAN_SUFFIX;
	if (bytes_among(bytes, particles, ARRAY_LENGTH(particles)))
		return NAME_PARTICLE;
	return NAME_WORD;
}

/* Reads the word at `start`; `*next` is where the text goes on after it and its dot. */
static bool
word_read(const struct detector_text *text, size_t start, struct name_word *word, size_t *next)
{
	size_t letters;

	*word = (struct name_word){ .gap = NAME_GAP_SPACE };
	if (!word_extent(text->bytes, start, word, &letters))
		return false;
	*next = word->end;
	bool dot = *next < text->bytes.length && text->bytes.data[*next] == '.';
	size_t dotted = dot && letters <= 5 ? dotted_end(text->bytes, start, word->end) : word->end;
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
	word_cut_possessive(text->bytes, word, &letters);
	if (letters > 1)
		word_weigh(text, word);
	word->kind = word_kind(text->bytes, word, letters);
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

static bool
word_may_follow(const struct name_word *word, bool capital, bool any_case)
{
	if (capital || any_case)
		return true;
	return word->kind == NAME_PARTICLE;
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
		bool capital = letter_at(text->bytes, at).capital;
		size_t next;
		if (!word_read(text, at, word, &next) || !word_may_follow(word, capital, any_case))
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
