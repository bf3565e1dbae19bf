#include "policy/policy.h"

#include "core/error.h"
#include "policy/facts.h"
#include "policy/policy_parts.h"
#include "policy/removal.h"
#include "policy/retain.h"

/* Why a part that could hold anything was not read. What is encrypted already,
 * and a format that no reader exists for, are for the rules alone to judge. */
#define UNREAD_REASONS (~(1u << UNSCANNABLE_ENCRYPTED | 1u << UNSCANNABLE_FORMAT))

/* A rule whose conditions on the message hold; what remains is asked of each recipient. */
struct candidate {
	const struct rule *rule;
	bool certain;   /* holds whoever the recipient is */
	size_t matched; /* recipients it held for */
	bool due;       /* what it wants taken out is in there */
};

struct deciding {
	const struct policy *policy;
	struct message *message;
	struct asking asking;
	struct candidate *candidates;
	size_t count;
	bool any_due;      /* of the candidates */
	struct policy_doubts doubts;
};

static int
memo_make(const struct program *program, struct arena *arena, uint8_t **out)
{
	*out = arena_alloc(arena, program->memo_count + 1);
	return *out != NULL ? 0 : arena_failure(arena);
}

int
policy_asking_begin(const struct policy *policy, const struct facts *facts, struct arena *arena,
                    struct asking *out)
{
	*out = (struct asking){ .program = &policy->program, .facts = facts };
	int err = memo_make(&policy->program, arena, &out->message_memo);
	return err != 0 ? err : memo_make(&policy->program, arena, &out->recipient_memo);
}

int
policy_asking_recipient(struct asking *asking, const struct recipient *recipient,
                        struct arena *arena, struct address *address)
{
	int err = address_make(arena, recipient->address, address);

	asking->recipient = recipient;
	asking->address = address;
	memset(asking->recipient_memo, 0, asking->program->memo_count + 1);
	return err;
}

static int
deciding_begin(const struct policy *policy, struct message *m, const struct facts *facts,
               struct deciding *out)
{
	*out = (struct deciding){ .policy = policy, .message = m };
	return policy_asking_begin(policy, facts, m->arena, &out->asking);
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
		const struct rule *rule = &policy->rules[i];
		enum truth truth = condition_ask(&out->asking, rule->root);
		if (truth == TRUTH_NO)
			continue;
		bool due = rule->removes && removal_is_due(rule, out->message);
		out->candidates[out->count++] = (struct candidate){
			.rule = rule, .certain = truth == TRUTH_YES, .due = due };
		out->any_due = out->any_due || due;
	}
	return 0;
}

/* A message in which stays what the rule wants taken out gets what the rule says for that. */
static enum outcome
candidate_outcome(const struct candidate *candidate, const struct recipient *recipient)
{
	enum outcome outcome = policy_action_for(candidate->rule, recipient);

	return candidate->due ? outcome_stricter(outcome, candidate->rule->otherwise) : outcome;
}

enum outcome
policy_action_for(const struct rule *rule, const struct recipient *recipient)
{
	if (rule->action == OUTCOME_TLS && !recipient->tls_capable)
		return rule->without_tls;
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

/* What becomes of a recipient, and of which rules. */
struct judgement {
	enum outcome outcome;
	const char *rule; /* NULL while none has held */
	struct spoken_of spoken_of;
};

static void
judgement_add(struct judgement *judgement, const struct rule *rule, enum outcome outcome)
{
	judgement->spoken_of.phi |= rule->speaks_of_phi;
	judgement->spoken_of.unread |= rule->speaks_of_unread;
	if (judgement->rule != NULL &&
	    outcome_strictness(outcome) <= outcome_strictness(judgement->outcome))
		return;
	judgement->outcome = outcome;
	judgement->rule = rule->name;
}

static void
judgement_finish(struct judgement *judgement, const struct facts *facts,
                 const struct recipient *recipient)
{
	const char *floor = floor_rule(facts, &judgement->spoken_of);

	if (floor != NULL && judgement->outcome == OUTCOME_PASS && !recipient->internal) {
		judgement->outcome = OUTCOME_PORTAL;
		judgement->rule = floor;
	}
	if (outcome_strictness(recipient->at_least) > outcome_strictness(judgement->outcome)) {
		judgement->outcome = recipient->at_least;
		judgement->rule = POLICY_RULE_SPLIT;
	}
}

/* What of all rules holds for the recipient asked about. */
struct judgements {
	struct judgement in_force;  /* by those in force */
	struct judgement all;       /* by those in shadow mode too */
	struct judgement rewritten; /* by those in force, once all is out that they want out */
};

static void
candidates_judge(struct deciding *deciding, struct judgements *out)
{
	const struct asking *asking = &deciding->asking;
	bool unforeseen = false, rewritten = false;

	for (size_t i = 0; i < deciding->count; i++) {
		struct candidate *candidate = &deciding->candidates[i];
		const struct rule *rule = candidate->rule;
		enum truth truth = candidate->certain ? TRUTH_YES : condition_ask(asking, rule->root);
		unforeseen |= truth == TRUTH_UNKNOWN;
		if (truth != TRUTH_YES)
			continue;
		rewritten |= rule->removes;
		enum outcome outcome = candidate_outcome(candidate, asking->recipient);
		judgement_add(&out->all, rule, outcome);
		if (rule->shadow)
			continue;
		candidate->matched++;
		judgement_add(&out->in_force, rule, outcome);
		if (deciding->any_due)
			judgement_add(&out->rewritten, rule, policy_action_for(rule, asking->recipient));
	}
	deciding->doubts.unforeseen += unforeseen;
	deciding->doubts.rewritten += rewritten;
}

static struct recipient_verdict
verdict_of(const struct judgements *judgements, bool shadow)
{
	const struct judgement *in_force = &judgements->in_force, *all = &judgements->all;
	struct recipient_verdict verdict = {
		.outcome = in_force->outcome, .rule = in_force->rule,
		.rewritten_outcome = judgements->rewritten.outcome,
		.rewritten_rule = judgements->rewritten.rule,
	};

	if (shadow)
		verdict = (struct recipient_verdict){ .outcome = OUTCOME_PASS, .rule = POLICY_RULE_SHADOW };
	if (verdict.outcome != all->outcome || verdict.rule != all->rule) {
		verdict.shadow_outcome = all->outcome;
		verdict.shadow_rule = all->rule;
	}
	return verdict;
}

/* The floor is asked of what is left when all is taken out, then anew. */
static int
recipient_judge(struct deciding *deciding, const struct recipient *recipient,
                struct recipient_verdict *out)
{
	const struct judgement nothing = { .outcome = OUTCOME_PASS };
	struct judgements judgements = { nothing, nothing, nothing };
	struct asking *asking = &deciding->asking;
	struct address address;

	int err = policy_asking_recipient(asking, recipient, deciding->message->arena, &address);
	if (err != 0)
		return err;
	candidates_judge(deciding, &judgements);
	judgement_finish(&judgements.in_force, asking->facts, recipient);
	judgement_finish(&judgements.all, asking->facts, recipient);
	asking->recipient = NULL;
	asking->address = NULL;
	*out = verdict_of(&judgements, deciding->policy->shadow);
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
	m->verdict.shadow = deciding->policy->shadow;
	for (size_t i = 0; i < count; i++) {
		int err = recipient_judge(deciding, &m->envelope.recipients[i], &m->verdict.each[i]);
		if (err != 0)
			return err;
		m->verdict.outcome = outcome_stricter(m->verdict.outcome, m->verdict.each[i].outcome);
	}
	return 0;
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
	out->any_due = deciding->any_due;
	return 0;
}

static int
elsewhere_judge(const struct deciding *deciding)
{
	static const struct recipient unknown = {
		.address = "unknown@elsewhere.invalid",
		.written = RECIPIENT_NEVER, .domain_written = RECIPIENT_NEVER };
	struct facts facts = *deciding->asking.facts;
	struct deciding leaving;
	struct recipient_verdict verdict;

	int err = elsewhere_begin(deciding, &facts, &leaving);
	if (err == 0)
		err = recipient_judge(&leaving, &unknown, &verdict);
	if (err == 0) {
		deciding->message->verdict.elsewhere = verdict.outcome;
		deciding->message->verdict.rewritten_elsewhere = verdict.rewritten_outcome;
	}
	return err;
}

/* What the matched rules do beside their outcomes; `count` of them. */
static int
treatments_collect(const struct deciding *deciding, size_t count)
{
	struct verdict *verdict = &deciding->message->verdict;
	struct treatment *treatments = NULL;

	if (count == 0)
		return 0;
	treatments = arena_alloc_array(deciding->message->arena, count, sizeof(*treatments));
	if (treatments == NULL)
		return arena_failure(deciding->message->arena);
	for (size_t i = 0; i < deciding->count; i++) {
		const struct candidate *candidate = &deciding->candidates[i];
		for (size_t j = 0; candidate->matched > 0 && j < candidate->rule->treatment_count; j++)
			treatments[verdict->treatment_count++] = candidate->rule->treatments[j];
	}
	verdict->treatments = treatments;
	return notified_find(&deciding->policy->notified, &deciding->asking.facts->sender,
	                     deciding->message);
}

/* Whether a recipient is treated as the message is, when that is handled as a whole. */
static bool
is_treated_alike(const struct message *m, size_t recipient)
{
	enum outcome own = m->verdict.each[recipient].outcome;

	/* Verified TLS makes no difference where nothing leaves. */
	return own == m->verdict.outcome || (own == OUTCOME_PASS && m->verdict.outcome == OUTCOME_TLS &&
	                                     m->envelope.recipients[recipient].internal);
}

static bool
verdicts_differ(const struct deciding *deciding)
{
	const struct message *m = deciding->message;
	size_t count = m->envelope.recipient_count;

	for (size_t i = 0; i < count; i++)
		if (!is_treated_alike(m, i))
			return true;
	if (outcome_strictness(m->verdict.outcome) > outcome_strictness(OUTCOME_HOLD) &&
	    !m->verdict.rewrites)
		return false; /* of what nobody gets, nothing is treated */
	for (size_t i = 0; i < deciding->count; i++) {
		const struct candidate *candidate = &deciding->candidates[i];
		bool treats = candidate->rule->treatment_count > 0 || candidate->rule->removes;
		if (treats && candidate->matched > 0 && candidate->matched < count)
			return true;
	}
	return false;
}

/* What a refusal says where no rule that holds has said it. */
static void
text_complete(struct verdict *verdict)
{
	if (verdict->reject_text != NULL)
		return;
	if (verdict->outcome == OUTCOME_REJECT)
		verdict->reject_text = RULE_REJECT_TEXT;
	else if (verdict->outcome == OUTCOME_DEFER)
		verdict->reject_text = RULE_DEFER_TEXT;
}

/* What the matched rules say beside their actions: their names, texts, retention. */
static int
verdict_complete(const struct deciding *deciding)
{
	size_t treatment_count = 0;
	const struct policy *policy = deciding->policy;
	struct message *m = deciding->message;
	const char **names = arena_alloc_array(m->arena, deciding->count, sizeof(*names));

	if (names == NULL)
		return arena_failure(m->arena);
	bool phi = deciding->asking.facts->phi;
	struct retaining retaining;
	int err = retain_begin(m, phi ? policy->phi_class : policy->default_class, phi ? "phi" : "default",
	                       policy->classes, policy->class_count, &retaining);
	if (err != 0)
		return err;
	for (size_t i = 0; i < deciding->count; i++) {
		const struct rule *rule = deciding->candidates[i].rule;
		if (deciding->candidates[i].matched == 0)
			continue;
		names[m->verdict.rule_count++] = rule->name;
		m->verdict.rewrites = m->verdict.rewrites || deciding->candidates[i].due;
		bool refuses = rule->action == m->verdict.outcome ||
		               (deciding->candidates[i].due && rule->otherwise == m->verdict.outcome);
		if (refuses && m->verdict.reject_text == NULL)
			m->verdict.reject_text = rule->text;
		if (rule->retention != NULL)
			retain_add(&retaining, rule->retention, rule->name);
		treatment_count += rule->treatment_count;
	}
	retain_finish(&retaining);
	m->verdict.rules = names;
	m->verdict.rewrites = m->verdict.rewrites && !m->verdict.shadow;
	m->verdict.differs = !m->verdict.shadow && verdicts_differ(deciding);
	text_complete(&m->verdict);
	return m->verdict.shadow ? 0 : treatments_collect(deciding, treatment_count);
}

static int
decide(const struct policy *policy, const struct facts *facts, struct message *m,
       struct deciding *deciding)
{
	if (m->envelope.recipient_count == 0)
		return ERROR_INVALID;
	memset(&m->verdict, 0, sizeof(m->verdict));
	int err = deciding_begin(policy, m, facts, deciding);
	if (err == 0)
		err = candidates_find(deciding);
	if (err == 0)
		err = recipients_judge(deciding);
	if (err == 0)
		err = elsewhere_judge(deciding);
	if (err == 0)
		err = verdict_complete(deciding);
	if (err != 0)
		memset(&m->verdict, 0, sizeof(m->verdict));
	else
		m->verdict.direction = facts->direction;
	return err;
}

int
policy_facts(const struct policy *policy, bool sender_inside, const struct record *past,
             struct message *m, struct facts *out)
{
	unsigned wanted = policy->program.facts_wanted;

	return past != NULL ? past_facts(past, sender_inside, wanted, m, out)
	                    : facts_collect(m, sender_inside, wanted, out);
}

int
policy_decide_facts(const struct policy *policy, const struct facts *facts, struct message *m)
{
	struct deciding deciding;

	return decide(policy, facts, m, &deciding);
}

int
policy_decide(const struct policy *policy, bool sender_inside, struct message *m)
{
	struct facts facts;

	memset(&m->verdict, 0, sizeof(m->verdict));
	int err = policy_facts(policy, sender_inside, NULL, m, &facts);
	return err != 0 ? err : policy_decide_facts(policy, &facts, m);
}

int
policy_decide_past(const struct policy *policy, bool sender_inside, const struct record *past,
                   struct message *m, struct policy_doubts *doubts)
{
	struct deciding deciding;
	struct facts facts;

	int err = policy_facts(policy, sender_inside, past, m, &facts);
	if (err == 0)
		err = decide(policy, &facts, m, &deciding);
	if (err == 0)
		*doubts = deciding.doubts;
	return err;
}
