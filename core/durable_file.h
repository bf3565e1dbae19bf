/*
 * Files that must be whole or not there, after a crash too.
 *
 * Threads: any.
 */
#ifndef PHIMILTER_CORE_DURABLE_FILE_H
#define PHIMILTER_CORE_DURABLE_FILE_H

#include <limits.h>
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

/*
 * A new file of mode 0600 that is written in pieces. It has its name once it is whole and
 * durable; until then it is called that and ".unfinished", and what somebody who was killed
 * left under that name is removed by the next.
 */
struct durable_file {
	int fd;
	char path[PATH_MAX], unfinished[PATH_MAX];
};

/* Fails: ERROR_EXISTS (`path` is there), ERROR_IO (errno says why). */
MUST_USE int durable_file_begin(const char *path, struct durable_file *out);

/* Gives the file its name, and ends it in any case. Fails: ERROR_IO; nothing is then there. */
MUST_USE int durable_file_finish(struct durable_file *file);

/* Removes the file; errno stays. */
void durable_file_abandon(struct durable_file *file);

#endif
