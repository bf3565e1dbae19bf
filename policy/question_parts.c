#include "policy/question_parts.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/error.h"
#include "policy/words.h"

#define MINUTES_PER_DAY (24 * 60)
#define EVERY_DAY 0x7f

static const struct vocabulary kinds = { "kind of health context", HEALTH_KIND_LIMIT,
                                         health_kind_name };
static const struct vocabulary sensitive_kinds = { "sensitive kind of health context",
                                                   SENSITIVE_KIND_LIMIT, sensitive_kind_name };
static const struct vocabulary types = { "type of identifier", IDENTIFIER_TYPE_LIMIT,
                                         identifier_type_name };

int
member_number(const struct settings_node *group, const char *name, struct diagnostics *why,
              int64_t maximum, int64_t *out)
{
	const struct settings_node *node = settings_member(group, name);
	return node != NULL ? settings_number(node, why, 1, maximum, out) : 0;
}

int
alternatives_read(const struct settings_node *node, struct compiler *compiler, const char *example,
                  int (*read)(const struct settings_node *group, struct compiler *compiler))
{
	size_t count = settings_is_list(node) ? settings_count(node) : 0;
	uint32_t place;

	if (count == 0)
		return settings_complain(node, compiler->why, "must be a list of groups, such as ( %s )",
		                         example);
	int err = compile_open(compiler, CONDITION_ANY, node, &place);
	for (size_t i = 0; i < count && err != ERROR_MEMORY; i++) {
		const struct settings_node *group = settings_element(node, i);
		if (!settings_is_group(group) || settings_count(group) == 0)
			err = settings_complain(group, compiler->why, "must be a group such as %s", example);
		else
			err = compile_worse(err, read(group, compiler));
	}
	if (err != ERROR_MEMORY)
		compile_close(compiler, place);
	return err;
}

/* ---- findings ------------------------------------------------------------------ */

static uint64_t
types_of_category(unsigned category)
{
	uint64_t mask = 0;

	for (unsigned type = 1; type < IDENTIFIER_TYPE_LIMIT; type++)
		if (identifier_type_category(type) == category)
			mask |= (uint64_t)1 << type;
	return mask;
}

static int
read_categories(const struct settings_node *node, struct diagnostics *why, uint64_t *out)
{
	bool list = settings_is_list(node);
	size_t count = list ? settings_count(node) : 1;
	int result = 0;

	if (count == 0)
		return settings_complain(node, why,
		                         "is an empty list; name categories from 1 to 18");
	for (size_t i = 0; i < count; i++) {
		int64_t category;
		int err = settings_number(list ? settings_element(node, i) : node, why,
		                          IDENTIFIER_CATEGORY_FIRST, IDENTIFIER_CATEGORY_LAST,
		                          &category);
		if (err == 0)
			*out |= types_of_category((unsigned)category);
		else
			result = err;
	}
	return result;
}

int
type_words_read(const struct settings_node *node, struct diagnostics *why, uint64_t *out)
{
	return words_mask(node, &types, why, out);
}

int
finding_types_read(const struct settings_node *group, struct diagnostics *why, uint64_t *out)
{
	const struct settings_node *type = settings_member(group, "type");
	const struct settings_node *category = settings_member(group, "category");

	*out = 0;
	if (type != NULL && category != NULL)
		return settings_complain(category, why, "give either type or category");
	if (type != NULL)
		return type_words_read(type, why, out);
	if (category != NULL)
		return read_categories(category, why, out);
	*out = ~(uint64_t)0 >> (64 - IDENTIFIER_TYPE_LIMIT);
	return 0;
}

static int
finding_add(const struct settings_node *group, struct compiler *compiler,
            const struct finding_condition *finding)
{
	unsigned kind = finding->everyone ? TALLY_EVERYONE : TALLY_INDIVIDUALS;
	struct condition *condition;

	compiler->program->facts_wanted |= 1u << kind;
	if (finding->distinct > 0)
		compiler->program->facts_wanted |= 1u << (kind | TALLY_DISTINCT);
	int err = compile_add(compiler, CONDITION_FINDINGS, group, &condition);
	if (err == 0)
		condition->of.finding = *finding;
	return err;
}

static int
finding_read(const struct settings_node *group, struct compiler *compiler)
{
	static const char *const names[] = { "type", "category", "count",
	                                     "distinct", "confidence", "everyone" };
	const struct settings_node *everyone = settings_member(group, "everyone");
	struct finding_condition finding = { .everyone = false };
	struct diagnostics *why = compiler->why;
	int64_t most = compiler->configuration->limits.findings;
	int64_t count = 1, distinct = 0, confidence = CONFIDENCE_DEFAULT;

	int err = settings_check_names(group, names, ARRAY_LENGTH(names), why);
	err = compile_worse(err, finding_types_read(group, why, &finding.types));
	err = compile_worse(err, member_number(group, "count", why, most, &count));
	err = compile_worse(err, member_number(group, "distinct", why, most, &distinct));
	err = compile_worse(err, member_number(group, "confidence", why, CONFIDENCE_LIMIT,
	                                       &confidence));
	if (everyone != NULL)
		err = compile_worse(err, settings_boolean(everyone, why, &finding.everyone));
	if (err != 0)
		return err;
	finding.count = (uint32_t)count;
	finding.distinct = (uint32_t)distinct;
	finding.confidence = (uint8_t)confidence;
	return finding_add(group, compiler, &finding);
}

int
read_findings(const struct settings_node *node, struct compiler *compiler)
{
	return alternatives_read(node, compiler, "{ type = \"ssn\"; count = 10; }", finding_read);
}

/* ---- health context --------------------------------------------------------------- */

static int
health_kinds_read(const struct settings_node *group, struct diagnostics *why, uint64_t *out)
{
	const struct settings_node *kind = settings_member(group, "kind");

	*out = ~(uint64_t)0;
	return kind != NULL ? words_mask(kind, &kinds, why, out) : 0;
}

/* Of any sensitive kind, or of some. */
static int
sensitive_read(const struct settings_node *node, struct diagnostics *why, uint64_t *out)
{
	bool any = true;

	if (!settings_is_boolean(node))
		return words_mask(node, &sensitive_kinds, why, out);
	*out = (UINT64_C(1) << SENSITIVE_KIND_LIMIT) - 2;
	int err = settings_boolean(node, why, &any);
	return err == 0 && !any ? settings_complain(node, why, "can only be true, or kinds such as "
	                                            "( \"hiv\", \"genetic\" )") : err;
}

int
health_wanted_read(const struct settings_node *group, struct diagnostics *why,
                   struct health_condition *out)
{
	const struct settings_node *sensitive = settings_member(group, "sensitive");
	uint64_t mask = 0;

	if (sensitive != NULL && settings_member(group, "kind") != NULL)
		return settings_complain(sensitive, why, "give either kind or sensitive");
	int err = sensitive != NULL ? sensitive_read(sensitive, why, &mask)
	                            : health_kinds_read(group, why, &mask);
	if (sensitive != NULL)
		out->sensitive = (uint32_t)mask;
	else
		out->kinds = (uint32_t)mask;
	return err;
}

static int
health_read(const struct settings_node *group, struct compiler *compiler)
{
	static const char *const names[] = { "kind", "sensitive", "count" };
	struct health_condition health = { 0 };
	struct condition *condition;
	int64_t count = 1;

	int err = settings_check_names(group, names, ARRAY_LENGTH(names), compiler->why);
	err = compile_worse(err, health_wanted_read(group, compiler->why, &health));
	err = compile_worse(err, member_number(group, "count", compiler->why, INT32_MAX, &count));
	if (err == 0)
		err = compile_add(compiler, CONDITION_HEALTH, group, &condition);
	health.count = (uint32_t)count;
	if (err == 0)
		condition->of.health = health;
	return err;
}

int
read_health(const struct settings_node *node, struct compiler *compiler)
{
	return alternatives_read(node, compiler, settings_is_list(node) && settings_count(node) > 0
	                         ? "{ kind = \"condition\"; count = 3; }"
	                         : "{ kind = \"condition\"; }", health_read);
}

/* ---- time of day -------------------------------------------------------------------- */

/* The number of a day at the start of `text`, or -1. */
static int
day_find(const char *text)
{
	static const char *const days[] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat" };

	for (int i = 0; i < (int)ARRAY_LENGTH(days); i++)
		if (strncmp(text, days[i], 3) == 0)
			return i;
	return -1;
}

/* "mon", "mon-fri"; returns what follows, NULL when it is neither. */
static const char *
days_read(const char *text, uint8_t *out)
{
	int first = day_find(text), last = first;

	if (first < 0)
		return NULL;
	text += 3;
	if (*text == '-') {
		last = day_find(text + 1);
		text += 4;
	}
	if (last < 0)
		return NULL;
	*out = (uint8_t)(1u << last);
	for (int day = first; day != last; day = (day + 1) % 7)
		*out |= (uint8_t)(1u << day);
	return text;
}

/* "08:00-18:00" to the end. */
static bool
span_read(const char *text, struct hours_condition *out)
{
	unsigned from_hour, from_minute, to_hour, to_minute;
	int end = 0;

	if (strspn(text, "0123456789:-") != strlen(text) ||
	    sscanf(text, "%2u:%2u-%2u:%2u%n", &from_hour, &from_minute, &to_hour, &to_minute,
	           &end) != 4 || text[end] != '\0')
		return false;
	out->from = (uint16_t)(from_hour * 60 + from_minute);
	out->to = (uint16_t)(to_hour * 60 + to_minute);
	return from_minute < 60 && to_minute < 60 && out->from < MINUTES_PER_DAY &&
	       out->to <= MINUTES_PER_DAY && out->from != out->to;
}

static bool
hours_read(const char *text, struct hours_condition *out)
{
	*out = (struct hours_condition){ .days = EVERY_DAY, .from = 0, .to = MINUTES_PER_DAY };
	if (byte_is_alpha((uint8_t)text[0])) {
		text = days_read(text, &out->days);
		if (text == NULL || *text == '\0')
			return text != NULL;
		if (*text++ != ' ')
			return false;
	}
	return span_read(text, out);
}

static int
time_word(const struct settings_node *node, const char *word, struct diagnostics *why, void *target)
{
	struct compiler *compiler = target;
	struct hours_condition hours;
	struct condition *condition;

	if (!hours_read(word, &hours))
		return settings_complain(node, why,
		                         "\"%s\" is no time; write \"08:00-18:00\", \"sat-sun\" or "
		                         "\"mon-fri 18:00-08:00\"", word);
	compiler->program->facts_wanted |= FACTS_TIME;
	int err = compile_add(compiler, CONDITION_TIME, node, &condition);
	if (err == 0)
		condition->of.hours = hours;
	return err;
}

int
read_time(const struct settings_node *node, struct compiler *compiler)
{
	uint32_t place;

	int err = compile_open(compiler, CONDITION_ANY, node, &place);
	if (err == 0)
		err = words_read(node, compiler->why, time_word, compiler);
	if (err != ERROR_MEMORY)
		compile_close(compiler, place);
	return err;
}

/* ---- header fields -------------------------------------------------------------------- */

static int
header_word(const struct settings_node *node, const char *word, struct diagnostics *why,
            void *target)
{
	if (word[0] == '\0')
		return settings_complain(node, why, "is empty, which every field holds");
	return list_add(target, word, node);
}

/* A field called `name` with one of `words`; without words the field is enough. */
static int
header_add(const struct settings_node *node, struct compiler *compiler, const char *name,
           const struct settings_node *words)
{
	struct list *list = NULL;
	struct condition *condition;
	int err = words != NULL ? compile_list_add(compiler, node, &list) : 0;

	if (err == 0 && words != NULL)
		err = words_read(words, compiler->why, header_word, list);
	if (err == 0 && words != NULL)
		err = list_use(list, LIST_WORDS, compiler->why);
	if (err == 0)
		err = compile_add(compiler, CONDITION_HEADER, node, &condition);
	if (err == 0)
		condition->of.header = (struct header_condition){ name, list, 0 };
	return err;
}

int
read_subject_tag(const struct settings_node *node, struct compiler *compiler)
{
	return header_add(node, compiler, "Subject", node);
}

/* RFC 5322 3.6.8: printable ASCII but the colon. */
bool
is_field_name(const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < length; i++)
		if (name[i] <= ' ' || name[i] > '~' || name[i] == ':')
			return false;
	return length > 0;
}

static int
header_read(const struct settings_node *group, struct compiler *compiler)
{
	static const char *const names[] = { "name", "contains" };
	const struct settings_node *node = settings_member(group, "name");
	const char *name = NULL;

	int err = settings_check_names(group, names, ARRAY_LENGTH(names), compiler->why);
	if (node == NULL)
		return settings_complain(group, compiler->why,
		                         "has no name; add name = \"X-Field\";");
	int named = settings_string(node, compiler->why, &name);
	if (named == 0 && !is_field_name(name))
		named = settings_complain(node, compiler->why,
		                          "\"%s\" is no name of a header field", name);
	int added = header_add(group, compiler, name, settings_member(group, "contains"));
	return compile_worse(compile_worse(err, named), added);
}

int
read_header(const struct settings_node *node, struct compiler *compiler)
{
	return alternatives_read(node, compiler,
	                         "{ name = \"X-Secure\"; contains = \"yes\"; }", header_read);
}
