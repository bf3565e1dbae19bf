#include "core/durable_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"

int
durable_file_sync_folder(const char *path)
{
	char folder[PATH_MAX];

	if (strlen(path) >= sizeof(folder)) {
		errno = ENAMETOOLONG;
		return ERROR_IO;
	}
	strcpy(folder, path);
	int fd = open(dirname(folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return ERROR_IO;
	int err = fsync(fd) == 0 ? 0 : ERROR_IO;
	close(fd);
	return err;
}

int
durable_file_write(int fd, struct bytes bytes)
{
	while (bytes.length > 0) {
		ssize_t written = write(fd, bytes.data, bytes.length);
		if (written < 0 && errno != EINTR)
			return ERROR_IO;
		if (written > 0)
			bytes = bytes_slice(bytes, (size_t)written, bytes.length);
	}
	return 0;
}

static int
new_file_fill(int fd, uid_t owner, const struct bytes *parts, size_t count)
{
	int err = 0;

	for (size_t i = 0; i < count && err == 0; i++)
		err = durable_file_write(fd, parts[i]);
	/* fchown() of somebody who may not is refused before the old file is touched. */
	if (err == 0 && owner != (uid_t)-1 && fchown(fd, owner, (gid_t)-1) != 0)
		err = ERROR_IO;
	if (err == 0 && fsync(fd) != 0)
		err = ERROR_IO;
	return err;
}

int
durable_file_replace(const char *path, uid_t owner, const struct bytes *parts, size_t count)
{
	char fresh[PATH_MAX];
	struct stat status;

	/* A device or a folder would vanish under the rename. */
	if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
		errno = EINVAL;
		return ERROR_IO;
	}
	if (snprintf(fresh, sizeof(fresh), "%s.XXXXXX", path) >= (int)sizeof(fresh)) {
		errno = ENAMETOOLONG;
		return ERROR_IO;
	}
	int fd = mkostemp(fresh, O_CLOEXEC); /* mode 0600 */
	if (fd < 0)
		return ERROR_IO;
	int err = new_file_fill(fd, owner, parts, count);
	if (close(fd) != 0 && err == 0)
		err = ERROR_IO;
	if (err == 0 && rename(fresh, path) != 0)
		err = ERROR_IO;
	if (err != 0) {
		int saved = errno;
		unlink(fresh);
		errno = saved;
		return err;
	}
	return durable_file_sync_folder(path);
}

int
durable_file_begin(const char *path, struct durable_file *out)
{
	struct stat status;

	out->fd = -1;
	int length = snprintf(out->path, sizeof(out->path), "%s", path);
	int longer = snprintf(out->unfinished, sizeof(out->unfinished), "%s.unfinished", path);
	if (length >= (int)sizeof(out->path) || longer >= (int)sizeof(out->unfinished)) {
		errno = ENAMETOOLONG;
		return ERROR_IO;
	}
	if (lstat(path, &status) == 0)
		return ERROR_EXISTS;
	/* Never opened as it is: it could be a link that somebody else has put there. */
	if (unlinkat(AT_FDCWD, out->unfinished, 0) != 0 && errno != ENOENT)
		return ERROR_IO;
	out->fd = open(out->unfinished, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	return out->fd >= 0 ? 0 : ERROR_IO;
}

int
durable_file_finish(struct durable_file *file)
{
	int err = fsync(file->fd) == 0 ? 0 : ERROR_IO;

	if (err == 0 && renameat(AT_FDCWD, file->unfinished, AT_FDCWD, file->path) != 0)
		err = ERROR_IO;
	if (err != 0) {
		durable_file_abandon(file);
		return err;
	}
	close(file->fd);
	file->fd = -1;
	return durable_file_sync_folder(file->path);
}

void
durable_file_abandon(struct durable_file *file)
{
	int saved = errno;

	if (file->fd >= 0) {
		close(file->fd);
		unlinkat(AT_FDCWD, file->unfinished, 0);
	}
	file->fd = -1;
	errno = saved;
}
