/*
 * From the bytes of a message to its parts as UTF-8 text (RFC 5322, RFC 2045-2047,
 * RFC 2231): walks the MIME structure, undoes transfer encodings and charsets,
 * decodes header fields, turns HTML into text, enters attached messages.
 *
 * Everything a sender controls is bounded by the configuration's limits; what
 * is beyond one, or cannot be read, becomes an `unscannable` of the message,
 * and whatever could be read is still read.
 *
 * Threads: any, each with its own message.
 */
#ifndef PHIMILTER_SCANNER_PART_READER_H
#define PHIMILTER_SCANNER_PART_READER_H

#include "core/configuration.h"
#include "core/message.h"

/* Once per process, before any other thread runs. */
void part_reader_start(void);

/*
 * Fills m->parts and m->unscannables from m->original.
 * Fails: ERROR_MEMORY, ERROR_LIMIT (the arena), ERROR_INTERNAL.
 */
MUST_USE int part_reader_read(const struct configuration *configuration, struct message *m);

#endif
