/* Hexadecimal digits of encodings (quoted-printable, RFC 2231, character references). */
#ifndef PHIMILTER_SCANNER_HEX_DIGIT_H
#define PHIMILTER_SCANNER_HEX_DIGIT_H

#include "core/bytes.h"

/* 0-15, or -1 when `c` is no hexadecimal digit. */
static inline int
hex_digit_value(uint8_t c)
{
	c = byte_lower(c);
	return byte_is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte that the two digits at the start of `text` spell, or -1. */
static inline int
hex_digit_pair(struct bytes text)
{
	if (text.length < 2)
		return -1;
	int high = hex_digit_value(text.data[0]);
	int low = hex_digit_value(text.data[1]);
	return high < 0 || low < 0 ? -1 : high << 4 | low;
}

#endif
