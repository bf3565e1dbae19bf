#include "milter/decision_tallies.h"

#define CONFIDENCE_LIMIT 100 /* percent */

/* Findings of one type by how sure they are. */
struct type_tally {
	uint32_t count[CONFIDENCE_LIMIT + 1];
	uint32_t distinct[CONFIDENCE_LIMIT + 1];
};

static bool
is_individuals(const struct finding *finding)
{
	return finding->subject == SUBJECT_UNKNOWN || finding->subject == SUBJECT_PATIENT;
}

static bool
same_value(const struct finding *one, const struct finding *other)
{
	return memcmp(one->value_hash, other->value_hash, sizeof(one->value_hash)) == 0;
}

static unsigned
confidence_of(const struct finding *finding)
{
	return finding->confidence < CONFIDENCE_LIMIT ? finding->confidence : CONFIDENCE_LIMIT;
}

/* Counts findings of one type; a value counts once, as sure as its surest finding. */
static void
type_count(const struct finding *const *sorted, size_t count, bool everyone, struct type_tally *out)
{
	const struct finding *value = NULL;
	unsigned surest = 0;

	memset(out, 0, sizeof(*out));
	for (size_t i = 0; i < count; i++) {
		if (!everyone && !is_individuals(sorted[i]))
			continue;
		unsigned confidence = confidence_of(sorted[i]);
		out->count[confidence]++;
		if (value == NULL || !same_value(value, sorted[i])) {
			out->distinct[surest] += value != NULL;
			surest = 0;
		}
		value = sorted[i];
		surest = confidence > surest ? confidence : surest;
	}
	out->distinct[surest] += value != NULL;
}

/* A row for each confidence that occurs. */
static int
type_write(struct arena *arena, enum identifier_type type, bool everyone,
           const struct type_tally *tally, size_t *capacity, struct record *out)
{
	void *items = (void *)out->tallies;

	for (unsigned confidence = 0; confidence <= CONFIDENCE_LIMIT; confidence++) {
		if (tally->count[confidence] == 0)
			continue;
		int err = arena_array_grow(arena, &items, out->tally_count, capacity,
		                           sizeof(*out->tallies));
		if (err != 0)
			return err;
		out->tallies = items;
		((struct record_tally *)items)[out->tally_count++] = (struct record_tally){
			(uint8_t)type, everyone, (uint8_t)confidence, tally->count[confidence],
			tally->distinct[confidence] };
	}
	return 0;
}

int
decision_tallies_make(struct arena *arena, const struct finding *const *sorted, size_t count,
                      struct record *out)
{
	size_t capacity = 0, end = 0;
	struct type_tally tally;
	int err = 0;

	for (size_t start = 0; start < count && err == 0; start = end) {
		enum identifier_type type = sorted[start]->type;
		bool others = false;
		for (end = start; end < count && sorted[end]->type == type; end++)
			others = others || !is_individuals(sorted[end]);
		type_count(sorted + start, end - start, false, &tally);
		err = type_write(arena, type, false, &tally, &capacity, out);
		if (err != 0 || !others)
			continue;
		type_count(sorted + start, end - start, true, &tally);
		err = type_write(arena, type, true, &tally, &capacity, out);
	}
	return err;
}
