#include <stdlib.h>

#include "core/error.h"
#include "policy/rule.h"
#include "policy/rule_check.h"
#include "policy/words.h"

static const struct vocabulary actions = { "action", OUTCOME_LIMIT, outcome_name };

/* A name is written to the log and to records, which take this alphabet (core/log.h). */
static bool
is_rule_name(const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < length; i++)
		if (!byte_is_alnum((uint8_t)name[i]) && strchr("._-", name[i]) == NULL)
			return false;
	return length > 0 && length <= RULE_NAME_LIMIT;
}

static int
read_name(const struct settings_node *node, struct diagnostics *why, struct rule *out)
{
	int err = settings_string(node, why, &out->name);
	if (err == 0 && !is_rule_name(out->name))
		return settings_complain(node, why,
		                         "must be 1 to %d letters, digits, \".\", \"_\" or \"-\"",
		                         RULE_NAME_LIMIT);
	return err;
}

static int
read_action(const struct settings_node *node, struct diagnostics *why, struct rule *out)
{
	const char *word;
	unsigned number = 0;

	int err = settings_string(node, why, &word);
	if (err == 0)
		err = word_number(node, word, &actions, why, &number);
	if (err == 0)
		out->action = number;
	out->without_tls = OUTCOME_PORTAL;
	return err;
}

static const char *
method_name(unsigned method)
{
	return method == OUTCOME_TLS || method == OUTCOME_PORTAL ? outcome_name(method) : NULL;
}

static const struct vocabulary methods = { "method", OUTCOME_PORTAL + 1, method_name };

static int
method_word(const struct settings_node *node, const char *word, struct diagnostics *why, void *target)
{
	struct rule *out = target;
	unsigned number;

	int err = word_number(node, word, &methods, why, &number);
	if (err != 0)
		return err;
	if (out->action == OUTCOME_TLS && out->without_tls == OUTCOME_TLS) {
		out->without_tls = number;
		return 0;
	}
	if (out->action != 0)
		return settings_complain(node, why, "can never be used: \"%s\" before it can always",
		                         outcome_name(out->without_tls));
	out->action = out->without_tls = number;
	return 0;
}

/* In order; the first that a receiver can take. After "tls" alone a message waits until it can. */
static int
read_methods(const struct settings_node *node, struct diagnostics *why, struct rule *out)
{
	if (out->action != 0)
		return settings_complain(node, why, "stands in place of action; give one of them");
	return words_read(node, why, method_word, out);
}

/* The text goes into an SMTP reply (RFC 5321 4.2), and libmilter takes % for a conversion. */
static int
read_text(const struct settings_node *node, struct diagnostics *why, struct rule *out)
{
	int err = settings_string(node, why, &out->text);
	if (err != 0)
		return err;
	size_t length = strlen(out->text);
	bool good = length > 0 && length <= RULE_TEXT_LIMIT;
	for (size_t i = 0; i < length; i++)
		good = good && out->text[i] >= ' ' && out->text[i] <= '~' && out->text[i] != '%';
	if (!good)
		return settings_complain(node, why,
		                         "must be 1 to %d printable ASCII characters in one line, "
		                         "without %%", RULE_TEXT_LIMIT);
	return 0;
}

static int
read_otherwise(const struct settings_node *node, struct diagnostics *why, struct rule *out)
{
	const char *word;
	unsigned number = 0;

	int err = settings_string(node, why, &word);
	if (err == 0)
		err = word_number(node, word, &actions, why, &number);
	out->otherwise = number;
	return err;
}

static int
read_retention(const struct settings_node *node, const struct configuration *configuration,
               struct diagnostics *why, struct rule *out)
{
	const struct retention_class *classes = configuration->retention.classes;
	size_t count = configuration->retention.class_count;
	const char *word;

	int err = settings_string(node, why, &word);
	if (err != 0)
		return err;
	out->retention = configuration_retention_class(configuration, word);
	if (out->retention != NULL)
		return 0;
	const char *nearest = NULL;
	for (size_t i = 0; i < count && nearest == NULL; i++)
		nearest = settings_nearest(word, &classes[i].name, 1);
	if (nearest != NULL)
		return settings_complain(node, why,
		                         "\"%s\" is no retention class; did you mean \"%s\"?", word,
		                         nearest);
	return settings_complain(node, why, "\"%s\" is not among retention.classes", word);
}

static bool
is_refusal(enum outcome outcome)
{
	return outcome == OUTCOME_REJECT || outcome == OUTCOME_DEFER;
}

/* What the rule must say, and what fits only some actions. */
static int
rule_check(const struct settings_node *node, struct diagnostics *why, struct rule *rule)
{
	enum { ACTION_NEEDED = 2 }; /* unless there are methods */
	static const char *const needed[][2] = {
		{ "name", "\"a-short-name\"" },
		{ "when", "{ phi = true; }" },
		{ "action", "\"tls\"" },
	};
	const struct settings_node *text = settings_member(node, "text");
	int err = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(needed); i++)
		if (settings_member(node, needed[i][0]) == NULL &&
		    (i != ACTION_NEEDED || settings_member(node, "methods") == NULL))
			err = settings_complain(node, why, "has no %s; add %s = %s;", needed[i][0],
			                        needed[i][0], needed[i][1]);
	enum outcome refusal = is_refusal(rule->action) ? rule->action : rule->otherwise;
	if (text != NULL && rule->action != 0 && !is_refusal(refusal))
		err = settings_complain(text, why, "is for action = \"reject\" and \"defer\" only; %s "
		                        "sends none", outcome_name(rule->action));
	if (is_refusal(refusal) && text == NULL)
		rule->text = refusal == OUTCOME_REJECT ? RULE_REJECT_TEXT : RULE_DEFER_TEXT;
	return err;
}

/* Reads the condition and what it means. */
static int
read_when(const struct settings_node *node, struct compiler *compiler, struct rule *out)
{
	int err = compile_condition(compiler, node, &out->root);

	if (err == 0)
		err = rule_check_possible(compiler->program, out->root, compiler->why);
	return err;
}

static int
member_read(const struct settings_node *node, const char *name, struct compiler *compiler,
            struct rule *out)
{
	struct diagnostics *why = compiler->why;

	if (strcmp(name, "name") == 0)
		return read_name(node, why, out);
	if (strcmp(name, "when") == 0)
		return read_when(node, compiler, out);
	if (strcmp(name, "action") == 0)
		return read_action(node, why, out);
	if (strcmp(name, "methods") == 0)
		return read_methods(node, why, out);
	if (strcmp(name, "otherwise") == 0)
		return read_otherwise(node, why, out);
	if (strcmp(name, "text") == 0)
		return read_text(node, why, out);
	if (strcmp(name, "shadow") == 0)
		return settings_boolean(node, why, &out->shadow);
	return read_retention(node, compiler->configuration, why, out);
}

static int
members_read(const struct settings_node *node, struct compiler *compiler, struct rule *out)
{
	static const char *const names[] = { "name", "when", "action", "methods", "otherwise", "text",
	                                     "retention", "shadow" };
	int result = 0;

	out->node = node;
	for (size_t i = 0; i < ARRAY_LENGTH(names) && result != ERROR_MEMORY; i++) {
		const struct settings_node *member = settings_member(node, names[i]);
		if (member != NULL)
			result = compile_worse(result, member_read(member, names[i], compiler, out));
	}
	result = compile_worse(result, treatments_read(compiler, node, out));
	result = compile_worse(result, treatments_check(node, compiler->why, out));
	return compile_worse(result, rule_check(node, compiler->why, out));
}

int
rule_read(struct compiler *compiler, const struct settings_node *node, struct rule *out)
{
	static const char *const names[] = { "name", "when", "action", "methods", "otherwise", "text",
	                                     "retention", "shadow", TREATMENT_NAMES };

	if (!settings_is_group(node))
		return settings_complain(node, compiler->why,
		                         "must be a group: "
		                         "{ name = \"...\"; when = { ... }; action = \"...\"; }");
	int named = settings_check_names(node, names, ARRAY_LENGTH(names), compiler->why);
	int err = compile_worse(named, members_read(node, compiler, out));
	if (err != 0)
		return err;
	rule_check_speech(compiler->program, out);
	/* A rule that lets pass protects nobody, so there is nothing to escape from. */
	return out->action == OUTCOME_PASS && !out->removes
	       ? 0 : rule_check_escape(compiler->program, out->root, compiler->why);
}

static int
read_justification(const struct settings_node *node, struct diagnostics *why, struct rule *out)
{
	int err = settings_string(node, why, &out->justification);

	if (err == 0 && !is_field_name(out->justification))
		err = settings_complain(node, why, "\"%s\" is no name of a header field",
		                        out->justification);
	return err;
}

int
override_read(struct compiler *compiler, const struct settings_node *node, struct rule *out,
              const char **of)
{
	static const char *const names[] = { "rule", "name", "when", "action", "methods", "otherwise",
	                                     "text", "retention", "justification", TREATMENT_NAMES };
	const struct settings_node *rule = settings_member(node, "rule");

	*of = NULL;
	if (!settings_is_group(node))
		return settings_complain(node, compiler->why,
		                         "must be a group: { rule = \"...\"; name = \"...\"; "
		                         "when = { ... }; action = \"...\"; }");
	int err = settings_check_names(node, names, ARRAY_LENGTH(names), compiler->why);
	if (rule == NULL)
		err = settings_complain(node, compiler->why,
		                        "has no rule; add rule = \"the-rule-it-changes\";");
	else
		err = compile_worse(err, settings_string(rule, compiler->why, of));
	if (settings_member(node, "justification") != NULL)
		err = compile_worse(err, read_justification(settings_member(node, "justification"),
		                                            compiler->why, out));
	return compile_worse(err, members_read(node, compiler, out));
}
