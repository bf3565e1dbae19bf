/* Disguises of characters, digits and words within one text. */
#include "tests/unit/evasion_case.h"
#include "tests/unit/test_scanner.h"

#define SSN IDENTIFIER_SSN, "219-09-9998"

static const struct evasion_case invisible[] = {
	{ "nothing hidden", "SSN: 219-09-9998 for the patient", SSN },
	{ "zero-width characters", "SSN: 2\u200B1\u200C9\u200D-09-\u20609998", IDENTIFIER_SSN,
	  "2\u200B1\u200C9\u200D-09-\u20609998" },
	{ "soft hyphens", "S\u00ADSN: 2\u00AD19-09-99\u00AD98", IDENTIFIER_SSN, "2\u00AD19-09-99\u00AD98" },
	{ "byte order marks", "SSN: 219\uFEFF-09-9998", IDENTIFIER_SSN, "219\uFEFF-09-9998" },
	{ "variation selectors", "SSN: 2\uFE0E1\U000E01009-09-9998", IDENTIFIER_SSN,
	  "2\uFE0E1\U000E01009-09-9998" },
	{ "keycaps", "SSN: 2\uFE0F\u20E31\uFE0F\u20E39-09-9998", IDENTIFIER_SSN,
	  "2\uFE0F\u20E31\uFE0F\u20E39-09-9998" },
	{ "combining strokes", "SSN: 2\u03361\u03369\u0336-09-9998", IDENTIFIER_SSN,
	  "2\u03361\u03369\u0336-09-9998" },
	{ "combining marks in the cue", "S\u0332S\u0332N\u0332: 219099998", IDENTIFIER_SSN, "219099998" },
	{ "marks of direction", "SSN: 219\u200F-09\u200E-\u061C9998", IDENTIFIER_SSN,
	  "219\u200F-09\u200E-\u061C9998" },
	{ "isolates", "SSN: \u2066219-09\u2069-9998", IDENTIFIER_SSN, "219-09\u2069-9998" },
	{ "fillers", "SSN: 219\u3164-09\uFFA0-99\u115F98", IDENTIFIER_SSN, "219\u3164-09\uFFA0-99\u115F98" },
	{ "musical and shorthand controls", "SSN: 219\U0001D173-09\U0001BCA0-9998", IDENTIFIER_SSN,
	  "219\U0001D173-09\U0001BCA0-9998" },
	{ "interlinear annotation", "SSN: 219\uFFF9-09-\uFFFB9998", IDENTIFIER_SSN,
	  "219\uFFF9-09-\uFFFB9998" },
	{ "controls", "SSN: 219\x01-09\x7F-9998", IDENTIFIER_SSN, "219\x01-09\x7F-9998" },
	{ "text in tag characters",
	  "Hello\U000E0053\U000E0053\U000E004E\U000E003A\U000E0020\U000E0032\U000E0031\U000E0039\U000E002D"
	  "\U000E0030\U000E0039\U000E002D\U000E0039\U000E0039\U000E0039\U000E0038", IDENTIFIER_SSN, NULL },
};

static const struct evasion_case look_alike[] = {
	{ "full-width", "\uFF33\uFF33\uFF2E\uFF1A \uFF12\uFF11\uFF19-\uFF10\uFF19-9998", IDENTIFIER_SSN,
	  "\uFF12\uFF11\uFF19-\uFF10\uFF19-9998" },
	{ "mathematical digits", "SSN: \U0001D7D0\U0001D7CF\U0001D7D7-09-9998", IDENTIFIER_SSN,
	  "\U0001D7D0\U0001D7CF\U0001D7D7-09-9998" },
	{ "segmented digits", "SSN: \U0001FBF2\U0001FBF1\U0001FBF9-09-9998", IDENTIFIER_SSN,
	  "\U0001FBF2\U0001FBF1\U0001FBF9-09-9998" },
	{ "circled digits", "SSN: \u2461\u2460\u2468-\u24EA\u2468-9998", IDENTIFIER_SSN,
	  "\u2461\u2460\u2468-\u24EA\u2468-9998" },
	{ "negative circled digits", "SSN: \u2777\u2776\u277E-\u24FF\u277E-9998", IDENTIFIER_SSN,
	  "\u2777\u2776\u277E-\u24FF\u277E-9998" },
	{ "superscripts", "SSN: \u00B2\u00B9\u2079-\u2070\u2079-\u2079\u2079\u2079\u2078", IDENTIFIER_SSN,
	  "\u00B2\u00B9\u2079-\u2070\u2079-\u2079\u2079\u2079\u2078" },
	{ "subscripts", "SSN: \u2082\u2081\u2089-\u2080\u2089-\u2089\u2089\u2089\u2088", IDENTIFIER_SSN,
	  "\u2082\u2081\u2089-\u2080\u2089-\u2089\u2089\u2089\u2088" },
	{ "Arabic digits", "SSN: \u0662\u0661\u0669-09-9998", IDENTIFIER_SSN, "\u0662\u0661\u0669-09-9998" },
	{ "Bengali digits", "SSN: \u09E8\u09E7\u09EF-09-9998", IDENTIFIER_SSN, "\u09E8\u09E7\u09EF-09-9998" },
	{ "Thai digits", "SSN: \u0E52\u0E51\u0E59-09-9998", IDENTIFIER_SSN, "\u0E52\u0E51\u0E59-09-9998" },
	{ "N'Ko digits", "SSN: \u07C2\u07C1\u07C9-09-9998", IDENTIFIER_SSN, "\u07C2\u07C1\u07C9-09-9998" },
	{ "Adlam digits", "SSN: \U0001E952\U0001E951\U0001E959-09-9998", IDENTIFIER_SSN,
	  "\U0001E952\U0001E951\U0001E959-09-9998" },
	{ "other dashes", "SSN: 219\u2796" "09\u30FC9998", IDENTIFIER_SSN, "219\u2796" "09\u30FC9998" },
	{ "bullets for dots", "Patient phone: 312\u2022867\u00B75309", IDENTIFIER_PHONE,
	  "312\u2022867\u00B75309" },
	{ "blanks that are none", "SSN:\u2800" "219\u2800" "09\u2800" "9998", IDENTIFIER_SSN,
	  "219\u2800" "09\u2800" "9998" },
	{ "small forms", "SSN\uFE55 219\uFE63" "09\uFE63" "9998", IDENTIFIER_SSN, "219\uFE63" "09\uFE63" "9998" },
	{ "Cyrillic in the cue", "\u041CRN: 4471829", IDENTIFIER_MRN, "4471829" },
	{ "Cyrillic and Greek cue", "\u0405\u0405\u039D: 219099998", IDENTIFIER_SSN, "219099998" },
	{ "Cyrillic in a name", "\u0420\u0430tient: J\u043Ehn Sm\u0456th", IDENTIFIER_PERSON_NAME,
	  "J\u043Ehn Sm\u0456th" },
	{ "a name without a Latin letter", "Patient: J\u043Ehn \u0421\u043E\u0445", IDENTIFIER_PERSON_NAME,
	  "J\u043Ehn \u0421\u043E\u0445" },
	{ "Greek in a name", "Patient: J\u03BFhn Sm\u03B9th", IDENTIFIER_PERSON_NAME, "J\u03BFhn Sm\u03B9th" },
	{ "Cherokee and Lisu", "\u13DA\uA4E2N: 219099998", IDENTIFIER_SSN, "219099998" },
	{ "Cyrillic digits", "SSN: 219-\u041E9-9998", IDENTIFIER_SSN, "219-\u041E9-9998" },
	{ "mathematical letters", "\U0001D412\U0001D412\U0001D40D: 219099998", IDENTIFIER_SSN, "219099998" },
	{ "letter-like symbols", "Patient: Jo\u210En Smit\u210E", IDENTIFIER_PERSON_NAME,
	  "Jo\u210En Smit\u210E" },
	{ "circled letters", "\u24C8\u24C8\u24C3: 219099998", IDENTIFIER_SSN, "219099998" },
	{ "squared letters", "\U0001F142\U0001F182\U0001F13D: 219099998", IDENTIFIER_SSN, "219099998" },
	{ "superscript letters", "\u02E2\u02E2\u207F: 219099998", IDENTIFIER_SSN, "219099998" },
	{ "small capitals", "Patient: J\u1D0F\u029C\u0274 S\u1D0D\u026A\u1D1B\u029C", IDENTIFIER_PERSON_NAME,
	  "J\u1D0F\u029C\u0274 S\u1D0D\u026A\u1D1B\u029C" },
	{ "decomposed accents", "Patient: Jose\u0301 Garci\u0301a", IDENTIFIER_PERSON_NAME,
	  "Jose\u0301 Garci\u0301a" },
	{ "Roman numerals", "\u216FRN: 4471829", IDENTIFIER_MRN, "4471829" },
	{ "ligatures", "Patient: Je\uFB00rey Gri\uFB03n", IDENTIFIER_PERSON_NAME, "Je\uFB00rey Gri\uFB03n" },
	{ "circled tens", "MRN: 447\u2471829", IDENTIFIER_MRN, "447\u2471829" },
};

#define CHECK(cases) evasion_check_texts(cases, sizeof(cases) / sizeof(*(cases)))

START_TEST(invisible_characters_hide_nothing)
{
	CHECK(invisible);
}
END_TEST

START_TEST(look_alike_characters_hide_nothing)
{
	CHECK(look_alike);
}
END_TEST

Suite *
evasion_text_suite(void)
{
	return UNIT_SUITE("evasion in text", invisible_characters_hide_nothing,
	                  look_alike_characters_hide_nothing);
}
