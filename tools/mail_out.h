/*
 * A message to the site's own sendmail(1), which queues and delivers it.
 *
 * Threads: one at a time.
 */
#ifndef PHIMILTER_TOOLS_MAIL_OUT_H
#define PHIMILTER_TOOLS_MAIL_OUT_H

#include "core/attributes.h"
#include "core/bytes.h"

/*
 * Hands `text`, a whole message, to the program for one receiver, with the empty
 * sender, so that nothing ever comes back. Fails, already printed: ERROR_INVALID
 * (refused for good: EX_USAGE, EX_DATAERR, EX_NOUSER, EX_NOHOST of sysexits.h),
 * ERROR_IO (anything else: try again).
 */
MUST_USE int mail_out_send(const char *program, const char *receiver, struct bytes text);

#endif
