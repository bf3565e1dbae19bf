/*
 * The files that LMDB keeps in its directory: what it does not look after itself.
 *
 * Threads: database_files_check(), _is_cut(), _disk_is_full() and _read_ahead() from any; the
 * rest from one.
 */
#ifndef PHIMILTER_STORE_DATABASE_FILES_H
#define PHIMILTER_STORE_DATABASE_FILES_H

#include <stdatomic.h>
#include <sys/types.h>

#include "core/attributes.h"
#include "core/bytes.h"

#define DATABASE_FILE_MODE 0600
#define DATABASE_FILES 2

struct file_identity {
	dev_t device;
	ino_t inode;
};

struct database_files {
	int directory; /* descriptor, -1 when not open */
	struct file_identity identities[DATABASE_FILES];
	_Atomic(off_t) size; /* the largest that the data file was seen to have */
};

/* Writes the data file in `directory` through, with mode DATABASE_FILE_MODE. Fails:
 * ERROR_FULL, ERROR_IO (errno tells). */
MUST_USE int database_files_sync(const char *directory);

void database_files_init(struct database_files *files);
void database_files_close(struct database_files *files);

/* Transactions that may read at once, of all processes: LMDB's own 126 are fewer than the
 * messages that a busy MTA brings at a time. */
#define DATABASE_READERS 1022

/*
 * LMDB makes its lock file as a hole and maps it; on a full disk the first
 * reader to use a new page of it would then end in SIGBUS. So its blocks are
 * taken beforehand, before LMDB opens it, as closing it later would drop LMDB's
 * own locks on it. What an earlier version made for fewer readers grows only when nobody has
 * it open, who would not have mapped the rest. 0 or an errno value.
 */
MUST_USE int database_files_reserve_lock(const char *directory);

/* Notes which files are there now. 0 or an errno value. */
MUST_USE int database_files_note(struct database_files *files, const char *directory);

/*
 * Whether the files we have open are those of the directory still. When they were
 * removed or exchanged under us, a commit would succeed and be gone with the
 * process; without the lock file another writer would not wait for us.
 * Fails: ERROR_NOT_FOUND.
 */
MUST_USE int database_files_check(const struct database_files *files);

/* Whether the data file, open as `file`, has become shorter than it was seen to be. */
bool database_files_is_cut(struct database_files *files, int file);

/* Whether the disk that the data file is on is full, where LMDB cannot say. */
bool database_files_disk_is_full(int file);

/*
 * Reads the mapped file ahead of `place`, for who walks on from there. Rows that were
 * appended lie much as they are walked over, among others, but for some in pages of before.
 * `ahead` is the walk's, 0 at first: up to where it was done. Threads: any.
 */
void database_files_read_ahead(_Atomic(uintptr_t) *ahead, const void *place);

#endif
