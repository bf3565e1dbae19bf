/*
 * Attempts to carry an identifier past the scan: a text or message each, and
 * what must be found in it all the same.
 */
#ifndef PHIMILTER_TESTS_EVASION_CASE_H
#define PHIMILTER_TESTS_EVASION_CASE_H

#include "core/identifier.h"

struct evasion_case {
	const char *name;
	const char *content;
	enum identifier_type type;
	const char *found; /* in the part's text, exactly; NULL: anywhere in it */
};

/* Fails the test with the names of all cases that got past the scan. */
void evasion_check_texts(const struct evasion_case *cases, size_t count);
void evasion_check_messages(const struct evasion_case *cases, size_t count);

#endif
