/*
 * Header sections (RFC 5322 section 2.2): where one ends, and its fields.
 *
 * Threads: pure functions on views.
 */
#ifndef PHIMILTER_SCANNER_HEADER_SECTION_H
#define PHIMILTER_SCANNER_HEADER_SECTION_H

#include "core/bytes.h"

struct header_field {
	struct bytes name;  /* empty when the line is no field */
	struct bytes value; /* raw: folds in it, no line end behind it; the whole line when no field */
};

struct header_split {
	struct bytes section;
	struct bytes body;
	bool unseparated; /* fields were followed by a line that is none, without an empty line */
};

/*
 * Splits an entity at the first empty line, or before the first line that is
 * no field, as MTAs do; that may be the very first, and then all is body. A
 * line of blanks counts as empty when no field follows it. With neither, all is header.
 */
struct header_split header_section_split(struct bytes entity);

/* The field at `*offset`, which is moved behind it. False at the end. */
bool header_field_next(struct bytes section, size_t *offset, struct header_field *field);

bool header_field_is(const struct header_field *field, const char *name);

/* The line at the start of `text` with its line end; empty at the end. */
struct bytes header_line(struct bytes text);

/* `text` without white space around it. */
struct bytes header_trim(struct bytes text);

#endif
