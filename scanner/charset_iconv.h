/*
 * The charsets of mail that need iconv, by the names senders use.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_CHARSET_ICONV_H
#define PHIMILTER_SCANNER_CHARSET_ICONV_H

#include "core/attributes.h"
#include "core/buffer.h"

enum charset_family {
	CHARSET_UNKNOWN,
	CHARSET_PLAIN, /* none given, US-ASCII, ISO-8859-1, windows-1252 */
	CHARSET_UTF_8,
	CHARSET_ICONV,
};

/* What `label` means; for CHARSET_ICONV its name for iconv in `*name`. */
enum charset_family charset_find(struct bytes label, const char **name);

/*
 * Appends `in` as UTF-8 without NULs; what is invalid becomes U+FFFD, byte by
 * byte. `name` is one that charset_find() gave. Fails: ERROR_MEMORY, ERROR_LIMIT,
 * ERROR_NOT_FOUND (this system's iconv lacks the charset).
 */
MUST_USE int charset_iconv(const char *name, struct bytes in, struct buffer *out);

#endif
