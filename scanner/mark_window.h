/*
 * The stretches of a text that stand near marks (digits, colons, @): all that
 * patterns with a mark in them can match, and little of most mail.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_MARK_WINDOW_H
#define PHIMILTER_SCANNER_MARK_WINDOW_H

#include "core/bytes.h"

struct mark_window {
	size_t start; /* bytes into the text */
	size_t end;
};

/*
 * The next stretch whose bytes all stand at most `reach` bytes from a mark at
 * or after `from`: 0 for the first one, then the end of the one before.
 * Between two stretches there is at least one byte. False when there is none.
 */
bool mark_window_next(struct bytes text, size_t from, size_t reach, struct mark_window *out);

#endif
