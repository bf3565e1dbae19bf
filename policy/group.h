/*
 * Named lists whose members a directory (LDAP) knows:
 *
 *	lists: {
 *		billing = { ldap = { base = "ou=people,dc=clinic,dc=example";
 *		                     filter = "(memberOf=cn=billing,ou=groups,dc=clinic,dc=example)";
 *		                     attribute = "mail"; }; };
 *	};
 *
 * Rules never ask the directory. Whoever does (milter/groups.h) keeps what it answered last in
 * a file of ldap.cache_directory, one member a line, which the list is read from.
 *
 * Ownership: strings belong to the settings. Threads: any.
 */
#ifndef PHIMILTER_POLICY_GROUP_H
#define PHIMILTER_POLICY_GROUP_H

#include "core/configuration.h"

struct group_question {
	const char *name;                 /* of the list */
	const struct settings_node *node; /* `ldap` */
	const char *base;
	const char *filter;
	const char *attribute;
};

#define GROUP_PATH_SIZE 4096

/* The question of the list `list`, which has a member `ldap`. Fails: ERROR_CONFIG, said in `why`. */
MUST_USE int group_question_read(const struct settings_node *list, struct diagnostics *why,
                                 struct group_question *out);

/* The file that its answer is in: another question is another file. Fails: ERROR_CRYPTO,
 * ERROR_LIMIT (the path). */
MUST_USE int group_question_file(const struct configuration *configuration,
                                 const struct group_question *question, char path[GROUP_PATH_SIZE]);

/* Calls `each` for every group in the configuration's rule files, until it returns non-zero, and
 * returns that. Groups that cannot be read are left to policy_create() to complain of. */
MUST_USE int group_each(const struct configuration *configuration,
                        int (*each)(const struct group_question *question, void *context),
                        void *context);

#endif
