#include "scanner/score_finding.h"

#include <math.h>

/* How much more an identifier counts that is marked a patient's. */
#define WORTH_PATIENT 1.25

/* A name alone may be a word: hardly where something is said of its bearer's health. */
#define WORTH_SAID 1.7
#define STRENGTH_LIMIT 0.97

/* A name at the head of a record is one, however rare, and so is that of whom a condition is said. */
#define STRENGTH_RECORD 0.70

/* What the name counts of one who writes the text, gets it or answers for it, and what may be anybody's
 * where the text is of others. */
#define WORTH_ASIDE 0.25

/* A date of care: announced by a word of care, to the month or the day (all
 * but the year identifies, 45 CFR 164.514(b)(2)(i)(C)). */
#define WORTH_CARE_DATE 2
#define CARE_DATE_FROM 70 /* confidence */

/* A day of birth without its year: many have it, and it is told of colleagues. */
#define WORTH_BIRTHDAY 0.5

/* How to reach a patient, said to be the patient's, names them, as the number of their prescription does: the
 * least strength that has. */
#define STRENGTH_PATIENT_OWN 0.70

enum identifier_group {
	GROUP_NONE = 0, /* never tells an individual */
	GROUP_WHO,      /* names somebody */
	GROUP_WHERE,    /* where, when, how to reach */
};

struct identifier_worth {
	enum identifier_group group;
	uint8_t strength; /* percent */
	const char *noun;
	const char *near; /* reasons */
	const char *far;
};

#define WORTH(symbol, group, strength, text) \
	[IDENTIFIER_##symbol] = { (group), (strength), text, text " near health context", \
	                          text " in a message with health context" }

static const struct identifier_worth worths[IDENTIFIER_TYPE_LIMIT] = {
	WORTH(PERSON_NAME, GROUP_WHO, 80, "person's name"),
	WORTH(STREET_ADDRESS, GROUP_WHERE, 55, "street address"),
	WORTH(CITY, GROUP_WHERE, 15, "city"),
	WORTH(COUNTY, GROUP_WHERE, 15, "county"),
	WORTH(FACILITY, GROUP_WHERE, 10, "health care facility"),
	WORTH(ZIP_CODE, GROUP_WHERE, 25, "ZIP code"),
	WORTH(BIRTH_DATE, GROUP_WHO, 80, "birth date"),
	WORTH(DATE, GROUP_WHERE, 35, "date"),
	WORTH(AGE_OVER_89, GROUP_WHO, 50, "age over 89"),
	WORTH(PHONE, GROUP_WHERE, 45, "telephone number"),
	WORTH(FAX, GROUP_WHERE, 15, "fax number"),
	WORTH(EMAIL_ADDRESS, GROUP_WHERE, 30, "e-mail address"),
	WORTH(SSN, GROUP_WHO, 100, "Social Security number"),
	WORTH(MRN, GROUP_WHO, 100, "medical record number"),
	WORTH(MBI, GROUP_WHO, 100, "Medicare number"),
	WORTH(HICN, GROUP_WHO, 100, "Medicare claim number"),
	WORTH(RRB, GROUP_WHO, 100, "Railroad Retirement number"),
	WORTH(PLAN_MEMBER_ID, GROUP_WHO, 95, "health plan number"),
	WORTH(PLAN_GROUP_ID, GROUP_WHERE, 25, "health plan group number"),
	WORTH(PAYMENT_CARD, GROUP_WHO, 65, "payment card"),
	WORTH(BANK_ACCOUNT, GROUP_WHO, 65, "bank account"),
	WORTH(IBAN, GROUP_WHO, 60, "IBAN"),
	WORTH(ACCOUNT_NUMBER, GROUP_WHO, 70, "account number"),
	WORTH(DRIVERS_LICENSE, GROUP_WHO, 85, "driver's license"),
	WORTH(VIN, GROUP_WHO, 50, "vehicle number"),
	WORTH(LICENSE_PLATE, GROUP_WHO, 50, "license plate"),
	WORTH(UDI, GROUP_WHO, 75, "device identifier"),
	WORTH(DEVICE_SERIAL, GROUP_WHERE, 60, "device serial number"),
	WORTH(IMEI, GROUP_WHO, 40, "IMEI"),
	WORTH(MAC_ADDRESS, GROUP_WHERE, 10, "MAC address"),
	WORTH(URL, GROUP_WHERE, 10, "web address"),
	WORTH(IPV4_ADDRESS, GROUP_WHERE, 10, "IP address"),
	WORTH(IPV6_ADDRESS, GROUP_WHERE, 10, "IP address"),
	WORTH(BIOMETRIC, GROUP_WHO, 80, "biometric identifier"),
	WORTH(FACE_PHOTOGRAPH, GROUP_WHO, 60, "photograph of a face"),
	WORTH(ITIN, GROUP_WHO, 90, "taxpayer number"),
	WORTH(PASSPORT, GROUP_WHO, 85, "passport number"),
	WORTH(OTHER_ID, GROUP_WHERE, 60, "unique number"),
	WORTH(ABA_ROUTING, GROUP_NONE, 0, "bank's routing number"),
	WORTH(NPI, GROUP_NONE, 0, "provider's number (NPI)"),
	WORTH(DEA_NUMBER, GROUP_NONE, 0, "prescriber's number (DEA)"),
	WORTH(PROFESSIONAL_LICENSE, GROUP_NONE, 0, "professional license"),
};

static bool
is_patients_own(const struct finding *finding)
{
	return finding->subject == SUBJECT_PATIENT &&
	       (finding->type == IDENTIFIER_PHONE || finding->type == IDENTIFIER_EMAIL_ADDRESS ||
	        finding->type == IDENTIFIER_OTHER_ID);
}

const char *
score_finding_noun(enum identifier_type type)
{
	return worths[type].noun;
}

const char *
score_finding_reason(enum identifier_type type, bool near)
{
	return near ? worths[type].near : worths[type].far;
}


/* A sender who writes of their own health is the individual; mail software's fields are no proof. */
static bool
is_writers(const struct score_context *context, const struct finding *finding)
{
	return finding->type == IDENTIFIER_PERSON_NAME && score_context_is_writers(context, finding);
}

/* A date of care that is said of one person. */
static bool
is_care_date(const struct finding *finding)
{
	return finding->type == IDENTIFIER_DATE && finding->cue != NULL &&
	       finding->confidence >= CARE_DATE_FROM;
}

/* How much it tells where nothing of its text speaks against it; `care` says that it is a date of care. */
static double
strength_whole(const struct finding *finding, bool care)
{
	double worth = worths[finding->type].strength / 100.0;

	if (is_patients_own(finding))
		worth = fmax(worth, STRENGTH_PATIENT_OWN);
	double strength = worth * finding->confidence / 100.0;
	if (care)
		strength *= WORTH_CARE_DATE;
	if (finding->type == IDENTIFIER_BIRTH_DATE && finding->confidence <= CARE_DATE_FROM)
		strength *= WORTH_BIRTHDAY;
	return strength;
}

/* What keeps a finding from telling anything, whatever its text; SCORE_COUNTS when nothing does. */
static enum score_ground
bar_of(const struct score_context *context, const struct finding *finding)
{
	if (worths[finding->type].strength == 0)
		return SCORE_NAMES_NOBODY;
	if (finding->subject == SUBJECT_PROVIDER)
		return SCORE_PROVIDERS;
	return finding->subject == SUBJECT_SENDER && !is_writers(context, finding) ? SCORE_SENDERS : SCORE_COUNTS;
}

double
score_finding_strength_most(const struct score_context *context, const struct finding *finding)
{
	return bar_of(context, finding) == SCORE_COUNTS ? strength_whole(finding, is_care_date(finding)) : 0;
}

struct score_strength
score_finding_strength(const struct score_context *context, const struct finding *finding)
{
	enum score_ground bar = bar_of(context, finding);

	if (bar != SCORE_COUNTS)
		return (struct score_strength){ 0, bar };
	if (score_context_is_sample(context, finding))
		return (struct score_strength){ 0, SCORE_SAMPLE };
	double strength = strength_whole(finding, is_care_date(finding) && !score_whose_cue_is_apart(context, finding));
	enum score_matter aside = score_context_aside(context, finding);
	/* Whether a name of a notice is bound to anything, its surroundings tell. */
	bool later = aside == SCORE_MATTER_NOTICE && finding->type == IDENTIFIER_PERSON_NAME;
	if (aside != SCORE_MATTER_CARE && !later)
		strength *= WORTH_ASIDE;
	double field = score_field_worth(context, finding->part, finding->start);
	return (struct score_strength){ strength * field, field > 0 ? SCORE_COUNTS : SCORE_MACHINES };
}

double
score_finding_evidence(enum identifier_type type, double strength, const struct score_surroundings *around)
{
	if (around->said && around->reach == SCORE_REACH_NEAR && type == IDENTIFIER_PERSON_NAME)
		strength = strength * WORTH_SAID;
	if (around->role == SCORE_ROLE_SUBJECT || around->bound)
		strength = fmax(strength, STRENGTH_RECORD);
	if (around->personal)
		strength = fmin(1, strength * WORTH_PATIENT);
	if (around->role == SCORE_ROLE_OFFICE || (around->noticed && type == IDENTIFIER_PERSON_NAME) ||
	    ((around->role == SCORE_ROLE_READER || around->role == SCORE_ROLE_WRITER) && !around->said))
		strength *= WORTH_ASIDE;
	return fmin(strength, STRENGTH_LIMIT) * around->context;
}

bool
score_finding_names(const struct finding *finding, const struct score_surroundings *around)
{
	return worths[finding->type].group == GROUP_WHO || is_patients_own(finding) ||
	       (is_care_date(finding) && around->said);
}
