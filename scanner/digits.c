#include "scanner/digits.h"

static unsigned
digit_at(struct bytes digits, size_t i)
{
	return digits.data[i] - (unsigned)'0';
}

/* The number that `count` digits from `start` make. */
static unsigned
number_at(struct bytes digits, size_t start, size_t count)
{
	unsigned number = 0;
	for (size_t i = start; i < start + count; i++)
		number = number * 10 + digit_at(digits, i);
	return number;
}

static bool
all_digits(struct bytes value, size_t length)
{
	return value.length == length && digits_only(value);
}

bool
digits_only(struct bytes value)
{
	for (size_t i = 0; i < value.length; i++)
		if (!byte_is_digit(value.data[i]))
			return false;
	return value.length > 0;
}

bool
digits_repeated(struct bytes value)
{
	for (size_t i = 1; i < value.length; i++)
		if (value.data[i] != value.data[0])
			return false;
	return value.length > 0;
}

/* The Luhn sum of `digits`, the last of them counted once. */
static unsigned
luhn_sum(struct bytes digits)
{
	unsigned sum = 0;
	for (size_t i = 0; i < digits.length; i++) {
		unsigned digit = digit_at(digits, digits.length - 1 - i);
		if (i % 2 == 1)
			digit = digit > 4 ? digit * 2 - 9 : digit * 2;
		sum += digit;
	}
	return sum;
}

bool
digits_luhn(struct bytes digits)
{
	return digits_only(digits) && luhn_sum(digits) % 10 == 0;
}

bool
digits_mod11(struct bytes digits)
{
	size_t last = digits.length - 1;
	unsigned sum = 0;

	if (digits.length < 2 || !digits_only(bytes_slice(digits, 0, last)))
		return false;
	if (!byte_is_digit(digits.data[last]) && digits.data[last] != 'X')
		return false;
	for (size_t i = 0; i < last; i++)
		sum += digit_at(digits, i) * (unsigned)(digits.length - i);
	sum += digits.data[last] == 'X' ? 10 : digit_at(digits, last);
	return sum % 11 == 0;
}

/* Issuer ranges by their first four digits, ISO/IEC 7812 register as the networks publish it. */
static const struct {
	uint16_t first, last;
	uint8_t shortest, longest;
} card_ranges[] = {
	{ 2221, 2720, 16, 16 }, { 3000, 3059, 14, 16 }, { 3095, 3095, 14, 16 },
	{ 3400, 3499, 15, 15 }, { 3528, 3589, 16, 16 }, { 3600, 3699, 14, 16 },
	{ 3700, 3799, 15, 15 }, { 3800, 3999, 14, 16 }, { 4000, 4999, 16, 16 },
	{ 5018, 5020, 12, 19 }, { 5038, 5038, 12, 19 }, { 5100, 5599, 16, 16 },
	{ 5893, 5893, 12, 19 }, { 6011, 6011, 16, 19 }, { 6200, 6299, 16, 19 },
	{ 6304, 6304, 12, 19 }, { 6440, 6599, 16, 19 }, { 6759, 6763, 12, 19 },
};

bool
digits_payment_card(struct bytes digits)
{
	if (digits.length < 12 || digits.length > 19 || !digits_luhn(digits))
		return false;
	unsigned issuer = number_at(digits, 0, 4);
	for (size_t i = 0; i < ARRAY_LENGTH(card_ranges); i++)
		if (issuer >= card_ranges[i].first && issuer <= card_ranges[i].last)
			return digits.length >= card_ranges[i].shortest &&
			       digits.length <= card_ranges[i].longest;
	return false;
}

bool
digits_imei(struct bytes digits)
{
	return digits.length == 15 && digits_luhn(digits) && !digits_repeated(digits);
}

bool
digits_npi(struct bytes digits)
{
	if (!all_digits(digits, 10) || (digits.data[0] != '1' && digits.data[0] != '2'))
		return false;
	return (luhn_sum(digits) + 24) % 10 == 0; /* 24: what the prefix 80840 adds */
}

bool
digits_dea(struct bytes value)
{
	if (value.length != 9 || !byte_is_alpha(value.data[0]) ||
	    !(byte_is_alpha(value.data[1]) || value.data[1] == '9'))
		return false;
	/* A-H J-M P-U X: the classes of registrants; no other letter was ever assigned. */
	if (strchr("ABCDEFGHJKLMPRSTUX", byte_upper(value.data[0])) == NULL)
		return false;
	struct bytes d = bytes_slice(value, 2, 7);
	if (!digits_only(d) || digits_repeated(d))
		return false;
	unsigned odd = digit_at(d, 0) + digit_at(d, 2) + digit_at(d, 4);
	unsigned even = digit_at(d, 1) + digit_at(d, 3) + digit_at(d, 5);
	return (odd + 2 * even) % 10 == digit_at(d, 6);
}

bool
digits_aba(struct bytes digits)
{
	if (!all_digits(digits, 9))
		return false;
	unsigned prefix = number_at(digits, 0, 2);
	bool known = prefix <= 12 || (prefix >= 21 && prefix <= 32) ||
	             (prefix >= 61 && prefix <= 72) || prefix == 80;
	static const uint8_t weights[] = { 3, 7, 1 };
	unsigned sum = 0;
	for (size_t i = 0; i < 9; i++)
		sum += weights[i % 3] * digit_at(digits, i);
	return known && sum % 10 == 0 && !digits_repeated(digits);
}

bool
digits_vin_shape(struct bytes value)
{
	if (value.length != 17)
		return false;
	unsigned digits = 0;
	for (size_t i = 0; i < 17; i++) {
		uint8_t c = byte_upper(value.data[i]);
		if (!byte_is_alnum(c) || c == 'I' || c == 'O' || c == 'Q')
			return false;
		digits += byte_is_digit(c);
	}
	return digits >= 3 && !digits_repeated(value);
}

bool
digits_vin(struct bytes value)
{
	static const uint8_t letters[] = { /* A-Z; I, O, Q never occur */
		1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 0, 7, 0, 9, 2, 3, 4, 5, 6, 7, 8, 9 };
	static const uint8_t weights[] = { 8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2 };
	if (!digits_vin_shape(value))
		return false;
	unsigned sum = 0;
	for (size_t i = 0; i < 17; i++) {
		uint8_t c = byte_upper(value.data[i]);
		sum += weights[i] * (byte_is_digit(c) ? c - '0' : letters[c - 'A']);
	}
	unsigned check = sum % 11;
	return byte_upper(value.data[8]) == (check == 10 ? 'X' : '0' + check);
}

bool
digits_gs1(struct bytes digits)
{
	size_t n = digits.length;
	if ((n != 8 && n != 12 && n != 13 && n != 14 && n != 18) || !digits_only(digits))
		return false;
	unsigned sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += digit_at(digits, n - 1 - i) * (i % 2 == 1 ? 3 : 1);
	return sum % 10 == 0;
}

bool
digits_hibcc(struct bytes value)
{
	static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%";
	/* "+", labeller (4), product (1-18), unit of measure, check character */
	if (value.length < 8 || value.length > 25 || value.data[0] != '+' ||
	    !byte_is_alpha(value.data[1]))
		return false;
	unsigned sum = 0;
	unsigned check = 0;
	for (size_t i = 0; i < value.length; i++) {
		const char *at = memchr(alphabet, byte_upper(value.data[i]), sizeof(alphabet) - 1);
		if (at == NULL || (i > 0 && i < 5 && !byte_is_alnum(value.data[i])))
			return false;
		check = (unsigned)(at - alphabet);
		if (i + 1 < value.length)
			sum += check;
	}
	return byte_is_digit(value.data[value.length - 2]) && sum % 43 == check;
}

bool
digits_yymmdd(struct bytes digits)
{
	if (!all_digits(digits, 6))
		return false;
	unsigned month = number_at(digits, 2, 2);
	return month >= 1 && month <= 12 && number_at(digits, 4, 2) <= 31;
}

bool
digits_mrz(struct bytes field)
{
	static const uint8_t weights[] = { 7, 3, 1 };
	if (field.length < 2 || !byte_is_digit(field.data[field.length - 1]))
		return false;
	unsigned sum = 0;
	for (size_t i = 0; i + 1 < field.length; i++) {
		uint8_t c = field.data[i];
		if (!byte_is_digit(c) && !byte_is_upper(c) && c != '<')
			return false;
		unsigned value = byte_is_digit(c) ? c - 48u : c == '<' ? 0 : c - 55u; /* A = 10 */
		sum += weights[i % 3] * value;
	}
	return sum % 10 == digit_at(field, field.length - 1);
}

enum ssn_kind
digits_ssn(struct bytes digits)
{
	if (!all_digits(digits, 9))
		return SSN_INVALID;
	unsigned area = number_at(digits, 0, 3);
	unsigned group = number_at(digits, 3, 2);
	unsigned serial = number_at(digits, 5, 4);
	/* Woolworth's wallet card; the SSA's own pamphlet; the advertising range. */
	if ((area == 78 && group == 5 && serial == 1120) ||
	    (area == 219 && group == 9 && serial == 9999) ||
	    (area == 987 && group == 65 && serial >= 4320 && serial <= 4329))
		return SSN_KNOWN_SAMPLE;
	if (area == 0 || area == 666 || area >= 900 || group == 0 || serial == 0)
		return SSN_INVALID;
	return digits_repeated(digits) ? SSN_INVALID : SSN_POSSIBLE;
}

enum tax_kind
digits_itin(struct bytes digits)
{
	if (!all_digits(digits, 9) || digits.data[0] != '9')
		return TAX_INVALID;
	unsigned group = number_at(digits, 3, 2);
	if (group == 93)
		return TAX_ATIN;
	bool itin = (group >= 50 && group <= 65) || (group >= 70 && group <= 99);
	return itin && group != 89 ? TAX_ITIN : TAX_INVALID;
}

bool
digits_nanp(struct bytes digits)
{
	if (!all_digits(digits, 10))
		return false;
	bool area = digits.data[0] >= '2' && digits.data[1] != '9' &&
	            !(digits.data[1] == '1' && digits.data[2] == '1');
	bool exchange = digits.data[3] >= '2' && !(digits.data[4] == '1' && digits.data[5] == '1');
	return area && exchange;
}

bool
digits_mbi(struct bytes value)
{
	static const char shape[] = "1AXNAXNAANN";
	if (value.length != sizeof(shape) - 1)
		return false;
	for (size_t i = 0; i < value.length; i++) {
		uint8_t c = byte_upper(value.data[i]);
		bool digit = byte_is_digit(c);
		bool letter = byte_is_upper(c) && strchr("SLOIBZ", c) == NULL;
		switch (shape[i]) {
		case '1':
			if (!digit || c == '0')
				return false;
			break;
		case 'N':
			if (!digit)
				return false;
			break;
		case 'A':
			if (!letter)
				return false;
			break;
		default:
			if (!letter && !digit)
				return false;
		}
	}
	return true;
}

bool
digits_bic(struct bytes value)
{
	if (value.length < 1 || value.length > 2)
		return false;
	uint8_t first = byte_upper(value.data[0]);
	uint8_t second = value.length == 2 ? byte_upper(value.data[1]) : '\0';
	/* CMS code list: which letters stand alone, and which take a second character. */
	if (second == '\0')
		return strchr("ABCDEFJKMTW", first) != NULL && first != '\0';
	if (byte_is_digit(second))
		return strchr("BCDEFJKTW", first) != NULL;
	if (first == 'H')
		return strchr("ABC", second) != NULL;
	return byte_is_upper(second) && strchr("BDEFJKTW", first) != NULL;
}
