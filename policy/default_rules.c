#include "policy/default_rules.h"

#include <stdlib.h>

#include "core/builtin_file.h"
#include "core/error.h"

struct bytes builtin_sample_configuration(void);

BUILTIN_FILE(sample_configuration, "contrib/phimilter.conf")

int
default_rules_read(struct diagnostics *why, struct settings **out)
{
	struct bytes sample = builtin_sample_configuration();

	*out = NULL;
	char *text = strndup((const char *)sample.data, sample.length);
	if (text == NULL)
		return ERROR_MEMORY;
	int err = settings_parse(text, "built-in rules", why, out);
	free(text);
	return err;
}
