#include "core/input_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"

#define READ_SIZE 16384

/* Reads straight into the buffer: a certificate file may hold a key by mistake. */
static int
descriptor_read(int descriptor, struct buffer *out)
{
	for (;;) {
		size_t room = out->limit - out->length;
		/* One byte is asked for beyond a full buffer, to tell "full" from "larger". */
		uint8_t beyond;
		size_t want = room < READ_SIZE ? room : READ_SIZE;
		int err = buffer_reserve(out, want);
		if (err != 0)
			return err;
		ssize_t got = want > 0 ? read(descriptor, out->data + out->length, want)
		                       : read(descriptor, &beyond, 1);
		if (got < 0 && errno != EINTR)
			return ERROR_IO;
		if (got > 0 && want == 0)
			return ERROR_LIMIT;
		if (got == 0)
			return 0;
		if (got > 0)
			out->length += (size_t)got;
	}
}

int
input_file_read(const char *path, struct buffer *out)
{
	struct stat status;
	int err = ERROR_IO;
	/* Without O_NONBLOCK a FIFO would hold up the start for ever. */
	int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (descriptor < 0)
		return ERROR_IO;
	if (fstat(descriptor, &status) == 0) {
		if (S_ISREG(status.st_mode))
			err = descriptor_read(descriptor, out);
		else
			errno = EINVAL;
	}
	int saved = errno;
	close(descriptor);
	errno = saved;
	return err;
}

const char *
input_file_problem(int err)
{
	if (err == ERROR_LIMIT)
		return "too large";
	if (err == ERROR_IO)
		return errno == EINVAL ? "not a regular file" : strerror(errno);
	return error_text(err);
}
