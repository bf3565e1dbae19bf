#include "tools/retention_end.h"

int64_t
retention_schedule_end(const struct configuration *configuration, const struct record *record)
{
	for (size_t i = 0; i < configuration->retention.class_count; i++) {
		const struct retention_class *class = &configuration->retention.classes[i];
		if (bytes_equal(record->retention_class, bytes_of_string(class->name)))
			return retention_class_end(class, record->time);
	}
	return 0;
}

int64_t
retention_end(const struct configuration *configuration, const struct record *record)
{
	int64_t now = retention_schedule_end(configuration, record);

	return now > record->retain_until ? now : record->retain_until;
}
