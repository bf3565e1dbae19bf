#include "core/configuration_parts.h"

#include <stdlib.h>

#include "core/error.h"
#include "core/message.h"
#include "core/retention.h"

#define DAYS_PER_YEAR_ROUNDED_UP 366

/*
 * Used when `retention.classes` is not set. Six years from creation is what
 * 45 CFR 164.316(b)(2)(i) asks of required documentation. Counsel is to review both.
 */
static const struct retention_class default_classes[] = {
	{ .name = "administrative", .days = 3 * DAYS_PER_YEAR_ROUNDED_UP, .basis = "site policy" },
	{ .name = "phi", .days = 6 * DAYS_PER_YEAR_ROUNDED_UP, .basis = "45 CFR 164.316(b)(2)(i)" },
};

#define SECONDS_PER_DAY 86400
#define RETENTION_DAYS_LIMIT 36600 /* a hundred years */
#define RETENTION_YEARS_LIMIT 100

/* One of days and years, which one of them is. */
static int
retention_period_read(const struct settings_node *node, struct diagnostics *why,
                      struct retention_class *out)
{
	const struct settings_node *days = settings_member(node, "days");
	const struct settings_node *years = settings_member(node, "years");

	if (days != NULL && years != NULL)
		return settings_complain(years, why, "must not stand beside days");
	if (days != NULL)
		return settings_number(days, why, 1, RETENTION_DAYS_LIMIT, &out->days);
	return settings_number(years, why, 1, RETENTION_YEARS_LIMIT, &out->years);
}

/* The words that a class is asked for by. */
struct retention_words {
	const char *example;
	unsigned (*find)(struct bytes name);
	const char *noun;
	void (*add)(struct retention_class *class, unsigned number);
};

static void
class_add_type(struct retention_class *class, unsigned type)
{
	class->types[type] = true;
}

static void
class_add_sensitive(struct retention_class *class, unsigned kind)
{
	class->sensitive |= 1u << kind;
}

static const struct retention_words type_words = {
	"( \"ssn\", \"biometric\" )", identifier_type_find, "type of identifier", class_add_type,
};
static const struct retention_words sensitive_words = {
	"( \"mental-health\", \"hiv\" )", sensitive_kind_find,
	"sensitive kind: give mental-health, substance-use, hiv, reproductive or genetic",
	class_add_sensitive,
};

static int
retention_words_read(const struct settings_node *node, const struct retention_words *words,
                     struct diagnostics *why, struct retention_class *out)
{
	if (node == NULL)
		return 0;
	if (!settings_is_list(node))
		return settings_complain(node, why, "must be a list, such as %s", words->example);
	for (size_t i = 0; i < settings_count(node); i++) {
		const struct settings_node *element = settings_element(node, i);
		const char *name;
		int err = settings_string(element, why, &name);
		if (err != 0)
			return err;
		unsigned number = words->find(bytes_of_string(name));
		if (number == 0)
			return settings_complain(element, why, "\"%s\" is no %s", name, words->noun);
		words->add(out, number);
	}
	return 0;
}

static int
retention_class_read(const struct settings_node *node, struct diagnostics *why,
                     struct retention_class *out)
{
	static const char *const names[] = { "name", "days", "years", "basis", "types", "sensitive",
	                                     "majority", "link_days" };
	const struct settings_node *name = settings_member(node, "name");
	const struct settings_node *basis = settings_member(node, "basis");
	const struct settings_node *majority = settings_member(node, "majority");
	const struct settings_node *link_days = settings_member(node, "link_days");

	out->basis = "";
	if (name == NULL ||
	    (settings_member(node, "days") == NULL && settings_member(node, "years") == NULL))
		return settings_complain(node, why, "must be a group such as { name = \"phi\"; days = 2196; }");
	int err = settings_check_names(node, names, ARRAY_LENGTH(names), why);
	if (err == 0)
		err = settings_string(name, why, &out->name);
	if (err == 0 && out->name[0] == '\0')
		err = settings_complain(name, why, "must not be empty");
	if (err == 0)
		err = retention_period_read(node, why, out);
	if (err == 0 && basis != NULL)
		err = settings_string(basis, why, &out->basis);
	if (err == 0)
		err = retention_words_read(settings_member(node, "types"), &type_words, why, out);
	if (err == 0)
		err = retention_words_read(settings_member(node, "sensitive"), &sensitive_words, why, out);
	if (err == 0 && majority != NULL)
		err = settings_number(majority, why, RETENTION_MAJORITY_LEAST, RETENTION_MAJORITY_MOST,
		                      &out->majority);
	if (err == 0 && link_days != NULL)
		err = settings_number(link_days, why, 1, RETENTION_DAYS_LIMIT, &out->link_days);
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

const struct retention_class *
configuration_retention_class(const struct configuration *configuration, const char *name)
{
	for (size_t i = 0; i < configuration->retention.class_count; i++)
		if (strcmp(configuration->retention.classes[i].name, name) == 0)
			return &configuration->retention.classes[i];
	return NULL;
}

int64_t
configuration_link_end(const struct configuration *configuration, const char *name, int64_t since)
{
	const struct retention_class *class = configuration_retention_class(configuration, name);
	int64_t days = class != NULL && class->link_days > 0 ? class->link_days :
	                                                       configuration->escrow.link_days;

	return days > 0 ? since + days * SECONDS_PER_DAY : 0;
}
