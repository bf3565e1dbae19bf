#include "core/actor.h"

#include <pwd.h>
#include <stdio.h>
#include <unistd.h>

#define LOGIN_UID_FILE "/proc/self/loginuid"
#define LOGIN_UID_UNSET 4294967295u /* (uid_t)-1: nobody logged in, as for a service */

static uid_t
login_uid(void)
{
	unsigned uid = LOGIN_UID_UNSET;
	FILE *file = fopen(LOGIN_UID_FILE, "re");

	if (file != NULL) {
		if (fscanf(file, "%u", &uid) != 1)
			uid = LOGIN_UID_UNSET;
		fclose(file);
	}
	return uid == LOGIN_UID_UNSET ? getuid() : (uid_t)uid;
}

struct actor
actor_of(uid_t uid)
{
	struct actor actor;
	const struct passwd *user = getpwuid(uid);

	snprintf(actor.text, sizeof(actor.text), "%.64s (uid %u)", user ? user->pw_name : "unknown",
	         (unsigned)uid);
	return actor;
}

struct actor
actor_find(void)
{
	return actor_of(login_uid());
}
