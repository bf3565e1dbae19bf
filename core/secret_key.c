#include "core/secret_key.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/durable_file.h"
#include "core/error.h"

#define SECRET_KEY_DIGITS (2 * CRYPTO_KEY_SIZE)

/* One byte more than a good file may have, so that a longer one shows. */
#define SECRET_KEY_FILE_LIMIT (SECRET_KEY_DIGITS + 2)

/* Why the open file cannot be a key that is secret; NULL when it can. */
static const char *
key_file_problem(int fd)
{
	struct stat status;

	if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
		return "is not a regular file";
	if (status.st_mode & (S_IRWXG | S_IRWXO))
		return "may be read by others; make it owner-only with chmod 600";
	return NULL;
}

static const char *
key_file_decode(int fd, struct secret_key *out)
{
	uint8_t text[SECRET_KEY_FILE_LIMIT];
	ssize_t got = read(fd, text, sizeof(text));

	if (got == SECRET_KEY_DIGITS + 1 && text[SECRET_KEY_DIGITS] == '\n')
		got--;
	bool good = got >= 0 && hex_decode(bytes_make(text, (size_t)got), out->bytes,
	                                   sizeof(out->bytes)) == 0;
	explicit_bzero(text, sizeof(text));
	return good ? NULL : "is not a key: 64 hexadecimal digits are expected";
}

/* What opening `path` failed for, and what would be right. */
static int
complain_unopened(const struct configuration *configuration, const char *setting, const char *path,
                  struct diagnostics *why)
{
	if (errno == EACCES)
		configuration_complain(configuration, setting, why,
		                       "\"%s\" cannot be read: %m; its owner and root can, and this is uid %u",
		                       path, (unsigned)geteuid());
	else
		configuration_complain(configuration, setting, why,
		                       "\"%s\" cannot be read: %m; make a key with: phictl key create %s",
		                       path, path);
	return ERROR_KEY;
}

int
secret_key_read_file(const struct configuration *configuration, const char *setting,
                     const char *path, struct diagnostics *why, struct secret_key *out)
{
	/* Not blocking: a FIFO without a writer must be refused, not waited for. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	if (fd < 0)
		return complain_unopened(configuration, setting, path, why);
	const char *problem = key_file_problem(fd);
	if (problem == NULL)
		problem = key_file_decode(fd, out);
	close(fd);
	if (problem == NULL)
		return 0;
	configuration_complain(configuration, setting, why, "\"%s\" %s", path, problem);
	return ERROR_KEY;
}

int
secret_key_read(const struct configuration *configuration, struct diagnostics *why,
                struct secret_key *out)
{
	return secret_key_read_file(configuration, "store.key_file", configuration->store.key_file, why,
	                            out);
}

static int
key_file_write(int fd, const struct secret_key *key)
{
	char text[SECRET_KEY_DIGITS + 2];

	hex_encode(bytes_make(key->bytes, sizeof(key->bytes)), text);
	text[SECRET_KEY_DIGITS] = '\n';
	bool good = write(fd, text, SECRET_KEY_DIGITS + 1) == SECRET_KEY_DIGITS + 1 && fsync(fd) == 0;
	explicit_bzero(text, sizeof(text));
	return good ? 0 : ERROR_IO;
}

int
secret_key_create(const char *path)
{
	struct secret_key key;

	int err = crypto_random(key.bytes, sizeof(key.bytes));
	if (err != 0)
		return err;
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
	if (fd < 0) {
		secret_key_wipe(&key);
		return errno == EEXIST ? ERROR_EXISTS : ERROR_IO;
	}
	err = key_file_write(fd, &key);
	secret_key_wipe(&key);
	if (close(fd) != 0 && err == 0)
		err = ERROR_IO;
	if (err == 0)
		err = durable_file_sync_folder(path);
	if (err != 0) {
		int saved = errno;
		unlink(path);
		errno = saved;
	}
	return err;
}

void
secret_key_wipe(struct secret_key *key)
{
	explicit_bzero(key, sizeof(*key));
}
