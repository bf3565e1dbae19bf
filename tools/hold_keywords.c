#include "tools/hold_keywords.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/error.h"
#include "core/input_file.h"
#include "tools/command.h"
#include "tools/search_keyword.h"

#define FILE_LIMIT ((size_t)256 * 1024)

/* What is wrong with it; NULL when nothing is. */
static const char *
find_mistake(const struct hold_keywords *keywords, struct bytes text, const char *copy)
{
	if (keywords->count == HOLD_KEYWORDS_LIMIT)
		return "is one too many: a matter has at most 200";
	if (strlen(copy) != text.length)
		return "has no NUL";
	return search_keyword_mistake(copy);
}

int
hold_keywords_add(struct hold_keywords *keywords, struct bytes text)
{
	static const char key[] = "keyword:";
	char *question = calloc(1, sizeof(key) + text.length);

	if (question == NULL)
		return ERROR_MEMORY;
	memcpy(question, key, sizeof(key) - 1);
	if (text.length > 0)
		memcpy(question + sizeof(key) - 1, text.data, text.length);
	const char *wrong = find_mistake(keywords, text, question + sizeof(key) - 1);
	if (wrong == NULL) {
		keywords->questions[keywords->count++] = question;
		return 0;
	}
	command_fail("hold place: keyword %zu: a keyword %s", keywords->count + 1, wrong);
	explicit_bzero(question, sizeof(key) + text.length);
	free(question);
	return ERROR_INVALID;
}

static int
lines_add(struct hold_keywords *keywords, struct bytes rest)
{
	int err = 0;

	while (rest.length > 0 && err == 0) {
		const uint8_t *end = memchr(rest.data, '\n', rest.length);
		size_t length = end != NULL ? (size_t)(end - rest.data) : rest.length;
		struct bytes line = bytes_slice(rest, 0, length);
		rest = bytes_slice(rest, length + 1, SIZE_MAX);
		while (line.length > 0 && byte_is_space(line.data[line.length - 1]))
			line.length--;
		if (line.length > 0)
			err = hold_keywords_add(keywords, line);
	}
	return err;
}

int
hold_keywords_read(struct hold_keywords *keywords, const char *path)
{
	struct buffer text = buffer_make(FILE_LIMIT);

	int err = input_file_read(path, &text);
	if (err != 0) {
		command_fail("hold place: %s: %s", path, input_file_problem(err));
		err = ERROR_INVALID;
	} else {
		err = lines_add(keywords, buffer_bytes(&text));
	}
	buffer_release(&text);
	return err;
}

static int
count_standing(const struct hold *hold, void *context)
{
	struct bytes keyword;

	for (size_t i = 0; i < hold->question_count && hold->released == 0; i++)
		*(size_t *)context += hold_question_keyword(hold->questions[i], &keyword);
	return 0;
}

int
hold_keywords_check(struct store *store, size_t more)
{
	size_t standing = 0;

	int err = store_hold_list(store, count_standing, &standing);
	if (err != 0 || standing + more <= HOLD_KEYWORDS_STANDING)
		return err;
	command_fail("hold place: %zu keywords stand already, and at most %d can: release a matter first",
	             standing, HOLD_KEYWORDS_STANDING);
	return ERROR_INVALID;
}

void
hold_keywords_release(struct hold_keywords *keywords)
{
	for (size_t i = 0; i < keywords->count; i++) {
		explicit_bzero(keywords->questions[i], strlen(keywords->questions[i]));
		free(keywords->questions[i]);
	}
	keywords->count = 0;
}
