#include <stdlib.h>

#include "core/error.h"
#include "policy/default_rules.h"
#include "policy/policy_parts.h"
#include "policy/rule_check.h"

/* Visible bytes of a justification: fewer say nothing. */
#define JUSTIFICATION_LEAST 10

/* ---- names ------------------------------------------------------------------ */

static int
rule_compare(const void *a, const void *b)
{
	const struct rule *one = *(const struct rule *const *)a;
	const struct rule *other = *(const struct rule *const *)b;
	int order = strcmp(one->name, other->name);

	return order != 0 ? order : (one < other ? -1 : one > other);
}

/* The rules that have a name, sorted by it; `out` has room for all. */
static size_t
rules_sort(const struct policy *policy, const struct rule **out)
{
	size_t count = 0;

	for (size_t i = 0; i < policy->rule_count; i++)
		if (policy->rules[i].name != NULL)
			out[count++] = &policy->rules[i];
	qsort(out, count, sizeof(*out), rule_compare);
	return count;
}

/* Records name rules, so a name must mean one rule. */
static int
check_unique(const struct policy *policy, struct diagnostics *why)
{
	const struct rule **sorted = calloc(policy->rule_count + 1, sizeof(*sorted));
	int err = sorted != NULL ? 0 : ERROR_MEMORY;
	size_t count = sorted != NULL ? rules_sort(policy, sorted) : 0;

	for (size_t i = 1; i < count; i++)
		if (strcmp(sorted[i - 1]->name, sorted[i]->name) == 0)
			err = settings_complain(settings_member(sorted[i]->node, "name"), why,
			                        "there is a rule \"%s\" already", sorted[i]->name);
	free(sorted);
	return err;
}

/* ---- overrides ---------------------------------------------------------------- */

/* The rule called `name` among the first `count`, which are no overrides. */
static struct rule *
rule_find(const struct policy *policy, size_t count, const struct settings_node *node,
          const char *name, struct diagnostics *why)
{
	const char *nearest = NULL;

	for (size_t i = 0; i < count; i++) {
		const char *candidates[] = { nearest ? nearest : policy->rules[i].name,
		                             policy->rules[i].name };
		if (candidates[1] == NULL)
			continue;
		if (strcmp(candidates[1], name) == 0)
			return &policy->rules[i];
		nearest = settings_nearest(name, candidates, ARRAY_LENGTH(candidates));
	}
	if (nearest != NULL)
		(void)settings_complain(node, why, "there is no rule \"%s\"; did you mean \"%s\"?", name,
		                        nearest);
	else
		(void)settings_complain(node, why, "there is no rule \"%s\"", name);
	return NULL;
}

/* Of the rule as it meets a message from which nothing can be taken out. */
static unsigned
rule_strictness(const struct rule *rule)
{
	return outcome_strictness(rule->removes ? rule->otherwise : rule->action);
}

/* Behind it nobody may be protected less because of what a message says of itself. */
static int
override_check(struct compiler *compiler, const struct rule *rule, const struct rule *override)
{
	if (override->justification != NULL && !rule_needs_authentication(compiler->program,
	                                                                  override->root))
		return settings_complain(settings_member(override->node, "when"), compiler->why,
		                         "must ask authenticated = true: a stranger justifies nothing");
	if (rule_strictness(override) >= rule_strictness(rule))
		return rule_check_escape(compiler->program, override->root, compiler->why);
	if (!rule_believes_content(compiler->program, override->root))
		return 0;
	return settings_complain(override->node, compiler->why,
	                         "believes what the message says of itself, so its action must be "
	                         "\"%s\" or stricter",
	                         outcome_name(rule->removes ? rule->otherwise : rule->action));
}

/* "All of: as at `one`, and (not) as at `other`", behind all conditions. */
static int
conjunction_add(struct compiler *compiler, const struct rule *rule, uint32_t one, uint32_t other,
                bool negated, uint32_t *root)
{
	struct condition *condition;
	uint32_t all, not = 0;

	int err = compile_open(compiler, CONDITION_ALL, rule->node, &all);
	if (err == 0)
		err = compile_add(compiler, CONDITION_SAME, rule->node, &condition);
	if (err == 0)
		condition->of.number = one;
	if (err == 0 && negated)
		err = compile_open(compiler, CONDITION_NOT, rule->node, &not);
	if (err == 0)
		err = compile_add(compiler, CONDITION_SAME, rule->node, &condition);
	if (err != 0)
		return err;
	condition->of.number = other;
	if (negated)
		compile_close(compiler, not);
	compile_close(compiler, all);
	*root = all;
	return 0;
}

/* The override holds only where the sender justifies it. */
static int
justification_add(struct compiler *compiler, struct rule *override)
{
	struct condition *condition;
	uint32_t all;

	int err = compile_open(compiler, CONDITION_ALL, override->node, &all);
	if (err == 0)
		err = compile_add(compiler, CONDITION_SAME, override->node, &condition);
	if (err == 0)
		condition->of.number = override->root;
	if (err == 0)
		err = compile_add(compiler, CONDITION_HEADER,
		                  settings_member(override->node, "justification"), &condition);
	if (err != 0)
		return err;
	condition->of.header = (struct header_condition){
		.name = override->justification, .least = JUSTIFICATION_LEAST };
	compile_close(compiler, all);
	override->root = all;
	return 0;
}

/* From now on the override holds where both did, and the rule where it alone did. */
static int
override_apply(struct compiler *compiler, struct rule *rule, struct rule *override)
{
	uint32_t both, rest;

	int err = override->justification != NULL ? justification_add(compiler, override) : 0;
	if (err == 0)
		err = conjunction_add(compiler, override, rule->root, override->root, false, &both);
	if (err == 0)
		err = conjunction_add(compiler, rule, rule->root, override->root, true, &rest);
	if (err != 0)
		return err;
	override->shadow = rule->shadow;
	override->root = both;
	rule->root = rest;
	rule_check_speech(compiler->program, override);
	return rule_check_possible(compiler->program, override->root, compiler->why);
}

static int
override_add(struct policy *policy, struct compiler *compiler, const struct settings_node *node,
             size_t rules_end)
{
	struct rule *override = &policy->rules[policy->rule_count++];
	const char *name;

	int err = override_read(compiler, node, override, &name);
	if (name == NULL || err == ERROR_MEMORY)
		return err;
	struct rule *rule = rule_find(policy, rules_end, settings_member(node, "rule"), name,
	                              compiler->why);
	if (rule == NULL)
		return ERROR_CONFIG;
	if (err == 0 && rule->action != 0)
		err = override_check(compiler, rule, override);
	return err != 0 ? err : override_apply(compiler, rule, override);
}

/* ---- all rules -------------------------------------------------------------------- */

/* How many elements the lists `name` of all files have. */
static size_t
elements_count(const struct compiler *compiler, const char *name)
{
	size_t count = 0;

	for (size_t i = 0; i < compiler->file_count; i++)
		count += settings_count(settings_member(settings_root(compiler->files[i]), name));
	return count;
}

static int
list_check(const struct settings_node *list, const char *name, struct diagnostics *why)
{
	if (list == NULL || settings_is_list(list))
		return 0;
	return settings_complain(list, why, "must be a list: %s = ( { ... }, { ... } );", name);
}

static int
rules_read(struct policy *policy, struct compiler *compiler)
{
	int result = 0;

	for (size_t i = 0; i < compiler->file_count && result != ERROR_MEMORY; i++) {
		const struct settings_node *list =
			settings_member(settings_root(compiler->files[i]), "rules");
		result = compile_worse(result, list_check(list, "rules", compiler->why));
		size_t count = settings_is_list(list) ? settings_count(list) : 0;
		for (size_t j = 0; j < count && result != ERROR_MEMORY; j++)
			result = compile_worse(result, rule_read(compiler, settings_element(list, j),
			                                         &policy->rules[policy->rule_count++]));
	}
	return result;
}

static int
overrides_read(struct policy *policy, struct compiler *compiler)
{
	size_t rules_end = policy->rule_count;
	int result = 0;

	for (size_t i = 0; i < compiler->file_count && result != ERROR_MEMORY; i++) {
		const struct settings_node *list =
			settings_member(settings_root(compiler->files[i]), "overrides");
		result = compile_worse(result, list_check(list, "overrides", compiler->why));
		size_t count = settings_is_list(list) ? settings_count(list) : 0;
		for (size_t j = 0; j < count && result != ERROR_MEMORY; j++)
			result = compile_worse(result, override_add(policy, compiler,
			                                            settings_element(list, j), rules_end));
	}
	return result;
}

/* Complains about the file in which the limit is passed. */
static int
count_check(const struct compiler *compiler, size_t count)
{
	size_t so_far = 0;

	for (size_t i = 0; i < compiler->file_count && count > RULE_COUNT_LIMIT; i++) {
		const struct settings_node *rules =
			settings_member(settings_root(compiler->files[i]), "rules");
		so_far += settings_count(rules);
		if (so_far > RULE_COUNT_LIMIT || i + 1 == compiler->file_count)
			return settings_complain(rules ? rules : settings_root(compiler->files[i]),
			                         compiler->why, "has %zu rules; %d are the most", count,
			                         RULE_COUNT_LIMIT);
	}
	return 0;
}

static int
policy_compile(struct policy *policy, struct compiler *compiler)
{
	size_t count = elements_count(compiler, "rules") + elements_count(compiler, "overrides");

	int err = count_check(compiler, count);
	if (err != 0)
		return err;
	policy->rules = calloc(count + 1, sizeof(*policy->rules));
	if (policy->rules == NULL)
		return ERROR_MEMORY;
	err = compile_lists(compiler);
	if (err != ERROR_MEMORY)
		err = compile_worse(err, compile_named_conditions(compiler));
	if (err != ERROR_MEMORY)
		err = compile_worse(err, notified_read(compiler, &policy->notified));
	/* What refers to a broken condition cannot be judged; the mistakes above come first. */
	if (err != 0)
		return err;
	err = rules_read(policy, compiler);
	if (err != ERROR_MEMORY)
		err = compile_worse(err, overrides_read(policy, compiler));
	return err != ERROR_MEMORY ? compile_worse(err, check_unique(policy, compiler->why)) : err;
}

static bool
has_rules(const struct configuration *configuration)
{
	for (size_t i = 0; i < configuration->rule_files.count; i++)
		if (settings_member(settings_root(configuration->rule_files.items[i]), "rules") != NULL)
			return true;
	return false;
}

static int
policy_read(struct policy *policy, const struct configuration *configuration,
            struct diagnostics *why)
{
	struct compiler compiler = {
		.configuration = configuration, .why = why, .program = &policy->program,
		.files = configuration->rule_files.items,
		.file_count = configuration->rule_files.count,
		.notified = &policy->notified,
	};

	policy->shadow = configuration->policy.shadow;
	policy->classes = configuration->retention.classes;
	policy->class_count = configuration->retention.class_count;
	policy->default_class =
		configuration_retention_class(configuration, configuration->retention.default_class);
	policy->phi_class =
		configuration_retention_class(configuration, configuration->retention.phi_class);
	if (policy->default_class == NULL || policy->phi_class == NULL)
		return ERROR_INTERNAL; /* the configuration has checked both */
	if (!has_rules(configuration)) {
		int err = default_rules_read(why, &policy->default_settings);
		if (err != 0)
			return err;
		compiler.files = &policy->default_settings;
		compiler.file_count = 1;
	}
	return policy_compile(policy, &compiler);
}

int
policy_create(const struct configuration *configuration, struct diagnostics *why,
              struct policy **out)
{
	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		return ERROR_MEMORY;
	int err = policy_read(*out, configuration, why);
	if (err != 0)
		policy_destroy(out);
	return err;
}

void
policy_destroy(struct policy **policy)
{
	if (policy == NULL || *policy == NULL)
		return;
	program_release(&(*policy)->program);
	for (size_t i = 0; i < (*policy)->rule_count; i++)
		free((*policy)->rules[i].treatments);
	free((*policy)->rules);
	notified_release(&(*policy)->notified);
	settings_destroy(&(*policy)->default_settings);
	free(*policy);
	*policy = NULL;
}

bool
policy_asks_acquaintance(const struct policy *policy)
{
	return (policy->program.facts_wanted & FACTS_ACQUAINTANCE) != 0;
}

size_t
policy_rule_count(const struct policy *policy)
{
	return policy->rule_count;
}
