#include "tools/hold_set.h"

#include <stdlib.h>

#include "core/error.h"
#include "tools/search_query.h"

struct standing {
	char *name;
	char **arguments;
	size_t count;
	struct search_query *query;
};

struct hold_set {
	struct hold_witness witness;
	struct store *store;
	struct standing *items;
	size_t count;
};

static char *
text_of(struct bytes bytes)
{
	return strndup(bytes.length > 0 ? (const char *)bytes.data : "", bytes.length);
}

static int
standing_fill(struct standing *standing, const struct hold *hold, struct store *store)
{
	standing->name = text_of(hold->name);
	standing->arguments = calloc(hold->question_count + 1, sizeof(*standing->arguments));
	if (standing->name == NULL || standing->arguments == NULL)
		return ERROR_MEMORY;
	for (; standing->count < hold->question_count; standing->count++) {
		standing->arguments[standing->count] = text_of(hold->questions[standing->count]);
		if (standing->arguments[standing->count] == NULL)
			return ERROR_MEMORY;
	}
	/* Its times are absolute, so that it does not matter when it is read. */
	int err = search_query_parse(store, standing->arguments, standing->count, 0, &standing->query);
	return err == ERROR_INVALID ? ERROR_CORRUPT : err;
}

static int
hold_take(const struct hold *hold, void *context)
{
	struct hold_set *set = context;

	if (hold->released != 0)
		return 0;
	struct standing *grown = reallocarray(set->items, set->count + 1, sizeof(*grown));
	if (grown == NULL)
		return ERROR_MEMORY;
	set->items = grown;
	set->items[set->count] = (struct standing){ 0 };
	return standing_fill(&set->items[set->count++], hold, set->store);
}

static const char *
find_for_witness(const void *context, const struct record *record)
{
	return hold_set_find(context, record);
}

const struct hold_witness *
hold_set_witness(const struct hold_set *set)
{
	return &set->witness;
}

int
hold_set_load(struct store *store, struct hold_set **out)
{
	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		return ERROR_MEMORY;
	(*out)->store = store;
	(*out)->witness = (struct hold_witness){ .find = find_for_witness, .context = *out };
	int err = store_hold_stamp(store, (*out)->witness.stamp);
	if (err == 0)
		err = store_hold_list(store, hold_take, *out);
	if (err != 0)
		hold_set_destroy(out);
	return err;
}

void
hold_set_destroy(struct hold_set **set)
{
	if (set == NULL || *set == NULL)
		return;
	for (size_t i = 0; i < (*set)->count; i++) {
		struct standing *standing = &(*set)->items[i];
		search_query_destroy(&standing->query);
		for (size_t j = 0; j < standing->count; j++)
			free(standing->arguments[j]);
		free(standing->arguments);
		free(standing->name);
	}
	free((*set)->items);
	free(*set);
	*set = NULL;
}

const char *
hold_set_find(const struct hold_set *set, const struct record *record)
{
	for (size_t i = 0; i < set->count; i++)
		if (search_query_matches(set->items[i].query, record))
			return set->items[i].name;
	return NULL;
}

int
hold_set_ask(struct store *store, int (*ask)(const struct hold_witness *witness, void *context),
             void *context)
{
	struct hold_set *holds;
	int err = ERROR_STATE;

	for (unsigned i = 0; err == ERROR_STATE && i < HOLD_SET_TRIES; i++) {
		err = hold_set_load(store, &holds);
		if (err == 0)
			err = ask(hold_set_witness(holds), context);
		hold_set_destroy(&holds);
	}
	return err;
}
