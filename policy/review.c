#include "policy/review.h"

#include <stdlib.h>

#include "core/error.h"
#include "policy/implication.h"
#include "policy/outline.h"
#include "policy/policy_parts.h"

/* ---- rules beside one another ---------------------------------------------------- */

/* Whether `other` decides wherever `rule` would. */
static bool
decides_before(const struct rule *other, const struct rule *rule)
{
	unsigned others = outcome_strictness(other->action), own = outcome_strictness(rule->action);

	return others > own || (others == own && other < rule);
}

static void
rule_tell(const struct rule *rule, const struct rule *other, bool same, struct diagnostics *out)
{
	const char *file = settings_node_file(other->node);
	unsigned line = settings_node_line(other->node);

	if (same && rule->action != other->action)
		(void)settings_complain(rule->node, out,
		                        "contradicts rule \"%s\" (%s:%u): it asks the same and says "
		                        "\"%s\", that one \"%s\"; the stricter decides", other->name,
		                        file, line, outcome_name(rule->action),
		                        outcome_name(other->action));
	else
		(void)settings_complain(rule->node, out,
		                        "never decides: rule \"%s\" (%s:%u) holds wherever it does and "
		                        "is %s", other->name, file, line,
		                        other->action != rule->action ? "stricter" : "as strict, and first");
}

/* A rule that retains or treats is of use even where it does not decide. */
static bool
is_for_deciding(const struct rule *rule)
{
	return rule->retention == NULL && rule->treatment_count == 0;
}

/* `outlines` are those of the policy's rules. */
static void
rule_review(const struct policy *policy, const struct outline *outlines, const struct rule *rule,
            struct diagnostics *out)
{
	const struct program *program = &policy->program;
	const struct outline *outline = &outlines[rule - policy->rules];

	for (size_t i = 0; i < policy->rule_count && is_for_deciding(rule); i++) {
		const struct rule *other = &policy->rules[i];
		if (!outline_may_imply(outline, &outlines[i]) || other == rule ||
		    !decides_before(other, rule) ||
		    !condition_implies(program, rule->root, other->root))
			continue;
		rule_tell(rule, other, condition_implies(program, other->root, rule->root), out);
		return;
	}
}

/* ---- rules that stop everything ----------------------------------------------------- */

/* A message that is nothing special, and of which only this is known. */
struct plain {
	const struct program *program;
	enum direction direction;
	bool inside; /* its recipient */
};

static enum truth plain_ask(const struct plain *plain, uint32_t at);

static enum truth
plain_ask_group(const struct plain *plain, uint32_t at)
{
	const struct condition *conditions = plain->program->conditions;
	bool all = conditions[at].kind == CONDITION_ALL;
	enum truth sum = all ? TRUTH_YES : TRUTH_NO;

	for (uint32_t i = at + 1; i < conditions[at].end; i = conditions[i].end) {
		enum truth one = plain_ask(plain, i);
		if (all ? one < sum : one > sum)
			sum = one;
	}
	return sum;
}

static enum truth
plain_ask(const struct plain *plain, uint32_t at)
{
	at = condition_referred(plain->program, at);
	const struct condition *condition = &plain->program->conditions[at];
	unsigned side = plain->inside ? SIDE_INSIDE : SIDE_OUTSIDE;

	switch ((enum condition_kind)condition->kind) {
	case CONDITION_ALL:
	case CONDITION_ANY:
		return plain_ask_group(plain, at);
	case CONDITION_NOT:
		return TRUTH_YES + TRUTH_NO - plain_ask(plain, at + 1);
	case CONDITION_DIRECTION:
		return condition->of.mask & (1u << plain->direction) ? TRUTH_YES : TRUTH_NO;
	case CONDITION_RECIPIENT_SIDE:
		return condition->of.mask & side ? TRUTH_YES : TRUTH_NO;
	case CONDITION_PHI:
	case CONDITION_UNSCANNABLE:
		return condition->of.yes ? TRUTH_NO : TRUTH_YES;
	case CONDITION_SIZE_OVER:
	case CONDITION_RECIPIENTS_OVER:
	case CONDITION_OUTSIDE_OVER:
		return condition->of.number == 0 ? TRUTH_YES : TRUTH_UNKNOWN;
	case CONDITION_FINDINGS:
	case CONDITION_HEALTH:
	case CONDITION_NEAR:
	case CONDITION_UNSCANNABLE_REASON:
	case CONDITION_PHI_CONFIDENCE:
		return TRUTH_NO;
	default:
		return TRUTH_UNKNOWN;
	}
}

static void
stop_review(const struct policy *policy, const struct rule *rule, struct diagnostics *out)
{
	const struct program *program = &policy->program;
	bool stopped[DIRECTION_LIMIT] = { false };

	if (outcome_strictness(rule->action) < outcome_strictness(OUTCOME_HOLD))
		return;
	for (unsigned direction = 1; direction < DIRECTION_LIMIT; direction++) {
		struct plain plain = { program, direction, direction != DIRECTION_OUTBOUND };
		stopped[direction] = plain_ask(&plain, rule->root) == TRUTH_YES;
	}
	bool all = stopped[DIRECTION_INBOUND] && stopped[DIRECTION_INTERNAL] &&
	           stopped[DIRECTION_OUTBOUND];
	for (unsigned direction = 1; direction < DIRECTION_LIMIT; direction++) {
		if (!stopped[direction])
			continue;
		(void)settings_complain(rule->node, out, "would stop all %s%smail",
		                        all ? "" : direction_name(direction), all ? "" : " ");
		if (all)
			return;
	}
}

/* ---- names ---------------------------------------------------------------------------- */

static void
names_review(const struct program *program, struct diagnostics *out)
{
	for (size_t i = 0; i < program->named_list_count; i++) {
		const struct list *list = program->lists[i];
		bool used = false;
		for (unsigned use = 0; use < LIST_USE_LIMIT; use++)
			used = used || list->made[use];
		if (!used)
			(void)settings_complain(list->node, out, "is a list that no condition uses");
	}
	for (size_t i = 0; i < program->named_count; i++)
		if (program->named[i].memo == 0)
			(void)settings_complain(program->named[i].node, out,
			                        "is a condition that no rule uses");
}

static void
ends_review(const struct list *list, int64_t now, struct diagnostics *out)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct list_entry *entry = &list->entries[i];
		size_t length;
		int64_t end = list_entry_end(entry->text, &length);
		if (end > 0 && end < now && entry->node != NULL)
			(void)settings_complain(entry->node, out, "\"%s\" is over", entry->text);
		else if (end > 0 && end < now)
			diagnostics_add(out, list->file, entry->line, list->name, "\"%s\" is over",
			                entry->text);
	}
}

int
policy_review(const struct policy *policy, int64_t now, struct diagnostics *out)
{
	struct outline *outlines = calloc(policy->rule_count + 1, sizeof(*outlines));

	if (outlines == NULL)
		return ERROR_MEMORY;
	for (size_t i = 0; i < policy->rule_count; i++)
		outlines[i] = outline_make(&policy->program, policy->rules[i].root);
	for (size_t i = 0; i < policy->rule_count; i++) {
		rule_review(policy, outlines, &policy->rules[i], out);
		stop_review(policy, &policy->rules[i], out);
	}
	names_review(&policy->program, out);
	for (size_t i = 0; i < policy->program.named_list_count; i++)
		ends_review(policy->program.lists[i], now, out);
	free(outlines);
	return 0;
}
