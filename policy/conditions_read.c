#include "policy/conditions_read.h"

#include <stdlib.h>

#include "core/error.h"
#include "policy/words.h"

/* Findings as sure as their strict format alone makes them (scanner's scale)
 * count, unless the rule says otherwise. */
#define CONFIDENCE_DEFAULT 50

/* Where a condition is read from and to. */
struct reading {
	const struct configuration *configuration;
	struct diagnostics *why;
	struct conditions *out;
};

static const struct vocabulary directions = { "direction", DIRECTION_LIMIT, direction_name };
static const struct vocabulary reasons = { "reason", UNSCANNABLE_REASON_LIMIT,
                                           unscannable_reason_name };
static const struct vocabulary kinds = { "kind of health context", HEALTH_KIND_LIMIT,
                                         health_kind_name };
static const struct vocabulary types = { "type of identifier", IDENTIFIER_TYPE_LIMIT,
                                         identifier_type_name };

static int
answer_read(const struct settings_node *node, struct diagnostics *why, enum answer *out)
{
	bool yes;
	int err = settings_boolean(node, why, &yes);
	if (err == 0)
		*out = yes ? ANSWER_YES : ANSWER_NO;
	return err;
}

static int
read_always(const struct settings_node *node, struct reading *reading)
{
	int err = settings_boolean(node, reading->why, &reading->out->always);
	if (err == 0 && !reading->out->always)
		return settings_complain(node, reading->why,
		                         "can only be true; leave it out otherwise");
	return err;
}

static int
read_direction(const struct settings_node *node, struct reading *reading)
{
	uint64_t mask;
	int err = words_mask(node, &directions, reading->why, &mask);
	if (err == 0)
		reading->out->directions = (unsigned)mask;
	return err;
}

static int
address_add(const struct settings_node *node, const char *word, struct diagnostics *why,
            void *target)
{
	int err = address_set_add(target, word);
	if (err != ERROR_INVALID)
		return err;
	return settings_complain(node, why,
	                         "\"%s\" is no address; write \"jane@example.com\", "
	                         "\"@example.com\" for a domain, \"@.example.com\" for all "
	                         "domains below it", word);
}

static int
domain_add(const struct settings_node *node, const char *word, struct diagnostics *why,
           void *target)
{
	int err = domain_set_add(target, bytes_of_string(word));
	if (err != ERROR_INVALID)
		return err;
	return settings_complain(node, why,
	                         "\"%s\" is no domain; write \"example.com\", or "
	                         "\".example.com\" for all below it", word);
}

static int
read_sender(const struct settings_node *node, struct reading *reading)
{
	return words_read(node, reading->why, address_add, &reading->out->senders);
}

static int
read_sender_domain(const struct settings_node *node, struct reading *reading)
{
	return words_read(node, reading->why, domain_add, &reading->out->sender_domains);
}

static int
recipient_add(const struct settings_node *node, const char *word, struct diagnostics *why,
              void *target)
{
	struct conditions *out = target;

	if (strcmp(word, "inside") == 0 || strcmp(word, "outside") == 0) {
		out->sides |= *word == 'i' ? SIDE_INSIDE : SIDE_OUTSIDE;
		return 0;
	}
	if (strchr(word, '@') == NULL)
		return settings_complain(node, why,
		                         "\"%s\" is no recipient; write \"outside\", \"inside\", "
		                         "\"jane@example.com\", \"@example.com\" or "
		                         "\"@.example.com\"", word);
	return address_add(node, word, why, &out->recipients);
}

static int
read_recipient(const struct settings_node *node, struct reading *reading)
{
	return words_read(node, reading->why, recipient_add, reading->out);
}

static int
read_recipient_domain(const struct settings_node *node, struct reading *reading)
{
	return words_read(node, reading->why, domain_add, &reading->out->recipient_domains);
}

static int
read_recipient_tls(const struct settings_node *node, struct reading *reading)
{
	return answer_read(node, reading->why, &reading->out->recipient_tls);
}

static int
read_authenticated(const struct settings_node *node, struct reading *reading)
{
	return answer_read(node, reading->why, &reading->out->authenticated);
}

static int
read_phi(const struct settings_node *node, struct reading *reading)
{
	return answer_read(node, reading->why, &reading->out->phi);
}

static int
read_phi_confidence(const struct settings_node *node, struct reading *reading)
{
	return settings_number(node, reading->why, 1, CONFIDENCE_LIMIT,
	                       &reading->out->phi_confidence);
}

/* A size that no accepted message has would make a rule that never holds. */
static int
read_size_over(const struct settings_node *node, struct reading *reading)
{
	return settings_number(node, reading->why, 0,
	                       reading->configuration->limits.message_bytes - 1,
	                       &reading->out->size_over);
}

static int
read_unscannable(const struct settings_node *node, struct reading *reading)
{
	uint64_t mask;

	if (settings_is_boolean(node))
		return answer_read(node, reading->why, &reading->out->unscannable);
	if (!settings_is_list(node) && !settings_is_string(node))
		return settings_complain(node, reading->why,
		                         "must be true, false, or reasons such as "
		                         "( \"charset\", \"depth\" )");
	int err = words_mask(node, &reasons, reading->why, &mask);
	if (err == 0)
		reading->out->unscannable_reasons = (unsigned)mask;
	return err;
}

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

/* Reads the member `name` of a group if it is there. */
static int
member_number(const struct settings_node *group, const char *name, struct diagnostics *why,
              int64_t maximum, int64_t *out)
{
	const struct settings_node *node = settings_member(group, name);
	return node != NULL ? settings_number(node, why, 1, maximum, out) : 0;
}

/* The first failure of several independent checks. */
static int
first_error(int earlier, int later)
{
	return earlier != 0 ? earlier : later;
}

static int
finding_types_read(const struct settings_node *group, struct diagnostics *why, uint64_t *out)
{
	const struct settings_node *type = settings_member(group, "type");
	const struct settings_node *category = settings_member(group, "category");

	if (type != NULL && category != NULL)
		return settings_complain(category, why, "give either type or category");
	if (type != NULL)
		return words_mask(type, &types, why, out);
	if (category != NULL)
		return read_categories(category, why, out);
	*out = ~(uint64_t)0 >> (64 - IDENTIFIER_TYPE_LIMIT);
	return 0;
}

static int
finding_read(const struct settings_node *group, const struct reading *reading,
             struct finding_condition *out)
{
	static const char *const names[] = { "type", "category", "count",
	                                     "distinct", "confidence", "everyone" };
	const struct settings_node *everyone = settings_member(group, "everyone");
	int64_t most = reading->configuration->limits.findings;

	if (!settings_is_group(group) || settings_count(group) == 0)
		return settings_complain(group, reading->why,
		                         "must be a group such as { type = \"ssn\"; count = 10; }");
	*out = (struct finding_condition){ .count = 1, .confidence = CONFIDENCE_DEFAULT };
	int err = settings_check_names(group, names, ARRAY_LENGTH(names), reading->why);
	err = first_error(err, finding_types_read(group, reading->why, &out->types));
	err = first_error(err, member_number(group, "count", reading->why, most, &out->count));
	err = first_error(err, member_number(group, "distinct", reading->why, most,
	                                     &out->distinct));
	err = first_error(err, member_number(group, "confidence", reading->why, CONFIDENCE_LIMIT,
	                                     &out->confidence));
	if (everyone != NULL)
		err = first_error(err, settings_boolean(everyone, reading->why, &out->everyone));
	return err;
}

static int
read_findings(const struct settings_node *node, struct reading *reading)
{
	size_t count = settings_is_list(node) ? settings_count(node) : 0;
	int result = 0;

	if (count == 0)
		return settings_complain(node, reading->why,
		                         "must be a list of groups, such as "
		                         "( { type = \"ssn\"; count = 10; } )");
	reading->out->findings = calloc(count, sizeof(*reading->out->findings));
	if (reading->out->findings == NULL)
		return ERROR_MEMORY;
	reading->out->finding_count = count;
	for (size_t i = 0; i < count; i++)
		result = first_error(result, finding_read(settings_element(node, i), reading,
		                                          &reading->out->findings[i]));
	return result;
}

static int
health_read(const struct settings_node *group, const struct reading *reading,
            struct health_condition *out)
{
	static const char *const names[] = { "kind", "count" };
	const struct settings_node *kind = settings_member(group, "kind");
	uint64_t mask = ~(uint64_t)0;

	if (!settings_is_group(group) || settings_count(group) == 0)
		return settings_complain(group, reading->why,
		                         "must be a group such as "
		                         "{ kind = \"condition\"; count = 3; }");
	out->count = 1;
	int err = settings_check_names(group, names, ARRAY_LENGTH(names), reading->why);
	if (kind != NULL)
		err = first_error(err, words_mask(kind, &kinds, reading->why, &mask));
	out->kinds = (unsigned)mask;
	return first_error(err, member_number(group, "count", reading->why, INT32_MAX,
	                                      &out->count));
}

static int
read_health(const struct settings_node *node, struct reading *reading)
{
	size_t count = settings_is_list(node) ? settings_count(node) : 0;
	int result = 0;

	if (count == 0)
		return settings_complain(node, reading->why,
		                         "must be a list of groups, such as "
		                         "( { kind = \"condition\"; } )");
	reading->out->health = calloc(count, sizeof(*reading->out->health));
	if (reading->out->health == NULL)
		return ERROR_MEMORY;
	reading->out->health_count = count;
	for (size_t i = 0; i < count; i++)
		result = first_error(result, health_read(settings_element(node, i), reading,
		                                         &reading->out->health[i]));
	return result;
}

/* Every condition of phimilter.conf(5). */
static const struct {
	const char *name;
	int (*read)(const struct settings_node *node, struct reading *reading);
} table[] = {
	{ "always", read_always },
	{ "authenticated", read_authenticated },
	{ "direction", read_direction },
	{ "findings", read_findings },
	{ "health", read_health },
	{ "phi", read_phi },
	{ "phi_confidence", read_phi_confidence },
	{ "recipient", read_recipient },
	{ "recipient_domain", read_recipient_domain },
	{ "recipient_tls", read_recipient_tls },
	{ "sender", read_sender },
	{ "sender_domain", read_sender_domain },
	{ "size_over", read_size_over },
	{ "unscannable", read_unscannable },
};

/* Conditions that contradict each other make a rule that protects nobody. */
static int
conditions_check(const struct settings_node *node, const struct conditions *when,
                 struct diagnostics *why)
{
	if (when->always && settings_count(node) > 1)
		return settings_complain(node, why,
		                         "always = true stands alone, without other conditions");
	if (when->directions != 0 && !(when->directions & (1u << DIRECTION_OUTBOUND)) &&
	    when->sides == SIDE_OUTSIDE && address_set_is_empty(&when->recipients))
		return settings_complain(node, why,
		                         "never holds: mail with a recipient outside is outbound");
	return 0;
}

int
conditions_read(const struct settings_node *node, const struct configuration *configuration,
                struct diagnostics *why, struct conditions *out)
{
	const char *names[ARRAY_LENGTH(table)];
	struct reading reading = { configuration, why, out };
	int result;

	if (!settings_is_group(node))
		return settings_complain(node, why, "must be a group such as { phi = true; }");
	if (settings_count(node) == 0)
		return settings_complain(node, why,
		                         "has no conditions; write always = true for a rule that "
		                         "always holds");
	out->size_over = -1;
	for (size_t i = 0; i < ARRAY_LENGTH(table); i++)
		names[i] = table[i].name;
	result = settings_check_names(node, names, ARRAY_LENGTH(names), why);
	for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
		const struct settings_node *member = settings_member(node, table[i].name);
		int err = member != NULL ? table[i].read(member, &reading) : 0;
		if (err == ERROR_MEMORY)
			return err;
		result = first_error(result, err);
	}
	return result != 0 ? result : conditions_check(node, out, why);
}
