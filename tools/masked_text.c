#include "tools/masked_text.h"

#include "core/error.h"

#define CONTINUES(byte) (((byte) & 0xc0) == 0x80) /* not the first byte of a code point */

static uint8_t
byte_mask(uint8_t byte)
{
	if (byte_is_digit(byte))
		return '9';
	if (byte_is_upper(byte))
		return 'A';
	return byte_is_lower(byte) || byte >= 0x80 ? 'a' : byte;
}

int
masked_text_append(struct buffer *out, struct bytes text)
{
	int err = 0;

	for (size_t i = 0; i < text.length && err == 0; i++)
		if (!CONTINUES(text.data[i]))
			err = buffer_append_byte(out, byte_mask(text.data[i]));
	return err;
}
