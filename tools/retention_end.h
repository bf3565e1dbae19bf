/* Until when a record is kept: what was said when it was made, or what is said now. */
#ifndef PHIMILTER_TOOLS_RETENTION_END_H
#define PHIMILTER_TOOLS_RETENTION_END_H

#include "core/configuration.h"
#include "core/record.h"

/* What the schedule says of a record now; 0 where it does not know the class. */
int64_t retention_schedule_end(const struct configuration *configuration,
                               const struct record *record);

/* The longer of what was said then and now: a changed schedule never shortens. */
int64_t retention_end(const struct configuration *configuration, const struct record *record);

#endif
