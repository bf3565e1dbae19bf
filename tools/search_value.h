/*
 * The ways in which a value may stand in a message, of which an officer writes one.
 * A record keeps a hash of the value as it stood, letters and digits alone, so each
 * way has to be asked for.
 */
#ifndef PHIMILTER_TOOLS_SEARCH_VALUE_H
#define PHIMILTER_TOOLS_SEARCH_VALUE_H

#include "core/attributes.h"

#define SEARCH_VALUE_FORMS 24
#define SEARCH_VALUE_SIZE 256

struct search_value {
	char forms[SEARCH_VALUE_FORMS][SEARCH_VALUE_SIZE];
	unsigned count;
};

/*
 * As it is written; besides
 *   a date as 1980-01-31    month, day and year in other orders, two digits of the
 *                           year, without zeros, and with the month's name
 *   a number of a telephone with and without the country code 1
 *   a name of several words, or "Last, First Middle": in both orders, with and
 *                           without the middle names
 * Fails: ERROR_LIMIT (too long), ERROR_INVALID (no letter and no digit).
 */
MUST_USE int search_value_forms(const char *text, struct search_value *out);

#endif
