/*
 * What the files of the geography detector share: one confirms streets, one
 * cities, counties and facilities, one ZIP codes.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_IDENTIFIERS_GEOGRAPHY_H
#define PHIMILTER_SCANNER_IDENTIFIERS_GEOGRAPHY_H

#include "scanner/identifiers/report.h"

#define ZIP_DIGITS 5

/* Reports `found` as the patient's, a provider's or the sender's, by what stands before it. */
MUST_USE int geography_report(const struct detector_text *text, struct identifier *found);

/* Where the last of `words` before `end`, on the same line, begins; `end` when there is none. */
size_t geography_phrase_begin(struct bytes text, size_t end, const char *const *words, size_t count);

/*
 * Each looks at a match that ends at `end` and reports the place it is part
 * of, if it is one. Fail: as detector_report().
 */
typedef int geography_confirm(const struct detector_text *text, size_t end);

geography_confirm geography_confirm_street;         /* ends within the street's first word */
geography_confirm geography_confirm_street_label;   /* ends with the first digit of the number */
geography_confirm geography_confirm_box;            /* ends with the first digit of the box */
geography_confirm geography_confirm_street_foreign; /* ends with the first letter of the name */
geography_confirm geography_confirm_street_compound;/* ends with the first digit of the number */
geography_confirm geography_confirm_city_state;     /* ends with the state */
geography_confirm geography_confirm_city_state_zip; /* ends with the ZIP code behind it */
geography_confirm geography_confirm_city_cue;       /* ends with the first letter of the city ... */
geography_confirm geography_confirm_city_label;
geography_confirm geography_confirm_city_plain;
geography_confirm geography_confirm_county;         /* ends with "County" */
geography_confirm geography_confirm_facility;       /* ends with "Hospital" */
geography_confirm geography_confirm_care;           /* ends with the first letter behind "treated at" */
geography_confirm geography_confirm_zip;            /* ends with the fifth digit */
geography_confirm geography_confirm_zip_label;      /* ends with "ZIP code" */

#endif
