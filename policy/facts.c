#include "policy/facts.h"

#include <stdlib.h>
#include <time.h>

#include "core/error.h"

_Static_assert(UNSCANNABLE_REASON_LIMIT <= 32, "a reason is a bit of an unsigned");

/* Mail with any receiver outside is leaving, whoever sent it: a forward or a bounce too. */
static enum direction
message_direction(const struct envelope *envelope, bool sender_inside)
{
	for (size_t i = 0; i < envelope->recipient_count; i++)
		if (!envelope->recipients[i].internal)
			return DIRECTION_OUTBOUND;
	if (envelope->whole_outside > 0)
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

void
tally_add(struct tally *tally, unsigned type, unsigned confidence, uint32_t count)
{
	tally->seen |= (uint64_t)1 << type;
	tally->at_least[type][confidence] += count;
}

/* From "exactly so sure" to "at least so sure". */
void
tally_finish(struct tally *tally)
{
	for (uint64_t rest = tally->seen; rest != 0; rest &= rest - 1) {
		uint32_t *at_least = tally->at_least[__builtin_ctzll(rest)];
		for (unsigned confidence = CONFIDENCE_LIMIT; confidence > 0; confidence--)
			at_least[confidence - 1] += at_least[confidence];
	}
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
			tally_add(tally, counted[i]->type, finding_confidence(counted[i]), 1);
	tally_finish(tally);
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

/* In the host's time, which is what the people who write rules go by. */
static void
time_tell(int64_t received, struct facts *out)
{
	time_t seconds = (time_t)received;
	struct tm local;

	if (localtime_r(&seconds, &local) == NULL)
		return; /* a year beyond int: midnight of a Sunday is as good as any */
	out->weekday = (unsigned)local.tm_wday;
	out->minute = (unsigned)(local.tm_hour * 60 + local.tm_min);
}

static int
user_tell(struct arena *arena, const char *auth_user, struct facts *out)
{
	out->user = "";
	if (auth_user == NULL)
		return 0;
	char *user = arena_copy_string(arena, bytes_of_string(auth_user));
	if (user == NULL)
		return arena_failure(arena);
	for (char *c = user; *c; c++)
		*c = (char)byte_lower((uint8_t)*c);
	out->user = user;
	return 0;
}

static size_t
larger(size_t one, size_t other)
{
	return one > other ? one : other;
}

int
facts_of_envelope(const struct envelope *envelope, bool sender_inside, unsigned wanted,
                  struct arena *arena, struct facts *out)
{
	out->envelope = envelope;
	out->direction = message_direction(envelope, sender_inside);
	for (size_t i = 0; i < envelope->recipient_count; i++)
		out->outside += !envelope->recipients[i].internal;
	out->outside = larger(out->outside, envelope->whole_outside);
	out->recipients = larger(envelope->recipient_count, envelope->whole_recipients);
	if (wanted & FACTS_TIME)
		time_tell(envelope->received, out);
	int err = address_make(arena, envelope->sender, &out->sender);
	return err != 0 ? err : user_tell(arena, envelope->auth_user, out);
}

int
facts_collect(const struct message *m, bool sender_inside, unsigned wanted, struct facts *out)
{
	*out = (struct facts){
		.message = m,
		.phi = m->assessment.phi,
		.confidence = m->assessment.confidence,
		.size = m->original.length,
	};
	message_health_count(m, out->health, out->sensitive);
	for (size_t i = 0; i < m->unscannable_count; i++)
		if (m->unscannables[i].reason < UNSCANNABLE_REASON_LIMIT)
			out->unscannable_reasons |= 1u << m->unscannables[i].reason;
	int err = facts_of_envelope(&m->envelope, sender_inside, wanted, m->arena, out);
	for (unsigned kind = 0; kind < TALLY_KIND_LIMIT && err == 0; kind++)
		if (wanted & (1u << kind))
			err = tally_make(m, kind, &out->tallies[kind]);
	if (err == 0 && (wanted & FACTS_PLACES))
		err = near_places_sort(m, &out->places);
	return err;
}
