/* Events as JSON lines in a file or pipe. */
#include "tools/event_sink.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "tools/audit_print.h"
#include "tools/command.h"

#define FILE_MODE 0600
#define RETRY_MS 1000
#define READER_MS 20

struct event_file {
	struct event_sink sink; /* first */
	struct event_wait *wait;
	const char *path;       /* NULL for standard output */
	const char *name;       /* for complaints */
	int fd;                 /* -1 when not open */
	mode_t kind;            /* S_IFREG, S_IFIFO ... */
	bool waiting;           /* said that it is waited for */
};

/* ---- opening ---------------------------------------------------------------------- */

/* Waits a little after a failure that may pass; it is said once. */
static int
wait_on(struct event_file *file, const char *what)
{
	if (!file->waiting)
		command_fail("%s: %s; waiting", file->name, what);
	file->waiting = true;
	int err = event_wait(file->wait, -1, 0, RETRY_MS);
	return err == ERROR_TIMEOUT ? 0 : err;
}

/* A line that was cut short when its writer was killed must not run into the next one. */
static int
end_last_line(struct event_file *file, off_t size)
{
	char last = '\n';

	if (size == 0)
		return 0;
	if (pread(file->fd, &last, 1, size - 1) != 1)
		return ERROR_IO;
	return last == '\n' || write(file->fd, "\n", 1) == 1 ? 0 : ERROR_IO;
}

static int
file_opened(struct event_file *file)
{
	struct stat status;

	int err = fstat(file->fd, &status) == 0 ? 0 : ERROR_IO;
	file->kind = err == 0 ? status.st_mode & S_IFMT : 0;
	if (err == 0 && file->path != NULL && file->kind == S_IFREG)
		err = end_last_line(file, status.st_size);
	if (err != 0)
		command_fail("%s: %m", file->name);
	return err;
}

/* A FIFO can be opened when somebody reads it. */
static int
file_open(struct event_file *file)
{
	struct stat status;
	int err = 0;

	while (err == 0 && file->fd < 0) {
		bool fifo = stat(file->path, &status) == 0 && S_ISFIFO(status.st_mode);
		file->fd = open(file->path, (fifo ? O_WRONLY : O_RDWR) | O_APPEND | O_CREAT | O_CLOEXEC |
		                            O_NOCTTY | O_NONBLOCK, FILE_MODE);
		if (file->fd >= 0)
			return file_opened(file);
		if (errno != ENXIO) {
			command_fail("%s: %m", file->name);
			return ERROR_IO;
		}
		err = wait_on(file, "nobody reads it");
	}
	return err;
}

/* Whether the path means another file by now. */
static bool
file_was_rotated(const struct event_file *file)
{
	struct stat ours, theirs;

	return file->path != NULL && file->kind == S_IFREG && fstat(file->fd, &ours) == 0 &&
	       (stat(file->path, &theirs) != 0 || ours.st_ino != theirs.st_ino ||
	        ours.st_dev != theirs.st_dev);
}

/* ---- writing ---------------------------------------------------------------------- */

/* What a failed write means: 0 to try again. */
static int
write_failed(struct event_file *file)
{
	switch (errno) {
	case EINTR:
	case EAGAIN:
		return 0;
	case ENOSPC:
	case EDQUOT:
		return wait_on(file, strerror(errno));
	case EPIPE:
		/* What the reader left stays in the FIFO for the next one. */
		if (file->path != NULL)
			return wait_on(file, "nobody reads it");
	}
	command_fail("%s: %m", file->name);
	return ERROR_IO;
}

/* No more at a time than a pipe that is ready takes without blocking: a signal could not end that. */
static int
write_some(struct event_file *file, struct bytes *text)
{
	bool is_file = file->kind == S_IFREG;
	size_t length = is_file || text->length < PIPE_BUF ? text->length : PIPE_BUF;

	int err = is_file ? 0 : event_wait(file->wait, file->fd, POLLOUT, -1);
	if (err != 0)
		return err == ERROR_TIMEOUT ? 0 : err;
	ssize_t written = write(file->fd, text->data, length);
	if (written < 0)
		return write_failed(file);
	*text = bytes_slice(*text, (size_t)written, SIZE_MAX);
	return 0;
}

static int
file_put(struct event_sink *sink, const struct record *record)
{
	struct event_file *file = (struct event_file *)sink;
	char *line = NULL;
	size_t length = 0;

	if (file->fd >= 0 && file_was_rotated(file)) {
		int err = sink->flush(sink);
		if (err != 0)
			return err;
		close(file->fd);
		file->fd = -1;
	}
	int err = file->fd >= 0 ? 0 : file_open(file);
	FILE *memory = err == 0 ? open_memstream(&line, &length) : NULL;
	if (err == 0)
		err = memory != NULL ? audit_print_json_event(memory, record) : ERROR_MEMORY;
	if (memory != NULL && fclose(memory) != 0 && err == 0)
		err = ERROR_MEMORY;
	if (err == ERROR_MEMORY)
		command_fail("%s", error_text(err));
	struct bytes text = bytes_make(line, length);
	while (err == 0 && text.length > 0)
		err = write_some(file, &text);
	free(line);
	file->waiting = file->waiting && err != 0;
	return err;
}

/* A pipe's reader has taken all when nothing is left in it. */
static int
pipe_flush(struct event_file *file)
{
	struct pollfd end = { .fd = file->fd };
	int left, err = 0;

	while (err == 0 && ioctl(file->fd, FIONREAD, &left) == 0 && left > 0) {
		if (file->path == NULL && poll(&end, 1, 0) > 0 && (end.revents & POLLERR)) {
			command_fail("%s: %s", file->name, strerror(EPIPE));
			return ERROR_IO;
		}
		err = event_wait(file->wait, -1, 0, READER_MS);
		err = err == ERROR_TIMEOUT ? 0 : err;
	}
	return err;
}

static int
file_flush(struct event_sink *sink)
{
	struct event_file *file = (struct event_file *)sink;

	if (file->fd >= 0 && file->kind == S_IFIFO)
		return pipe_flush(file);
	if (file->fd < 0 || file->kind != S_IFREG || fdatasync(file->fd) == 0)
		return 0;
	command_fail("%s: %m", file->name);
	return ERROR_IO;
}

static void
file_destroy(struct event_sink *sink)
{
	struct event_file *file = (struct event_file *)sink;

	if (file->path != NULL && file->fd >= 0)
		close(file->fd);
	free(file);
}

int
event_file_create(const char *path, struct event_wait *wait, struct event_sink **out)
{
	struct event_file *file = calloc(1, sizeof(*file));

	*out = NULL;
	if (file == NULL)
		return ERROR_MEMORY;
	*file = (struct event_file){
		.sink = { file_put, file_flush, file_destroy },
		.wait = wait,
		.path = path,
		.name = path != NULL ? path : "standard output",
		.fd = path != NULL ? -1 : STDOUT_FILENO,
	};
	int err = path == NULL ? file_opened(file) : 0;
	if (err != 0)
		free(file);
	else
		*out = &file->sink;
	return err;
}
