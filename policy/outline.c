#include "policy/outline.h"

#include "policy/implication.h"

_Static_assert(CONDITION_KIND_LIMIT <= 64, "a kind is a bit of a uint64_t");

/* The list that a question compares with; NULL for those without one. */
static const struct list *
question_list(const struct condition *condition)
{
	switch ((enum condition_kind)condition->kind) {
	case CONDITION_SENDER:
	case CONDITION_SENDER_DOMAIN:
	case CONDITION_USER:
	case CONDITION_CLIENT:
	case CONDITION_CONTENT_TYPE:
	case CONDITION_FILE_EXTENSION:
	case CONDITION_RECIPIENT:
	case CONDITION_RECIPIENT_DOMAIN:
		return condition->of.list;
	default:
		return NULL;
	}
}

/* FNV-1a: nobody gains by choosing entries that share a bit. */
static void
entry_add(struct entry_set *set, unsigned kind, const char *text)
{
	uint32_t hash = 2166136261u ^ kind;

	for (; *text != '\0'; text++)
		hash = (hash ^ (uint8_t)*text) * 16777619u;
	hash ^= hash >> 16;
	set->words[hash / 64 % OUTLINE_WORDS] |= (uint64_t)1 << hash % 64;
}

static void
set_add(struct entry_set *set, const struct entry_set *other)
{
	for (unsigned i = 0; i < OUTLINE_WORDS; i++)
		set->words[i] |= other->words[i];
}

static unsigned
set_size(const struct entry_set *set)
{
	unsigned size = 0;

	for (unsigned i = 0; i < OUTLINE_WORDS; i++)
		size += (unsigned)__builtin_popcountll(set->words[i]);
	return size;
}

/* A list within this one begins with an entry of this one. */
static struct outline
question_outline(const struct condition *condition)
{
	const struct list *list = question_list(condition);
	struct outline outline = { .kinds = (uint64_t)1 << condition->kind };

	outline.kinds_needed = outline.kinds;
	if (list == NULL || list->count == 0)
		return outline;
	entry_add(&outline.first, condition->kind, list->entries[0].text);
	for (size_t i = 0; i < list->count; i++)
		entry_add(&outline.needed, condition->kind, list->entries[i].text);
	outline.needs_entry = true;
	return outline;
}

/* All: what implies it implies each, so the entries that tell most are asked for. */
static void
all_add(struct outline *sum, const struct outline *one)
{
	sum->kinds_needed |= one->kinds_needed;
	if (!one->needs_entry ||
	    (sum->needs_entry && set_size(&sum->needed) <= set_size(&one->needed)))
		return;
	sum->needed = one->needed;
	sum->needs_entry = true;
}

/* Any: what implies it implies one, whichever. */
static void
any_add(struct outline *sum, const struct outline *one)
{
	sum->kinds_needed &= one->kinds_needed;
	sum->needs_entry = sum->needs_entry && one->needs_entry;
	set_add(&sum->needed, &one->needed);
}

static struct outline
group_outline(const struct program *program, uint32_t at)
{
	const struct condition *conditions = program->conditions;
	bool all = conditions[at].kind == CONDITION_ALL;
	struct outline sum = { .kinds_needed = all ? 0 : ~(uint64_t)0, .needs_entry = !all };

	for (uint32_t i = at + 1; i < conditions[at].end; i = conditions[i].end) {
		struct outline one = outline_make(program, i);
		sum.kinds |= one.kinds;
		set_add(&sum.first, &one.first);
		if (all)
			all_add(&sum, &one);
		else
			any_add(&sum, &one);
	}
	return sum;
}

struct outline
outline_make(const struct program *program, uint32_t at)
{
	at = condition_referred(program, at);
	const struct condition *condition = &program->conditions[at];

	if (condition->kind == CONDITION_ALL || condition->kind == CONDITION_ANY)
		return group_outline(program, at);
	if (condition->kind != CONDITION_NOT)
		return question_outline(condition);
	/* Only another "not" implies this one. */
	struct outline outline = outline_make(program, at + 1);
	outline.kinds |= (uint64_t)1 << CONDITION_NOT;
	outline.kinds_needed = (uint64_t)1 << CONDITION_NOT;
	outline.needs_entry = false;
	return outline;
}
