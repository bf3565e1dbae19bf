/* Until when a record is kept: what was said when it was made, or what is said now. */
#ifndef PHIMILTER_TOOLS_RETENTION_END_H
#define PHIMILTER_TOOLS_RETENTION_END_H

#include "core/configuration.h"
#include "core/record.h"

/* Whether the schedule still knows the class that the record was given. */
bool retention_schedule_knows(const struct configuration *configuration,
                              const struct record *record);

/*
 * What the schedule says of a record now, the longest of all its classes: of those it was given,
 * and of those that what was found in it asks for now. 0 where there is none.
 */
int64_t retention_schedule_end(const struct configuration *configuration,
                               const struct record *record);

/* The longer of what was said then and now: a changed schedule never shortens. */
int64_t retention_end(const struct configuration *configuration, const struct record *record);

#endif
