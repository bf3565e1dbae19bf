/*
 * The charsets of mail that need iconv, by the names senders use.
 *
 * Threads: any, as they keep nothing; a stock is for one to make and to end.
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
 * All charsets of this system that charset_find() names, kept open. glibc reads most of them
 * from files of their own when they are wanted. Where no descriptor is free just then, it says
 * that it knows none of the name, and may say so for as long as the process lives: text in it
 * would pass unread. What is open stays in memory, and needs no file any more.
 *
 * Fails: ERROR_IO (no descriptor is free), ERROR_MEMORY.
 */
struct charset_stock;
MUST_USE int charset_stock_create(struct charset_stock **out);
void charset_stock_destroy(struct charset_stock **stock);

/*
 * Appends `in` as UTF-8 without NULs; what is invalid becomes U+FFFD, byte by
 * byte. `name` is one that charset_find() gave. Fails: ERROR_MEMORY, ERROR_LIMIT,
 * ERROR_NOT_FOUND (this system's iconv lacks the charset), ERROR_IO (no descriptor is
 * free to read it with, and there is no stock).
 */
MUST_USE int charset_iconv(const char *name, struct bytes in, struct buffer *out);

#endif
