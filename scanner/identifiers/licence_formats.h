/*
 * What a driver's licence number looks like in each state of the USA.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_IDENTIFIERS_LICENCE_FORMATS_H
#define PHIMILTER_SCANNER_IDENTIFIERS_LICENCE_FORMATS_H

#include "core/attributes.h"
#include "core/bytes.h"

#define LICENCE_STATE_NONE 0 /* no state is named */

/*
 * The state named in `text`: by its full name in any case or its two capitals
 * as a word; the last one named. LICENCE_STATE_NONE, or a number for the
 * functions below.
 */
unsigned licence_state_find(struct bytes text);

/* The same for the state whose name or capitals are the last words of `text`. */
unsigned licence_state_at_end(struct bytes text);

/* Whether `value` (letters and digits only) has a format of that state. */
bool licence_format_fits(unsigned state, struct bytes value);

/* Whether `value` has a format of any state. */
bool licence_format_fits_any(struct bytes value);

#endif
