#include "core/secret_key.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"

#define SECRET_KEY_DIGITS (2 * CRYPTO_KEY_SIZE)

/* One byte more than a good file may have, so that a longer one shows. */
#define SECRET_KEY_FILE_LIMIT (SECRET_KEY_DIGITS + 2)

static int
secret_key_refuse(const char *path, const char *setting, struct diagnostics *why, const char *problem)
{
	diagnostics_add(why, path, 0, setting, "%s", problem);
	return ERROR_KEY;
}

static int
secret_key_check_mode(int fd, const char *path, const char *setting, struct diagnostics *why)
{
	struct stat status;
	if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
		return secret_key_refuse(path, setting, why, "is not a regular file");
	if (status.st_mode & (S_IRWXG | S_IRWXO))
		return secret_key_refuse(path, setting, why,
		                         "others may read this key; make it owner-only with chmod 600");
	return 0;
}

int
secret_key_read(const char *path, const char *setting, struct diagnostics *why, struct secret_key *out)
{
	uint8_t text[SECRET_KEY_FILE_LIMIT];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0) {
		diagnostics_add(why, path, 0, setting,
		                "key cannot be read: %s; make one with: phictl key create %s",
		                strerror(errno), path);
		return ERROR_KEY;
	}
	int err = secret_key_check_mode(fd, path, setting, why);
	if (err == 0) {
		ssize_t got = read(fd, text, sizeof(text));
		if (got == SECRET_KEY_DIGITS + 1 && text[SECRET_KEY_DIGITS] == '\n')
			got--;
		if (got < 0 ||
		    hex_decode(bytes_make(text, (size_t)got), out->bytes, sizeof(out->bytes)) != 0)
			err = secret_key_refuse(path, setting, why,
			                        "is not a key: 64 hexadecimal digits are expected");
	}
	close(fd);
	explicit_bzero(text, sizeof(text));
	return err;
}

int
secret_key_create(const char *path)
{
	struct secret_key key;
	char text[SECRET_KEY_DIGITS + 2];

	int err = crypto_random(key.bytes, sizeof(key.bytes));
	if (err != 0)
		return err;
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
	if (fd < 0) {
		err = errno == EEXIST ? ERROR_EXISTS : ERROR_IO;
		goto out;
	}
	hex_encode(bytes_make(key.bytes, sizeof(key.bytes)), text);
	text[SECRET_KEY_DIGITS] = '\n';
	if (write(fd, text, SECRET_KEY_DIGITS + 1) != SECRET_KEY_DIGITS + 1 || fsync(fd) != 0) {
		err = ERROR_IO;
		unlink(path);
	}
	if (close(fd) != 0 && err == 0)
		err = ERROR_IO;
out:
	secret_key_wipe(&key);
	explicit_bzero(text, sizeof(text));
	return err;
}

void
secret_key_wipe(struct secret_key *key)
{
	explicit_bzero(key, sizeof(*key));
}
