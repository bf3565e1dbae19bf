#include "policy/rule.h"

#include <stdlib.h>

_Static_assert(IDENTIFIER_TYPE_LIMIT <= 64, "a type is a bit of a uint64_t");

static bool
answered(enum answer wanted, bool fact)
{
	return wanted == ANSWER_ANY || (wanted == ANSWER_YES) == fact;
}

static enum tally_kind
finding_tally(const struct finding_condition *condition)
{
	return condition->everyone ? TALLY_EVERYONE : TALLY_INDIVIDUALS;
}

static int64_t
tally_sum(const struct tally *tally, uint64_t types, int64_t confidence)
{
	int64_t sum = 0;

	for (uint64_t rest = types; rest != 0; rest &= rest - 1)
		sum += tally->at_least[__builtin_ctzll(rest)][confidence];
	return sum;
}

static bool
finding_holds(const struct finding_condition *condition, const struct facts *facts)
{
	enum tally_kind kind = finding_tally(condition);

	if (tally_sum(facts->tallies[kind], condition->types, condition->confidence) <
	    condition->count)
		return false;
	return condition->distinct == 0 ||
	       tally_sum(facts->tallies[kind | TALLY_DISTINCT], condition->types,
	                 condition->confidence) >= condition->distinct;
}

static bool
findings_hold(const struct conditions *when, const struct facts *facts)
{
	for (size_t i = 0; i < when->finding_count; i++)
		if (finding_holds(&when->findings[i], facts))
			return true;
	return when->finding_count == 0;
}

static bool
health_holds(const struct conditions *when, const struct facts *facts)
{
	for (size_t i = 0; i < when->health_count; i++) {
		int64_t count = 0;
		for (unsigned kind = 1; kind < HEALTH_KIND_LIMIT; kind++)
			if (when->health[i].kinds & (1u << kind))
				count += facts->health[kind];
		if (count >= when->health[i].count)
			return true;
	}
	return when->health_count == 0;
}

static bool
sender_holds(const struct conditions *when, const struct facts *facts)
{
	if (!address_set_is_empty(&when->senders) &&
	    !address_set_contains(&when->senders, &facts->sender))
		return false;
	return domain_set_is_empty(&when->sender_domains) ||
	       domain_set_contains_text(&when->sender_domains, facts->sender.domain);
}

/* Cheap questions first: most rules end there. */
bool
rule_holds(const struct rule *rule, const struct facts *facts)
{
	const struct conditions *when = &rule->when;
	const struct message *m = facts->message;

	if (when->directions != 0 && !(when->directions & (1u << facts->direction)))
		return false;
	if (!answered(when->phi, m->assessment.phi) ||
	    !answered(when->authenticated, m->envelope.auth_user != NULL) ||
	    !answered(when->unscannable, m->unscannable_count > 0))
		return false;
	if (m->assessment.confidence < when->phi_confidence ||
	    (when->size_over >= 0 && m->original.length <= (uint64_t)when->size_over))
		return false;
	if (when->unscannable_reasons != 0 &&
	    !(when->unscannable_reasons & facts->unscannable_reasons))
		return false;
	return findings_hold(when, facts) && health_holds(when, facts) && sender_holds(when, facts);
}

bool
rule_holds_for(const struct rule *rule, const struct recipient *recipient,
               const struct address *address)
{
	const struct conditions *when = &rule->when;
	unsigned side = recipient->internal ? SIDE_INSIDE : SIDE_OUTSIDE;
	bool anywhere = when->sides == 0 && address_set_is_empty(&when->recipients);

	if (!answered(when->recipient_tls, recipient->tls_capable))
		return false;
	if (!anywhere && !(when->sides & side) && !address_set_contains(&when->recipients, address))
		return false;
	return domain_set_is_empty(&when->recipient_domains) ||
	       domain_set_contains_text(&when->recipient_domains, address->domain);
}

unsigned
rule_tallies_wanted(const struct rule *rule)
{
	unsigned wanted = 0;

	for (size_t i = 0; i < rule->when.finding_count; i++) {
		const struct finding_condition *condition = &rule->when.findings[i];
		wanted |= 1u << finding_tally(condition);
		if (condition->distinct > 0)
			wanted |= 1u << (finding_tally(condition) | TALLY_DISTINCT);
	}
	return wanted;
}

void
rule_release(struct rule *rule)
{
	address_set_release(&rule->when.senders);
	address_set_release(&rule->when.recipients);
	domain_set_release(&rule->when.sender_domains);
	domain_set_release(&rule->when.recipient_domains);
	free(rule->when.findings);
	free(rule->when.health);
	memset(rule, 0, sizeof(*rule));
}
