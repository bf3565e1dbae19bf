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
 * Ownership: strings read are views of the input, where nothing else is said;
 * arrays read live in the arena. Threads: a codec belongs to one thread.
 */
#ifndef PHIMILTER_STORE_CODEC_H
#define PHIMILTER_STORE_CODEC_H

#include "core/arena.h"
#include "core/buffer.h"

#define CODEC_STRING_LIMIT 65535 /* bytes of one string */
#define CODEC_COUNT_LIMIT 65535  /* elements of one array */
#define CODEC_JOINED_LIMIT ((size_t)1024 * 1024) /* bytes of strings put together from parts */

/* Numbers are 7 bits a byte, least significant first; this bit says that more follow. */
#define CODEC_NUMBER_MORE 0x80

struct codec {
	struct buffer *out;  /* writing: where to; NULL when reading */
	struct bytes in;     /* reading: what is left */
	struct arena *arena; /* reading: where arrays go; may be NULL without arrays */
	size_t joined;       /* bytes of strings put together from parts so far */
	int error;           /* sticky */
};

struct codec codec_writer(struct buffer *out);
struct codec codec_reader(struct bytes in, struct arena *arena);

static inline bool
codec_reads(const struct codec *codec)
{
	return codec->out == NULL;
}

/* A number of any size; codec_number() is the one to call. */
void codec_number_any(struct codec *codec, uint64_t minimum, uint64_t maximum, uint64_t *value);

/* `*value` must lie in minimum..maximum, written or read. Here, as nearly all that is read
 * is numbers of one byte. */
static inline void
codec_number(struct codec *codec, uint64_t minimum, uint64_t maximum, uint64_t *value)
{
	if (codec_reads(codec) && codec->error == 0 && codec->in.length > 0 &&
	    codec->in.data[0] < CODEC_NUMBER_MORE && codec->in.data[0] >= minimum &&
	    codec->in.data[0] <= maximum) {
		*value = *codec->in.data++;
		codec->in.length--;
	} else {
		codec_number_any(codec, minimum, maximum, value);
	}
}

/* The same for fields of other widths. */
static inline void
codec_u8(struct codec *codec, uint8_t maximum, uint8_t *value)
{
	uint64_t number = *value;

	codec_number(codec, 0, maximum, &number);
	if (codec_reads(codec))
		*value = (uint8_t)number;
}

static inline void
codec_u32(struct codec *codec, uint32_t *value)
{
	uint64_t number = *value;

	codec_number(codec, 0, UINT32_MAX, &number);
	if (codec_reads(codec))
		*value = (uint32_t)number;
}

void codec_u64(struct codec *codec, uint64_t *value);
void codec_i64(struct codec *codec, int64_t *value);
void codec_flag(struct codec *codec, bool *value);

void codec_string(struct codec *codec, struct bytes *string);

/*
 * The same for a string that is likely to be known in part. What is not is all that is
 * written; a string that is read lives in the arena then, or is the known one.
 */

/* One of `count` strings, which are known when it is read. */
void codec_string_among(struct codec *codec, const struct bytes *strings, size_t count,
                        struct bytes *string);

/* One that ends in one of `count` phrases: which they are, and their order, is part of the
 * layout. Of several the longest counts. */
void codec_string_phrased(struct codec *codec, const struct bytes *phrases, size_t count,
                          struct bytes *string);

/* One that begins, or ends, as `other` does, which was written or read before. */
void codec_string_begins_as(struct codec *codec, struct bytes other, struct bytes *string);
void codec_string_ends_as(struct codec *codec, struct bytes other, struct bytes *string);

/* Reading: `string` becomes a copy of `text` in the arena; empty after a failure. */
void codec_keep(struct codec *codec, struct bytes text, struct bytes *string);

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

/* Reading: room for `count` elements, without a count; NULL for none, and after a failure. */
void codec_room(struct codec *codec, void **items, size_t count, size_t size);

/* A sparse array of `length` counters: only those that are not 0 take space. */
void codec_counters(struct codec *codec, uint32_t *counters, uint8_t length);

/*
 * 0 or the first failure. Reading: ERROR_CORRUPT (too short, bytes left over,
 * out of range), ERROR_MEMORY, ERROR_LIMIT (the arena's). Writing: ERROR_INVALID
 * (out of range), ERROR_LIMIT (string, array or the buffer too large), ERROR_MEMORY.
 */
MUST_USE int codec_finish(struct codec *codec);

#endif
