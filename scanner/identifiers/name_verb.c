#include "scanner/identifiers/name_verb.h"

#include "scanner/dictionary.h"
#include "scanner/identifiers/name_label.h"
#include "scanner/identifiers/report.h"

/* "was also", "has also been": more are not said before what counts. */
#define AUXILIARIES_MOST 3

const struct word_list name_verb_auxiliaries = { {
	WORDS('a', "also"), WORDS('b', "been", "being"), WORDS('g', "got", "gets"),
	WORDS('h', "has", "had"), WORDS('i', "is"), WORDS('j', "just"), WORDS('r', "remains"),
	WORDS('w', "was", "will be"),
} };

const struct word_list name_verb_patient = { {
	WORDS('a', "aspirated", "ambulated", "ambulates", "ambulating", "admitted to", "admitted with", "admitted for",
	      "admitted from", "admitted overnight", "afebrile"),
	WORDS('c', "complains of", "complained of", "collapsed"),
	WORDS('d', "desaturated", "desatted", "decompensated", "denies any", "denies chest", "denies pain",
	      "denies fever", "denies nausea", "denies sob", "denies shortness", "denies si", "denies headache",
	      "denies alcohol", "denies tobacco", "denies drug", "delivered a healthy", "died of",
	      "discharged to", "discharged home"),
	WORDS('e', "expired at", "extubated"), WORDS('f', "fainted", "febrile"),
	WORDS('h', "hemorrhaged", "hypotensive", "hypoxic"), WORDS('i', "intubated"), WORDS('m', "miscarried"),
	WORDS('n', "npo"), WORDS('o', "overdosed", "on dialysis", "on hospice", "on bipap", "on the vent"),
	WORDS('p', "presented to", "presented with", "presented for", "presents to", "presents with",
	      "presents for", "presented after", "passed away", "pulled her iv", "pulled his iv"),
	WORDS('r', "relapsed", "refusing meds", "refusing insulin", "refused meds", "refused insulin", "reintubated"),
	WORDS('s', "s/p", "sedated and", "septic"),
	WORDS('t', "tolerated the", "tolerated well", "tested positive", "tested negative", "tachycardic",
	      "threw up"),
	WORDS('u', "underwent", "unresponsive"), WORDS('v', "vomited", "vomiting", "voided"),
	WORDS('w', "weighs"),
} };

/* Behind an auxiliary. */
static const struct word_list states = { {
	WORDS('a', "afebrile", "allergic to", "admitted"),
	WORDS('b', "bitten by", "born at", "brought in by", "brought to the ed", "bedridden"),
	WORDS('c', "catheterized", "comatose", "cannulated", "confused and", "cleared for surgery"),
	WORDS('d', "diagnosed with", "discharged", "diabetic", "dnr"),
	WORDS('e', "extubated", "evaluated for", "examined for"),
	WORDS('f', "found unresponsive", "found down", "febrile", "full code"),
	WORDS('g', "given narcan", "given morphine", "given ativan", "given a bolus"),
	WORDS('h', "hospitalized", "hospitalised", "hypotensive", "hypoxic", "hiv positive"),
	WORDS('i', "intubated", "immunized", "in labor", "in the icu", "in icu", "in the ed", "in dka", "in afib"),
	WORDS('n', "npo", "nauseous", "nauseated"),
	WORDS('o', "on dialysis", "on hospice", "on the vent", "on the ventilator", "on a ventilator",
	      "on bipap", "on day"),
	WORDS('p', "pronounced dead", "pregnant", "postop", "post-op", "postpartum", "paralyzed"),
	WORDS('r', "readmitted", "resuscitated", "reintubated"),
	WORDS('s', "seen by", "seen in", "seen for", "sedated", "septic", "started on", "suicidal", "scoped",
	      "stabilized", "short of breath"),
	WORDS('t', "treated for", "treated with", "transferred to", "triaged", "tachycardic", "trached"),
	WORDS('u', "unresponsive", "undergoing"), WORDS('v', "vomiting", "vaccinated"), WORDS('w', "weaned"),
} };

const struct word_list name_verb_person = { {
	WORDS('a', "admitted", "agreed", "arrived", "asked", "asks", "asking", "ate", "awaiting", "aged"), WORDS('b', "bled"),
	WORDS('c', "called", "calls", "cannot", "came", "can't", "cancelled", "canceled", "complaining", "continues",
	      "coughing", "cried", "crying"),
	WORDS('d', "declined", "developed", "doesn't", "didn't", "drinks", "due"),
	WORDS('e', "emailed"), WORDS('f', "fell", "feels", "forgot"),
	WORDS('g', "got", "gets", "goes", "gave"), WORDS('h', "had", "has"), WORDS('i', "is", "isn't"),
	WORDS('k', "keeps", "knows"), WORDS('l', "lost", "left", "lives", "looks"),
	WORDS('m', "missed", "met"), WORDS('n', "needs", "needed", "never"),
	WORDS('p', "phoned"), WORDS('r', "received", "refused", "refuses", "refusing", "remains", "reports", "requests",
	                            "returned"),
	WORDS('s', "saw", "says", "seems", "signed", "sleeps", "slept", "smokes", "stable", "started", "still", "stopped"),
	WORDS('t', "takes", "texted", "thinks", "told", "took", "tripped"),
	WORDS('w', "walked", "wants", "wanted", "was", "weighed", "went", "will", "woke", "won't", "wrote"),
} };

/* Behind a possessive. */
static const struct word_list owned = { {
	WORDS('a', "appointment", "allergies"), WORDS('b', "biopsy", "blood", "bp", "brother", "baby"),
	WORDS('c', "chart", "creatinine", "ct"), WORDS('d', "daughter", "diagnosis", "discharge", "dob"),
	WORDS('f', "family", "father", "fever"), WORDS('g', "glucose"), WORDS('h', "husband", "hemoglobin"),
	WORDS('i', "insulin", "inr", "iv"), WORDS('l', "labs", "lab"),
	WORDS('m', "mammogram", "medication", "medications", "meds", "mom", "mother", "mri"),
	WORDS('p', "parents", "potassium", "pain", "pcp", "prescription", "prescriptions"),
	WORDS('r', "refill", "results", "room"), WORDS('s', "son", "sister", "sugars", "sugar", "symptoms", "surgery"),
	WORDS('t', "troponin"), WORDS('u', "ultrasound"), WORDS('v', "vitals"),
	WORDS('w', "wife", "wound"), WORDS('x', "x-ray", "xray"),
} };

/* Where the longest of the list's words or phrases at `at` ends; `at` when there is none. */
static size_t
phrase_end(const struct word_list *list, struct bytes text, size_t at)
{
	size_t longest = at;

	if (at + 2 >= text.length ? at + 1 >= text.length : !word_list_may_begin(list, text.data + at))
		return at;
	const char *const *phrases = word_list_letter(list, text.data[at]);
	uint8_t second = byte_lower(text.data[at + 1]); /* few agree in it */
	for (; phrases != NULL && *phrases != NULL; phrases++) {
		const char *phrase = *phrases;
		size_t end = at;
		if ((uint8_t)phrase[1] != second)
			continue;
		for (; *phrase != '\0' && end < text.length && byte_lower(text.data[end]) == (uint8_t)*phrase; phrase++)
			end++;
		bool whole = *phrase == '\0' && (end == text.length || !byte_is_alnum(text.data[end]));
		if (whole && end > longest)
			longest = end;
	}
	return longest;
}

static enum name_verb
said_of(struct bytes text, size_t at)
{
	size_t verb = at;

	for (unsigned i = 0; i < AUXILIARIES_MOST; i++) {
		if (phrase_end(&name_verb_patient, text, verb) > verb)
			return NAME_VERB_PATIENT;
		size_t end = phrase_end(&name_verb_auxiliaries, text, verb);
		if (end == verb || end + 1 >= text.length || text.data[end] != ' ')
			break;
		verb = end + 1;
		if (phrase_end(&states, text, verb) > verb)
			return NAME_VERB_PATIENT;
	}
	return phrase_end(&name_verb_person, text, at) > at ? NAME_VERB_PERSON : NAME_VERB_NONE;
}

/* "54M", "54 F", "54 y/o", "54yo" */
static bool
is_age_and_sex(struct bytes text, size_t at)
{
	size_t end = at;

	while (end < text.length && end - at < 3 && byte_is_digit(text.data[end]))
		end++;
	if (end == at)
		return false;
	end += end < text.length && text.data[end] == ' ';
	struct bytes yo = bytes_slice(text, end, 2), slashed = bytes_slice(text, end, 3);
	if (bytes_equal_nocase(yo, bytes_of_string("yo")) || bytes_equal_nocase(slashed, bytes_of_string("y/o")))
		return true;
	bool sex = end - at > 1 && yo.length > 0 && (yo.data[0] == 'M' || yo.data[0] == 'F'); /* no 3M */
	return sex && (yo.length < 2 || (yo.data[1] < 0x80 && !byte_is_alnum(yo.data[1])));
}

enum name_verb
name_verb_behind(struct bytes text, size_t end)
{
	bool possessive = end + 2 < text.length && text.data[end] == '\'' && byte_lower(text.data[end + 1]) == 's';
	bool ended = end > 2 && text.data[end - 2] == '\'' && byte_lower(text.data[end - 1]) == 's';
	size_t at = possessive ? end + 2 : end;

	if (at + 2 < text.length && text.data[at] == ',')
		at++;
	if (at + 2 >= text.length || text.data[at] != ' ')
		return NAME_VERB_NONE;
	if (byte_is_digit(text.data[at + 1]))
		return is_age_and_sex(text, at + 1) ? NAME_VERB_PATIENT : NAME_VERB_NONE;
	if (text.data[at - 1] == ',')
		return NAME_VERB_NONE;
	bool capital = byte_is_upper(text.data[at + 1]);
	if (possessive || ended) /* no "Johnson's Baby Oil", but "Kapoor's MRI" */
		return (!capital || (at + 2 < text.length && !byte_is_lower(text.data[at + 2]))) &&
		                       phrase_end(&owned, text, at + 1) > at + 1
		               ? NAME_VERB_PERSON : NAME_VERB_NONE;
	return capital ? NAME_VERB_NONE : said_of(text, at + 1);
}

/* ---- names ------------------------------------------------------------------------------- */

/* "the Foley was removed": things have an article, people have none. */
static bool
has_article(struct bytes text, size_t start)
{
	static const char *const articles[] = { "the", "a", "an", "this", "that", "each", "every", "our", "your" };
	size_t end = start > 0 && text.data[start - 1] == ' ' ? start - 1 : start;
	size_t begin = end;

	while (begin > 0 && end - begin < 6 && byte_is_alpha(text.data[begin - 1]))
		begin--;
	return end < start && bytes_among(bytes_slice(text, begin, end - begin), articles, ARRAY_LENGTH(articles));
}

/* How sure what is said behind a lone word makes a person of it; 0 for not. */
static uint8_t
said_confidence(const struct name_word *word, enum name_verb verb)
{
	bool patient = verb == NAME_VERB_PATIENT;

	if (verb == NAME_VERB_NONE)
		return 0;
	if (!patient && word->given == NAME_SURE)
		return 0; /* judge_lone()'s */
	if (word->family == NAME_SURE || word->given == NAME_SURE)
		return word->upper && !patient ? 0 : patient ? CONFIDENCE_STRICT : CONFIDENCE_LOOSE;
	bool listed = word->family == NAME_LIKELY || word->given == NAME_LIKELY;
	if (!patient || word->upper || (word->flags & WORD_COMMON && !listed))
		return 0;
	return word->family >= NAME_POSSIBLE && word->letters > 3 ? CONFIDENCE_LOOSE : 0;
}

/* "Ama Serwaa Boateng": a few words that make no name we know, and may each be of one. */
static bool
is_all_names(const struct name_run *run)
{
	struct name_match match;

	if (run->count > 3)
		return false;
	for (size_t i = 0; i < run->count; i++) {
		const struct name_word *word = &run->words[i];
		if (word->kind != NAME_WORD || word->gap != NAME_GAP_SPACE || word->upper || word->possessive ||
		    word->flags & (WORD_NOT_NAME | WORD_MEDICAL | WORD_STATE | WORD_COMMON) ||
		    (word->given < NAME_POSSIBLE && word->family < NAME_POSSIBLE))
			return false;
	}
	return !name_shape_match(run, 0, &match);
}

/* "Okonkwo was intubated": a name alone of which something is said that is said of people. */
int
name_verb_judge(const struct detector_text *text, const struct name_run *run, bool *found)
{
	static const struct name_cue patient = { "patient's verb", NAME_ROLE_PATIENT, NAME_CUE_NEAR };
	static const struct name_cue person = { "person's verb", NAME_ROLE_PERSON, NAME_CUE_NEAR };
	const unsigned others = WORD_MEDICAL | WORD_NOT_NAME | WORD_STATE;
	size_t last = run->count - 1;
	const struct name_word *word = &run->words[last];
	bool particles = true; /* "Van der Berg" */

	*found = false;
	if (word->kind != NAME_WORD || word->flags & others || !name_verb_may_follow(text->bytes, word->end))
		return 0;
	for (size_t i = 0; i < last; i++)
		particles &= run->words[i].kind == NAME_PARTICLE;
	if (!particles && !is_all_names(run))
		return 0;
	if (said_confidence(word, NAME_VERB_PATIENT) == 0)
		return 0; /* whatever is said */
	enum name_verb verb = name_verb_behind(text->bytes, word->end);
	if (!particles && verb != NAME_VERB_PATIENT)
		return 0;
	uint8_t confidence = said_confidence(word, verb);
	if (confidence == 0 || has_article(text->bytes, run->words[0].start))
		return 0;
	const struct name_match match = { .last = last, .start = run->words[0].start, .end = word->end,
	                                  .full = !particles,
	                                  .confidence = word->family > NAME_POSSIBLE ? confidence : 0 };
	if (name_context_is_thing(text, run, &match))
		return 0;
	*found = true;
	return name_report(text, &match, confidence, verb == NAME_VERB_PATIENT ? &patient : &person);
}
