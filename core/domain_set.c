#include "core/domain_set.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/error.h"

_Static_assert(DOMAIN_TEXT_SIZE == 255 + 1, "RFC 1035 2.3.4, and a NUL");


static struct bytes
domain_trim(struct bytes domain)
{
	while (domain.length > 0 && byte_is_space(domain.data[0]))
		domain = bytes_slice(domain, 1, domain.length);
	while (domain.length > 0 && byte_is_space(domain.data[domain.length - 1]))
		domain.length--;
	if (domain.length > 1 && domain.data[domain.length - 1] == '.')
		domain.length--;
	return domain;
}

static bool
domain_lower(struct bytes domain, char *out)
{
	for (size_t i = 0; i < domain.length; i++) {
		uint8_t c = byte_lower(domain.data[i]);
		bool dot_twice = c == '.' && i + 1 < domain.length && domain.data[i + 1] == '.';
		/* Bytes above ASCII: an internationalised domain (RFC 6531). */
		if ((!byte_is_alnum(c) && strchr(".-_[]:", c) == NULL && c < 0x80) || dot_twice || c == '\0')
			return false;
		out[i] = (char)c;
	}
	out[domain.length] = '\0';
	return strcmp(out, ".") != 0;
}

bool
domain_normalise(struct bytes domain, char out[DOMAIN_TEXT_SIZE])
{
	domain = domain_trim(domain);
	if (domain.length > 0 && domain.length < DOMAIN_TEXT_SIZE && domain_lower(domain, out))
		return true;
	out[0] = '\0';
	return false;
}

static int
domain_compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool
domain_set_has(const struct domain_set *set, const char *entry)
{
	return set->count > 0 &&
	       bsearch(&entry, set->entries, set->count, sizeof(*set->entries), domain_compare) != NULL;
}

int
domain_set_add(struct domain_set *set, struct bytes domain)
{
	char entry[DOMAIN_TEXT_SIZE];

	if (!domain_normalise(domain, entry))
		return ERROR_INVALID;
	if (domain_set_has(set, entry))
		return 0;
	if (set->count == set->capacity) {
		size_t capacity = set->capacity ? set->capacity * 2 : 8;
		char **grown = reallocarray(set->entries, capacity, sizeof(*grown));
		if (grown == NULL)
			return ERROR_MEMORY;
		set->entries = grown;
		set->capacity = capacity;
	}
	char *copy = strdup(entry);
	if (copy == NULL)
		return ERROR_MEMORY;
	size_t i = set->count++;
	for (; i > 0 && strcmp(set->entries[i - 1], copy) > 0; i--)
		set->entries[i] = set->entries[i - 1];
	set->entries[i] = copy;
	return 0;
}

int
domain_set_read(struct domain_set *set, const char *path, struct diagnostics *why)
{
	char *line = NULL;
	size_t size = 0;
	unsigned number = 0;
	int err = 0;
	FILE *file = fopen(path, "re");

	if (file == NULL) {
		diagnostics_add(why, path, 0, NULL, "cannot be read: %s", strerror(errno));
		return ERROR_CONFIG;
	}
	while (err != ERROR_MEMORY && getline(&line, &size, file) >= 0) {
		number++;
		line[strcspn(line, "#\n")] = '\0';
		if (domain_trim(bytes_of_string(line)).length == 0)
			continue;
		int added = domain_set_add(set, bytes_of_string(line));
		if (added == ERROR_INVALID) {
			diagnostics_add(why, path, number, NULL,
			                "is no domain; write one a line, as example.com, or "
			                ".example.com for all below it");
			added = ERROR_CONFIG;
		}
		if (added != 0)
			err = added;
	}
	if (ferror(file) && err == 0) {
		diagnostics_add(why, path, 0, NULL, "cannot be read: %s", strerror(errno));
		err = ERROR_CONFIG;
	}
	free(line);
	fclose(file);
	return err;
}

bool
domain_set_contains_text(const struct domain_set *set, const char *normalised)
{
	if (set->count == 0 || normalised[0] == '\0' || normalised[0] == '.')
		return false;
	if (domain_set_has(set, normalised))
		return true;
	/* ".example.com" holds all below example.com, not example.com itself. */
	for (const char *dot = strchr(normalised + 1, '.'); dot != NULL; dot = strchr(dot + 1, '.'))
		if (domain_set_has(set, dot))
			return true;
	return false;
}

bool
domain_set_contains(const struct domain_set *set, struct bytes domain)
{
	char entry[DOMAIN_TEXT_SIZE];

	return domain_normalise(domain, entry) && domain_set_contains_text(set, entry);
}

void
domain_set_release(struct domain_set *set)
{
	for (size_t i = 0; i < set->count; i++)
		free(set->entries[i]);
	free(set->entries);
	memset(set, 0, sizeof(*set));
}

struct bytes
address_domain(const char *address)
{
	const char *at = strrchr(address, '@');
	return at ? bytes_of_string(at + 1) : bytes_make(NULL, 0);
}
