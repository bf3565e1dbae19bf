#include "policy/words.h"

#include <stdio.h>

#include "core/error.h"

/* More names than this are not listed in a complaint; the manual page has them. */
#define LISTED_NAMES_LIMIT 16

int
words_read(const struct settings_node *node, struct diagnostics *why, word_reader *reader,
           void *target)
{
	bool list = settings_is_list(node);
	size_t count = list ? settings_count(node) : 1;
	int result = 0;

	if (!list && !settings_is_string(node))
		return settings_complain(node, why,
		                         "must be a string or a list of strings, such as "
		                         "( \"one\", \"two\" )");
	if (count == 0)
		return settings_complain(node, why,
		                         "is an empty list, which nothing matches; name something "
		                         "or leave the setting out");
	for (size_t i = 0; i < count; i++) {
		const struct settings_node *element = list ? settings_element(node, i) : node;
		const char *word;
		int err = settings_string(element, why, &word);
		if (err == 0)
			err = reader(element, word, why, target);
		if (err == ERROR_MEMORY)
			return err;
		if (err != 0)
			result = err;
	}
	return result;
}

static size_t
vocabulary_names(const struct vocabulary *vocabulary, const char *names[VOCABULARY_LIMIT])
{
	size_t count = 0;

	for (unsigned number = 1; number < vocabulary->limit && number < VOCABULARY_LIMIT; number++)
		if (vocabulary->name(number) != NULL)
			names[count++] = vocabulary->name(number);
	return count;
}

static int
word_refuse(const struct settings_node *node, const char *word, const struct vocabulary *vocabulary,
            struct diagnostics *why)
{
	const char *names[VOCABULARY_LIMIT] = { NULL };
	char list[256] = "phimilter-rules(5) lists them";
	size_t count = vocabulary_names(vocabulary, names);
	const char *nearest = settings_nearest(word, names, count);

	if (nearest != NULL)
		return settings_complain(node, why, "\"%s\" is no %s; did you mean \"%s\"?", word,
		                         vocabulary->noun, nearest);
	size_t used = 0;
	for (size_t i = 0; i < count && count <= LISTED_NAMES_LIMIT && used < sizeof(list); i++)
		used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s",
		                         i == 0 ? "known: " : ", ", names[i]);
	return settings_complain(node, why, "\"%s\" is no %s; %s", word, vocabulary->noun, list);
}

int
word_number(const struct settings_node *node, const char *word, const struct vocabulary *vocabulary,
            struct diagnostics *why, unsigned *out)
{
	for (unsigned number = 1; number < vocabulary->limit; number++) {
		const char *name = vocabulary->name(number);
		if (name != NULL && strcmp(name, word) == 0) {
			*out = number;
			return 0;
		}
	}
	return word_refuse(node, word, vocabulary, why);
}

struct mask_target {
	const struct vocabulary *vocabulary;
	uint64_t *mask;
};

static int
mask_add(const struct settings_node *node, const char *word, struct diagnostics *why, void *target)
{
	const struct mask_target *mask = target;
	unsigned number;

	int err = word_number(node, word, mask->vocabulary, why, &number);
	if (err == 0)
		*mask->mask |= (uint64_t)1 << number;
	return err;
}

int
words_mask(const struct settings_node *node, const struct vocabulary *vocabulary,
           struct diagnostics *why, uint64_t *out)
{
	struct mask_target target = { vocabulary, out };

	*out = 0;
	return words_read(node, why, mask_add, &target);
}
