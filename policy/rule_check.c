#include "policy/rule_check.h"

#include "core/error.h"
#include "policy/implication.h"

/* ---- can it hold? -------------------------------------------------------------- */

#define YES_BIT 1u
#define NO_BIT 2u

/* Questions answered yes or no. */
enum binary { BINARY_PHI, BINARY_AUTHENTICATED, BINARY_UNSCANNABLE, BINARY_TLS, BINARY_COUNT };

/* Numbers, each from..to. */
enum range { RANGE_SIZE, RANGE_CONFIDENCE, RANGE_RECIPIENTS, RANGE_OUTSIDE, RANGE_COUNT };

/* All that may still be so, given the conditions met on the way. */
struct possible {
	unsigned directions;
	unsigned sides;
	unsigned binaries[BINARY_COUNT];
	int64_t least[RANGE_COUNT];
	int64_t most[RANGE_COUNT];
};

struct possible_check {
	const struct program *program;
	struct diagnostics *why;
	bool complained;
};

static struct possible
possible_anything(void)
{
	struct possible all = { .directions = ~0u, .sides = SIDE_INSIDE | SIDE_OUTSIDE };

	for (unsigned i = 0; i < BINARY_COUNT; i++)
		all.binaries[i] = YES_BIT | NO_BIT;
	for (unsigned i = 0; i < RANGE_COUNT; i++)
		all.most[i] = INT64_MAX;
	return all;
}

static bool
is_possible(const struct possible *possible)
{
	bool outbound = possible->directions & (1u << DIRECTION_OUTBOUND);

	if (possible->directions == 0 || possible->sides == 0)
		return false;
	/* Mail with a recipient outside is outbound. */
	if (!outbound && (possible->sides == SIDE_OUTSIDE || possible->least[RANGE_OUTSIDE] > 0))
		return false;
	for (unsigned i = 0; i < BINARY_COUNT; i++)
		if (possible->binaries[i] == 0)
			return false;
	for (unsigned i = 0; i < RANGE_COUNT; i++)
		if (possible->least[i] > possible->most[i])
			return false;
	return true;
}

static void
range_narrow(struct possible *possible, enum range range, int64_t threshold, bool above)
{
	if (above && possible->least[range] < threshold)
		possible->least[range] = threshold;
	if (!above && possible->most[range] > threshold - 1)
		possible->most[range] = threshold - 1;
}

static void
binary_narrow(const struct condition *condition, bool holds, unsigned *possible)
{
	*possible &= condition->of.yes == holds ? YES_BIT : NO_BIT;
}

/* Narrows what is possible to where one question has the answer `holds`. */
static void
question_narrow(const struct condition *condition, bool holds, struct possible *possible)
{
	unsigned mask = (unsigned)condition->of.mask;
	int64_t number = condition->of.number;

	switch ((enum condition_kind)condition->kind) {
	case CONDITION_DIRECTION: possible->directions &= holds ? mask : ~mask; break;
	case CONDITION_RECIPIENT_SIDE: possible->sides &= holds ? mask : ~mask; break;
	case CONDITION_PHI:
		binary_narrow(condition, holds, &possible->binaries[BINARY_PHI]);
		break;
	case CONDITION_AUTHENTICATED:
		binary_narrow(condition, holds, &possible->binaries[BINARY_AUTHENTICATED]);
		break;
	case CONDITION_UNSCANNABLE:
		binary_narrow(condition, holds, &possible->binaries[BINARY_UNSCANNABLE]);
		break;
	case CONDITION_RECIPIENT_TLS:
		binary_narrow(condition, holds, &possible->binaries[BINARY_TLS]);
		break;
	case CONDITION_UNSCANNABLE_REASON:
		if (holds)
			possible->binaries[BINARY_UNSCANNABLE] &= YES_BIT;
		break;
	case CONDITION_USER:
		if (holds)
			possible->binaries[BINARY_AUTHENTICATED] &= YES_BIT;
		break;
	case CONDITION_PHI_CONFIDENCE:
		range_narrow(possible, RANGE_CONFIDENCE, number, holds);
		break;
	case CONDITION_SIZE_OVER: range_narrow(possible, RANGE_SIZE, number + 1, holds); break;
	case CONDITION_SIZE_UNDER: range_narrow(possible, RANGE_SIZE, number, !holds); break;
	case CONDITION_RECIPIENTS_OVER:
		range_narrow(possible, RANGE_RECIPIENTS, number + 1, holds);
		break;
	case CONDITION_OUTSIDE_OVER:
		range_narrow(possible, RANGE_OUTSIDE, number + 1, holds);
		break;
	default: break;
	}
}

static void
narrow(const struct program *program, uint32_t at, bool holds, struct possible *possible)
{
	const struct condition *conditions = program->conditions;
	const struct condition *condition = &conditions[at];

	switch (condition->kind) {
	case CONDITION_NOT:
		narrow(program, at + 1, !holds, possible);
		break;
	case CONDITION_NAMED:
	case CONDITION_SAME:
		narrow(program, condition_referred(program, at), holds, possible);
		break;
	case CONDITION_ALL:
	case CONDITION_ANY:
		if ((condition->kind == CONDITION_ALL) != holds)
			break; /* alternatives, see rule_check_possible() */
		for (uint32_t i = at + 1; i < condition->end; i = conditions[i].end)
			narrow(program, i, holds, possible);
		break;
	default:
		question_narrow(condition, holds, possible);
	}
}

/* One of several alternatives: each must be possible beside the rest. */
static void
alternatives_check(struct possible_check *check, uint32_t at, const struct possible *possible)
{
	const struct condition *conditions = check->program->conditions;

	for (uint32_t i = at + 1; i < conditions[at].end; i = conditions[i].end) {
		struct possible branch = *possible;
		narrow(check->program, i, true, &branch);
		if (is_possible(&branch))
			continue;
		check->complained = true;
		(void)settings_complain(conditions[i].node, check->why,
		                        "never holds beside the other conditions");
	}
}

/* Alternatives wherever they stand in what must all hold, given the rest of it. */
static void
alternatives_visit(struct possible_check *check, uint32_t at, const struct possible *possible)
{
	const struct condition *conditions = check->program->conditions;

	if (conditions[at].kind == CONDITION_ANY)
		alternatives_check(check, at, possible);
	if (conditions[at].kind != CONDITION_ALL)
		return;
	for (uint32_t i = at + 1; i < conditions[at].end; i = conditions[i].end)
		alternatives_visit(check, i, possible);
}

int
rule_check_possible(const struct program *program, uint32_t root, struct diagnostics *why)
{
	struct possible_check check = { .program = program, .why = why };
	struct possible possible = possible_anything();

	narrow(program, root, true, &possible);
	bool outside = possible.sides == SIDE_OUTSIDE || possible.least[RANGE_OUTSIDE] > 0;
	if (!is_possible(&possible))
		return settings_complain(program->conditions[root].node, why, outside &&
		                         !(possible.directions & (1u << DIRECTION_OUTBOUND))
		                         ? "never holds: mail with a recipient outside is outbound"
		                         : "never holds: its conditions exclude one another");
	alternatives_visit(&check, root, &possible);
	return check.complained ? ERROR_CONFIG : 0;
}

/* ---- what the message itself says --------------------------------------------------- */

static bool
is_content(const struct condition *condition)
{
	return condition->kind >= CONDITION_CONTENT_TYPE && condition->kind <= CONDITION_HEADER;
}

static int
escape_visit(const struct program *program, uint32_t at, bool negated, struct diagnostics *why)
{
	const struct condition *condition = &program->conditions[at];
	uint32_t other = condition_referred(program, at);
	int err = 0;

	if (other != at)
		return escape_visit(program, other, negated, why);
	negated ^= condition->kind == CONDITION_NOT;
	for (uint32_t i = at + 1; i < condition->end; i = program->conditions[i].end)
		err = compile_worse(err, escape_visit(program, i, negated, why));
	if (!negated || !is_content(condition))
		return err;
	return settings_complain(condition->node, why,
	                         "must not stand under a \"not\": whoever writes it into a message "
	                         "would escape the rule");
}

int
rule_check_escape(const struct program *program, uint32_t root, struct diagnostics *why)
{
	return escape_visit(program, root, false, why);
}

bool
rule_believes_content(const struct program *program, uint32_t root)
{
	for (uint32_t at = root; at < program->conditions[root].end; at++) {
		uint32_t other = condition_referred(program, at);
		if (is_content(&program->conditions[at]) ||
		    (other != at && rule_believes_content(program, other)))
			return true;
	}
	return false;
}

bool
rule_needs_authentication(const struct program *program, uint32_t root)
{
	uint32_t at = condition_referred(program, root);
	const struct condition *conditions = program->conditions;
	bool each = conditions[at].kind == CONDITION_ANY;

	if (conditions[at].kind == CONDITION_AUTHENTICATED)
		return conditions[at].of.yes;
	if (conditions[at].kind != CONDITION_ALL && !each)
		return conditions[at].kind == CONDITION_USER;
	for (uint32_t i = at + 1; i < conditions[at].end; i = conditions[i].end)
		if (rule_needs_authentication(program, i) != each)
			return !each;
	return each;
}

/* ---- what it speaks of ---------------------------------------------------------------- */

struct speech {
	bool phi;
	unsigned unread;
};

static struct speech speech_of(const struct program *program, uint32_t at);

/* All: whatever one says. Any: what each says. */
static struct speech
speech_of_group(const struct program *program, uint32_t at)
{
	const struct condition *conditions = program->conditions;
	bool all = conditions[at].kind == CONDITION_ALL, each_unread = true;
	struct speech sum = { .phi = !all, .unread = 0 };

	for (uint32_t i = at + 1; i < conditions[at].end; i = conditions[i].end) {
		struct speech one = speech_of(program, i);
		sum.phi = all ? sum.phi || one.phi : sum.phi && one.phi;
		sum.unread |= one.unread;
		each_unread = each_unread && one.unread != 0;
	}
	if (!all && !each_unread)
		sum.unread = 0;
	return sum;
}

static struct speech
speech_of(const struct program *program, uint32_t at)
{
	const struct condition *condition = &program->conditions[at];
	struct speech none = { false, 0 };

	switch (condition->kind) {
	case CONDITION_ALL:
	case CONDITION_ANY:
		return speech_of_group(program, at);
	case CONDITION_NAMED:
	case CONDITION_SAME:
		return speech_of(program, condition_referred(program, at));
	case CONDITION_PHI:
		return (struct speech){ condition->of.yes, 0 };
	case CONDITION_UNSCANNABLE:
		return (struct speech){ false, condition->of.yes ? ~0u : 0 };
	case CONDITION_UNSCANNABLE_REASON:
		return (struct speech){ false, (unsigned)condition->of.mask };
	default:
		return none;
	}
}

void
rule_check_speech(const struct program *program, struct rule *rule)
{
	struct speech speech = speech_of(program, rule->root);
	bool believes = rule_believes_content(program, rule->root);

	rule->speaks_of_phi = speech.phi && !believes;
	rule->speaks_of_unread = believes ? 0 : speech.unread;
}
