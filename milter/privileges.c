#include "milter/privileges.h"

#include <errno.h>
#include <grp.h>
#include <malloc.h>
#include <pwd.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"

/* glibc overwrites freed memory with this byte's complement or itself (mallopt(3)),
 * which reaches the copies that libraries make of message text. */
#define FREED_MEMORY_BYTE 0x5a

int
identity_find(const struct configuration *configuration, struct diagnostics *why, struct identity *out)
{
	const char *user = configuration->daemon.user;
	const char *group = configuration->daemon.group;

	*out = (struct identity){ .uid = geteuid(), .gid = getegid() };
	if (geteuid() != 0 || user[0] == '\0')
		return 0;
	const struct passwd *account = getpwnam(user);
	if (account == NULL)
		return configuration_complain(configuration, "daemon.user", why,
		                              "there is no user \"%s\"; make one with: "
		                              "adduser --system --group %s", user, user);
	if (account->pw_uid == 0)
		return configuration_complain(configuration, "daemon.user", why,
		                              "\"%s\" is root, which the daemon must not stay; name a user "
		                              "of its own, such as \"phimilter\"", user);
	const struct group *named = group[0] ? getgrnam(group) : NULL;
	if (group[0] && named == NULL)
		return configuration_complain(configuration, "daemon.group", why,
		                              "there is no group \"%s\"; make one with: "
		                              "addgroup --system %s", group, group);
	out->uid = account->pw_uid;
	out->gid = named ? named->gr_gid : account->pw_gid;
	out->change = true;
	return 0;
}

int
directory_check_path(const struct configuration *configuration, const char *setting,
                     const char *path, struct diagnostics *why)
{
	if (path[0] == '/')
		return 0;
	return configuration_complain(configuration, setting, why,
	                              "\"%s\" must be a whole path, such as \"/var/lib/phimilter\"",
	                              path);
}

/* What making `path` failed for. The one above it is left to the admin, who may have mistyped it. */
static int
complain_unmade(const struct configuration *configuration, const char *setting, const char *path,
                struct diagnostics *why)
{
	int above = (int)(strrchr(path, '/') - path); /* directory_check_path(): it begins with one */

	if (errno != ENOENT)
		return configuration_complain(configuration, setting, why,
		                              "directory %s cannot be created: %m", path);
	return configuration_complain(configuration, setting, why,
	                              "directory %s cannot be created: %.*s does not exist; make it with: "
	                              "install -d -m 0711 %.*s", path, above, path, above, path);
}

int
directory_prepare(const struct configuration *configuration, const char *setting, const char *path,
                  mode_t mode, const struct identity *identity, struct diagnostics *why)
{
	struct stat status;

	if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
		return 0;
	if (mkdir(path, mode) != 0)
		return complain_unmade(configuration, setting, path, why);
	if (identity->change && chown(path, identity->uid, identity->gid) != 0)
		return configuration_complain(configuration, setting, why,
		                              "directory %s cannot be given to the daemon's user: %m", path);
	return 0;
}

int
privileges_drop(const struct identity *identity)
{
	if (!identity->change)
		return 0;
	if (setgroups(0, NULL) != 0 || setgid(identity->gid) != 0 || setuid(identity->uid) != 0)
		return ERROR_IO;
	return setuid(0) == 0 ? ERROR_IO : 0; /* there must be no way back */
}

int
process_raise_files(void)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) != 0)
		return ERROR_IO;
	files.rlim_cur = files.rlim_max;
	return setrlimit(RLIMIT_NOFILE, &files) == 0 ? 0 : ERROR_IO;
}

int
process_harden(void)
{
	const struct rlimit none = { 0, 0 };

	if (setrlimit(RLIMIT_CORE, &none) != 0 || prctl(PR_SET_DUMPABLE, 0) != 0)
		return ERROR_IO;
	/* Cannot fail in glibc; a sanitizer's allocator, which refuses it, has its own. */
	(void)mallopt(M_PERTURB, FREED_MEMORY_BYTE);
	return 0;
}
