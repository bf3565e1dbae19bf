#include "policy/implication.h"

uint32_t
condition_referred(const struct program *program, uint32_t at)
{
	const struct condition *condition = &program->conditions[at];

	if (condition->kind == CONDITION_NAMED)
		return condition_referred(program, program->named[condition->of.number].root);
	if (condition->kind == CONDITION_SAME)
		return condition_referred(program, (uint32_t)condition->of.number);
	return at;
}

/* Every entry of the one is written in the other, too. */
static bool
list_within(const struct list *narrow, const struct list *wide)
{
	if (narrow == wide)
		return true;
	for (size_t i = 0; i < narrow->count; i++) {
		bool found = false;
		for (size_t j = 0; j < wide->count && !found; j++)
			found = strcmp(narrow->entries[i].text, wide->entries[j].text) == 0;
		if (!found)
			return false;
	}
	return narrow->count > 0;
}

static bool
finding_within(const struct finding_condition *narrow, const struct finding_condition *wide)
{
	return (narrow->types & ~wide->types) == 0 && narrow->count >= wide->count &&
	       narrow->distinct >= wide->distinct && narrow->confidence >= wide->confidence &&
	       narrow->everyone == wide->everyone;
}

static bool
near_within(const struct near_condition *narrow, const struct near_condition *wide)
{
	bool nearer = narrow->measure == wide->measure ? narrow->distance <= wide->distance
	                                               : wide->measure == NEAR_PART;

	if ((narrow->sensitive == 0) != (wide->sensitive == 0) ||
	    (narrow->sensitive & ~wide->sensitive) != 0)
		return false;
	return nearer && (narrow->types & ~wide->types) == 0 && (narrow->kinds & ~wide->kinds) == 0 &&
	       narrow->count >= wide->count && narrow->confidence >= wide->confidence &&
	       narrow->everyone == wide->everyone;
}

static bool
header_within(const struct header_condition *narrow, const struct header_condition *wide)
{
	if (!bytes_equal_nocase(bytes_of_string(narrow->name), bytes_of_string(wide->name)))
		return false;
	if (wide->words == NULL)
		return true;
	return narrow->words != NULL && list_within(narrow->words, wide->words);
}

/* Both of one kind that asks something. */
static bool
question_within(const struct condition *narrow, const struct condition *wide)
{
	switch ((enum condition_kind)narrow->kind) {
	case CONDITION_DIRECTION:
	case CONDITION_UNSCANNABLE_REASON:
	case CONDITION_CONTENT:
	case CONDITION_RECIPIENT_SIDE:
		return (narrow->of.mask & ~wide->of.mask) == 0;
	case CONDITION_PHI:
	case CONDITION_AUTHENTICATED:
	case CONDITION_UNSCANNABLE:
	case CONDITION_RECIPIENT_TLS:
		return narrow->of.yes == wide->of.yes;
	case CONDITION_PHI_CONFIDENCE:
	case CONDITION_SIZE_OVER:
	case CONDITION_RECIPIENTS_OVER:
	case CONDITION_OUTSIDE_OVER:
	case CONDITION_HOURLY_OVER:
	case CONDITION_RECIPIENT_NEW:
	case CONDITION_RECIPIENT_DOMAIN_NEW:
		return narrow->of.number >= wide->of.number;
	case CONDITION_SIZE_UNDER:
		return narrow->of.number <= wide->of.number;
	case CONDITION_TIME:
		return (narrow->of.hours.days & ~wide->of.hours.days) == 0 &&
		       narrow->of.hours.from == wide->of.hours.from &&
		       narrow->of.hours.to == wide->of.hours.to;
	case CONDITION_FINDINGS:
		return finding_within(&narrow->of.finding, &wide->of.finding);
	case CONDITION_HEALTH:
		return (narrow->of.health.sensitive == 0) == (wide->of.health.sensitive == 0) &&
		       (narrow->of.health.kinds & ~wide->of.health.kinds) == 0 &&
		       (narrow->of.health.sensitive & ~wide->of.health.sensitive) == 0 &&
		       narrow->of.health.count >= wide->of.health.count;
	case CONDITION_NEAR: return near_within(&narrow->of.near, &wide->of.near);
	case CONDITION_HEADER:
		return header_within(&narrow->of.header, &wide->of.header);
	default:
		return list_within(narrow->of.list, wide->of.list);
	}
}

/* Whether, of the conditions inside `group`, one or each implies or is implied. */
static bool
member_implies(const struct program *program, uint32_t group, uint32_t wide, bool each)
{
	uint32_t end = program->conditions[group].end;

	for (uint32_t i = group + 1; i < end; i = program->conditions[i].end)
		if (condition_implies(program, i, wide) != each)
			return !each;
	return each;
}

static bool
member_implied(const struct program *program, uint32_t narrow, uint32_t group, bool each)
{
	uint32_t end = program->conditions[group].end;

	for (uint32_t i = group + 1; i < end; i = program->conditions[i].end)
		if (condition_implies(program, narrow, i) != each)
			return !each;
	return each;
}

bool
condition_implies(const struct program *program, uint32_t narrow, uint32_t wide)
{
	narrow = condition_referred(program, narrow);
	wide = condition_referred(program, wide);
	const struct condition *one = &program->conditions[narrow];
	const struct condition *other = &program->conditions[wide];

	if (narrow == wide)
		return true;
	if (other->kind == CONDITION_ALL)
		return member_implied(program, narrow, wide, true);
	if (one->kind == CONDITION_ANY)
		return member_implies(program, narrow, wide, true);
	if (other->kind == CONDITION_ANY && member_implied(program, narrow, wide, false))
		return true;
	if (one->kind == CONDITION_ALL)
		return member_implies(program, narrow, wide, false);
	if (one->kind != other->kind)
		return false;
	if (one->kind == CONDITION_NOT)
		return condition_implies(program, wide + 1, narrow + 1);
	return one->kind > CONDITION_SAME && question_within(one, other);
}
