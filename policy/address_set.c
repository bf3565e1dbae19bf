#include "policy/address_set.h"

#include <stdlib.h>

#include "core/error.h"

/* Lower case, without the root's dot at the end, which changes nothing (RFC 1034 3.1). */
static void
normalise(char *text)
{
	size_t length = strlen(text);

	for (size_t i = 0; i < length; i++)
		text[i] = (char)byte_lower((uint8_t)text[i]);
	if (length > 1 && text[length - 1] == '.')
		text[length - 1] = '\0';
}

/* One @ in the middle and nothing that an address of a rule cannot need. */
static bool
is_address(const char *text)
{
	const char *at = strrchr(text, '@');

	for (const char *c = text; *c; c++)
		if ((uint8_t)*c <= ' ' || *c == 0x7f || *c == '<' || *c == '>' || *c == ',')
			return false;
	return at != NULL && at != text && at[1] != '\0' && at[1] != '.';
}

static int
address_add(struct address_set *set, const char *text)
{
	char *copy = strdup(text);
	if (copy == NULL)
		return ERROR_MEMORY;
	normalise(copy);
	int err = string_set_add(&set->addresses, copy);
	free(copy);
	return err;
}

int
address_set_add(struct address_set *set, const char *pattern)
{
	if (strcmp(pattern, "<>") == 0) {
		set->empty_address = true;
		return 0;
	}
	if (pattern[0] == '@')
		return domain_set_add(&set->domains, bytes_of_string(pattern + 1));
	if (!is_address(pattern))
		return ERROR_INVALID;
	return address_add(set, pattern);
}

bool
address_set_is_empty(const struct address_set *set)
{
	return set->addresses.count == 0 && domain_set_is_empty(&set->domains) && !set->empty_address;
}

bool
address_set_contains(const struct address_set *set, const struct address *address)
{
	if (address->text[0] == '\0')
		return set->empty_address;
	return string_set_contains(&set->addresses, address->text) ||
	       domain_set_contains_text(&set->domains, address->domain);
}

void
address_set_release(struct address_set *set)
{
	string_set_release(&set->addresses);
	domain_set_release(&set->domains);
	memset(set, 0, sizeof(*set));
}

int
address_make(struct arena *arena, const char *text, struct address *out)
{
	char domain[DOMAIN_TEXT_SIZE];

	(void)domain_normalise(address_domain(text), domain);
	char *copy = arena_copy_string(arena, bytes_of_string(text));
	out->domain = arena_copy_string(arena, bytes_of_string(domain));
	if (copy == NULL || out->domain == NULL)
		return arena_failure(arena);
	normalise(copy);
	out->text = copy;
	return 0;
}
