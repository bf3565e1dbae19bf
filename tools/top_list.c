#include "tools/top_list.h"

#include <stdlib.h>

#include "core/crypto.h"
#include "core/error.h"
#include "core/keyed_hash.h"

/* Open addressing: a place for each entry, and as many more so that runs stay short. */
#define TOP_LIST_PLACES ((size_t)2 * TOP_LIST_ROOM)

struct top_list {
	struct keyed_hash hash; /* names are the senders' choice */
	struct top_entry *places;
	size_t size;
	uint64_t error;
};

int
top_list_create(struct top_list **out)
{
	uint8_t key[KEYED_HASH_KEY_SIZE];

	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		return ERROR_MEMORY;
	(*out)->places = calloc(TOP_LIST_PLACES, sizeof(*(*out)->places));
	int err = (*out)->places == NULL ? ERROR_MEMORY : crypto_random(key, sizeof(key));
	if (err != 0)
		top_list_destroy(out);
	else
		(*out)->hash = keyed_hash_make(key);
	return err;
}

void
top_list_destroy(struct top_list **list)
{
	if (list == NULL || *list == NULL)
		return;
	for (size_t i = 0; (*list)->places != NULL && i < TOP_LIST_PLACES; i++)
		free((*list)->places[i].name);
	free((*list)->places);
	free(*list);
	*list = NULL;
}

/* Where `name` stands, or the free place where it belongs. */
static struct top_entry *
place_find(const struct top_list *list, struct top_entry *places, struct bytes name)
{
	size_t i = (size_t)keyed_hash_compute(&list->hash, name) % TOP_LIST_PLACES;

	while (places[i].name != NULL && !bytes_equal(bytes_of_string(places[i].name), name))
		i = (i + 1) % TOP_LIST_PLACES;
	return &places[i];
}

/* ---- forgetting ------------------------------------------------------------- */

static int
weight_compare(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

	return (a > b) - (a < b);
}

/* The weight that half of the entries do not exceed. Fails: ERROR_MEMORY. */
static int
median_weight(const struct top_list *list, uint64_t *out)
{
	uint64_t *weights = malloc(list->size * sizeof(*weights));
	size_t count = 0;

	if (weights == NULL)
		return ERROR_MEMORY;
	for (size_t i = 0; i < TOP_LIST_PLACES; i++)
		if (list->places[i].name != NULL)
			weights[count++] = list->places[i].weight;
	qsort(weights, count, sizeof(*weights), weight_compare);
	*out = weights[count / 2];
	free(weights);
	return 0;
}

/* Lets the lighter half go, and takes from the others what they weighed at most. */
static int
list_forget(struct top_list *list)
{
	uint64_t weight;
	struct top_entry *places = calloc(TOP_LIST_PLACES, sizeof(*places));

	int err = places == NULL ? ERROR_MEMORY : median_weight(list, &weight);
	if (err != 0) {
		free(places);
		return err;
	}
	list->size = 0;
	for (size_t i = 0; i < TOP_LIST_PLACES; i++) {
		struct top_entry *entry = &list->places[i];
		if (entry->name == NULL)
			continue;
		if (entry->weight <= weight) {
			free(entry->name);
			continue;
		}
		entry->weight -= weight;
		*place_find(list, places, bytes_of_string(entry->name)) = *entry;
		list->size++;
	}
	free(list->places);
	list->places = places;
	list->error += weight;
	return 0;
}

/* ---- counting --------------------------------------------------------------- */

static int
entry_add(struct top_list *list, struct bytes name, struct top_entry **out)
{
	if (list->size == TOP_LIST_ROOM) {
		int err = list_forget(list);
		if (err != 0)
			return err;
	}
	*out = place_find(list, list->places, name);
	(*out)->name = strndup(name.length > 0 ? (const char *)name.data : "", name.length);
	if ((*out)->name == NULL)
		return ERROR_MEMORY;
	list->size++;
	return 0;
}

/* What follows a NUL, which no honest name has, does not count. */
static struct bytes
name_cut(struct bytes name)
{
	const uint8_t *nul = name.length > 0 ? memchr(name.data, 0, name.length) : NULL;

	if (nul != NULL)
		name = bytes_slice(name, 0, (size_t)(nul - name.data));
	return bytes_slice(name, 0, TOP_LIST_NAME_LIMIT);
}

int
top_list_count(struct top_list *list, struct bytes name, unsigned outcome)
{
	struct bytes cut = name_cut(name);
	struct top_entry *entry = place_find(list, list->places, cut);

	if (entry->name == NULL) {
		int err = entry_add(list, cut, &entry);
		if (err != 0)
			return err;
	}
	entry->weight++;
	entry->total++;
	entry->phi += outcome != 0;
	if (outcome < OUTCOME_LIMIT)
		entry->outcomes[outcome]++;
	return 0;
}

int
top_list_count_nocase(struct top_list *list, struct bytes name, unsigned outcome)
{
	uint8_t lower[TOP_LIST_NAME_LIMIT];
	struct bytes cut = name_cut(name);

	for (size_t i = 0; i < cut.length; i++)
		lower[i] = byte_lower(cut.data[i]);
	return top_list_count(list, bytes_make(lower, cut.length), outcome);
}

/* ---- ranking ---------------------------------------------------------------- */

size_t
top_list_size(const struct top_list *list)
{
	return list->size;
}

uint64_t
top_list_error(const struct top_list *list)
{
	return list->error;
}

static bool
entry_is_above(const struct top_entry *a, const struct top_entry *b)
{
	if (a->phi != b->phi)
		return a->phi > b->phi;
	if (a->total != b->total)
		return a->total > b->total;
	return strcmp(a->name, b->name) < 0;
}

size_t
top_list_rank(const struct top_list *list, const struct top_entry **out, size_t limit)
{
	size_t count = 0;

	for (size_t i = 0; i < TOP_LIST_PLACES; i++) {
		const struct top_entry *entry = &list->places[i];
		if (entry->name == NULL)
			continue;
		size_t place = count < limit ? count : limit;
		while (place > 0 && entry_is_above(entry, out[place - 1])) {
			if (place < limit)
				out[place] = out[place - 1];
			place--;
		}
		if (place < limit)
			out[place] = entry;
		count += count < limit;
	}
	return count;
}
