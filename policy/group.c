#include "policy/group.h"

#include <stdio.h>

#include "core/crypto.h"
#include "core/error.h"

/* Of the digest in a file's name: enough that no two questions share one. */
#define NAME_DIGEST_SIZE 8

static int
member_read(const struct settings_node *group, const char *name, const char *example,
            struct diagnostics *why, const char **out)
{
	const struct settings_node *node = settings_member(group, name);

	if (node == NULL)
		return settings_complain(group, why, "has no %s; add %s = \"%s\";", name, name, example);
	int err = settings_string(node, why, out);
	if (err == 0 && (*out)[0] == '\0')
		err = settings_complain(node, why, "is empty; write \"%s\"", example);
	return err;
}

int
group_question_read(const struct settings_node *list, struct diagnostics *why,
                    struct group_question *out)
{
	static const char *const names[] = { "base", "filter", "attribute" };
	static const char *const outer[] = { "ldap" };
	const struct settings_node *node = settings_member(list, "ldap");

	*out = (struct group_question){ .name = settings_name(list), .node = node };
	int results[] = {
		settings_check_names(list, outer, ARRAY_LENGTH(outer), why),
		settings_is_group(node) ? settings_check_names(node, names, ARRAY_LENGTH(names), why)
		                        : ERROR_CONFIG,
		member_read(node, "base", "dc=example,dc=com", why, &out->base),
		member_read(node, "filter", "(memberOf=cn=billing,dc=example,dc=com)", why, &out->filter),
		member_read(node, "attribute", "mail", why, &out->attribute),
	};
	for (size_t i = 0; i < ARRAY_LENGTH(results); i++)
		if (results[i] != 0)
			return results[i];
	return 0;
}

int
group_question_file(const struct configuration *configuration, const struct group_question *question,
                    char path[GROUP_PATH_SIZE])
{
	/* With their NULs, so that none runs into the next. */
	const struct bytes parts[] = {
		bytes_make(configuration->ldap.uri, strlen(configuration->ldap.uri) + 1),
		bytes_make(question->base, strlen(question->base) + 1),
		bytes_make(question->filter, strlen(question->filter) + 1),
		bytes_make(question->attribute, strlen(question->attribute) + 1),
	};
	uint8_t digest[CRYPTO_DIGEST_SIZE];
	char hex[2 * NAME_DIGEST_SIZE + 1];

	int err = crypto_digest(parts, ARRAY_LENGTH(parts), digest);
	if (err != 0)
		return err;
	hex_encode(bytes_make(digest, NAME_DIGEST_SIZE), hex);
	int length = snprintf(path, GROUP_PATH_SIZE, "%s/%s.%s", configuration->ldap.cache_directory,
	                      question->name, hex);
	return length < 0 || length >= GROUP_PATH_SIZE ? ERROR_LIMIT : 0;
}

static int
lists_each(const struct settings_node *lists,
           int (*each)(const struct group_question *question, void *context), void *context)
{
	size_t count = settings_is_group(lists) ? settings_count(lists) : 0;
	int result = 0;

	for (size_t i = 0; i < count && result == 0; i++) {
		const struct settings_node *list = settings_element(lists, i);
		struct group_question question;
		struct diagnostics unheard;
		if (!settings_is_group(list) || settings_member(list, "ldap") == NULL)
			continue;
		diagnostics_init(&unheard);
		if (group_question_read(list, &unheard, &question) == 0)
			result = each(&question, context);
		diagnostics_release(&unheard);
	}
	return result;
}

int
group_each(const struct configuration *configuration,
           int (*each)(const struct group_question *question, void *context), void *context)
{
	int result = 0;

	for (size_t i = 0; i < configuration->rule_files.count && result == 0; i++) {
		const struct settings_node *root = settings_root(configuration->rule_files.items[i]);
		result = lists_each(settings_member(root, "lists"), each, context);
	}
	return result;
}
