/*
 * From a decided message to the record the store keeps of it.
 *
 * Ownership: the record points into the message and is valid as long as it.
 */
#ifndef PHIMILTER_MILTER_DECISION_RECORD_H
#define PHIMILTER_MILTER_DECISION_RECORD_H

#include "core/message.h"
#include "core/record.h"

/* Fails: ERROR_MEMORY, ERROR_LIMIT (the message's arena). */
MUST_USE int decision_record_make(struct message *m, struct record *out);

#endif
