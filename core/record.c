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
