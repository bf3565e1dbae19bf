#include "store/codec.h"

#include "core/error.h"

/* A varint (7 bits a byte, least significant first, high bit: more follow) of 64 bits. */
#define VARINT_SIZE_LIMIT 10
#define VARINT_MORE 0x80

struct codec
codec_writer(struct buffer *out)
{
	return (struct codec){ .out = out };
}

struct codec
codec_reader(struct bytes in, struct arena *arena)
{
	return (struct codec){ .in = in, .arena = arena };
}

static void
codec_fail(struct codec *codec, int error)
{
	if (codec->error == 0)
		codec->error = error;
}

/* What is out of range was refused by us when written, and is damage when read. */
static void
codec_fail_range(struct codec *codec)
{
	codec_fail(codec, codec_reads(codec) ? ERROR_CORRUPT : ERROR_INVALID);
}

static void
codec_write(struct codec *codec, struct bytes bytes)
{
	int err = buffer_append(codec->out, bytes);
	if (err != 0)
		codec_fail(codec, err);
}

static void
varint_write(struct codec *codec, uint64_t value)
{
	uint8_t bytes[VARINT_SIZE_LIMIT];
	size_t length = 0;

	for (; value >= VARINT_MORE; value >>= 7)
		bytes[length++] = (uint8_t)(value | VARINT_MORE);
	bytes[length++] = (uint8_t)value;
	codec_write(codec, bytes_make(bytes, length));
}

/* Only the shortest form is accepted, so that a record has one encoding. */
static uint64_t
varint_read(struct codec *codec)
{
	uint64_t value = 0;

	for (size_t i = 0; i < VARINT_SIZE_LIMIT && i < codec->in.length; i++) {
		uint8_t byte = codec->in.data[i];
		value |= (uint64_t)(byte & (VARINT_MORE - 1)) << (7 * i);
		if (byte & VARINT_MORE)
			continue;
		bool overflows = i == VARINT_SIZE_LIMIT - 1 && byte > 1;
		if (overflows || (i > 0 && byte == 0))
			break;
		codec->in = bytes_slice(codec->in, i + 1, SIZE_MAX);
		return value;
	}
	codec_fail(codec, ERROR_CORRUPT);
	return 0;
}

void
codec_number(struct codec *codec, uint64_t minimum, uint64_t maximum, uint64_t *value)
{
	if (codec_reads(codec))
		*value = codec->error == 0 ? varint_read(codec) : 0;
	if (codec->error != 0)
		return;
	if (*value < minimum || *value > maximum)
		codec_fail_range(codec);
	else if (!codec_reads(codec))
		varint_write(codec, *value);
	if (codec->error != 0 && codec_reads(codec))
		*value = 0;
}

void
codec_u8(struct codec *codec, uint8_t maximum, uint8_t *value)
{
	uint64_t number = *value;
	codec_number(codec, 0, maximum, &number);
	if (codec_reads(codec))
		*value = (uint8_t)number;
}

void
codec_u32(struct codec *codec, uint32_t *value)
{
	uint64_t number = *value;
	codec_number(codec, 0, UINT32_MAX, &number);
	if (codec_reads(codec))
		*value = (uint32_t)number;
}

void
codec_u64(struct codec *codec, uint64_t *value)
{
	codec_number(codec, 0, UINT64_MAX, value);
}

void
codec_i64(struct codec *codec, int64_t *value)
{
	uint64_t number = (uint64_t)*value;
	codec_number(codec, 0, UINT64_MAX, &number);
	if (codec_reads(codec))
		*value = (int64_t)number;
}

void
codec_flag(struct codec *codec, bool *value)
{
	uint8_t number = *value;
	codec_u8(codec, 1, &number);
	if (codec_reads(codec))
		*value = number != 0;
}

/* The next `length` bytes of the input; empty after a failure. */
static struct bytes
codec_take(struct codec *codec, size_t length)
{
	if (codec->error == 0 && length > codec->in.length)
		codec_fail(codec, ERROR_CORRUPT);
	if (codec->error != 0)
		return bytes_make(NULL, 0);
	struct bytes taken = bytes_slice(codec->in, 0, length);
	codec->in = bytes_slice(codec->in, length, SIZE_MAX);
	return taken;
}

void
codec_string(struct codec *codec, struct bytes *string)
{
	uint64_t length = string->length;

	if (!codec_reads(codec) && length > CODEC_STRING_LIMIT)
		codec_fail(codec, ERROR_LIMIT);
	codec_number(codec, 0, CODEC_STRING_LIMIT, &length);
	if (codec_reads(codec))
		*string = codec_take(codec, (size_t)length);
	else if (codec->error == 0)
		codec_write(codec, *string);
}

void
codec_raw(struct codec *codec, uint8_t *data, size_t length)
{
	if (codec_reads(codec)) {
		struct bytes taken = codec_take(codec, length);
		memset(data, 0, length);
		if (taken.length > 0)
			memcpy(data, taken.data, taken.length);
	} else if (codec->error == 0) {
		codec_write(codec, bytes_make(data, length));
	}
}

bool
codec_goes_on(const struct codec *codec)
{
	return !codec_reads(codec) || (codec->error == 0 && codec->in.length > 0);
}

void
codec_array(struct codec *codec, void **items, size_t *count, size_t size)
{
	uint64_t number = *count;

	if (!codec_reads(codec) && number > CODEC_COUNT_LIMIT)
		codec_fail(codec, ERROR_LIMIT);
	codec_number(codec, 0, CODEC_COUNT_LIMIT, &number);
	if (codec->error != 0)
		*count = 0;
	if (!codec_reads(codec))
		return;
	/* An element takes a byte at least: a count beyond that is damage, and
	 * must not make us allocate. */
	if (number > codec->in.length)
		codec_fail(codec, ERROR_CORRUPT);
	*count = 0;
	*items = NULL;
	if (codec->error != 0 || number == 0)
		return;
	*items = arena_alloc_array(codec->arena, (size_t)number, size);
	if (*items == NULL)
		codec_fail(codec, arena_failure(codec->arena));
	else
		*count = (size_t)number;
}

void
codec_counters(struct codec *codec, uint32_t *counters, uint8_t length)
{
	uint8_t used = 0;

	if (codec_reads(codec))
		memset(counters, 0, length * sizeof(*counters));
	else
		for (uint8_t i = 0; i < length; i++)
			used += counters[i] != 0;
	codec_u8(codec, length, &used);
	for (uint8_t next = 0; used > 0 && codec->error == 0; used--, next++) {
		while (!codec_reads(codec) && counters[next] == 0)
			next++;
		uint64_t index = next;
		codec_number(codec, next, (uint64_t)length - 1, &index);
		if (codec->error != 0)
			return;
		next = (uint8_t)index;
		codec_u32(codec, &counters[next]);
	}
}

int
codec_finish(struct codec *codec)
{
	if (codec_reads(codec) && codec->in.length > 0)
		codec_fail(codec, ERROR_CORRUPT);
	return codec->error;
}
