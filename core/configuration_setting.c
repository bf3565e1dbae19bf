#include "core/configuration_parts.h"

#include <stdlib.h>

#include "core/error.h"

#define MODE_DIGITS_LIMIT 5

static void *
setting_target(const struct setting *setting, struct configuration *configuration)
{
	return (char *)configuration + setting->offset;
}

void
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
	case SETTING_LIST:
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

int
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
	case SETTING_LIST:
		*(const struct settings_node **)target = node;
		return 0;
	}
	return ERROR_INTERNAL;
}

void
setting_release(const struct setting *setting, struct configuration *configuration)
{
	void *target = setting_target(setting, configuration);
	struct string_list *list = target;

	switch (setting->kind) {
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
	case SETTING_LIST:
		break;
	}
}
