/*
 * What a URL's query says (RFC 3986 section 3.4): numbers in URLs are mostly
 * the business of machines and pass for nothing, so those arguments whose name
 * or shape tells of a person are put in the clear below the line, one a line.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_TEXT_QUERY_H
#define PHIMILTER_SCANNER_TEXT_QUERY_H

#include "scanner/text_writer.h"

void text_query(struct text_writer *w);

#endif
