#include "scanner/lexicon.h"

#include <stdlib.h>
#include <string.h>

#include "core/configuration_files.h"
#include "core/error.h"
#include "core/input_file.h"
#include "scanner/builtin.h"
#include "scanner/health_code.h"
#include "scanner/lexicon_table.h"
#include "scanner/score.h"
#include "scanner/score_bond.h"

/* All lexicons together: their text and their phrases. */
#define LEXICON_ARENA ((size_t)256 * 1024 * 1024)
#define LEXICON_FILE_LIMIT ((size_t)32 * 1024 * 1024)

/* ---- building ------------------------------------------------------------- */

static int
lexicon_file_load(struct lexicon *lexicon, const struct configuration *configuration, size_t i,
                  struct diagnostics *why)
{
	const char *path = configuration->scanner.lexicons.items[i];
	const struct settings_node *node = configuration->scanner.lexicons.nodes[i];
	struct buffer content = buffer_make(LEXICON_FILE_LIMIT);
	int err = configuration_file_read(configuration, path, &content);

	if (err == ERROR_IO || err == ERROR_LIMIT) {
		err = settings_complain(node, why, "\"%s\" cannot be read: %s", path,
		                        input_file_problem(err));
	} else if (err == 0) {
		char *copy = arena_copy_string(lexicon->arena, buffer_bytes(&content));
		err = copy == NULL ? arena_failure(lexicon->arena)
		                   : lexicon_file_parse(lexicon, bytes_make(copy, content.length), path, why);
	}
	buffer_release(&content);
	return err;
}

/* Goes on after a mistake, so that every wrong file is told at once. */
static int
lexicon_files_load(struct lexicon *lexicon, const struct configuration *configuration,
                   struct diagnostics *why)
{
	int result = 0;

	for (size_t i = 0; i < configuration->scanner.lexicons.count; i++) {
		int err = lexicon_file_load(lexicon, configuration, i, why);
		if (err != 0 && err != ERROR_CONFIG)
			return err;
		if (err != 0)
			result = err;
	}
	return result;
}

static int
lexicon_builtin_load(struct lexicon *lexicon, struct diagnostics *why)
{
	const struct {
		struct bytes content;
		const char *name;
	} files[] = {
		{ builtin_health_lexicon(), "built-in health.lexicon" },
		{ builtin_drugs_lexicon(), "built-in drugs.lexicon" },
		{ builtin_sensitive_lexicon(), "built-in sensitive.lexicon" },
	};
	int err = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(files) && err == 0; i++)
		err = lexicon_file_parse(lexicon, files[i].content, files[i].name, why);
	return err;
}

/* Equal first words together; of those the longer phrase first, then the later definition. */
static int
phrase_compare(const void *left, const void *right)
{
	const struct lexicon_phrase *a = left, *b = right;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	if (a->term_count != b->term_count)
		return a->term_count > b->term_count ? -1 : 1;
	return a->order > b->order ? -1 : 1;
}

/* The bits of a hash that its slot is not found by. */
static inline uint32_t
lexicon_tag(uint64_t hash)
{
	return (uint32_t)(hash >> 32);
}

static struct lexicon_slot *
slot_find(const struct lexicon *lexicon, uint64_t hash)
{
	size_t i = hash & lexicon->slot_mask;

	for (;; i = (i + 1) & lexicon->slot_mask) {
		struct lexicon_slot *slot = &lexicon->slots[i];
		if (slot->end == 0 || (slot->tag == lexicon_tag(hash) && lexicon->phrases[slot->first].hash == hash))
			return slot;
	}
}

/* Whether `phrase` is no pair of words, or longer, that a vocabulary could know. */
static bool
stands_without_pair(const struct lexicon_phrase *phrase)
{
	return phrase->term_count == 1 || phrase->terms[0].stem || phrase->terms[1].stem;
}

/* Whether a word may be another than term `i` of a phrase whose hashes fit: there are two, without case or a stem's end. */
static bool
term_is_open(const struct lexicon_phrase *phrase, size_t i)
{
	return i >= 2 || phrase->terms[i].stem || phrase->exact_case;
}

/* Adds phrase `index`; they come in their order. */
static void
phrase_index(struct lexicon *lexicon, uint32_t index)
{
	struct lexicon_phrase *phrase = &lexicon->phrases[index];
	struct lexicon_slot *slot = slot_find(lexicon, phrase->hash);

	for (size_t i = 0; i < phrase->term_count; i++)
		phrase->open |= (uint8_t)(term_is_open(phrase, i) << i);
	phrase->is_paired = phrase->term_count > 1 && !phrase->terms[1].stem;
	if (slot->end == 0)
		*slot = (struct lexicon_slot){ .tag = lexicon_tag(phrase->hash), .first = index, .unpaired = index };
	if (slot->unpaired == index && !stands_without_pair(phrase))
		slot->unpaired++;
	slot->end = index + 1;
}

static int
lexicon_index(struct lexicon *lexicon)
{
	size_t words = 0, slot_count = 16;

	qsort(lexicon->phrases, lexicon->phrase_count, sizeof(*lexicon->phrases), phrase_compare);
	for (size_t i = 0; i < lexicon->phrase_count; i++)
		words += i == 0 || lexicon->phrases[i].hash != lexicon->phrases[i - 1].hash;
	while (slot_count < words * 2)
		slot_count *= 2;
	lexicon->slots = arena_alloc_array(lexicon->arena, slot_count, sizeof(*lexicon->slots));
	if (lexicon->slots == NULL)
		return arena_failure(lexicon->arena);
	lexicon->slot_mask = slot_count - 1;
	for (size_t i = 0; i < lexicon->phrase_count; i++)
		phrase_index(lexicon, (uint32_t)i);
	return 0;
}

int
lexicon_create(const struct configuration *configuration, struct diagnostics *why,
               struct lexicon **out)
{
	*out = NULL;
	struct lexicon *lexicon = calloc(1, sizeof(*lexicon));
	if (lexicon == NULL)
		return ERROR_MEMORY;
	int err = arena_create(LEXICON_ARENA, &lexicon->arena);
	if (err == 0)
		err = lexicon_builtin_load(lexicon, why);
	if (err == 0)
		err = lexicon_files_load(lexicon, configuration, why);
	if (err == 0)
		err = lexicon_index(lexicon);
	if (err != 0)
		lexicon_destroy(&lexicon);
	*out = lexicon;
	return err;
}

void
lexicon_destroy(struct lexicon **lexicon)
{
	if (lexicon == NULL || *lexicon == NULL)
		return;
	arena_destroy(&(*lexicon)->arena);
	free(*lexicon);
	*lexicon = NULL;
}

/* ---- phrases ---------------------------------------------------------------- */

/* The most bytes between two words of a phrase, e.g. a line break and "> > ". */
#define LEXICON_GAP 6

static bool
gap_joins(struct bytes text, size_t from, size_t to)
{
	if (to - from > LEXICON_GAP)
		return false;
	for (size_t i = from; i < to; i++)
		if (memchr(" \t\r\n-/._>*'", text.data[i], 11) == NULL)
			return false;
	return true;
}

static bool
term_fits(const struct lexicon_phrase *phrase, const struct lexicon_term *term, struct bytes text,
          const struct lexicon_word *word)
{
	struct bytes seen = bytes_slice(text, word->start, word->length);

	if (term->stem)
		seen = bytes_slice(text, word->start,
		                   word->stop - word->start < term->text.length ? word->length
		                                                                : term->text.length);
	return phrase->exact_case ? bytes_equal(seen, term->text) : bytes_equal_nocase(seen, term->text);
}

/* Word `i` of a block of `text`. */
struct lexicon_cursor {
	struct bytes text;
	const struct word_block *block;
	size_t i;
};

static struct lexicon_word
cursor_word(const struct lexicon_cursor *cursor)
{
	size_t start = cursor->block->starts[cursor->i];

	return lexicon_word_make(cursor->text, start, cursor->block->ends[cursor->i] - start);
}

/* Moves to the next word, of which `word` becomes what is known; false at the end of the text. */
static bool
cursor_next(struct lexicon_cursor *cursor, struct lexicon_word *word)
{
	if (++cursor->i > cursor->block->count || cursor->block->hashes[cursor->i] == 0)
		return lexicon_word_next(cursor->text, word->stop, word); /* of another block */
	*word = cursor_word(cursor);
	return true;
}

/* Whether the words from `cursor` on are `phrase`, of which the hashes of two fit; `stop` is then where it ends. */
static bool
phrase_fits(const struct lexicon_phrase *phrase, struct lexicon_cursor cursor, size_t *stop)
{
	struct lexicon_word word = cursor_word(&cursor);

	if (phrase->open & 1 && !term_fits(phrase, &phrase->terms[0], cursor.text, &word))
		return false;
	for (size_t i = 1; i < phrase->term_count; i++) {
		size_t end = word.stop;
		if (!cursor_next(&cursor, &word) || !gap_joins(cursor.text, end, word.start) ||
		    (phrase->open >> i & 1 && !term_fits(phrase, &phrase->terms[i], cursor.text, &word)))
			return false;
	}
	*stop = word.stop;
	return true;
}

/* The phrase with `hash` that begins at `cursor`; when not `paired` none of two words that a vocabulary knows. */
static const struct lexicon_phrase *
phrase_find(const struct lexicon *lexicon, uint64_t hash, bool paired, const struct lexicon_cursor *cursor,
            size_t *stop)
{
	const struct lexicon_slot *slot = slot_find(lexicon, hash);
	uint64_t next = cursor->block->hashes[cursor->i + 1];

	for (size_t i = paired ? slot->first : slot->unpaired; i < slot->end; i++) {
		const struct lexicon_phrase *phrase = &lexicon->phrases[i];
		/* Spares most a comparison. */
		if (phrase->is_paired && phrase->second != next)
			continue;
		if (phrase_fits(phrase, *cursor, stop))
			return phrase;
	}
	return NULL;
}

void
lexicon_enrol(const struct lexicon *lexicon, struct vocabulary *vocabulary)
{
	for (size_t i = 0; i < lexicon->phrase_count; i++) {
		const struct lexicon_phrase *phrase = &lexicon->phrases[i];
		if (phrase->terms[0].stem)
			vocabulary_add_stem(vocabulary, phrase->hash);
		else if (stands_without_pair(phrase))
			vocabulary_add(vocabulary, phrase->hash, WORD_LEXICON);
		else
			vocabulary_add_pair(vocabulary, phrase->hash, phrase->second, WORD_LEXICON_PAIR);
	}
}

/* The phrase that begins at `cursor`: one that spells its word, else one with a stem of it. */
static const struct lexicon_phrase *
phrase_at(const struct lexicon *lexicon, const struct lexicon_cursor *cursor, size_t *stop)
{
	unsigned interests = cursor->block->interests[cursor->i];
	bool paired = interests & WORD_LEXICON_PAIR;
	const struct lexicon_phrase *found = NULL;

	if (paired || interests & WORD_LEXICON)
		found = phrase_find(lexicon, cursor->block->hashes[cursor->i], paired, cursor, stop);
	if (found == NULL && interests & WORD_LEXICON_STEM) {
		uint64_t stem = word_hash_stem(cursor->text, cursor->block->starts[cursor->i]);
		found = phrase_find(lexicon, stem, false, cursor, stop);
	}
	return found;
}

/* ---- one text ------------------------------------------------------------------ */

/* What was found, before phrases without a neighbour are dropped. */
struct lexicon_hit {
	size_t start;
	size_t stop;
	const struct lexicon_phrase *phrase;
	bool needs_neighbour;
};

/* Between what is measured and the unit: "potassium, serum: 4.1 mmol/L". */
#define MEASURE_REACH 24

/* What is measured, a number and its unit are a result and stand by themselves. */
static void
hit_measure(struct lexicon_reading *reading, struct bytes text, struct lexicon_hit *unit)
{
	struct lexicon_hit *value = reading->count > 0 ? &reading->hits[reading->count - 1] : NULL;

	if (value == NULL || !value->phrase->is_value || unit->start - value->stop > MEASURE_REACH)
		return;
	for (size_t i = value->stop; i < unit->start; i++)
		if (byte_is_digit(text.data[i])) {
			value->needs_neighbour = unit->needs_neighbour = false;
			return;
		}
}

static int
hit_add(struct lexicon_reading *reading, const struct lexicon_hit *hit)
{
	void *hits = reading->hits;
	int err = arena_array_grow(reading->arena, &hits, reading->count, &reading->capacity, sizeof(*hit));

	if (err != 0)
		return err;
	reading->hits = hits;
	reading->hits[reading->count++] = *hit;
	return 0;
}

/* The code or age at `cursor`, if it is one of those that health_code_at() knows. */
static const struct lexicon_phrase *
code_at(struct lexicon_reading *reading, const struct lexicon_cursor *cursor, size_t *stop)
{
	size_t start = cursor->block->starts[cursor->i], end = cursor->block->ends[cursor->i];
	const uint8_t *bytes = cursor->text.data;

	/* All have a digit among their first two bytes; what ends with one as well must be announced. */
	if (end - start < 2 || (!byte_is_digit(bytes[start]) && !byte_is_digit(bytes[start + 1])))
		return NULL;
	if (byte_is_digit(bytes[start]) && byte_is_digit(bytes[end - 1]) && !health_code_announced(reading, start))
		return NULL;
	const struct lexicon_word word = cursor_word(cursor);
	return health_code_at(reading, cursor->text, &word, stop);
}

/* Looks at the word at `cursor`, unless it belongs to the phrase found before. */
static int
hit_collect(struct lexicon_reading *reading, const struct lexicon_cursor *cursor)
{
	struct lexicon_hit hit = { .start = cursor->block->starts[cursor->i] };

	if (hit.start < reading->stop)
		return 0;
	hit.phrase = phrase_at(reading->lexicon, cursor, &hit.stop);
	if (hit.phrase == NULL)
		hit.phrase = code_at(reading, cursor, &hit.stop);
	if (hit.phrase == NULL)
		return 0;
	reading->stop = hit.stop;
	if (hit.phrase->announces != 0)
		health_code_announce(reading, hit.phrase, hit.stop);
	hit.needs_neighbour = hit.phrase->needs_neighbour;
	if (hit.phrase->is_unit)
		hit_measure(reading, cursor->text, &hit);
	return hit.phrase->weight > 0 ? hit_add(reading, &hit) : 0;
}

int
lexicon_read(struct lexicon_reading *reading, struct bytes text, const struct word_block *block)
{
	struct word_walk walk = {
		.block = block,
		.interests = WORD_LEXICON | WORD_LEXICON_PAIR | WORD_LEXICON_STEM | WORD_DIGIT | WORD_COMPOUND,
	};
	struct lexicon_cursor cursor = { text, block, 0 };
	int err = 0;

	while (err == 0 && reading->count < LEXICON_FINDINGS_LIMIT && word_walk_next(&walk, &cursor.i))
		err = hit_collect(reading, &cursor);
	return err;
}

/* Words of payment that many trades use do not support each other. */
static bool
hit_supports(const struct lexicon_hit *hit)
{
	return hit->phrase->kind != HEALTH_PAYMENT;
}

/*
 * Whether the i-th hit, which needs a neighbour, has one: a hit that needs none
 * (`before` is the nearest in front of it), or LEXICON_COMPANY others like itself.
 */
static bool
hit_has_neighbour(const struct lexicon_reading *reading, size_t i, size_t before)
{
	const struct lexicon_hit *hit = &reading->hits[i];
	size_t company = 0;

	if (before < i && hit->start - reading->hits[before].stop <= LEXICON_NEIGHBOUR)
		return true;
	for (size_t k = i; k > 0 && hit->start - reading->hits[k - 1].stop <= LEXICON_NEIGHBOUR; k--)
		company += hit_supports(&reading->hits[k - 1]);
	for (size_t k = i + 1; k < reading->count; k++) {
		if (reading->hits[k].start - hit->stop > LEXICON_NEIGHBOUR)
			break;
		if (!reading->hits[k].needs_neighbour)
			return true;
		company += hit_supports(&reading->hits[k]);
	}
	return company >= LEXICON_COMPANY;
}

/* Whether the text says that somebody has what the hit names: "Ann Lee has depression". */
static bool
hit_is_given(const struct lexicon_hit *hit, const struct text_view *view, struct score_bond_search *search)
{
	uint32_t start, length;

	if (hit->phrase->kind != HEALTH_CONDITION && !hit->phrase->is_owned)
		return false;
	text_view_locate(view, hit->start, hit->stop - hit->start, &start, &length);
	return score_bond_find(search, start, length, hit->phrase->is_owned);
}

static int
hit_keep(const struct lexicon_hit *hit, struct message *m, uint32_t part, const struct text_view *view,
         uint8_t weight)
{
	struct health_finding *finding;
	int err = message_health_add(m, &finding);

	if (err != 0)
		return err;
	finding->kind = hit->phrase->kind;
	finding->weight = weight;
	finding->sensitive = hit->phrase->sensitive;
	finding->part = part;
	text_view_locate(view, hit->start, hit->stop - hit->start, &finding->start, &finding->length);
	return 0;
}

int
lexicon_keep(const struct lexicon_reading *reading, struct message *m, uint32_t part,
             const struct text_view *view)
{
	size_t before = SIZE_MAX; /* the last hit so far that needs no neighbour */
	struct score_bond_search search = { .m = m, .part = part };
	int err = 0;

	for (size_t i = 0; i < reading->count && err == 0; i++) {
		const struct lexicon_hit *hit = &reading->hits[i];
		bool alone = hit->needs_neighbour;
		uint8_t weight = hit->phrase->weight;
		bool given = alone && hit_is_given(hit, view, &search);
		if (given && weight < SCORE_GIVEN_WEIGHT)
			weight = SCORE_GIVEN_WEIGHT;
		if (!alone || given || hit_has_neighbour(reading, i, before))
			err = hit_keep(hit, m, part, view, weight);
		if (!alone)
			before = i;
	}
	if (err == 0 && reading->count == LEXICON_FINDINGS_LIMIT)
		err = message_unscannable_add(m, m->parts[part].path, UNSCANNABLE_FINDING_COUNT);
	return err;
}
