#include "scanner/site_patterns.h"

#include <stdlib.h>

#include "core/error.h"
#include "scanner/around.h"
#include "scanner/identifiers/report.h"
#include "scanner/site_pattern.h"
#include "scanner/value.h"

struct site_patterns {
	struct site_pattern *items;
	size_t count;
	struct expressions *expressions; /* of all of them, in their order */
	struct site_scratch *prototype; /* never scanned with, only cloned */
};

/* ---- building ------------------------------------------------------------------------ */

/* Goes on after a mistake, so that every one is told at once. */
static int
items_read(struct site_patterns *patterns, const struct settings_node *list, struct diagnostics *why)
{
	int result = 0;

	for (size_t i = 0; i < patterns->count; i++) {
		struct site_pattern *pattern = &patterns->items[i];
		int err = site_pattern_read(settings_element(list, i), patterns->items, i, why, pattern);
		if (err == 0)
			err = site_pattern_compile(pattern, why);
		if (err != 0 && err != ERROR_CONFIG)
			return err;
		if (err != 0)
			result = err;
	}
	return result;
}

static int
items_join(struct site_patterns *patterns, struct diagnostics *why)
{
	struct expression list[SITE_PATTERNS_LIMIT];
	struct site_regex *regexes[SITE_PATTERNS_LIMIT];

	for (size_t i = 0; i < patterns->count; i++) {
		list[i] = patterns->items[i].expression;
		regexes[i] = patterns->items[i].compiled;
	}
	int err = expressions_create(list, patterns->count, why, &patterns->expressions);
	return err == 0 ? site_scratch_create(regexes, patterns->count, &patterns->prototype) : err;
}

int
site_patterns_create(const struct configuration *configuration, struct diagnostics *why,
                     struct site_patterns **out)
{
	const struct settings_node *list = configuration->scanner.patterns;
	size_t count = settings_count(list);

	*out = NULL;
	if (count == 0)
		return 0;
	if (count > SITE_PATTERNS_LIMIT)
		return settings_complain(list, why, "has %zu patterns; at most %d are taken", count,
		                         SITE_PATTERNS_LIMIT);
	struct site_patterns *patterns = calloc(1, sizeof(*patterns));
	if (patterns == NULL)
		return ERROR_MEMORY;
	patterns->items = calloc(count, sizeof(*patterns->items));
	patterns->count = patterns->items != NULL ? count : 0;
	int err = patterns->items != NULL ? items_read(patterns, list, why) : ERROR_MEMORY;
	if (err == 0)
		err = items_join(patterns, why);
	if (err != 0)
		site_patterns_destroy(&patterns);
	*out = patterns;
	return err;
}

void
site_patterns_destroy(struct site_patterns **patterns)
{
	if (patterns == NULL || *patterns == NULL)
		return;
	expressions_destroy(&(*patterns)->expressions);
	site_scratch_destroy(&(*patterns)->prototype);
	for (size_t i = 0; i < (*patterns)->count; i++)
		site_pattern_release(&(*patterns)->items[i]);
	free((*patterns)->items);
	free(*patterns);
	*patterns = NULL;
}

/* ---- matching -------------------------------------------------------------------------- */

/* One text being matched. */
struct site_run {
	const struct site_patterns *patterns;
	const struct detector_text *text;
	struct site_scratch *scratch; /* made at the first match */
};

/* Whether [start, end) is cut out of a longer run of letters and digits. */
static bool
is_piece(struct bytes text, size_t start, size_t end)
{
	const uint8_t *bytes = text.data;

	return (start > 0 && byte_is_alnum(bytes[start - 1]) && byte_is_alnum(bytes[start])) ||
	       (end < text.length && byte_is_alnum(bytes[end]) && byte_is_alnum(bytes[end - 1]));
}

/* A patient's by what they are; a date or a telephone number may be anybody's. */
static enum finding_subject
type_subject(enum identifier_type type)
{
	switch (identifier_type_category(type)) {
	case 7:
	case 8:
	case 9:
		return SUBJECT_PATIENT;
	default:
		return SUBJECT_UNKNOWN;
	}
}

static int
value_report(const struct detector_text *text, const struct site_pattern *pattern, size_t start,
             size_t end)
{
	struct value_compact value = value_compact(text->bytes, start, end);
	const char *cue = NULL;

	if (is_piece(text->bytes, start, end) || !site_pattern_check(pattern, value_bytes(&value)))
		return 0;
	if (pattern->cue_table.count > 0) {
		cue = around_find(text, start, &pattern->cue_table);
		if (cue == NULL)
			return 0;
	}
	const struct identifier found = {
		.type = pattern->type,
		.subject = type_subject(pattern->type),
		.start = start,
		.end = end,
		.confidence = pattern->confidence,
		.cue = cue,
		.validator = pattern->validator,
	};
	return identifier_report(text, &found);
}

static int
match_take(void *context, size_t index, size_t end)
{
	struct site_run *run = context;
	const struct site_pattern *pattern = &run->patterns->items[index];
	size_t start;
	int err = 0;

	if (run->scratch == NULL)
		err = site_scratch_clone(run->patterns->prototype, &run->scratch);
	if (err == 0)
		err = site_regex_start(pattern->compiled, run->scratch, run->text->bytes, end, &start);
	if (err != 0 || start == end)
		return err;
	return value_report(run->text, pattern, start, end);
}

int
site_patterns_match(const struct site_patterns *patterns, const struct detector_text *text,
                    struct deadline deadline)
{
	struct site_run run = { .patterns = patterns, .text = text };
	int err = expressions_scan(patterns->expressions, text->bytes, deadline, match_take, &run);

	site_scratch_destroy(&run.scratch);
	return err;
}
