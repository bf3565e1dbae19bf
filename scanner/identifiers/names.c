/* Names of persons, 45 CFR 164.514(b)(2)(i)(A): by dictionary, order of words, and cues. */
#include "scanner/dictionary.h"
#include "scanner/identifiers/segment.h"
#include "scanner/identifiers/name_context.h"
#include "scanner/identifiers/name_guess.h"
#include "scanner/identifiers/name_label.h"
#include "scanner/identifiers/name_number.h"
#include "scanner/identifiers/name_verb.h"
#include "scanner/identifiers/report.h"
#include "scanner/letter.h"

enum {
	PATTERN_TITLE, /* in lower case */
	PATTERN_SEGMENT,
	PATTERN_LABEL, /* a name may follow in any case */
	PATTERN_FIELD, /* the same right before a colon, quote or > */
	PATTERN_COLUMN,
	PATTERN_PAIR,
	PATTERN_LEAD,
	PATTERN_LEAD_PHRASE,
	PATTERN_FOLLOW,
};

static const struct cue title_words[] = {
	CUE("mr"), CUE("mrs"), CUE("ms"), CUE("dr"), CUE("miss"),
};
static const struct cue_table titles = CUE_TABLE(title_words);

static const struct cue label_words[] = {
	CUE("name"), CUE("firstname"), CUE("lastname"), CUE("surname"), CUE("forename"),
	CUE("patient"), CUE("pt"), CUE("client"), CUE("resident"), CUE("member"), CUE("subscriber"),
	CUE("insured"), CUE("policyholder"), CUE("beneficiary"), CUE("guarantor"), CUE("guardian"),
	CUE("claimant"), CUE("dependent"), CUE("enrollee"), CUE("decedent"), CUE("holder"),
	CUE("responsible party"), CUE("emergency contact"), CUE("next of kin"), CUE("caregiver"),
	CUE("spouse"), CUE("partner"), CUE("mother"), CUE("father"), CUE("son"), CUE("daughter"),
	CUE("wife"), CUE("husband"), CUE("brother"), CUE("sister"), CUE("baby"), CUE("infant"),
	CUE("child"), CUE("named"), CUE("called"), CUE("attn"), CUE("signed"), CUE("i am"), CUE("i'm"),
	CUE("contact"), CUE("friend"), CUE("aunt"), CUE("uncle"), CUE("employee"), CUE("physician"),
	CUE("attending"), CUE("provider"), CUE("doctor"), CUE("surgeon"), CUE("nurse"),
	CUE("therapist"), CUE("dentist"), CUE("pharmacist"), CUE("radiologist"), CUE("practitioner"),
	CUE("clinician"), CUE("pcp"),
};
static const struct cue_table labels = CUE_TABLE(label_words);

static const struct cue field_words[] = {
	CUE("given"), CUE("family"),
};
static const struct cue_table fields = CUE_TABLE(field_words);

static const struct cue joint_words[] = { CUE("and") };
static const struct cue_table joints = CUE_TABLE(joint_words);

static const struct detector_pattern patterns[] = {
	[PATTERN_TITLE] = { .words = &titles, .place = WORD_BEFORE_CAPITAL },
	[PATTERN_SEGMENT] = SEGMENT_PATTERN,
	[PATTERN_LABEL] = { .words = &labels },
	[PATTERN_FIELD] = { .words = &fields },
	[PATTERN_COLUMN] = { .words = &name_label_columns },
	[PATTERN_PAIR] = { .words = &joints, .place = WORD_BEFORE_CAPITAL },
	[PATTERN_LEAD] = { .words = &name_guess_leads, .place = WORD_BEFORE_CAPITAL },
	[PATTERN_LEAD_PHRASE] = { .words = &name_guess_phrases },
	[PATTERN_FOLLOW] = { .words = &name_guess_follows },
};

/* ---- names that speak for themselves ------------------------------------------- */

/* A cue makes sure what words alone make likely. */
static uint8_t
confidence_with_cue(const struct name_match *match, const struct name_cue *cue)
{
	if (cue->cue == NULL)
		return match->confidence;
	if (match->confidence <= CONFIDENCE_HARDLY)
		return cue->use == NAME_CUE_NEAR ? CONFIDENCE_LOOSE : CONFIDENCE_STRICT;
	if (match->confidence >= 50)
		return CONFIDENCE_CHECKED;
	return match->confidence >= 35 ? 75 : CONFIDENCE_CUE;
}

/* "Morgan Stanley": a firm's name, or whatever else is known by a person's full name. */
static bool
is_namesake(const struct detector_text *text, const struct name_match *match)
{
	struct bytes whole = bytes_slice(text->bytes, match->start, match->end - match->start);

	return match->last == match->first + 1 && dictionary_lookup(text->dictionary, whole) & WORD_NOT_NAME;
}

static int
judge(const struct detector_text *text, const struct name_run *run, const struct name_match *match)
{
	if (name_context_is_thing(text, run, match))
		return 0;
	struct name_cue cue = name_context_cue(text->bytes, match->start, match->end);
	if (cue.cue == NULL && (is_namesake(text, match) ||
	                        (match->doubtful && name_context_is_ordinary(text, run, match))))
		return 0;
	return name_report(text, match, confidence_with_cue(match, &cue), &cue);
}

/* "Dear Ana", "Thanks, Ana": a given name alone. */
static bool
is_greeting(const struct detector_text *text, const struct name_word *word)
{
	static const char *const greetings[] = { "dear", "hi", "hello", "hey", "thanks", "regards",
	                                         "cheers", "sincerely", "morning", "afternoon" };
	struct bytes bytes = bytes_slice(text->bytes, word->start, word->end - word->start);

	return bytes_among(bytes, greetings, ARRAY_LENGTH(greetings));
}

/* A known given name that stands by itself: likely a person, but hardly one to be told by it. */
static bool
is_lone(const struct detector_text *text, const struct name_run *run, size_t index)
{
	const struct name_word *word = &run->words[index];
	const unsigned others = WORD_MEDICAL | WORD_NOT_NAME | WORD_LARGE_CITY | WORD_STATE;
	bool joined_before = index > 0 && word->gap == NAME_GAP_SPACE &&
	                     word[-1].kind == NAME_WORD && !word[-1].possessive &&
	                     !(word[-1].flags & WORD_COMMON);
	bool joined_behind = index + 1 < run->count && word[1].gap == NAME_GAP_SPACE &&
	                     word[1].kind == NAME_WORD;

	if (word->kind != NAME_WORD || word->upper || word->flags & others || word->given != NAME_SURE ||
	    joined_before || joined_behind)
		return false;
	/* "in Quincy": "to" and "of" lead to people as well. */
	return !(word->flags & WORD_CITY && word->start > 3 &&
	         bytes_equal(bytes_slice(text->bytes, word->start - 4, 4), bytes_of_string(" in ")));
}

/* "the Quillfeather novel", "as Quillfeather": a family name and nothing else, alone within a sentence. */
static bool
is_lone_family(const struct detector_text *text, const struct name_run *run)
{
	const struct name_word *word = &run->words[0];
	struct bytes bytes = bytes_slice(text->bytes, word->start, word->end - word->start);
	bool family = name_word_flags_are_family(word->flags) ||
	              (word->flags == 0 && name_word_ends_as_family(bytes) &&
	               !name_context_leads_to_place(text->bytes, word->start));
	bool inside = family && name_word_is_inside(text->bytes, word->start);
	/* "Whitfield and Co": two. */
	bool joined = bytes_equal(bytes_slice(text->bytes, word->end, strlen(" and")), bytes_of_string(" and"));
	bool opens = !word->possessive && !joined && name_word_opens_note(text->bytes, word->start, word->flags);

	return run->count == 1 && word->kind == NAME_WORD && !word->upper && word->letters > 3 && (inside || opens);
}

/* "Malin, Mark, Kaylee": among names that stand one by one between commas, one of which is known. */
static bool
is_listed(const struct name_run *run, size_t index)
{
	const struct name_word *word = &run->words[index];
	const unsigned others = WORD_MEDICAL | WORD_NOT_NAME | WORD_LARGE_CITY | WORD_STATE;
	bool before = index > 0 && word->gap == NAME_GAP_COMMA;
	bool behind = index + 1 < run->count && word[1].gap == NAME_GAP_COMMA;
	bool known = word->given == NAME_SURE || word->family == NAME_SURE;

	if (word->kind != NAME_WORD || word->upper || word->flags & others || word->letters < 3 ||
	    (index > 0 && !before) || (index + 1 < run->count && !behind) ||
	    (word->given < NAME_POSSIBLE && word->family < NAME_POSSIBLE))
		return false;
	known |= before && (word[-1].given == NAME_SURE || word[-1].family == NAME_SURE);
	known |= behind && (word[1].given == NAME_SURE || word[1].family == NAME_SURE);
	return (before || behind) && known;
}

static int
judge_lone(const struct detector_text *text, const struct name_run *run, size_t index)
{
	static const struct name_cue none = { NULL, NAME_ROLE_NONE, NAME_CUE_NEAR };
	const struct name_word *word = &run->words[index];
	const struct name_match match = { .first = index, .last = index, .start = word->start,
	                                  .end = word->end, .confidence = CONFIDENCE_LOOSE };
	bool lone = is_lone(text, run, index);

	if ((!lone && !is_listed(run, index) && !is_lone_family(text, run)) || name_context_is_thing(text, run, &match))
		return 0;
	return name_report(text, &match, lone ? CONFIDENCE_LOOSE : CONFIDENCE_HARDLY, &none);
}

/* "Lomax, Perpetua (00482913)": two words with a record number behind them, one of which is known. */
static int
judge_numbered(const struct detector_text *text, const struct name_run *run, size_t index, bool *found)
{
	static const struct name_cue number = { "record number", NAME_ROLE_PATIENT, NAME_CUE_BESIDE };
	const struct name_word *first = &run->words[index], *last = first + 1;
	const unsigned others = WORD_MEDICAL | WORD_NOT_NAME | WORD_STATE;

	*found = false;
	if (index + 2 != run->count || first->kind != NAME_WORD || last->kind != NAME_WORD ||
	    first->possessive || last->gap == NAME_GAP_LINE || (first->flags | last->flags) & others ||
	    !name_number_stands_behind(text->bytes, last->end))
		return 0;
	if (first->given < NAME_LIKELY && first->family < NAME_LIKELY && last->given < NAME_LIKELY &&
	    last->family < NAME_LIKELY)
		return 0;
	const struct name_match match = { .first = index, .last = index + 1, .start = first->start,
	                                  .end = last->end, .full = true };
	*found = true;
	return name_report(text, &match, CONFIDENCE_STRICT, &number);
}

static int
judge_greeted(const struct detector_text *text, const struct name_run *run, size_t index)
{
	static const struct name_cue greeting = { "greeting", NAME_ROLE_PERSON, NAME_CUE_BESIDE };
	const struct name_word *word = &run->words[index];

	if (index == 0 || word->kind != NAME_WORD || word->given < NAME_LIKELY ||
	    !is_greeting(text, word - 1))
		return judge_lone(text, run, index);
	const struct name_match match = { .first = index, .last = index, .start = word->start,
	                                  .end = word->end };
	return name_report(text, &match, CONFIDENCE_STRICT, &greeting);
}

/* "Mark, Kaylee and Wobblequin": whoever is joined to a known name. */
static int
judge_joined(const struct detector_text *text, const struct name_run *run)
{
	static const char joint[] = " and";
	const struct name_word *last = &run->words[run->count > 0 ? run->count - 1 : 0];
	struct bytes behind = bytes_slice(text->bytes, run->end, sizeof(joint) - 1);

	if (run->count == 0 || last->kind != NAME_WORD || !bytes_equal(behind, bytes_of_string(joint)) ||
	    (last->given != NAME_SURE && last->family != NAME_SURE))
		return 0;
	return name_guess_behind(text, run->end + sizeof(joint) - 1);
}

/* Whether a list knows the word as a name, or as nothing else where what it is joined to is one. */
static bool
is_pairs(const struct name_word *word, const struct name_word *other)
{
	bool sure = other->family == NAME_SURE || other->given == NAME_SURE;

	return word->family >= NAME_LIKELY || word->given >= NAME_LIKELY ||
	       (sure && word->flags == 0 && word->letters > 3);
}

/* "Marrero and Murphy were": two names, each alone, of which lists know one at least. */
static int
judge_pair(const struct detector_text *text, const struct name_run runs[2])
{
	static const struct name_cue none = { NULL, NAME_ROLE_NONE, NAME_CUE_NEAR };
	const unsigned others = WORD_MEDICAL | WORD_NOT_NAME | WORD_LARGE_CITY | WORD_STATE;
	struct name_match matches[2];
	int err = 0;

	for (size_t i = 0; i < 2; i++) {
		const struct name_word *word = &runs[i].words[0];
		if (runs[i].count != 1 || word->kind != NAME_WORD || word->upper || word->flags & others ||
		    runs[1 - i].count != 1 || !is_pairs(word, &runs[1 - i].words[0]))
			return 0;
		matches[i] = (struct name_match){ .start = word->start, .end = word->end };
		if (name_context_is_thing(text, &runs[i], &matches[i]))
			return 0;
	}
	if (runs[0].words[0].flags & WORD_COMMON && runs[1].words[0].flags & WORD_COMMON)
		return 0; /* "White and Black" */
	for (size_t i = 0; i < 2 && err == 0; i++)
		err = name_report(text, &matches[i], CONFIDENCE_HARDLY, &none);
	return err;
}

static int
confirm_pair(const struct detector_text *text, size_t end)
{
	struct bytes bytes = text->bytes;
	size_t before = end > 4 ? end - strlen(" and") : 0;
	size_t start = before;
	struct name_run runs[2];

	while (start > 0 && letter_before(bytes, start))
		for (start--; start > 0 && (bytes.data[start] & 0xC0) == 0x80;)
			start--;
	if (start == before || bytes.data[before] != ' ' || !letter_at(bytes, start).capital)
		return 0;
	name_run_read(text, start, false, &runs[0]);
	name_run_read(text, end + 1, false, &runs[1]);
	return judge_pair(text, runs);
}

static int
read_run(const struct detector_text *text, const struct name_run *run)
{
	bool said = false;
	int err = run->count > 0 ? name_verb_judge(text, run, &said) : 0;

	if (err != 0 || said || !run->known)
		return err;
	err = judge_joined(text, run);

	for (size_t i = 0; i < run->count && err == 0;) {
		struct name_match match;
		if (name_shape_match(run, i, &match)) {
			err = judge(text, run, &match);
			i = match.last + 1;
			continue;
		}
		bool numbered;
		err = judge_numbered(text, run, i, &numbered);
		if (err == 0 && !numbered)
			err = judge_greeted(text, run, i);
		i += numbered ? 2 : 1;
	}
	return err;
}

static int
read_text(const struct detector_text *text)
{
	struct name_capitals capitals;
	name_capitals_begin(&capitals, text);
	const struct name_capital *word = name_capitals_next(&capitals, 0);
	int err = word == NULL ? name_guess_small(text) : 0;

	while (word != NULL && err == 0) {
		size_t end = name_run_pass(text, &capitals);
		if (end == 0) {
			struct name_run run;
			name_run_read_capitals(text, &capitals, &run);
			err = read_run(text, &run);
			end = run.end;
		}
		word = name_capitals_next(&capitals, end);
	}
	return err;
}

static int
confirm(const struct detector_text *text, unsigned pattern, size_t end)
{
	if (pattern == PATTERN_TITLE)
		return name_label_titled(text, end);
	if (pattern == PATTERN_LEAD || pattern == PATTERN_LEAD_PHRASE)
		return name_guess_behind(text, end);
	if (pattern == PATTERN_PAIR)
		return confirm_pair(text, end);
	if (pattern == PATTERN_FOLLOW)
		return name_guess_before(text, end);
	if (pattern == PATTERN_SEGMENT)
		return segment_read(text, end, detector_names.category);
	if (pattern == PATTERN_COLUMN)
		return name_label_column(text, end);
	if (pattern == PATTERN_FIELD && !name_label_is_field(text->bytes, end))
		return 0;
	return name_label_behind(text, end);
}

#define GOOD(text, found) { (text), IDENTIFIER_PERSON_NAME, (found) }
#define BAD(text) { (text), IDENTIFIER_PERSON_NAME, NULL }

static const struct detector_case cases[] = {
	GOOD("We spoke with Margaret Thistlewood about it.", "Margaret Thistlewood"),
	GOOD("Patient: Okonkwo, Adaeze", "Okonkwo, Adaeze"),
	GOOD("SMITH, JOHN A was admitted", "SMITH, JOHN A"),
	GOOD("The report for Ana M. de la Cruz is here", "Ana M. de la Cruz"),
	GOOD("a 64-year-old man, Harold P., came in", "Harold P."),
	GOOD("seen by Dr. L. Nakamura today", "L. Nakamura"),
	GOOD("Mrs. Featherstone called", "Featherstone"),
	GOOD("Brian O'Connell signed", "Brian O'Connell"),
	GOOD("the chair for T. Wobblequin is denied", "T. Wobblequin"),
	GOOD("Nakamura, P. in the hall", "Nakamura, P."),
	GOOD("T Nakamura npo since midnight", "T Nakamura"),
	GOOD("Helen Smith-Jones signed", "Helen Smith-Jones"),
	GOOD("Maria Lopez's labs are back", "Maria Lopez"),
	GOOD("S\xc3\xb8ren Kj\xc3\xa6r is on the list", "S\xc3\xb8ren Kj\xc3\xa6r"),
	GOOD("Nguy\xe1\xbb\x85n Minh, Kevin Tran", "Kevin Tran"),
	GOOD("my name is karen whitfield and I", "karen whitfield"),
	GOOD("Patient name: tyrone jefferson\n", "tyrone jefferson"),
	GOOD("Patient name: 'tyrone jefferson'\n", "tyrone jefferson"),
	GOOD("Hi Natasha,\nthe form is attached", "Natasha"),
	GOOD("my husband Gustavo has the card", "Gustavo"),
	GOOD("<given>Siobhan</given>", "Siobhan"),
	GOOD("ask mrs. Featherstone", "Featherstone"),
	GOOD("Name\tRoom\nPriya Raman\t12\n", "Priya Raman"),
	GOOD("PID|1||77||THORNTON^EVE^E||", "THORNTON^EVE^E"),
	GOOD("PID|1||77||QUILLFEATHER^Q~WOBBLE^W||19610304\n", "WOBBLE^W"),
	GOOD("NM1*IL*1*QUILLFEATHER*WOBBLE*Q***MI*W9023~N3*9 Elm~", "QUILLFEATHER*WOBBLE*Q"),
	GOOD("reviewed by Susan Baker, RN", "Susan Baker"),
	GOOD("with Wobblequin, Natasha, Gustavo and more", "Wobblequin"),
	GOOD("with Natasha, Gustavo and Wobblequin there", "Wobblequin"),
	GOOD("Then Wobblequin shouted at them", "Wobblequin"),
	GOOD("\"No\", says Wobblequin.", "Wobblequin"),
	GOOD("Hi Wobblequin, are you there?", "Wobblequin"),
	GOOD("have you seen katherine whitfield there?", "katherine whitfield"),
	{ "Linda Okonkwo 896-00204: swelling again", IDENTIFIER_MRN, "896-00204" },
	{ "Thornton, Eve (00482913) - potassium 5.9", IDENTIFIER_MRN, "00482913" },
	{ "PANIC VALUE: Thornton, Linda  B8831104  K+ 6.7", IDENTIFIER_MRN, "B8831104" },
	{ "0730  RM 1  KAREN WHITFIELD 86F  318385055   LAP CHOLE", IDENTIFIER_MRN, "318385055" },
	{ "Please pull the chart of Kevin Tran, #2204871.", IDENTIFIER_MRN, "2204871" },
	{ "Kevin Tran, 96, of Toledo died", IDENTIFIER_AGE_OVER_89, "96" },
	{ "a bed for Kevin Tran, 100, male, from the ward", IDENTIFIER_AGE_OVER_89, "100" },
	GOOD("Patient,Account\nWobblequin,10448821\n", "Wobblequin"),
	GOOD("Driver\tPlate\nWhitfield\tKLM-4567\n", "Whitfield"),
	GOOD("first_name,last_name,unit\nsandeep,whitfield,oncology\n", "whitfield"),
	BAD("Name,Price\nInvoice,12\n12,13\n"),
	GOOD("they say Whitfield and Okonkwo were there", "Whitfield"),
	GOOD("I'm Wobblequin Quillfeather, from Oslo", "Wobblequin Quillfeather"),
	GOOD("Wobblequin, can you call him?", "Wobblequin"),
	GOOD("Quillfeather was extubated today", "Quillfeather"),
	GOOD("then Okonkwo complained of nausea", "Okonkwo"),
	GOOD("Okonkwo needs a refill", "Okonkwo"),
	GOOD("Okonkwo febrile, cultures sent", "Okonkwo"),
	GOOD("Okonkwo extubated", "Okonkwo"),
	GOOD("Okonkwo's wife called", "Okonkwo"),
	GOOD("Sandoval - no growth at 48h", "Sandoval"),
	GOOD("We discharged Okonkwo today", "Okonkwo"),
	GOOD("Van der Okonkwo was readmitted", "Van der Okonkwo"),
	GOOD("Pastor Quillfeather came by", "Quillfeather"),
	GOOD("Quillbrae Featherwobble was admitted", "Quillbrae Featherwobble"),
	GOOD("Bed 4: Okonkwo, 54F, awaiting dialysis", "Okonkwo"),
	GOOD("this is brandon from the ward", "brandon"),
	GOOD("I liked the Thistlethwaite novel", "Thistlethwaite"),
	GOOD("the Wobblequinovic novel", "Wobblequinovic"),
	GOOD("they say Wobblequin and Okonkwo were there", "Wobblequin"),
	GOOD("(though Thistlethwaite's song was)", "Thistlethwaite"),
	GOOD("Nakamura Haruto teaches", "Nakamura Haruto"),
	GOOD("Mortimer Snodgrass left", "Mortimer Snodgrass"),
	GOOD("Estimado Sr. Quill\xc3\xb1" "ez:", "Quill\xc3\xb1" "ez"),
	GOOD("Se\xc3\xb1ora Wobblequin llama", "Wobblequin"),
	GOOD("Frau Wobblequin kommt", "Wobblequin"),
	GOOD("Selina Quillfeather\nSmith Ltd.\n", "Selina Quillfeather"),
	GOOD("Sibusiso Quillfeather rang", "Sibusiso Quillfeather"),
	BAD("The Thistlethwaite Foundation, Snodgrass Ltd"),
	BAD("Vitamin D. Tablets help, plan B. Monday is off"),
	BAD("Washington, D.C., and Houston, T. stops"),
	BAD("we did an X-ray, lived in Wobblequinov"),
	BAD("Ronald McDonald House needs volunteers"),
	BAD("Section 54, Wobblequin 3 MHz"),
	GOOD("the patient, Morgan Stanley, is here", "Morgan Stanley"),
	BAD("Morgan Stanley raised its rating"),
	BAD("the Wobblequin was intubated, Infusion was admitted"),
	BAD("Lisinopril was started, Wobblequin needs a new part"),
	BAD("Okonkwo's Oil, a Jackson Pratt drain"),
	BAD("Today, will you call him?"),
	BAD("they say White and Brown were there"),
	BAD("Johnson and Johnson Inc sells it"),
	BAD("Hi Everybody, then The Company said Yes; He asked Why"),
	GOOD("then mr. featherstone came by", "featherstone"),
	GOOD("have you seen katherine m. whitfield there?", "katherine m. whitfield"),
	BAD("the dr. will call, as will mr. and mrs. right"),
	BAD("will you go to madison in march, may i ask?"),
	BAD("She has Parkinson's disease and Hodgkin lymphoma."),
	BAD("a positive Chaddock reflex, Wells score 4"),
	BAD("Will Mark check the dose in March?"),
	BAD("The Grace Period Policy applies. The grace period ends."),
	BAD("Johnson & Johnson sells it"),
	BAD("St. Mary's Hospital, Mount Sinai, Riley Hospital"),
	BAD("312 Martin Luther King Blvd"),
	BAD("Lisinopril, Metformin and Tylenol"),
	BAD("file name: Invoice"),
	BAD("Best Practices For Managing Diabetes In Adults"),
	BAD("The patient was seen in New York on Monday"),
	BAD("Name: ________ Address: ________"),
	BAD("http://example.com/John.Smith/index"),
	BAD("San Diego, Austin and Charlotte are cities"),
	BAD("p { font-family: Calibri, Verdana }"),
	BAD("Rose petals and Basil leaves"),
};

const struct detector detector_names = {
	.name = "names",
	.category = 1,
	.patterns = patterns,
	.pattern_count = ARRAY_LENGTH(patterns),
	.confirm = confirm,
	.read_text = read_text,
	.cases = cases,
	.case_count = ARRAY_LENGTH(cases),
};
