/* IBAN: what ISO 13616 and SWIFT's registry say, apart from the other numbers for its table. */
#include "scanner/digits.h"

static const struct {
	char country[3];
	uint8_t length;
} iban_lengths[] = {
	{ "AD", 24 }, { "AE", 23 }, { "AL", 28 }, { "AT", 20 }, { "AZ", 28 }, { "BA", 20 }, { "BE", 16 }, { "BG", 22 },
	{ "BH", 22 }, { "BI", 27 }, { "BR", 29 }, { "BY", 28 }, { "CH", 21 }, { "CR", 22 }, { "CY", 28 }, { "CZ", 24 },
	{ "DE", 22 }, { "DJ", 27 }, { "DK", 18 }, { "DO", 28 }, { "EE", 20 }, { "EG", 29 }, { "ES", 24 }, { "FI", 18 },
	{ "FK", 18 }, { "FO", 18 }, { "FR", 27 }, { "GB", 22 }, { "GE", 22 }, { "GI", 23 }, { "GL", 18 }, { "GR", 27 },
	{ "GT", 28 }, { "HR", 21 }, { "HU", 28 }, { "IE", 22 }, { "IL", 23 }, { "IQ", 23 }, { "IS", 26 }, { "IT", 27 },
	{ "JO", 30 }, { "KW", 30 }, { "KZ", 20 }, { "LB", 28 }, { "LC", 32 }, { "LI", 21 }, { "LT", 20 }, { "LU", 20 },
	{ "LV", 21 }, { "LY", 25 }, { "MC", 27 }, { "MD", 24 }, { "ME", 22 }, { "MK", 19 }, { "MN", 20 }, { "MR", 27 },
	{ "MT", 31 }, { "MU", 30 }, { "NI", 28 }, { "NL", 18 }, { "NO", 15 }, { "OM", 23 }, { "PK", 24 }, { "PL", 28 },
	{ "PS", 29 }, { "PT", 25 }, { "QA", 29 }, { "RO", 24 }, { "RS", 22 }, { "RU", 33 }, { "SA", 24 }, { "SC", 31 },
	{ "SD", 18 }, { "SE", 24 }, { "SI", 19 }, { "SK", 24 }, { "SM", 27 }, { "SO", 23 }, { "ST", 25 }, { "SV", 28 },
	{ "TL", 23 }, { "TN", 24 }, { "TR", 26 }, { "UA", 29 }, { "VA", 22 }, { "VG", 24 }, { "XK", 20 }, { "YE", 30 },
};

size_t
digits_iban_length(struct bytes value)
{
	if (value.length < 2)
		return 0;
	for (size_t i = 0; i < ARRAY_LENGTH(iban_lengths); i++)
		if (byte_upper(value.data[0]) == (uint8_t)iban_lengths[i].country[0] &&
		    byte_upper(value.data[1]) == (uint8_t)iban_lengths[i].country[1])
			return iban_lengths[i].length;
	return 0;
}

bool
digits_iban(struct bytes value)
{
	if (value.length == 0 || value.length != digits_iban_length(value))
		return false;
	unsigned remainder = 0;
	for (size_t i = 0; i < value.length; i++) {
		uint8_t c = byte_upper(value.data[(i + 4) % value.length]);
		if (!byte_is_alnum(c))
			return false;
		if (byte_is_digit(c))
			remainder = (remainder * 10 + (c - 48u)) % 97;
		else
			remainder = (remainder * 100 + (c - 55u)) % 97; /* A = 10 */
	}
	return remainder == 1;
}
