#include "tools/policy_access.h"

#include "core/error.h"
#include "policy/past.h"
#include "policy/side.h"

int
policy_access_configuration(const struct command_context *context, const char *rules,
                            struct configuration **out)
{
	struct diagnostics why;

	int err = command_configuration(context, rules != NULL, out);
	if (err != 0 || rules == NULL)
		return err;
	diagnostics_init(&why);
	err = configuration_load_rules(*out, rules, &why);
	if (err != 0)
		configuration_release(out);
	if (err == ERROR_MEMORY)
		command_fail("%s", error_text(err));
	command_fail_diagnostics(&why);
	return err;
}

int
policy_access_open(const struct configuration *configuration, struct policy_access *out)
{
	struct diagnostics why;

	*out = (struct policy_access){ .configuration = configuration };
	diagnostics_init(&why);
	int err = policy_create(configuration, &why, &out->policy);
	int capable = err != ERROR_MEMORY
	              ? tls_capability_create(configuration, &why, &out->tls_capability) : err;
	err = err != 0 ? err : capable;
	if (err != 0 && why.count == 0)
		command_fail("%s", error_text(err));
	if (err != 0)
		policy_access_close(out);
	command_fail_diagnostics(&why);
	return err;
}

void
policy_access_close(struct policy_access *access)
{
	policy_destroy(&access->policy);
	tls_capability_destroy(&access->tls_capability);
}

void
policy_access_judge_recipients(const struct policy_access *access, struct message *m)
{
	for (size_t i = 0; i < m->envelope.recipient_count; i++) {
		struct recipient *recipient = &m->envelope.recipients[i];
		recipient->internal = side_recipient_inside(access->configuration, recipient);
		recipient->tls_capable = tls_capability_verified(access->tls_capability,
		                                                 address_domain(recipient->address));
	}
}

int
policy_access_recall(const struct policy_access *access, const struct record *record,
                     struct message *m)
{
	int err = past_envelope(record, m);

	if (err == 0 && !record->recalls)
		policy_access_judge_recipients(access, m);
	return err;
}
