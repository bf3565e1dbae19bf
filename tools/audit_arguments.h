/* What stands behind `phictl audit COMMAND`. */
#ifndef PHIMILTER_TOOLS_AUDIT_ARGUMENTS_H
#define PHIMILTER_TOOLS_AUDIT_ARGUMENTS_H

#include "tools/audit_filter.h"

/* What a command may be given, and what one was. */
enum audit_argument {
	AUDIT_FILTER = 1 << 0,
	AUDIT_LIMIT = 1 << 1,
	AUDIT_HEAD = 1 << 2,
	AUDIT_SINCE_CHECKPOINT = 1 << 3, /* --since names a checkpoint, no time */
	AUDIT_CHECKPOINT = 1 << 4,
	AUDIT_KEY = 1 << 5,
	AUDIT_PUBLIC_KEY = 1 << 6,
	AUDIT_OUTPUT = 1 << 7,
	AUDIT_REASON = 1 << 8,
	AUDIT_OPERAND = 1 << 9,
};

struct audit_arguments {
	unsigned given;         /* bits of enum audit_argument */
	struct audit_filter filter;
	bool json;
	bool help;
	uint64_t limit;         /* 0 for none */
	const char *head;       /* NULL when not given, and so on */
	const char *checkpoint; /* a file; of --since too */
	const char *key;
	const char *public_key;
	const char *output;
	const char *reason;     /* "" when not given */
	const char *what;       /* the operand */
};

/*
 * Reads the arguments of a command that takes `takes`; argv[0] is its name.
 * Fails: ERROR_INVALID, already said.
 */
MUST_USE int audit_arguments_parse(int argc, char **argv, unsigned takes,
                                   struct audit_arguments *out);

/* A whole number from 1. Fails: ERROR_INVALID. */
MUST_USE int audit_number_parse(const char *text, uint64_t *out);

#endif
