/*
 * A record as bytes and back: a version, then its fields in one fixed order,
 * numbers as base-128 varints, strings and arrays with their count in front.
 * Writing and reading share one description of that order (record_walk.h).
 *
 * Threads: any.
 */
#ifndef PHIMILTER_STORE_RECORD_CODEC_H
#define PHIMILTER_STORE_RECORD_CODEC_H

#include "core/arena.h"
#include "core/buffer.h"
#include "core/record.h"

#define RECORD_SIZE_LIMIT ((size_t)16 * 1024 * 1024) /* bytes of one encoded record */

/* Enough for what is read of any record that store/codec.h's limits let be written. */
#define RECORD_ARENA_LIMIT ((size_t)16 * 1024 * 1024)

/*
 * Appends `record` without its sequence, which is the key it is stored under.
 * Fails: ERROR_LIMIT (also `out`'s own), ERROR_INVALID (an enumerator out of
 * range), ERROR_MEMORY; `out` then holds nothing useful.
 */
MUST_USE int record_encode(const struct record *record, struct buffer *out);

/*
 * The reverse. `out`'s strings are views of `encoded` or live in `arena`, as its
 * arrays do; its sequence is 0. Every byte must be accounted for.
 * Fails: ERROR_CORRUPT (too short, too long, out of range), ERROR_INVALID (a
 * version this program does not know), ERROR_MEMORY, ERROR_LIMIT (the arena's).
 */
MUST_USE int record_decode(struct bytes encoded, struct arena *arena, struct record *out);

#endif
