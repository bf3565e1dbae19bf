/*
 * What became of a message, as text that is the same on every run: what is
 * random (escrow id, link token, MIME boundary) stands as a placeholder.
 * Never contains text that the scanner matched, but for what the edits keep.
 */
#ifndef PHIMILTER_TESTS_GOLDEN_REPORT_H
#define PHIMILTER_TESTS_GOLDEN_REPORT_H

#include <stdio.h>

#include "core/message.h"

/* `m` has passed pipeline_seal(). */
void golden_report_print(FILE *out, const struct message *m);

#endif
