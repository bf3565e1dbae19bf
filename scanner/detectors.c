/* The table of detectors: one line for each category, at its number. */
#include "scanner/detector.h"

const struct detector *const detectors[DETECTOR_COUNT] = {
	NULL, /*  1 names */
	NULL, /*  2 geography */
	NULL, /*  3 dates */
	&detector_telephone,
	&detector_fax,
	NULL, /*  6 email_address */
	NULL, /*  7 ssn */
	NULL, /*  8 medical_record */
	NULL, /*  9 health_plan */
	NULL, /* 10 account */
	NULL, /* 11 license */
	NULL, /* 12 vehicle */
	NULL, /* 13 device */
	NULL, /* 14 url */
	NULL, /* 15 ip_address */
	NULL, /* 16 biometric */
	NULL, /* 17 photograph */
	NULL, /* 18 other_unique */
};
