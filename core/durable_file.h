/*
 * Files that must be whole or not there, after a crash too.
 *
 * Threads: any.
 */
#ifndef PHIMILTER_CORE_DURABLE_FILE_H
#define PHIMILTER_CORE_DURABLE_FILE_H

#include <sys/types.h>

#include "core/attributes.h"
#include "core/bytes.h"

/* Makes the entry of `path` in its folder durable. Fails: ERROR_IO. */
MUST_USE int durable_file_sync_folder(const char *path);

/* Writes all of `bytes` to `fd`, whatever interrupts. Fails: ERROR_IO (errno says why). */
MUST_USE int durable_file_write(int fd, struct bytes bytes);

/*
 * Puts a file of mode 0600 that holds `parts` in the place of `path`: whoever
 * opens it finds the old content or the new. With `owner` not -1 the file
 * becomes that user's. Durable on return. Fails: ERROR_IO (errno says why;
 * EINVAL when `path` is there and no regular file); `path` is then as it was.
 */
MUST_USE int durable_file_replace(const char *path, uid_t owner, const struct bytes *parts,
                                  size_t count);

#endif
