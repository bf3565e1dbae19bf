/*
 * One question to a directory. The build chooses one of two files: with libldap, or
 * without, where every question fails.
 *
 * Threads: any, at once.
 */
#ifndef PHIMILTER_MILTER_GROUP_FETCH_H
#define PHIMILTER_MILTER_GROUP_FETCH_H

#include "core/buffer.h"
#include "policy/group.h"

/* What a directory asks of us; "" for a bind without a name. */
struct group_secret {
	char password[256];
};

/*
 * Appends the values, one a line. ldap:// begins with StartTLS, and ldaps:// and that
 * only go on with a certificate that is good; ldapi:// is this host's own socket.
 * Never a part of the answer. Fails: ERROR_IO, and `*problem` says which step and why (a
 * constant or libldap's text, nothing of the directory's); ERROR_LIMIT, ERROR_MEMORY.
 */
MUST_USE int group_fetch(const struct configuration *configuration, const struct group_secret *secret,
                         const struct group_question *question, struct buffer *out,
                         const char **problem);

#endif
