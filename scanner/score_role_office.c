/* Who is named with what they do: "Ann Lee, director", "Ann Lee said", "Ann Lee (Radiology)". */
#include "scanner/score_role_parts.h"

#include "scanner/word_list.h"

/* Words behind a name among which an office may stand: "its new medical director". */
#define OFFICE_WORDS 3

/* Words of a department: "(infection prevention and control)". */
#define DEPARTMENT_WORDS 4

static const struct word_list offices = { {
	WORDS('a', "administrator", "agent", "aide", "analyst", "apprentice", "architect", "artist", "assistant",
	      "associate", "attorney", "author"),
	WORDS('b', "benefits", "bookkeeper", "broker", "buyer"),
	WORDS('c', "captain", "carpenter", "chair", "chairman", "chairwoman", "chancellor", "chaplain", "chef",
	      "chief", "clerk", "coach", "commissioner", "compliance", "consultant", "cook", "coordinator",
	      "councilor", "counsel", "counselor", "cpa", "curator", "custodian"),
	WORDS('d', "deacon", "dean", "dietitian", "director", "doula"),
	WORDS('e', "editor", "electrician", "engineer", "esq", "executive"),
	WORDS('f', "facilities", "fellow", "finance", "firefighter", "founder"), WORDS('g', "governor"),
	WORDS('h', "historian", "host", "hr", "hygienist"),
	WORDS('i', "inspector", "instructor", "intern", "interpreter", "investigator"),
	WORDS('j', "journalist"), WORDS('l', "leader", "liaison", "librarian"),
	WORDS('m', "manager", "marketing", "mba", "md", "mha", "midwife", "minister", "moderator", "mph", "msn",
	      "msw", "musician"),
	WORDS('n', "navigator", "novelist", "nurse"),
	WORDS('o', "officer", "ombudsman", "organizer", "owner"),
	WORDS('p', "painter", "paralegal", "paramedic", "partner", "pastor", "payroll", "pharmacist", "pharmd",
	      "phd", "photographer", "pi", "planner", "poet", "president", "principal", "producer", "professor",
	      "provost"),
	WORDS('r', "receptionist", "recruiter", "rector", "registrar", "rep", "reporter", "representative",
	      "researcher", "rn"),
	WORDS('s', "sales", "scheduler", "scientist", "secretary", "senator", "sergeant", "spokesman",
	      "spokesperson", "spokeswoman", "specialist", "strategist", "superintendent", "supervisor",
	      "surveyor"),
	WORDS('t', "teacher", "team", "tech", "technician", "technologist", "therapist", "trainer", "treasurer",
	      "trustee"),
	WORDS('v', "vp"), WORDS('w', "warden", "writer"),
} };

/* Words for who practises a field of knowledge end so: "cardiologist", "podiatrist", "pediatrician". */
static bool
ends_as_occupation(struct bytes word)
{
	static const char *const endings[] = { "ologist", "iatrist", "atrician" };

	for (size_t i = 0; i < ARRAY_LENGTH(endings); i++) {
		struct bytes ending = bytes_of_string(endings[i]);
		if (word.length > ending.length &&
		    bytes_equal_nocase(bytes_slice(word, word.length - ending.length, SIZE_MAX), ending))
			return true;
	}
	return false;
}

/* "says her hip hurts", "said that he fell": of themselves. */
static bool
speaks_of_self(struct bytes behind)
{
	static const char *const pronouns[] = { "he", "she", "his", "her", "he's", "she's" };
	struct bytes word = score_role_first_word(behind);

	word = score_role_word_behind(behind, word);
	if (bytes_equal_nocase(word, bytes_of_string("that")))
		word = score_role_word_behind(bytes_slice(behind, (size_t)(word.data - behind.data), SIZE_MAX), word);
	return bytes_among(word, pronouns, ARRAY_LENGTH(pronouns));
}

/* What is done for others, or before them. */
static const struct word_list speakers = { {
	WORDS('c', "chaired", "chairs", "coordinates", "curates"),
	WORDS('d', "directs", "discusses"), WORDS('e', "emcees"), WORDS('f', "facilitates", "founded"),
	WORDS('h', "hosted", "hosts"), WORDS('i', "introduces"),
	WORDS('l', "leads", "lectures"), WORDS('m', "moderates"), WORDS('o', "oversees"), WORDS('p', "presents"),
	WORDS('s', "said", "says", "speaks", "specializes", "spoke"), WORDS('t', "taught", "teaches"),
	WORDS('w', "wrote", "writes"),
} };

/* What who holds forth "will" do. */
static const struct word_list acts = { {
	WORDS('b', "bring"), WORDS('c', "cover"), WORDS('d', "deliver", "demo", "discuss"),
	WORDS('g', "give"), WORDS('h', "host"),
	WORDS('j', "join"), WORDS('l', "lead"), WORDS('p', "present"), WORDS('r', "report"),
	WORDS('s', "speak"), WORDS('t', "teach"),
} };

/* "said", "will report": somebody who holds forth. */
static bool
speaks_to_many(struct bytes behind)
{
	struct bytes word = score_role_first_word(behind);

	if (bytes_equal_nocase(word, bytes_of_string("will")))
		return word_list_has(&acts, score_role_word_behind(behind, word));
	/* "presents with chest pain" */
	bool ill = byte_lower(word.length > 0 ? word.data[0] : 0) == 'p' &&
	           bytes_equal_nocase(score_role_word_behind(behind, word), bytes_of_string("with"));
	return !ill && word_list_has(&speakers, word) && !speaks_of_self(behind);
}

/* Of whose names these stand before or, behind "the", after: "our cat Max", "Max the beagle". */
static const struct word_list creatures = { {
	WORDS('b', "beagle", "bird", "bulldog", "bunny"), WORDS('c', "cat", "collie", "corgi", "cow"),
	WORDS('d', "dachshund", "dog", "doggie", "donkey"), WORDS('f', "ferret"), WORDS('g', "goat"),
	WORDS('h', "hamster", "hen", "horse", "hound", "husky"), WORDS('k', "kitten", "kitty"),
	WORDS('l', "lab", "labrador"), WORDS('m', "mare"),
	WORDS('p', "parrot", "pet", "pig", "pony", "poodle", "pug", "pup", "puppy"),
	WORDS('r', "rabbit", "retriever", "rooster"), WORDS('s', "spaniel", "stallion"),
	WORDS('t', "terrier", "tortoise", "turtle"),
} };

bool
score_role_is_creature(struct bytes word)
{
	return word_list_has(&creatures, word);
}

/* "the beagle", "the old cat" */
static bool
is_called_creature(struct bytes behind)
{
	struct bytes word = score_role_first_word(behind);

	if (!bytes_equal_nocase(word, bytes_of_string("the")))
		return false;
	behind = score_role_skip_blanks(bytes_slice(behind, word.length, SIZE_MAX));
	word = score_role_first_word(behind);
	return word_list_has(&creatures, word) ||
	       word_list_has(&creatures, score_role_word_behind(behind, word));
}

/* An office in what stands behind a comma, a bar or a dash, or "said". */
bool
score_role_is_office(struct bytes behind)
{
	static const char *const appointers[] = { "its", "as" };

	behind = score_role_skip_blanks(behind);
	if (speaks_to_many(behind) || is_called_creature(behind))
		return true;
	bool appointed = bytes_among(score_role_first_word(behind), appointers, ARRAY_LENGTH(appointers));
	if (!appointed && (behind.length == 0 || strchr(",|-(/", behind.data[0]) == NULL))
		return false;
	for (unsigned words = 0; words < OFFICE_WORDS && behind.length > 0;) {
		struct bytes word = score_role_first_word(behind);
		if (word.length == 0) {
			if (strchr(".;!?:", behind.data[0]) != NULL || behind.data[0] == '\n')
				return false;
			behind = bytes_slice(behind, 1, SIZE_MAX);
			continue;
		}
		if (word_list_has(&offices, word) || ends_as_occupation(word))
			return true;
		behind = bytes_slice(behind, word.length, SIZE_MAX);
		words++;
	}
	return false;
}

static const struct word_list departments = { {
	WORDS('a', "accounting", "administration", "admissions", "and", "anesthesia"),
	WORDS('b', "billing", "board"),
	WORDS('c', "cardiology", "care", "case", "cath", "ccu", "center", "clinical", "coding", "communications",
	      "compliance", "control", "ct"),
	WORDS('d', "days", "department", "derm", "dermatology", "development", "dialysis", "dietary"),
	WORDS('e', "ed", "education", "emergency", "endoscopy", "engineering", "environmental", "er", "evs",
	      "experience"),
	WORDS('f', "facilities", "finance", "food", "foundation"),
	WORDS('g', "gi"), WORDS('h', "health", "housekeeping", "hospitality", "hr", "human"),
	WORDS('i', "icu", "imaging", "infection", "informatics", "it"),
	WORDS('k', "kitchen"), WORDS('l', "lab", "laboratory", "laundry", "legal"),
	WORDS('m', "maintenance", "management", "marketing", "materials", "maternity", "medicine", "micu", "mri"),
	WORDS('n', "neuro", "neurology", "nicu", "nights", "nursing", "nutrition"),
	WORDS('o', "ob", "of", "oncology", "operations", "or", "ortho", "orthopedics"),
	WORDS('p', "pacu", "pathology", "patient", "payroll", "pediatrics", "peds", "pharmacy", "prevention",
	      "psych", "psychiatry", "public", "purchasing"),
	WORDS('q', "quality"),
	WORDS('r', "radiology", "records", "registration", "rehab", "relations", "research", "resources",
	      "respiratory", "risk"),
	WORDS('s', "safety", "scheduling", "security", "services", "sicu", "social", "surgery", "surgical"),
	WORDS('t', "technology", "telemetry", "transport", "transportation", "triage"),
	WORDS('u', "urology"), WORDS('v', "volunteer"), WORDS('w', "work"),
} };

/* Whether `behind` begins with a name, with what is said of several, or not at all: a list goes on, or ends. */
static bool
goes_on_as_list(struct bytes behind)
{
	struct bytes rest = score_role_skip_blanks(behind);

	if (rest.length == 0 || memchr("\n\r.;", rest.data[0], 4) != NULL ||
	    bytes_equal_nocase(score_role_first_word(rest), bytes_of_string("are")))
		return true;
	if (rest.data[0] == ',')
		rest = score_role_skip_blanks(bytes_slice(rest, 1, SIZE_MAX));
	if (bytes_equal_nocase(score_role_first_word(rest), bytes_of_string("and")))
		rest = score_role_skip_blanks(bytes_slice(rest, strlen("and"), SIZE_MAX));
	return rest.length > 0 && byte_is_upper(rest.data[0]);
}

bool
score_role_is_departments(struct bytes behind)
{
	size_t words = 0;

	behind = score_role_skip_blanks(behind);
	if (behind.length == 0 || behind.data[0] != '(')
		return false;
	for (behind = bytes_slice(behind, 1, SIZE_MAX); behind.length > 0 && behind.data[0] != ')';) {
		struct bytes word = score_role_first_word(behind);
		if (word.length > 0 && (++words > DEPARTMENT_WORDS || !word_list_has(&departments, word)))
			return false;
		if (word.length == 0 && memchr(" ,&/-", behind.data[0], 5) == NULL)
			return false;
		behind = bytes_slice(behind, word.length > 0 ? word.length : 1, SIZE_MAX);
	}
	return words > 0 && behind.length > 0 && goes_on_as_list(bytes_slice(behind, 1, SIZE_MAX));
}
