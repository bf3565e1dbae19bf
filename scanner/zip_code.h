/*
 * ZIP codes of the United States: which exist, in which state, and which
 * three-digit areas hold so few people that even they identify
 * (45 CFR 164.514(b)(2)(i)(B)). From data/zip-codes.txt and
 * data/zip3-restricted.txt.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_ZIP_CODE_H
#define PHIMILTER_SCANNER_ZIP_CODE_H

#include "core/bytes.h"

/* Five digits that are a ZIP code. */
bool zip_code_exists(struct bytes digits);

/* The same, in the state with these two letters (either case). */
bool zip_code_in_state(struct bytes digits, struct bytes state);

/* Three digits of an area in which 20,000 people or fewer live. */
bool zip_code_area_restricted(struct bytes digits);

/* The two letters of the state called `name` ("New York", "NY"); empty when there is none. */
struct bytes zip_code_state(struct bytes name);

#endif
