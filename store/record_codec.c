#include "store/record_codec.h"

#include "core/error.h"
#include "store/record_walk.h"

/* A new layout takes a new number, and earlier ones are still read. */
#define RECORD_VERSION RECORD_VERSION_PACKED

int
record_encode(const struct record *record, struct buffer *out)
{
	struct record walked = *record;
	struct codec codec = codec_writer(out);

	int err = buffer_append_byte(out, RECORD_VERSION);
	if (err != 0)
		return err;
	record_walk_packed(&codec, &walked);
	return codec_finish(&codec);
}

int
record_decode(struct bytes encoded, struct arena *arena, struct record *out)
{
	*out = (struct record){ 0 };
	if (encoded.length == 0)
		return ERROR_CORRUPT;
	uint8_t version = encoded.data[0];
	if (version == 0 || version > RECORD_VERSION)
		return ERROR_INVALID;
	struct codec codec = codec_reader(bytes_slice(encoded, 1, SIZE_MAX), arena);
	if (version >= RECORD_VERSION_PACKED)
		record_walk_packed(&codec, out);
	else
		record_walk_early(&codec, version, out);
	out->recalls = version >= RECORD_VERSION_RECALLS;
	out->retains = version >= RECORD_VERSION_RETAINS;
	return codec_finish(&codec);
}
