#include <stdio.h>
#include <stdlib.h>

#include "core/actor.h"
#include "core/error.h"
#include "tools/hold_command.h"

/* ---- looking up --------------------------------------------------------------------- */

static struct bytes
keep_text(struct bytes bytes, char **out)
{
	*out = strndup(bytes.length > 0 ? (const char *)bytes.data : "", bytes.length);
	return bytes_of_string(*out);
}

static int
keep_questions(const struct hold *hold, struct hold_found *found)
{
	found->questions = calloc(hold->question_count + 1, sizeof(*found->questions));
	found->views = calloc(hold->question_count + 1, sizeof(*found->views));
	if (found->questions == NULL || found->views == NULL)
		return ERROR_MEMORY;
	for (size_t i = 0; i < hold->question_count; i++) {
		found->views[i] = keep_text(hold->questions[i], &found->questions[i]);
		if (found->questions[i] == NULL)
			return ERROR_MEMORY;
	}
	found->hold.questions = found->views;
	return 0;
}

int
hold_found_keep(const struct hold *hold, struct hold_found *found)
{
	*found = (struct hold_found){ .hold = *hold };
	struct bytes *const strings[] = {
		&found->hold.name, &found->hold.authority, &found->hold.notes, &found->hold.placed_by,
		&found->hold.released_by, &found->hold.release_reason,
	};
	for (size_t i = 0; i < ARRAY_LENGTH(strings); i++) {
		*strings[i] = keep_text(*strings[i], &found->texts[i]);
		if (found->texts[i] == NULL)
			return ERROR_MEMORY;
	}
	return keep_questions(hold, found);
}

static int
keep(const struct hold *hold, void *context)
{
	return hold_found_keep(hold, context);
}

int
hold_find(struct store_access *access, const char *name, struct hold_found *out)
{
	*out = (struct hold_found){ 0 };
	int err = store_hold_get(access->store, bytes_of_string(name), keep, out);
	if (err == 0)
		return EXIT_CODE_DONE;
	if (err != ERROR_NOT_FOUND)
		return store_access_fail(access, err);
	command_fail("hold: there is no matter \"%s\"", name);
	return EXIT_CODE_FOUND;
}

void
hold_found_release(struct hold_found *found)
{
	for (size_t i = 0; i < ARRAY_LENGTH(found->texts); i++)
		free(found->texts[i]);
	for (size_t i = 0; found->questions != NULL && i < found->hold.question_count; i++)
		free(found->questions[i]);
	free(found->questions);
	free(found->views);
}

size_t
hold_count_keywords(const struct hold *hold)
{
	struct bytes keyword;
	size_t count = 0;

	for (size_t i = 0; i < hold->question_count; i++)
		count += hold_question_keyword(hold->questions[i], &keyword);
	return count;
}

/* ---- changing ------------------------------------------------------------------------- */

/* What the store found otherwise than the officer thought; an exit code. */
static int
refuse(const struct hold *hold, int err)
{
	const char *before = err == ERROR_EXISTS ? "there is a matter " :
	                     err == ERROR_STATE ? "" : "there is no matter ";
	const char *behind = err == ERROR_EXISTS ? " already" :
	                     err == ERROR_STATE ? " was released already" : "";

	command_fail("hold: %s\"%.*s\"%s", before, (int)hold->name.length,
	             (const char *)hold->name.data, behind);
	return EXIT_CODE_FOUND;
}

int
hold_put(struct store_access *access, const struct hold *hold, const char *action,
         const char *reason)
{
	char text[2 * HOLD_TEXT_LIMIT];
	struct actor actor = actor_find();

	snprintf(text, sizeof(text), "%s \"%.*s\"%s%s", action, (int)hold->name.length,
	         (const char *)hold->name.data, reason[0] ? ": " : "", reason);
	struct record record = {
		.kind = RECORD_ACCESS,
		.actor = bytes_of_string(actor.text),
		.reason = bytes_of_string(text),
	};
	int err = store_hold_put(access->store, hold, &record);
	if (err == ERROR_EXISTS || err == ERROR_NOT_FOUND || err == ERROR_STATE)
		return refuse(hold, err);
	return err == 0 ? EXIT_CODE_DONE : store_access_fail(access, err);
}
