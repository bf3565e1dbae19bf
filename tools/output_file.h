/*
 * Where a subcommand writes what only its caller should read: standard output
 * when that is no terminal, or a new file of mode 0600.
 */
#ifndef PHIMILTER_TOOLS_OUTPUT_FILE_H
#define PHIMILTER_TOOLS_OUTPUT_FILE_H

#include <stdbool.h>

#include "core/attributes.h"
#include "core/bytes.h"

struct output_file {
	const char *path; /* NULL for standard output */
	int descriptor;
};

/*
 * Opens before there is anything to write, so that what can fail fails early.
 * `path` must not exist. Fails: ERROR_IO, ERROR_EXISTS, ERROR_STATE (a
 * terminal, and not `force`); already printed.
 */
MUST_USE int output_file_open(const char *path, bool force, struct output_file *out);

/*
 * Writes all and closes; a file is on the disk when this returns 0, and gone
 * otherwise. Fails: ERROR_IO; already printed.
 */
MUST_USE int output_file_finish(struct output_file *file, struct bytes bytes);

/* Closes and removes what was begun. */
void output_file_abandon(struct output_file *file);

#endif
