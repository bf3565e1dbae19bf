#include "milter/treat.h"

#include "core/error.h"

static int
edit_add(struct message *m, struct edit edit)
{
	struct edit *last;

	int err = message_edit_add(m, &last);
	if (err == 0)
		*last = edit;
	return err;
}

int
treat_strip_header(struct message *m, const char *name)
{
	int found = 0, err = 0;

	for (size_t i = 0; i < m->header_count; i++)
		found += bytes_equal_nocase(m->headers[i].name, bytes_of_string(name));
	/* From the last to the first, so that a deletion renumbers none still to come. */
	for (int index = found; index >= 1 && err == 0; index--)
		err = edit_add(m, (struct edit){ .kind = EDIT_HEADER_DELETE, .name = name, .index = index });
	return err;
}

/* Several rules may tag: the last tag comes to stand first. `subject` is what it is by now. */
static int
subject_tag(struct message *m, const char *tag, struct bytes *subject)
{
	struct bytes old = *subject;

	while (old.length > 0 && byte_is_space(old.data[0]))
		old = bytes_slice(old, 1, SIZE_MAX);
	if (bytes_find_nocase(old, bytes_of_string(tag)) != SIZE_MAX)
		return 0;
	size_t length = strlen(tag);
	char *value = arena_alloc(m->arena, length + old.length + 2);
	if (value == NULL)
		return arena_failure(m->arena);
	memcpy(value, tag, length);
	value[length] = ' ';
	if (old.length > 0)
		memcpy(value + length + 1, old.data, old.length);
	*subject = bytes_make(value, length + 1 + old.length);
	return 0;
}

static int
subject_treat(struct message *m)
{
	struct bytes subject = message_header_find(m, "Subject"), tagged = subject;
	bool there = false;
	int err = 0;

	for (size_t i = 0; i < m->header_count; i++)
		there = there || bytes_equal_nocase(m->headers[i].name, bytes_of_string("Subject"));
	for (size_t i = 0; i < m->verdict.treatment_count && err == 0; i++)
		if (m->verdict.treatments[i].kind == TREATMENT_TAG_SUBJECT)
			err = subject_tag(m, m->verdict.treatments[i].value, &tagged);
	if (err != 0 || tagged.data == subject.data)
		return err;
	return edit_add(m, (struct edit){ .kind = there ? EDIT_HEADER_CHANGE : EDIT_HEADER_ADD,
	                                  .name = "Subject", .index = 1,
	                                  .value = (const char *)tagged.data });
}

/* Whether an earlier treatment says the same. */
static bool
was_treated(const struct verdict *verdict, size_t i)
{
	const struct treatment *one = &verdict->treatments[i];

	for (size_t j = 0; j < i; j++) {
		const struct treatment *other = &verdict->treatments[j];
		if (other->kind == one->kind &&
		    bytes_equal_nocase(bytes_of_string(other->name), bytes_of_string(one->name)) &&
		    bytes_equal(bytes_of_string(other->value), bytes_of_string(one->value)))
			return true;
	}
	return false;
}

/* All of one kind: fields are stripped before others are added. */
static int
kind_treat(struct message *m, enum treatment_kind kind)
{
	const struct verdict *verdict = &m->verdict;
	int err = 0;

	for (size_t i = 0; i < verdict->treatment_count && err == 0; i++) {
		const struct treatment *treatment = &verdict->treatments[i];
		if (treatment->kind != kind || was_treated(verdict, i))
			continue;
		if (kind == TREATMENT_HEADER_STRIP)
			err = treat_strip_header(m, treatment->name);
		else if (kind == TREATMENT_HEADER_ADD)
			err = edit_add(m, (struct edit){ .kind = EDIT_HEADER_ADD, .name = treatment->name,
			                                 .value = treatment->value });
		else
			err = edit_add(m, (struct edit){ .kind = EDIT_RECIPIENT_ADD,
			                                 .value = treatment->value });
	}
	return err;
}

int
treat_message(struct message *m)
{
	bool keeps_header = m->verdict.outcome != OUTCOME_PORTAL;
	int err = keeps_header ? subject_treat(m) : 0;

	if (err == 0 && keeps_header)
		err = kind_treat(m, TREATMENT_HEADER_STRIP);
	if (err == 0 && keeps_header)
		err = kind_treat(m, TREATMENT_HEADER_ADD);
	return err != 0 ? err : kind_treat(m, TREATMENT_JOURNAL);
}

size_t
treat_count_journals(const struct message *m)
{
	size_t count = 0;

	for (size_t i = 0; i < m->verdict.treatment_count; i++)
		count += m->verdict.treatments[i].kind == TREATMENT_JOURNAL;
	return count;
}
