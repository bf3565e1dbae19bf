#include "scanner/lexicon.h"

#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/input_file.h"
#include "scanner/builtin.h"
#include "scanner/lexicon_table.h"

/* All lexicons together: their text and their phrases. */
#define LEXICON_ARENA ((size_t)256 * 1024 * 1024)
#define LEXICON_FILE_LIMIT ((size_t)32 * 1024 * 1024)

/* ---- building ------------------------------------------------------------- */

/* `path` stands in the setting at `node`. */
static int
lexicon_file_load(struct lexicon *lexicon, const char *path, const struct settings_node *node,
                  struct diagnostics *why)
{
	struct buffer content = buffer_make(LEXICON_FILE_LIMIT);
	int err = input_file_read(path, &content);

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
lexicon_files_load(struct lexicon *lexicon, const struct string_list *files, struct diagnostics *why)
{
	int result = 0;

	for (size_t i = 0; i < files->count; i++) {
		int err = lexicon_file_load(lexicon, files->items[i], files->nodes[i], why);
		if (err != 0 && err != ERROR_CONFIG)
			return err;
		if (err != 0)
			result = err;
	}
	return result;
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

static struct lexicon_slot *
slot_find(const struct lexicon *lexicon, uint64_t hash)
{
	size_t slot = hash & lexicon->slot_mask;

	while (lexicon->slots[slot].first != 0 && lexicon->slots[slot].hash != hash)
		slot = (slot + 1) & lexicon->slot_mask;
	return &lexicon->slots[slot];
}

static void
filter_add(struct lexicon_filter *filter, uint64_t hash)
{
	uint64_t bit = hash >> (64 - LEXICON_FILTER_BITS);

	filter->bits[bit / 64] |= UINT64_C(1) << (bit % 64);
}

static void
slot_add(struct lexicon *lexicon, size_t index)
{
	const struct lexicon_phrase *phrase = &lexicon->phrases[index];
	struct lexicon_slot *slot = slot_find(lexicon, phrase->hash);

	if (slot->first == 0)
		*slot = (struct lexicon_slot){ phrase->hash, (uint32_t)index + 1 };
	if (phrase->term_count == 1 || phrase->terms[0].stem)
		filter_add(&lexicon->words, phrase->hash);
	else
		filter_add(&lexicon->pairs, lexicon_pair_hash(phrase->hash, phrase->terms[1].text.data[0]));
}

static int
lexicon_index(struct lexicon *lexicon)
{
	size_t slot_count = 16;

	while (slot_count < lexicon->phrase_count * 2)
		slot_count *= 2;
	lexicon->slots = arena_alloc_array(lexicon->arena, slot_count, sizeof(*lexicon->slots));
	if (lexicon->slots == NULL)
		return arena_failure(lexicon->arena);
	lexicon->slot_mask = slot_count - 1;
	qsort(lexicon->phrases, lexicon->phrase_count, sizeof(*lexicon->phrases), phrase_compare);
	for (size_t i = 0; i < lexicon->phrase_count; i++)
		slot_add(lexicon, i);
	return 0;
}

int
lexicon_create(const struct string_list *files, struct diagnostics *why, struct lexicon **out)
{
	*out = NULL;
	struct lexicon *lexicon = calloc(1, sizeof(*lexicon));
	if (lexicon == NULL)
		return ERROR_MEMORY;
	int err = arena_create(LEXICON_ARENA, &lexicon->arena);
	if (err == 0)
		err = lexicon_file_parse(lexicon, builtin_health_lexicon(), "built-in health.lexicon", why);
	if (err == 0)
		err = lexicon_files_load(lexicon, files, why);
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
		if (memchr(" \t\r\n-/._>*", text.data[i], 10) == NULL)
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

/* Whether the words from `first` on are `phrase`; `stop` is then where it ends. */
static bool
phrase_fits(const struct lexicon_phrase *phrase, struct bytes text, const struct lexicon_word *first,
            size_t *stop)
{
	struct lexicon_word word = *first;

	if (!term_fits(phrase, &phrase->terms[0], text, &word))
		return false;
	for (size_t i = 1; i < phrase->term_count; i++) {
		size_t end = word.stop;
		if (!lexicon_word_next(text, end, &word) || !gap_joins(text, end, word.start) ||
		    !term_fits(phrase, &phrase->terms[i], text, &word))
			return false;
	}
	*stop = word.stop;
	return true;
}

static const struct lexicon_phrase *
phrase_find(const struct lexicon *lexicon, uint64_t hash, struct bytes text,
            const struct lexicon_word *word, size_t *stop)
{
	const struct lexicon_slot *slot = slot_find(lexicon, hash);

	if (slot->first == 0)
		return NULL;
	for (size_t i = slot->first - 1; i < lexicon->phrase_count; i++) {
		if (lexicon->phrases[i].hash != hash)
			return NULL;
		if (phrase_fits(&lexicon->phrases[i], text, word, stop))
			return &lexicon->phrases[i];
	}
	return NULL;
}

/* The phrase that begins with `word`: one that spells it, else one with a stem of it.
 * `next` is the first byte of the word behind, or 0. */
static const struct lexicon_phrase *
phrase_at(const struct lexicon *lexicon, struct bytes text, const struct lexicon_word *word,
          uint8_t next, size_t *stop)
{
	const struct lexicon_phrase *found = NULL;

	if (lexicon_filter_has(&lexicon->words, word->hash) ||
	    lexicon_filter_has(&lexicon->pairs, lexicon_pair_hash(word->hash, next)))
		found = phrase_find(lexicon, word->hash, text, word, stop);
	if (found != NULL || word->length < LEXICON_STEM_KEY)
		return found;
	uint64_t stem = lexicon_stem_hash(text, word);
	return lexicon_filter_has(&lexicon->words, stem) ? phrase_find(lexicon, stem, text, word, stop) : NULL;
}

/* ---- one text ------------------------------------------------------------------ */

/* What was found, before phrases without a neighbour are dropped. */
struct lexicon_hit {
	size_t start;
	size_t stop;
	const struct lexicon_phrase *phrase;
};

struct lexicon_hits {
	struct lexicon_hit *items;
	size_t count;
	size_t capacity;
};

static int
hits_add(struct arena *arena, struct lexicon_hits *hits, const struct lexicon_hit *hit)
{
	void *items = hits->items;
	int err = arena_array_grow(arena, &items, hits->count, &hits->capacity, sizeof(*hit));

	if (err != 0)
		return err;
	hits->items = items;
	hits->items[hits->count++] = *hit;
	return 0;
}

/* Whether one of the first two bytes is a digit, as in all that lexicon_shape_at() knows. */
static bool
word_has_digit(struct bytes text, const struct lexicon_word *word)
{
	return byte_is_digit(text.data[word->start]) ||
	       (word->length > 1 && byte_is_digit(text.data[word->start + 1]));
}

static int
hits_collect(const struct lexicon *lexicon, struct bytes text, struct arena *arena,
             struct lexicon_hits *hits)
{
	struct lexicon_word word, next;
	bool more = lexicon_word_next(text, 0, &word);

	while (more && hits->count < LEXICON_FINDINGS_LIMIT) {
		struct lexicon_hit hit = { .start = word.start };
		more = lexicon_word_next(text, word.stop, &next);
		hit.phrase = phrase_at(lexicon, text, &word, more ? text.data[next.start] : 0, &hit.stop);
		if (hit.phrase == NULL && word_has_digit(text, &word))
			hit.phrase = lexicon_shape_at(text, &word, &hit.stop);
		word = next;
		if (hit.phrase == NULL)
			continue;
		if (more && next.start < hit.stop)
			more = lexicon_word_next(text, hit.stop, &word);
		int err = hit.phrase->weight > 0 ? hits_add(arena, hits, &hit) : 0;
		if (err != 0)
			return err;
	}
	return 0;
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
hit_has_neighbour(const struct lexicon_hits *hits, size_t i, size_t before)
{
	const struct lexicon_hit *hit = &hits->items[i];
	size_t company = 0;

	if (before < i && hit->start - hits->items[before].stop <= LEXICON_NEIGHBOUR)
		return true;
	for (size_t k = i; k > 0 && hit->start - hits->items[k - 1].stop <= LEXICON_NEIGHBOUR; k--)
		company += hit_supports(&hits->items[k - 1]);
	for (size_t k = i + 1; k < hits->count; k++) {
		if (hits->items[k].start - hit->stop > LEXICON_NEIGHBOUR)
			break;
		if (!hits->items[k].phrase->needs_neighbour)
			return true;
		company += hit_supports(&hits->items[k]);
	}
	return company >= LEXICON_COMPANY;
}

static int
hit_keep(const struct lexicon_hit *hit, struct message *m, uint32_t part, const struct text_view *view)
{
	struct health_finding *finding;
	int err = message_health_add(m, &finding);

	if (err != 0)
		return err;
	finding->kind = hit->phrase->kind;
	finding->weight = hit->phrase->weight;
	finding->part = part;
	text_view_locate(view, hit->start, hit->stop - hit->start, &finding->start, &finding->length);
	return 0;
}

int
lexicon_scan(const struct lexicon *lexicon, struct message *m, uint32_t part,
             const struct text_view *view)
{
	struct lexicon_hits hits = { 0 };
	size_t before = SIZE_MAX; /* the last hit so far that needs no neighbour */
	int err = hits_collect(lexicon, view->bytes, m->arena, &hits);

	for (size_t i = 0; i < hits.count && err == 0; i++) {
		bool alone = hits.items[i].phrase->needs_neighbour;
		if (!alone || hit_has_neighbour(&hits, i, before))
			err = hit_keep(&hits.items[i], m, part, view);
		if (!alone)
			before = i;
	}
	if (err == 0 && hits.count == LEXICON_FINDINGS_LIMIT)
		err = message_unscannable_add(m, m->parts[part].path, UNSCANNABLE_FINDING_COUNT);
	return err;
}
