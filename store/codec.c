#include "store/codec.h"

#include "core/error.h"

#define VARINT_SIZE_LIMIT 10 /* of 64 bits */
#define VARINT_MORE CODEC_NUMBER_MORE

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

/* Only the shortest form is accepted, so that a number has one encoding. */
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
codec_number_any(struct codec *codec, uint64_t minimum, uint64_t maximum, uint64_t *value)
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
	struct bytes taken = bytes_make(codec->in.data, length);
	codec->in.data += length;
	codec->in.length -= length;
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

/* ---- strings known in part --------------------------------------------------- */

void
codec_string_among(struct codec *codec, const struct bytes *strings, size_t count,
                   struct bytes *string)
{
	uint64_t which = 0; /* counted from 1; 0: none of them */

	for (size_t i = 0; i < count && which == 0 && !codec_reads(codec); i++)
		which = bytes_equal(strings[i], *string) ? i + 1 : 0;
	codec_number(codec, 0, count, &which);
	if (which == 0)
		codec_string(codec, string);
	else if (codec_reads(codec))
		*string = strings[which - 1];
}

/* Whether a string of so many bytes may be put together from parts: who writes it asks
 * before anything is left out, and who reads it must get the same answer. */
static bool
codec_may_join(struct codec *codec, size_t length)
{
	if (length > CODEC_STRING_LIMIT || length > CODEC_JOINED_LIMIT - codec->joined)
		return false;
	codec->joined += length;
	return true;
}

/* Reading: what the two make; one alone is not copied. */
static struct bytes
codec_join(struct codec *codec, struct bytes head, struct bytes tail)
{
	size_t length = head.length + tail.length;

	if (head.length == 0 || tail.length == 0)
		return head.length > 0 ? head : tail;
	if (!codec_may_join(codec, length)) {
		codec_fail(codec, ERROR_CORRUPT);
		return bytes_make(NULL, 0);
	}
	void *joined;
	codec_room(codec, &joined, length, 1);
	if (joined == NULL)
		return bytes_make(NULL, 0);
	memcpy(joined, head.data, head.length);
	memcpy((uint8_t *)joined + head.length, tail.data, tail.length);
	return bytes_make(joined, length);
}

void
codec_keep(struct codec *codec, struct bytes text, struct bytes *string)
{
	void *copy;

	codec_room(codec, &copy, text.length, 1);
	*string = bytes_make(copy, copy != NULL ? text.length : 0);
	if (copy != NULL)
		memcpy(copy, text.data, text.length);
}

static bool
ends_in(struct bytes string, struct bytes end)
{
	return string.length >= end.length &&
	       bytes_equal(bytes_slice(string, string.length - end.length, SIZE_MAX), end);
}

/* The longest of the phrases, counted from 1, that a string ends in; 0 for none. */
static size_t
phrase_find(const struct bytes *phrases, size_t count, struct bytes string)
{
	size_t longest = 0;

	for (size_t i = 0; i < count; i++)
		if (ends_in(string, phrases[i]) &&
		    (longest == 0 || phrases[i].length > phrases[longest - 1].length))
			longest = i + 1;
	return longest;
}

void
codec_string_phrased(struct codec *codec, const struct bytes *phrases, size_t count,
                     struct bytes *string)
{
	struct bytes none = bytes_make(NULL, 0), rest = *string;
	uint64_t which = 0; /* counted from 1; 0: it ends in none */

	if (!codec_reads(codec))
		which = phrase_find(phrases, count, *string);
	if (which != 0 && string->length > phrases[which - 1].length &&
	    !codec_may_join(codec, string->length))
		which = 0;
	codec_number(codec, 0, count, &which);
	struct bytes phrase = which != 0 ? phrases[which - 1] : none;
	rest.length -= codec_reads(codec) ? 0 : phrase.length;
	codec_string(codec, &rest);
	if (codec_reads(codec))
		*string = codec_join(codec, rest, phrase);
}

/* How many bytes two strings have in common at their beginning, or at their end. */
static size_t
common_length(struct bytes a, struct bytes b, bool at_end)
{
	size_t limit = a.length < b.length ? a.length : b.length, length = 0;

	while (length < limit && (at_end ? a.data[a.length - 1 - length] == b.data[b.length - 1 - length] :
	                                   a.data[length] == b.data[length]))
		length++;
	return length;
}

static void
codec_string_beside(struct codec *codec, struct bytes other, bool at_end, struct bytes *string)
{
	uint64_t common = 0;

	if (!codec_reads(codec))
		common = common_length(*string, other, at_end);
	if (common > 0 && common < string->length && !codec_may_join(codec, string->length))
		common = 0;
	codec_number(codec, 0, other.length, &common);
	struct bytes rest = bytes_slice(*string, at_end ? 0 : (size_t)common,
	                                string->length - (size_t)common);
	codec_string(codec, &rest);
	if (!codec_reads(codec))
		return;
	struct bytes known = bytes_slice(other, at_end ? other.length - (size_t)common : 0, (size_t)common);
	*string = at_end ? codec_join(codec, rest, known) : codec_join(codec, known, rest);
}

void
codec_string_begins_as(struct codec *codec, struct bytes other, struct bytes *string)
{
	codec_string_beside(codec, other, false, string);
}

void
codec_string_ends_as(struct codec *codec, struct bytes other, struct bytes *string)
{
	codec_string_beside(codec, other, true, string);
}

/* ---- other fields ------------------------------------------------------------ */

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
codec_room(struct codec *codec, void **items, size_t count, size_t size)
{
	*items = NULL;
	if (codec->error != 0 || count == 0)
		return;
	*items = arena_alloc_array(codec->arena, count, size);
	if (*items == NULL)
		codec_fail(codec, arena_failure(codec->arena));
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
	codec_room(codec, items, (size_t)number, size);
	*count = *items != NULL ? (size_t)number : 0;
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
