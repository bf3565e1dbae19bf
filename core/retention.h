/*
 * How long a message is kept: which classes of `retention.classes` it gets for what
 * was found in it, and until when each keeps it. The daemon asks this of a message,
 * phictl of its record, with the same answers.
 *
 * Of a minor's birth date nothing but the year is used: no date that says until when
 * something is kept tells a day of birth. So what counts from a coming of age counts
 * from the end of that year, never too early and at most a year too late.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_CORE_RETENTION_H
#define PHIMILTER_CORE_RETENTION_H

#include "core/configuration.h"
#include "core/record.h"

/* Ages of majority there are in the United States: 18, 19 in Alabama, 21 in Mississippi. */
#define RETENTION_MAJORITY_LEAST 18
#define RETENTION_MAJORITY_MOST 21

struct retention_facts {
	int64_t since;            /* receipt; seconds since the epoch, UTC */
	bool phi;
	uint64_t types;           /* bit for each enum identifier_type found */
	unsigned sensitive;       /* bit for each enum sensitive_kind found */
	unsigned minor_birth_year;/* of the youngest who may have been a minor then; 0 for none */
};

/* Of a message that was scanned. */
struct retention_facts retention_facts_of_message(const struct message *m);

/* Of its record; one of before version 4 tells nothing of sensitive kinds and minors. */
struct retention_facts retention_facts_of_record(const struct record *record);

/*
 * What of the message asks for the class: "type", "sensitive" or "minor"; NULL for
 * nothing. The last two ask of PHI only, as it takes a patient to be sensitive or minor.
 */
const char *retention_class_asked(const struct retention_class *class,
                                  const struct retention_facts *facts);

/*
 * When what is kept under the class may go; seconds since the epoch, UTC. A class of
 * minors that is asked for by a rule, where no birth date tells of one, counts as if
 * somebody had been born in the year of the message.
 */
int64_t retention_class_until(const struct retention_class *class,
                              const struct retention_facts *facts);

#endif
