#include "core/retention.h"

#include <time.h>

#define SECONDS_PER_DAY 86400
#define EPOCH_YEAR 1970

/* No zone is beyond these. */
#define WESTERNMOST_SECONDS (-12 * 3600)
#define EASTERNMOST_SECONDS (14 * 3600)

_Static_assert(IDENTIFIER_TYPE_LIMIT <= 64, "a type is a bit of a uint64_t");

/* The calendar year, UTC. */
static unsigned
year_of(int64_t time)
{
	time_t seconds = (time_t)time;
	struct tm day;

	return gmtime_r(&seconds, &day) != NULL && day.tm_year >= EPOCH_YEAR - 1900
	       ? (unsigned)day.tm_year + 1900 : EPOCH_YEAR;
}

/* Whether somebody born in `birth_year` may have been younger than `age` at the time. */
static bool
may_be_younger(unsigned birth_year, int64_t time, unsigned age)
{
	return birth_year != 0 && birth_year + age >= year_of(time);
}

struct retention_facts
retention_facts_of_message(const struct message *m)
{
	struct retention_facts facts = { .since = m->envelope.received, .phi = m->assessment.phi };

	for (size_t i = 0; i < m->finding_count; i++)
		facts.types |= UINT64_C(1) << m->findings[i].type;
	for (size_t i = 0; i < m->health_count; i++)
		facts.sensitive |= m->health[i].sensitive;
	if (may_be_younger(m->youngest_birth_year, facts.since, RETENTION_MAJORITY_MOST))
		facts.minor_birth_year = m->youngest_birth_year;
	return facts;
}

struct retention_facts
retention_facts_of_record(const struct record *record)
{
	struct retention_facts facts = {
		.since = record->time, .phi = record->phi, .minor_birth_year = record->minor_birth_year,
	};

	for (size_t i = 0; i < record->finding_count; i++)
		facts.types |= UINT64_C(1) << record->findings[i].type;
	for (unsigned kind = 1; kind < SENSITIVE_KIND_LIMIT; kind++)
		if (record->sensitive[kind] > 0)
			facts.sensitive |= 1u << kind;
	return facts;
}

const char *
retention_class_asked(const struct retention_class *class, const struct retention_facts *facts)
{
	for (uint64_t rest = facts->types; rest != 0; rest &= rest - 1)
		if (class->types[__builtin_ctzll(rest)])
			return "type";
	if (!facts->phi)
		return NULL;
	if (class->sensitive & facts->sensitive)
		return "sensitive";
	if (class->majority != 0 &&
	    may_be_younger(facts->minor_birth_year, facts->since, (unsigned)class->majority))
		return "minor";
	return NULL;
}

/*
 * The end of the year in which the youngest comes of age. It ends a day later than in
 * UTC, so that it is over in every time zone.
 */
static int64_t
majority_reached(const struct retention_class *class, const struct retention_facts *facts)
{
	unsigned born = facts->minor_birth_year != 0 ? facts->minor_birth_year : year_of(facts->since);
	struct tm day = { .tm_year = (int)(born + class->majority) + 1 - 1900, .tm_mday = 2 };
	int64_t reached = (int64_t)timegm(&day);

	return reached > facts->since ? reached : facts->since;
}

/* So many years later by the calendar of a zone so far east of UTC. */
static int64_t
years_later(int64_t since, int64_t years, int64_t east)
{
	time_t start = (time_t)(since + east);
	struct tm day;

	if (gmtime_r(&start, &day) == NULL)
		return since;
	day.tm_year += (int)years;
	return (int64_t)timegm(&day) - east;
}

/*
 * Around the end of February the date differs between zones, and with it whether years go
 * over a leap day: their ends are then a day apart. Where the site is does not count, so
 * the latest does.
 */
static int64_t
period_end(const struct retention_class *class, int64_t since)
{
	static const int64_t zones[] = { 0, WESTERNMOST_SECONDS, EASTERNMOST_SECONDS };
	int64_t latest = since;

	if (class->years == 0)
		return since + class->days * SECONDS_PER_DAY;
	for (size_t i = 0; i < ARRAY_LENGTH(zones); i++) {
		int64_t end = years_later(since, class->years, zones[i]);
		latest = end > latest ? end : latest;
	}
	return latest;
}

int64_t
retention_class_until(const struct retention_class *class, const struct retention_facts *facts)
{
	return period_end(class, class->majority != 0 ? majority_reached(class, facts) : facts->since);
}

int64_t
retention_class_end(const struct retention_class *class, int64_t since)
{
	const struct retention_facts facts = { .since = since };

	return retention_class_until(class, &facts);
}
