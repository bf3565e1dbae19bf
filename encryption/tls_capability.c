#include "encryption/tls_capability.h"

#include <stdlib.h>

#include "core/error.h"

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
		err = domain_set_read(&capability->domains, path, why);
	if (err == ERROR_CONFIG)
		configuration_complain(configuration, "site.tls_domains_file", why,
		                       "\"%s\" must be a file with one receiving domain a line, such as "
		                       "example.com, or .example.com for all below it", path);
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
