/* The inside of a scanner, shared by its entry points; not for other rooms. */
#ifndef PHIMILTER_SCANNER_SCAN_H
#define PHIMILTER_SCANNER_SCAN_H

#include "core/crypto.h"
#include "scanner/scanner.h"

struct scanner {
	const struct configuration *configuration;
	struct patterns *patterns;
	struct lexicon *lexicon;
	struct dictionary *dictionary;
	uint8_t value_key[CRYPTO_KEY_SIZE];
};

/* Fills findings, health and assessment from m->parts. Fails as scanner_scan_text(). */
MUST_USE int scanner_scan_parts(const struct scanner *scanner, struct message *m);

#endif
