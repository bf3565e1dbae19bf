/*
 * The one error enumeration of phimilter.
 *
 * Every function that can fail returns 0 (ERROR_NONE) or one of these negative
 * codes. The layer that handles an error logs it, once; lower layers return it.
 */
#ifndef PHIMILTER_CORE_ERROR_H
#define PHIMILTER_CORE_ERROR_H

enum error_code {
	ERROR_NONE = 0,
	ERROR_MEMORY = -1,     /* an allocation failed */
	ERROR_LIMIT = -2,      /* a named limit was reached */
	ERROR_CONFIG = -3,     /* configuration refused; the diagnostics say why */
	ERROR_IO = -4,         /* a system call failed; errno was that call's */
	ERROR_FULL = -5,       /* disk, map or queue full */
	ERROR_CRYPTO = -6,     /* the cryptographic library refused */
	ERROR_KEY = -7,        /* a key or certificate is missing, unreadable or wrong */
	ERROR_NOT_FOUND = -8,  /* no such item */
	ERROR_EXISTS = -9,     /* the item is there already */
	ERROR_CORRUPT = -10,   /* stored data fails its integrity check */
	ERROR_TIMEOUT = -11,   /* a deadline passed */
	ERROR_INVALID = -12,   /* malformed input */
	ERROR_STATE = -13,     /* called out of order, or the module is shutting down */
	ERROR_PROTOCOL = -14,  /* the MTA refused what was asked of it */
	ERROR_INTERNAL = -15,  /* a library failed in a way it documents as impossible */
	ERROR_HELD = -16,       /* a legal hold stands for it */
};

/* A short lower-case English name for `code`, e.g. "disk or map full". Never NULL. */
const char *error_text(int code);

#endif
