/*
 * Directories that are ours alone: made with mode 0700, refused when others
 * could put files into them.
 *
 * Threads: any.
 */
#ifndef PHIMILTER_STORE_DIRECTORY_H
#define PHIMILTER_STORE_DIRECTORY_H

#include "core/attributes.h"
#include "core/buffer.h"
#include "core/configuration.h"

/* The error code for errno: ERROR_FULL for a full disk or quota, else ERROR_IO. */
int error_of_errno(void);

/*
 * Opens the directory `path`, made first when `make`. Fails: ERROR_CONFIG,
 * said in `why` about `setting`.
 */
MUST_USE int directory_open(const struct configuration *configuration, const char *setting,
                            const char *path, bool make, struct diagnostics *why, int *out);

/*
 * Takes the lock that only one daemon may hold; it lasts until the descriptor
 * in `*out` is closed, and dies with the process.
 * Fails: ERROR_EXISTS (another has it), ERROR_FULL, ERROR_IO.
 */
MUST_USE int directory_lock(int directory, int *out);

/* The same for another lock file, `name`, made where it is not there. */
MUST_USE int directory_lock_file(int directory, const char *name, int *out);

/*
 * The files in a directory are in use by many or exchanged by one, never both. Each
 * lasts until the descriptor `directory` is closed, and dies with the process.
 *
 * directory_share()  fails: ERROR_STATE (one exchanges them), ERROR_IO.
 * directory_take()   takes directory_lock()'s lock besides; fails: ERROR_EXISTS (a daemon
 *                    has it), ERROR_STATE (other processes use the files), ERROR_FULL, ERROR_IO.
 */
MUST_USE int directory_share(int directory);
MUST_USE int directory_take(int directory, int *lock);

/*
 * Writes all of `content` to the new file `name` of mode 0600 in a way that it
 * is there whole or not at all: another name, fsync, rename, fsync of the
 * directory. Fails: ERROR_FULL, ERROR_IO.
 */
MUST_USE int directory_write_file(int directory, const char *name, struct bytes content);

/* The same in the place of the file that is there, for the user and group of `owner`: whoever
 * opens it finds the old content or the new. */
struct stat;
MUST_USE int directory_replace_file(int directory, const char *name, struct bytes content,
                                    const struct stat *owner);

/* What directory_write_file() may leave behind when it is killed begins with this. */
#define DIRECTORY_TEMPORARY_PREFIX ".new-"

/*
 * Appends the file's content to `out`.
 * Fails: ERROR_NOT_FOUND, ERROR_IO, ERROR_LIMIT, ERROR_MEMORY.
 */
MUST_USE int directory_read_file(int directory, const char *name, struct buffer *out);

#endif
