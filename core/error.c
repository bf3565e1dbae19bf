#include "core/error.h"

const char *
error_text(int code)
{
	switch ((enum error_code)code) {
	case ERROR_NONE: return "no error";
	case ERROR_MEMORY: return "out of memory";
	case ERROR_LIMIT: return "limit reached";
	case ERROR_CONFIG: return "configuration refused";
	case ERROR_IO: return "input/output error";
	case ERROR_FULL: return "disk or map full";
	case ERROR_CRYPTO: return "cryptographic failure";
	case ERROR_KEY: return "key missing or unusable";
	case ERROR_NOT_FOUND: return "not found";
	case ERROR_EXISTS: return "exists already";
	case ERROR_CORRUPT: return "integrity check failed";
	case ERROR_TIMEOUT: return "deadline passed";
	case ERROR_INVALID: return "malformed input";
	case ERROR_STATE: return "called out of order";
	case ERROR_PROTOCOL: return "refused by the MTA";
	case ERROR_INTERNAL: return "internal failure";
	case ERROR_HELD: return "kept by a legal hold";
	}
	return "unknown error";
}
