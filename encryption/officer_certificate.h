/*
 * A records officer's certificate as phimilter accepts it: one X.509
 * certificate in PEM form, valid now, with a key that CMS can encrypt to
 * (RSA of 2048 bits or more; EC on P-256, P-384 or P-521) and whose key usage
 * (RFC 5280 4.2.1.3) allows it. Internal to the room.
 *
 * Threads: any.
 */
#ifndef PHIMILTER_ENCRYPTION_OFFICER_CERTIFICATE_H
#define PHIMILTER_ENCRYPTION_OFFICER_CERTIFICATE_H

#include <openssl/x509.h>

#include "core/attributes.h"
#include "core/configuration.h"

/*
 * Reads `path`, which `node` of the configuration names. The caller frees it with X509_free().
 * Fails: ERROR_CONFIG, said in `why` at `node`; ERROR_MEMORY.
 */
MUST_USE int officer_certificate_read(const struct configuration *configuration, const char *path,
                                      const struct settings_node *node, struct diagnostics *why,
                                      X509 **out);

#endif
