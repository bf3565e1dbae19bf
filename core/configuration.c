#include "core/configuration.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/error.h"

#define MEGABYTE ((int64_t)1024 * 1024)
#define DAYS_PER_YEAR_ROUNDED_UP 366
#define SECONDS_PER_DAY 86400
#define MODE_DIGITS_LIMIT 5

enum setting_kind {
	SETTING_STRING,
	SETTING_NUMBER,
	SETTING_BOOLEAN,
	SETTING_MODE,     /* permission bits, a string of octal digits in the file */
	SETTING_STRINGS,  /* list of strings */
	SETTING_DOMAINS,  /* list of domains, into a domain_set */
	SETTING_NETWORKS, /* list of networks, into a network_set */
};

struct setting {
	const char *group;
	const char *name;
	enum setting_kind kind;
	size_t offset; /* into struct configuration */
	const char *default_string;
	int64_t default_number;
	int64_t minimum;
	int64_t maximum;
};

#define AT(group, name) #group, #name
#define OFFSET(group, name) offsetof(struct configuration, group.name)
#define STRING(group, name, value) { AT(group, name), SETTING_STRING, OFFSET(group, name), value, 0, 0, 0 }
#define NUMBER(group, name, value, minimum, maximum) \
	{ AT(group, name), SETTING_NUMBER, OFFSET(group, name), NULL, value, minimum, maximum }
#define MODE(group, name, value, minimum, maximum) \
	{ AT(group, name), SETTING_MODE, OFFSET(group, name), NULL, value, minimum, maximum }
#define BOOLEAN(group, name, value) { AT(group, name), SETTING_BOOLEAN, OFFSET(group, name), NULL, value, 0, 0 }
#define OF_KIND(kind, group, name) { AT(group, name), kind, OFFSET(group, name), NULL, 0, 0, 0 }

/* Every setting of phimilter.conf(5) but the lists `retention.classes` and `rules`. */
static const struct setting schema[] = {
	STRING(daemon, socket, "unix:/var/spool/postfix/phimilter/phimilter.sock"),
	MODE(daemon, socket_mode, 0660, 0600, 0777),
	STRING(daemon, user, "phimilter"),
	STRING(daemon, group, ""),
	STRING(daemon, pid_file, ""),
	STRING(daemon, log, "syslog"),
	BOOLEAN(daemon, debug, false),
	NUMBER(daemon, stop_seconds, 30, 1, 600),

	OF_KIND(SETTING_DOMAINS, site, internal_domains),
	OF_KIND(SETTING_NETWORKS, site, internal_networks),
	STRING(site, tls_domains_file, ""),
	STRING(site, authserv, ""),

	NUMBER(limits, message_bytes, 64 * MEGABYTE, 64 * 1024, 1024 * MEGABYTE),
	NUMBER(limits, header_bytes, 1 * MEGABYTE, 1024, 64 * MEGABYTE),
	NUMBER(limits, header_count, 1000, 10, 100000),
	NUMBER(limits, mime_depth, 32, 1, 256),
	NUMBER(limits, mime_parts, 1000, 1, 100000),
	NUMBER(limits, decoded_bytes, 128 * MEGABYTE, 64 * 1024, 4096 * MEGABYTE),
	NUMBER(limits, text_bytes, 32 * MEGABYTE, 1024, 1024 * MEGABYTE),
	NUMBER(limits, findings, 20000, 10, 1000000),
	NUMBER(limits, recipients, 10000, 1, 1000000),
	NUMBER(limits, scan_seconds, 60, 1, 3600),

	OF_KIND(SETTING_STRINGS, scanner, lexicons),
	NUMBER(scanner, phi_threshold, 50, 1, 100),

	STRING(escrow, directory, PKGSTATEDIR "/escrow"),
	OF_KIND(SETTING_STRINGS, escrow, officers),
	STRING(escrow, portal_url, ""),
	STRING(escrow, notice_text, ""),
	STRING(escrow, notice_html, ""),
	STRING(escrow, notice_subject, "A secure message is waiting for you"),
	STRING(escrow, notice_from, ""),

	STRING(store, directory, PKGSTATEDIR "/store"),
	NUMBER(store, map_bytes, 16384 * MEGABYTE, 1 * MEGABYTE, (int64_t)1 << 44),
	STRING(store, key_file, PKGSYSCONFDIR "/store.key"),

	STRING(retention, default_class, "administrative"),
	STRING(retention, phi_class, "phi"),
};

static const char *const group_names[] = {
	"daemon", "site", "limits", "scanner", "escrow", "store", "retention", "rules",
};

/*
 * Used when `retention.classes` is not set. Six years from creation is what
 * 45 CFR 164.316(b)(2)(i) asks of required documentation.
 */
static const struct retention_class default_classes[] = {
	{ "administrative", 3 * DAYS_PER_YEAR_ROUNDED_UP },
	{ "phi", 6 * DAYS_PER_YEAR_ROUNDED_UP },
};

#define RETENTION_DAYS_LIMIT 36600 /* a hundred years */

static void *
setting_target(const struct setting *setting, struct configuration *configuration)
{
	return (char *)configuration + setting->offset;
}

static void
setting_default(const struct setting *setting, struct configuration *configuration)
{
	void *target = setting_target(setting, configuration);

	switch (setting->kind) {
	case SETTING_STRING:
		*(const char **)target = setting->default_string;
		break;
	case SETTING_NUMBER:
	case SETTING_MODE:
		*(int64_t *)target = setting->default_number;
		break;
	case SETTING_BOOLEAN:
		*(bool *)target = setting->default_number != 0;
		break;
	case SETTING_STRINGS:
	case SETTING_DOMAINS:
	case SETTING_NETWORKS:
		break; /* empty */
	}
}

static int
string_list_read(const struct settings_node *node, struct diagnostics *why, struct string_list *out)
{
	size_t count = settings_count(node);
	int result = 0;

	out->items = calloc(count + 1, sizeof(*out->items));
	out->nodes = calloc(count + 1, sizeof(*out->nodes));
	if (out->items == NULL || out->nodes == NULL)
		return ERROR_MEMORY;
	for (size_t i = 0; i < count; i++) {
		out->nodes[i] = settings_element(node, i);
		if (settings_string(out->nodes[i], why, &out->items[i]) != 0)
			result = ERROR_CONFIG;
		out->count++;
	}
	return result;
}

static int
domain_read(const struct settings_node *node, struct diagnostics *why, struct domain_set *out)
{
	const char *domain;
	int err = settings_string(node, why, &domain);
	if (err == 0)
		err = domain_set_add(out, bytes_of_string(domain));
	if (err != ERROR_INVALID)
		return err;
	return settings_complain(node, why,
	                         "\"%s\" is no domain; write one as \"example.com\", or "
	                         "\".example.com\" for all below it", domain);
}

static int
network_read(const struct settings_node *node, struct diagnostics *why, struct network_set *out)
{
	const char *network;
	int err = settings_string(node, why, &network);
	if (err == 0)
		err = network_set_add(out, network);
	if (err != ERROR_INVALID)
		return err;
	return settings_complain(node, why,
	                         "\"%s\" is no network; write one as \"192.0.2.0/24\" (host bits "
	                         "zero) or \"2001:db8::/32\"", network);
}

/* Reads each element, so that every mistake in the list is told. */
static int
sets_read(const struct settings_node *node, enum setting_kind kind, struct diagnostics *why,
          void *target)
{
	int result = 0;

	for (size_t i = 0; i < settings_count(node); i++) {
		const struct settings_node *element = settings_element(node, i);
		int err = kind == SETTING_DOMAINS ? domain_read(element, why, target)
		                                  : network_read(element, why, target);
		if (err == ERROR_MEMORY)
			return err;
		if (err != 0)
			result = err;
	}
	return result;
}

/* Permission bits are a string of octal digits: libconfig's versions disagree on 0660. */
static int
mode_read(const struct settings_node *node, const struct setting *setting, struct diagnostics *why,
          int64_t *out)
{
	const char *text = "";

	if (settings_is_string(node)) {
		int err = settings_string(node, why, &text);
		if (err != 0)
			return err;
	}
	size_t length = strspn(text, "01234567");
	long mode = length > 0 && length <= MODE_DIGITS_LIMIT ? strtol(text, NULL, 8) : -1;
	if (text[length] != '\0' || mode < setting->minimum || mode > setting->maximum)
		return settings_complain(node, why,
		                         "must be octal digits in quotes from \"%04o\" to \"%04o\"",
		                         (unsigned)setting->minimum, (unsigned)setting->maximum);
	*out = mode;
	return 0;
}

static int
setting_read(const struct setting *setting, const struct settings_node *node,
             struct diagnostics *why, struct configuration *configuration)
{
	void *target = setting_target(setting, configuration);

	if (setting->kind >= SETTING_STRINGS && !settings_is_list(node))
		return settings_complain(node, why, "must be a list, such as ( \"one\", \"two\" )");
	switch (setting->kind) {
	case SETTING_STRING:
		return settings_string(node, why, target);
	case SETTING_NUMBER:
		return settings_number(node, why, setting->minimum, setting->maximum, target);
	case SETTING_BOOLEAN:
		return settings_boolean(node, why, target);
	case SETTING_STRINGS:
		return string_list_read(node, why, target);
	case SETTING_MODE:
		return mode_read(node, setting, why, target);
	case SETTING_DOMAINS:
	case SETTING_NETWORKS:
		return sets_read(node, setting->kind, why, target);
	}
	return ERROR_INTERNAL;
}

/* Names that may stand in `group`, from the schema. */
static int
group_check_names(const struct settings_node *node, const char *group, struct diagnostics *why)
{
	const char *names[ARRAY_LENGTH(schema) + 1];
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(schema); i++)
		if (strcmp(schema[i].group, group) == 0)
			names[count++] = schema[i].name;
	if (strcmp(group, "retention") == 0)
		names[count++] = "classes";
	return settings_check_names(node, names, count, why);
}

static int
groups_check(const struct settings_node *root, struct diagnostics *why)
{
	int err = settings_check_names(root, group_names, ARRAY_LENGTH(group_names), why);

	for (size_t i = 0; i < ARRAY_LENGTH(group_names); i++) {
		const struct settings_node *node = settings_member(root, group_names[i]);
		if (node == NULL || strcmp(group_names[i], "rules") == 0)
			continue;
		if (!settings_is_group(node))
			err = settings_complain(node, why, "must be a group: %s: { ... };", group_names[i]);
		else if (group_check_names(node, group_names[i], why) != 0)
			err = ERROR_CONFIG;
	}
	return err;
}

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

static int
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
	int result = groups_check(root, why);

	for (size_t i = 0; i < ARRAY_LENGTH(schema); i++) {
		const struct settings_node *group = settings_member(root, schema[i].group);
		const struct settings_node *node = settings_member(group, schema[i].name);
		setting_default(&schema[i], configuration);
		int err = node ? setting_read(&schema[i], node, why, configuration) : 0;
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
	configuration->rules = settings_member(root, "rules");
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
	int err = configuration_read(*out, why);
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

void
configuration_release(struct configuration **configuration)
{
	if (configuration == NULL || *configuration == NULL)
		return;
	for (size_t i = 0; i < ARRAY_LENGTH(schema); i++) {
		void *target = setting_target(&schema[i], *configuration);
		struct string_list *list = target;
		switch (schema[i].kind) {
		case SETTING_STRINGS:
			free(list->items);
			free(list->nodes);
			break;
		case SETTING_DOMAINS:
			domain_set_release(target);
			break;
		case SETTING_NETWORKS:
			network_set_release(target);
			break;
		case SETTING_STRING:
		case SETTING_NUMBER:
		case SETTING_BOOLEAN:
		case SETTING_MODE:
			break;
		}
	}
	free((*configuration)->retention.classes);
	settings_destroy(&(*configuration)->settings);
	free(*configuration);
	*configuration = NULL;
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
