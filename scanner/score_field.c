#include "scanner/score_field.h"

/* Written by machines, or naming the sender (RFC 5322 3.6, RFC 2369, RFC 8601). */
static const char *const idle_fields[] = {
	"from", "sender", "reply-to", "return-path", "received", "message-id", "references",
	"in-reply-to", "date", "errors-to", "delivered-to", "authentication-results",
	"mime-version", "content-type", "content-transfer-encoding", "user-agent", "precedence",
};

static const char *const idle_prefixes[] = { "x-", "list-", "resent-", "arc-", "dkim-", "received-" };

static const char *const address_fields[] = { "to", "cc", "bcc" };

static bool
field_begins(struct bytes name, const char *const *prefixes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct bytes prefix = bytes_of_string(prefixes[i]);
		if (bytes_equal_nocase(bytes_slice(name, 0, prefix.length), prefix))
			return true;
	}
	return false;
}

struct bytes
score_field_line(struct bytes text, size_t start)
{
	size_t begin = start < text.length ? start : text.length;
	size_t end = begin;

	while (begin > 0 && text.data[begin - 1] != '\n')
		begin--;
	while (end < text.length && text.data[end] != '\n')
		end++;
	return bytes_slice(text, begin, end - begin);
}

static struct bytes
field_name(struct bytes line)
{
	const uint8_t *colon = line.length > 0 ? memchr(line.data, ':', line.length) : NULL;

	return bytes_slice(line, 0, colon != NULL ? (size_t)(colon - line.data) : line.length);
}

enum score_field
score_field_of(struct bytes line)
{
	struct bytes name = field_name(line);

	if (bytes_among(name, idle_fields, ARRAY_LENGTH(idle_fields)) ||
	    field_begins(name, idle_prefixes, ARRAY_LENGTH(idle_prefixes)))
		return SCORE_FIELD_MACHINES;
	return bytes_among(name, address_fields, ARRAY_LENGTH(address_fields)) ? SCORE_FIELD_ADDRESS
	                                                                       : SCORE_FIELD_PEOPLES;
}

bool
score_field_addresses(struct bytes line)
{
	static const char *const fields[] = { "from", "sender", "reply-to", "to", "cc", "bcc" };

	return bytes_among(field_name(line), fields, ARRAY_LENGTH(fields));
}
