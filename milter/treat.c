#include "milter/treat.h"

#include "core/error.h"

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

/* How many fields of that name came with the message. */
static int
field_count(const struct message *m, const char *name)
{
	int count = 0;

	for (size_t i = 0; i < m->header_count; i++)
		count += bytes_equal_nocase(m->headers[i].name, bytes_of_string(name));
	return count;
}

/* Deletes the fields of that name but the first `kept`, from the last one, so that a deletion
 * renumbers none still to come. */
static int
fields_strip(struct message *m, const char *name, int kept)
{
	int err = 0;

	for (int index = field_count(m, name); index > kept && err == 0; index--)
		err = message_edit_add(m, (struct edit){ .kind = EDIT_HEADER_DELETE, .name = name, .index = index });
	return err;
}

int
treat_strip_header(struct message *m, const char *name)
{
	return fields_strip(m, name, 0);
}

/* What stands in place of a subject that was moved; NULL where none was. The first rule's word. */
static const char *
subject_moved(const struct message *m)
{
	for (size_t i = 0; i < m->verdict.treatment_count; i++)
		if (m->verdict.treatments[i].kind == TREATMENT_MOVE_SUBJECT)
			return m->verdict.treatments[i].value;
	return NULL;
}

/* Nothing may go on saying what the subject was. */
static int
subject_echoes_strip(struct message *m)
{
	int err = fields_strip(m, "Subject", 1);

	return err != 0 ? err : fields_strip(m, "Thread-Topic", 0);
}

static int
subject_treat(struct message *m)
{
	const char *moved = subject_moved(m);
	const char *given = moved != NULL ? moved : m->rewriting.subject;
	struct bytes came = message_header_find(m, "Subject");
	struct bytes tagged = given != NULL ? bytes_of_string(given) : came;
	bool there = field_count(m, "Subject") > 0;
	int err = moved != NULL ? subject_echoes_strip(m) : 0;

	for (size_t i = 0; i < m->verdict.treatment_count && err == 0; i++)
		if (m->verdict.treatments[i].kind == TREATMENT_TAG_SUBJECT)
			err = subject_tag(m, m->verdict.treatments[i].value, &tagged);
	if (err != 0 || tagged.data == came.data)
		return err;
	return message_edit_add(m, (struct edit){ .kind = there ? EDIT_HEADER_CHANGE : EDIT_HEADER_ADD,
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

static bool
names_field(const struct treatment *treatment, enum treatment_kind kind, const char *name)
{
	return treatment->kind == kind &&
	       bytes_equal_nocase(bytes_of_string(treatment->name), bytes_of_string(name));
}

/* Where rules differ the first one's value counts, and that none is left counts before all. */
static int
header_replace(struct message *m, size_t i)
{
	const struct treatment *treatments = m->verdict.treatments, *one = &treatments[i];

	for (size_t j = 0; j < m->verdict.treatment_count; j++)
		if (names_field(&treatments[j], TREATMENT_HEADER_STRIP, one->name) ||
		    (j < i && names_field(&treatments[j], TREATMENT_HEADER_REPLACE, one->name)))
			return 0;
	if (field_count(m, one->name) == 0)
		return 0;
	int err = fields_strip(m, one->name, 1);
	return err != 0 ? err : message_edit_add(m, (struct edit){ .kind = EDIT_HEADER_CHANGE, .index = 1,
	                                                           .name = one->name, .value = one->value });
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
		else if (kind == TREATMENT_HEADER_REPLACE)
			err = header_replace(m, i);
		else if (kind == TREATMENT_HEADER_ADD)
			err = message_edit_add(m, (struct edit){ .kind = EDIT_HEADER_ADD, .name = treatment->name,
			                                         .value = treatment->value });
		else
			err = message_edit_add(m, (struct edit){ .kind = EDIT_RECIPIENT_ADD,
			                                         .value = treatment->value });
	}
	return err;
}

int
treat_header(struct message *m)
{
	int err = subject_treat(m);

	if (err == 0)
		err = kind_treat(m, TREATMENT_HEADER_REPLACE);
	if (err == 0)
		err = kind_treat(m, TREATMENT_HEADER_STRIP);
	return err != 0 ? err : kind_treat(m, TREATMENT_HEADER_ADD);
}

int
treat_message(struct message *m)
{
	size_t before = m->edit_count;
	int err = m->verdict.outcome != OUTCOME_PORTAL ? treat_header(m) : 0;

	m->rewriting.fields = (uint32_t)(m->edit_count - before);
	before = m->edit_count;
	if (err == 0)
		err = kind_treat(m, TREATMENT_JOURNAL);
	m->rewriting.copies = (uint32_t)(m->edit_count - before);
	return err;
}

size_t
treat_count_journals(const struct message *m)
{
	size_t count = 0;

	for (size_t i = 0; i < m->verdict.treatment_count; i++)
		count += m->verdict.treatments[i].kind == TREATMENT_JOURNAL;
	return count;
}
