/* Dates and ages over 89, 45 CFR 164.514(b)(2)(i)(C). */
#include "scanner/around.h"
#include "scanner/identifiers/age_text.h"
#include "scanner/identifiers/date_text.h"
#include "scanner/identifiers/segment.h"
#include "scanner/identifiers/report.h"

/* How far before a date its cue may stand. */
#define DATE_CUE_WINDOW 40

enum {
	PATTERN_NUMERIC,
	PATTERN_MONTH_NUMBER,
	PATTERN_SPANISH_MONTH,
	PATTERN_GLUED,
	PATTERN_MONTH_YEAR,
	PATTERN_ON_MONTH_DAY,
	PATTERN_CELL_MONTH_DAY,
	PATTERN_COMPACT,
	PATTERN_SEGMENT,
	PATTERN_MONTH_ALONE,
	PATTERN_WEEKDAY,
	PATTERN_AGE_UNIT,
	PATTERN_AGE_CUE,
	PATTERN_AGE_SEX,
	PATTERN_AGE_BIRTHDAY,
	PATTERN_AGE_WORD,
};

/* Words of nothing else. */
#define MONTHS_WHOLE(CUE) \
	CUE("january") CUE("february") CUE("march") CUE("april") CUE("june") CUE("july") \
	CUE("august") CUE("september") CUE("october") CUE("november") CUE("december")
static const struct cue month_words[] = {
	CUE("may"), CUE("jan"), CUE("feb"), CUE("mar"), CUE("apr"), CUE("jun"), CUE("jul"), CUE("aug"),
	CUE("sep"), CUE("sept"), CUE("oct"), CUE("nov"), CUE("dec"), MONTHS_WHOLE(CUE_ITEM)
};
static const struct cue spanish_month_words[] = {
	CUE("enero"), CUE("febrero"), CUE("marzo"), CUE("abril"), CUE("mayo"), CUE("junio"), CUE("julio"),
	CUE("agosto"), CUE("septiembre"), CUE("octubre"), CUE("noviembre"), CUE("diciembre"),
};
static const struct cue_table spanish_month_cues = CUE_TABLE(spanish_month_words);
static const struct cue_table dated_month_cues = CUE_TABLE(month_words);
static const struct cue_table month_cues = CUE_TABLE_LAST(month_words, MONTHS_WHOLE);

static const struct cue weekday_words[] = {
	CUE("monday"), CUE("tuesday"), CUE("wednesday"), CUE("thursday"), CUE("friday"),
	CUE("saturday"), CUE("sunday"),
};
static const struct cue_table weekday_cues = CUE_TABLE(weekday_words);

static const struct cue ninety_words[] = {
	CUE("ninety"),
};
static const struct cue_table ninety_cues = CUE_TABLE(ninety_words);

static const struct detector_pattern patterns[] = {
	[PATTERN_SEGMENT] = SEGMENT_PATTERN,
	[PATTERN_NUMERIC] = { .shape = "\\d+[-/.]\\d{1,2}[-/.]\\d" },
	[PATTERN_MONTH_NUMBER] = { .words = &dated_month_cues, .place = WORD_BY_NUMBER },
	[PATTERN_SPANISH_MONTH] = { .words = &spanish_month_cues },
	[PATTERN_GLUED] = { .shape = "\\b\\d{1,2}[ADFJMNOS][A-Z][A-Z][12][09]\\d{2}\\b", .nocase = true },
	[PATTERN_MONTH_YEAR] = { .shape = "\\d+/[12][09]\\d{2}" },
	[PATTERN_ON_MONTH_DAY] = { .shape = "[a-z:] \\d{1,2}/\\d", .nocase = true },
	[PATTERN_CELL_MONTH_DAY] = { .shape = "[\\x09|,] ?\\d{1,2}/\\d{1,2}" },
	[PATTERN_COMPACT] = { .shape = "\\d{8,}" },
	[PATTERN_MONTH_ALONE] = { .words = &month_cues, .place = WORD_CAPITAL },
	[PATTERN_WEEKDAY] = { .words = &weekday_cues, .place = WORD_CAPITAL },
	[PATTERN_AGE_UNIT] = { .shape = "[91]\\d{1,2}[ -]?y[eor/.]", .nocase = true },
	[PATTERN_AGE_CUE] = { .shape = "[edsng][: ]{1,3}[91]\\d{1,2}", .nocase = true },
	[PATTERN_AGE_SEX] = { .shape = "\\b[91]\\d{1,2} ?[MF]\\b" },
	[PATTERN_AGE_BIRTHDAY] = { .shape = "[91]\\d{1,2}[snrt][tdh] [yb]", .nocase = true },
	[PATTERN_AGE_WORD] = { .words = &ninety_cues },
};

#define BIRTH_WORDS(CUE) \
	CUE("dob") CUE("d o b") CUE("date of birth") CUE("birth date") CUE("birthdate") \
	CUE("birthday") CUE("bday") CUE("b day") CUE("born") CUE("born on") CUE("birth") \
	CUE("birthtime") CUE("birth time") CUE("date of birth is") CUE("birth day") CUE("birthdays")
CUE_ARRAY(birth_words, BIRTH_WORDS);
static const struct cue_table birth_cues = CUE_TABLE_INDEXED(birth_words);

/* What happens to a patient on a day. */
#define CARE_WORDS(CUE) \
	CUE("admitted") CUE("admission") CUE("admission date") CUE("admit date") CUE("admit") \
	CUE("date of admission") CUE("discharge") CUE("discharged") CUE("discharge date") \
	CUE("date of discharge") CUE("died") CUE("deceased") CUE("death") CUE("date of death") \
	CUE("dod") CUE("passed away") CUE("expired on") CUE("dos") CUE("date of service") \
	CUE("service date") CUE("dates of service") CUE("service") CUE("visit") CUE("visited") \
	CUE("visit date") CUE("date of visit") CUE("seen") CUE("seen on") CUE("seen at") \
	CUE("surgery") CUE("surgery date") CUE("date of surgery") CUE("operation") CUE("procedure") \
	CUE("procedure date") CUE("appointment") CUE("appt") CUE("hospitalized") \
	CUE("hospitalization") CUE("evaluated") CUE("evaluation") CUE("diagnosed") \
	CUE("diagnosis date") CUE("examined") CUE("exam") CUE("exam date") CUE("follow up") \
	CUE("followup") CUE("collected") CUE("collection date") CUE("specimen") CUE("treated") \
	CUE("treatment") CUE("date of injury") CUE("doi") CUE("injury") CUE("onset") \
	CUE("encounter") CUE("consult") CUE("consultation") CUE("consulted") CUE("imaging") \
	CUE("labs") CUE("lab") CUE("biopsy") CUE("mri") CUE("ct") CUE("x ray") CUE("ultrasound") \
	CUE("scan") CUE("test date") CUE("tested") CUE("vaccinated") CUE("vaccine") \
	CUE("immunization") CUE("dose") CUE("prescribed") CUE("filled") CUE("refill") \
	CUE("transferred") CUE("checked in") CUE("presented") CUE("therapy") CUE("lmp") \
	CUE("due date") CUE("edd") CUE("transplant") CUE("delivered") CUE("delivery") CUE("claim") \
	CUE("statement date") CUE("enrolled") CUE("effective date") CUE("clinic") CUE("hospital") \
	CUE("adm") CUE("disch") CUE("appt date") CUE("chart")
CUE_ARRAY(care_words, CARE_WORDS);
static const struct cue_table care_cues = CUE_TABLE_INDEXED(care_words);

/* What the mail, a program or a publication is of: no date of an individual. */
#define IDLE_WORDS(CUE) \
	CUE("copyright") CUE("version") CUE("released") CUE("release") CUE("published") \
	CUE("updated") CUE("revised") CUE("revision") CUE("posted") CUE("build") CUE("sent") \
	CUE("wrote") CUE("expires") CUE("rev") CUE("retrieved") CUE("accessed") CUE("modified") \
	CUE("last modified") CUE("guidelines") CUE("printed") CUE("as of") CUE("effective") \
	CUE("extension") CUE("template") CUE("exp") CUE("exp date") CUE("expiration") \
	CUE("expiration date") CUE("expiry") CUE("best before") CUE("dimensions") CUE("edition")
CUE_ARRAY(idle_words, IDLE_WORDS);
static const struct cue_table idle_cues = CUE_TABLE_INDEXED(idle_words);

/* Directly before a month and day without a year, which otherwise may be a ratio. */
#define DAY_WORDS(CUE) \
	CUE("on") CUE("dob") CUE("dos") CUE("seen") CUE("admitted") CUE("discharged") CUE("since") \
	CUE("until") CUE("from") CUE("today is") CUE("visit") CUE("appointment") CUE("surgery") \
	CUE("born") CUE("by") CUE("date") CUE("died") CUE("through") CUE("dated") CUE("before") \
	CUE("after") CUE("appt") CUE("appts") CUE("due") CUE("edd") CUE("lmp") CUE("moved to") \
	CUE("rescheduled to") CUE("scheduled for") CUE("expires") CUE("admit") CUE("discharge") \
	CUE("d c") CUE("started") CUE("stopped") CUE("starting") CUE("ending") CUE("op") \
	CUE("biopsy") CUE("procedure") CUE("follow up") CUE("f u") CUE("mon") CUE("tue") CUE("tues") \
	CUE("wed") CUE("thu") CUE("thur") CUE("thurs") CUE("fri") CUE("sat") CUE("sun") \
	CUE("monday") CUE("tuesday") CUE("wednesday") CUE("thursday") CUE("friday") CUE("saturday") \
	CUE("sunday") CUE("s p") CUE("catheterization") CUE("transplant") CUE("menstrual period")
CUE_ARRAY(day_words, DAY_WORDS);
static const struct cue_table day_cues = CUE_TABLE_INDEXED(day_words);

/* ---- what a date is of ----------------------------------------------------------- */

/* "12:30:07" right behind: a program wrote it. */
static bool
is_time_stamp(struct bytes text, size_t end)
{
	struct bytes time = bytes_slice(text, end, 9);

	return time.length == 9 && (time.data[0] == ' ' || time.data[0] == 'T') &&
	       byte_is_digit(time.data[1]) && byte_is_digit(time.data[2]) && time.data[3] == ':' &&
	       byte_is_digit(time.data[4]) && byte_is_digit(time.data[5]) && time.data[6] == ':';
}

/* The cue nearest before the date decides of what it is; a column's head when there is none. */
static bool
is_birth(const struct detector_text *text, const struct date_text *date, struct identifier *found)
{
	struct cue_match birth = around_before(text, date->start, DATE_CUE_WINDOW, &birth_cues);
	struct cue_match care = around_before(text, date->start, DATE_CUE_WINDOW, &care_cues);

	found->cue = care.cue;
	if (birth.cue != NULL && birth.end > care.end) {
		found->cue = birth.cue;
		return true;
	}
	if (care.cue != NULL)
		return false;
	if (around_hl7_field(text, date->start, "PID") == 7) {
		found->cue = "PID-7";
		return true;
	}
	static const struct cue_table *const tables[] = { &birth_cues, &care_cues };
	const char *heads[ARRAY_LENGTH(tables)];
	around_columns(text, date->start, tables, ARRAY_LENGTH(tables), heads);
	found->cue = heads[0] != NULL ? heads[0] : heads[1];
	return heads[0] != NULL;
}

/* Dates that software, a quoted header or the sender's own lines carry. */
static bool
is_idle(const struct detector_text *text, const struct date_text *date)
{
	return around_in_quoted_header(text, date->start) ||
	       (text->kind == PART_HEADERS && signature_in_address_header(text->bytes, date->start)) ||
	       is_time_stamp(text->bytes, date->end) ||
	       around_before(text, date->start, DATE_CUE_WINDOW / 2, &idle_cues).cue != NULL;
}

static int
report_date(const struct detector_text *text, const struct date_text *date)
{
	struct identifier found = {
		.type = IDENTIFIER_DATE,
		.start = date->start,
		.end = date->end,
		.validator = "calendar",
	};

	if (is_birth(text, date, &found)) {
		found.type = IDENTIFIER_BIRTH_DATE;
		found.subject = SUBJECT_PATIENT;
		found.confidence = date->strict ? CONFIDENCE_CHECKED_CUE : CONFIDENCE_CUE;
		return identifier_report(text, &found);
	}
	if (found.cue != NULL) {
		found.subject = SUBJECT_PATIENT;
		/* A month alone tells little of whom a note speaks. */
		found.confidence = date->strict ? CONFIDENCE_CHECKED
		                   : date->day == 0 ? CONFIDENCE_STRICT : CONFIDENCE_CUE;
	} else if (date->doubtful) {
		return 0;
	} else if (is_idle(text, date)) {
		if (!date->strict)
			return 0; /* "Exp 7/2027", "Rev. 2/2025", "dimensions 12/24/36" */
		found.subject = SUBJECT_SENDER;
		found.confidence = CONFIDENCE_LOOSE;
	} else {
		found.confidence = date->strict ? CONFIDENCE_STRICT : CONFIDENCE_LOOSE;
	}
	return identifier_report(text, &found);
}

/* ---- matches ----------------------------------------------------------------------- */

/* Eight digits are a date only where a label or a health message's field says so. */
static int
confirm_compact(const struct detector_text *text, size_t end)
{
	struct date_text date;
	size_t start = end;
	struct identifier found;

	while (start > 0 && byte_is_digit(text->bytes.data[start - 1]) && end - start < 24)
		start--;
	if (!date_text_compact(text->bytes, start, &date))
		return 0;
	bool labelled = is_birth(text, &date, &found) || found.cue != NULL;
	if (!labelled && around_hl7_field(text, start, NULL) == 0)
		return 0;
	return report_date(text, &date);
}

/* "2/8" in a column that says of what day it is. */
static int
confirm_cell(const struct detector_text *text, size_t end)
{
	struct date_text date;
	size_t start = end;

	if (end < text->bytes.length && memchr(" \t|,\n\r", text->bytes.data[end], 6) == NULL)
		return 0;
	while (start > 0 && (byte_is_digit(text->bytes.data[start - 1]) || text->bytes.data[start - 1] == '/'))
		start--;
	if (!date_text_month_day(text->bytes, start, &date))
		return 0;
	date.doubtful = true;
	return report_date(text, &date);
}

/* "in March": finer than a year, but little to tell anybody by. */
static int
confirm_month_alone(const struct detector_text *text, size_t end)
{
	static const char *const befores[] = { "in", "last", "since", "until", "early", "late", "mid", "this" };
	size_t start = end;

	while (start > 0 && byte_is_alpha(text->bytes.data[start - 1]))
		start--;
	struct date_text spelled; /* "the twenty-third of June" */
	bool of = start > 3 && bytes_equal(bytes_slice(text->bytes, start - 4, 4), bytes_of_string(" of "));
	if (of && date_text_named(text->bytes, end, &spelled) && spelled.day != 0)
		return report_date(text, &spelled);
	if (!byte_is_upper(text->bytes.data[start]) ||
	    date_text_month(bytes_slice(text->bytes, start, end - start)) == 0 ||
	    !bytes_among(label_word_before(text->bytes, start), befores, ARRAY_LENGTH(befores)))
		return 0;
	struct date_text date = { .start = start, .end = end };
	return report_date(text, &date);
}

/* "on Monday": an element of a date, and hardly one to tell anybody by. */
static int
confirm_weekday(const struct detector_text *text, size_t end)
{
	static const char *const befores[] = { "on", "meet", "next", "last", "this", "until", "since", "by" };
	size_t start = end;

	while (start > 0 && byte_is_alpha(text->bytes.data[start - 1]))
		start--;
	if (text->kind == PART_HEADERS ||
	    !bytes_among(label_word_before(text->bytes, start), befores, ARRAY_LENGTH(befores)))
		return 0;
	const struct identifier found = { .type = IDENTIFIER_DATE, .start = start, .end = end,
	                                  .confidence = CONFIDENCE_HARDLY, .validator = "weekday" };
	return identifier_report(text, &found);
}

/* "may 5" and "march 3" without a capital and a year are no dates. */
static bool
is_lower_case_word(struct bytes text, const struct date_text *date)
{
	if (date->year != 0)
		return false;
	if (date->month != 5 && date->month != 3)
		return false;
	for (size_t i = date->start; i < date->end; i++) /* past the "of" of "4th of May" */
		if (byte_is_upper(text.data[i]))
			return false;
	return true;
}

/* "from 3/4 to 3/9": the day that ends the span that begins with the one before `end`. */
static int
report_span_end(const struct detector_text *text, size_t end)
{
	static const char *const joints[] = { " to ", " and ", " through ", " thru ", " until ", " - " };
	struct date_text date;

	for (size_t i = 0; i < ARRAY_LENGTH(joints); i++) {
		struct bytes joint = bytes_of_string(joints[i]);
		size_t at = end + joint.length;
		if (bytes_equal(bytes_slice(text->bytes, end, joint.length), joint) && at < text->bytes.length &&
		    byte_is_digit(text->bytes.data[at]) && date_text_month_day(text->bytes, at, &date))
			return report_date(text, &date);
	}
	return 0;
}

static int
confirm_age(const struct detector_text *text, size_t end)
{
	struct identifier found = { .type = IDENTIFIER_AGE_OVER_89, .confidence = CONFIDENCE_CUE,
	                            .cue = "age", .validator = "90 to 124" };

	if (!age_text_over_89(text->bytes, end, &found.start, &found.end))
		return 0;
	return identifier_report(text, &found);
}

static int
confirm(const struct detector_text *text, unsigned pattern, size_t end)
{
	struct date_text date;
	bool is_date = false;
	size_t start = end;

	if (pattern == PATTERN_SEGMENT)
		return segment_read(text, end, detector_dates.category);
	if (pattern >= PATTERN_AGE_UNIT)
		return confirm_age(text, end);
	switch (pattern) {
	case PATTERN_NUMERIC:
		is_date = date_text_numeric(text->bytes, end, &date);
		break;
	case PATTERN_MONTH_NUMBER:
	case PATTERN_SPANISH_MONTH:
		is_date = date_text_named(text->bytes, end, &date) && !is_lower_case_word(text->bytes, &date);
		break;
	case PATTERN_GLUED:
		while (start > 0 && byte_is_alnum(text->bytes.data[start - 1]) && end - start < 9)
			start--;
		is_date = date_text_glued(text->bytes, start, &date);
		break;
	case PATTERN_MONTH_YEAR:
		is_date = date_text_month_year(text->bytes, end, &date);
		break;
	case PATTERN_ON_MONTH_DAY:
		while (start > 0 && text->bytes.data[start - 1] != ' ')
			start--;
		is_date = around_before(text, start, 2, &day_cues).cue != NULL &&
		          date_text_month_day(text->bytes, start, &date);
		break;
	case PATTERN_CELL_MONTH_DAY:
		return confirm_cell(text, end);
	case PATTERN_WEEKDAY:
		return confirm_weekday(text, end);
	case PATTERN_MONTH_ALONE:
		return confirm_month_alone(text, end);
	default:
		return confirm_compact(text, end);
	}
	int err = is_date ? report_date(text, &date) : 0;
	return is_date && err == 0 && pattern == PATTERN_ON_MONTH_DAY ? report_span_end(text, date.end) : err;
}

#define BIRTH(text, found) { (text), IDENTIFIER_BIRTH_DATE, (found) }
#define DATE(text, found) { (text), IDENTIFIER_DATE, (found) }
#define AGE(text, found) { (text), IDENTIFIER_AGE_OVER_89, (found) }
#define BAD(text) { (text), IDENTIFIER_DATE, NULL }

static const struct detector_case cases[] = {
	BIRTH("DOB: 03/04/1961", "03/04/1961"),
	BIRTH("D.O.B. 3-4-61", "3-4-61"),
	BIRTH("She was born on March 4th, 1961 in", "March 4th, 1961"),
	BIRTH("birth date 1961-03-04", "1961-03-04"),
	BIRTH("Date of birth: 4 Mar 1961", "4 Mar 1961"),
	BIRTH("dob 19610304", "19610304"),
	BIRTH("<birthTime value=\"19610304\"/>", "19610304"),
	BIRTH("PID|1||77^^^A||LEE^AN||19610304|F", "19610304"),
	BIRTH("Name\tDOB\nAn Lee\t03/04/1961\n", "03/04/1961"),
	BIRTH("Admitted 5/6/2021. DOB 3/4/1961.", "3/4/1961"),
	DATE("DOB 3/4/1961, admitted 5/6/2021", "5/6/2021"),
	DATE("discharged on 31/12/2020", "31/12/2020"),
	DATE("seen February 29, 2020", "February 29, 2020"),
	DATE("on the 4th of July, 2019", "4th of July, 2019"),
	DATE("surgery 04-Mar-21", "04-Mar-21"),
	DATE("he fell on the 3rd of May.", "3rd of May"),
	DATE("induced on the twenty-third of June", "twenty-third of June"),
	DATE("in rehab from 3/4 to 3/9, then", "3/9"),
	DATE("we meet on Thursday", "Thursday"),
	DATE("her visit on March 4", "March 4"),
	DATE("a biopsy in March 2021 showed", "March 2021"),
	DATE("appointment Sept. 15th, 2023", "Sept. 15th, 2023"),
	DATE("seen 03/2021", "03/2021"),
	DATE("admitted 3/14", "3/14"),
	DATE("last seen in October", "October"),
	DATE("Next chemo: Thu 5/8 at 2:15 pm", "5/8"),
	DATE("Bed\tName\tAdm\tDx\n401\tReddy\t2/8\tgout\n", "2/8"),
	DATE("operada el 14 de mayo de 2024", "14 de mayo de 2024"),
	BIRTH("nacida: 3 de enero del 1962, DOB 3/1/1962", "3/1/1962"),
	{ "DOB: 04MAR1952\n", IDENTIFIER_BIRTH_DATE, "04MAR1952" },
	{ "Start: 11Jul2013", IDENTIFIER_DATE, "11Jul2013" },
	{ "Birthdate  1952-Mar-04\n", IDENTIFIER_BIRTH_DATE, "1952-Mar-04" },
	BAD("part 04MAX1952"),
	BAD("part X04MAR1952"),
	BAD("part 44MAR1952"),
	BAD("Lot 734435A  Exp 7/2027"),
	BAD("Rev. 2/2025, form 17685"),
	BAD("Size\tRatio\tUnit\n401\t1/8\tinch\n"),
	BAD("375 adults were over 90 years of age"),
	AGE("he is over 90 years of age", "90 years of age"),
	AGE("a 95-year-old woman", "95-year-old"),
	AGE("92 y/o with chest pain", "92 y/o"),
	AGE("Age: 101", "101"),
	AGE("aged 92", "92"),
	AGE("her husband is turning 90", "90"),
	AGE("a ninety-two year old man", "ninety-two year old"),
	AGE("91F with chest pain", "91"),
	BAD("February 30, 2020 and 02/30/2020"),
	BAD("February 29, 2021"),
	BAD("version 10.11.12, build 3.4.61.7"),
	BAD("ratio 1/2, scores 3-4, take 1-2 tablets"),
	BAD("over 90 patients, 98.6 F, SpO2 92%"),
	BAD("an 89-year-old man, a 45 y/o"),
	BAD("it took 92 years"),
	BAD("order 20210304"),
	BAD("you may 5 times a day march 3 miles"),
	BAD("http://example.com/2021/03/04/page"),
	BAD("in 2021 and 1987"),
	BAD("SSN 123-45-6789"),
};

const struct detector detector_dates = {
	.name = "dates",
	.category = 3,
	.patterns = patterns,
	.pattern_count = ARRAY_LENGTH(patterns),
	.confirm = confirm,
	.cases = cases,
	.case_count = ARRAY_LENGTH(cases),
};
