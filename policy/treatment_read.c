#include <stdlib.h>

#include "core/error.h"
#include "policy/rule.h"
#include "policy/words.h"

/* Longest tag and value in bytes; with a field's name they stay in a line (RFC 5322 2.1.1). */
#define TAG_LIMIT 64
#define VALUE_LIMIT 500

struct treating {
	struct compiler *compiler;
	struct rule *rule;
};

static int
treatment_add(struct treating *treating, enum treatment_kind kind, const char *name,
              const char *value)
{
	struct rule *rule = treating->rule;
	struct treatment *grown = reallocarray(rule->treatments, rule->treatment_count + 1,
	                                       sizeof(*grown));

	if (grown == NULL)
		return ERROR_MEMORY;
	rule->treatments = grown;
	rule->treatments[rule->treatment_count++] = (struct treatment){ kind, name, value };
	return 0;
}

static bool
is_printable(const char *text, size_t most)
{
	size_t length = strlen(text);

	for (size_t i = 0; i < length; i++)
		if (text[i] < ' ' || text[i] > '~')
			return false;
	return length > 0 && length <= most;
}

/*
 * The fields that say what a message is and where it has been, and the verdict:
 * a rule that could write that one could release what waits for verified TLS.
 */
static int
field_check(const struct settings_node *node, const char *name, struct diagnostics *why)
{
	static const char *const kept[] = { "from", "sender", "to", "cc", "date", "message-id",
	                                    "received", "return-path", "mime-version", "subject" };
	static const char *const families[] = { "Content-", "Resent-", "X-Phimilter-" };
	bool good = is_field_name(name);

	if (!good)
		return settings_complain(node, why, "\"%s\" is no name of a header field", name);
	for (size_t i = 0; i < ARRAY_LENGTH(families); i++)
		good = good && strncasecmp(name, families[i], strlen(families[i])) != 0;
	if (!good || bytes_among(bytes_of_string(name), kept, ARRAY_LENGTH(kept)))
		return settings_complain(node, why, "\"%s\" is not for rules to change", name);
	return 0;
}

static int
tag_read(const struct settings_node *node, struct treating *treating)
{
	struct diagnostics *why = treating->compiler->why;
	const char *tag;

	int err = settings_string(node, why, &tag);
	if (err == 0 && !is_printable(tag, TAG_LIMIT))
		err = settings_complain(node, why, "must be 1 to %d printable ASCII characters", TAG_LIMIT);
	return err != 0 ? err : treatment_add(treating, TREATMENT_TAG_SUBJECT, NULL, tag);
}

static int
header_read(const struct settings_node *group, struct treating *treating)
{
	static const char *const names[] = { "name", "value" };
	const struct settings_node *name_node = settings_member(group, "name");
	const struct settings_node *value_node = settings_member(group, "value");
	struct diagnostics *why = treating->compiler->why;
	const char *name, *value;

	if (name_node == NULL || value_node == NULL)
		return settings_complain(group, why, "must be a group such as "
		                         "{ name = \"X-Class\"; value = \"phi\"; }");
	int err = settings_check_names(group, names, ARRAY_LENGTH(names), why);
	int named = settings_string(name_node, why, &name);
	if (named == 0)
		named = field_check(name_node, name, why);
	int valued = settings_string(value_node, why, &value);
	if (valued == 0 && !is_printable(value, VALUE_LIMIT))
		valued = settings_complain(value_node, why, "must be 1 to %d printable ASCII characters",
		                           VALUE_LIMIT);
	err = compile_worse(compile_worse(err, named), valued);
	return err != 0 ? err : treatment_add(treating, TREATMENT_HEADER_ADD, name, value);
}

static int
headers_read(const struct settings_node *node, struct treating *treating)
{
	size_t count = settings_is_list(node) ? settings_count(node) : 0;
	int result = 0;

	if (count == 0)
		return settings_complain(node, treating->compiler->why, "must be a list of groups, such "
		                         "as ( { name = \"X-Class\"; value = \"phi\"; } )");
	for (size_t i = 0; i < count && result != ERROR_MEMORY; i++)
		result = compile_worse(result, header_read(settings_element(node, i), treating));
	return result;
}

static int
strip_word(const struct settings_node *node, const char *word, struct diagnostics *why, void *target)
{
	int err = field_check(node, word, why);

	return err != 0 ? err : treatment_add(target, TREATMENT_HEADER_STRIP, word, NULL);
}

/* Nobody judges the copy, so it must not leave. */
static int
journal_word(const struct settings_node *node, const char *word, struct diagnostics *why,
             void *target)
{
	struct treating *treating = target;
	const struct domain_set *internal =
		&treating->compiler->configuration->site.internal_domains;
	size_t local = strcspn(word, "@");

	if (local == 0 || word[local] == '\0' || strcspn(word, "%!<>, \t") != strlen(word) ||
	    strchr(word + local + 1, '@') != NULL || !is_printable(word, VALUE_LIMIT))
		return settings_complain(node, why, "\"%s\" is no address", word);
	if (!domain_set_contains(internal, address_domain(word)))
		return settings_complain(node, why, "\"%s\" is not in site.internal_domains; a copy must "
		                         "stay inside", word);
	return treatment_add(treating, TREATMENT_JOURNAL, NULL, word);
}

int
treatments_read(struct compiler *compiler, const struct settings_node *node, struct rule *out)
{
	const struct settings_node *tag = settings_member(node, "tag_subject");
	const struct settings_node *headers = settings_member(node, "add_header");
	const struct settings_node *strip = settings_member(node, "strip_headers");
	const struct settings_node *journal = settings_member(node, "journal");
	struct treating treating = { compiler, out };
	int result = tag != NULL ? tag_read(tag, &treating) : 0;

	if (headers != NULL)
		result = compile_worse(result, headers_read(headers, &treating));
	if (strip != NULL)
		result = compile_worse(result, words_read(strip, compiler->why, strip_word, &treating));
	if (journal != NULL)
		result = compile_worse(result, words_read(journal, compiler->why, journal_word, &treating));
	return result;
}
