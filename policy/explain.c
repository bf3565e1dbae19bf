#include "policy/explain.h"

#include <inttypes.h>

#include "core/error.h"
#include "policy/policy_parts.h"
#include "policy/reason.h"

#define INDENT "    "

struct explaining {
	const struct policy *policy;
	const struct message *message;
	struct asking asking;
	FILE *out;
};

/* ---- what is known of the message --------------------------------------------- */

static void
counts_write(const struct facts *facts, FILE *out)
{
	fputs("  health context:", out);
	for (unsigned kind = 1; kind < HEALTH_KIND_LIMIT; kind++)
		fprintf(out, " %s %" PRIu32, health_kind_name(kind), facts->health[kind]);
	for (unsigned kind = 1; kind < SENSITIVE_KIND_LIMIT; kind++)
		if (facts->sensitive[kind] > 0)
			fprintf(out, ", %s %" PRIu32, sensitive_kind_name(kind), facts->sensitive[kind]);
	fputs("\n  not read:", out);
	for (unsigned reason = 1; reason < UNSCANNABLE_REASON_LIMIT; reason++)
		if (facts->unscannable_reasons & (1u << reason))
			fprintf(out, " %s", unscannable_reason_name(reason));
	fputs(facts->unscannable_reasons == 0 ? " nothing\n" : "\n", out);
}

static void
message_write(const struct facts *facts, FILE *out)
{
	const char *sender = facts->sender.text;

	fprintf(out, "%s mail from %s, %s, %s (%u percent sure), %" PRIu64 " bytes\n",
	        direction_name(facts->direction), sender[0] != '\0' ? sender : "<>",
	        facts->user[0] != '\0' ? "authenticated" : "not authenticated",
	        facts->phi ? "PHI" : "no PHI", facts->confidence, facts->size);
	counts_write(facts, out);
}

/* ---- rules ------------------------------------------------------------------------ */

static const struct rule *
rule_find(const struct policy *policy, const char *name)
{
	for (size_t i = 0; i < policy->rule_count && name != NULL; i++)
		if (strcmp(policy->rules[i].name, name) == 0)
			return &policy->rules[i];
	return NULL;
}

static void
rule_write(const struct rule *rule, FILE *out)
{
	fprintf(out, "rule \"%s\" (%s:%u), %s%s", rule->name, settings_node_file(rule->node),
	        settings_node_line(rule->node), outcome_name(rule->action),
	        rule->shadow ? ", in shadow mode" : "");
}

/* Why a rule's action is not what came of it. */
static void
departure_write(const struct rule *rule, enum outcome outcome, FILE *out)
{
	bool by_tls = rule->action == OUTCOME_TLS && outcome == rule->without_tls;

	if (outcome == rule->action)
		return;
	if (rule->removes && (!by_tls || outcome == rule->otherwise))
		fputs(INDENT "what it wants taken out is in the message\n", out);
	else
		fputs(INDENT "tls becomes portal: the domain is not in site.tls_domains_file\n", out);
}

/* What rules would make of it once they have what they want; what is left may change that. */
static void
rewritten_write(const struct message *m, const struct recipient_verdict *verdict, FILE *out)
{
	if (m->verdict.rewrites)
		fprintf(out, "  once all is taken out, where that can be done exactly and nothing else is found "
		        "then: %s, by %s\n", outcome_name(verdict->rewritten_outcome),
		        verdict->rewritten_rule ? verdict->rewritten_rule : "no rule");
}

static void
decider_write(const struct explaining *explaining, const struct recipient_verdict *verdict)
{
	const struct rule *rule = rule_find(explaining->policy, verdict->rule);
	FILE *out = explaining->out;

	if (rule != NULL) {
		fputs("  decided by ", out);
		rule_write(rule, out);
		fputs(", because:\n", out);
		reason_write(&explaining->asking, rule->root, INDENT, out);
		departure_write(rule, verdict->outcome, out);
	} else if (verdict->rule == NULL) {
		fputs("  no rule holds\n", out);
	} else if (strcmp(verdict->rule, POLICY_RULE_SHADOW) == 0) {
		fputs("  the whole install is in shadow mode (policy.shadow)\n", out);
	} else {
		fprintf(out, "  decided by the floor %s: it would pass to the outside, and no rule that "
		        "holds speaks of that\n", verdict->rule);
	}
}

static bool
is_stricter(const struct rule *rule, const struct rule *other, const struct recipient *recipient)
{
	return outcome_strictness(policy_action_for(rule, recipient)) >
	       outcome_strictness(policy_action_for(other, recipient));
}

/* The strictest of what else holds. */
static void
others_write(const struct explaining *explaining, const char *decider)
{
	const struct policy *policy = explaining->policy;
	const struct recipient *recipient = explaining->asking.recipient;
	const struct rule *next = NULL;

	for (size_t i = 0; i < policy->rule_count; i++) {
		const struct rule *rule = &policy->rules[i];
		if (decider != NULL && strcmp(rule->name, decider) == 0)
			continue;
		if (condition_ask(&explaining->asking, rule->root) != TRUTH_YES)
			continue;
		fputs("  also holds: ", explaining->out);
		rule_write(rule, explaining->out);
		fputc('\n', explaining->out);
		if (!rule->shadow && (next == NULL || is_stricter(rule, next, recipient)))
			next = rule;
	}
	if (next != NULL && decider != NULL)
		fprintf(explaining->out, "  without rule \"%s\": %s, by \"%s\"\n", decider,
		        outcome_name(policy_action_for(next, recipient)), next->name);
}

/* Rules that would make it stricter, and lack one thing. */
static void
nearly_write(const struct explaining *explaining, enum outcome outcome)
{
	const struct policy *policy = explaining->policy;
	uint32_t lacking;

	for (size_t i = 0; i < policy->rule_count; i++) {
		const struct rule *rule = &policy->rules[i];
		if (outcome_strictness(rule->action) <= outcome_strictness(outcome) ||
		    reason_count_lacking(&explaining->asking, rule->root, &lacking) != 1)
			continue;
		fputs("  only one thing keeps it from ", explaining->out);
		rule_write(rule, explaining->out);
		fputs(":\n", explaining->out);
		reason_write(&explaining->asking, lacking, INDENT, explaining->out);
	}
}

static void
shadow_write(const struct recipient_verdict *verdict, FILE *out)
{
	if (verdict->shadow_outcome != 0)
		fprintf(out, "  were nothing in shadow mode: %s, by %s\n",
		        outcome_name(verdict->shadow_outcome),
		        verdict->shadow_rule ? verdict->shadow_rule : "no rule");
}

static int
recipient_write(struct explaining *explaining, size_t i)
{
	const struct recipient *recipient = &explaining->message->envelope.recipients[i];
	const struct recipient_verdict *verdict = &explaining->message->verdict.each[i];
	struct address address;

	int err = policy_asking_recipient(&explaining->asking, recipient,
	                                  explaining->message->arena, &address);
	if (err != 0)
		return err;
	fprintf(explaining->out, "\nto %s (%s%s): %s\n", address.text,
	        recipient->internal ? "inside" : "outside",
	        recipient->internal ? "" : recipient->tls_capable ? ", takes verified TLS"
	                                                          : ", not known to take verified TLS",
	        outcome_name(verdict->outcome));
	decider_write(explaining, verdict);
	rewritten_write(explaining->message, verdict, explaining->out);
	others_write(explaining, verdict->rule);
	nearly_write(explaining, verdict->outcome);
	shadow_write(verdict, explaining->out);
	return 0;
}

static void
whole_write(const struct message *m, FILE *out)
{
	bool differ = false;

	for (size_t i = 1; i < m->envelope.recipient_count; i++)
		differ = differ || m->verdict.each[i].outcome != m->verdict.each[0].outcome;
	fprintf(out, "\nthe message: %s%s\n", outcome_name(m->verdict.outcome),
	        differ ? ", the strictest of its recipients, for all of them unless the mail server "
	                 "splits it" : "");
}

int
policy_explain(const struct policy *policy, bool sender_inside, const struct record *past,
               struct message *m, FILE *out)
{
	struct explaining explaining = { .policy = policy, .message = m, .out = out };
	struct facts facts;

	int err = policy_facts(policy, sender_inside, past, m, &facts);
	if (err == 0)
		err = policy_decide_facts(policy, &facts, m);
	if (err == 0)
		err = policy_asking_begin(policy, &facts, m->arena, &explaining.asking);
	if (err != 0)
		return err;
	message_write(&facts, out);
	for (size_t i = 0; i < m->envelope.recipient_count && err == 0; i++)
		err = recipient_write(&explaining, i);
	whole_write(m, out);
	return err;
}
