#include "core/configuration_parts.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/configuration_files.h"
#include "core/error.h"

/* Included files, all together, and files open at once inside one another. */
#define RULE_FILES_LIMIT 1000
#define INCLUDE_DEPTH_LIMIT 16

#define PATH_LIMIT 4096

/* A file on the way from the configuration to the one that is read. */
struct including {
	const struct including *from; /* NULL for the first */
	const char *path;             /* as realpath() says it, to know it again */
	unsigned depth;
};

struct rule_files_reading {
	struct configuration *configuration;
	struct diagnostics *why;
	char *paths[RULE_FILES_LIMIT]; /* of configuration->rule_files, without links */
};

static int
rule_file_read(struct rule_files_reading *reading, struct settings *settings,
               const struct including *here);

/* `name` as written in `includer`, a path relative to the includer's folder. */
static int
path_resolve(const char *includer, const char *name, char *path)
{
	const char *slash = name[0] == '/' ? NULL : strrchr(includer, '/');
	int folder = slash ? (int)(slash - includer) + 1 : 0;

	return snprintf(path, PATH_LIMIT, "%.*s%s", folder, includer, name) < PATH_LIMIT ? 0 : ERROR_LIMIT;
}

static bool
is_being_read(const struct including *here, const char *path)
{
	for (; here != NULL; here = here->from)
		if (strcmp(here->path, path) == 0)
			return true;
	return false;
}

static bool
was_read(const struct rule_files_reading *reading, const char *path)
{
	for (size_t i = 0; i < reading->configuration->rule_files.count; i++)
		if (reading->paths[i] != NULL && strcmp(reading->paths[i], path) == 0)
			return true;
	return false;
}

/* Reads the file at `path`, which the list element `node` names. */
static int
include_open(struct rule_files_reading *reading, const struct settings_node *node, const char *path,
             const struct including *from)
{
	char *real = realpath(path, NULL);
	struct including here = { from, real ? real : path, from->depth + 1 };
	struct settings *settings = NULL;
	int err;

	if (is_being_read(from, here.path))
		err = settings_complain(node, reading->why, "\"%s\" includes itself; take it out of "
		                        "one of the files in the circle", path);
	else if (was_read(reading, here.path))
		err = settings_complain(node, reading->why, "\"%s\" was included before; include it "
		                        "once", path);
	else if (here.depth > INCLUDE_DEPTH_LIMIT)
		err = settings_complain(node, reading->why, "is more than %d files deep",
		                        INCLUDE_DEPTH_LIMIT);
	else
		err = settings_load(path, reading->why, &settings);
	if (err == 0)
		err = rule_file_read(reading, settings, &here);
	free(real);
	return err;
}

static int
include_read(struct rule_files_reading *reading, const struct settings_node *node,
             const char *includer, const struct including *from)
{
	char path[PATH_LIMIT];
	const char *name;

	int err = settings_string(node, reading->why, &name);
	if (err != 0)
		return err;
	if (name[0] == '\0')
		return settings_complain(node, reading->why, "is empty; name a file of rules");
	if (path_resolve(includer, name, path) != 0)
		return settings_complain(node, reading->why, "is too long for a path");
	return include_open(reading, node, path, from);
}

static int
includes_read(struct rule_files_reading *reading, const struct settings *settings,
              const struct including *here)
{
	const struct settings_node *list = settings_member(settings_root(settings), "include");
	bool one = settings_is_string(list);
	size_t count = one ? 1 : settings_count(list);
	int result = 0;

	if (list != NULL && !one && (!settings_is_list(list) || count == 0))
		return settings_complain(list, reading->why,
		                         "must name files, such as ( \"rules.d/lists.conf\", "
		                         "\"rules.d/clinic.conf\" )");
	for (size_t i = 0; i < count; i++) {
		int err = include_read(reading, one ? list : settings_element(list, i),
		                       settings_file(settings), here);
		if (err == ERROR_MEMORY)
			return err;
		if (err != 0)
			result = err;
	}
	return result;
}

/* Takes over `settings`, unless it is the configuration's own. */
static int
rule_file_add(struct rule_files_reading *reading, struct settings *settings, const char *path)
{
	struct configuration *configuration = reading->configuration;
	size_t count = configuration->rule_files.count;

	int err = configuration_files_add(configuration->files, path, settings_digest(settings));
	if (err != 0)
		return err;
	reading->paths[count] = strdup(path);
	if (reading->paths[count] == NULL)
		return ERROR_MEMORY;
	configuration->rule_files.items[count] = settings;
	configuration->rule_files.count++;
	return 0;
}

/* What a file includes stands before what it says itself. */
static int
rule_file_read(struct rule_files_reading *reading, struct settings *settings,
               const struct including *here)
{
	int named = here->from == NULL ? 0 :
		configuration_rule_names_check(settings_root(settings), reading->why);
	int err = includes_read(reading, settings, here);
	int added = ERROR_LIMIT;

	if (err != ERROR_MEMORY && reading->configuration->rule_files.count < RULE_FILES_LIMIT)
		added = rule_file_add(reading, settings, here->path);
	else if (err != ERROR_MEMORY)
		err = settings_complain(settings_root(settings), reading->why,
		                        "more than %d files of rules", RULE_FILES_LIMIT);
	if (added != 0 && settings != reading->configuration->settings)
		settings_destroy(&settings);
	if (err != 0)
		return err;
	return named != 0 ? named : added;
}

int
rule_files_read(struct configuration *configuration, struct settings *first, struct diagnostics *why)
{
	struct rule_files_reading reading = { .configuration = configuration, .why = why };
	char *real = realpath(settings_file(first), NULL);
	struct including here = { NULL, real ? real : settings_file(first), 0 };

	configuration->rule_files.items = calloc(RULE_FILES_LIMIT, sizeof(struct settings *));
	int err = configuration->rule_files.items ? rule_file_read(&reading, first, &here) : ERROR_MEMORY;
	for (size_t i = 0; i < configuration->rule_files.count; i++)
		free(reading.paths[i]);
	free(real);
	return err;
}

void
rule_files_release(struct configuration *configuration)
{
	for (size_t i = 0; i < configuration->rule_files.count; i++)
		if (configuration->rule_files.items[i] != configuration->settings)
			settings_destroy(&configuration->rule_files.items[i]);
	free(configuration->rule_files.items);
	configuration->rule_files.items = NULL;
	configuration->rule_files.count = 0;
}
