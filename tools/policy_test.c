/* phictl policy test */
#include <string.h>

#include "core/error.h"
#include "tools/policy_cases.h"
#include "tools/policy_command.h"

struct tally {
	size_t run;
	size_t failed;
};

static void
result_print(const struct policy_case *result, void *context)
{
	struct tally *tally = context;
	bool good = result->outcome == result->expected &&
	            (result->expected_rule == NULL ||
	             (result->rule != NULL && strcmp(result->rule, result->expected_rule) == 0));
	bool rest_good = result->expected_rewritten == 0 ||
	                 result->rewritten == result->expected_rewritten;

	tally->run++;
	tally->failed += !(good && rest_good);
	printf("%s %s", good && rest_good ? "ok    " : "FAILED", result->name);
	if (!good)
		printf(" (%s:%u): expected %s%s%s, got %s by %s", settings_node_file(result->node),
		       settings_node_line(result->node), outcome_name(result->expected),
		       result->expected_rule ? " by " : "",
		       result->expected_rule ? result->expected_rule : "",
		       outcome_name(result->outcome), result->rule ? result->rule : "no rule");
	if (!rest_good)
		printf(" (%s:%u): expected %s for what is left when all is taken out, got %s",
		       settings_node_file(result->node), settings_node_line(result->node),
		       outcome_name(result->expected_rewritten), outcome_name(result->rewritten));
	putchar('\n');
}

static int
test(const struct configuration *configuration)
{
	struct tally tally = { 0, 0 };
	struct policy_access access;
	struct diagnostics why;

	if (policy_access_open(configuration, &access) != 0)
		return EXIT_CODE_ERROR;
	diagnostics_init(&why);
	int err = policy_cases_run(&access, result_print, &tally, &why);
	policy_access_close(&access);
	if (err != 0 && why.count == 0)
		command_fail("%s", error_text(err));
	command_fail_diagnostics(&why);
	printf("%zu cases, %zu failed\n", tally.run, tally.failed);
	if (err != 0)
		return EXIT_CODE_ERROR;
	return tally.failed == 0 ? EXIT_CODE_DONE : EXIT_CODE_FOUND;
}

int
policy_test(const struct command_context *context, const struct policy_arguments *arguments)
{
	struct configuration *configuration;

	if (policy_access_configuration(context, arguments->operands[0], &configuration) != 0)
		return EXIT_CODE_ERROR;
	int code = test(configuration);
	configuration_release(&configuration);
	return code;
}
