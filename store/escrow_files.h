/*
 * The sealed originals: one file each, named by its escrow id, below two
 * levels of directories.
 *
 * An id is 32 hexadecimal digits: 12 of the time in milliseconds, 20 random
 * (as RFC 9562 UUID version 7 does it), so that ids sort by age and the index
 * grows at its end. The id 0199ab34... lives in 0199/ab/: a new directory every
 * five hours, so that none grows without bound and hardly a file needs a new one.
 *
 * Threads: all calls from any thread.
 */
#ifndef PHIMILTER_STORE_ESCROW_FILES_H
#define PHIMILTER_STORE_ESCROW_FILES_H

#include "core/buffer.h"
#include "core/message.h"

#define ESCROW_ID_SIZE 16 /* bytes; twice as many digits */

struct escrow_files {
	int directory; /* descriptor, the owner's to close */
};

/* The digits as bytes. Fails: ERROR_INVALID (not 32 lower-case hexadecimal digits). */
MUST_USE int escrow_id_decode(struct bytes digits, uint8_t out[ESCROW_ID_SIZE]);

/* When an id was made, milliseconds since the epoch. */
uint64_t escrow_id_time(const uint8_t id[ESCROW_ID_SIZE]);

/* As store_escrow_put() and store_escrow_get(). */
MUST_USE int escrow_files_put(const struct escrow_files *files, struct bytes sealed,
                              char id[MESSAGE_ESCROW_ID_SIZE]);
MUST_USE int escrow_files_get(const struct escrow_files *files, const char *id, struct buffer *out);

/* A file that is not there is no failure. Fails: ERROR_INVALID, ERROR_IO. */
MUST_USE int escrow_files_remove(const struct escrow_files *files, const char *id);

/*
 * Removes a sealed original so that as little as possible of it is left: what opens
 * it, the content key wrapped for each of its readers (CMS recipientInfos), stands at
 * its beginning and is nowhere else; that is overwritten and flushed, then the file
 * unlinked, then its directory flushed. What a file system or a disk does below that
 * is beyond reach. A file that is not there is no failure. Fails: ERROR_INVALID, ERROR_IO.
 */
MUST_USE int escrow_files_destroy(const struct escrow_files *files, const char *id);

/*
 * Puts another sealed form in the place of one that is there, whole or not at all and
 * for the same owner; what opened the old form is overwritten as above.
 * Fails: ERROR_NOT_FOUND, ERROR_INVALID, ERROR_FULL, ERROR_IO.
 */
MUST_USE int escrow_files_replace(const struct escrow_files *files, const char *id,
                                  struct bytes sealed);

/* Bytes that the file takes. Fails: ERROR_NOT_FOUND, ERROR_IO. */
MUST_USE int escrow_files_size(const struct escrow_files *files, const char *id, uint64_t *out);

/* Says whether `id` is to stay: 1, 0, or a negative error, which ends the collection. */
typedef int (*escrow_files_keep)(const char *id, void *context);

/*
 * Removes what a killed put left half-written and each file that `keep` gives
 * up, when last changed before `before` (seconds since the epoch); anything
 * newer may be just on its way into the record. `*orphans` counts the latter.
 *
 * When more than ESCROW_ORPHAN_LIMIT are given up none is removed: a crash
 * leaves one for each message that was in work, so many more mean that the
 * index is older than the files, as when a backup of it was put back.
 * Fails: ERROR_LIMIT (that many), ERROR_IO, ERROR_MEMORY, and what `keep` does.
 */
#define ESCROW_ORPHAN_LIMIT 1000
MUST_USE int escrow_files_collect(const struct escrow_files *files, int64_t before,
                                  escrow_files_keep keep, void *context, size_t *orphans);

#endif
