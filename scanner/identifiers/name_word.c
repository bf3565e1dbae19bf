#include "scanner/identifiers/name_word.h"

/* ---- where a word begins and ends --------------------------------------------------- */

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

/* Of the letters above ASCII only Latin ones have capitals here: the first byte tells nearly all others. */
static inline bool
may_be_capital(uint8_t c)
{
	return c < 0x80 || (c >= 0xc3 && c <= 0xc8) || c == 0xe1;
}

bool
name_word_begins_any(struct bytes text, size_t at)
{
	if (!may_be_capital(text.data[at]))
		return false;
	return (at == 0 || word_ends_before(text, at)) && letter_at(text, at).capital;
}

/* Accents, and ' and - between letters, belong to the word of which `letters` are known. */
bool
name_word_extent_any(struct bytes text, size_t start, size_t letters, bool lower, struct name_word *word)
{
	size_t at = start + letters;

	while (at < text.length && at - start <= NAME_WORD_LIMIT) {
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
		size_t more = letters_ascii(text, at, NAME_WORD_LIMIT, &lower);
		letters += more;
		at += more;
	}
	if (at - start > NAME_WORD_LIMIT || letters == 0)
		return false;
	*word = (struct name_word){
		.start = start,
		.end = at,
		.gap = NAME_GAP_SPACE,
		.letters = (uint8_t)letters,
		.upper = letters > 1 && !lower,
	};
	return at >= text.length || !byte_is_digit(text.data[at]);
}

/* ---- what it may be ----------------------------------------------------------------- */

static const struct word_list titles = { {
	WORDS('c', "capt", "cpl"), WORDS('d', "dame", "deaconess"), WORDS('f', "frau"),
	WORDS('h', "herr"), WORDS('i', "imam"), WORDS('l', "lt"),
	WORDS('m', "mr", "mrs", "ms", "miss", "mister", "mme", "mx", "maj", "madame", "monsieur", "mlle"),
	WORDS('o', "officer"), WORDS('p', "pastor", "pvt"), WORDS('r', "rev", "rabbi"),
	WORDS('s', "sra", "sgt", "sir", "senor", "senora", "se\xc3\xb1or", "se\xc3\xb1ora", "srta", "signor", "signora"),
} };
static const struct word_list clinician_titles = { {
	WORDS('d', "dr", "drs", "doctor"), WORDS('p', "prof", "professor"),
} };
static const struct word_list suffixes = { {
	WORDS('e', "esq"), WORDS('i', "ii", "iii", "iv"), WORDS('j', "jr"),
	WORDS('p', "phd", "ph.d"), WORDS('s', "sr"),
} };
static const struct word_list clinician_suffixes = { {
	WORDS('a', "aprn", "arnp", "agnp"), WORDS('b', "bsn", "bcba"),
	WORDS('c', "crna", "cnm", "cna", "cdces", "cota", "cpht", "cma", "cpnp", "ccrn", "cnor"),
	WORDS('d', "do", "d.o", "dds", "d.d.s", "dmd", "dpm", "dnp", "dpt", "dvm"),
	WORDS('e', "emt"),
	WORDS('f', "fnp", "fnp-c", "fnp-bc", "facp", "facs", "facc", "facog", "faap", "faafp", "facep", "faan"),
	WORDS('i', "ibclc"),
	WORDS('l', "lcsw", "lpn", "lvn", "licsw", "lmhc", "lmft", "lpc", "lcpc", "lpcc", "lmsw", "lsw", "ldn"),
	WORDS('m', "md", "m.d", "msn", "mbbs", "msw"), WORDS('n', "np", "n.p"),
	WORDS('o', "od", "ot", "otr"),
	WORDS('p', "pa", "pa-c", "pharmd", "pharm.d", "psyd", "pt", "pta", "pmhnp"),
	WORDS('r', "rn", "r.n", "rdn", "rrt", "rph", "rma", "rdh"), WORDS('s', "slp"),
	WORDS('w', "whnp"),
} };
const struct word_list name_word_particles = { {
	WORDS('a', "al", "af", "av"), WORDS('b', "bin", "bint"),
	WORDS('d', "de", "del", "della", "di", "da", "dos", "das", "du", "der", "den"),
	WORDS('e', "el"), WORDS('i', "ibn"), WORDS('l', "la", "las", "los", "le"),
	WORDS('t', "ter", "ten"), WORDS('v', "van", "von"), WORDS('z', "zu"),
} };

/* Endings that surnames have and English words have not, by the last letter. */
#define ENDING_LIMIT 8
#define ENDINGS(letter, ...) [(letter) - 'a'] = (const char[][ENDING_LIMIT]){ __VA_ARGS__, "" }
static const char (*const family_endings[26])[ENDING_LIMIT] = {
	ENDINGS('a', "ova", "eva", "ska", "mura", "yama", "walla"), ENDINGS('c', "vic", "ic"),
	ENDINGS('e', "dze"), ENDINGS('f', "off"), ENDINGS('g', "berg"), ENDINGS('h', "vich", "zadeh"),
	ENDINGS('i', "ski", "skyi", "shvili", "elli", "etti", "ucci", "ini"),
	ENDINGS('k', "chuk", "czyk"), ENDINGS('m', "baum", "strom"),
	ENDINGS('n', "sen", "sson", "ssen", "yan", "ian", "stein", "mann", "gren", "nen", "nathan"),
	ENDINGS('o', "enko", "inho", "moto"), ENDINGS('r', "dottir", "pour"),
	ENDINGS('s', "idis", "akis", "opoulos", "aikis", "auskas"), ENDINGS('t', "quist", "qvist"),
	ENDINGS('u', "poulou", "oglu", "escu", "eanu", "eau"), ENDINGS('v', "ov", "ev"),
	ENDINGS('x', "oux"), ENDINGS('y', "sky", "swamy"), ENDINGS('z', "wicz", "ez"),
};

/* So many letters stand before an ending. */
#define BEFORE_ENDING 3

/* last_letters() for words that have accents. */
static uint64_t NOT_INLINE
last_letters_any(struct bytes word, size_t *letters)
{
	uint64_t last = 0;
	size_t length = 0;

	for (size_t at = 0; at < word.length; length++) {
		struct letter letter = letter_at(word, at);
		last = last >> 8 | (uint64_t)(letter.folded ? letter.folded : word.data[at]) << 56;
		at += letter.length ? letter.length : 1;
	}
	*letters = length;
	return last;
}

/* The last letters of the word in lower case and without accents, the last one highest; sets how many it has. */
static inline uint64_t
last_letters(struct bytes word, size_t *letters)
{
	uint64_t last = 0, seen = 0;

	*letters = word.length;
	if (word.length < sizeof(last)) {
		for (size_t i = 0; i < word.length; i++)
			last = last >> 8 | (uint64_t)word.data[i] << 56;
	} else {
		for (size_t at = 0; at + sizeof(last) <= word.length; at += sizeof(last))
			seen |= eight_load(word.data + at);
		last = eight_load(word.data + word.length - sizeof(last));
	}
	return ((seen | last) & EIGHT_TOPS) == 0 ? last | EIGHT_EACH(0x20) : last_letters_any(word, letters);
}

bool
name_word_ends_as_family(struct bytes word)
{
	size_t length;
	if (word.length < BEFORE_ENDING + 2)
		return false;
	uint64_t last = last_letters(word, &length);
	uint8_t letter = (uint8_t)((last >> 56) - 'a');

	if (letter >= ARRAY_LENGTH(family_endings) || family_endings[letter] == NULL)
		return false;
	for (const char(*ending)[ENDING_LIMIT] = family_endings[letter]; (*ending)[0] != '\0'; ending++) {
		uint64_t wanted = eight_load((const uint8_t *)*ending);
		unsigned missing = (unsigned)__builtin_clzll(wanted) / 8;
		if (last >> 8 * missing == wanted && length >= ENDING_LIMIT - missing + BEFORE_ENDING)
			return true;
	}
	return false;
}

static inline enum name_weight
weigh_given(unsigned flags)
{
	if ((flags & (WORD_GIVEN_NAME | WORD_FREQUENT)) != (WORD_GIVEN_NAME | WORD_FREQUENT))
		return flags == 0 || flags == WORD_SURNAME ? NAME_POSSIBLE : NAME_NEVER;
	if (flags & (WORD_NOT_NAME | WORD_STATE))
		return NAME_POSSIBLE;
	return word_is_given_name(flags) ? NAME_SURE : NAME_LIKELY;
}

static inline enum name_weight
weigh_family(unsigned flags, struct bytes word)
{
	if (!name_word_flags_may_be_family(flags))
		return NAME_NEVER;
	if (flags & (WORD_NOT_NAME | WORD_STATE))
		return NAME_POSSIBLE;
	if (flags & WORD_SURNAME && flags & WORD_FREQUENT)
		return flags & (WORD_COMMON | WORD_LARGE_CITY) ? NAME_LIKELY : NAME_SURE;
	if (flags & (WORD_SURNAME | WORD_GIVEN_NAME))
		return NAME_LIKELY;
	return name_word_ends_as_family(word) ? NAME_LIKELY : NAME_POSSIBLE;
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
static void NOT_INLINE
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

/* What the dictionary knows a word by. */
static inline uint64_t
word_hash_of(struct bytes text, const struct name_word *word)
{
	size_t length = word->end - word->start;

	return word->letters == length ? dictionary_hash_letters(text, word->start, length)
	                               : dictionary_hash(text, word->start, length);
}

/* By flags and ending alone. */
static inline void
word_weigh_whole(struct bytes bytes, struct name_word *word)
{
	word->given = weigh_given(word->flags);
	word->family = weigh_family(word->flags, bytes);
}

static inline void
word_weigh(const struct detector_text *text, struct name_word *word)
{
	struct bytes bytes = bytes_make(text->bytes.data + word->start, word->end - word->start);

	word->flags = dictionary_flags(text->dictionary, word_hash_of(text->bytes, word));
	if (word->flags == 0 && word->letters < bytes.length &&
	    (memchr(bytes.data, '-', bytes.length) != NULL ||
	     memchr(bytes.data, '\'', bytes.length) != NULL)) {
		word_weigh_compound(text, word);
		return;
	}
	word_weigh_whole(bytes, word);
}

static inline void
word_cut_possessive(struct bytes text, struct name_word *word)
{
	if (word->letters == word->end - word->start || word->letters < 3 || text.data[word->end - 2] != '\'' || byte_lower(text.data[word->end - 1]) != 's')
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
		if (at - piece > NAME_DOTTED_LETTERS || at >= text.length || text.data[at] != '.')
			break;
		pieces++;
		at++;
	}
	return pieces >= 2 ? at - 1 : end;
}

/* Of a word that is a title, suffix or particle, some only in capitals. */
static enum name_kind NOT_INLINE
part_kind(struct bytes text, const struct name_word *word)
{
	struct bytes bytes = bytes_slice(text, word->start, word->end - word->start);

	if (word_list_has(&titles, bytes))
		return NAME_TITLE;
	if (word_list_has(&clinician_titles, bytes))
		return NAME_CLINICIAN_TITLE;
	if (word_list_has(&suffixes, bytes))
		return NAME_SUFFIX;
	if ((word->upper || word->letters > 3) && word_list_has(&clinician_suffixes, bytes))
		return NAME_CLINICIAN_SUFFIX;
	return word_list_has(&name_word_particles, bytes) ? NAME_PARTICLE : NAME_WORD;
}

static inline enum name_kind
word_kind(struct bytes text, const struct name_word *word)
{
	if (word->letters == 1)
		return NAME_INITIAL;
	return word->flags & WORD_NAME_PART ? part_kind(text, word) : NAME_WORD;
}

/* "M.D.", "Ph.D.": takes the whole of such a suffix, of which `word` is the first piece. */
static bool NOT_INLINE
word_take_dotted(struct bytes text, struct name_word *word, size_t *next)
{
	size_t after = word->end + 1;

	if (word->letters > NAME_DOTTED_LETTERS || after >= text.length || !byte_is_alpha(text.data[after]))
		return false;
	size_t end = dotted_end(text, word->start, word->end);
	struct bytes bytes = bytes_slice(text, word->start, end - word->start);
	if (end == word->end || (!word_list_has(&clinician_suffixes, bytes) && !word_list_has(&suffixes, bytes)))
		return false;
	word->kind = NAME_CLINICIAN_SUFFIX;
	word->end = end;
	*next = end + 1;
	return true;
}

/* Sets what the word is; a title's or an initial's dot is taken. */
static inline void
word_tell_kind(struct bytes text, struct name_word *word, size_t *next, bool dot)
{
	word->kind = word_kind(text, word);
	word->dot = word->kind != NAME_WORD && dot;
	*next += word->dot;
}

bool
name_word_read(const struct detector_text *text, size_t start, struct name_word *word, size_t *next)
{
	struct bytes bytes = text->bytes;

	if (!name_word_extent(bytes, start, word))
		return false;
	*next = word->end;
	bool dot = *next < bytes.length && bytes.data[*next] == '.';
	if (dot && word_take_dotted(bytes, word, next))
		return true;
	word_cut_possessive(bytes, word);
	if (word->letters > 1)
		word_weigh(text, word);
	word_tell_kind(bytes, word, next, dot);
	return true;
}

bool
name_word_read_capital(const struct detector_text *text, const struct name_capital *capital,
                       struct name_word *word, size_t *next)
{
	struct bytes bytes = text->bytes;
	size_t end = capital->start + capital->letters;

	if (capital->letters == 0 || !name_word_may_end_before(bytes.data[end]))
		return name_word_read(text, capital->start, word, next);
	*word = (struct name_word){
		.start = capital->start,
		.end = end,
		.gap = NAME_GAP_SPACE,
		.letters = capital->letters,
		.upper = capital->upper,
	};
	*next = end;
	bool dot = bytes.data[end] == '.';
	if (dot && word_take_dotted(bytes, word, next))
		return true;
	word->flags = capital->flags;
	if (word->letters > 1)
		word_weigh_whole(bytes_make(bytes.data + word->start, word->letters), word);
	word_tell_kind(bytes, word, next, dot);
	return !byte_is_digit(bytes.data[end]);
}

/* ---- words that stand alone ----------------------------------------------------------- */

/* "Ana-Maria", "O'Brien", accents: by the first piece and by the whole. */
static bool
compound_may_begin_name(const struct detector_text *text, const struct name_word *word)
{
	struct bytes bytes = bytes_slice(text->bytes, word->start, word->end - word->start);
	const uint8_t *hyphen = memchr(bytes.data, '-', bytes.length);
	uint8_t joined[NAME_WORD_LIMIT];

	struct bytes first = bytes_slice(bytes, 0, hyphen == NULL ? 0 : (size_t)(hyphen - bytes.data));
	if (word_begins_name(dictionary_lookup(text->dictionary, first)))
		return true;
	return word_begins_name(dictionary_lookup(text->dictionary, word_join(bytes, joined)));
}

bool
name_word_is_idle(const struct detector_text *text, const struct name_word *word)
{
	struct bytes bytes = text->bytes;
	struct name_word bare = *word;
	bool dot = word->end < bytes.length && bytes.data[word->end] == '.';

	if (dot && word->letters <= NAME_DOTTED_LETTERS)
		return false;
	if (word->letters == 1 || (word->upper && !dot))
		return true;
	word_cut_possessive(bytes, &bare);
	return !word_begins_name(dictionary_flags(text->dictionary, word_hash_of(bytes, &bare))) &&
	       (bare.letters == bare.end - bare.start || !compound_may_begin_name(text, &bare));
}

/* Those that begin sentences; what ends in 's is cut and looked up. */
static const struct word_list contractions = { {
	WORDS('a', "aren't"), WORDS('c', "can't", "couldn't"), WORDS('d', "don't", "didn't", "doesn't"),
	WORDS('h', "he'd", "he'll", "haven't", "hasn't", "hadn't"), WORDS('i', "i'd", "i'll", "i'm", "i've", "isn't", "it'd", "it'll"),
	WORDS('s', "she'd", "she'll", "shouldn't"), WORDS('t', "they'd", "they'll", "they're", "they've", "that'll", "there'll"),
	WORDS('w', "we'd", "we'll", "we're", "we've", "won't", "wouldn't", "wasn't", "weren't", "who'd", "who'll"),
	WORDS('y', "you'd", "you'll", "you're", "you've"),
} };

bool
name_word_is_contraction(struct bytes text, const struct name_word *word)
{
	size_t end = word->end;
	bool joined = word->letters < end - word->start && end >= 3 && (text.data[end - 2] == '\'' || text.data[end - 3] == '\'');

	return joined && (end == text.length || text.data[end] != '.') &&
	       word_list_has(&contractions, bytes_slice(text, word->start, end - word->start));
}

bool
name_word_is_family(const struct detector_text *text, const struct name_word *word)
{
	struct name_word bare = *word;

	word_cut_possessive(text->bytes, &bare);
	unsigned flags = dictionary_flags(text->dictionary, word_hash_of(text->bytes, &bare));
	struct bytes bytes = bytes_slice(text->bytes, bare.start, bare.end - bare.start);
	return name_word_flags_are_family(flags) || (flags == 0 && name_word_ends_as_family(bytes)) ||
	       name_word_opens_note(text->bytes, bare.start, flags);
}

bool
name_word_may_be_family(const struct detector_text *text, const struct name_word *word)
{
	struct name_word bare = *word;

	if (word->letters < 2)
		return false;
	word_cut_possessive(text->bytes, &bare);
	word_weigh(text, &bare);
	return bare.family >= NAME_POSSIBLE;
}

bool
name_word_is_particle_any(struct bytes text, size_t at)
{
	bool lower = false;
	size_t letters = letters_ascii(text, at, NAME_WORD_LIMIT, &lower);

	return word_list_has(&name_word_particles, bytes_slice(text, at, letters));
}
