#include "core/error.h"
#include "policy/question_parts.h"

#define WORDS_MAXIMUM 1000
#define BYTES_MAXIMUM (1 << 20)

static int
measure_read(const struct settings_node *node, struct diagnostics *why, uint8_t *out)
{
	const char *word;

	int err = settings_string(node, why, &word);
	if (err != 0)
		return err;
	bool row = strcmp(word, "row") == 0;
	if (!row && strcmp(word, "part") != 0)
		return settings_complain(node, why, "must be \"row\" or \"part\", not \"%s\"", word);
	*out = row ? NEAR_ROW : NEAR_PART;
	return 0;
}

/* Exactly one of the ways to say how near. */
static int
distance_read(const struct settings_node *group, struct diagnostics *why, struct near_condition *out)
{
	const struct settings_node *words = settings_member(group, "words");
	const struct settings_node *bytes = settings_member(group, "bytes");
	const struct settings_node *same = settings_member(group, "same");
	int64_t distance = 0;
	int err;

	if ((words != NULL) + (bytes != NULL) + (same != NULL) != 1)
		return settings_complain(group, why,
		                         "must say in one way how near: words = 10, bytes = 100, "
		                         "same = \"row\" or same = \"part\"");
	if (same != NULL)
		return measure_read(same, why, &out->measure);
	if (words != NULL)
		err = settings_number(words, why, 0, WORDS_MAXIMUM, &distance);
	else
		err = settings_number(bytes, why, 0, BYTES_MAXIMUM, &distance);
	out->measure = words != NULL ? NEAR_WORDS : NEAR_BYTES;
	out->distance = (uint32_t)distance;
	return err;
}

/* One walk for each condition and message: the answer is kept. */
static int
near_add(const struct settings_node *group, struct compiler *compiler,
         const struct near_condition *near)
{
	struct condition *condition;

	int err = compile_add(compiler, CONDITION_NEAR, group, &condition);
	if (err != 0)
		return err;
	condition->of.near = *near;
	condition->memo = ++compiler->program->memo_count;
	compiler->program->facts_wanted |= FACTS_PLACES;
	return 0;
}

static int
near_read(const struct settings_node *group, struct compiler *compiler)
{
	static const char *const names[] = { "type", "category", "count", "confidence", "everyone",
	                                     "kind", "sensitive", "words", "bytes", "same" };
	const struct settings_node *everyone = settings_member(group, "everyone");
	struct diagnostics *why = compiler->why;
	struct near_condition near = { .everyone = false };
	int64_t most = compiler->configuration->limits.findings;
	int64_t count = 1, confidence = CONFIDENCE_DEFAULT;
	struct health_condition health = { 0 };

	int err = settings_check_names(group, names, ARRAY_LENGTH(names), why);
	err = compile_worse(err, finding_types_read(group, why, &near.types));
	err = compile_worse(err, health_wanted_read(group, why, &health));
	err = compile_worse(err, member_number(group, "count", why, most, &count));
	err = compile_worse(err, member_number(group, "confidence", why, CONFIDENCE_LIMIT,
	                                       &confidence));
	err = compile_worse(err, distance_read(group, why, &near));
	if (everyone != NULL)
		err = compile_worse(err, settings_boolean(everyone, why, &near.everyone));
	if (err != 0)
		return err;
	near.kinds = (uint8_t)health.kinds;
	near.sensitive = (uint8_t)health.sensitive;
	near.count = (uint32_t)count;
	near.confidence = (uint8_t)confidence;
	return near_add(group, compiler, &near);
}

int
read_near(const struct settings_node *node, struct compiler *compiler)
{
	return alternatives_read(node, compiler, "{ type = \"mrn\"; words = 10; }", near_read);
}
