/* `phictl audit verify`. */
#ifndef PHIMILTER_TOOLS_AUDIT_VERIFY_H
#define PHIMILTER_TOOLS_AUDIT_VERIFY_H

#include "tools/store_access.h"

/* Verifies the chain, also against `head`, "RECORD:HASH", unless NULL; prints
 * the answer and returns the exit code. */
int audit_verify(struct store_access *access, const char *head, bool json);

/* The answer when the file cannot even be walked. */
int audit_verify_unreadable(bool json);

#endif
