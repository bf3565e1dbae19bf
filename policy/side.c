#include "policy/side.h"

bool
side_sender_inside(const struct configuration *configuration, const struct envelope *envelope)
{
	return envelope->auth_user != NULL ||
	       network_set_contains(&configuration->site.internal_networks, envelope->client_address);
}

bool
side_recipient_inside(const struct configuration *configuration, const struct recipient *recipient)
{
	struct bytes domain = address_domain(recipient->address);
	size_t local_length = strlen(recipient->address) - domain.length;

	if (recipient->mailer != NULL && strcmp(recipient->mailer, "local") == 0)
		return true;
	if (local_length == 0 || strcspn(recipient->address, "%@!") != local_length - 1)
		return false;
	return domain_set_contains(&configuration->site.internal_domains, domain);
}
