/*
 * The 18 identifier categories of the HIPAA Safe Harbor method, 45 CFR
 * 164.514(b)(2)(i)(A)-(R), numbered 1-18 in that order, and the types of
 * identifier phimilter tells apart within them. Type names are what rules,
 * records and `phictl scan` use; they never change once released.
 */
#ifndef PHIMILTER_CORE_IDENTIFIER_H
#define PHIMILTER_CORE_IDENTIFIER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/bytes.h"

#define IDENTIFIER_CATEGORY_FIRST 1
#define IDENTIFIER_CATEGORY_LAST 18

/*
 * IDENTIFIER(symbol, number, name, category)
 * `number` is stored in records: never reuse or change one, append instead.
 */
#define IDENTIFIER_TYPES(IDENTIFIER)                                 \
	IDENTIFIER(PERSON_NAME, 1, "person-name", 1)                 \
	IDENTIFIER(STREET_ADDRESS, 2, "street-address", 2)           \
	IDENTIFIER(CITY, 3, "city", 2)                               \
	IDENTIFIER(COUNTY, 4, "county", 2)                           \
	IDENTIFIER(ZIP_CODE, 5, "zip-code", 2)                       \
	IDENTIFIER(BIRTH_DATE, 6, "birth-date", 3)                   \
	IDENTIFIER(DATE, 7, "date", 3)                               \
	IDENTIFIER(AGE_OVER_89, 8, "age-over-89", 3)                 \
	IDENTIFIER(PHONE, 9, "phone", 4)                             \
	IDENTIFIER(FAX, 10, "fax", 5)                                \
	IDENTIFIER(EMAIL_ADDRESS, 11, "email-address", 6)            \
	IDENTIFIER(SSN, 12, "ssn", 7)                                \
	IDENTIFIER(MRN, 13, "mrn", 8)                                \
	IDENTIFIER(MBI, 14, "mbi", 9)                                \
	IDENTIFIER(HICN, 15, "hicn", 9)                              \
	IDENTIFIER(RRB, 16, "rrb", 9)                                \
	IDENTIFIER(PLAN_MEMBER_ID, 17, "plan-member-id", 9)          \
	IDENTIFIER(PLAN_GROUP_ID, 18, "plan-group-id", 9)            \
	IDENTIFIER(PAYMENT_CARD, 19, "payment-card", 10)             \
	IDENTIFIER(BANK_ACCOUNT, 20, "bank-account", 10)             \
	IDENTIFIER(ABA_ROUTING, 21, "aba-routing", 10)               \
	IDENTIFIER(IBAN, 22, "iban", 10)                             \
	IDENTIFIER(ACCOUNT_NUMBER, 23, "account-number", 10)         \
	IDENTIFIER(NPI, 24, "npi", 11)                               \
	IDENTIFIER(DEA_NUMBER, 25, "dea-number", 11)                 \
	IDENTIFIER(DRIVERS_LICENSE, 26, "drivers-license", 11)       \
	IDENTIFIER(PROFESSIONAL_LICENSE, 27, "professional-license", 11) \
	IDENTIFIER(VIN, 28, "vin", 12)                               \
	IDENTIFIER(LICENSE_PLATE, 29, "license-plate", 12)           \
	IDENTIFIER(UDI, 30, "udi", 13)                               \
	IDENTIFIER(DEVICE_SERIAL, 31, "device-serial", 13)           \
	IDENTIFIER(IMEI, 32, "imei", 13)                             \
	IDENTIFIER(MAC_ADDRESS, 33, "mac-address", 13)               \
	IDENTIFIER(URL, 34, "url", 14)                               \
	IDENTIFIER(IPV4_ADDRESS, 35, "ipv4-address", 15)             \
	IDENTIFIER(IPV6_ADDRESS, 36, "ipv6-address", 15)             \
	IDENTIFIER(BIOMETRIC, 37, "biometric", 16)                   \
	IDENTIFIER(FACE_PHOTOGRAPH, 38, "face-photograph", 17)       \
	IDENTIFIER(ITIN, 39, "itin", 18)                             \
	IDENTIFIER(PASSPORT, 40, "passport", 18)                     \
	IDENTIFIER(OTHER_ID, 41, "other-id", 18)                     \
	IDENTIFIER(FACILITY, 42, "facility", 2)

enum identifier_type {
#define IDENTIFIER(symbol, number, name, category) IDENTIFIER_##symbol = (number),
	IDENTIFIER_TYPES(IDENTIFIER)
#undef IDENTIFIER
	IDENTIFIER_TYPE_LIMIT /* one more than the largest number */
};

/* "ssn"; NULL for a number that is no type. */
const char *identifier_type_name(unsigned type);

/* 1-18; 0 for a number that is no type. */
uint8_t identifier_type_category(unsigned type);

/* The type called `name` (exact, lower case), or 0. */
unsigned identifier_type_find(struct bytes name);

/* What a category holds, in words, e.g. 7: "Social Security numbers"; NULL outside 1-18. */
const char *identifier_category_name(unsigned category);

#endif
