#include "core/identifier.h"

static const struct {
	const char *name;
	uint8_t category;
} identifier_types[IDENTIFIER_TYPE_LIMIT] = {
#define IDENTIFIER(symbol, number, type_name, type_category) \
	[number] = { type_name, type_category },
	IDENTIFIER_TYPES(IDENTIFIER)
#undef IDENTIFIER
};

static const char *const identifier_categories[IDENTIFIER_CATEGORY_LAST + 1] = {
	[1] = "names",
	[2] = "geographic subdivisions smaller than a state",
	[3] = "dates related to an individual, and ages over 89",
	[4] = "telephone numbers",
	[5] = "fax numbers",
	[6] = "email addresses",
	[7] = "Social Security numbers",
	[8] = "medical record numbers",
	[9] = "health plan beneficiary numbers",
	[10] = "account numbers",
	[11] = "certificate and license numbers",
	[12] = "vehicle identifiers and license plates",
	[13] = "device identifiers and serial numbers",
	[14] = "web addresses (URLs)",
	[15] = "IP addresses",
	[16] = "biometric identifiers",
	[17] = "full-face photographs",
	[18] = "other unique identifying numbers",
};

const char *
identifier_type_name(unsigned type)
{
	return type < IDENTIFIER_TYPE_LIMIT ? identifier_types[type].name : NULL;
}

uint8_t
identifier_type_category(unsigned type)
{
	return type < IDENTIFIER_TYPE_LIMIT ? identifier_types[type].category : 0;
}

unsigned
identifier_type_find(struct bytes name)
{
	for (unsigned type = 1; type < IDENTIFIER_TYPE_LIMIT; type++)
		if (identifier_types[type].name != NULL &&
		    bytes_equal(bytes_of_string(identifier_types[type].name), name))
			return type;
	return 0;
}

const char *
identifier_category_name(unsigned category)
{
	return category <= IDENTIFIER_CATEGORY_LAST ? identifier_categories[category] : NULL;
}
