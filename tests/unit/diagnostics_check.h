/*
 * Complaints compared line by line: what is expected is written as the operator
 * would see it, and nothing may be missing or left over.
 */
#ifndef PHIMILTER_TESTS_DIAGNOSTICS_CHECK_H
#define PHIMILTER_TESTS_DIAGNOSTICS_CHECK_H

#include <check.h>
#include <stdbool.h>
#include <string.h>

#include "core/diagnostics.h"

/* Asserts that `why` holds exactly the lines of `expected`, which end in '\n' each. */
static inline void
diagnostics_check(const struct diagnostics *why, const char *expected)
{
	size_t count = 0;
	for (const char *line = expected; *line; count++) {
		size_t length = strcspn(line, "\n");
		const char *actual = diagnostics_line(why, count);
		bool same = actual != NULL && strlen(actual) == length &&
		            strncmp(actual, line, length) == 0;
		ck_assert_msg(same, "expected \"%.*s\", got \"%s\"", (int)length, line,
		              actual ? actual : "nothing");
		line += length + (line[length] == '\n');
	}
	ck_assert_msg(why->count == count, "expected %zu complaints, got %zu; first too many: \"%s\"",
	              count, why->count, diagnostics_line(why, count));
}

#endif
