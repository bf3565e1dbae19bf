#include "milter/metrics_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/durable_file.h"
#include "core/error.h"
#include "core/log.h"

#define METRICS_FILE_MODE 0644 /* collectors run as other users */

static int
new_file_write(const char *path, struct bytes text)
{
	/* What a killed daemon left, or what somebody laid in the way. */
	unlink(path);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, METRICS_FILE_MODE);
	if (fd < 0)
		return ERROR_IO;
	int err = durable_file_write(fd, text);
	if (err == 0 && fchmod(fd, METRICS_FILE_MODE) != 0) /* whatever the umask */
		err = ERROR_IO;
	if (close(fd) != 0 && err == 0)
		err = ERROR_IO;
	return err;
}

/* Fails: ERROR_IO (errno tells), ERROR_LIMIT (the name is too long). */
static int
file_replace(const char *path, struct bytes text)
{
	char fresh[PATH_MAX];
	struct stat status;

	/* A device or a folder would vanish under the rename. */
	if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
		errno = EINVAL;
		return ERROR_IO;
	}
	if (snprintf(fresh, sizeof(fresh), "%s.new", path) >= (int)sizeof(fresh))
		return ERROR_LIMIT;
	int err = new_file_write(fresh, text);
	if (err == 0 && rename(fresh, path) != 0)
		err = ERROR_IO;
	if (err != 0) {
		int saved = errno;
		unlink(fresh);
		errno = saved;
	}
	return err;
}

static int
metrics_replace(const struct metrics *metrics, const struct metrics_gauges *now, const char *path)
{
	char *text = NULL;
	size_t length = 0;
	FILE *memory = open_memstream(&text, &length);

	if (memory == NULL)
		return ERROR_MEMORY;
	metrics_print(memory, metrics, now);
	int err = fclose(memory) == 0 ? file_replace(path, bytes_make(text, length)) : ERROR_MEMORY;
	int saved = errno;
	free(text);
	errno = saved;
	return err;
}

void
metrics_file_write(struct metrics_file *file, const struct metrics *metrics,
                   const struct metrics_gauges *now, const struct configuration *configuration)
{
	char *path;

	int err = configuration_metrics_file(configuration, &path);
	if (err == 0)
		err = metrics_replace(metrics, now, path);
	if (err != 0 && !file->troubled)
		log_event(LOG_SEVERITY_WARNING, "metrics-not-written", log_name("error", error_text(err)),
		          log_number("errno", err == ERROR_IO ? errno : 0));
	file->troubled = err != 0;
	if (err != 0) {
		free(path);
		return;
	}
	if (file->path != NULL && strcmp(file->path, path) != 0)
		metrics_file_remove(file);
	free(file->path);
	file->path = path;
}

void
metrics_file_remove(struct metrics_file *file)
{
	if (file->path != NULL)
		unlink(file->path);
	free(file->path);
	file->path = NULL;
}
