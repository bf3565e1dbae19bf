/*
 * Secret keys in files: 64 hexadecimal digits, owner-only (mode 0600 or
 * stricter), or a systemd credential (systemd.exec(5) LoadCredential=), which
 * systemd presents read-only and owner-only too. Read once, before privileges drop.
 */
#ifndef PHIMILTER_CORE_SECRET_KEY_H
#define PHIMILTER_CORE_SECRET_KEY_H

#include "core/attributes.h"
#include "core/configuration.h"
#include "core/crypto.h"

struct secret_key {
	uint8_t bytes[CRYPTO_KEY_SIZE];
};

/*
 * Reads the file that store.key_file names. Fails: ERROR_KEY, said in `why`
 * (missing, others may read it, malformed) with the setting's file and line.
 */
MUST_USE int secret_key_read(const struct configuration *configuration, struct diagnostics *why,
                             struct secret_key *out);

/* The same for the file `path` that the setting `setting` names. */
MUST_USE int secret_key_read_file(const struct configuration *configuration, const char *setting,
                                  const char *path, struct diagnostics *why,
                                  struct secret_key *out);

/* Creates `path`, mode 0600, with a new random key; never overwrites.
 * Fails: ERROR_EXISTS, ERROR_IO, ERROR_CRYPTO. Durable on return. */
MUST_USE int secret_key_create(const char *path);

void secret_key_wipe(struct secret_key *key);

#endif
