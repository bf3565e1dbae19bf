#include "tools/output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "core/durable_file.h"
#include "core/error.h"
#include "tools/command.h"

int
output_file_open(const char *path, bool force, struct output_file *out)
{
	*out = (struct output_file){ path, STDOUT_FILENO };
	if (path == NULL) {
		if (force || !isatty(STDOUT_FILENO))
			return 0;
		command_fail("standard output is a terminal; use -o FILE, or --force to show it here");
		return ERROR_STATE;
	}
	out->descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (out->descriptor >= 0)
		return 0;
	int err = errno == EEXIST ? ERROR_EXISTS : ERROR_IO;
	command_fail("%s: %m", path);
	return err;
}

int
output_file_finish(struct output_file *file, struct bytes bytes)
{
	int err = durable_file_write(file->descriptor, bytes);

	if (err == 0 && file->path != NULL && fsync(file->descriptor) != 0)
		err = ERROR_IO;
	if (err != 0) {
		command_fail("%s: %m", file->path ? file->path : "standard output");
		output_file_abandon(file);
	} else if (file->path != NULL) {
		close(file->descriptor);
	}
	return err;
}

void
output_file_abandon(struct output_file *file)
{
	if (file->path == NULL)
		return;
	close(file->descriptor);
	unlink(file->path);
}
