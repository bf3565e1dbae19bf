/*
 * The one place that changes mail: carries out the message's list of edits
 * through libmilter, in order, and stops at the first that the MTA refuses.
 */
#ifndef PHIMILTER_MILTER_APPLY_EDITS_H
#define PHIMILTER_MILTER_APPLY_EDITS_H

#include <libmilter/mfapi.h>

#include "core/message.h"

/*
 * `leading_space` says that SMFIP_HDR_LEADSPC is in force: the space after a
 * header's colon is then ours to write.
 * Fails: ERROR_PROTOCOL, ERROR_MEMORY, ERROR_LIMIT; the MTA must then be
 * answered 451, which drops all edits.
 */
MUST_USE int apply_edits(SMFICTX *mta, bool leading_space, struct message *m);

#endif
