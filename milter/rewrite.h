/*
 * What leaves in place of what came: attachments replaced by a line that says
 * so, findings out of the text (milter/redact.h), the subject moved into the
 * body.
 *
 * Threads: the message's.
 */
#ifndef PHIMILTER_MILTER_REWRITE_H
#define PHIMILTER_MILTER_REWRITE_H

#include "core/configuration.h"
#include "core/message.h"

/*
 * Appends to m->edits all that moves the subject, where m->verdict wants that, and,
 * with `takes_out`, all that takes out what it wants out; then also fills
 * m->rewriting. Reads parts, findings and verdict.
 * Fails: ERROR_NOT_FOUND (something cannot be taken out exactly, or there is
 * nothing that could be), ERROR_CRYPTO, ERROR_MEMORY, ERROR_LIMIT; the edits are
 * then useless.
 */
MUST_USE int rewrite_message(const struct configuration *configuration, struct message *m,
                             bool takes_out);

#endif
