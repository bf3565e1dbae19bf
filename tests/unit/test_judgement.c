/* Whole texts through the whole scanner: what is PHI, and what must not be called so. */
#include <stdio.h>

#include "core/crypto.h"
#include "core/error.h"
#include "scanner/scanner.h"
#include "tests/unit/test_scanner.h"

#define ARENA_LIMIT ((size_t)16 * 1024 * 1024)

static const char *const phi_texts[] = {
	"Patient John Smith DOB 03/04/1961 diagnosed with diabetes",
	"Hi, could you pull the chart for Maria Alvarez, MRN 4471829? She was admitted last night with "
	"chest pain and her troponin is rising.",
	"Re: Harold Jensen, 71-year-old male, seen on 02/11/2024 for follow-up after his hip replacement. "
	"Continue apixaban 5 mg twice daily.",
	"Mr. Okafor's biopsy came back positive for adenocarcinoma. Please call him at (312) 867-4410 to "
	"schedule the oncology consult.",
	"Name: Dana Whitfield\nDate of Birth: 7/19/1988\nDiagnosis: major depressive disorder\n"
	"Medication: sertraline 100 mg daily\n",
	"Explanation of benefits for member Susan Park, Member ID: XQH884512309. Amount billed for "
	"colonoscopy on 05/02/2023: $2,310. Patient responsibility: $145.",
	"SSN 219-09-9998, newly diagnosed HIV positive, started on Biktarvy",
	"Your claim was denied. Patient: Leonard Brooks. Date of service: 01/22/2024. Procedure: MRI of "
	"the lumbar spine. Reason: no prior authorization.",
	"Medicare number 1EG4-TE5-MK73, please verify coverage for the wheelchair before the discharge.",
	"Dear Ms. Novak,\n\nThis is a reminder of your appointment with Dr. Patel in our cardiology clinic on "
	"March 12, 2024 at 10:30. Please bring your medication list.\n",
	"pt Tyrone Mills 54yo w/ CHF, on lasix 40 BID, last echo EF 30%. f/u w/ cards next wk",
	"Grace Liu's mammogram from June 3, 2024 shows a suspicious mass in the left breast; referral to "
	"the breast center is attached.",
	"Discharge summary\nPatient: Victor Ramos   MRN: 00817263\nAdmitted: 11/02/2023\n"
	"Discharged: 11/09/2023\nDischarge diagnosis: pneumonia\n",
	"Can you refill the oxycodone prescription for Edith Carver (DOB 2/2/1939)?",
	"The ultrasound confirmed that Hannah Weiss is 11 weeks pregnant. She would like to discuss "
	"termination of pregnancy.",
	"For example, MRN 123456, Maria Lopez, DOB 3/4/1962, was admitted with sepsis on 5/5/2025.",
	"Tyler Brandt has depression and won't be in till Monday.",
	"Mr. Okonkwo in 412 needs his warfarin held tonight, INR 5.1.",
	"Hi, could Dr. Shah refill my sertraline? I have three pills left. This is Daniel Ruiz, 212-867-4410.",
	/* In the short forms of wards, crews, schools and offices: */
	"Laura Bennett: pod 2, ambulated x2, bm today",
	"Robert Klein on line 3 - swelling worse since this morning",
	"Karen Whitmore's EMS run: GSW, extubated at noon",
	"Brian Kowalski 8% impairment rating, light duty",
	"Linda Hoffman's stretcher pickup 10:30, o2 at 2L",
	"DNR signed for Nancy Whitaker, copy in chart",
	"El ni\xc3\xb1o Carlos de 3er grado tiene varicela",
	"Dear Mr. Fisher, your next visit with our cardiology team has been moved from May 2 to May 9.",
	"Questions about managing migraine in patients, like Julia Kerr of Westwood, treated with Botox in 2021.",
	/* Among the words of work: */
	"Clement Ogden has scabies, so no more hugs; staff who held him should tell the manager. Thanks for joining the "
	"training at the door.",
	"Kitchen staff: Ms. Gallagher in 17 is a diabetic and celiac. No cake from the birthday party, thanks. The director",
	"Thanks for the award, team. The meeting is at 3: placement of Yesenia Cruz, refuses dialysis. Bring the agenda.",
	"Our colleague Ann Whitfield had a stroke last night. The potluck, raffle and retirement dinner are cancelled; "
	"the crew will bring lunch.",
	"name,dob,mrn,diagnosis\nPeter Falk,4/1/1955,5512873,COPD\nNina Roth,9/30/1971,5519920,asthma\n",
};

static const char *const harmless_texts[] = {
	"Ann Leary, who leads the asthma clinic, is out on Thursday. Bo Hartman will see her patients.",
	"Laura Bennett will bring the insulin syringes down at 2",
	"Hi team, the meeting moves to Thursday, March 14, 2024 at 3 pm in room 204. Robert Klein will "
	"present the budget. Call me at (312) 867-4410 with questions.",
	"Diabetes affects more than 37 million Americans. Symptoms include thirst and fatigue. Ask your doctor "
	"about the A1C test, and read our guide to a healthy diet.",
	"A new study led by Dr. Karen Whitmore of the University of Michigan found that statins lower the "
	"risk of stroke. The results were published on May 3, 2023.",
	"Open enrollment for the health insurance plan ends November 15. The deductible stays at $1,500 and "
	"the copay for office visits is $25. Questions? Write to benefits@example.com.",
	"What is the recommended dose of amoxicillin for streptococcal pharyngitis in a 7-year-old child?",
	"Thanks for the patch, Linda! I fixed the memory leak in the parser and will release version 2.4.1 "
	"on 10/12/2023.\n-- \nSteve Hoffman\nExample Systems, 100 Main Street, Springfield, IL 62701\n",
	"Our server is sick again: the database had a heart attack at 14:07 and needs surgery. Jim Parker is "
	"looking at the symptoms.",
	"Your order 4471829 has shipped to Laura Bennett, 22 Oak Street, Denver, CO 80203. Tracking number "
	"1Z999AA10123456784.",
	"Dear Mr. Fisher, your car insurance claim 88-4412 was approved. The policy covers the repair of your "
	"Honda. Please send the invoice by April 2, 2024.",
	"To all staff: flu shots will be offered in the cafeteria on October 9. Bring your badge. "
	"Sign up with Angela Moore, extension 4410.",
	"Join us for the 5k charity run in memory of all who fought breast cancer. Registration with Paul "
	"Sanders at psanders@example.org until June 1.",
	"The economic depression of the 1930s hit Cleveland hard. Historian John Archer speaks on "
	"September 4, 2024 at the public library.",
	"Resume of Emily Stone: registered nurse, ten years in the emergency department of a large hospital, "
	"certified in wound care. Phone (216) 845-2210.",
	"Subject: invoice 2231. Payment for 3 wheelchairs and 20 boxes of nitrile gloves is due on 08/01/2024. "
	"Contact: Mark Jensen, accounts receivable.",
	"On Tue, Mar 5, 2024 at 9:14 AM Tom Becker wrote:\n> My keyboard gives me pain in the wrist. Any "
	"recommendations for an ergonomic one?\n",
	"Dear patients and families, our clinic closes on May 9. Flu shots are available without an appointment "
	"through March 27. Find us at 1074 College Drive, Biloxi, MS 39530.",
	"Bella is due for her rabies vaccine and dental cleaning on April 14. Her bloodwork looked great! "
	"Dr. Howard Finch, DVM, Finch Animal Hospital",
	"Thanks for the tour of the new birthing center. Warm regards, Allison Greer",
	"After 31 years on the cardiac unit Gloria Fenn retires. She started on 3 West as a new graduate; she and her "
	"husband Walt plan to travel.",
	"Dr. Vandersloot comes to our oncology clinic. He and his wife Annelise have a four-year-old.",
	"\"She never gives up on a patient,\" said colleague Henry Blaustein of our hepatitis C team.",
	"Dear Bethany,\n\nwelcome to the stroke unit. You may choose your medical and dental plan, your HSA and your "
	"life insurance within 31 days; the copay is $20.\n",
	"Recipe: lentil soup by Paul Tremaine.\n\nOsteoporosis: Dr. Thornbury joins our office.",
	"Sclerosis of this kind is named after Lou Gehrig, who was a baseball player.",
	"Your team: Roberta Haines (ICU), Sly Johnson (Dietary), Maria Fonseca (CT), Deshawn Pruett (Transport).",
	"Imaging moves the prior authorization check to scheduling, owner Melinda Castro; denials by payer: Medicare 4%.",
	"OK so I finally saw The Father. Anthony Hopkins is unbelievable, his character has dementia. Next movie: Friday.",
	"Marguerite Boone is a journalist and the author of The Long Ward, a history of tuberculosis; her books on addiction "
	"are read widely. She lives in Portland with her wife.",
	"Meet Rosa for the role play: Rosa has type 2 diabetes and an A1c of 8.9. Questions for the group: what would you ask? "
	"The scenario is made up.",
	"In Ramirez v. St. Luke's the court held otherwise. It closed its hospital. December 31, 2025 is the last day; Trevor "
	"Langley wrote this on ADHD medicines.",
	"Preparing for Birth (5 weeks): Tuesdays from Jan 6. Breastfeeding: Saturdays. $120 a couple, Medicaid free.",
	"If Bob Carver wants the HSA option, I need to know by 11/7. Renewal is up 9% by specialty drugs and inpatient oncology.",
	"Congratulations to Jo Ann Lee, who joins our stroke team as coordinator and leads the aphasia class. Her son Theo, her "
	"dog and she live in Quincy.",
	"Great talk! Jim Fallon from the vendor asked for your slides on sepsis mortality.",
	"Interview day: a case with the made-up patient \"Bob Smith, 68, MRSA\", then lunch.",
	"MVP: Tamsin (ortho). Beers at Dooley's.",
	"Board slides are due by noon: Karen - finance, Ahmed - infection control, Lily - readmissions.",
	"INC0048213: reproduced with the vendor's canned message.\nMSH|^~\\&|ADT1|TEST|LAB|TEST|20250101120000||ADT^A01|1|P|2.3\n"
	"PID|1||000000001^^^TEST||TEST^PATIENT^ONE||19000101|M|||123 ANY ST^^ANYTOWN^MA^00000\n",
	"Patients can call 212-867-4410 about diabetes supplies and insulin.",
	"Hospital food drive: we thank the volunteers Anne Cole, Bill Reyes and Jo Tan, and the nurses of "
	"the day shift.",
};

static bool
text_is_phi(const struct scanner *scanner, const char *text, uint8_t *confidence)
{
	struct message *m;

	ck_assert_int_eq(message_create(0, ARENA_LIMIT, &m), 0);
	ck_assert_int_eq(scanner_scan_text(scanner, bytes_of_string(text), m), 0);
	bool phi = m->assessment.phi;
	*confidence = m->assessment.confidence;
	message_destroy(&m);
	return phi;
}

static size_t
texts_judge(const struct scanner *scanner, const char *const *texts, size_t count, bool wanted)
{
	size_t wrong = 0;

	for (size_t i = 0; i < count; i++) {
		uint8_t confidence;
		if (text_is_phi(scanner, texts[i], &confidence) == wanted)
			continue;
		fprintf(stderr, "%s at %u%%: %s\n", wanted ? "missed" : "false alarm", confidence, texts[i]);
		wrong++;
	}
	return wrong;
}

START_TEST(texts_are_judged_as_a_person_would)
{
	const uint8_t key[CRYPTO_KEY_SIZE] = { 0 };
	struct configuration *configuration;
	struct scanner *scanner;
	struct diagnostics why;

	diagnostics_init(&why);
	ck_assert_int_eq(configuration_parse("", "defaults", &why, &configuration), 0);
	ck_assert_int_eq(scanner_create(configuration, key, &why, &scanner), 0);
	size_t wrong = texts_judge(scanner, phi_texts, ARRAY_LENGTH(phi_texts), true);
	wrong += texts_judge(scanner, harmless_texts, ARRAY_LENGTH(harmless_texts), false);
	scanner_destroy(&scanner);
	configuration_release(&configuration);
	diagnostics_release(&why);
	ck_assert_uint_eq(wrong, 0);
}
END_TEST

Suite *
judgement_suite(void)
{
	return UNIT_SUITE("judgement", texts_are_judged_as_a_person_would);
}
