#include "store/escrow_files.h"

#include <dirent.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/crypto.h"
#include "core/error.h"
#include "store/directory.h"

#define DIRECTORY_MODE 0700
#define TIME_SIZE 6 /* bytes of an id that are its time */
#define OUTER_DIGITS 4
#define INNER_DIGITS 2
#define DIRECTORY_LEVELS 2

/* "0199/ab" */
#define INNER_PATH_SIZE (OUTER_DIGITS + 1 + INNER_DIGITS + 1)
/* "0199/ab/" and an id */
#define FILE_PATH_SIZE (INNER_PATH_SIZE + MESSAGE_ESCROW_ID_SIZE)

/* ---- ids and paths ------------------------------------------------------- */

int
escrow_id_decode(struct bytes digits, uint8_t out[ESCROW_ID_SIZE])
{
	for (size_t i = 0; i < digits.length; i++)
		if (byte_is_upper(digits.data[i]))
			return ERROR_INVALID;
	return hex_decode(digits, out, ESCROW_ID_SIZE);
}

uint64_t
escrow_id_time(const uint8_t id[ESCROW_ID_SIZE])
{
	uint64_t number = 0;

	memcpy((uint8_t *)&number + sizeof(number) - TIME_SIZE, id, TIME_SIZE);
	return be64toh(number);
}

static bool
escrow_id_is_valid(const char *id)
{
	uint8_t bytes[ESCROW_ID_SIZE];
	return escrow_id_decode(bytes_of_string(id), bytes) == 0;
}

static int
escrow_id_create(char out[MESSAGE_ESCROW_ID_SIZE])
{
	uint8_t id[ESCROW_ID_SIZE];
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	uint64_t milliseconds = (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
	uint64_t number = htobe64(milliseconds << (8 * (sizeof(number) - TIME_SIZE)));
	memcpy(id, &number, TIME_SIZE);
	int err = crypto_random(id + TIME_SIZE, sizeof(id) - TIME_SIZE);
	if (err == 0)
		hex_encode(bytes_make(id, sizeof(id)), out);
	return err;
}

static void
inner_path_make(const char *id, char out[INNER_PATH_SIZE])
{
	snprintf(out, INNER_PATH_SIZE, "%.*s/%.*s", OUTER_DIGITS, id, INNER_DIGITS, id + OUTER_DIGITS);
}

static int
file_path_make(const char *id, char out[FILE_PATH_SIZE])
{
	char inner[INNER_PATH_SIZE];

	if (!escrow_id_is_valid(id))
		return ERROR_INVALID;
	inner_path_make(id, inner);
	snprintf(out, FILE_PATH_SIZE, "%s/%s", inner, id);
	return 0;
}

/* ---- put, get, remove ---------------------------------------------------- */

/*
 * Opens `name` in `parent`, made when it is not there. `parent` is synced even
 * where `name` exists: the thread that made it may not have come to that yet.
 * Where nothing changed that costs next to nothing.
 */
static int
subdirectory_open(int parent, const char *name, int *out)
{
	*out = -1;
	if (mkdirat(parent, name, DIRECTORY_MODE) != 0 && errno != EEXIST)
		return error_of_errno();
	if (fsync(parent) != 0)
		return error_of_errno();
	*out = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return *out >= 0 ? 0 : ERROR_IO;
}

int
escrow_files_put(const struct escrow_files *files, struct bytes sealed,
                 char id[MESSAGE_ESCROW_ID_SIZE])
{
	char inner_path[INNER_PATH_SIZE];
	int outer = -1, inner = -1;

	int err = escrow_id_create(id);
	if (err != 0)
		return err;
	inner_path_make(id, inner_path);
	inner_path[OUTER_DIGITS] = '\0';
	err = subdirectory_open(files->directory, inner_path, &outer);
	if (err == 0)
		err = subdirectory_open(outer, inner_path + OUTER_DIGITS + 1, &inner);
	if (err == 0)
		err = directory_write_file(inner, id, sealed);
	int saved_errno = errno;
	if (inner >= 0)
		close(inner);
	if (outer >= 0)
		close(outer);
	errno = saved_errno;
	return err;
}

int
escrow_files_get(const struct escrow_files *files, const char *id, struct buffer *out)
{
	char path[FILE_PATH_SIZE];

	if (file_path_make(id, path) != 0)
		return ERROR_NOT_FOUND;
	return directory_read_file(files->directory, path, out);
}

int
escrow_files_remove(const struct escrow_files *files, const char *id)
{
	char path[FILE_PATH_SIZE];

	int err = file_path_make(id, path);
	if (err == 0 && unlinkat(files->directory, path, 0) != 0 && errno != ENOENT)
		err = ERROR_IO;
	return err;
}

/* ---- destruction --------------------------------------------------------- */

/* More than the wrapped keys of hundreds of officers take. */
#define OVERWRITTEN_SIZE ((size_t)1024 * 1024)

static int
overwrite_beginning(int fd)
{
	static const uint8_t nothing[64 * 1024];
	struct stat status;

	if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
		return ERROR_IO;
	size_t size = (uint64_t)status.st_size < OVERWRITTEN_SIZE ? (size_t)status.st_size :
	                                                            OVERWRITTEN_SIZE;
	for (size_t at = 0; at < size;) {
		size_t length = size - at < sizeof(nothing) ? size - at : sizeof(nothing);
		ssize_t written = pwrite(fd, nothing, length, (off_t)at);
		if (written < 0 && errno != EINTR)
			return ERROR_IO;
		at += written > 0 ? (size_t)written : 0;
	}
	return fdatasync(fd) == 0 ? 0 : ERROR_IO;
}

static void
close_quietly(int fd)
{
	int saved_errno = errno;

	if (fd >= 0)
		close(fd);
	errno = saved_errno;
}

static int
overwrite_file(int directory, const char *path)
{
	int fd = openat(directory, path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return ERROR_IO;
	int err = overwrite_beginning(fd);
	close_quietly(fd);
	return err;
}

static int
inner_open(int directory, const char *id)
{
	char path[INNER_PATH_SIZE];

	inner_path_make(id, path);
	return openat(directory, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static int
sync_inner(int directory, const char *id)
{
	int fd = inner_open(directory, id);

	if (fd < 0)
		return errno == ENOENT ? 0 : ERROR_IO;
	int err = fsync(fd) == 0 ? 0 : ERROR_IO;
	close_quietly(fd);
	return err;
}

int
escrow_files_destroy(const struct escrow_files *files, const char *id)
{
	char path[FILE_PATH_SIZE];
	struct stat status;

	int err = file_path_make(id, path);
	if (err != 0)
		return err;
	/* After a crash the file may be gone and its directory's entry not durably so. */
	if (fstatat(files->directory, path, &status, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT ? sync_inner(files->directory, id) : ERROR_IO;
	err = overwrite_file(files->directory, path);
	if (err == 0 && unlinkat(files->directory, path, 0) != 0)
		err = ERROR_IO;
	return err == 0 ? sync_inner(files->directory, id) : err;
}

int
escrow_files_replace(const struct escrow_files *files, const char *id, struct bytes sealed)
{
	struct stat old;

	if (!escrow_id_is_valid(id))
		return ERROR_INVALID;
	int inner = inner_open(files->directory, id);
	int fd = inner >= 0 ? openat(inner, id, O_WRONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK) : -1;
	int err = fd >= 0 ? 0 : errno == ENOENT ? ERROR_NOT_FOUND : ERROR_IO;
	if (err == 0 && fstat(fd, &old) != 0)
		err = ERROR_IO;
	if (err == 0)
		err = directory_replace_file(inner, id, sealed, &old);
	/* Nothing but the descriptor leads to the old form now. */
	if (err == 0)
		err = overwrite_beginning(fd);
	close_quietly(fd);
	close_quietly(inner);
	return err;
}

int
escrow_files_size(const struct escrow_files *files, const char *id, uint64_t *out)
{
	char path[FILE_PATH_SIZE];
	struct stat status;

	if (file_path_make(id, path) != 0)
		return ERROR_NOT_FOUND;
	if (fstatat(files->directory, path, &status, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT ? ERROR_NOT_FOUND : ERROR_IO;
	*out = (uint64_t)status.st_size;
	return 0;
}

/* ---- orphans ------------------------------------------------------------- */

struct collection {
	int64_t before;
	escrow_files_keep keep;
	void *context;
	size_t count;
	char orphans[ESCROW_ORPHAN_LIMIT][MESSAGE_ESCROW_ID_SIZE];
};

static int
collect_file(struct collection *c, int directory, const char *name)
{
	struct stat status;
	bool temporary = strncmp(name, DIRECTORY_TEMPORARY_PREFIX,
	                         strlen(DIRECTORY_TEMPORARY_PREFIX)) == 0;

	/* What is not ours by its name is left alone. */
	if (!temporary && !escrow_id_is_valid(name))
		return 0;
	if (fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) != 0 ||
	    status.st_mtime >= c->before)
		return 0;
	if (temporary)
		return unlinkat(directory, name, 0) == 0 ? 0 : ERROR_IO;
	int kept = c->keep(name, c->context);
	if (kept != 0)
		return kept < 0 ? kept : 0;
	if (c->count == ESCROW_ORPHAN_LIMIT)
		return ERROR_LIMIT;
	memcpy(c->orphans[c->count++], name, MESSAGE_ESCROW_ID_SIZE);
	return 0;
}

/* `levels` of directories are still below this one. */
static int
collect_directory(struct collection *c, int parent, const char *name, int levels)
{
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *listing = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *entry;
	int err = 0;

	if (listing == NULL) {
		/* Another file that happens to lie here is no concern of ours. */
		err = errno == ENOTDIR || errno == ELOOP ? 0 : ERROR_IO;
		if (fd >= 0)
			close(fd);
		return err;
	}
	while (err == 0 && (errno = 0, entry = readdir(listing)) != NULL) {
		if (levels == 0)
			err = collect_file(c, fd, entry->d_name);
		else if (entry->d_name[0] != '.')
			err = collect_directory(c, fd, entry->d_name, levels - 1);
	}
	if (err == 0 && errno != 0)
		err = ERROR_IO;
	closedir(listing);
	return err;
}

int
escrow_files_collect(const struct escrow_files *files, int64_t before, escrow_files_keep keep,
                     void *context, size_t *orphans)
{
	struct collection *c = calloc(1, sizeof(*c));

	*orphans = 0;
	if (c == NULL)
		return ERROR_MEMORY;
	*c = (struct collection){ .before = before, .keep = keep, .context = context };
	int err = collect_directory(c, files->directory, ".", DIRECTORY_LEVELS);
	for (size_t i = 0; i < c->count && err == 0; i++) {
		err = escrow_files_remove(files, c->orphans[i]);
		*orphans += err == 0;
	}
	free(c);
	return err;
}
