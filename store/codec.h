/*
 * Packing of fields into bytes and back by one and the same walk: a function
 * that calls codec_number(), codec_string() ... for each field in turn writes
 * them all, or reads them all, according to how the codec was made. What is
 * written and what is read can therefore not drift apart.
 *
 * The first failure sticks: later calls do nothing (fields read are zero), and
 * codec_finish() tells. Every length is checked both ways. Writing leaves the
 * fields as they are, so they may be const behind a cast.
 *
 * Ownership: strings read are views of the input; arrays read live in the
 * arena. Threads: a codec belongs to one thread.
 */
#ifndef PHIMILTER_STORE_CODEC_H
#define PHIMILTER_STORE_CODEC_H

#include "core/arena.h"
#include "core/buffer.h"

#define CODEC_STRING_LIMIT 65535 /* bytes of one string */
#define CODEC_COUNT_LIMIT 65535  /* elements of one array */

struct codec {
	struct buffer *out;  /* writing: where to; NULL when reading */
	struct bytes in;     /* reading: what is left */
	struct arena *arena; /* reading: where arrays go; may be NULL without arrays */
	int error;           /* sticky */
};

struct codec codec_writer(struct buffer *out);
struct codec codec_reader(struct bytes in, struct arena *arena);

static inline bool
codec_reads(const struct codec *codec)
{
	return codec->out == NULL;
}

/* `*value` must lie in minimum..maximum, written or read. */
void codec_number(struct codec *codec, uint64_t minimum, uint64_t maximum, uint64_t *value);

/* The same for fields of other widths. */
void codec_u8(struct codec *codec, uint8_t maximum, uint8_t *value);
void codec_u32(struct codec *codec, uint32_t *value);
void codec_u64(struct codec *codec, uint64_t *value);
void codec_i64(struct codec *codec, int64_t *value);
void codec_flag(struct codec *codec, bool *value);

void codec_string(struct codec *codec, struct bytes *string);

/* `length` bytes as they are, without a count. */
void codec_raw(struct codec *codec, uint8_t *data, size_t length);

/*
 * Whether a field that was added to the end of a layout later is there: always
 * when writing, and when reading unless the input ends before it.
 */
bool codec_goes_on(const struct codec *codec);

/*
 * The count of an array. When reading, room for `*count` elements of `size`
 * bytes is made and `*items` set to it. `*count` becomes 0 after a failure, so
 * that the loop over the elements is safe.
 */
void codec_array(struct codec *codec, void **items, size_t *count, size_t size);

/* A sparse array of `length` counters: only those that are not 0 take space. */
void codec_counters(struct codec *codec, uint32_t *counters, uint8_t length);

/*
 * 0 or the first failure. Reading: ERROR_CORRUPT (too short, bytes left over,
 * out of range), ERROR_MEMORY, ERROR_LIMIT (the arena's). Writing: ERROR_INVALID
 * (out of range), ERROR_LIMIT (string, array or the buffer too large), ERROR_MEMORY.
 */
MUST_USE int codec_finish(struct codec *codec);

#endif
