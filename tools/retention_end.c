#include "tools/retention_end.h"

#include "core/retention.h"

/* Whether the record says that it is of the class. */
static bool
record_has_class(const struct record *record, const char *name)
{
	struct bytes wanted = bytes_of_string(name);

	if (bytes_equal(record->retention_class, wanted))
		return true;
	for (size_t i = 0; i < record->retention_other_count; i++)
		if (bytes_equal(record->retention_others[i], wanted))
			return true;
	return false;
}

bool
retention_schedule_knows(const struct configuration *configuration, const struct record *record)
{
	for (size_t i = 0; i < configuration->retention.class_count; i++)
		if (bytes_equal(record->retention_class,
		                bytes_of_string(configuration->retention.classes[i].name)))
			return true;
	return false;
}

int64_t
retention_schedule_end(const struct configuration *configuration, const struct record *record)
{
	const struct retention_facts facts = retention_facts_of_record(record);
	int64_t end = 0;

	for (size_t i = 0; i < configuration->retention.class_count; i++) {
		const struct retention_class *class = &configuration->retention.classes[i];
		if (!record_has_class(record, class->name) && retention_class_asked(class, &facts) == NULL)
			continue;
		int64_t until = retention_class_until(class, &facts);
		end = until > end ? until : end;
	}
	return end;
}

int64_t
retention_end(const struct configuration *configuration, const struct record *record)
{
	int64_t now = retention_schedule_end(configuration, record);

	return now > record->retain_until ? now : record->retain_until;
}
