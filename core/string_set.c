#include "core/string_set.h"

#include <stdlib.h>
#include <string.h>

#include "core/error.h"

#define FIRST_CAPACITY 8

/* Where `string` stands in the set, or would. */
static size_t
place_find(const struct string_set *set, const char *string)
{
	size_t low = 0, high = set->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(set->items[middle], string) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool
stands_at(const struct string_set *set, size_t place, const char *string)
{
	return place < set->count && strcmp(set->items[place], string) == 0;
}

int
string_set_add(struct string_set *set, const char *string)
{
	size_t place = place_find(set, string);

	if (stands_at(set, place, string))
		return 0;
	if (set->count == set->capacity) {
		size_t capacity = set->capacity ? set->capacity * 2 : FIRST_CAPACITY;
		char **grown = reallocarray(set->items, capacity, sizeof(*grown));
		if (grown == NULL)
			return ERROR_MEMORY;
		set->items = grown;
		set->capacity = capacity;
	}
	char *copy = strdup(string);
	if (copy == NULL)
		return ERROR_MEMORY;
	memmove(&set->items[place + 1], &set->items[place],
	        (set->count - place) * sizeof(*set->items));
	set->items[place] = copy;
	set->count++;
	return 0;
}

bool
string_set_contains(const struct string_set *set, const char *string)
{
	return stands_at(set, place_find(set, string), string);
}

void
string_set_release(struct string_set *set)
{
	for (size_t i = 0; i < set->count; i++)
		free(set->items[i]);
	free(set->items);
	*set = (struct string_set){ 0 };
}
