#include "policy/policy.h"

#include "core/error.h"
#include "policy/facts.h"
#include "policy/policy_parts.h"

/* Why a part that could hold anything was not read. What is encrypted already,
 * and a format that no reader exists for, are for the rules alone to judge. */
#define UNREAD_REASONS (~(1u << UNSCANNABLE_ENCRYPTED | 1u << UNSCANNABLE_FORMAT))

/* A rule whose conditions on the message hold; what remains is asked of each recipient. */
struct candidate {
	const struct rule *rule;
	bool certain; /* holds whoever the recipient is */
	bool matched; /* held for at least one recipient */
};

struct deciding {
	const struct policy *policy;
	struct message *message;
	struct asking asking;
	struct candidate *candidates;
	size_t count;
};

/* An answer costs nothing to forget: a byte for each. */
static int
memo_make(const struct program *program, struct arena *arena, uint8_t **out)
{
	*out = arena_alloc(arena, program->memo_count + 1);
	return *out != NULL ? 0 : arena_failure(arena);
}

static int
deciding_begin(const struct policy *policy, struct message *m, const struct facts *facts,
               struct deciding *out)
{
	*out = (struct deciding){ .policy = policy, .message = m,
	                          .asking = { .program = &policy->program, .facts = facts } };
	int err = memo_make(&policy->program, m->arena, &out->asking.message_memo);
	if (err == 0)
		err = memo_make(&policy->program, m->arena, &out->asking.recipient_memo);
	return err;
}

static int
candidates_find(struct deciding *out)
{
	const struct policy *policy = out->policy;
	struct arena *arena = out->message->arena;

	out->candidates = arena_alloc_array(arena, policy->rule_count, sizeof(*out->candidates));
	if (out->candidates == NULL)
		return arena_failure(arena);
	for (size_t i = 0; i < policy->rule_count; i++) {
		enum truth truth = condition_ask(&out->asking, policy->rules[i].root);
		if (truth != TRUTH_NO)
			out->candidates[out->count++] =
				(struct candidate){ &policy->rules[i], truth == TRUTH_YES, false };
	}
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
	unsigned unread; /* bit for each enum unscannable_reason */
};

/* The rule of the floor that keeps an outside recipient from a pass; NULL when none does. */
static const char *
floor_rule(const struct facts *facts, const struct spoken_of *spoken_of)
{
	unsigned unread = facts->unscannable_reasons & UNREAD_REASONS;

	if (facts->phi && !spoken_of->phi)
		return POLICY_RULE_PHI_FLOOR;
	return unread != 0 && !(unread & spoken_of->unread) ? POLICY_RULE_UNREAD_FLOOR : NULL;
}

/* What of all rules holds for the recipient that is asked about. */
static void
candidates_judge(struct deciding *deciding, struct spoken_of *spoken_of,
                 struct recipient_verdict *out)
{
	const struct asking *asking = &deciding->asking;

	for (size_t i = 0; i < deciding->count; i++) {
		struct candidate *candidate = &deciding->candidates[i];
		const struct rule *rule = candidate->rule;
		if (!candidate->certain && condition_ask(asking, rule->root) != TRUTH_YES)
			continue;
		candidate->matched = true;
		spoken_of->phi |= rule->speaks_of_phi;
		spoken_of->unread |= rule->speaks_of_unread;
		enum outcome outcome = action_for(rule, asking->recipient);
		if (out->rule == NULL || outcome > out->outcome)
			*out = (struct recipient_verdict){ outcome, rule->name };
	}
}

static int
recipient_judge(struct deciding *deciding, const struct recipient *recipient,
                struct recipient_verdict *out)
{
	struct asking *asking = &deciding->asking;
	struct address address;
	struct spoken_of spoken_of = { false, 0 };

	int err = address_make(deciding->message->arena, recipient->address, &address);
	if (err != 0)
		return err;
	asking->recipient = recipient;
	asking->address = &address;
	memset(asking->recipient_memo, 0, deciding->policy->program.memo_count + 1);
	*out = (struct recipient_verdict){ OUTCOME_PASS, NULL };
	candidates_judge(deciding, &spoken_of, out);
	asking->recipient = NULL;
	asking->address = NULL;
	const char *floor = floor_rule(asking->facts, &spoken_of);
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
elsewhere_begin(const struct deciding *deciding, struct facts *facts, struct deciding *out)
{
	bool outbound = facts->direction == DIRECTION_OUTBOUND;

	facts->direction = DIRECTION_OUTBOUND;
	int err = deciding_begin(deciding->policy, deciding->message, facts, out);
	if (err != 0 || !outbound)
		return err != 0 ? err : candidates_find(out);
	/* What holds for the message is known already. */
	struct arena *arena = deciding->message->arena;
	out->candidates = arena_alloc_array(arena, deciding->count, sizeof(*out->candidates));
	if (out->candidates == NULL)
		return arena_failure(arena);
	if (deciding->count > 0)
		memcpy(out->candidates, deciding->candidates, deciding->count * sizeof(*out->candidates));
	out->count = deciding->count;
	return 0;
}

static int
elsewhere_judge(const struct deciding *deciding)
{
	static const struct recipient unknown = { .address = "unknown@elsewhere.invalid" };
	struct facts facts = *deciding->asking.facts;
	struct deciding leaving;
	struct recipient_verdict verdict;

	int err = elsewhere_begin(deciding, &facts, &leaving);
	if (err == 0)
		err = recipient_judge(&leaving, &unknown, &verdict);
	if (err == 0)
		deciding->message->verdict.elsewhere = verdict.outcome;
	return err;
}

/* What the matched rules say beside their actions: their names, texts, retention. */
static int
verdict_complete(const struct deciding *deciding)
{
	const struct policy *policy = deciding->policy;
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
	struct deciding deciding;

	if (m->envelope.recipient_count == 0)
		return ERROR_INVALID;
	memset(&m->verdict, 0, sizeof(m->verdict));
	int err = facts_collect(m, sender_inside, policy->program.facts_wanted, &facts);
	if (err == 0)
		err = deciding_begin(policy, m, &facts, &deciding);
	if (err == 0)
		err = candidates_find(&deciding);
	if (err == 0)
		err = recipients_judge(&deciding);
	if (err == 0)
		err = elsewhere_judge(&deciding);
	if (err == 0)
		err = verdict_complete(&deciding);
	if (err != 0)
		memset(&m->verdict, 0, sizeof(m->verdict));
	else
		m->verdict.direction = facts.direction;
	return err;
}
