#include "policy/policy.h"

#include <stdlib.h>

#include "core/error.h"
#include "policy/default_rules.h"
#include "policy/facts.h"
#include "policy/rule.h"

/* Why a part that could hold anything was not read. What is encrypted already,
 * and a format that no reader exists for, are for the rules alone to judge. */
#define UNREAD_REASONS (~(1u << UNSCANNABLE_ENCRYPTED | 1u << UNSCANNABLE_FORMAT))

struct policy {
	struct rule *rules;
	size_t rule_count;
	unsigned tallies_wanted;
	const struct retention_class *default_class; /* for messages without PHI */
	const struct retention_class *phi_class;
	struct settings *default_settings; /* the built-in rules, when the configuration has none */
};

/* ---- compiling ---------------------------------------------------------- */

/* Records name rules, so a name must mean one rule. */
static int
check_unique(const struct policy *policy, size_t last, const struct settings_node *node,
             struct diagnostics *why)
{
	const char *name = policy->rules[last].name;

	for (size_t i = 0; i < last && name != NULL; i++)
		if (policy->rules[i].name != NULL && strcmp(policy->rules[i].name, name) == 0)
			return settings_complain(settings_member(node, "name"), why,
			                         "there is a rule \"%s\" already", name);
	return 0;
}

static int
rules_read(struct policy *policy, const struct settings_node *list,
           const struct configuration *configuration, struct diagnostics *why)
{
	size_t count = settings_count(list);
	int result = 0;

	if (!settings_is_list(list))
		return settings_complain(list, why,
		                         "must be a list: rules = ( { ... }, { ... } );");
	if (count > RULE_COUNT_LIMIT)
		return settings_complain(list, why, "has %zu rules; %d are the most", count,
		                         RULE_COUNT_LIMIT);
	policy->rules = calloc(count + 1, sizeof(*policy->rules));
	if (policy->rules == NULL)
		return ERROR_MEMORY;
	for (size_t i = 0; i < count; i++) {
		const struct settings_node *node = settings_element(list, i);
		policy->rule_count++;
		int err = rule_read(node, configuration, why, &policy->rules[i]);
		if (err == ERROR_MEMORY)
			return err;
		if (check_unique(policy, i, node, why) != 0 || err != 0)
			result = ERROR_CONFIG;
		policy->tallies_wanted |= rule_tallies_wanted(&policy->rules[i]);
	}
	return result;
}

static int
policy_read(struct policy *policy, const struct configuration *configuration,
            struct diagnostics *why)
{
	const struct settings_node *rules = configuration->rules;

	policy->default_class =
		configuration_retention_class(configuration, configuration->retention.default_class);
	policy->phi_class =
		configuration_retention_class(configuration, configuration->retention.phi_class);
	if (policy->default_class == NULL || policy->phi_class == NULL)
		return ERROR_INTERNAL; /* the configuration has checked both */
	if (rules == NULL) {
		int err = default_rules_read(why, &policy->default_settings);
		if (err != 0)
			return err;
		rules = settings_member(settings_root(policy->default_settings), "rules");
		if (rules == NULL)
			return ERROR_INTERNAL;
	}
	return rules_read(policy, rules, configuration, why);
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
	for (size_t i = 0; i < (*policy)->rule_count; i++)
		rule_release(&(*policy)->rules[i]);
	free((*policy)->rules);
	settings_destroy(&(*policy)->default_settings);
	free(*policy);
	*policy = NULL;
}

size_t
policy_rule_count(const struct policy *policy)
{
	return policy->rule_count;
}

/* ---- deciding ----------------------------------------------------------- */

/* A rule whose conditions on the message hold; what remains is asked of each recipient. */
struct candidate {
	const struct rule *rule;
	bool matched; /* held for at least one recipient */
};

struct deciding {
	struct message *message;
	const struct facts *facts;
	struct candidate *candidates;
	size_t count;
};

static int
candidates_find(const struct policy *policy, struct deciding *out)
{
	struct arena *arena = out->message->arena;

	out->candidates = arena_alloc_array(arena, policy->rule_count, sizeof(*out->candidates));
	if (out->candidates == NULL)
		return arena_failure(arena);
	for (size_t i = 0; i < policy->rule_count; i++)
		if (rule_holds(&policy->rules[i], out->facts))
			out->candidates[out->count++].rule = &policy->rules[i];
	return 0;
}

/* "tls" promises verified TLS; who is not known to take it gets the notice instead. */
static enum outcome
action_for(const struct rule *rule, const struct recipient *recipient)
{
	if (rule->action == OUTCOME_TLS && !recipient->tls_capable)
		return OUTCOME_PORTAL;
	return rule->action;
}

/* What the rules that hold for a recipient speak of by name. */
struct spoken_of {
	bool phi;
	bool unread;
};

/* The rule of the floor that keeps an outside recipient from a pass; NULL when none does. */
static const char *
floor_rule(const struct deciding *deciding, const struct spoken_of *spoken_of)
{
	if (deciding->message->assessment.phi && !spoken_of->phi)
		return POLICY_RULE_PHI_FLOOR;
	if ((deciding->facts->unscannable_reasons & UNREAD_REASONS) && !spoken_of->unread)
		return POLICY_RULE_UNREAD_FLOOR;
	return NULL;
}

static int
recipient_judge(struct deciding *deciding, const struct recipient *recipient,
                struct recipient_verdict *out)
{
	struct address address;
	struct spoken_of spoken_of = { false, false };

	int err = address_make(deciding->message->arena, recipient->address, &address);
	if (err != 0)
		return err;
	*out = (struct recipient_verdict){ OUTCOME_PASS, NULL };
	for (size_t i = 0; i < deciding->count; i++) {
		struct candidate *candidate = &deciding->candidates[i];
		if (!rule_holds_for(candidate->rule, recipient, &address))
			continue;
		candidate->matched = true;
		const struct conditions *when = &candidate->rule->when;
		spoken_of.phi |= when->phi == ANSWER_YES;
		spoken_of.unread |= when->unscannable == ANSWER_YES ||
		                    when->unscannable_reasons != 0;
		enum outcome outcome = action_for(candidate->rule, recipient);
		if (out->rule == NULL || outcome > out->outcome)
			*out = (struct recipient_verdict){ outcome, candidate->rule->name };
	}
	const char *floor = floor_rule(deciding, &spoken_of);
	if (floor != NULL && out->outcome == OUTCOME_PASS && !recipient->internal)
		*out = (struct recipient_verdict){ OUTCOME_PORTAL, floor };
	return 0;
}

static int
recipients_judge(struct deciding *deciding)
{
	struct message *m = deciding->message;
	size_t count = m->envelope.recipient_count;

	m->verdict.each = arena_alloc_array(m->arena, count, sizeof(*m->verdict.each));
	if (m->verdict.each == NULL)
		return arena_failure(m->arena);
	m->verdict.outcome = OUTCOME_PASS;
	for (size_t i = 0; i < count; i++) {
		int err = recipient_judge(deciding, &m->envelope.recipients[i], &m->verdict.each[i]);
		if (err != 0)
			return err;
		if (m->verdict.each[i].outcome > m->verdict.outcome)
			m->verdict.outcome = m->verdict.each[i].outcome;
	}
	return 0;
}

static void
retain_longer(struct message *m, const struct retention_class *class)
{
	int64_t until = retention_class_end(class, m->envelope.received);

	if (m->verdict.retention_class != NULL && until <= m->verdict.retain_until)
		return;
	m->verdict.retention_class = class->name;
	m->verdict.retain_until = until;
}

/*
 * An alias of ours may lead outside, which shows only after the verdict. Such a
 * recipient has a domain that nobody can list (RFC 2606) and makes the mail leave.
 */
static int
elsewhere_judge(const struct policy *policy, const struct deciding *deciding)
{
	static const struct recipient unknown = { .address = "unknown@elsewhere.invalid" };
	struct facts facts = *deciding->facts;
	struct deciding leaving = { .message = deciding->message, .facts = &facts };
	struct recipient_verdict verdict;

	facts.direction = DIRECTION_OUTBOUND;
	int err = candidates_find(policy, &leaving);
	if (err == 0)
		err = recipient_judge(&leaving, &unknown, &verdict);
	if (err == 0)
		deciding->message->verdict.elsewhere = verdict.outcome;
	return err;
}

/* What the matched rules say beside their actions: their names, texts, retention. */
static int
verdict_complete(const struct policy *policy, const struct deciding *deciding)
{
	struct message *m = deciding->message;
	const char **names = arena_alloc_array(m->arena, deciding->count, sizeof(*names));

	if (names == NULL)
		return arena_failure(m->arena);
	retain_longer(m, m->assessment.phi ? policy->phi_class : policy->default_class);
	for (size_t i = 0; i < deciding->count; i++) {
		const struct rule *rule = deciding->candidates[i].rule;
		if (!deciding->candidates[i].matched)
			continue;
		names[m->verdict.rule_count++] = rule->name;
		if (rule->action == OUTCOME_REJECT && m->verdict.reject_text == NULL)
			m->verdict.reject_text = rule->text;
		if (rule->retention != NULL)
			retain_longer(m, rule->retention);
	}
	m->verdict.rules = names;
	return 0;
}

int
policy_decide(const struct policy *policy, bool sender_inside, struct message *m)
{
	struct facts facts;
	struct deciding deciding = { .message = m, .facts = &facts };

	if (m->envelope.recipient_count == 0)
		return ERROR_INVALID;
	memset(&m->verdict, 0, sizeof(m->verdict));
	int err = facts_collect(m, sender_inside, policy->tallies_wanted, &facts);
	if (err == 0)
		err = candidates_find(policy, &deciding);
	if (err == 0)
		err = recipients_judge(&deciding);
	if (err == 0)
		err = elsewhere_judge(policy, &deciding);
	if (err == 0)
		err = verdict_complete(policy, &deciding);
	if (err != 0)
		memset(&m->verdict, 0, sizeof(m->verdict));
	else
		m->verdict.direction = facts.direction;
	return err;
}
