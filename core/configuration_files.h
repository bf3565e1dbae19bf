/*
 * Which files a configuration was made of: every one that was read for it, with the
 * SHA-256 of what stood in it, so that the record can tell which rules decided.
 *
 * Files of keys are no part of it.
 *
 * Ownership: the configuration's. Threads: files are read by the one thread that makes
 * a configuration and all that is compiled from it; later, read-only.
 */
#ifndef PHIMILTER_CORE_CONFIGURATION_FILES_H
#define PHIMILTER_CORE_CONFIGURATION_FILES_H

#include "core/buffer.h"
#include "core/configuration.h"
#include "core/crypto.h"

struct configuration_files;

/* Fails: ERROR_MEMORY. */
MUST_USE int configuration_files_create(struct configuration_files **out);
void configuration_files_destroy(struct configuration_files **files);

/* Notes the SHA-256 of what was read from `path`; the same of the same file counts once, by
 * whatever name. Fails: ERROR_MEMORY. */
MUST_USE int configuration_files_add(struct configuration_files *files, const char *path,
                                     const uint8_t digest[CRYPTO_DIGEST_SIZE]);

/* Reads a file that the configuration names, and notes it. Fails as input_file_read(), which
 * input_file_problem() explains, and ERROR_CRYPTO. */
MUST_USE int configuration_file_read(const struct configuration *configuration, const char *path,
                                     struct buffer *out);

/*
 * Appends what was read as one line, for people and for comparison, the same for the same files:
 *
 *	2 files, sha256 9f...: /etc/phimilter/phimilter.conf 3c...; /etc/phimilter/partners 77...
 *
 * The first digest is over the names and digests of all, the others are what sha256sum(1)
 * says of each. Of very many not all are named, then "; and 7 more" ends it.
 * Fails: ERROR_MEMORY, ERROR_LIMIT (the buffer is full), ERROR_CRYPTO.
 */
MUST_USE int configuration_files_write(const struct configuration_files *files,
                                       struct buffer *out);

#endif
