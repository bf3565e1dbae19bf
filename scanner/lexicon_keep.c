/* What of the phrases found in a text is health context. */
#include "scanner/lexicon_table.h"
#include "scanner/score.h"
#include "scanner/score_bond.h"
#include "scanner/score_sentence.h"

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

/* Where a hit stands in the part's text. */
struct hit_place {
	uint32_t start;
	uint32_t length;
};

/* Whether the text says that somebody has what the hit names: "Ann Lee has depression", "my knee", "I'm dizzy". */
static bool
hit_is_given(const struct lexicon_hit *hit, struct hit_place place, struct score_bond_search *search)
{
	struct bytes text = search->m->parts[search->part].text;
	bool owned = hit->phrase->is_owned;

	if (hit->phrase->kind != HEALTH_CONDITION && !owned)
		return false;
	return (owned && !hit->others && score_bond_is_writers(text, place.start, (size_t)place.start + place.length)) ||
	       score_bond_find(search, place.start, place.length, owned) ||
	       (owned && hit->phrase->kind == HEALTH_CONDITION && score_sentence_tells_own(text, place.start));
}

static int
hit_keep(const struct lexicon_hit *hit, struct message *m, uint32_t part, struct hit_place place, bool given)
{
	struct health_finding *finding;
	uint8_t weight = hit->phrase->weight;
	int err = message_health_add(m, &finding);

	if (err != 0)
		return err;
	*finding = (struct health_finding){
		.kind = hit->phrase->kind,
		.part = part,
		.start = place.start,
		.length = place.length,
		.weight = given && weight < SCORE_GIVEN_WEIGHT ? SCORE_GIVEN_WEIGHT : weight,
		.sensitive = hit->phrase->sensitive,
		.others = hit->others,
	};
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
		struct hit_place place;
		text_view_locate(view, hit->start, hit->stop - hit->start, &place.start, &place.length);
		bool given = hit->needs_neighbour && hit_is_given(hit, place, &search);
		if (!hit->needs_neighbour || given || hit_has_neighbour(reading, i, before))
			err = hit_keep(hit, m, part, place, given);
		if (!hit->needs_neighbour)
			before = i;
	}
	if (err == 0 && reading->count == LEXICON_FINDINGS_LIMIT)
		err = message_unscannable_add(m, m->parts[part].path, UNSCANNABLE_FINDING_COUNT);
	return err;
}
