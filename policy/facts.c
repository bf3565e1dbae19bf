#include "policy/facts.h"

#include <stdlib.h>

#include "core/error.h"

_Static_assert(UNSCANNABLE_REASON_LIMIT <= 32, "a reason is a bit of an unsigned");

/* Mail with any receiver outside is leaving, whoever sent it: a forward or a bounce too. */
static enum direction
message_direction(const struct envelope *envelope, bool sender_inside)
{
	for (size_t i = 0; i < envelope->recipient_count; i++)
		if (!envelope->recipients[i].internal)
			return DIRECTION_OUTBOUND;
	return sender_inside ? DIRECTION_INTERNAL : DIRECTION_INBOUND;
}

static bool
finding_counts(const struct finding *finding, enum tally_kind kind)
{
	if (finding->type >= IDENTIFIER_TYPE_LIMIT)
		return false;
	return (kind & TALLY_EVERYONE) || finding->subject == SUBJECT_UNKNOWN ||
	       finding->subject == SUBJECT_PATIENT;
}

static unsigned
finding_confidence(const struct finding *finding)
{
	return finding->confidence < CONFIDENCE_LIMIT ? finding->confidence : CONFIDENCE_LIMIT;
}

/* By type and value, the surest of equal ones first. */
static int
finding_compare(const void *a, const void *b)
{
	const struct finding *one = *(const struct finding *const *)a;
	const struct finding *other = *(const struct finding *const *)b;

	if (one->type != other->type)
		return one->type < other->type ? -1 : 1;
	int order = memcmp(one->value_hash, other->value_hash, sizeof(one->value_hash));
	return order != 0 ? order : (int)other->confidence - (int)one->confidence;
}

static bool
same_value(const struct finding *one, const struct finding *other)
{
	return one->type == other->type &&
	       memcmp(one->value_hash, other->value_hash, sizeof(one->value_hash)) == 0;
}

static int
tally_fill(const struct message *m, enum tally_kind kind, struct tally *tally)
{
	size_t count = 0;
	const struct finding **counted =
		arena_alloc_array(m->arena, m->finding_count, sizeof(*counted));

	if (counted == NULL)
		return arena_failure(m->arena);
	for (size_t i = 0; i < m->finding_count; i++)
		if (finding_counts(&m->findings[i], kind))
			counted[count++] = &m->findings[i];
	if (kind & TALLY_DISTINCT)
		qsort(counted, count, sizeof(*counted), finding_compare);
	for (size_t i = 0; i < count; i++)
		if (i == 0 || !(kind & TALLY_DISTINCT) || !same_value(counted[i - 1], counted[i]))
			tally->at_least[counted[i]->type][finding_confidence(counted[i])]++;
	for (unsigned type = 0; type < IDENTIFIER_TYPE_LIMIT; type++)
		for (unsigned confidence = CONFIDENCE_LIMIT; confidence > 0; confidence--)
			tally->at_least[type][confidence - 1] += tally->at_least[type][confidence];
	return 0;
}

static int
tally_make(const struct message *m, enum tally_kind kind, const struct tally **out)
{
	struct tally *tally = arena_alloc(m->arena, sizeof(*tally));
	if (tally == NULL)
		return arena_failure(m->arena);
	*out = tally;
	return tally_fill(m, kind, tally);
}

int
facts_collect(const struct message *m, bool sender_inside, unsigned tallies_wanted,
              struct facts *out)
{
	memset(out, 0, sizeof(*out));
	out->message = m;
	out->direction = message_direction(&m->envelope, sender_inside);
	for (size_t i = 0; i < m->health_count; i++)
		if (m->health[i].kind < HEALTH_KIND_LIMIT)
			out->health[m->health[i].kind]++;
	for (size_t i = 0; i < m->unscannable_count; i++)
		if (m->unscannables[i].reason < UNSCANNABLE_REASON_LIMIT)
			out->unscannable_reasons |= 1u << m->unscannables[i].reason;
	int err = address_make(m->arena, m->envelope.sender, &out->sender);
	for (unsigned kind = 0; kind < TALLY_KIND_LIMIT && err == 0; kind++)
		if (tallies_wanted & (1u << kind))
			err = tally_make(m, kind, &out->tallies[kind]);
	return err;
}
