/*
 * From the bytes of a message to its parts as UTF-8 text (RFC 5322, RFC 2045-2047,
 * RFC 2231): walks the MIME structure, undoes transfer encodings and charsets,
 * decodes header fields, turns HTML into text, enters attached messages.
 *
 * Everything a sender controls is bounded by the configuration's limits; what
 * is beyond one, or cannot be read, becomes an `unscannable` of the message,
 * and whatever could be read is still read.
 *
 * Paths of parts, beyond those core/message.h names: "preamble" and "epilogue"
 * ("2.preamble" ...) for text around the parts of a multipart, "2.mime" for the
 * header section of part 2 when a sender can have written something in it, and
 * "2.raw" for the undecoded text of a part whose transfer encoding is broken.
 *
 * Text has its lines end in LF, whatever they ended in, and no NUL; otherwise
 * plain text is what the sender wrote. The text of HTML is described in
 * scanner/content/html_text.h.
 *
 * The arena takes the text and some 2 KB a part, bounded by the limits.
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
