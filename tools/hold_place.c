/* phictl hold place. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/actor.h"
#include "core/error.h"
#include "tools/hold_command.h"
#include "tools/search_query.h"

#define QUESTION_LIMIT ((size_t)4096)

/* ---- what is asked ------------------------------------------------------------------ */

/* All questions of the matter as arguments of one search. */
struct asking {
	char **arguments;
	size_t count;
};

/* Beside the questions: two pairs of parentheses, and an "or" between two keywords. */
static int
asking_make(const struct hold_arguments *arguments, struct asking *out)
{
	const struct hold_keywords *keywords = &arguments->keywords;
	bool both = arguments->count > 0 && keywords->count > 0;

	out->count = 0;
	out->arguments = calloc(arguments->count + 2 * keywords->count + 4, sizeof(*out->arguments));
	if (out->arguments == NULL)
		return ERROR_MEMORY;
	if (both)
		out->arguments[out->count++] = "(";
	for (size_t i = 0; i < arguments->count; i++)
		out->arguments[out->count++] = arguments->questions[i];
	if (both) {
		out->arguments[out->count++] = ")";
		out->arguments[out->count++] = "(";
	}
	for (size_t i = 0; i < keywords->count; i++) {
		if (i > 0)
			out->arguments[out->count++] = "or";
		out->arguments[out->count++] = keywords->questions[i];
	}
	if (both)
		out->arguments[out->count++] = ")";
	return 0;
}

/* Keeps the questions as they can be asked later. */
static int
store_questions(const struct search_query *query, size_t count, struct bytes *views,
                struct buffer *texts)
{
	int err = 0;

	for (size_t i = 0; i < count && err == 0; i++) {
		texts[i] = buffer_make(QUESTION_LIMIT);
		err = search_query_store(query, i, &texts[i]);
		views[i] = buffer_bytes(&texts[i]);
	}
	return err;
}

/* ---- placing ------------------------------------------------------------------------ */

/* What an officer could take for granted, and must not. */
static int
say_what_is_held(size_t keywords)
{
	if (keywords == 0)
		return EXIT_CODE_DONE;
	printf("mail that comes from now on, within 5 seconds, is looked through for %zu keyword%s\n"
	       "of earlier mail no text is kept: it is held only where a value that was found in it,\n"
	       "an address or a domain is one of them\n", keywords, keywords > 1 ? "s" : "");
	return fflush(stdout) != 0 ? command_fail_output() : EXIT_CODE_DONE;
}

static int
place(struct store_access *access, const struct hold *hold)
{
	size_t keywords = hold_count_keywords(hold);

	int err = hold_keywords_check(access->store, keywords);
	if (err == ERROR_INVALID)
		return EXIT_CODE_ERROR;
	if (err != 0)
		return store_access_fail(access, err);
	int code = hold_put(access, hold, "placed the hold", (const char *)hold->authority.data);
	return code == EXIT_CODE_DONE ? say_what_is_held(keywords) : code;
}

static int
place_parsed(struct store_access *access, const struct hold_arguments *arguments,
             const struct search_query *query, size_t count)
{
	struct bytes *views = calloc(count, sizeof(*views));
	struct buffer *texts = calloc(count, sizeof(*texts));
	struct actor actor = actor_find();

	int err = views == NULL || texts == NULL ? ERROR_MEMORY :
	          store_questions(query, count, views, texts);
	const struct hold hold = {
		.name = bytes_of_string(arguments->name),
		.authority = bytes_of_string(arguments->authority),
		.notes = bytes_of_string(arguments->notes),
		.placed = (int64_t)time(NULL),
		.placed_by = bytes_of_string(actor.text),
		.questions = views,
		.question_count = count,
	};
	int code = err == 0 ? place(access, &hold) : store_access_fail(access, err);
	for (size_t i = 0; texts != NULL && i < count; i++)
		buffer_release(&texts[i]);
	free(texts);
	free(views);
	return code;
}

static int
place_asking(struct store_access *access, const struct hold_arguments *arguments,
             const struct asking *asking)
{
	struct search_query *query;

	int err = search_query_parse(access->store, asking->arguments, asking->count,
	                             (int64_t)time(NULL), &query);
	if (err == ERROR_INVALID)
		return EXIT_CODE_ERROR;
	if (err != 0)
		return store_access_fail(access, err);
	int code = place_parsed(access, arguments, query, asking->count);
	search_query_destroy(&query);
	return code;
}

int
hold_place(struct store_access *access, const struct hold_arguments *arguments)
{
	struct asking asking;

	int err = asking_make(arguments, &asking);
	int code = err == 0 ? place_asking(access, arguments, &asking) : store_access_fail(access, err);
	free(asking.arguments);
	return code;
}
