#include "store/stage.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "store/database_files.h"
#include "store/directory.h"

#define STAGE_FOLDER_MODE 0700

static const char folder_name[] = "staged";
static const char data_name[] = "data.mdb";

void
stage_clear(int directory)
{
	static const char *const names[] = { "staged/data.mdb", "staged/lock.mdb" };

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
		unlinkat(directory, names[i], 0);
	unlinkat(directory, folder_name, AT_REMOVEDIR);
}

int
stage_begin(int directory, const char *path, struct stage *out)
{
	*out = (struct stage){ .directory = directory, .folder = -1 };
	int length = snprintf(out->path, sizeof(out->path), "%s/%s", path, folder_name);
	if (length < 0 || (size_t)length >= sizeof(out->path)) {
		errno = ENAMETOOLONG;
		return ERROR_IO;
	}
	stage_clear(directory);
	if (mkdirat(directory, folder_name, STAGE_FOLDER_MODE) != 0)
		return error_of_errno();
	out->folder = openat(directory, folder_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	return out->folder >= 0 ? 0 : ERROR_IO;
}

int
stage_open(struct stage *stage, const struct store_file_key *file)
{
	return store_open_staged(stage->path, file, &stage->store);
}

/* A store that root restored must still be the daemon's: its directory's owner's. */
static int
stage_give(const struct stage *stage)
{
	struct stat owner;

	if (geteuid() != 0)
		return 0;
	if (fstat(stage->directory, &owner) != 0 ||
	    fchownat(stage->folder, data_name, owner.st_uid, owner.st_gid, AT_SYMLINK_NOFOLLOW) != 0)
		return ERROR_IO;
	return 0;
}

static int
stage_keep_old(const struct stage *stage, const char *keep)
{
	if (linkat(stage->directory, data_name, stage->directory, keep, 0) == 0 || errno == ENOENT)
		return 0;
	return errno == EEXIST ? ERROR_EXISTS : error_of_errno();
}

int
stage_install(struct stage *stage, const char *keep)
{
	store_close(&stage->store);
	int err = stage_give(stage);
	if (err == 0)
		err = database_files_sync(stage->path);
	if (err == 0 && keep != NULL)
		err = stage_keep_old(stage, keep);
	if (err == 0 && renameat(stage->folder, data_name, stage->directory, data_name) != 0)
		err = error_of_errno();
	if (err == 0 && fsync(stage->directory) != 0)
		err = error_of_errno();
	return err;
}

void
stage_release(struct stage *stage)
{
	int saved_errno = errno;

	store_close(&stage->store);
	if (stage->folder >= 0)
		close(stage->folder);
	stage->folder = -1;
	stage_clear(stage->directory);
	errno = saved_errno;
}
