/*
 * The walks over the fields of a record that record_codec.h's layouts consist of; each
 * writes or reads, as its codec was made to (codec.h).
 */
#ifndef PHIMILTER_STORE_RECORD_WALK_H
#define PHIMILTER_STORE_RECORD_WALK_H

#include "core/record.h"
#include "store/codec.h"

/*
 * The first byte of an encoded record. Versions 1 to 4 stood each behind the fields of
 * the earlier ones: the first whose decisions can be made again, with values to be found
 * by, with what retention and legal holds go by. Version 5 leaves out what is not there
 * or is known from elsewhere in the record.
 */
#define RECORD_VERSION_RECALLS 2
#define RECORD_VERSION_VALUES 3
#define RECORD_VERSION_RETAINS 4
#define RECORD_VERSION_PACKED 5

#define RECORD_YEAR_MAXIMUM 9999
#define RECORD_PERCENT_MAXIMUM 100

/* Versions 1 to 4, which are read and never written. */
void record_walk_early(struct codec *codec, uint8_t version, struct record *r);

/* Version 5. */
void record_walk_packed(struct codec *codec, struct record *r);

/* Pieces that are the same in all. */
void record_walk_strings(struct codec *codec, const struct bytes **strings, size_t *count);
void record_walk_findings(struct codec *codec, struct record *r);
void record_walk_tallies(struct codec *codec, struct record *r);
void record_walk_keywords(struct codec *codec, struct record *r);

#endif
