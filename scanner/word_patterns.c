#include "scanner/word_patterns.h"

#include <stdlib.h>

#include "core/error.h"
#include "scanner/cue.h"
#include "scanner/word_place.h"

/* Bits of the set of what phrases begin with. */
#define HEADS 16384

/* One of a pattern's words, or several that stand together. */
struct word_phrase {
	uint64_t key;     /* of its first word */
	const struct cue *words;
	uint16_t pattern; /* index into owners */
	uint8_t length;   /* of `words` */
	uint8_t place;    /* enum word_place */
	uint8_t second;   /* first letter of the second word; 0 when the first tells no more */
	bool single;      /* one word: `key` and its length tell it */
};

/* The phrases with one key: of one pattern together, the longest first. */
struct word_slot {
	uint64_t key;
	uint64_t followers; /* follower_of_word(), follower_of_mark() of what must follow the word in some */
	uint32_t first;     /* index of the first phrase */
	uint16_t count;     /* 0: no such key */
	uint16_t alone;     /* those that anything may follow are listed once more behind all of them */
};

struct word_owner {
	const struct detector *detector;
	unsigned pattern;
};

struct word_patterns {
	struct word_owner *owners;
	size_t owner_count;
	struct word_phrase *phrases; /* as the slots have them */
	size_t phrase_count;
	struct word_slot *slots; /* open addressing */
	size_t slot_mask;
	uint64_t heads[HEADS / 64]; /* a bit for each key: spares looking for most words that are none */
};

static inline size_t
head_of(uint64_t key)
{
	return key >> 40 & (HEADS - 1);
}

/* Bits of what stands behind a word: another, by its hash, or a mark that is no blank. */
static inline uint64_t
follower_of_word(uint64_t hash)
{
	return UINT64_C(1) << (hash >> 58);
}

static inline uint64_t
follower_of_mark(uint8_t mark)
{
	return mark != ' ' ? UINT64_C(1) << (mark & 63) : 0;
}

/* ---- building ------------------------------------------------------------------ */

static struct bytes
phrase_bytes(const struct word_phrase *phrase)
{
	return bytes_make(phrase->words->text, phrase->words->length);
}

static struct word_phrase
phrase_make(const struct cue *words, size_t pattern, enum word_place place)
{
	struct bytes bytes = bytes_make(words->text, words->length);
	size_t first = word_bytes_end(bytes, 0);

	uint8_t second = first + 1 < bytes.length && bytes.data[first] == ' ' ? bytes.data[first + 1] : 0;
	return (struct word_phrase){
		.key = word_hash_singular(bytes, 0, first),
		.words = words,
		.pattern = (uint16_t)pattern,
		.length = words->length,
		.place = (uint8_t)place,
		.second = byte_is_alnum(second) ? second : 0,
		.single = first == bytes.length,
	};
}

/* The hash of the phrase's second word, which it has. */
static uint64_t
phrase_second(const struct word_phrase *phrase)
{
	struct bytes bytes = phrase_bytes(phrase);
	size_t start = word_bytes_end(bytes, 0) + 1;

	return word_hash_singular(bytes, start, word_bytes_end(bytes, start) - start);
}

/* What must stand behind the phrase's first word, in bits; 0 for anything. */
static uint64_t
phrase_followers(const struct word_phrase *phrase)
{
	struct bytes bytes = phrase_bytes(phrase);
	size_t first = word_bytes_end(bytes, 0);

	if (phrase->second == 0)
		return phrase->single ? 0 : follower_of_mark(bytes.data[first]);
	/* Behind a digit more may follow, which makes it another word. */
	return byte_is_digit(bytes.data[word_bytes_end(bytes, first + 1) - 1]) ? 0 : follower_of_word(phrase_second(phrase));
}

static int
phrase_compare(const void *left, const void *right)
{
	const struct word_phrase *a = left, *b = right;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	if (a->pattern != b->pattern)
		return a->pattern < b->pattern ? -1 : 1;
	return a->words->length > b->words->length ? -1 : a->words->length < b->words->length;
}

/* Counts patterns, or writes them where there is room, and phrases, which are written to `listed` unless it is NULL. */
static size_t
phrases_list(struct word_patterns *patterns, const struct detector *const *table, size_t count,
             struct word_phrase *listed)
{
	size_t phrases = 0;

	patterns->owner_count = 0;
	for (size_t i = 0; i < count; i++)
		for (unsigned p = 0; table[i] != NULL && p < table[i]->pattern_count; p++) {
			const struct detector_pattern *pattern = &table[i]->patterns[p];
			for (size_t w = 0; pattern->words != NULL && w < pattern->words->count; w++, phrases++)
				if (listed != NULL)
					listed[phrases] =
						phrase_make(&pattern->words->cues[w], patterns->owner_count, pattern->place);
			if (patterns->owners != NULL)
				patterns->owners[patterns->owner_count] = (struct word_owner){ table[i], p };
			patterns->owner_count += pattern->words != NULL;
		}
	return phrases;
}

/* The slot of the phrases that begin with `key`, or the empty one where it belongs. */
static struct word_slot *
slot_find(const struct word_patterns *patterns, uint64_t key)
{
	size_t slot = key & patterns->slot_mask;

	while (patterns->slots[slot].count != 0 && patterns->slots[slot].key != key)
		slot = (slot + 1) & patterns->slot_mask;
	return &patterns->slots[slot];
}

/* Makes a slot of the phrases from `from` on that have the first one's key, and adds them to those of `patterns`. */
static size_t
slot_add(struct word_patterns *patterns, const struct word_phrase *from, size_t count)
{
	struct word_slot slot = { .key = from->key, .first = (uint32_t)patterns->phrase_count };
	struct word_phrase *phrases = patterns->phrases + slot.first;

	for (; slot.count < count && from[slot.count].key == slot.key; slot.count++) {
		phrases[slot.count] = from[slot.count];
		slot.followers |= phrase_followers(&from[slot.count]);
	}
	for (size_t i = 0; i < slot.count; i++)
		if (phrase_followers(&from[i]) == 0)
			phrases[slot.count + slot.alone++] = from[i];
	*slot_find(patterns, slot.key) = slot;
	patterns->heads[head_of(slot.key) / 64] |= UINT64_C(1) << head_of(slot.key) % 64;
	patterns->phrase_count += (size_t)slot.count + slot.alone;
	return slot.count;
}

/* Takes the `count` phrases at `listed` in any order, and sorts them. */
static int
phrases_index(struct word_patterns *patterns, struct word_phrase *listed, size_t count)
{
	size_t slots = 16, keys = 0;

	if (count > UINT16_MAX || patterns->owner_count > UINT16_MAX)
		return ERROR_INTERNAL;
	qsort(listed, count, sizeof(*listed), phrase_compare);
	for (size_t i = 0; i < count; i++)
		keys += i == 0 || listed[i].key != listed[i - 1].key;
	while (slots < keys * 2)
		slots *= 2;
	patterns->slots = calloc(slots, sizeof(*patterns->slots));
	patterns->phrases = calloc(count * 2 + 1, sizeof(*patterns->phrases));
	if (patterns->slots == NULL || patterns->phrases == NULL)
		return ERROR_MEMORY;
	patterns->slot_mask = slots - 1;
	for (size_t i = 0; i < count;)
		i += slot_add(patterns, listed + i, count - i);
	return 0;
}

int
word_patterns_create(const struct detector *const *table, size_t count, struct word_patterns **out)
{
	struct word_patterns *patterns = calloc(1, sizeof(*patterns));
	int err = ERROR_MEMORY;

	*out = NULL;
	if (patterns == NULL)
		return ERROR_MEMORY;
	size_t phrases = phrases_list(patterns, table, count, NULL);
	struct word_phrase *listed = calloc(phrases + 1, sizeof(*listed));
	patterns->owners = calloc(patterns->owner_count + 1, sizeof(*patterns->owners));
	if (patterns->owners != NULL && listed != NULL) {
		phrases_list(patterns, table, count, listed);
		err = phrases_index(patterns, listed, phrases);
	}
	free(listed);
	if (err != 0)
		word_patterns_destroy(&patterns);
	*out = patterns;
	return err;
}

void
word_patterns_destroy(struct word_patterns **patterns)
{
	if (patterns == NULL || *patterns == NULL)
		return;
	free((*patterns)->owners);
	free((*patterns)->phrases);
	free((*patterns)->slots);
	free(*patterns);
	*patterns = NULL;
}

/* Where the first word of `phrase`, one word or the first of several, is wanted: enum word_want. */
static unsigned
phrase_wants(const struct word_phrase *phrase)
{
	struct bytes bytes = phrase_bytes(phrase);

	switch (phrase->place) {
	case WORD_CAPITAL:
		return WORD_PATTERN_CAPITAL;
	case WORD_BEFORE_CAPITAL:
		return phrase->single ? WORD_PATTERN_BEFORE_CAPITAL : WORD_PATTERN;
	case WORD_BEFORE_COLON:
	case WORD_BEFORE_DOT:
	case WORD_BEHIND_DOT:
	case WORD_IN_MARKUP:
		return phrase->single ? WORD_PATTERN_MARKED : WORD_PATTERN;
	default:
		if (phrase->single)
			return word_is_plural(bytes.data, bytes.length) ? WORD_PATTERN_PLURAL : WORD_PATTERN;
		return phrase->second == 0 && word_is_mark(bytes.data[word_bytes_end(bytes, 0)]) ? WORD_PATTERN_MARKED
		                                                                                   : WORD_PATTERN;
	}
}

void
word_patterns_enrol(const struct word_patterns *patterns, struct vocabulary *vocabulary)
{
	for (size_t i = 0; i < patterns->phrase_count; i++) {
		const struct word_phrase *phrase = &patterns->phrases[i];
		if (phrase->second == 0)
			vocabulary_add(vocabulary, phrase->key, phrase_wants(phrase));
		else
			vocabulary_add_pair(vocabulary, phrase->key, phrase_second(phrase), phrase_wants(phrase));
	}
}

/* ---- reading -------------------------------------------------------------------- */

int
word_reading_begin(const struct word_patterns *patterns, struct arena *arena, struct word_reading *reading)
{
	reading->patterns = patterns;
	reading->latest = arena_alloc_array(arena, patterns->owner_count + 1, sizeof(*reading->latest));
	return reading->latest == NULL ? arena_failure(arena) : 0;
}

struct word_visit {
	struct word_reading *reading;
	struct bytes text;
	pattern_visit *visit;
	void *context;
};

static int
phrase_visit(const struct word_visit *visit, const struct word_phrase *phrase, size_t end)
{
	const struct word_owner *owner = &visit->reading->patterns->owners[phrase->pattern];
	size_t *latest = &visit->reading->latest[phrase->pattern];

	if (*latest == end)
		return 0;
	*latest = end;
	return visit->visit(visit->context, owner->detector, owner->pattern, end);
}

/* A word of a text, or a part of one, that some phrase begins with. */
struct word_seen {
	uint64_t followers; /* bits of what stands behind it */
	size_t start;
	size_t end;  /* SIZE_MAX for a part: then letters must be compared */
	size_t next; /* where the next word begins; SIZE_MAX likewise */
};

/* Bits of what stands behind word `i` of a block. */
static uint64_t
word_followers(struct bytes text, const struct word_block *block, size_t i)
{
	uint64_t next = block->hashes[i + 1], mark = 0;

	/* Of a part of the next word a phrase may be made, or of what stands before a bullet. */
	if (block->interests[i + 1] & WORD_COMPOUND || (next != 0 && text.data[block->ends[i + 1] - 1] >= 0x80))
		return UINT64_MAX;
	if (block->ends[i] < text.length)
		mark = follower_of_mark(text.data[block->ends[i]]);
	return follower_of_word(next) | mark;
}

/* Where the phrase that begins with `word` ends, 0 when it is not there or not where its pattern wants it. */
static size_t
phrase_end(const struct word_visit *visit, const struct word_phrase *phrase, const struct word_seen *word)
{
	bool known = phrase->single && word->end != SIZE_MAX;

	if ((known && word->end - word->start != phrase->length) ||
	    (phrase->second != 0 && word->next < visit->text.length &&
	     byte_lower(visit->text.data[word->next]) != phrase->second) ||
	    !word_place_begins(phrase->place, visit->text, word->start, word->next))
		return 0;
	size_t end = known ? word->end : cue_at(visit->text, word->start, phrase->words->text);
	return word_place_ends(phrase->place, visit->text, word->start, end) ? end : 0;
}

/* Visits what begins with `word`, whose key is that of `slot`. */
static int
word_visit(const struct word_visit *visit, const struct word_slot *slot, const struct word_seen *word)
{
	const struct word_patterns *patterns = visit->reading->patterns;
	const struct word_phrase *phrase = patterns->phrases + slot->first;
	size_t count = slot->count;
	uint32_t found = UINT32_MAX; /* the pattern of the last phrase that was there */
	int err = 0;

	if (!(slot->followers & word->followers)) {
		phrase += slot->count;
		count = slot->alone;
	}
	for (; count > 0 && err == 0; count--, phrase++) {
		size_t end = phrase->pattern == found ? 0 : phrase_end(visit, phrase, word);
		if (end == 0)
			continue;
		found = phrase->pattern;
		err = phrase_visit(visit, phrase, end);
	}
	return err;
}

/* Visits what begins with the part of a word from `start` to `end`. */
static int
part_visit(const struct word_visit *visit, size_t start, size_t end)
{
	const struct word_patterns *patterns = visit->reading->patterns;
	const struct word_seen part = {
		.followers = UINT64_MAX, .start = start, .end = SIZE_MAX, .next = SIZE_MAX,
	};
	uint64_t key = word_hash_singular(visit->text, start, end - start);

	if (!(patterns->heads[head_of(key) / 64] >> head_of(key) % 64 & 1))
		return 0;
	return word_visit(visit, slot_find(patterns, key), &part);
}

/*
 * The parts of "memberId" and "SSN123": what begins with one ends with it, or
 * with the word ("birthTime" is "birthtime" as well).
 */
static int
parts_visit(const struct word_visit *visit, size_t start, size_t end)
{
	int err = 0;

	for (size_t at = start; at < end && err == 0;) {
		size_t stop = word_part_end(visit->text, at, end);
		err = part_visit(visit, at, stop);
		if (err == 0 && stop < end && end - at <= CUE_LENGTH_LIMIT)
			err = part_visit(visit, at, end);
		at = stop;
	}
	return err;
}

/* The words of a block that a pattern wants, and the slots of what begins with them. */
struct word_wanted {
	size_t count;
	uint16_t words[WORD_BLOCK_MOST];
	const struct word_slot *slots[WORD_BLOCK_MOST];
};

/* Of all words before any is visited: what is known of them stands anywhere, and is asked for meanwhile. */
static void
wanted_collect(const struct word_patterns *patterns, const struct word_block *block, struct word_wanted *wanted)
{
	struct word_walk walk = { .block = block, .interests = WORD_PATTERN | WORD_COMPOUND };

	wanted->count = 0;
	for (size_t i; word_walk_next(&walk, &i); wanted->count++) {
		wanted->words[wanted->count] = (uint16_t)i;
		__builtin_prefetch(&patterns->slots[block->hashes[i] & patterns->slot_mask]);
	}
	for (size_t k = 0; k < wanted->count; k++) {
		wanted->slots[k] = slot_find(patterns, block->hashes[wanted->words[k]]);
		__builtin_prefetch(&patterns->phrases[wanted->slots[k]->first]);
	}
}

int
word_patterns_visit(struct word_reading *reading, struct bytes text, const struct word_block *block,
                    pattern_visit *visit, void *context)
{
	const struct word_visit each = { reading, text, visit, context };
	struct word_wanted wanted;
	int err = 0;

	wanted_collect(reading->patterns, block, &wanted);
	for (size_t k = 0; err == 0 && k < wanted.count; k++) {
		size_t i = wanted.words[k];
		const struct word_seen word = {
			.followers = word_followers(text, block, i),
			.start = block->starts[i], .end = block->ends[i], .next = block->starts[i + 1],
		};
		err = block->interests[i] & WORD_COMPOUND ? parts_visit(&each, word.start, word.end)
		                                          : word_visit(&each, wanted.slots[k], &word);
	}
	return err;
}
