#include "core/error.h"
#include "milter/group_fetch.h"

int
group_fetch(const struct configuration *configuration, const struct group_secret *secret,
            const struct group_question *question, struct buffer *out, const char **problem)
{
	(void)configuration;
	(void)secret;
	(void)question;
	(void)out;
	*problem = "phimilter was built without libldap";
	return ERROR_IO;
}
