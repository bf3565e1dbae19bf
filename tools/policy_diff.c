/* phictl policy diff */
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "tools/policy_access.h"
#include "tools/policy_command.h"

/* Something with a name in a set of rules, as one line of text. */
struct entry {
	const char *section;
	const char *name;
	char *text;
};

struct entries {
	struct entry *items; /* sorted by section and name */
	size_t count;
};

static int
entry_compare(const void *a, const void *b)
{
	const struct entry *one = a, *other = b;
	int order = strcmp(one->section, other->section);

	return order != 0 ? order : strcmp(one->name, other->name);
}

static int
entry_add(struct entries *entries, const char *section, const char *name,
          const struct settings_node *node)
{
	struct entry *grown = reallocarray(entries->items, entries->count + 1, sizeof(*grown));
	size_t size;

	if (grown == NULL)
		return ERROR_MEMORY;
	entries->items = grown;
	struct entry *entry = &entries->items[entries->count];
	*entry = (struct entry){ .section = section, .name = name };
	FILE *out = open_memstream(&entry->text, &size);
	if (out == NULL)
		return ERROR_MEMORY;
	settings_write(node, out);
	if (fclose(out) != 0)
		return ERROR_MEMORY;
	entries->count++;
	return 0;
}

/* Who is told of mail has no names, and is compared by the file that says so. */
#define NAMELESS "="

static int
sort_compare(const void *a, const void *b)
{
	int order = entry_compare(a, b);

	return order != 0 ? order : strcmp(((const struct entry *)a)->text,
	                                   ((const struct entry *)b)->text);
}

/* Members of a group by their own name, of a list by the setting `name`. */
static int
section_collect(const struct settings_node *root, const char *section, struct entries *out)
{
	const struct settings_node *node = settings_member(root, section);
	int err = 0;

	for (size_t i = 0; i < settings_count(node) && err == 0; i++) {
		const struct settings_node *element = settings_element(node, i);
		const struct settings_node *name = settings_member(element, "name");
		const char *text = settings_name(element);
		struct diagnostics why;
		diagnostics_init(&why);
		if (text != NULL || (name != NULL && settings_string(name, &why, &text) == 0))
			err = entry_add(out, section, text, element);
		diagnostics_release(&why);
	}
	return err;
}

static int
collect(const struct configuration *configuration, struct entries *out)
{
	static const char *const sections[] = { "lists", "conditions", "rules", "overrides" };
	static const char *const nameless[] = { "managers", "officers" };
	int err = 0;

	for (size_t i = 0; i < configuration->rule_files.count; i++) {
		const struct settings_node *root = settings_root(configuration->rule_files.items[i]);
		for (size_t j = 0; j < ARRAY_LENGTH(sections) && err == 0; j++)
			err = section_collect(root, sections[j], out);
		for (size_t j = 0; j < ARRAY_LENGTH(nameless) && err == 0; j++)
			if (settings_member(root, nameless[j]) != NULL)
				err = entry_add(out, nameless[j], NAMELESS, settings_member(root, nameless[j]));
	}
	if (out->count > 0)
		qsort(out->items, out->count, sizeof(*out->items), sort_compare);
	return err;
}

static void
entries_release(struct entries *entries)
{
	for (size_t i = 0; i < entries->count; i++)
		free(entries->items[i].text);
	free(entries->items);
}

static void
entry_print(char sign, const struct entry *entry)
{
	bool named = strcmp(entry->name, NAMELESS) != 0;

	printf("%c %s %s%s %s\n", sign, entry->section, entry->name, named ? " =" : "", entry->text);
}

/* Both are sorted, so one walk finds what only one has and what changed. */
static size_t
entries_print(const struct entries *old, const struct entries *new)
{
	size_t i = 0, j = 0, differences = 0;

	while (i < old->count || j < new->count) {
		int order = i == old->count ? 1 : j == new->count ? -1
		            : entry_compare(&old->items[i], &new->items[j]);
		bool same = order == 0 && strcmp(old->items[i].text, new->items[j].text) == 0;
		if (order <= 0 && !same)
			entry_print('-', &old->items[i]);
		if (order >= 0 && !same)
			entry_print('+', &new->items[j]);
		differences += !same;
		i += order <= 0;
		j += order >= 0;
	}
	return differences;
}

/* Reads and compiles one set, so that only rules without a mistake are compared. */
static int
set_open(const struct command_context *context, const char *rules, struct configuration **out)
{
	struct policy_access access;

	int err = policy_access_configuration(context, rules, out);
	if (err != 0)
		return err;
	err = policy_access_open(*out, &access);
	if (err == 0)
		policy_access_close(&access);
	return err;
}

int
policy_diff(const struct command_context *context, const struct policy_arguments *arguments)
{
	bool two = arguments->operand_count == 2;
	struct configuration *old = NULL, *new = NULL;
	struct entries before = { NULL, 0 }, after = { NULL, 0 };
	int code = EXIT_CODE_ERROR;

	int err = set_open(context, two ? arguments->operands[0] : NULL, &old);
	if (err == 0)
		err = set_open(context, arguments->operands[two], &new);
	if (err == 0) {
		err = collect(old, &before);
		if (err == 0)
			err = collect(new, &after);
		if (err == 0)
			code = entries_print(&before, &after) == 0 ? EXIT_CODE_DONE : EXIT_CODE_FOUND;
		else
			command_fail("policy diff: %s", error_text(err));
	}
	entries_release(&before);
	entries_release(&after);
	configuration_release(&old);
	configuration_release(&new);
	return code;
}
