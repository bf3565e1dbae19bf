/* phictl policy check */
#include <time.h>

#include "core/error.h"
#include "policy/review.h"
#include "tools/policy_access.h"
#include "tools/policy_command.h"
#include "tools/policy_cases.h"

static void
warnings_print(struct diagnostics *warnings)
{
	for (size_t i = 0; diagnostics_line(warnings, i) != NULL; i++)
		printf("warning: %s\n", diagnostics_line(warnings, i));
	diagnostics_release(warnings);
}

/* Reads the cases too, so that a mistake in them does not wait for `policy test`. */
static int
check(const struct configuration *configuration)
{
	struct policy_access access;
	struct diagnostics warnings, why;

	if (policy_access_open(configuration, &access) != 0)
		return EXIT_CODE_ERROR;
	diagnostics_init(&warnings);
	diagnostics_init(&why);
	int err = policy_review(access.policy, (int64_t)time(NULL), &warnings);
	size_t count = warnings.count, rules = policy_rule_count(access.policy);
	if (err != 0)
		command_fail("%s", error_text(err));
	else
		err = policy_cases_run(&access, NULL, NULL, &why);
	policy_access_close(&access);
	command_fail_diagnostics(&why);
	warnings_print(&warnings);
	if (err != 0)
		return EXIT_CODE_ERROR;
	printf("%zu rules without a mistake, %zu warnings\n", rules, count);
	return count == 0 ? EXIT_CODE_DONE : EXIT_CODE_FOUND;
}

int
policy_check(const struct command_context *context, const struct policy_arguments *arguments)
{
	struct configuration *configuration;

	if (policy_access_configuration(context, arguments->operands[0], &configuration) != 0)
		return EXIT_CODE_ERROR;
	int code = check(configuration);
	configuration_release(&configuration);
	return code;
}
