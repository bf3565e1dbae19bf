#include "store/key_change.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/durable_file.h"
#include "core/error.h"

#define SETTING "store.key_file"

struct changing {
	struct store *store;
	const struct configuration *configuration;
	struct diagnostics *why;
	char path[PATH_MAX]; /* of the key file itself, where the setting names a link to it */
	char next[PATH_MAX];
	struct store_key_state state;
	struct secret_key key; /* the new one */
	struct store_key_change *out;
};

/* Says that a file cannot be worked with, for the reason in errno. */
static int
complain_file(struct changing *c, const char *path, int err)
{
	configuration_complain(c->configuration, SETTING, c->why, "%s: %s", path,
	                       err == ERROR_IO ? strerror(errno) : error_text(err));
	return err;
}

static int
complain_store(struct changing *c, int err)
{
	switch (err) {
	case 0:
		return 0;
	case ERROR_LIMIT:
		configuration_complain(c->configuration, SETTING, c->why, "the store has had %d keys, "
		                       "and keeps no more", STORE_EPOCH_LIMIT);
		return err;
	case ERROR_KEY:
		configuration_complain(c->configuration, SETTING, c->why, "the store's key was changed "
		                       "by somebody else meanwhile; try again");
		return err;
	default:
		configuration_complain(c->configuration, "store.directory", c->why, "%s: %s",
		                       c->configuration->store.directory,
		                       err == ERROR_IO ? strerror(errno) : error_text(err));
		return err;
	}
}

/* ---- files ---------------------------------------------------------------------------- */

/* Appends `suffix` to the key file's path. */
static int
name_beside(struct changing *c, char out[PATH_MAX], const char *suffix)
{
	int length = snprintf(out, PATH_MAX, "%s.%s", c->path, suffix);

	if (length >= 0 && length < PATH_MAX)
		return 0;
	errno = ENAMETOOLONG;
	return complain_file(c, c->path, ERROR_IO);
}

/* Gives `path` to whom the key file belongs, such as the daemon's user. */
static int
file_give(const char *path, const struct stat *owner)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	if (fd < 0)
		return ERROR_IO;
	int err = geteuid() != 0 || fchown(fd, owner->st_uid, owner->st_gid) == 0 ? 0 : ERROR_IO;
	if (err == 0 && fsync(fd) != 0)
		err = ERROR_IO;
	int saved_errno = errno;
	close(fd);
	errno = saved_errno;
	return err;
}

/* Makes the new key file. One that is there was of no use to anybody: nothing is sealed under it. */
static int
next_make(struct changing *c)
{
	struct stat owner;

	if (unlinkat(AT_FDCWD, c->next, 0) != 0 && errno != ENOENT)
		return complain_file(c, c->next, ERROR_IO);
	if (stat(c->path, &owner) != 0)
		return complain_file(c, c->path, ERROR_IO);
	int err = secret_key_create(c->next);
	if (err == 0)
		err = file_give(c->next, &owner);
	if (err != 0)
		return complain_file(c, c->next, err);
	return secret_key_read_file(c->configuration, SETTING, c->next, c->why, &c->key);
}

/* Whether the new key of a change that was begun is still there, to take its place. */
static int
next_find(struct changing *c, bool *found)
{
	struct stat status;

	*found = false;
	if (lstat(c->next, &status) != 0)
		return errno == ENOENT ? 0 : complain_file(c, c->next, ERROR_IO);
	/* Cut short, it was never used. */
	if (S_ISREG(status.st_mode) && status.st_size == 0)
		return 0;
	int err = secret_key_read_file(c->configuration, SETTING, c->next, c->why, &c->key);
	return err == 0 ? complain_store(c, store_key_is_newest(c->store, &c->key, found)) : err;
}

/* The key file that the store was opened with stays under another name. */
static int
file_keep(struct changing *c)
{
	char suffix[16];
	struct stat old, there;

	snprintf(suffix, sizeof(suffix), "%zu", c->state.opened);
	int err = name_beside(c, c->out->kept, suffix);
	if (err != 0)
		return err;
	if (linkat(AT_FDCWD, c->path, AT_FDCWD, c->out->kept, 0) == 0)
		return 0;
	if (errno != EEXIST)
		return complain_file(c, c->out->kept, ERROR_IO);
	/* It may be ours, of before we were stopped. */
	if (stat(c->path, &old) == 0 && stat(c->out->kept, &there) == 0 &&
	    old.st_ino == there.st_ino && old.st_dev == there.st_dev)
		return 0;
	configuration_complain(c->configuration, SETTING, c->why, "%s, where the key of before is to "
	                       "be kept, is there already; move it away", c->out->kept);
	return ERROR_EXISTS;
}

static int
next_install(struct changing *c)
{
	if (renameat(AT_FDCWD, c->next, AT_FDCWD, c->path) != 0)
		return complain_file(c, c->path, ERROR_IO);
	int err = durable_file_sync_folder(c->path);
	return err == 0 ? 0 : complain_file(c, c->path, err);
}

/* ---- steps ------------------------------------------------------------------------------ */

static int
begin(struct changing *c)
{
	const char *setting = c->configuration->store.key_file;

	if (realpath(setting, c->path) == NULL)
		return complain_file(c, setting, ERROR_IO);
	int err = name_beside(c, c->next, "next");
	if (err != 0)
		return err;
	err = store_key_lock(c->store);
	if (err == ERROR_EXISTS) {
		configuration_complain(c->configuration, SETTING, c->why, "another phictl changes the "
		                       "key, disposes of records or changes sealed originals; try again "
		                       "when it is done");
		return err;
	}
	if (err == 0)
		err = store_key_state(c->store, &c->state);
	return complain_store(c, err);
}

/* Up to where both key files open the store. */
static int
change_make(struct changing *c, struct record *act)
{
	if (act == NULL)
		return ERROR_STATE;
	int err = next_make(c);
	if (err == 0)
		err = complain_store(c, store_key_switch(c->store, &c->key, act));
	/* Nothing was sealed under a key that the store did not take; after ERROR_IO it may have. */
	if (err != 0 && err != ERROR_IO) {
		(void)!unlinkat(AT_FDCWD, c->next, 0);
		(void)!unlinkat(AT_FDCWD, c->out->kept, 0);
	}
	return err;
}

/* From there to where the new key file is in its place. */
static int
change_install(struct changing *c, struct record *act)
{
	bool found = false;
	int err = 0;

	if (c->state.unfinished && c->state.opened == c->state.count) {
		c->out->resumed = true;
		return 0;
	}
	if (c->state.unfinished)
		err = next_find(c, &found);
	if (err != 0)
		return err;
	c->out->resumed = found;
	err = file_keep(c);
	if (err == 0 && !found)
		err = change_make(c, act);
	return err == 0 ? next_install(c) : err;
}

int
store_key_change(struct store *store, const struct configuration *configuration,
                 struct record *act, int64_t seconds, struct diagnostics *why,
                 struct store_key_change *out)
{
	struct changing c = { .store = store, .configuration = configuration, .why = why, .out = out };

	*out = (struct store_key_change){ .number = 0 };
	int err = begin(&c);
	if (err == 0)
		err = change_install(&c, act);
	secret_key_wipe(&c.key);
	if (err != 0)
		return err;
	err = store_key_reseal(store, &out->rows);
	if (err == 0)
		err = store_key_finish(store, seconds, &out->bridged);
	if (err == 0)
		err = store_key_state(store, &c.state);
	if (err != 0)
		return complain_store(&c, err);
	out->number = c.state.count;
	out->first = c.state.epochs[c.state.count - 1].first;
	return 0;
}
