#include "encryption/tls_capability.h"

#include <stdlib.h>

#include "core/configuration_files.h"
#include "core/error.h"
#include "core/input_file.h"

#define SETTING "site.tls_domains_file"

/* Most bytes of a file of domains. */
#define DOMAIN_FILE_LIMIT ((size_t)16 * 1024 * 1024)

struct tls_capability {
	struct domain_set domains;
};

static int
domains_read(const struct configuration *configuration, struct diagnostics *why,
             struct domain_set *out)
{
	const char *path = configuration->site.tls_domains_file;
	struct buffer text = buffer_make(DOMAIN_FILE_LIMIT);

	int err = configuration_file_read(configuration, path, &text);
	if (err == ERROR_IO || err == ERROR_LIMIT)
		err = configuration_complain(configuration, SETTING, why,
		                             "\"%s\" cannot be read: %s; it must be a file with one "
		                             "receiving domain a line", path, input_file_problem(err));
	if (err == 0)
		err = domain_set_add_lines(out, buffer_bytes(&text), path, SETTING, why);
	buffer_release(&text);
	return err;
}

int
tls_capability_create(const struct configuration *configuration, struct diagnostics *why,
                      struct tls_capability **out)
{
	struct tls_capability *capability = calloc(1, sizeof(*capability));
	int err = 0;

	*out = NULL;
	if (capability == NULL)
		return ERROR_MEMORY;
	if (configuration->site.tls_domains_file[0] != '\0')
		err = domains_read(configuration, why, &capability->domains);
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
