/* The table of detectors: one line for each category, at its number. */
#include "scanner/detector.h"

const struct detector *const detectors[DETECTOR_COUNT] = {
	NULL, /*  1 names */
	NULL, /*  2 geography */
	NULL, /*  3 dates */
	&detector_telephone,
	&detector_fax,
	&detector_email_address,
	&detector_ssn,
	&detector_medical_record,
	&detector_health_plan,
	&detector_account,
	&detector_license,
	&detector_vehicle,
	NULL, /* 13 device */
	NULL, /* 14 url */
	NULL, /* 15 ip_address */
	NULL, /* 16 biometric */
	NULL, /* 17 photograph */
	NULL, /* 18 other_unique */
};
