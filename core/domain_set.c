#include "core/domain_set.h"

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

int
domain_set_add(struct domain_set *set, struct bytes domain)
{
	char entry[DOMAIN_TEXT_SIZE];

	return domain_normalise(domain, entry) ? string_set_add(&set->entries, entry) : ERROR_INVALID;
}

/* Takes the next line off `text`, without what follows a #. */
static struct bytes
line_take(struct bytes *text)
{
	const uint8_t *end = memchr(text->data, '\n', text->length);
	struct bytes line = bytes_slice(*text, 0, end ? (size_t)(end - text->data) : text->length);

	*text = bytes_slice(*text, line.length + 1, text->length);
	const uint8_t *comment = line.length ? memchr(line.data, '#', line.length) : NULL;
	return domain_trim(bytes_slice(line, 0, comment ? (size_t)(comment - line.data) : line.length));
}

int
domain_set_add_lines(struct domain_set *set, struct bytes text, const char *path,
                     const char *setting, struct diagnostics *why)
{
	int result = 0;

	for (unsigned number = 1; text.length > 0; number++) {
		struct bytes line = line_take(&text);
		int err = line.length > 0 ? domain_set_add(set, line) : 0;
		if (err == ERROR_MEMORY)
			return err;
		if (err == 0)
			continue;
		diagnostics_add(why, path, number, setting, "is no domain; write one a line, as "
		                "example.com, or .example.com for all below it");
		result = ERROR_CONFIG;
	}
	return result;
}

bool
domain_set_is_empty(const struct domain_set *set)
{
	return set->entries.count == 0;
}

bool
domain_set_contains_text(const struct domain_set *set, const char *normalised)
{
	if (domain_set_is_empty(set) || normalised[0] == '\0' || normalised[0] == '.')
		return false;
	if (string_set_contains(&set->entries, normalised))
		return true;
	/* ".example.com" holds all below example.com, not example.com itself. */
	for (const char *dot = strchr(normalised + 1, '.'); dot != NULL; dot = strchr(dot + 1, '.'))
		if (string_set_contains(&set->entries, dot))
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
	string_set_release(&set->entries);
}

struct bytes
address_domain(const char *address)
{
	const char *at = strrchr(address, '@');
	return at ? bytes_of_string(at + 1) : bytes_make(NULL, 0);
}
