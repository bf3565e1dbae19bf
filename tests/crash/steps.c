#include "tests/crash/steps.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_uint steps_left; /* 0: never */
static atomic_bool is_full;
static enum steps_end how;

void
steps_end_at(unsigned number, enum steps_end end)
{
	how = end;
	atomic_store(&is_full, false);
	atomic_store(&steps_left, number);
}

/* Counts; the last one dies or fills the disk. */
static void
step(void)
{
	unsigned left = atomic_load(&steps_left);

	while (left > 0 && !atomic_compare_exchange_weak(&steps_left, &left, left - 1)) {
	}
	if (left == 1 && how == STEPS_KILL)
		raise(SIGKILL);
	if (left == 1)
		atomic_store(&is_full, true);
}

/* The same for a step that takes room; false where there is none. */
static bool
step_finds_room(void)
{
	step();
	if (!atomic_load(&is_full))
		return true;
	errno = ENOSPC;
	return false;
}

int
fsync(int fd)
{
	step();
	return (int)syscall(SYS_fsync, fd);
}

int
fdatasync(int fd)
{
	step();
	return (int)syscall(SYS_fdatasync, fd);
}

ssize_t
pwrite(int fd, const void *data, size_t length, off_t offset)
{
	return step_finds_room() ? syscall(SYS_pwrite64, fd, data, length, offset) : -1;
}

ssize_t
pwritev(int fd, const struct iovec *parts, int count, off_t offset)
{
	return step_finds_room() ? syscall(SYS_pwritev, fd, parts, count, offset, 0) : -1;
}

ssize_t
write(int fd, const void *data, size_t length)
{
	return step_finds_room() ? syscall(SYS_write, fd, data, length) : -1;
}

int
mkdirat(int directory, const char *path, mode_t mode)
{
	return step_finds_room() ? (int)syscall(SYS_mkdirat, directory, path, mode) : -1;
}

int
linkat(int from_directory, const char *from, int to_directory, const char *to, int flags)
{
	return step_finds_room() ?
	       (int)syscall(SYS_linkat, from_directory, from, to_directory, to, flags) : -1;
}

int
renameat(int from_directory, const char *from, int to_directory, const char *to)
{
	step();
	return (int)syscall(SYS_renameat, from_directory, from, to_directory, to);
}

int
unlinkat(int directory, const char *path, int flags)
{
	step();
	return (int)syscall(SYS_unlinkat, directory, path, flags);
}

int
ftruncate(int fd, off_t length)
{
	step();
	return (int)syscall(SYS_ftruncate, fd, length);
}
