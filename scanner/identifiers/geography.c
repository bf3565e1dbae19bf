/*
 * Places smaller than a state, 45 CFR 164.514(b)(2)(i)(B): street addresses,
 * cities, counties, ZIP codes and the facilities where somebody was treated.
 * A state alone is allowed, and so are the first three digits of a ZIP code
 * but for areas of 20,000 people or fewer.
 */
#include "scanner/around.h"
#include "scanner/identifiers/geography.h"
#include "scanner/identifiers/segment.h"

/* How far before an address the words stand that say whose it is. */
#define OWNER_WINDOW 64

enum {
	PATTERN_STREET,
	PATTERN_STREET_LETTER,
	PATTERN_STREET_ORDINAL,
	PATTERN_STREET_LABEL,
	PATTERN_BOX,
	PATTERN_RURAL_BOX,
	PATTERN_MILITARY,
	PATTERN_MILITARY_POST,
	PATTERN_STREET_FOREIGN,
	PATTERN_STREET_COMPOUND,
	PATTERN_STREET_BEHIND,
	PATTERN_STREET_BEHIND_SHORT,
	PATTERN_STREET_KIND,
	PATTERN_STATE_CODE,
	PATTERN_STATE_NAME,
	PATTERN_CITY_CUE,
	PATTERN_CITY_LABEL,
	PATTERN_CITY_PLAIN,
	PATTERN_COUNTY,
	PATTERN_ZIP,
	PATTERN_ZIP_LABEL,
	PATTERN_POSTAL_UK,
	PATTERN_POSTAL_CANADA,
	PATTERN_FACILITY,
	PATTERN_CARE,
	PATTERN_COUNTRY,
	PATTERN_UNIT,
	PATTERN_TRAVEL,
	PATTERN_SEGMENT,
};

static const struct detector_pattern patterns[] = {
	[PATTERN_STREET] = { .shape = "\\d+,? [A-Z\\xc3\\xc5]" },
	[PATTERN_STREET_LETTER] = { .shape = "\\d+[A-Z] [A-Z]" },
	[PATTERN_STREET_ORDINAL] = { .shape = "\\d+ \\d{1,3}[snrt][tdh]\\b", .nocase = true },
	[PATTERN_STREET_LABEL] = { .words = &geography_street_labels },
	[PATTERN_BOX] = { .words = &geography_boxes },
	[PATTERN_RURAL_BOX] = { .shape = "[r.] ?#?\\d{1,3},? box ?#? ?\\d", .nocase = true },
	[PATTERN_MILITARY] = { .shape = "[ctr] \\d{1,5},? box \\d", .nocase = true },
	[PATTERN_MILITARY_POST] = { .words = &geography_military_posts },
	[PATTERN_STREET_FOREIGN] = { .words = &geography_foreign_streets },
	/* The last letters of "straat", "strasse" and others that end a street's name. */
	[PATTERN_STREET_COMPOUND] = { .shape = "[acdehijst\\x9f][aegjntuz] \\d+" },
	/* "t\xc3\xa9r 19", "\xc3\xbat 98", "\xc3\xbatja 3", "u. 15": Hungarian streets, of which the last is short for. */
	[PATTERN_STREET_BEHIND] = { .shape = "[\\xa9\\xba][rt] \\d+" },
	[PATTERN_STREET_BEHIND_SHORT] = { .shape = "\\bu\\. \\d+" },
	[PATTERN_STREET_KIND] = { .words = &geography_street_kinds, .place = WORD_CAPITAL },
	[PATTERN_STATE_CODE] = { .words = &geography_state_codes, .place = WORD_CAPITAL },
	[PATTERN_STATE_NAME] = { .words = &geography_state_names, .place = WORD_CAPITAL },
	[PATTERN_CITY_CUE] = { .words = &geography_city_cues },
	[PATTERN_CITY_LABEL] = { .words = &geography_city_labels },
	[PATTERN_CITY_PLAIN] = { .words = &geography_city_openers, .place = WORD_BEFORE_CAPITAL },
	[PATTERN_COUNTY] = { .words = &geography_counties },
	[PATTERN_ZIP] = { .shape = "\\d{5,}" },
	[PATTERN_ZIP_LABEL] = { .words = &geography_zip_labels },
	[PATTERN_POSTAL_UK] = { .shape = "\\b[A-Z]{1,2}\\d{1,2}[A-Z]? \\d[ABD-HJLNP-UW-Z]{2}\\b" },
	[PATTERN_POSTAL_CANADA] = { .shape = "\\b[A-CEGHJ-NPR-TVXY]\\d[A-CEGHJ-NPR-TV-Z] \\d[A-CEGHJ-NPR-TV-Z]\\d\\b" },
	[PATTERN_FACILITY] = { .words = &geography_facilities, .place = WORD_CAPITAL },
	[PATTERN_CARE] = { .words = &geography_care_cues },
	[PATTERN_COUNTRY] = { .words = &geography_countries },
	[PATTERN_UNIT] = { .words = &geography_units },
	[PATTERN_TRAVEL] = { .words = &geography_travels },
	[PATTERN_SEGMENT] = SEGMENT_PATTERN,
};

#define PATIENT_WORDS(CUE) \
	CUE("lives at") CUE("lives in") CUE("living in") CUE("living at") CUE("resides at") \
	CUE("resides in") CUE("resident of") CUE("home address") CUE("patient address") \
	CUE("patient's address") CUE("mailing address") CUE("residence") CUE("born in") \
	CUE("patient") CUE("member address") CUE("subscriber address") CUE("her address") \
	CUE("his address") CUE("my address") CUE("from")
CUE_ARRAY(patient_words, PATIENT_WORDS);
static const struct cue_table patient_cues = CUE_TABLE_INDEXED(patient_words);

#define PROVIDER_WORDS(CUE) \
	CUE("clinic") CUE("hospital") CUE("medical center") CUE("medical group") CUE("office") \
	CUE("pharmacy") CUE("practice") CUE("our office") CUE("laboratory") CUE("located at") \
	CUE("visit us at") CUE("department") CUE("headquarters") CUE("facility") CUE("provider") \
	CUE("health center") CUE("hospice") CUE("associates") CUE("suite")
CUE_ARRAY(provider_words, PROVIDER_WORDS);
static const struct cue_table provider_cues = CUE_TABLE_INDEXED(provider_words);

/* Where the phrase of the pattern that ends at `end` begins, on the same line. */
size_t
geography_phrase_begin(struct bytes text, size_t end, const char *const *words, size_t count)
{
	size_t floor = end > 32 ? end - 32 : 0;

	for (size_t at = end; at > floor; at--)
		for (size_t i = 0; i < count; i++) {
			struct bytes word = bytes_of_string(words[i]);
			bool begins = at == 1 || !byte_is_alnum(text.data[at - 2]);
			if (begins && bytes_equal_nocase(bytes_slice(text, at - 1, word.length), word))
				return at - 1;
		}
	return end;
}

static void
subject_find(const struct detector_text *text, struct identifier *found)
{
	struct cue_match patient = around_before(text, found->start, OWNER_WINDOW, &patient_cues);
	struct cue_match provider = around_before(text, found->start, OWNER_WINDOW, &provider_cues);

	if (signature_holds(&text->signature, found->start) ||
	    around_in_quoted_header(text, found->start))
		found->subject = SUBJECT_SENDER;
	else if (provider.cue != NULL && provider.end > patient.end)
		found->subject = SUBJECT_PROVIDER;
	else if (patient.cue != NULL && strcmp(patient.cue, "from") != 0)
		found->subject = SUBJECT_PATIENT;
	if (found->cue == NULL)
		found->cue = patient.cue != NULL ? patient.cue : provider.cue;
}

int
geography_report(const struct detector_text *text, struct identifier *found)
{
	if (found->subject == SUBJECT_UNKNOWN)
		subject_find(text, found);
	int err = identifier_report(text, found);
	if (err == 0 && found->type == IDENTIFIER_STREET_ADDRESS)
		err = geography_guess_town_behind(text, found->end);
	return err;
}

static const struct {
	geography_confirm *call;
} confirms[] = {
	[PATTERN_STREET] = { geography_confirm_street },
	[PATTERN_STREET_LETTER] = { geography_confirm_street },
	[PATTERN_STREET_ORDINAL] = { geography_confirm_street },
	[PATTERN_STREET_LABEL] = { geography_confirm_numbered_street },
	[PATTERN_BOX] = { geography_confirm_numbered_box },
	[PATTERN_RURAL_BOX] = { geography_confirm_box },
	[PATTERN_MILITARY] = { geography_confirm_box },
	[PATTERN_MILITARY_POST] = { geography_confirm_military_post },
	[PATTERN_STREET_FOREIGN] = { geography_confirm_foreign_street },
	[PATTERN_STREET_COMPOUND] = { geography_confirm_street_compound },
	[PATTERN_STREET_BEHIND] = { geography_confirm_street_compound },
	[PATTERN_STREET_BEHIND_SHORT] = { geography_confirm_street_compound },
	[PATTERN_STREET_KIND] = { geography_confirm_street_kind },
	[PATTERN_STATE_CODE] = { geography_confirm_state_code },
	[PATTERN_STATE_NAME] = { geography_confirm_city_state },
	[PATTERN_CITY_CUE] = { geography_confirm_lives_in },
	[PATTERN_CITY_LABEL] = { geography_confirm_city_field },
	[PATTERN_CITY_PLAIN] = { geography_confirm_in_city },
	[PATTERN_COUNTY] = { geography_confirm_county },
	[PATTERN_ZIP] = { geography_confirm_zip },
	[PATTERN_ZIP_LABEL] = { geography_confirm_zip_label },
	[PATTERN_POSTAL_UK] = { geography_confirm_postal_letters },
	[PATTERN_POSTAL_CANADA] = { geography_confirm_postal_letters },
	[PATTERN_FACILITY] = { geography_confirm_facility },
	[PATTERN_CARE] = { geography_confirm_treated_at },
	[PATTERN_COUNTRY] = { geography_confirm_country },
	[PATTERN_UNIT] = { geography_confirm_unit },
	[PATTERN_TRAVEL] = { geography_confirm_travel },
	[PATTERN_SEGMENT] = { geography_confirm_segment },
};
_Static_assert(ARRAY_LENGTH(confirms) == ARRAY_LENGTH(patterns), "each pattern has its function");

static int
confirm(const struct detector_text *text, unsigned pattern, size_t end)
{
	return confirms[pattern].call(text, end);
}

#define STREET(text, found) { (text), IDENTIFIER_STREET_ADDRESS, (found) }
#define CITY(text, found) { (text), IDENTIFIER_CITY, (found) }
#define COUNTY(text, found) { (text), IDENTIFIER_COUNTY, (found) }
#define ZIP(text, found) { (text), IDENTIFIER_ZIP_CODE, (found) }
#define FACILITY(text, found) { (text), IDENTIFIER_FACILITY, (found) }
#define BAD(text) { (text), IDENTIFIER_STREET_ADDRESS, NULL }

static const struct detector_case cases[] = {
	STREET("She lives at 4120 N. Larchmont Ave. Apt 12B", "4120 N. Larchmont Ave. Apt 12B"),
	STREET("17 Daffodil Rd", "17 Daffodil Rd"),
	STREET("Address: 742 willow terrace", "742 willow terrace"),
	STREET("45-12 215th Street, Bayside, NY 11361", "45-12 215th Street"),
	STREET("send it to P.O. Box 4471, Reno", "P.O. Box 4471"),
	STREET("RR 2 Box 40", "RR 2 Box 40"),
	STREET("45 Rancho Verde Apt 2", "45 Rancho Verde Apt 2"),
	STREET("1100 Highway 12, Suite 200", "1100 Highway 12, Suite 200"),
	STREET("PSC 1234, Box 567\nAPO AE 09421", "PSC 1234, Box 567"),
	STREET("PFC Ann Lee, FPO, AP 96278", "FPO, AP"),
	BAD("APO and other names"),
	STREET("Lindenstrasse 5, Bonn", "Lindenstrasse 5"),
	STREET("12 rue Lepic, Paris", "12 rue Lepic"),
	CITY("17 Daffodil Rd, Springfield, IL 62704", "Springfield"),
	CITY("St. Louis, MO", "St. Louis"),
	CITY("Walla Walla, Washington", "Walla Walla"),
	CITY("a man who lives in Sacramento", "Sacramento"),
	CITY("our branch in Chicago called", "Chicago"),
	CITY("<city>Blue Bell</city>", "Blue Bell"),
	COUNTY("a resident of Cuyahoga County", "Cuyahoga County"),
	ZIP("Springfield, IL 62704", "62704"),
	ZIP("Springfield, Illinois 62704-1234", "62704-1234"),
	ZIP("ZIP code: 10027", "10027"),
	ZIP("zip 036", "036"),
	ZIP("Name\tZIP\nAn\t10027\n", "10027"),
	CITY("PID|1||77||LEE^AN||19610304|F|||12 Elm^^Zzyzx^CA^92309\n", "Zzyzx"),
	FACILITY("seen at St. Mary's Hospital on Monday", "St. Mary's Hospital"),
	FACILITY("at Lakeside Medical Center", "Lakeside Medical Center"),
	STREET("The bar is at 27 29 Hornsey Road", "27 29 Hornsey Road"),
	STREET("18 Zzyzxstrasse 5, Bonn", "18 Zzyzxstrasse 5"),
	STREET("Flat 4\n9 Zzyzx u. 15.", "Flat 4"),
	STREET("Quillbrae 61\n Apt. 12\n", "Quillbrae 61"),
	CITY("Send it to Norway", "Norway"),
	CITY("Wobblegasvej 61\nQuillholm\nDenmark 30771\n", "Quillholm"),
	CITY("28 Zzyzxstrasse 5, W\xc3\xb8llsund", "W\xc3\xb8llsund"),
	CITY("she grew up in Quillholm, then", "Quillholm"),
	CITY("he flew to Quillholm on Monday", "Quillholm"),
	CITY("the office in Quillholm shut", "Quillholm"),
	ZIP("Quillholm\nDenmark 30771\n", "30771"),
	CITY("my aunt moved back to denmark", "denmark"),
	ZIP("Postal code: 3520", "3520"),
	ZIP("Zzyzxgata 12\nQuillholm ZZ 9100", "9100"),
	STREET("she lives on Wobblequin Drive now", "Wobblequin Drive"),
	STREET("at the corner of Quill St and 5th Ave.", "Quill St"),
	STREET("at the corner of Quill St and 5th Ave.", "5th Ave"),
	STREET("ul. Quillowa 10/12, flat 3", "ul. Quillowa 10/12"),
	STREET("it is at 1677 ul. Quillowa 10", "1677 ul. Quillowa 10"),
	STREET("the Quill\xc3\xa1r u. 15", "Quill\xc3\xa1r u. 15"),
	STREET("a flat at Wobb\xc3\xa1r Quill t\xc3\xa9r 19, behind", "Wobb\xc3\xa1r Quill t\xc3\xa9r 19"),
	STREET("12 rue de la Quillbrae", "12 rue de la Quillbrae"),
	STREET("Avenida Quilla 222", "Avenida Quilla 222"),
	STREET("then Zzyzxer Strasse 89 is left", "Zzyzxer Strasse 89"),
	STREET("Wobblegade 24, Quillholm", "Wobblegade 24"),
	CITY("Zzyzxweg 4a, 69117 Quillheim", "Quillheim"),
	CITY("42 Quill Avenue, Melbourne VIC 3000", "Melbourne"),
	CITY("he drove through Utrecht at night", "Utrecht"),
	CITY("Quillbrae 61\n Apt. 12\n Maria Quillina\n Uruguay 77212\n", "Maria Quillina"),
	CITY("Quillbrae 61 Apt. 12 Quillerice Wobblepani\n", "Quillerice Wobblepani"),
	STREET("Sandra lives on Quillegata 120", "Quillegata 120"),
	STREET("808 Victor Hugo u. 49.", "808 Victor Hugo u. 49"),
	ZIP("Zzyzxweg 4a, 69117 Quillheim", "69117"),
	ZIP("Zzyzxgracht 4, 1015 CJ Quillheim", "1015 CJ"),
	ZIP("ul. Quillowa 10, 00-590 Quillowo", "00-590"),
	ZIP("17 Quill Avenue, Croydon CR0 2XB", "CR0 2XB"),
	ZIP("my postcode is SW1A 2AA.", "SW1A 2AA"),
	ZIP("mail it to H2X 1K5", "H2X 1K5"),
	BAD("a tumor of stage T1N 0M0, 12 L5 4MM screws"),
	BAD("kept on Google Drive, sold on Wall Street, on a Hard Drive"),
	BAD("Sycamore Street businesses suffer, a two-way Street"),
	BAD("roast turkey on fine china"),
	BAD("seen in Wobble's palsy, cared for in NICU"),
	BAD("a suite of 12 tests, a flat tone; where The End is"),
	BAD("written in English, arrived in May, based in Part"),
	BAD("She moved to Ohio; the state of New York pays"),
	BAD("zip 100 and zip files"),
	BAD("order 62704 was shipped, part 10027"),
	BAD("12 Best Practices for Hospital Staff"),
	BAD("3 Dr. Jones patients, 5 St Louis fans"),
	BAD("the hospital and our clinic, go to the Clinic"),
	BAD("25 Patients Were Seen In March"),
	BAD("in April, from Monday to Friday"),
	BAD("OK, OR the other, IN the end, ME"),
	BAD("take 2 Tylenol and 1 Advil"),
	BAD("The county paid."),
};

const struct detector detector_geography = {
	.name = "geography",
	.category = 2,
	.patterns = patterns,
	.pattern_count = ARRAY_LENGTH(patterns),
	.confirm = confirm,
	.cases = cases,
	.case_count = ARRAY_LENGTH(cases),
};
