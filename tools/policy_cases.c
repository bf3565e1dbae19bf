#include "tools/policy_cases.h"

#include "policy/side.h"
#include "policy/words.h"
#include "tools/policy_case_given.h"

#define CASE_ARENA_LIMIT ((size_t)256 * 1024 * 1024)

static const struct vocabulary outcomes = { "outcome", OUTCOME_LIMIT, outcome_name };

/* ---- expect ------------------------------------------------------------------------ */

static int
outcome_read(const struct settings_node *node, struct diagnostics *why, enum outcome *out)
{
	unsigned number = 0;
	const char *word;

	int err = settings_string(node, why, &word);
	if (err == 0)
		err = word_number(node, word, &outcomes, why, &number);
	*out = (enum outcome)number;
	return err;
}

static int
expect_read(const struct settings_node *node, struct diagnostics *why, struct policy_case *out)
{
	static const char *const names[] = { "outcome", "rule", "rewritten" };
	const struct settings_node *outcome = node, *rule = settings_member(node, "rule");
	const struct settings_node *rewritten = settings_member(node, "rewritten");
	int err = 0;

	if (settings_is_group(node)) {
		err = settings_check_names(node, names, ARRAY_LENGTH(names), why);
		outcome = policy_case_member(node, "outcome", why);
	}
	if (outcome == NULL)
		return ERROR_CONFIG;
	if (rule != NULL)
		err = policy_case_worse(err, settings_string(rule, why, &out->expected_rule));
	if (rewritten != NULL)
		err = policy_case_worse(err, outcome_read(rewritten, why, &out->expected_rewritten));
	return policy_case_worse(err, outcome_read(outcome, why, &out->expected));
}

/* ---- a case -------------------------------------------------------------------------- */

static int
case_read(const struct settings_node *node, struct reading *reading, struct policy_case *out)
{
	static const char *const names[] = { "name", "given", "expect" };

	if (!settings_is_group(node))
		return settings_complain(node, reading->why,
		                         "must be a group: { name = \"...\"; given = { ... }; "
		                         "expect = \"portal\"; }");
	const struct settings_node *name = policy_case_member(node, "name", reading->why);
	const struct settings_node *message = policy_case_member(node, "given", reading->why);
	const struct settings_node *expect = policy_case_member(node, "expect", reading->why);
	int err = settings_check_names(node, names, ARRAY_LENGTH(names), reading->why);
	if (name == NULL || message == NULL || expect == NULL)
		return ERROR_CONFIG;
	err = policy_case_worse(err, settings_string(name, reading->why, &out->name));
	err = policy_case_worse(err, expect_read(expect, reading->why, out));
	if (!settings_is_group(message))
		return settings_complain(message, reading->why, "must be a group such as "
		                         "{ recipient = \"jane@out.example\"; phi = true; }");
	return policy_case_worse(err, policy_case_given_read(message, reading));
}

/* What counts is what is strictest; the rule is the one that decided that. */
static int
case_decide(const struct reading *reading, struct policy_case *out)
{
	struct message *m = reading->message;
	static const uint8_t nothing[65536];

	for (int64_t left = reading->size; left > 0; left -= (int64_t)sizeof(nothing)) {
		size_t piece = left < (int64_t)sizeof(nothing) ? (size_t)left : sizeof(nothing);
		int err = buffer_append(&m->original, bytes_make(nothing, piece));
		if (err != 0)
			return err;
	}
	int err = policy_decide(reading->access->policy,
	                        side_sender_inside(reading->access->configuration, &m->envelope), m);
	if (err != 0)
		return err;
	out->outcome = m->verdict.outcome;
	out->rewritten = m->verdict.rewrites ? OUTCOME_PASS : m->verdict.outcome;
	for (size_t i = 0; i < m->envelope.recipient_count && m->verdict.rewrites; i++)
		out->rewritten = outcome_stricter(out->rewritten, m->verdict.each[i].rewritten_outcome);
	for (size_t i = 0; i < m->envelope.recipient_count && out->rule == NULL; i++)
		if (m->verdict.each[i].outcome == m->verdict.outcome)
			out->rule = m->verdict.each[i].rule;
	return 0;
}

static int
case_run(const struct settings_node *node, struct reading *reading,
         void (*each)(const struct policy_case *result, void *context), void *context)
{
	struct policy_case result = { .node = node };
	size_t limit = (size_t)reading->access->configuration->limits.message_bytes;

	int err = message_create(limit, CASE_ARENA_LIMIT, &reading->message);
	if (err != 0)
		return err;
	reading->size = 0;
	err = case_read(node, reading, &result);
	if (err == 0)
		err = case_decide(reading, &result);
	if (err == 0 && each != NULL)
		each(&result, context);
	message_destroy(&reading->message);
	return err;
}

int
policy_cases_run(const struct policy_access *access,
                 void (*each)(const struct policy_case *result, void *context), void *context,
                 struct diagnostics *why)
{
	const struct configuration *configuration = access->configuration;
	struct reading reading = { .access = access, .why = why };
	int result = 0;

	for (size_t i = 0; i < configuration->rule_files.count && result != ERROR_MEMORY; i++) {
		const struct settings_node *root = settings_root(configuration->rule_files.items[i]);
		const struct settings_node *list = settings_member(root, "tests");
		if (list != NULL && !settings_is_list(list))
			result = settings_complain(list, why, "must be a list: tests = ( { ... } );");
		for (size_t j = 0; settings_is_list(list) && j < settings_count(list); j++)
			result = policy_case_worse(result, case_run(settings_element(list, j), &reading, each, context));
	}
	return result;
}
