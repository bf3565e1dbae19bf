#include "store/database_files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "core/error.h"
#include "store/database.h"
#include "store/directory.h"

/* LMDB's lock file: two lines of its own and one for each reader. */
#define LOCK_FILE_SIZE ((DATABASE_READERS + 2) * (off_t)64)

/* A disk with less room than this is full. */
#define DISK_ROOM_MINIMUM ((uint64_t)1024 * 1024)

static const char *const file_names[DATABASE_FILES] = { "data.mdb", "lock.mdb" };

bool
database_is_stub(int directory)
{
	size_t metas = 2 * (size_t)sysconf(_SC_PAGESIZE);
	struct stat status;

	return fstatat(directory, "data.mdb", &status, AT_SYMLINK_NOFOLLOW) == 0 &&
	       (uint64_t)status.st_size < metas;
}

int
database_remove_stub(int directory)
{
	if (!database_is_stub(directory))
		return 0;
	return unlinkat(directory, "data.mdb", 0) == 0 ? 0 : ERROR_IO;
}

/* How large the lock file may be made. LMDB keeps its first byte locked while it is open. */
static off_t
lock_file_size(int fd)
{
	struct flock first = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1 };
	struct stat status;

	if (fcntl(fd, F_SETLK, &first) == 0) /* until it is closed */
		return LOCK_FILE_SIZE;
	return fstat(fd, &status) == 0 && status.st_size < LOCK_FILE_SIZE ? status.st_size
	                                                                  : LOCK_FILE_SIZE;
}

int
database_files_reserve_lock(const char *directory)
{
	char path[PATH_MAX];

	int length = snprintf(path, sizeof(path), "%s/lock.mdb", directory);
	if (length < 0 || (size_t)length >= sizeof(path))
		return ENAMETOOLONG;
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, DATABASE_FILE_MODE);
	if (fd < 0)
		return errno;
	off_t size = lock_file_size(fd);
	int result = size > 0 ? posix_fallocate(fd, 0, size) : 0;
	close(fd);
	return result;
}

int
database_files_sync(const char *directory)
{
	char path[PATH_MAX];

	int length = snprintf(path, sizeof(path), "%s/data.mdb", directory);
	if (length < 0 || (size_t)length >= sizeof(path)) {
		errno = ENAMETOOLONG;
		return ERROR_IO;
	}
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return ERROR_IO;
	int err = fchmod(fd, DATABASE_FILE_MODE) == 0 && fsync(fd) == 0 ? 0 : error_of_errno();
	int saved_errno = errno;
	close(fd);
	errno = saved_errno;
	return err;
}

void
database_files_init(struct database_files *files)
{
	*files = (struct database_files){ .directory = -1 };
}

void
database_files_close(struct database_files *files)
{
	if (files->directory >= 0)
		close(files->directory);
	files->directory = -1;
}

static int
file_identify(const struct database_files *files, const char *name, struct file_identity *out)
{
	struct stat status;

	if (fstatat(files->directory, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
		return errno;
	*out = (struct file_identity){ status.st_dev, status.st_ino };
	return 0;
}

int
database_files_note(struct database_files *files, const char *directory)
{
	int result = 0;

	files->directory = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (files->directory < 0)
		return errno;
	for (size_t i = 0; i < ARRAY_LENGTH(file_names) && result == 0; i++)
		result = file_identify(files, file_names[i], &files->identities[i]);
	return result;
}

int
database_files_check(const struct database_files *files)
{
	struct file_identity now;

	for (size_t i = 0; i < ARRAY_LENGTH(file_names); i++) {
		const struct file_identity *then = &files->identities[i];
		if (file_identify(files, file_names[i], &now) != 0 || now.device != then->device ||
		    now.inode != then->inode)
			return ERROR_NOT_FOUND;
	}
	return 0;
}

bool
database_files_is_cut(struct database_files *files, int file)
{
	off_t before = atomic_load(&files->size);
	struct stat status;

	if (fstat(file, &status) != 0)
		return true;
	/* Others may have seen it larger meanwhile; then theirs stands. */
	while (status.st_size > before &&
	       !atomic_compare_exchange_weak(&files->size, &before, status.st_size)) {
	}
	return status.st_size < before;
}

bool
database_files_disk_is_full(int file)
{
	struct statvfs disk;

	return fstatvfs(file, &disk) == 0 &&
	       (uint64_t)disk.f_bavail * disk.f_frsize < DISK_ROOM_MINIMUM;
}

#define READ_AHEAD_BYTES ((uintptr_t)4 << 20)
#define READ_AHEAD_WINDOW (16 * READ_AHEAD_BYTES) /* what lies less far back was read ahead */
#define PAGE_MASK (~(uintptr_t)4095)

void
database_files_read_ahead(_Atomic(uintptr_t) *ahead, const void *place)
{
	uintptr_t here = (uintptr_t)place & PAGE_MASK, end = here + READ_AHEAD_BYTES;
	uintptr_t reached = atomic_load(ahead);
	bool goes_on = here < reached && reached - here < READ_AHEAD_WINDOW;

	/* More once half of it is passed. */
	if (goes_on && reached - here > READ_AHEAD_BYTES / 2)
		return;
	uintptr_t from = goes_on ? reached : here;
	/* A hint: beyond the map's end there is nothing to read. */
	(void)madvise((void *)from, end - from, MADV_WILLNEED);
	atomic_store(ahead, end);
}
