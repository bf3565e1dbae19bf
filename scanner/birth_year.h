/*
 * The year of a birth date, for how long the record of a minor is kept
 * (core/retention.h). Of two digits it is the latest such year not after `now`.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_BIRTH_YEAR_H
#define PHIMILTER_SCANNER_BIRTH_YEAR_H

#include "core/message.h"

/* Of a date as it was written; 0 when it has none that could be. `now` is a year. */
unsigned birth_year_read(struct bytes date, unsigned now);

/* Notes in `m` the birth date of somebody who may be a patient: the youngest counts. */
void birth_year_note(struct message *m, const struct finding *finding, struct bytes date);

#endif
