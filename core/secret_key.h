/*
 * Secret keys in files: 64 hexadecimal digits, owner-only (mode 0600 or
 * stricter), or a systemd credential (systemd.exec(5) LoadCredential=), which
 * systemd presents read-only and owner-only too. Read once, before privileges drop.
 */
#ifndef PHIMILTER_CORE_SECRET_KEY_H
#define PHIMILTER_CORE_SECRET_KEY_H

#include "core/attributes.h"
#include "core/crypto.h"
#include "core/diagnostics.h"

struct secret_key {
	uint8_t bytes[CRYPTO_KEY_SIZE];
};

/*
 * Reads `path`. Fails: ERROR_KEY, said in `why` (missing, others may read it,
 * malformed) under the name `setting`, which may be NULL.
 */
MUST_USE int secret_key_read(const char *path, const char *setting, struct diagnostics *why,
                             struct secret_key *out);

/* Creates `path`, mode 0600, with a new random key; never overwrites.
 * Fails: ERROR_EXISTS, ERROR_IO, ERROR_CRYPTO. Durable on return. */
MUST_USE int secret_key_create(const char *path);

void secret_key_wipe(struct secret_key *key);

#endif
