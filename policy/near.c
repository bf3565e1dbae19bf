#include "policy/near.h"

#include <stdlib.h>

#include "core/error.h"

/* ---- places --------------------------------------------------------------- */

static int
place_compare(uint32_t part, uint32_t start, uint32_t other_part, uint32_t other_start)
{
	if (part != other_part)
		return part < other_part ? -1 : 1;
	return start < other_start ? -1 : start > other_start;
}

static int
finding_compare(const void *a, const void *b)
{
	const struct finding *one = *(const struct finding *const *)a;
	const struct finding *other = *(const struct finding *const *)b;

	return place_compare(one->part, one->start, other->part, other->start);
}

static int
health_compare(const void *a, const void *b)
{
	const struct health_finding *one = *(const struct health_finding *const *)a;
	const struct health_finding *other = *(const struct health_finding *const *)b;

	return place_compare(one->part, one->start, other->part, other->start);
}

int
near_places_sort(const struct message *m, const struct near_places **out)
{
	struct near_places *places = arena_alloc(m->arena, sizeof(*places));

	if (places == NULL)
		return arena_failure(m->arena);
	places->findings = arena_alloc_array(m->arena, m->finding_count + 1, sizeof(*places->findings));
	places->health = arena_alloc_array(m->arena, m->health_count + 1, sizeof(*places->health));
	if (places->findings == NULL || places->health == NULL)
		return arena_failure(m->arena);
	for (size_t i = 0; i < m->finding_count; i++)
		places->findings[places->finding_count++] = &m->findings[i];
	for (size_t i = 0; i < m->health_count; i++)
		places->health[places->health_count++] = &m->health[i];
	qsort(places->findings, places->finding_count, sizeof(*places->findings), finding_compare);
	qsort(places->health, places->health_count, sizeof(*places->health), health_compare);
	*out = places;
	return 0;
}

/* ---- distance -------------------------------------------------------------- */

/* Whether at most `most` words stand in `gap`. */
static bool
few_words(struct bytes gap, uint32_t most)
{
	uint64_t words = 0;
	size_t letters = 0;

	if (gap.length > ((size_t)most + 1) * NEAR_WORD_LIMIT)
		return false;
	for (size_t i = 0; i < gap.length && words <= most; i++) {
		letters = byte_is_space(gap.data[i]) ? 0 : letters + 1;
		words += letters % NEAR_WORD_LIMIT == 1;
	}
	return words <= most;
}

/* What lies between two places of a text is little enough. */
static bool
is_near(const struct near_condition *condition, struct bytes text, uint32_t from, uint32_t to)
{
	struct bytes gap = bytes_slice(text, from, to > from ? to - from : 0);

	switch ((enum near_measure)condition->measure) {
	case NEAR_WORDS: return few_words(gap, condition->distance);
	case NEAR_BYTES: return to <= from || to - from <= condition->distance;
	case NEAR_ROW:
		return gap.length == 0 || (gap.length <= NEAR_ROW_LIMIT &&
		                           memchr(gap.data, '\n', gap.length) == NULL);
	case NEAR_PART: break;
	}
	return true;
}

/* ---- the walk ---------------------------------------------------------------- */

/* The health context around the identifier that the walk is at. */
struct surroundings {
	size_t next;       /* the first behind it, of any kind */
	bool before;       /* there is some of a wanted kind before it, in its part */
	uint32_t part;
	uint32_t end;      /* where that ends */
};

static bool
is_wanted(const struct near_condition *condition, const struct health_finding *health)
{
	if (condition->sensitive != 0)
		return (condition->sensitive & health->sensitive) != 0;
	return health->kind < HEALTH_KIND_LIMIT && (condition->kinds & (1u << health->kind));
}

static bool
finding_counts(const struct near_condition *condition, const struct finding *finding)
{
	return finding->type < IDENTIFIER_TYPE_LIMIT &&
	       (condition->types & ((uint64_t)1 << finding->type)) &&
	       finding->confidence >= condition->confidence &&
	       (condition->everyone || finding->subject == SUBJECT_UNKNOWN ||
	        finding->subject == SUBJECT_PATIENT);
}

/* Takes in what stands before `finding`, or begins where it does; what follows is not wanted
 * by this condition until the place that `next` stops at. */
static void
surroundings_advance(const struct near_condition *condition, const struct near_places *places,
                     const struct finding *finding, struct surroundings *around)
{
	for (; around->next < places->health_count; around->next++) {
		const struct health_finding *health = places->health[around->next];
		bool behind = place_compare(health->part, health->start, finding->part,
		                            finding->start) > 0;
		if (!is_wanted(condition, health))
			continue;
		if (behind)
			break;
		uint32_t end = health->start + health->length;
		if (!around->before || around->part != health->part || end > around->end)
			*around = (struct surroundings){ around->next, true, health->part, end };
	}
}

static bool
finding_is_near(const struct near_condition *condition, const struct near_places *places,
                const struct finding *finding, const struct surroundings *around,
                const struct message *m)
{
	struct bytes text = finding->part < m->part_count ? m->parts[finding->part].text
	                                                  : bytes_make(NULL, 0);

	if (around->before && around->part == finding->part &&
	    is_near(condition, text, around->end, finding->start))
		return true;
	if (around->next == places->health_count ||
	    places->health[around->next]->part != finding->part)
		return false;
	return is_near(condition, text, finding->start + finding->length,
	               places->health[around->next]->start);
}

bool
near_holds(const struct near_condition *condition, const struct near_places *places,
           const struct message *m)
{
	struct surroundings around = { .before = false };
	uint32_t count = 0;

	for (size_t i = 0; i < places->finding_count && count < condition->count; i++) {
		const struct finding *finding = places->findings[i];
		if (!finding_counts(condition, finding))
			continue;
		surroundings_advance(condition, places, finding, &around);
		count += finding_is_near(condition, places, finding, &around, m);
	}
	return count >= condition->count;
}
