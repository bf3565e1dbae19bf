#include "scanner/score.h"

#include <math.h>

#include "core/error.h"
#include "scanner/score_context.h"

/* How much more an identifier counts that is marked a patient's. */
#define WORTH_PATIENT 1.25

/* What place, time and contact count when nothing names anybody. */
#define WORTH_NAMELESS 0.5
#define NAMED_FROM 0.20 /* evidence from which somebody counts as named */

/* A date of care: announced by a word of care, to the month or the day (all
 * but the year identifies, 45 CFR 164.514(b)(2)(i)(C)). */
#define WORTH_CARE_DATE 2
#define CARE_DATE_FROM 70 /* confidence */

/* How to reach a patient, said to be the patient's, names them: the least strength that has. */
#define STRENGTH_PATIENT_CONTACT 0.70

/* Types with less evidence are no reason. */
#define REASON_FROM 0.05

enum identifier_group {
	GROUP_NONE = 0, /* never tells an individual */
	GROUP_WHO,      /* names somebody */
	GROUP_WHERE,    /* where, when, how to reach */
};

struct identifier_worth {
	enum identifier_group group;
	uint8_t strength; /* percent */
	const char *near; /* reasons */
	const char *far;
};

#define WORTH(symbol, group, strength, text) \
	[IDENTIFIER_##symbol] = { (group), (strength), text " near health context", \
	                          text " in a message with health context" }

static const struct identifier_worth worths[IDENTIFIER_TYPE_LIMIT] = {
	WORTH(PERSON_NAME, GROUP_WHO, 80, "person's name"),
	WORTH(STREET_ADDRESS, GROUP_WHERE, 55, "street address"),
	WORTH(CITY, GROUP_WHERE, 15, "city"),
	WORTH(COUNTY, GROUP_WHERE, 15, "county"),
	WORTH(FACILITY, GROUP_WHERE, 10, "health care facility"),
	WORTH(ZIP_CODE, GROUP_WHERE, 25, "ZIP code"),
	WORTH(BIRTH_DATE, GROUP_WHO, 80, "birth date"),
	WORTH(DATE, GROUP_WHO, 35, "date"),
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
	WORTH(DEVICE_SERIAL, GROUP_WHO, 60, "device serial number"),
	WORTH(IMEI, GROUP_WHO, 40, "IMEI"),
	WORTH(MAC_ADDRESS, GROUP_WHERE, 10, "MAC address"),
	WORTH(URL, GROUP_WHERE, 10, "web address"),
	WORTH(IPV4_ADDRESS, GROUP_WHERE, 10, "IP address"),
	WORTH(IPV6_ADDRESS, GROUP_WHERE, 10, "IP address"),
	WORTH(BIOMETRIC, GROUP_WHO, 80, "biometric identifier"),
	WORTH(FACE_PHOTOGRAPH, GROUP_WHO, 60, "photograph of a face"),
	WORTH(ITIN, GROUP_WHO, 90, "taxpayer number"),
	WORTH(PASSPORT, GROUP_WHO, 85, "passport number"),
	WORTH(OTHER_ID, GROUP_WHO, 60, "unique number"),
};

static const char *const health_reasons[HEALTH_KIND_LIMIT] = {
	[HEALTH_CONDITION] = "health condition",
	[HEALTH_PROVISION] = "provision of care",
	[HEALTH_PAYMENT] = "payment for care",
};

/* The best evidence of one type. */
struct evidence {
	double value;
	bool near;
	bool who; /* names somebody */
};

static bool
is_patient_contact(const struct finding *finding)
{
	return finding->subject == SUBJECT_PATIENT &&
	       (finding->type == IDENTIFIER_PHONE || finding->type == IDENTIFIER_EMAIL_ADDRESS);
}

static double
finding_strength(const struct score_context *context, const struct finding *finding)
{
	double worth = worths[finding->type].strength / 100.0;

	if (is_patient_contact(finding))
		worth = fmax(worth, STRENGTH_PATIENT_CONTACT);
	double strength = worth * finding->confidence / 100.0;
	if (finding->subject == SUBJECT_PROVIDER || finding->subject == SUBJECT_SENDER)
		return 0;
	if (finding->type == IDENTIFIER_DATE && finding->cue != NULL &&
	    finding->confidence >= CARE_DATE_FROM)
		strength *= WORTH_CARE_DATE;
	return strength * score_field_worth(context, finding->part, finding->start);
}

static void
evidence_collect(const struct message *m, const struct score_context *context,
                 struct evidence evidence[IDENTIFIER_TYPE_LIMIT])
{
	for (size_t i = 0; i < m->finding_count; i++) {
		const struct finding *finding = &m->findings[i];
		double strength = finding_strength(context, finding);
		struct evidence *best = &evidence[finding->type];
		if (strength * WORTH_PATIENT <= best->value)
			continue; /* no context could make it better */
		struct score_surroundings around = score_context_around(context, finding);
		if (around.personal)
			strength = fmin(1, strength * WORTH_PATIENT);
		if (strength * around.context > best->value)
			*best = (struct evidence){ strength * around.context, around.near,
				                   worths[finding->type].group == GROUP_WHO ||
				                           is_patient_contact(finding) };
	}
}

static double
evidence_combine(const struct evidence evidence[IDENTIFIER_TYPE_LIMIT])
{
	double doubt_who = 1, doubt_where = 1;

	for (size_t type = 1; type < IDENTIFIER_TYPE_LIMIT; type++) {
		if (evidence[type].who)
			doubt_who *= 1 - evidence[type].value;
		else
			doubt_where *= 1 - evidence[type].value;
	}
	double where = 1 - doubt_where;
	if (1 - doubt_who < NAMED_FROM)
		where *= WORTH_NAMELESS;
	return 1 - doubt_who * (1 - where);
}

/* The type with the most evidence; 0 when no evidence is left that is a reason. */
static size_t
evidence_strongest(const struct evidence evidence[IDENTIFIER_TYPE_LIMIT])
{
	size_t strongest = 0;
	double most = REASON_FROM;

	for (size_t type = 1; type < IDENTIFIER_TYPE_LIMIT; type++) {
		if (evidence[type].value > most) {
			most = evidence[type].value;
			strongest = type;
		}
	}
	return strongest;
}

/* Writes the reasons, strongest identifier first, then the kinds of context; uses evidence up. */
static int
reasons_write(struct message *m, struct evidence evidence[IDENTIFIER_TYPE_LIMIT])
{
	bool kinds[HEALTH_KIND_LIMIT] = { false };
	const char **reasons = arena_alloc_array(m->arena, IDENTIFIER_TYPE_LIMIT + HEALTH_KIND_LIMIT,
	                                         sizeof(*reasons));
	size_t count = 0;

	if (reasons == NULL)
		return arena_failure(m->arena);
	for (size_t type; (type = evidence_strongest(evidence)) != 0; evidence[type].value = 0)
		reasons[count++] = evidence[type].near ? worths[type].near : worths[type].far;
	for (size_t i = 0; i < m->health_count; i++)
		kinds[m->health[i].kind] = true;
	for (size_t kind = 1; kind < HEALTH_KIND_LIMIT; kind++)
		if (kinds[kind])
			reasons[count++] = health_reasons[kind];
	m->assessment.reasons = reasons;
	m->assessment.reason_count = count;
	return 0;
}

int
score_assess(struct message *m, int64_t threshold)
{
	struct evidence evidence[IDENTIFIER_TYPE_LIMIT] = { { 0 } };
	struct score_context *context;

	m->assessment = (struct assessment){ 0 };
	int err = score_context_create(m, &context);
	if (err != 0)
		return err;
	evidence_collect(m, context, evidence);
	m->assessment.confidence = (uint8_t)lround(100 * evidence_combine(evidence));
	m->assessment.phi = m->assessment.confidence >= threshold;
	return reasons_write(m, evidence);
}
