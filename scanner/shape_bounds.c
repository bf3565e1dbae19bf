#include "scanner/shape_bounds.h"

/* Bytes that one step took are counted so far. */
#define TAKEN_MOST 31

/* By then a run of digits has been through all that a shape can tell of it. */
#define RUN_MOST (SHAPE_RUN_LONG + TAKEN_MOST + 2)

static const struct byte_set no_digit = { { ~UINT64_C(0x03FF000000000000), UINT64_MAX, UINT64_MAX, UINT64_MAX } };
static const struct byte_set every_byte = { { UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX } };

/* The steps of a shape in the order in which they are read from its anchor. */
struct walk {
	const struct shape_step *steps[SHAPE_STEPS];
	unsigned count;
	bool onwards;
	const struct shape_classes *classes;
	struct byte_set edge; /* what may stand behind the last of them */
};

/* Where in a walk a text may be that was read so far: several places at once. */
struct places {
	uint32_t taken[SHAPE_STEPS + 1]; /* of each step: a bit for each number of bytes it may have taken */
	bool ended;                      /* the shape may have ended earlier */
};

static struct byte_set
byte_set_union(struct byte_set a, struct byte_set b)
{
	for (size_t i = 0; i < ARRAY_LENGTH(a.bits); i++)
		a.bits[i] |= b.bits[i];
	return a;
}

/* All bytes; or those outside words, as the text's edge is. */
static struct byte_set
edge_of(bool word_ends)
{
	struct byte_set set = { { 0 } };

	for (unsigned c = 0; c < 256; c++)
		if (!word_ends || !byte_is_word((uint8_t)c))
			byte_set_add(&set, (uint8_t)c);
	return set;
}

static uint32_t
bits_below(unsigned count)
{
	return count > TAKEN_MOST ? UINT32_MAX : (UINT32_C(1) << count) - 1;
}

/* Goes on to the next step wherever one has enough. */
static struct places
places_close(const struct walk *walk, struct places places)
{
	for (unsigned i = 0; i < walk->count; i++) {
		unsigned least = walk->steps[i]->least < TAKEN_MOST ? walk->steps[i]->least : TAKEN_MOST;
		places.taken[i + 1] |= (places.taken[i] & ~bits_below(least)) != 0;
	}
	return places;
}

static struct places
places_begin(const struct walk *walk)
{
	return places_close(walk, (struct places){ .taken = { 1 } });
}

/* The places after one byte of `set`. */
static struct places
places_after(const struct walk *walk, const struct places *places, const struct byte_set *set)
{
	bool ends = places->taken[walk->count] != 0 && byte_set_meets(&walk->edge, set);
	struct places after = { .ended = places->ended || ends };

	for (unsigned i = 0; i < walk->count; i++) {
		uint32_t open = places->taken[i] & bits_below(walk->steps[i]->most);
		if (byte_set_meets(&walk->classes->sets[walk->steps[i]->class], set))
			after.taken[i] = open << 1 | (open & UINT32_C(1) << TAKEN_MOST);
	}
	return places_close(walk, after);
}

/* What may come next. */
static struct byte_set
places_next(const struct walk *walk, const struct places *places)
{
	struct byte_set set = { { 0 } };

	if (places->ended)
		return every_byte;
	for (unsigned i = 0; i < walk->count; i++)
		if ((places->taken[i] & bits_below(walk->steps[i]->most)) != 0)
			set = byte_set_union(set, walk->classes->sets[walk->steps[i]->class]);
	return places->taken[walk->count] != 0 ? byte_set_union(set, walk->edge) : set;
}

static bool
places_any(const struct walk *walk, const struct places *places)
{
	uint32_t any = places->ended;

	for (unsigned i = 0; i <= walk->count; i++)
		any |= places->taken[i];
	return any != 0;
}

/* What may stand at SHAPE_LOOK places in a row, the first of which has one of `first`. */
static void
look(const struct walk *walk, struct places places, struct byte_set first, struct byte_set out[SHAPE_LOOK])
{
	for (unsigned i = 0; i < SHAPE_LOOK; i++) {
		out[i] = places_next(walk, &places);
		places = places_after(walk, &places, i == 0 ? &first : &every_byte);
	}
}

/* Adds what digits there may be at the places from `depth` on, after those of `begun`. */
static void
look_for_digits(const struct walk *walk, const struct places *places, unsigned depth, unsigned begun,
                struct byte_set *out)
{
	if (!places_any(walk, places))
		return;
	if (depth == SHAPE_DIGITS) {
		byte_set_add(out, (uint8_t)begun);
		return;
	}
	struct places other = places_after(walk, places, &no_digit);
	struct places digit = places_after(walk, places, &byte_set_digits);
	unsigned bit = walk->onwards ? 1u << depth : 1u << (SHAPE_DIGITS - 1 - depth);
	look_for_digits(walk, &other, depth + 1, begun, out);
	look_for_digits(walk, &digit, depth + 1, begun | bit, out);
}

/* The places behind the run of digits that `walk` begins with, unless it is long; adds up its lengths. */
static struct places
run_read(const struct walk *walk, uint32_t *lengths)
{
	struct places places = places_begin(walk), behind = { .ended = false };

	for (unsigned length = 1; length <= RUN_MOST; length++) {
		places = places_after(walk, &places, &byte_set_digits);
		struct byte_set next = places_next(walk, &places);
		if (!byte_set_meets(&next, &no_digit))
			continue;
		*lengths |= UINT32_C(1) << (length < SHAPE_RUN_LONG ? length : SHAPE_RUN_LONG);
		if (length >= SHAPE_RUN_LONG)
			continue;
		behind.ended |= places.ended;
		for (unsigned i = 0; i <= walk->count; i++)
			behind.taken[i] |= places.taken[i];
	}
	return behind;
}

static struct walk
walk_make(const struct shape *shape, const struct shape_classes *classes, bool onwards)
{
	struct walk walk = {
		.onwards = onwards,
		.classes = classes,
		.edge = edge_of(onwards ? shape->ends_word : shape->begins_word),
	};

	for (int i = onwards ? shape->anchor : shape->anchor - 1; i >= 0 && i < shape->count; i += onwards ? 1 : -1)
		walk.steps[walk.count++] = &shape->steps[i];
	return walk;
}

struct shape_bounds
shape_bounds(const struct shape *shape, const struct shape_classes *classes)
{
	const struct shape_step *anchor = &shape->steps[shape->anchor];
	struct walk back = walk_make(shape, classes, false), on = walk_make(shape, classes, true);
	struct shape_bounds bounds = { .first = classes->sets[anchor->class] };
	struct byte_set beside = every_byte;
	struct places behind;

	if (shape_step_mark(anchor, classes) != 0) {
		bounds.lengths = 1;
		behind = places_begin(&on);
		behind = places_after(&on, &behind, &bounds.first);
	} else {
		beside = no_digit;
		behind = run_read(&on, &bounds.lengths);
	}
	struct places before = places_begin(&back);
	look(&back, before, beside, bounds.before);
	look(&on, behind, beside, bounds.behind);
	look_for_digits(&back, &before, 0, 0, &bounds.digits_before);
	look_for_digits(&on, &behind, 0, 0, &bounds.digits_behind);
	return bounds;
}
