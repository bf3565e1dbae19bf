#include "core/configuration_parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/configuration_files.h"
#include "core/error.h"

/* What one setting alone cannot tell. */
static int
configuration_check(const struct configuration *configuration, struct diagnostics *why)
{
	const char *socket = configuration->daemon.socket;
	const char *log = configuration->daemon.log;
	int err = 0;

	if (strncmp(socket, "unix:/", 6) != 0 && strncmp(socket, "inet:", 5) != 0 &&
	    strncmp(socket, "inet6:", 6) != 0)
		err = configuration_complain(configuration, "daemon.socket", why,
		                             "\"%s\" is no socket; write \"unix:/path\" or \"inet:port@host\"",
		                             socket);
	if (strcmp(log, "syslog") != 0 && strcmp(log, "stderr") != 0)
		err = configuration_complain(configuration, "daemon.log", why,
		                             "\"%s\" must be \"syslog\" or \"stderr\"", log);
	if (configuration->daemon.metrics_file[0] != '\0' && configuration->daemon.metrics_file[0] != '/')
		err = configuration_complain(configuration, "daemon.metrics_file", why,
		                             "\"%s\" must be a whole path, such as "
		                             "\"/var/lib/node-exporter/phimilter.prom\"",
		                             configuration->daemon.metrics_file);
	if (configuration_retention_class(configuration, configuration->retention.default_class) == NULL)
		err = configuration_complain(configuration, "retention.default_class", why,
		                             "\"%s\" is not among retention.classes",
		                             configuration->retention.default_class);
	if (configuration_retention_class(configuration, configuration->retention.phi_class) == NULL)
		err = configuration_complain(configuration, "retention.phi_class", why,
		                             "\"%s\" is not among retention.classes",
		                             configuration->retention.phi_class);
	return err;
}

static int
configuration_read(struct configuration *configuration, struct diagnostics *why)
{
	const struct settings_node *root = settings_root(configuration->settings);
	int result = configuration_schema_check(root, why);

	for (size_t i = 0; i < configuration_schema_count; i++) {
		const struct setting *setting = &configuration_schema[i];
		const struct settings_node *group = settings_member(root, setting->group);
		const struct settings_node *node = settings_member(group, setting->name);
		setting_default(setting, configuration);
		int err = node ? setting_read(setting, node, why, configuration) : 0;
		if (err == ERROR_MEMORY)
			return err;
		if (err != 0)
			result = err;
	}
	const struct settings_node *retention = settings_member(root, "retention");
	int err = retention_classes_read(settings_member(retention, "classes"), why, configuration);
	if (err == ERROR_MEMORY)
		return err;
	if (err == 0 && result == 0)
		err = configuration_check(configuration, why);
	int files = rule_files_read(configuration, configuration->settings, why);
	if (files == ERROR_MEMORY)
		return files;
	if (err == 0)
		err = files;
	return result != 0 ? result : err;
}

/* Takes over `settings`, also on failure. */
static int
configuration_create(struct settings *settings, struct diagnostics *why, struct configuration **out)
{
	*out = calloc(1, sizeof(**out));
	if (*out == NULL) {
		settings_destroy(&settings);
		return ERROR_MEMORY;
	}
	(*out)->settings = settings;
	int err = configuration_files_create(&(*out)->files);
	if (err == 0)
		err = configuration_read(*out, why);
	if (err != 0)
		configuration_release(out);
	return err;
}

int
configuration_load(const char *path, struct diagnostics *why, struct configuration **out)
{
	struct settings *settings;
	*out = NULL;
	int err = settings_load(path, why, &settings);
	return err != 0 ? err : configuration_create(settings, why, out);
}

int
configuration_parse(const char *text, const char *name, struct diagnostics *why,
                    struct configuration **out)
{
	struct settings *settings;
	*out = NULL;
	int err = settings_parse(text, name, why, &settings);
	return err != 0 ? err : configuration_create(settings, why, out);
}

int
configuration_load_rules(struct configuration *configuration, const char *path,
                         struct diagnostics *why)
{
	struct settings *settings;

	rule_files_release(configuration);
	int err = settings_load(path, why, &settings);
	if (err != 0)
		return err;
	int named = configuration_schema_check(settings_root(settings), why);
	err = rule_files_read(configuration, settings, why);
	return err != 0 ? err : named;
}

void
configuration_release(struct configuration **configuration)
{
	if (configuration == NULL || *configuration == NULL)
		return;
	for (size_t i = 0; i < configuration_schema_count; i++)
		setting_release(&configuration_schema[i], *configuration);
	free((*configuration)->retention.classes);
	rule_files_release(*configuration);
	configuration_files_destroy(&(*configuration)->files);
	settings_destroy(&(*configuration)->settings);
	free(*configuration);
	*configuration = NULL;
}

int
configuration_metrics_file(const struct configuration *configuration, char **out)
{
	const char *file = configuration->daemon.metrics_file;

	if (file[0] != '\0') {
		*out = strdup(file);
		return *out != NULL ? 0 : ERROR_MEMORY;
	}
	return asprintf(out, "%s/metrics.prom", configuration->store.directory) >= 0 ? 0 : ERROR_MEMORY;
}

int
configuration_complain(const struct configuration *configuration, const char *path,
                       struct diagnostics *why, const char *format, ...)
{
	const struct settings_node *node = settings_root(configuration->settings);
	char problem[512];
	char name[128];
	va_list args;

	va_start(args, format);
	vsnprintf(problem, sizeof(problem), format, args);
	va_end(args);
	for (const char *rest = path; *rest && node != NULL;) {
		size_t length = strcspn(rest, ".");
		snprintf(name, sizeof(name), "%.*s", (int)length, rest);
		node = settings_member(node, name);
		rest += length + (rest[length] == '.');
	}
	if (node != NULL)
		return settings_complain(node, why, "%s", problem);
	diagnostics_add(why, settings_file(configuration->settings), 0, path, "%s", problem);
	return ERROR_CONFIG;
}
