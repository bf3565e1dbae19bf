#include "tools/safe_text.h"

#define ESCAPE_LENGTH 4 /* \xNN */

static bool
byte_is_printable(uint8_t byte)
{
	return byte >= ' ' && byte <= '~';
}

/* Writes the form of one byte and a NUL, and returns its length. */
static size_t
byte_format(uint8_t byte, char out[ESCAPE_LENGTH + 1])
{
	int length = snprintf(out, ESCAPE_LENGTH + 1, byte_is_printable(byte) ? "%c" : "\\x%02x", byte);
	return (size_t)length;
}

void
safe_text_print(FILE *out, struct bytes text)
{
	safe_text_print_padded(out, text, 0);
}

void
safe_text_print_padded(FILE *out, struct bytes text, size_t width)
{
	char form[ESCAPE_LENGTH + 1];
	size_t printed = 0;

	for (size_t i = 0; i < text.length; i++) {
		printed += byte_format(text.data[i], form);
		fputs(form, out);
	}
	for (; printed < width; printed++)
		putc(' ', out);
}

int
safe_text_append(struct buffer *out, struct bytes text)
{
	char form[ESCAPE_LENGTH + 1];
	int err = 0;

	for (size_t i = 0; i < text.length && err == 0; i++) {
		byte_format(text.data[i], form);
		err = buffer_append_string(out, form);
	}
	return err;
}
