/* The table of detectors: one line for each category, at its number, and what a category has more. */
#include "scanner/detector.h"

const struct detector *const detectors[DETECTOR_COUNT] = {
	&detector_names,
	&detector_geography,
	&detector_dates,
	&detector_telephone,
	&detector_fax,
	&detector_email_address,
	&detector_ssn,
	&detector_medical_record,
	&detector_health_plan,
	&detector_account,
	&detector_license,
	&detector_vehicle,
	&detector_device,
	&detector_url,
	&detector_ip_address,
	&detector_biometric,
	&detector_photograph,
	&detector_other_unique,
	&detector_patient_names,
};
