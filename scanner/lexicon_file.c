/* Reads lexicon files; data/health.lexicon explains their format. */
#include "core/error.h"
#include "scanner/lexicon_table.h"

#define LEXICON_WEIGHT_LIMIT 100

struct lexicon_line {
	struct bytes kind;
	struct bytes weight;
	struct bytes phrase;
	struct bytes flags;
};

/* Where a complaint about the line in hand belongs. */
struct lexicon_place {
	const char *file;
	unsigned line;
	struct diagnostics *why;
};

/* Takes the bytes up to `separator` off the front of `rest`. */
static struct bytes
bytes_take(struct bytes *rest, char separator)
{
	const uint8_t *found = rest->length ? memchr(rest->data, separator, rest->length) : NULL;
	size_t length = found ? (size_t)(found - rest->data) : rest->length;
	struct bytes taken = bytes_slice(*rest, 0, length);

	*rest = bytes_slice(*rest, found ? length + 1 : length, SIZE_MAX);
	return taken;
}

static struct bytes
bytes_trim(struct bytes bytes)
{
	while (bytes.length > 0 && byte_is_space(bytes.data[bytes.length - 1]))
		bytes.length--;
	while (bytes.length > 0 && byte_is_space(bytes.data[0]))
		bytes = bytes_slice(bytes, 1, SIZE_MAX);
	return bytes;
}

static int
place_complain(const struct lexicon_place *place, const char *setting, const char *problem)
{
	diagnostics_add(place->why, place->file, place->line, setting, "%s", problem);
	return ERROR_CONFIG;
}

static int
phrase_set_weight(struct lexicon_phrase *phrase, struct bytes weight, const struct lexicon_place *place)
{
	unsigned value = 0;
	bool good = weight.length > 0 && weight.length <= 3;

	for (size_t i = 0; good && i < weight.length; i++) {
		good = byte_is_digit(weight.data[i]);
		value = value * 10 + (weight.data[i] - '0');
	}
	if (!good || value > LEXICON_WEIGHT_LIMIT)
		return place_complain(place, "weight", "must be a whole number from 0 to 100");
	phrase->weight = (uint8_t)value;
	return 0;
}

/* The kind of codes that the flag says are announced; LEXICON_CODE_LIMIT when it is none. */
static unsigned
code_flag_find(struct bytes flag)
{
	static const char *const names[LEXICON_CODE_LIMIT] = {
		[LEXICON_CODE_ICD] = "icd", [LEXICON_CODE_CPT] = "cpt", [LEXICON_CODE_NDC] = "ndc",
	};
	unsigned code = 0;

	while (code < LEXICON_CODE_LIMIT && !bytes_equal(flag, bytes_of_string(names[code])))
		code++;
	return code;
}

static bool
phrase_set_flag(struct lexicon_phrase *phrase, struct bytes flag)
{
	unsigned sensitive = sensitive_kind_find(flag), code = code_flag_find(flag);

	phrase->sensitive |= (uint8_t)(sensitive != 0 ? 1u << sensitive : 0);
	phrase->announces |= (uint8_t)(code < LEXICON_CODE_LIMIT ? 1u << code : 0);
	if (bytes_equal(flag, bytes_of_string("case")))
		phrase->exact_case = true;
	else if (bytes_equal(flag, bytes_of_string("near")))
		phrase->needs_neighbour = true;
	else if (bytes_equal(flag, bytes_of_string("own")))
		phrase->needs_neighbour = phrase->is_owned = true;
	else if (bytes_equal(flag, bytes_of_string("value")))
		phrase->is_value = true;
	else if (bytes_equal(flag, bytes_of_string("unit")))
		phrase->is_unit = true;
	else
		return sensitive != 0 || code < LEXICON_CODE_LIMIT;
	return true;
}

static int
phrase_set_flags(struct lexicon_phrase *phrase, struct bytes flags, const struct lexicon_place *place)
{
	while (flags.length > 0)
		if (!phrase_set_flag(phrase, bytes_trim(bytes_take(&flags, ','))))
			return place_complain(place, "flags", "must be \"case\", \"near\", \"own\", \"value\", \"unit\", a code: \"icd\", \"cpt\", \"ndc\", or a sensitive kind: "
			                      "\"mental-health\", \"substance-use\", \"hiv\", \"reproductive\", "
			                      "\"genetic\"; several with commas");
	return 0;
}

/* Splits the phrase as a text would be split; a * may end a word. */
static int
phrase_set_terms(struct lexicon_phrase *phrase, struct bytes words, const struct lexicon_place *place)
{
	struct lexicon_word word;

	for (size_t at = 0; lexicon_word_next(words, at, &word); at = word.stop) {
		if (phrase->term_count == LEXICON_WORDS_LIMIT)
			return place_complain(place, "phrase", "has too many words; at most 8 are compared");
		struct lexicon_term *term = &phrase->terms[phrase->term_count++];
		term->stem = word.stop < words.length && words.data[word.stop] == '*';
		/* The plural s of a stem belongs to it. */
		term->text = bytes_slice(words, word.start,
		                         term->stem ? word.stop - word.start : word.length);
		if (term->stem && term->text.length < WORD_STEM_LENGTH)
			return place_complain(place, "phrase", "needs at least 4 letters before a *");
		term->hash = term->stem ? word_hash_stem(words, word.start) : word_hash(words, word.start, word.length);
		if (phrase->term_count == 1)
			phrase->hash = term->hash;
		if (phrase->term_count == 2)
			phrase->second = term->hash;
	}
	if (phrase->term_count == 0)
		return place_complain(place, "phrase", "is missing: write kind TAB weight TAB phrase");
	return 0;
}

/* Moves the phrase's terms to where the lexicon's stand, and the phrase to its others. */
static int
phrase_keep(struct lexicon *lexicon, struct lexicon_phrase *phrase)
{
	void *phrases = lexicon->phrases;
	struct lexicon_term *terms = arena_alloc_array(lexicon->arena, phrase->term_count, sizeof(*terms));

	if (terms == NULL)
		return arena_failure(lexicon->arena);
	memcpy(terms, phrase->terms, phrase->term_count * sizeof(*terms));
	phrase->terms = terms;
	int err = arena_array_grow(lexicon->arena, &phrases, lexicon->phrase_count, &lexicon->phrase_capacity,
	                           sizeof(*phrase));
	if (err != 0)
		return err;
	lexicon->phrases = phrases;
	lexicon->phrases[lexicon->phrase_count++] = *phrase;
	return 0;
}

static int
lexicon_line_parse(struct lexicon *lexicon, struct bytes content, const struct lexicon_place *place)
{
	struct lexicon_line line;
	struct lexicon_term terms[LEXICON_WORDS_LIMIT];
	struct lexicon_phrase phrase = { .order = (uint32_t)lexicon->phrase_count, .terms = terms };

	line.kind = bytes_trim(bytes_take(&content, '\t'));
	line.weight = bytes_trim(bytes_take(&content, '\t'));
	line.phrase = bytes_trim(bytes_take(&content, '\t'));
	line.flags = bytes_trim(content);
	phrase.kind = (uint8_t)health_kind_find(line.kind);
	if (phrase.kind == 0)
		return place_complain(place, "kind", "must be condition, provision or payment, then a TAB");
	int err = phrase_set_weight(&phrase, line.weight, place);
	if (err == 0)
		err = phrase_set_terms(&phrase, line.phrase, place);
	if (err == 0)
		err = phrase_set_flags(&phrase, line.flags, place);
	return err == 0 ? phrase_keep(lexicon, &phrase) : err;
}

int
lexicon_file_parse(struct lexicon *lexicon, struct bytes content, const char *name,
                   struct diagnostics *why)
{
	struct lexicon_place place = { .file = name, .why = why };
	int result = 0;

	while (content.length > 0) {
		struct bytes line = bytes_take(&content, '\n');
		struct bytes trimmed = bytes_trim(line);
		place.line++;
		if (trimmed.length == 0 || trimmed.data[0] == '#')
			continue;
		int err = lexicon_line_parse(lexicon, line, &place);
		if (err != 0 && err != ERROR_CONFIG)
			return err;
		if (err != 0)
			result = err; /* go on, so that every wrong line is told at once */
	}
	return result;
}
