/* `phictl audit verify`. */
#ifndef PHIMILTER_TOOLS_AUDIT_VERIFY_H
#define PHIMILTER_TOOLS_AUDIT_VERIFY_H

#include "tools/audit_arguments.h"
#include "tools/store_access.h"

/* Verifies the chain, also against a head or from a checkpoint on when the arguments
 * name one; prints the answer and returns the exit code. */
int audit_verify(struct store_access *access, const struct audit_arguments *arguments);

/* The answer when the file cannot even be walked. */
int audit_verify_unreadable(bool json);

#endif
