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

/* The five digits of a ZIP code behind a state that ends at `at`; empty when there are none. */
struct bytes geography_zip_behind(struct bytes text, size_t at);

/* ---- words (geography_word.c, geography_zip.c) ---- */

extern const struct cue_table geography_street_labels;
extern const struct cue_table geography_boxes;
extern const struct cue_table geography_military_posts;
extern const struct cue_table geography_state_codes;
extern const struct cue_table geography_state_names;
extern const struct cue_table geography_city_cues;
extern const struct cue_table geography_city_labels;
extern const struct cue_table geography_city_openers;
extern const struct cue_table geography_care_cues;
extern const struct cue_table geography_foreign_streets;
extern const struct cue_table geography_street_kinds; /* geography_named.c */
extern const struct cue_table geography_counties;
extern const struct cue_table geography_facilities;
extern const struct cue_table geography_zip_labels;
extern const struct cue_table geography_countries; /* geography_abroad.c, as the next two */
extern const struct cue_table geography_units;
extern const struct cue_table geography_travels;

/*
 * Each looks at a match that ends at `end` and reports the place it is part
 * of, if it is one. Fail: as detector_report().
 */
typedef int geography_confirm(const struct detector_text *text, size_t end);

geography_confirm geography_confirm_street;         /* ends within the street's first word */
geography_confirm geography_confirm_street_label;   /* ends with the first digit of the number */
geography_confirm geography_confirm_box;            /* ends with the first digit of the box */
geography_confirm geography_confirm_street_compound;/* ends with the first digit of the number */
geography_confirm geography_confirm_city_state;     /* ends with the state */
geography_confirm geography_confirm_city_cue;       /* ends with the first letter of the city ... */
geography_confirm geography_confirm_city_label;
geography_confirm geography_confirm_city_plain;
geography_confirm geography_confirm_county;         /* ends with "County" */
geography_confirm geography_confirm_facility;       /* ends with "Hospital" */
geography_confirm geography_confirm_care;           /* ends with the first letter behind "treated at" */
geography_confirm geography_confirm_street_kind;    /* ends with "Street", no number before */
geography_confirm geography_confirm_postal_letters; /* ends with "SW1A 2AA" */
geography_confirm geography_confirm_zip;            /* ends with the fifth digit */
geography_confirm geography_confirm_zip_label;      /* ends with "ZIP code" */

/* The same at the end of the words above; they look at what stands behind. */
geography_confirm geography_confirm_numbered_street;
geography_confirm geography_confirm_numbered_box;
geography_confirm geography_confirm_military_post;
geography_confirm geography_confirm_segment;
geography_confirm geography_confirm_state_code;
geography_confirm geography_confirm_lives_in;
geography_confirm geography_confirm_in_city;
geography_confirm geography_confirm_treated_at;
geography_confirm geography_confirm_city_field;
geography_confirm geography_confirm_foreign_street;
geography_confirm geography_confirm_country;
geography_confirm geography_confirm_unit;
geography_confirm geography_confirm_travel;

/* Where a postal code of any country that begins with the digit at `start` ends; `start` when none does. */
size_t geography_postal_end(struct bytes text, size_t start);

/* Report the code behind the place that ends at `at`, or the code at `at` before the town that then begins at
 * `*town`, else `at`. Fail: as detector_report(). */
MUST_USE int geography_postal_behind(const struct detector_text *text, size_t at);
MUST_USE int geography_postal_before(const struct detector_text *text, size_t at, size_t *town);

/* The same for a town in no list that begins at `start`, where a place is named. */
MUST_USE int geography_guess_town(const struct detector_text *text, size_t start);

/* The same behind the comma or on the line that follows a street at `end`. */
MUST_USE int geography_guess_town_behind(const struct detector_text *text, size_t end);

#endif
