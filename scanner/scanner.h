/*
 * Bytes in, findings out: reads the parts of a message, runs every detector
 * and the health lexicon over their text, and judges the whole.
 *
 * A scanner is compiled once from a configuration and never changes after.
 * Ownership: the caller's; it must outlive the scans that use it.
 * Threads: scanner_scan_* from any thread at once, each with its own message.
 */
#ifndef PHIMILTER_SCANNER_SCANNER_H
#define PHIMILTER_SCANNER_SCANNER_H

#include "core/configuration.h"
#include "core/message.h"

struct scanner;

/*
 * Compiles patterns and lexicons. `value_key` (CRYPTO_KEY_SIZE bytes, copied)
 * keys the hashes of found values. Fails: ERROR_CONFIG (a lexicon with an
 * error, said in `why`), ERROR_MEMORY, ERROR_INTERNAL.
 */
MUST_USE int scanner_create(const struct configuration *configuration, const uint8_t *value_key,
                            struct diagnostics *why, struct scanner **out);
void scanner_destroy(struct scanner **scanner);

/*
 * Fills parts, unscannables, findings, health and assessment from
 * m->original. Hostile or broken content is no failure: what could not be read
 * becomes an `unscannable`. Fails: ERROR_MEMORY, ERROR_LIMIT (the arena),
 * ERROR_TIMEOUT (limits.scan_seconds), ERROR_INTERNAL; the message must then
 * not be let through.
 */
MUST_USE int scanner_scan_message(const struct scanner *scanner, struct message *m);

/* The same for plain text that is no message: one part with the path "text". */
MUST_USE int scanner_scan_text(const struct scanner *scanner, struct bytes text, struct message *m);

#endif
