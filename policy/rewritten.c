#include "core/error.h"
#include "policy/policy_parts.h"

/* Makes the one the verdict where it is stricter. */
static void
verdict_tighten(enum outcome outcome, const char *rule, struct recipient_verdict *out)
{
	if (outcome_strictness(outcome) <= outcome_strictness(out->outcome))
		return;
	out->outcome = outcome;
	out->rule = rule;
}

/* A notice leads to the whole original, so what the rules say of that counts there, too. */
static void
verdict_merge(const struct verdict *rest, const struct envelope *envelope, struct verdict *out)
{
	enum outcome whole = OUTCOME_PASS;

	for (size_t i = 0; i < envelope->recipient_count; i++) {
		struct recipient_verdict came = out->each[i], *each = &out->each[i];
		each->outcome = came.rewritten_outcome;
		each->rule = came.rewritten_rule;
		verdict_tighten(rest->each[i].outcome, rest->each[i].rule, each);
		whole = outcome_stricter(whole, each->outcome);
		each->rewritten_outcome = came.outcome;
		each->rewritten_rule = came.rule;
	}
	for (size_t i = 0; i < envelope->recipient_count && whole == OUTCOME_PORTAL; i++)
		verdict_tighten(out->each[i].rewritten_outcome, out->each[i].rewritten_rule, &out->each[i]);
	out->outcome = whole == OUTCOME_PORTAL ? outcome_stricter(whole, out->outcome) : whole;
	out->elsewhere = outcome_stricter(out->rewritten_elsewhere, rest->elsewhere);
}

/* What the sender is told by the rule that refuses; NULL where none does. */
static const char *
refusal_text(const struct policy *policy, const struct message *m)
{
	for (size_t i = 0; i < m->envelope.recipient_count; i++) {
		const struct recipient_verdict *each = &m->verdict.each[i];
		for (size_t j = 0; j < policy->rule_count && each->outcome == m->verdict.outcome; j++)
			if (each->rule != NULL && strcmp(policy->rules[j].name, each->rule) == 0)
				return policy->rules[j].text;
	}
	return NULL;
}

int
policy_decide_rewritten(const struct policy *policy, bool sender_inside, struct message *rewritten,
                        struct message *m)
{
	if (!m->verdict.rewrites || rewritten->envelope.recipient_count != m->envelope.recipient_count)
		return ERROR_STATE;
	int err = policy_decide(policy, sender_inside, rewritten);
	if (err != 0)
		return err;
	verdict_merge(&rewritten->verdict, &m->envelope, &m->verdict);
	m->verdict.reject_text = refusal_text(policy, m);
	return 0;
}
