#include "encryption/tls_capability.h"

#include <stdlib.h>

#include "core/error.h"
#include "core/input_file.h"

#define SETTING "site.tls_domains_file"

struct tls_capability {
	struct domain_set domains;
};

int
tls_capability_create(const struct configuration *configuration, struct diagnostics *why,
                      struct tls_capability **out)
{
	const char *path = configuration->site.tls_domains_file;
	struct tls_capability *capability = calloc(1, sizeof(*capability));
	int err = 0;

	*out = NULL;
	if (capability == NULL)
		return ERROR_MEMORY;
	if (path[0] != '\0')
		err = domain_set_read(&capability->domains, path, SETTING, why);
	if (err == ERROR_IO || err == ERROR_LIMIT)
		err = configuration_complain(configuration, SETTING, why,
		                             "\"%s\" cannot be read: %s; it must be a file with one "
		                             "receiving domain a line", path, input_file_problem(err));
	if (err != 0)
		tls_capability_destroy(&capability);
	*out = capability;
	return err;
}

void
tls_capability_destroy(struct tls_capability **capability)
{
	if (capability == NULL || *capability == NULL)
		return;
	domain_set_release(&(*capability)->domains);
	free(*capability);
	*capability = NULL;
}

bool
tls_capability_verified(const struct tls_capability *capability, struct bytes domain)
{
	return domain_set_contains(&capability->domains, domain);
}
