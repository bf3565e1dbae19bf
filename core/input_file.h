/*
 * Reading a whole file that an operator named: a configuration, a certificate,
 * a template, a list of domains.
 * Threads: any.
 */
#ifndef PHIMILTER_CORE_INPUT_FILE_H
#define PHIMILTER_CORE_INPUT_FILE_H

#include "core/attributes.h"
#include "core/buffer.h"

/*
 * Appends the file's bytes to `out`. Fails: ERROR_IO (errno says why; EINVAL
 * for what is no regular file), ERROR_LIMIT (larger than the buffer's limit),
 * ERROR_MEMORY.
 */
MUST_USE int input_file_read(const char *path, struct buffer *out);

/* Why input_file_read() failed, for a person; looks at errno. */
const char *input_file_problem(int err);

#endif
