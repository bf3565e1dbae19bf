#include "store/directory.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"

#define DIRECTORY_MODE 0700
#define FILE_MODE 0600

static const char lock_name[] = "daemon.lock";

int
error_of_errno(void)
{
	return errno == ENOSPC || errno == EDQUOT ? ERROR_FULL : ERROR_IO;
}

int
directory_open(const struct configuration *configuration, const char *setting, const char *path,
               bool make, struct diagnostics *why, int *out)
{
	struct stat status;

	*out = -1;
	if (make && mkdir(path, DIRECTORY_MODE) != 0 && errno != EEXIST)
		return configuration_complain(configuration, setting, why,
		                              "cannot make %s: %s; its parent must exist and belong "
		                              "to the daemon's user", path, strerror(errno));
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &status) != 0) {
		configuration_complain(configuration, setting, why, "cannot open %s: %s%s", path,
		                       strerror(errno), errno == EACCES ?
		                       "; it must belong to daemon.user, and only that user and root can use it" : "");
	} else if (status.st_mode & (S_IWGRP | S_IWOTH)) {
		configuration_complain(configuration, setting, why,
		                       "others may write to %s; make it the daemon's alone with "
		                       "chmod 700", path);
	} else {
		*out = fd;
		return 0;
	}
	if (fd >= 0)
		close(fd);
	return ERROR_CONFIG;
}

/* A lock file that root made must not stand in the way of the daemon. */
static int
lock_file_give(int directory, int fd)
{
	struct stat owner, file;

	if (geteuid() != 0)
		return 0;
	if (fstat(directory, &owner) != 0 || fstat(fd, &file) != 0)
		return ERROR_IO;
	if (file.st_uid == owner.st_uid)
		return 0;
	return fchown(fd, owner.st_uid, owner.st_gid) == 0 ? 0 : ERROR_IO;
}

int
directory_lock(int directory, int *out)
{
	return directory_lock_file(directory, lock_name, out);
}

int
directory_lock_file(int directory, const char *name, int *out)
{
	int fd = openat(directory, name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);

	*out = -1;
	if (fd < 0)
		return error_of_errno();
	int err = lock_file_give(directory, fd);
	if (err != 0) {
		close(fd);
		return err;
	}
	/* flock(), not fcntl(): LMDB opens and closes files here, and closing any
	 * descriptor of a file drops all of the process's fcntl() locks on it. */
	if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
		*out = fd;
		return 0;
	}
	err = errno == EWOULDBLOCK ? ERROR_EXISTS : ERROR_IO;
	close(fd);
	return err;
}

static int
directory_flock(int directory, int operation)
{
	if (flock(directory, operation | LOCK_NB) == 0)
		return 0;
	return errno == EWOULDBLOCK ? ERROR_STATE : ERROR_IO;
}

int
directory_share(int directory)
{
	return directory_flock(directory, LOCK_SH);
}

int
directory_take(int directory, int *lock)
{
	int err = directory_flock(directory, LOCK_EX);
	int daemon_err = err == 0 || err == ERROR_STATE ? directory_lock(directory, lock) : err;

	/* Whose use it is that stands in the way: a daemon's is the one to be told. */
	if (err != 0 && daemon_err == 0) {
		close(*lock);
		*lock = -1;
	}
	return daemon_err != 0 ? daemon_err : err;
}

static int
file_write_all(int fd, struct bytes content)
{
	while (content.length > 0) {
		ssize_t written = write(fd, content.data, content.length);
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return error_of_errno();
		content = bytes_slice(content, (size_t)written, SIZE_MAX);
	}
	return fsync(fd) == 0 ? 0 : error_of_errno();
}

/* Writes under another name and renames; that is durable once the directory is synced.
 * `owner` may be NULL. */
static int
file_put(int directory, const char *name, struct bytes content, const struct stat *owner)
{
	char temporary[NAME_MAX + 1];

	int length = snprintf(temporary, sizeof(temporary), DIRECTORY_TEMPORARY_PREFIX "%s", name);
	if (length < 0 || (size_t)length >= sizeof(temporary))
		return ERROR_INVALID;
	int fd = openat(directory, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
	                FILE_MODE);
	if (fd < 0)
		return error_of_errno();
	int err = file_write_all(fd, content);
	if (err == 0 && owner != NULL && owner->st_uid != geteuid() &&
	    fchown(fd, owner->st_uid, owner->st_gid) != 0)
		err = ERROR_IO;
	/* Some file systems report a failed write only here. */
	if (close(fd) != 0 && err == 0)
		err = error_of_errno();
	if (err == 0 && renameat(directory, temporary, directory, name) != 0)
		err = error_of_errno();
	if (err != 0)
		unlinkat(directory, temporary, 0);
	return err;
}

int
directory_write_file(int directory, const char *name, struct bytes content)
{
	int err = file_put(directory, name, content, NULL);

	if (err == 0 && fsync(directory) != 0) {
		err = error_of_errno();
		unlinkat(directory, name, 0);
	}
	return err;
}

int
directory_replace_file(int directory, const char *name, struct bytes content,
                       const struct stat *owner)
{
	int err = file_put(directory, name, content, owner);

	return err == 0 && fsync(directory) != 0 ? error_of_errno() : err;
}

static int
file_read_all(int fd, struct buffer *out)
{
	struct stat status;

	if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
		return ERROR_IO;
	/* One byte more than it has, to see its end. */
	int err = buffer_reserve(out, (size_t)status.st_size + 1);
	while (err == 0) {
		ssize_t got = read(fd, out->data + out->length, out->capacity - out->length);
		if (got == 0)
			return 0;
		if (got > 0)
			out->length += (size_t)got;
		else if (errno != EINTR)
			return ERROR_IO;
		err = buffer_reserve(out, 1);
	}
	return err;
}

int
directory_read_file(int directory, const char *name, struct buffer *out)
{
	int fd = openat(directory, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR ? ERROR_NOT_FOUND : ERROR_IO;
	int err = file_read_all(fd, out);
	int saved_errno = errno;
	close(fd);
	errno = saved_errno;
	return err;
}
