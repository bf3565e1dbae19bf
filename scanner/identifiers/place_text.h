/*
 * Names of places in text: cities before their state, counties, facilities of
 * health care. By the dictionary and by capitals.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_IDENTIFIERS_PLACE_TEXT_H
#define PHIMILTER_SCANNER_IDENTIFIERS_PLACE_TEXT_H

#include "scanner/detector.h"

struct place {
	size_t start; /* bytes into the text */
	size_t end;
	unsigned flags; /* enum word_flag of the whole name; 0 when in no list */
};

/* The city whose name ends at `end`, the longest that a list has, else the capitalised words there. */
bool place_city_before(const struct detector_text *text, size_t end, struct place *city);

/* The city whose name begins at `start`, with a capital; as above. */
bool place_city_at(const struct detector_text *text, size_t start, struct place *city);

/* A state's code or name at `start`: its two letters, and where it ends. Empty when there is none. */
struct bytes place_state_at(struct bytes text, size_t start, size_t *end);

/* A state's code or name that ends at `end`; sets where it starts. Empty when there is none. */
struct bytes place_state_before(struct bytes text, size_t end, size_t *start);

/* The county named before the word "County" that begins at `at`. */
bool place_county_before(const struct detector_text *text, size_t at, struct place *county);

/*
 * The facility whose kind ("Hospital", "Clinic") begins at `kind`: back over the
 * words of its name. False when it has none.
 */
bool place_facility_before(const struct detector_text *text, size_t kind, size_t *start);

/*
 * The capitalised words from `start` on, of which the first is no day, month,
 * label or ordinary word: something's own name. Sets where they end.
 */
bool place_name_at(const struct detector_text *text, size_t start, size_t *end);

#endif
