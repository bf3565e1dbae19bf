#include "scanner/score_role_parts.h"

#include "scanner/table_row.h"
#include "scanner/word_list.h"

/* How far behind a name what it is of is looked for, in bytes. */
#define BEHIND_REACH 48

/* Shorter words of a name are initials and particles. */
#define NAME_LETTERS 3

/* The word that `text` ends with, but for blanks and a colon. */
static struct bytes
last_word(struct bytes text)
{
	size_t end = text.length;
	while (end > 0 && (byte_is_space(text.data[end - 1]) || text.data[end - 1] == ':'))
		end--;
	size_t begin = end;
	while (begin > 0 && (byte_is_alpha(text.data[begin - 1]) || text.data[begin - 1] == '-'))
		begin--;
	return bytes_slice(text, begin, end - begin);
}

/* ---- what stands behind -------------------------------------------------------------- */

/* To reach somebody by. */
static const struct word_list means = { {
	WORDS('b', "beeper"), WORDS('c', "cell"), WORDS('e', "ext", "extension"),
	WORDS('p', "pager", "phone"), WORDS('t', "tel"), WORDS('x', "x"),
} };

/* "Ann Lee, ext. 4410", "Ann Lee 555-0161", "Ann Lee | pager 2217" */
static bool
is_listed(struct bytes behind)
{
	bool enclosed = false;
	size_t groups = 0, at = 0;

	behind = score_role_skip_marks(behind, &enclosed);
	if (word_list_has(&means, score_role_first_word(behind)))
		return true;
	while (at < behind.length && groups < 4) {
		size_t begin = at;
		while (at < behind.length && byte_is_digit(behind.data[at]))
			at++;
		if (at - begin < 1 || at - begin > 4)
			return false;
		groups++;
		if (at - begin == 4)
			return groups >= 2;
		while (at < behind.length && behind.data[at] != '\0' && strchr("-. )", behind.data[at]) != NULL)
			at++;
	}
	return false;
}

/* ---- what stands before ------------------------------------------------------------------ */

static const struct word_list announcers = { {
	WORDS('a', "agent", "attn", "approved", "attorney", "author", "authors", "ask"), WORDS('b', "broker", "by"),
	WORDS('c', "chef", "consultant", "contact", "contacts", "cc", "chair", "coordinator", "ceo", "coach"),
	WORDS('d', "director"), WORDS('e', "editor", "engineer"), WORDS('h', "host", "hosts"),
	WORDS('i', "investigator", "instructor"), WORDS('j', "join"), WORDS('l', "leader", "lead"),
	WORDS('m', "manager"), WORDS('n', "nominee", "nominees", "nurse"), WORDS('o', "owner"),
	WORDS('p', "pi", "presenter", "presenters", "president", "professor", "prof", "pastor"),
	WORDS('q', "questions"),
	WORDS('r', "representative", "rep", "reporter", "recruiter"),
	WORDS('s', "speaker", "speakers", "supervisor"), WORDS('t', "trainer", "teacher", "technician"),
} };

/* Whom the news tell of. */
static const struct word_list public_figures = { {
	WORDS('a', "actor", "actress", "astronaut"), WORDS('c', "comedian", "congressman", "congresswoman"),
	WORDS('d', "defender", "drummer"), WORDS('g', "goalie", "goalkeeper", "governor"),
	WORDS('k', "kicker", "king"), WORDS('l', "linebacker"),
	WORDS('m', "mayor", "midfielder"), WORDS('p', "pitcher", "pope", "prince", "princess"),
	WORDS('q', "quarterback", "queen"), WORDS('r', "rapper", "rookie"),
	WORDS('s', "sen", "senator", "shortstop", "singer", "striker"), WORDS('w', "wrestler"),
} };

/* Behind these a letter's writer is named, on the same line. */
static const struct word_list closings = { {
	WORDS('b', "best"), WORDS('c', "cheers"), WORDS('r', "regards"), WORDS('s', "sincerely"),
	WORDS('t', "thanks"), WORDS('w', "wishes"),
} };

/* "Sign up with Ann Lee", "register with". */
static const struct word_list enrolments = { {
	WORDS('e', "enroll"), WORDS('r', "register", "rsvp"), WORDS('u', "up"), WORDS('v', "volunteer"),
} };

static const struct word_list greetings = { {
	WORDS('a', "afternoon", "and"), WORDS('d', "dear"),
	WORDS('e', "evening", "estimado", "estimada"), WORDS('g', "good", "greetings"),
	WORDS('h', "hi", "hello", "hey", "hola"), WORDS('m', "morning", "mr", "mrs", "ms", "miss"),
	WORDS('t', "to"),
} };

static const struct word_list titles = { { WORDS('m', "mr", "mrs", "ms", "miss"), WORDS('a', "and") } };

/* What is told of a third person, and of nobody greeted: "Good morning, Ann Lee had a fall". */
static const struct word_list third_person = { {
	WORDS('c', "called", "came"), WORDS('d', "died"), WORDS('f', "fell"), WORDS('g', "got"),
	WORDS('h', "had", "has", "hospitalized"), WORDS('n', "needs"), WORDS('r', "reports"),
	WORDS('t', "takes", "tested"), WORDS('w', "went"),
} };

/* Whether somebody is told of: a verb stands behind the name, or behind "(room 4)". */
static bool
is_told_of(struct bytes behind)
{
	behind = score_role_skip_blanks(behind);
	if (behind.length > 0 && behind.data[0] == '(') {
		const uint8_t *close = memchr(behind.data, ')', behind.length);
		if (close == NULL)
			return false;
		behind = score_role_skip_blanks(bytes_slice(behind, (size_t)(close - behind.data) + 1, SIZE_MAX));
	}
	return word_list_has(&third_person, score_role_first_word(behind));
}

/* Whether nothing but the mark of a greeting follows the name on its line. */
static bool
is_addressed(struct bytes behind)
{
	behind = score_role_skip_blanks(behind);
	if (behind.length > 0 && (behind.data[0] == ',' || behind.data[0] == ':'))
		behind = score_role_skip_blanks(bytes_slice(behind, 1, SIZE_MAX));
	return behind.length == 0 || behind.data[0] == '\n' || behind.data[0] == '\r';
}

/* Whether all before a name on its line greets: "Hi", "Dear Mr."; a title alone is none ("Mr. Lee fell"). */
static bool
is_greeting(struct bytes before, struct bytes behind)
{
	size_t count = 0;
	bool greets = false;

	for (; before.length > 0; count++) {
		struct bytes word = score_role_first_word(before);
		if (word.length > 0 && !word_list_has(&greetings, word))
			return false;
		greets = greets || (word.length > 0 && !word_list_has(&titles, word));
		size_t skip = word.length > 0 ? word.length : 1;
		if (word.length == 0 && !byte_is_space(before.data[0]) && before.data[0] != '.' &&
		    before.data[0] != ',' && before.data[0] != '>')
			return false;
		before = bytes_slice(before, skip, SIZE_MAX);
	}
	return count > 0 && !is_told_of(behind) && (greets || is_addressed(behind));
}

bool
score_role_introduces(struct bytes text, size_t start)
{
	struct bytes line = table_line(text, start);
	struct bytes before = bytes_slice(line, 0, start - (size_t)(line.data - text.data));
	struct bytes verb = last_word(before);

	if (bytes_equal_nocase(verb, bytes_of_string("i'm")))
		return true;
	struct bytes subject = last_word(bytes_slice(before, 0, (size_t)(verb.data - before.data)));
	if (bytes_equal_nocase(verb, bytes_of_string("am")))
		return bytes_equal_nocase(subject, bytes_of_string("i"));
	if (bytes_equal_nocase(verb, bytes_of_string("its")) || bytes_equal_nocase(verb, bytes_of_string("it's")))
		return true;
	return bytes_equal_nocase(verb, bytes_of_string("is")) &&
	       (bytes_equal_nocase(subject, bytes_of_string("this")) ||
	        bytes_equal_nocase(subject, bytes_of_string("it")) ||
	        bytes_equal_nocase(subject, bytes_of_string("name")));
}

/* "- Ann" at the end of a line, as a short mail is signed. */
static bool
is_signed(struct bytes before, struct bytes behind)
{
	size_t end = before.length;

	behind = score_role_skip_blanks(behind);
	if (behind.length > 0 && behind.data[0] != '\n' && behind.data[0] != '\r' && behind.data[0] != '(')
		return false;
	while (end > 0 && before.data[end - 1] == ' ')
		end--;
	if (end == 0 || before.data[end - 1] != '-')
		return false;
	while (end > 0 && (before.data[end - 1] == ' ' || before.data[end - 1] == '-'))
		end--;
	return end == 0 || memchr(".!?", before.data[end - 1], 3) != NULL;
}

/* The closing that stands right before a name, if any, on its line: "Thanks, Ann Lee". */
static bool
is_closed(struct bytes before)
{
	size_t end = before.length;

	while (end > 0 && (byte_is_space(before.data[end - 1]) || before.data[end - 1] == ',' ||
	                   before.data[end - 1] == '!'))
		end--;
	return word_list_has(&closings, last_word(bytes_slice(before, 0, end)));
}

/* "Brenda," alone on the first line. */
static bool
opens_text(struct bytes text, size_t start, size_t end)
{
	for (size_t i = 0; i < start; i++)
		if (!byte_is_space(text.data[i]))
			return false;
	struct bytes behind = score_role_skip_blanks(bytes_slice(text, end, 8));
	if (behind.length < 2 || (behind.data[0] != ',' && behind.data[0] != ':'))
		return false;
	bool single = memchr(text.data + start, ' ', end - start) == NULL;
	return behind.data[1] == '\n' || behind.data[1] == '\r' || (single && behind.data[1] == ' ');
}

/* "Questions to Ann Lee", "resumes to". */
static const struct word_list sent_things = { {
	WORDS('a', "answers", "applications"), WORDS('c', "comments"), WORDS('f', "feedback"),
	WORDS('i', "ideas"), WORDS('n', "names", "nominations"), WORDS('o', "orders"),
	WORDS('q', "questions"), WORDS('r', "replies", "reply", "resume", "resumes", "rsvp"),
	WORDS('s', "suggestions"),
} };

/* "the privacy officer, Ann Lee": with a comma, as no patient is named behind these. */
static const struct word_list appointees = { {
	WORDS('c', "ceo", "chair", "chairman", "chairwoman", "chief", "coordinator"), WORDS('d', "dean", "director"),
	WORDS('m', "manager"), WORDS('o', "officer"), WORDS('p', "president", "principal"),
	WORDS('s', "secretary", "supervisor"), WORDS('t', "treasurer"),
} };

static bool
is_appointed(struct bytes before)
{
	size_t end = before.length;

	while (end > 0 && byte_is_space(before.data[end - 1]))
		end--;
	return end > 0 && before.data[end - 1] == ',' &&
	       word_list_has(&appointees, last_word(bytes_slice(before, 0, end - 1)));
}

/* "Contact Ann Lee", "ask for Ann Lee", "sign up with Ann Lee", "Senator Ann Lee", "her nurse is Ann Lee" */
static bool
is_announced(struct bytes before)
{
	struct bytes word = last_word(before);
	struct bytes first = last_word(bytes_slice(before, 0, (size_t)(word.data - before.data)));

	if (is_appointed(before))
		return true;
	if (bytes_equal_nocase(word, bytes_of_string("is")))
		return word_list_has(&announcers, first);
	if (bytes_equal_nocase(word, bytes_of_string("with")))
		return word_list_has(&enrolments, first);
	if (bytes_equal_nocase(word, bytes_of_string("to")))
		return word_list_has(&sent_things, first);
	if (bytes_equal_nocase(word, bytes_of_string("for")))
		word = first;
	return word_list_has(&announcers, word) || word_list_has(&public_figures, word) ||
	       score_role_is_creature(word);
}

/* Between "said" and whom it is: "said colleague Ann Lee". */
#define SPEAKER_WORDS 2

/* `"Never," said colleague Ann Lee`: behind what somebody said. */
static bool
is_quoted(struct bytes before)
{
	static const char *const verbs[] = { "said", "says", "explains", "explained", "adds", "added", "recalls" };

	for (size_t words = 0; words <= SPEAKER_WORDS; words++) {
		struct bytes word = last_word(before);
		if (word.length == 0)
			return false;
		before = bytes_slice(before, 0, (size_t)(word.data - before.data));
		if (!bytes_among(word, verbs, ARRAY_LENGTH(verbs)))
			continue;
		size_t end = before.length;
		while (end > 0 && before.data[end - 1] == ' ')
			end--;
		/* A comma, a quotation mark, or the last byte of a typeset one. */
		return end > 0 && memchr(",\"'\x9d\x99", before.data[end - 1], 5) != NULL;
	}
	return false;
}

/* "Mom (Ann Lee) lost it": the name of whom a word before the parenthesis means. */
static bool
is_named_relative(struct bytes before)
{
	static const char *const relatives[] = { "mom", "mother", "dad", "father", "son", "daughter", "wife", "husband",
	                                         "sister", "brother", "grandma", "grandpa", "baby", "patient", "pt" };

	if (before.length < 2 || before.data[before.length - 2] != ' ')
		return false;
	return bytes_among(last_word(bytes_slice(before, 0, before.length - 2)), relatives, ARRAY_LENGTH(relatives));
}

/* "the diabetes order set (Ann Lee)": who answers for it. */
static bool
is_in_parentheses(struct bytes text, size_t start, size_t end)
{
	return start > 0 && end < text.length && text.data[start - 1] == '(' && text.data[end] == ')' &&
	       !is_told_of(bytes_slice(text, end + 1, BEHIND_REACH)) && !is_named_relative(bytes_slice(text, 0, start));
}

enum score_role
score_role_find(struct bytes text, size_t start, size_t end)
{
	struct bytes line = table_line(text, start);
	size_t begin = (size_t)(line.data - text.data);
	struct bytes before = bytes_slice(text, begin, start - begin);
	struct bytes behind = bytes_slice(text, end, BEHIND_REACH);

	if (is_in_parentheses(text, start, end))
		return SCORE_ROLE_OFFICE;
	if (is_greeting(before, behind))
		return SCORE_ROLE_READER;
	if (is_closed(before) || is_signed(before, behind))
		return SCORE_ROLE_WRITER;
	if (is_announced(before) || score_role_is_office(behind) || is_quoted(before) ||
	    word_list_has(&public_figures, score_role_first_word(bytes_slice(text, start, end - start))))
		return SCORE_ROLE_OFFICE;
	enum score_role record = score_role_of_record(behind);
	if (record == SCORE_ROLE_SUBJECT)
		return record;
	if (opens_text(text, start, end))
		return SCORE_ROLE_READER;
	if (record != SCORE_ROLE_UNKNOWN)
		return record;
	return is_listed(behind) || score_role_is_departments(behind) ? SCORE_ROLE_LISTED : SCORE_ROLE_UNKNOWN;
}

bool
score_role_has_record(struct bytes text, size_t end)
{
	return score_role_of_record(bytes_slice(text, end, BEHIND_REACH)) != SCORE_ROLE_UNKNOWN;
}

bool
score_role_named_in(struct bytes name, struct bytes line)
{
	size_t words = 0;

	while (name.length > 0) {
		struct bytes word = score_role_first_word(name);
		if (word.length >= NAME_LETTERS && bytes_find_nocase(line, word) == SIZE_MAX)
			return false;
		words += word.length >= NAME_LETTERS;
		name = bytes_slice(name, word.length > 0 ? word.length : 1, SIZE_MAX);
	}
	return words > 0;
}
