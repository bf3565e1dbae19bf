#include "scanner/site_regex.h"

#include <hs.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/error.h"
#include "scanner/expressions.h"

struct site_regex {
	hs_database_t *database;
	size_t width; /* of the widest match */
};

struct site_scratch {
	hs_scratch_t *scratch;
};

/* What is known of an expression without compiling it. */
static int
expression_check(const char *expression, unsigned flags, char problem[SITE_REGEX_PROBLEM_SIZE],
                 size_t *width)
{
	hs_expr_info_t *info = NULL;
	hs_compile_error_t *error = NULL;
	int err = 0;

	if (hs_expression_info(expression, flags, &info, &error) != HS_SUCCESS) {
		snprintf(problem, SITE_REGEX_PROBLEM_SIZE, "%s", error->message);
		hs_free_compile_error(error);
		return ERROR_CONFIG;
	}
	if (info->min_width == 0) {
		snprintf(problem, SITE_REGEX_PROBLEM_SIZE,
		         "matches the empty text; at least one character must be there");
		err = ERROR_CONFIG;
	} else if (info->max_width > EXPRESSION_WIDTH_LIMIT) {
		snprintf(problem, SITE_REGEX_PROBLEM_SIZE,
		         "may match more than %d bytes; give *, + and {n,} an upper bound, such as {1,20}",
		         EXPRESSION_WIDTH_LIMIT);
		err = ERROR_CONFIG;
	}
	*width = info->max_width;
	free(info);
	return err;
}

int
site_regex_create(const char *expression, bool nocase, char problem[SITE_REGEX_PROBLEM_SIZE],
                  struct site_regex **out)
{
	unsigned flags = HS_FLAG_SOM_LEFTMOST | HS_FLAG_MULTILINE | (nocase ? HS_FLAG_CASELESS : 0);
	hs_compile_error_t *error = NULL;
	size_t width;

	*out = NULL;
	int err = expression_check(expression, flags, problem, &width);
	if (err != 0)
		return err;
	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		return ERROR_MEMORY;
	(*out)->width = width;
	if (hs_compile(expression, flags, HS_MODE_BLOCK, NULL, &(*out)->database, &error) == HS_SUCCESS)
		return 0;
	snprintf(problem, SITE_REGEX_PROBLEM_SIZE, "%s", error->message);
	hs_free_compile_error(error);
	site_regex_destroy(out);
	return ERROR_CONFIG;
}

void
site_regex_destroy(struct site_regex **regex)
{
	if (regex == NULL || *regex == NULL)
		return;
	hs_free_database((*regex)->database);
	free(*regex);
	*regex = NULL;
}

int
site_scratch_create(struct site_regex *const *regexes, size_t count, struct site_scratch **out)
{
	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		return ERROR_MEMORY;
	/* Grows to what the most demanding of them needs. */
	for (size_t i = 0; i < count; i++) {
		if (hs_alloc_scratch(regexes[i]->database, &(*out)->scratch) != HS_SUCCESS) {
			site_scratch_destroy(out);
			return ERROR_MEMORY;
		}
	}
	return 0;
}

int
site_scratch_clone(const struct site_scratch *scratch, struct site_scratch **out)
{
	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		return ERROR_MEMORY;
	if (hs_clone_scratch(scratch->scratch, &(*out)->scratch) == HS_SUCCESS)
		return 0;
	site_scratch_destroy(out);
	return ERROR_MEMORY;
}

void
site_scratch_destroy(struct site_scratch **scratch)
{
	if (scratch == NULL || *scratch == NULL)
		return;
	hs_free_scratch((*scratch)->scratch);
	free(*scratch);
	*scratch = NULL;
}

/* The match that is looked for among those of a few bytes. */
struct wanted {
	unsigned long long end;
	unsigned long long start;
};

static int
wanted_note(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *context)
{
	struct wanted *wanted = context;

	(void)id;
	(void)flags;
	if (to == wanted->end && from < wanted->start)
		wanted->start = from;
	return 0;
}

int
site_regex_start(const struct site_regex *regex, struct site_scratch *scratch, struct bytes text,
                 size_t end, size_t *start)
{
	/* One byte more on both sides, for a \b. */
	size_t from = end > regex->width + 1 ? end - regex->width - 1 : 0;
	struct bytes window = bytes_slice(text, from, end - from + 1);
	struct wanted wanted = { .end = end - from, .start = end - from };

	if (hs_scan(regex->database, (const char *)window.data, (unsigned)window.length, 0,
	            scratch->scratch, wanted_note, &wanted) != HS_SUCCESS)
		return ERROR_INTERNAL;
	*start = from + wanted.start;
	return 0;
}
