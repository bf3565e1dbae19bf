/*
 * Is a number one that could have been issued? Check digits, ranges and fixed
 * shapes, each named by who issues such numbers.
 *
 * All take the value without separators ("digits" means ASCII 0-9 only) and
 * are false for any other length or character. Letters may be of either case.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_DIGITS_H
#define PHIMILTER_SCANNER_DIGITS_H

#include "core/attributes.h"
#include "core/bytes.h"

/* Nothing but digits, at least one. */
bool digits_only(struct bytes value);

/* One character repeated: passes many check digits and identifies nobody. */
bool digits_repeated(struct bytes value);

/* ISO/IEC 7812-1 annex B (Luhn) over all of `digits`. */
bool digits_luhn(struct bytes digits);

/* Luhn and an issuer's range and length: a payment card. */
bool digits_payment_card(struct bytes digits);

/* 15 digits, Luhn: 3GPP TS 23.003 section 6. */
bool digits_imei(struct bytes digits);

/* 45 CFR 162.406: ten digits, the first 1 or 2, Luhn over 80840 + number. */
bool digits_npi(struct bytes digits);

/* Registrant letter, letter or 9, seven digits, check digit (21 CFR 1301). */
bool digits_dea(struct bytes value);

/* ABA routing transit number: nine digits, known prefix, 3-7-1. */
bool digits_aba(struct bytes digits);

/* ISO 13616: country, its length, mod 97. */
bool digits_iban(struct bytes value);

/* Length of an IBAN of the country whose two letters begin `value`; 0 when none is known. */
size_t digits_iban_length(struct bytes value);

/* 17 characters without I, O, Q and not all alike (49 CFR 565.13). */
bool digits_vin_shape(struct bytes value);

/* The shape and the check digit, which North America requires (49 CFR 565.15(c)). */
bool digits_vin(struct bytes value);

/* GS1 General Specifications 7.9: mod 10 over 8, 12, 13, 14 or 18 digits. */
bool digits_gs1(struct bytes digits);

/* ANSI/HIBC 2: '+' first, mod 43 over 0-9 A-Z - . space $ / + %. */
bool digits_hibcc(struct bytes value);

/* A six-digit date YYMMDD (GS1 application identifiers 11 and 17; day 00 means the month's end). */
bool digits_yymmdd(struct bytes digits);

/*
 * The last is a check digit mod 11 over the others, weighted 2, 3, 4 ... from the
 * right; X stands for 10. As in NHS numbers and ISBN-10.
 */
bool digits_mod11(struct bytes digits);

/* A machine-readable zone's field and its check digit, the last byte (ICAO 9303-3 4.9). */
bool digits_mrz(struct bytes field);

enum ssn_kind {
	SSN_INVALID = 0,
	SSN_POSSIBLE,     /* area, group and serial could have been issued */
	SSN_KNOWN_SAMPLE, /* printed on sample cards and in advertisements */
};

/* Nine digits. */
enum ssn_kind digits_ssn(struct bytes digits);

enum tax_kind {
	TAX_INVALID = 0,
	TAX_ITIN,
	TAX_ATIN,
};

/* Nine digits that begin with 9. */
enum tax_kind digits_itin(struct bytes digits);

/* Ten digits of the North American Numbering Plan. */
bool digits_nanp(struct bytes digits);

/* Medicare Beneficiary Identifier, eleven characters (CMS MBI format). */
bool digits_mbi(struct bytes value);

/* A beneficiary identification code, the tail of an old Medicare claim number (HICN). */
bool digits_bic(struct bytes value);

#endif
