/*
 * Which receiving domains are known to take mail over verified TLS: a file the
 * admin keeps (site.tls_domains_file), one domain a line. Not listed means not capable.
 *
 * Threads: read-only after creation, any thread.
 */
#ifndef PHIMILTER_ENCRYPTION_TLS_CAPABILITY_H
#define PHIMILTER_ENCRYPTION_TLS_CAPABILITY_H

#include "core/configuration.h"

struct tls_capability;

/* Fails: ERROR_CONFIG, said in `why` with file and line; ERROR_MEMORY. */
MUST_USE int tls_capability_create(const struct configuration *configuration,
                                   struct diagnostics *why, struct tls_capability **out);
void tls_capability_destroy(struct tls_capability **capability);

bool tls_capability_verified(const struct tls_capability *capability, struct bytes domain);

#endif
