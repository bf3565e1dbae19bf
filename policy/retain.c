#include "policy/retain.h"

#include "core/error.h"

static bool
is_known(const struct retaining *retaining, const char *name)
{
	for (size_t i = 0; i < retaining->count; i++)
		if (strcmp(retaining->names[i], name) == 0)
			return true;
	return false;
}

void
retain_add(struct retaining *retaining, const struct retention_class *class, const char *reason)
{
	struct verdict *verdict = &retaining->message->verdict;
	int64_t until = retention_class_until(class, &retaining->facts);

	if (!is_known(retaining, class->name))
		retaining->names[retaining->count++] = class->name;
	if (verdict->retention_class != NULL && until <= verdict->retain_until)
		return;
	verdict->retention_class = class->name;
	verdict->retention_reason = reason;
	verdict->retention_basis = class->basis;
	verdict->retain_until = until;
}

int
retain_begin(struct message *m, const struct retention_class *first, const char *reason,
             const struct retention_class *classes, size_t class_count, struct retaining *out)
{
	*out = (struct retaining){ .message = m, .facts = retention_facts_of_message(m) };
	out->names = arena_alloc_array(m->arena, class_count + 1, sizeof(*out->names));
	if (out->names == NULL)
		return arena_failure(m->arena);
	retain_add(out, first, reason);
	for (size_t i = 0; i < class_count; i++) {
		const char *asked = retention_class_asked(&classes[i], &out->facts);
		if (asked != NULL)
			retain_add(out, &classes[i], asked);
	}
	return 0;
}

void
retain_finish(struct retaining *retaining)
{
	struct verdict *verdict = &retaining->message->verdict;
	size_t others = 0;

	for (size_t i = 0; i < retaining->count; i++)
		if (strcmp(retaining->names[i], verdict->retention_class) != 0)
			retaining->names[others++] = retaining->names[i];
	verdict->retention_others = retaining->names;
	verdict->retention_other_count = others;
}
