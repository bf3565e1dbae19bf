#include "core/settings.h"

#include <libconfig.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/buffer.h"
#include "core/crypto.h"
#include "core/error.h"
#include "core/input_file.h"
#include "core/settings_text.h"

/* A word further than this from every known one is not a typing mistake. */
#define NEAREST_DISTANCE_LIMIT 3
#define NEAREST_WORD_LIMIT 64

struct settings {
	config_t tree;
	char *name; /* of the file, for complaints about text read from memory */
	uint8_t digest[CRYPTO_DIGEST_SIZE];
};

static const config_setting_t *
node_inner(const struct settings_node *node)
{
	return (const config_setting_t *)node;
}

static const struct settings_node *
node_outer(const config_setting_t *setting)
{
	return (const struct settings_node *)setting;
}

/* What would be right where libconfig only says what is wrong. */
static const char *
problem_advice(const char *problem)
{
	if (strcmp(problem, "syntax error") == 0)
		return "; look for a missing or extra \";\", \",\", \"=\" or bracket here or just before";
	if (strcmp(problem, "duplicate setting name") == 0)
		return "; its group has this setting already, keep one of the two";
	return "";
}

/* Parses what settings_text_prepare() let through. */
static int
settings_read(struct settings *settings, struct bytes text, struct diagnostics *why)
{
	struct buffer prepared = buffer_make(2 * SETTINGS_TEXT_LIMIT);

	int err = settings_text_prepare(text, settings->name, why, &prepared);
	if (err == 0 && config_read_string(&settings->tree, (const char *)prepared.data) != CONFIG_TRUE) {
		const char *problem = config_error_text(&settings->tree);
		diagnostics_add(why, settings->name, (unsigned)config_error_line(&settings->tree), NULL,
		                "%s%s", problem, problem_advice(problem));
		err = ERROR_CONFIG;
	}
	buffer_release(&prepared);
	/* Reading made a new root, which carries the name for settings_complain(). */
	config_setting_set_hook(config_root_setting(&settings->tree), settings->name);
	return err;
}

static int
settings_create(struct bytes text, const char *name, struct diagnostics *why, struct settings **out)
{
	*out = NULL;
	struct settings *settings = calloc(1, sizeof(*settings));
	if (settings == NULL)
		return ERROR_MEMORY;
	config_init(&settings->tree);
	settings->name = strdup(name);
	int err = settings->name ? settings_read(settings, text, why) : ERROR_MEMORY;
	if (err == 0)
		err = crypto_digest(&text, 1, settings->digest);
	if (err != 0)
		settings_destroy(&settings);
	*out = settings;
	return err;
}

int
settings_parse(const char *text, const char *name, struct diagnostics *why, struct settings **out)
{
	return settings_create(bytes_of_string(text), name, why, out);
}

int
settings_load(const char *path, struct diagnostics *why, struct settings **out)
{
	struct buffer text = buffer_make(SETTINGS_TEXT_LIMIT);

	*out = NULL;
	int err = input_file_read(path, &text);
	if (err == 0) {
		err = settings_create(buffer_bytes(&text), path, why, out);
	} else if (err != ERROR_MEMORY) {
		diagnostics_add(why, path, 0, NULL, "cannot be read: %s", input_file_problem(err));
		err = ERROR_CONFIG;
	}
	buffer_release(&text);
	return err;
}

void
settings_destroy(struct settings **settings)
{
	if (settings == NULL || *settings == NULL)
		return;
	config_destroy(&(*settings)->tree);
	free((*settings)->name);
	free(*settings);
	*settings = NULL;
}

const struct settings_node *
settings_root(const struct settings *settings)
{
	return node_outer(config_root_setting(&settings->tree));
}

const char *
settings_file(const struct settings *settings)
{
	return settings->name;
}

const uint8_t *
settings_digest(const struct settings *settings)
{
	return settings->digest;
}

const struct settings_node *
settings_member(const struct settings_node *group, const char *name)
{
	if (!settings_is_group(group))
		return NULL;
	return node_outer(config_setting_get_member(node_inner(group), name));
}

size_t
settings_count(const struct settings_node *node)
{
	if (node == NULL || !config_setting_is_aggregate(node_inner(node)))
		return 0;
	return (size_t)config_setting_length(node_inner(node));
}

const struct settings_node *
settings_element(const struct settings_node *node, size_t i)
{
	return node_outer(config_setting_get_elem(node_inner(node), (unsigned)i));
}

const char *
settings_name(const struct settings_node *node)
{
	return config_setting_name(node_inner(node));
}

const char *
settings_node_file(const struct settings_node *node)
{
	return config_setting_get_hook(config_root_setting(node_inner(node)->config));
}

unsigned
settings_node_line(const struct settings_node *node)
{
	return config_setting_source_line(node_inner(node));
}

static void
string_write(const char *text, FILE *out)
{
	fputc('"', out);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			fputc('\\', out);
		if ((uint8_t)*text < ' ')
			fprintf(out, "\\x%02x", (unsigned)(uint8_t)*text);
		else
			fputc(*text, out);
	}
	fputc('"', out);
}

static void
aggregate_write(const config_setting_t *setting, FILE *out)
{
	bool group = config_setting_is_group(setting);

	fputs(group ? "{ " : "( ", out);
	for (int i = 0; i < config_setting_length(setting); i++) {
		const config_setting_t *member = config_setting_get_elem(setting, (unsigned)i);
		if (group)
			fprintf(out, "%s = ", config_setting_name(member));
		else if (i > 0)
			fputs(", ", out);
		settings_write(node_outer(member), out);
		if (group)
			fputs("; ", out);
	}
	fputs(group ? "}" : " )", out);
}

void
settings_write(const struct settings_node *node, FILE *out)
{
	const config_setting_t *setting = node_inner(node);

	if (config_setting_is_aggregate(setting))
		aggregate_write(setting, out);
	else if (settings_is_string(node))
		string_write(config_setting_get_string(setting), out);
	else if (settings_is_boolean(node))
		fputs(config_setting_get_bool(setting) ? "true" : "false", out);
	else
		fprintf(out, "%lld", config_setting_get_int64(setting));
}

bool
settings_is_group(const struct settings_node *node)
{
	return node != NULL && config_setting_is_group(node_inner(node));
}

bool
settings_is_list(const struct settings_node *node)
{
	return node != NULL && (config_setting_is_list(node_inner(node)) ||
	                        config_setting_is_array(node_inner(node)));
}

bool
settings_is_string(const struct settings_node *node)
{
	return node != NULL && config_setting_type(node_inner(node)) == CONFIG_TYPE_STRING;
}

bool
settings_is_number(const struct settings_node *node)
{
	if (node == NULL)
		return false;
	int type = config_setting_type(node_inner(node));
	return type == CONFIG_TYPE_INT || type == CONFIG_TYPE_INT64;
}

bool
settings_is_boolean(const struct settings_node *node)
{
	return node != NULL && config_setting_type(node_inner(node)) == CONFIG_TYPE_BOOL;
}

int
settings_string(const struct settings_node *node, struct diagnostics *why, const char **out)
{
	if (!settings_is_string(node))
		return settings_complain(node, why, "must be a string, such as \"text\"");
	*out = config_setting_get_string(node_inner(node));
	return 0;
}

int
settings_boolean(const struct settings_node *node, struct diagnostics *why, bool *out)
{
	if (!settings_is_boolean(node))
		return settings_complain(node, why, "must be true or false");
	*out = config_setting_get_bool(node_inner(node)) != 0;
	return 0;
}

int
settings_number(const struct settings_node *node, struct diagnostics *why,
                int64_t minimum, int64_t maximum, int64_t *out)
{
	if (!settings_is_number(node))
		return settings_complain(node, why, "must be a whole number from %lld to %lld",
		                         (long long)minimum, (long long)maximum);
	int64_t number = config_setting_get_int64(node_inner(node));
	if (number < minimum || number > maximum)
		return settings_complain(node, why, "is %lld; it must be from %lld to %lld",
		                         (long long)number, (long long)minimum, (long long)maximum);
	*out = number;
	return 0;
}

/* Writes "escrow.officers[2]" for the node: names joined by dots from the root down. */
static void
settings_path(const config_setting_t *setting, char *path, size_t size)
{
	const config_setting_t *parent = config_setting_parent(setting);
	path[0] = '\0';
	if (parent == NULL)
		return;
	settings_path(parent, path, size);
	size_t used = strlen(path);
	const char *name = config_setting_name(setting);
	if (name != NULL)
		snprintf(path + used, size - used, "%s%s", used ? "." : "", name);
	else
		snprintf(path + used, size - used, "[%d]", config_setting_index(setting) + 1);
}

int
settings_complain(const struct settings_node *node, struct diagnostics *why, const char *format, ...)
{
	const config_setting_t *setting = node_inner(node);
	char path[256];
	char problem[512];
	va_list args;

	va_start(args, format);
	vsnprintf(problem, sizeof(problem), format, args);
	va_end(args);
	settings_path(setting, path, sizeof(path));
	diagnostics_add(why, settings_node_file(node), settings_node_line(node),
	                path[0] ? path : NULL, "%s", problem);
	return ERROR_CONFIG;
}

/* Levenshtein distance of two short words, case ignored. */
static size_t
word_distance(const char *a, const char *b)
{
	size_t row[NEAREST_WORD_LIMIT + 1];
	size_t a_length = strlen(a), b_length = strlen(b);

	if (a_length > NEAREST_WORD_LIMIT || b_length > NEAREST_WORD_LIMIT)
		return SIZE_MAX;
	for (size_t j = 0; j <= b_length; j++)
		row[j] = j;
	for (size_t i = 1; i <= a_length; i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= b_length; j++) {
			bool same = byte_lower((uint8_t)a[i - 1]) == byte_lower((uint8_t)b[j - 1]);
			size_t best = diagonal + !same;
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			diagonal = row[j];
			row[j] = best;
		}
	}
	return row[b_length];
}

const char *
settings_nearest(const char *word, const char *const *candidates, size_t count)
{
	const char *nearest = NULL;
	size_t half = (strlen(word) + 1) / 2; /* what differs in more than half is another word */
	size_t best = (half < NEAREST_DISTANCE_LIMIT ? half : NEAREST_DISTANCE_LIMIT) + 1;

	for (size_t i = 0; i < count; i++) {
		size_t distance = word_distance(word, candidates[i]);
		if (distance < best) {
			best = distance;
			nearest = candidates[i];
		}
	}
	return nearest;
}

int
settings_check_names(const struct settings_node *group, const char *const *names, size_t count,
                     struct diagnostics *why)
{
	int err = 0;

	for (size_t i = 0; i < settings_count(group); i++) {
		const struct settings_node *member = settings_element(group, i);
		const char *name = settings_name(member);
		bool known = false;
		for (size_t j = 0; j < count && !known; j++)
			known = name != NULL && strcmp(name, names[j]) == 0;
		if (known)
			continue;
		const char *nearest = name ? settings_nearest(name, names, count) : NULL;
		err = settings_complain(member, why, nearest ? "unknown setting; did you mean \"%s\"?"
		                                             : "unknown setting%s",
		                        nearest ? nearest : "");
	}
	return err;
}
