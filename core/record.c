#include "core/record.h"

#include <string.h>

const char *
record_kind_name(unsigned kind)
{
	switch ((enum record_kind)kind) {
	case RECORD_DECISION: return "decision";
	case RECORD_EDIT_FAILURE: return "edit-failure";
	case RECORD_ACCESS: return "access";
	case RECORD_DISPOSED: return "disposed";
	case RECORD_NOTIFICATION: return "notification";
	case RECORD_STORE_NOTICE: return "store-notice";
	case RECORD_CONFIGURATION: return "configuration";
	case RECORD_KIND_LIMIT: break;
	}
	return NULL;
}

unsigned
record_kind_find(const char *name)
{
	for (unsigned kind = 1; kind < RECORD_KIND_LIMIT; kind++)
		if (strcmp(record_kind_name(kind), name) == 0)
			return kind;
	return 0;
}

struct bytes
record_link_end(const struct record *record)
{
	struct bytes key = bytes_of_string(RECORD_LINK_ENDS), rest = record->reason;
	const uint8_t *at = rest.length > 0 ? memmem(rest.data, rest.length, key.data, key.length) : NULL;

	if (at == NULL)
		return bytes_make(NULL, 0);
	rest = bytes_slice(rest, (size_t)(at - rest.data) + key.length, SIZE_MAX);
	const uint8_t *end = rest.length > 0 ? memchr(rest.data, ';', rest.length) : NULL;
	return end != NULL ? bytes_slice(rest, 0, (size_t)(end - rest.data)) : rest;
}
