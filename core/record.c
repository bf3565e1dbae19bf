#include "core/record.h"

const char *
record_kind_name(unsigned kind)
{
	switch ((enum record_kind)kind) {
	case RECORD_DECISION: return "decision";
	case RECORD_EDIT_FAILURE: return "edit-failure";
	case RECORD_ACCESS: return "access";
	case RECORD_KIND_LIMIT: break;
	}
	return NULL;
}
