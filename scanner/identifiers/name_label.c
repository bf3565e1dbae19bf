#include "scanner/identifiers/name_label.h"

#include "scanner/identifiers/name_context.h"
#include "scanner/identifiers/name_number.h"
#include "scanner/identifiers/report.h"
#include "scanner/letter.h"

/* White space and punctuation between a label and its name. */
#define LABEL_GAP_LIMIT 16

/* A display name is not longer, and not made of shorter words. */
#define DISPLAY_NAME_LIMIT 64
#define DISPLAY_WORD_LEAST 3

int
name_report(const struct detector_text *text, const struct name_match *match, uint8_t confidence,
            const struct name_cue *cue)
{
	const struct identifier found = {
		.type = IDENTIFIER_PERSON_NAME,
		.subject = name_context_subject(text, match, cue->role),
		.start = match->start,
		.end = match->end,
		.confidence = confidence,
		.cue = cue->cue,
		.validator = match->confidence > 0 ? "known names" : NULL,
	};
	int err = identifier_report(text, &found);
	bool patients = found.subject == SUBJECT_UNKNOWN || found.subject == SUBJECT_PATIENT;
	return err == 0 && match->full && patients ? name_number_behind(text, match->end) : err;
}

enum label_joint {
	JOINT_NONE = 0,
	JOINT_BESIDE, /* "patient Ana" */
	JOINT_FIELD,  /* "Patient: Ana", "my name is ana", <given>Ana */
};

/* `word` is in lower case and has a second letter. */
static inline bool
word_is(struct bytes text, size_t at, const char *word)
{
	if (at + 1 >= text.length || byte_lower(text.data[at + 1]) != (uint8_t)word[1])
		return false;
	return bytes_equal_nocase(bytes_slice(text, at, strlen(word)), bytes_of_string(word));
}

/* What makes a field of label and name. */
static inline bool
opens_field(uint8_t c)
{
	switch (c) {
	case ':': case '=': case '>': case '\t': case '"': case '?':
		return true;
	default:
		return false;
	}
}

/* That, and what else may stand between the two. */
static inline bool
joins_label(uint8_t c)
{
	switch (c) {
	case ' ': case '\'': case '-': case '*': case '#': case '(': case '[': case '\r': case '\n':
		return true;
	default:
		return opens_field(c);
	}
}

/* What lies between a label's end and what may be the name; moves `*at` there. */
static enum label_joint
joint_read(struct bytes text, size_t *at)
{
	size_t i = *at;
	size_t limit = i + LABEL_GAP_LIMIT < text.length ? i + LABEL_GAP_LIMIT : text.length;
	bool field = false;
	bool line = false;

	if (word_is(text, i, " name"))
		return JOINT_NONE; /* the longer label speaks */
	if (word_is(text, i, " is "))
		field = true, i += strlen(" is ");
	else if (word_is(text, i, "'s "))
		i += strlen("'s ");
	for (; i < limit && joins_label(text.data[i]); i++) {
		field |= opens_field(text.data[i]);
		if (text.data[i] == '\n' && line)
			return JOINT_NONE;
		line |= text.data[i] == '\n';
	}
	if (i == *at || i >= limit)
		return JOINT_NONE;
	*at = i;
	if (line && !field)
		return JOINT_NONE;
	return field ? JOINT_FIELD : JOINT_BESIDE;
}

/* A bare "name" must begin a line or field: "file name", "domain name" speak of other things. */
static bool
label_stands_alone(struct bytes text, size_t start)
{
	while (start > 0 && text.data[start - 1] == ' ')
		start--;
	return start == 0 || !byte_is_alnum(text.data[start - 1]);
}

static enum name_weight
strongest(const struct name_run *run, const struct name_match *match)
{
	enum name_weight best = NAME_NEVER;

	for (size_t i = match->first; i <= match->last; i++) {
		const struct name_word *word = &run->words[i];
		enum name_weight weight = word->given > word->family ? word->given : word->family;
		best = weight > best ? weight : best;
	}
	return best;
}

/* How sure a label makes its words; 0 for not a name. */
static uint8_t
labelled_confidence(const struct name_run *run, const struct name_match *match,
                    enum label_joint joint, bool capital)
{
	enum name_weight best = strongest(run, match);

	if (!capital)
		return joint == JOINT_FIELD && best == NAME_SURE ? CONFIDENCE_CUE : 0;
	if (joint == JOINT_BESIDE)
		return best == NAME_SURE ? CONFIDENCE_CUE : 0;
	if (best >= NAME_LIKELY)
		return match->full ? CONFIDENCE_CHECKED : CONFIDENCE_CUE;
	return match->full ? 60 : CONFIDENCE_STRICT;
}

/* "dr. Cruz": a title in lower case; others are part of the name. */
int
name_label_titled(const struct detector_text *text, size_t end)
{
	static const struct name_cue title = { "title", NAME_ROLE_PERSON, NAME_CUE_BESIDE };
	struct bytes bytes = text->bytes;
	size_t name = end + (bytes.data[end] == '.'), first = end - 1;
	struct name_match match;
	struct name_run run;

	while (first > 0 && byte_is_alpha(bytes.data[first - 1]))
		first--;
	if (name + 1 >= bytes.length || bytes.data[name] != ' ' || !byte_is_upper(bytes.data[name + 1]) ||
	    !byte_is_lower(bytes.data[first]))
		return 0;
	name_run_read(text, name + 1, false, &run);
	if (run.count == 0 || !name_shape_match_labelled(&run, 0, &match))
		return 0;
	match.titled = true;
	match.clinician = bytes.data[end - 1] == 'r' && bytes.data[end - 2] == 'd';
	if (name_context_is_thing(text, &run, &match))
		return 0;
	return name_report(text, &match, CONFIDENCE_STRICT, &title);
}

bool
name_label_is_field(struct bytes text, size_t end)
{
	size_t start = end;

	if (end == text.length || memchr(">\":", text.data[end], 3) == NULL)
		return false;
	while (start > 0 && byte_is_alpha(text.data[start - 1]))
		start--;
	return start == 0 || text.data[start - 1] != '-';
}

/* Whether a cell of a table may end at `end`. */
static bool
may_be_title(struct bytes text, size_t end)
{
	size_t edge = end < text.length && text.data[end] == ' ' ? end + 1 : end;

	return edge < text.length && memchr("\t|,;\n\" ", text.data[edge], edge > end ? 7 : 6) != NULL;
}

int
name_label_behind(const struct detector_text *text, size_t end)
{
	struct name_match match;
	struct name_run run;

	int err = may_be_title(text->bytes, end) ? name_label_column(text, end) : 0;
	if (err != 0)
		return err;
	/* What follows costs less to look at than which cue it is, and says no to most prose. */
	size_t at = end;
	enum label_joint joint = joint_read(text->bytes, &at);
	if (joint == JOINT_NONE)
		return 0;
	bool capital = name_word_begins(text->bytes, at);
	if (!capital && joint != JOINT_FIELD)
		return 0;
	struct name_cue cue = name_context_cue_ending(text->bytes, end);
	bool bare = cue.cue != NULL && strcmp(cue.cue, "name") == 0;
	if (cue.cue == NULL || cue.use == NAME_CUE_NEAR)
		return 0;
	if (bare && (joint == JOINT_BESIDE || !label_stands_alone(text->bytes, end - strlen("name"))))
		return 0;
	if (!capital && cue.use != NAME_CUE_LABEL)
		return 0;
	name_run_read(text, at, !capital, &run);
	if (run.count == 0 || !name_shape_match_labelled(&run, 0, &match) ||
	    name_context_is_thing(text, &run, &match))
		return 0;
	uint8_t confidence = labelled_confidence(&run, &match, joint, capital);
	if (confidence == 0 && capital && match.full && cue.role == NAME_ROLE_PERSON)
		confidence = CONFIDENCE_HARDLY; /* "I'm Wobblequin Quillfeather" */
	return confidence > 0 ? name_report(text, &match, confidence, &cue) : 0;
}

/* ---- display names ------------------------------------------------------------------ */

/* Where the display name that ends at `end` begins; `end` when there is none. */
static size_t
display_name_start(struct bytes text, size_t end)
{
	size_t start = end;

	while (start > 0 && end - start < DISPLAY_NAME_LIMIT && text.data[start - 1] != '\0' &&
	       strchr("\n:,;<>\"(@", text.data[start - 1]) == NULL)
		start--;
	while (start < end && text.data[start] == ' ')
		start++;
	return end - start < DISPLAY_NAME_LIMIT ? start : end;
}

/* Whether the local part is made of one of the words: "faith_oconnor", "jsmith2". */
static bool
local_has_word(struct bytes text, const struct name_run *run, const struct name_match *match,
               struct bytes local)
{
	for (size_t i = match->first; i <= match->last; i++) {
		const struct name_word *word = &run->words[i];
		struct bytes bytes = bytes_slice(text, word->start, word->end - word->start);
		if (bytes.length >= DISPLAY_WORD_LEAST && bytes_find_nocase(local, bytes) != SIZE_MAX)
			return true;
	}
	return false;
}

int
name_label_addressed(const struct detector_text *text, size_t at, struct bytes local)
{
	static const struct name_cue cue = { "address", NAME_ROLE_PERSON, NAME_CUE_LABEL };
	struct bytes bytes = text->bytes;
	struct name_match match;
	struct name_run run;
	size_t end = at;

	while (end > 0 && (bytes.data[end - 1] == ' ' || bytes.data[end - 1] == '"'))
		end--;
	size_t start = display_name_start(bytes, end);
	if (end - start < DISPLAY_WORD_LEAST || !letter_at(bytes, start).capital)
		return 0;
	name_run_read(text, start, false, &run);
	if (run.count == 0 || !name_shape_match_labelled(&run, 0, &match) || match.end != end ||
	    !match.full || !local_has_word(bytes, &run, &match, local) ||
	    name_context_is_thing(text, &run, &match))
		return 0;
	return name_report(text, &match, CONFIDENCE_STRICT, &cue);
}

/* ---- columns ------------------------------------------------------------------------ */

/* Titles of columns that hold names, but no labels in a sentence. */
#define COLUMN_TITLES(CUE) \
	CUE("first") CUE("last") CUE("middle") CUE("student") CUE("driver") CUE("passenger") \
	CUE("caller") CUE("owner")
/* Patients' first. */
#define COLUMN_WORDS(CUE) \
	CUE("patient") CUE("patients") CUE("patient name") CUE("pt") CUE("pt name") CUE("member") \
	CUE("member name") CUE("client") CUE("client name") CUE("resident") CUE("resident name") \
	CUE("subscriber") CUE("insured") CUE("guarantor") CUE("child") CUE("baby") \
	/* of somebody: */ \
	CUE("name") CUE("full name") CUE("first name") CUE("last name") CUE("middle name") \
	CUE("surname") CUE("family name") CUE("given name") CUE("employee") CUE("employee name") \
	CUE("claimant") CUE("lastname") CUE("firstname") \
	COLUMN_TITLES(CUE)
CUE_ARRAY(column_words, COLUMN_WORDS);
static const struct cue_table columns = CUE_TABLE_INDEXED(column_words);
const struct cue_table name_label_columns = CUE_TABLE_LAST(column_words, COLUMN_TITLES);
#define COLUMN_PATIENTS 16

static bool
is_patients_column(const char *title)
{
	for (size_t i = 0; i < COLUMN_PATIENTS; i++)
		if (column_words[i].text == title)
			return true;
	return false;
}

/* Whether nothing but the name is in the cell. */
static bool
fills_cell(struct bytes text, size_t end)
{
	while (end < text.length && (text.data[end] == ' ' || text.data[end] == '"' || text.data[end] == '\r'))
		end++;
	return end >= text.length || memchr("\n\t|,;", text.data[end], 5) != NULL;
}

/* A cell of a column of names; one that no list knows is a name where patients stand. */
static int
take_cell(const struct detector_text *text, const struct labelled *value, size_t *end)
{
	bool patients = is_patients_column(value->cue);
	const struct name_cue cue = { value->cue, patients ? NAME_ROLE_PATIENT : NAME_ROLE_PERSON, NAME_CUE_LABEL };
	struct name_match match;
	struct name_run run;

	if (letter_at(text->bytes, value->start).length == 0)
		return 0;
	name_run_read(text, value->start, true, &run);
	if (run.count == 0 || !name_shape_match_labelled(&run, 0, &match) ||
	    !fills_cell(text->bytes, match.end) || name_context_is_thing(text, &run, &match))
		return 0;
	*end = match.end;
	uint8_t confidence = labelled_confidence(&run, &match, JOINT_FIELD, true);
	bool known = strongest(&run, &match) >= NAME_LIKELY;
	if (!known && !patients)
		confidence = CONFIDENCE_HARDLY;
	match.confidence = known ? confidence : 0;
	return name_report(text, &match, confidence, &cue);
}

int
name_label_column(const struct detector_text *text, size_t end)
{
	return label_read_words(text, end, &columns, take_cell);
}
