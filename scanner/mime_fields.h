/*
 * What a header section says about its own body: the Content-* fields of MIME
 * (RFC 2045, RFC 2183). Fields given twice are ambiguous: receivers differ in
 * which one they believe.
 *
 * Ownership: strings live in the message's arena.
 */
#ifndef PHIMILTER_SCANNER_MIME_FIELDS_H
#define PHIMILTER_SCANNER_MIME_FIELDS_H

#include "scanner/reading.h"
#include "scanner/transfer_encoding.h"

struct mime_fields {
	const char *type;       /* "text/plain", lower case; never NULL */
	struct bytes boundary;  /* empty when there is none */
	struct bytes charset;   /* likewise */
	const char *file_name;  /* decoded, or NULL */
	enum transfer_encoding encoding;
	bool malformed;         /* a field or parameter given twice */
	bool joins_lines;       /* format=flowed, DelSp=yes */
};

/* Reads at most r->header_count fields. Fails: ERROR_MEMORY, ERROR_LIMIT. */
MUST_USE int mime_fields_read(struct reading *r, struct bytes section, const char *default_type,
                              struct mime_fields *out);

bool mime_fields_is_multipart(const struct mime_fields *fields);

/* A whole message is inside (RFC 2046 5.2.1, RFC 6532 3.7). */
bool mime_fields_is_message(const struct mime_fields *fields);

#endif
