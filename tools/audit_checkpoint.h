/* `phictl audit checkpoint`, `prove` and `check-proof`. */
#ifndef PHIMILTER_TOOLS_AUDIT_CHECKPOINT_H
#define PHIMILTER_TOOLS_AUDIT_CHECKPOINT_H

#include "tools/audit_arguments.h"
#include "tools/store_access.h"

int audit_checkpoint(struct store_access *access, const struct audit_arguments *arguments);
int audit_prove(struct store_access *access, const struct audit_arguments *arguments);
int audit_check_proof(const struct audit_arguments *arguments);

/*
 * Reads the checkpoint in the file `path`, signed with the public key in the file
 * `public_key` unless that is NULL. Fails: any code of core/error.h, already printed.
 */
MUST_USE int audit_checkpoint_read(const char *path, const char *public_key, struct checkpoint *out);

#endif
