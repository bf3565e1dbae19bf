/*
 * The bytes that addresses are made of, RFC 3986 and RFC 5321: a look at a
 * table each, as every host and mailbox of a text is walked over more than once.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_IDENTIFIERS_ADDRESS_BYTES_H
#define PHIMILTER_SCANNER_IDENTIFIERS_ADDRESS_BYTES_H

#include "core/bytes.h"

enum address_byte {
	ADDRESS_HOST = 1,  /* of a domain name: letters, digits, hyphen and dot */
	ADDRESS_LOCAL = 2, /* of a mailbox before its @ */
	ADDRESS_URL = 4,
};

#define ADDRESS_OF_ALL (ADDRESS_HOST | ADDRESS_LOCAL | ADDRESS_URL)

/* Letters above ASCII are of all, RFC 6531 and RFC 3987. */
static const uint8_t address_bytes[256] = {
	['a' ... 'z'] = ADDRESS_OF_ALL, ['A' ... 'Z'] = ADDRESS_OF_ALL, ['0' ... '9'] = ADDRESS_OF_ALL,
	['-'] = ADDRESS_OF_ALL, ['.'] = ADDRESS_OF_ALL, [0x80 ... 0xFF] = ADDRESS_OF_ALL,
	['!'] = ADDRESS_LOCAL | ADDRESS_URL, ['#'] = ADDRESS_LOCAL | ADDRESS_URL,
	['%'] = ADDRESS_LOCAL | ADDRESS_URL, ['&'] = ADDRESS_LOCAL | ADDRESS_URL,
	['\''] = ADDRESS_LOCAL | ADDRESS_URL, ['+'] = ADDRESS_LOCAL | ADDRESS_URL,
	['_'] = ADDRESS_LOCAL | ADDRESS_URL, ['~'] = ADDRESS_LOCAL | ADDRESS_URL,
	['$'] = ADDRESS_URL, ['('] = ADDRESS_URL, [')'] = ADDRESS_URL, ['*'] = ADDRESS_URL,
	[','] = ADDRESS_URL, ['/'] = ADDRESS_URL, [':'] = ADDRESS_URL, [';'] = ADDRESS_URL,
	['='] = ADDRESS_URL, ['?'] = ADDRESS_URL, ['@'] = ADDRESS_URL, ['['] = ADDRESS_URL,
	[']'] = ADDRESS_URL,
};

/* Where the bytes of `kind` that end before `end` begin; at most `most` of them. */
static inline size_t
address_start(struct bytes text, size_t end, size_t most, enum address_byte kind)
{
	size_t lowest = end > most ? end - most : 0;

	while (end > lowest && (address_bytes[text.data[end - 1]] & kind) != 0)
		end--;
	return end;
}

/* Where the bytes of `kind` from `start` on end; at most `most` of them. */
static inline size_t
address_end(struct bytes text, size_t start, size_t most, enum address_byte kind)
{
	size_t highest = text.length - start > most ? start + most : text.length;

	while (start < highest && (address_bytes[text.data[start]] & kind) != 0)
		start++;
	return start;
}

#endif
