#include <stdlib.h>

#include "core/error.h"
#include "policy/content_form.h"
#include "policy/notified.h"
#include "policy/question_parts.h"
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
treatment_add(struct treating *treating, struct treatment treatment)
{
	struct rule *rule = treating->rule;
	struct treatment *grown = reallocarray(rule->treatments, rule->treatment_count + 1,
	                                       sizeof(*grown));

	if (grown == NULL)
		return ERROR_MEMORY;
	rule->treatments = grown;
	rule->treatments[rule->treatment_count++] = treatment;
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
	return err != 0 ? err : treatment_add(treating, (struct treatment){
		.kind = TREATMENT_TAG_SUBJECT, .value = tag });
}

static int
header_read(const struct settings_node *group, enum treatment_kind kind, struct treating *treating)
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
	return err != 0 ? err : treatment_add(treating, (struct treatment){
		.kind = kind, .name = name, .value = value });
}

static int
headers_read(const struct settings_node *node, enum treatment_kind kind, struct treating *treating)
{
	size_t count = settings_is_list(node) ? settings_count(node) : 0;
	int result = 0;

	if (count == 0)
		return settings_complain(node, treating->compiler->why, "must be a list of groups, such "
		                         "as ( { name = \"X-Class\"; value = \"phi\"; } )");
	for (size_t i = 0; i < count && result != ERROR_MEMORY; i++)
		result = compile_worse(result, header_read(settings_element(node, i), kind,
		                                           treating));
	return result;
}

static int
strip_word(const struct settings_node *node, const char *word, struct diagnostics *why, void *target)
{
	int err = field_check(node, word, why);

	return err != 0 ? err : treatment_add(target, (struct treatment){
		.kind = TREATMENT_HEADER_STRIP, .name = word });
}

/* Nobody judges the copy, so it must not leave. */
static int
journal_word(const struct settings_node *node, const char *word, struct diagnostics *why,
             void *target)
{
	struct treating *treating = target;
	const struct domain_set *internal =
		&treating->compiler->configuration->site.internal_domains;
	int err = notified_address_check(node, word, internal, "a copy must stay inside", why);

	return err != 0 ? err : treatment_add(treating, (struct treatment){
		.kind = TREATMENT_JOURNAL, .value = word });
}

static int
notify_add(struct treating *treating, const char *whom)
{
	return treatment_add(treating, (struct treatment){
		.kind = TREATMENT_NOTIFY, .name = treating->rule->name, .value = whom });
}

static int
notify_word(const struct settings_node *node, const char *word, struct diagnostics *why,
            void *target)
{
	struct treating *treating = target;
	const struct notified *notified = treating->compiler->notified;
	bool officers = strcmp(word, NOTIFIED_OFFICERS) == 0;
	int err = 0;

	if (officers && notified->officer_count == 0)
		return settings_complain(node, why, "nobody is an officer; say who, as "
		                         "officers = ( \"privacy@example.com\" );");
	if (strcmp(word, NOTIFIED_MANAGER) == 0 && notified->manager_count == 0)
		return settings_complain(node, why, "nobody is a manager; say who, as managers = "
		                         "( { of = \"@example.com\"; is = \"head@example.com\"; } );");
	for (size_t i = 0; i < notified->officer_count && officers && err == 0; i++)
		err = notify_add(treating, notified->officers[i]);
	if (officers)
		return err;
	if (strcmp(word, NOTIFIED_MANAGER) != 0 && strcmp(word, NOTIFIED_SENDER) != 0)
		err = notified_address_check(node, word, notified->internal, "nobody outside is told; or "
		                             "name \"sender\", \"manager\", \"officers\"", why);
	return err != 0 ? err : notify_add(treating, word);
}

/* ---- what is taken out ----------------------------------------------------------- */

static int
subject_read(const struct settings_node *node, struct treating *treating)
{
	struct diagnostics *why = treating->compiler->why;
	const char *subject;

	int err = settings_string(node, why, &subject);
	if (err == 0 && !is_printable(subject, VALUE_LIMIT))
		err = settings_complain(node, why, "must be 1 to %d printable ASCII characters, which "
		                        "stand in place of the subject", VALUE_LIMIT);
	return err != 0 ? err : treatment_add(treating, (struct treatment){
		.kind = TREATMENT_MOVE_SUBJECT, .value = subject });
}

/* A setting that says nothing but yes; leaving it out is the other answer. */
static int
yes_read(const struct settings_node *node, struct diagnostics *why)
{
	bool yes;

	int err = settings_boolean(node, why, &yes);
	if (err == 0 && !yes)
		err = settings_complain(node, why, "can only be true; leave it out otherwise");
	return err;
}

static int
redact_read(const struct settings_node *node, struct treating *treating)
{
	static const char *const names[] = { "type", "category" };
	struct diagnostics *why = treating->compiler->why;
	struct treatment treatment = { .kind = TREATMENT_REDACT };
	int err = 0;

	if (settings_is_group(node)) {
		err = settings_check_names(node, names, ARRAY_LENGTH(names), why);
		err = compile_worse(err, finding_types_read(node, why, &treatment.types));
	} else if (settings_is_boolean(node)) {
		err = yes_read(node, why);
		treatment.types = ~(uint64_t)0;
	} else {
		err = type_words_read(node, why, &treatment.types);
	}
	treating->rule->redacts = treating->rule->removes = true;
	return err != 0 ? err : treatment_add(treating, treatment);
}

static int
file_word(const struct settings_node *node, const char *word, struct diagnostics *why, void *target)
{
	if (strspn(word, "*?") == strlen(word))
		return settings_complain(node, why, "\"%s\" is the name of every file; name some, such "
		                         "as \"*.xlsx\"", word);
	return treatment_add(target, (struct treatment){ .kind = TREATMENT_STRIP_FILE, .value = word });
}

static int
type_word(const struct settings_node *node, const char *word, struct diagnostics *why, void *target)
{
	const char *slash = strchr(word, '/');
	bool good = slash != NULL && slash != word && strchr(slash + 1, '/') == NULL;

	for (const char *c = word; *c != '\0'; c++)
		good = good && *c > ' ' && *c <= '~' && !byte_is_upper((uint8_t)*c);
	if (!good)
		return settings_complain(node, why, "\"%s\" is no type such as \"application/pdf\" or "
		                         "\"image/\", in lower case", word);
	if (strncmp(word, "multipart/", strlen("multipart/")) == 0)
		return settings_complain(node, why, "\"%s\" is no attachment but what holds some", word);
	return treatment_add(target, (struct treatment){ .kind = TREATMENT_STRIP_TYPE, .value = word });
}

static const struct vocabulary forms = { "form of content", CONTENT_FORM_LIMIT, content_form_name };

static int
forms_read(const struct settings_node *node, struct treating *treating)
{
	struct treatment treatment = { .kind = TREATMENT_STRIP_FORM };
	int err = words_mask(node, &forms, treating->compiler->why, &treatment.forms);

	return err != 0 ? err : treatment_add(treating, treatment);
}

static int
attachments_read(const struct settings_node *node, struct treating *treating)
{
	static const char *const names[] = { "file_name", "content_type", "content" };
	struct diagnostics *why = treating->compiler->why;

	if (!settings_is_group(node) || settings_count(node) == 0)
		return settings_complain(node, why, "must be a group such as "
		                         "{ file_name = \"*.xlsx\"; content_type = \"image/\"; }");
	treating->rule->removes = true;
	int err = settings_check_names(node, names, ARRAY_LENGTH(names), why);
	const struct settings_node *files = settings_member(node, "file_name");
	const struct settings_node *kinds = settings_member(node, "content_type");
	const struct settings_node *content = settings_member(node, "content");
	if (files != NULL)
		err = compile_worse(err, words_read(files, why, file_word, treating));
	if (kinds != NULL)
		err = compile_worse(err, words_read(kinds, why, type_word, treating));
	return content == NULL ? err : compile_worse(err, forms_read(content, treating));
}

static int
keep_read(const struct settings_node *node, struct treating *treating)
{
	int err = yes_read(node, treating->compiler->why);

	return err != 0 ? err : treatment_add(treating, (struct treatment){
		.kind = TREATMENT_KEEP_ORIGINAL });
}

/* ---- all of them ------------------------------------------------------------------ */

static int
treatment_read(const struct settings_node *node, const char *name, struct treating *treating)
{
	struct diagnostics *why = treating->compiler->why;

	if (strcmp(name, "tag_subject") == 0)
		return tag_read(node, treating);
	if (strcmp(name, "add_header") == 0)
		return headers_read(node, TREATMENT_HEADER_ADD, treating);
	if (strcmp(name, "strip_headers") == 0)
		return words_read(node, why, strip_word, treating);
	if (strcmp(name, "journal") == 0)
		return words_read(node, why, journal_word, treating);
	if (strcmp(name, "replace_headers") == 0)
		return headers_read(node, TREATMENT_HEADER_REPLACE, treating);
	if (strcmp(name, "move_subject") == 0)
		return subject_read(node, treating);
	if (strcmp(name, "redact") == 0)
		return redact_read(node, treating);
	if (strcmp(name, "strip_attachments") == 0)
		return attachments_read(node, treating);
	if (strcmp(name, "notify") == 0)
		return words_read(node, why, notify_word, treating);
	return keep_read(node, treating);
}

int
treatments_read(struct compiler *compiler, const struct settings_node *node, struct rule *out)
{
	static const char *const names[] = { TREATMENT_NAMES };
	struct treating treating = { compiler, out };
	int result = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(names) && result != ERROR_MEMORY; i++) {
		const struct settings_node *member = settings_member(node, names[i]);
		if (member != NULL)
			result = compile_worse(result, treatment_read(member, names[i], &treating));
	}
	return result;
}

/* ---- what does not go together ------------------------------------------------------ */

/* A refused message is not changed, and of a notice's original nothing is left to change. */
static int
action_check(const struct settings_node *node, struct diagnostics *why, const struct rule *rule)
{
	/* The last four serve beside "portal", for a message that another rule holds. */
	static const char *const names[] = { "redact", "strip_attachments", "move_subject",
	                                     "replace_headers", "tag_subject", "add_header",
	                                     "strip_headers", "journal" };
	enum { USELESS_BESIDE_PORTAL = 4 };
	bool refuses = outcome_strictness(rule->action) >= outcome_strictness(OUTCOME_DEFER);
	size_t count = refuses ? ARRAY_LENGTH(names)
	             : rule->action == OUTCOME_PORTAL ? USELESS_BESIDE_PORTAL : 0;
	int err = 0;

	for (size_t i = 0; i < count; i++) {
		const struct settings_node *member = settings_member(node, names[i]);
		if (member != NULL)
			err = settings_complain(member, why, "does nothing beside \"%s\": %s",
			                        outcome_name(rule->action),
			                        refuses ? "a refused message goes to nobody"
			                                : "a notice keeps nothing of the message");
	}
	return err;
}

static int
otherwise_check(const struct settings_node *node, struct diagnostics *why, struct rule *rule)
{
	const struct settings_node *otherwise = settings_member(node, "otherwise");
	const struct settings_node *keep = settings_member(node, "keep_original");

	if (!rule->removes && (otherwise != NULL || keep != NULL))
		return settings_complain(otherwise != NULL ? otherwise : keep, why,
		                         "belongs to redact or strip_attachments, and there is neither");
	if (otherwise == NULL && rule->removes)
		rule->otherwise = outcome_strictness(rule->action) > outcome_strictness(OUTCOME_PORTAL)
		                  ? rule->action : OUTCOME_PORTAL;
	if (otherwise == NULL || rule->otherwise == 0)
		return 0;
	if (rule->otherwise == OUTCOME_PASS ||
	    outcome_strictness(rule->otherwise) < outcome_strictness(rule->action))
		return settings_complain(otherwise, why, "is for what cannot be taken out, so it must "
		                         "protect, and no less than the action \"%s\"",
		                         outcome_name(rule->action));
	return 0;
}

int
treatments_check(const struct settings_node *node, struct diagnostics *why, struct rule *rule)
{
	return compile_worse(action_check(node, why, rule), otherwise_check(node, why, rule));
}
