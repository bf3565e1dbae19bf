#include "core/configuration_parts.h"

#include <stdlib.h>

#include "core/error.h"

#define DAYS_PER_YEAR_ROUNDED_UP 366
#define SECONDS_PER_DAY 86400

/*
 * Used when `retention.classes` is not set. Six years from creation is what
 * 45 CFR 164.316(b)(2)(i) asks of required documentation.
 */
static const struct retention_class default_classes[] = {
	{ "administrative", 3 * DAYS_PER_YEAR_ROUNDED_UP },
	{ "phi", 6 * DAYS_PER_YEAR_ROUNDED_UP },
};

#define RETENTION_DAYS_LIMIT 36600 /* a hundred years */

static int
retention_class_read(const struct settings_node *node, struct diagnostics *why,
                     struct retention_class *out)
{
	static const char *const names[] = { "name", "days" };
	const struct settings_node *name = settings_member(node, "name");
	const struct settings_node *days = settings_member(node, "days");

	if (name == NULL || days == NULL)
		return settings_complain(node, why, "must be a group such as { name = \"phi\"; days = 2196; }");
	int err = settings_check_names(node, names, ARRAY_LENGTH(names), why);
	if (err == 0)
		err = settings_string(name, why, &out->name);
	if (err == 0 && out->name[0] == '\0')
		err = settings_complain(name, why, "must not be empty");
	if (err == 0)
		err = settings_number(days, why, 1, RETENTION_DAYS_LIMIT, &out->days);
	return err;
}

/* Complains about a class whose name an earlier one of the `count` has. */
static int
retention_class_check(const struct settings_node *node, const struct retention_class *classes,
                      size_t count, struct diagnostics *why)
{
	const char *name = classes[count].name;

	for (size_t i = 0; i < count; i++)
		if (classes[i].name != NULL && strcmp(classes[i].name, name) == 0)
			return settings_complain(settings_member(node, "name"), why,
			                         "there is a class \"%s\" already", name);
	return 0;
}

int
retention_classes_read(const struct settings_node *node, struct diagnostics *why,
                       struct configuration *configuration)
{
	bool given = node != NULL;
	int result = 0;
	size_t count = given ? settings_count(node) : ARRAY_LENGTH(default_classes);

	if (given && (!settings_is_list(node) || count == 0))
		return settings_complain(node, why,
		                         "must be a list such as ( { name = \"phi\"; days = 2196; } )");
	configuration->retention.classes = calloc(count, sizeof(struct retention_class));
	if (configuration->retention.classes == NULL)
		return ERROR_MEMORY;
	configuration->retention.class_count = count;
	for (size_t i = 0; i < count; i++) {
		struct retention_class *classes = configuration->retention.classes;
		if (!given) {
			classes[i] = default_classes[i];
			continue;
		}
		const struct settings_node *element = settings_element(node, i);
		int err = retention_class_read(element, why, &classes[i]);
		if (err == 0)
			err = retention_class_check(element, classes, i, why);
		if (err != 0)
			result = err;
	}
	return result;
}

int64_t
retention_class_end(const struct retention_class *class, int64_t since)
{
	return since + class->days * SECONDS_PER_DAY;
}

const struct retention_class *
configuration_retention_class(const struct configuration *configuration, const char *name)
{
	for (size_t i = 0; i < configuration->retention.class_count; i++)
		if (strcmp(configuration->retention.classes[i].name, name) == 0)
			return &configuration->retention.classes[i];
	return NULL;
}
