#include "scanner/score_terse.h"

#include "scanner/score_having.h"
#include "scanner/score_work.h"
#include "scanner/word_list.h"
#include "scanner/words.h"

/* A paragraph is short that has no more bytes, and a name and a phrase are no further apart. */
#define PARAGRAPH_MOST 240
#define TERSE_REACH 120

/* The paragraph of text[at], as far as it is short; empty where it is not. */
static struct bytes
paragraph_find(struct bytes text, size_t at)
{
	size_t begin = at, end = at;

	while (begin > 0 && !(text.data[begin - 1] == '\n' && (begin == 1 || text.data[begin - 2] == '\n')))
		if (at - --begin > PARAGRAPH_MOST)
			return bytes_make(NULL, 0);
	while (end < text.length && !(text.data[end] == '\n' && (end + 1 == text.length || text.data[end + 1] == '\n')))
		if (++end - begin > PARAGRAPH_MOST)
			return bytes_make(NULL, 0);
	return bytes_slice(text, begin, end - begin);
}

static const struct word_list days = { {
	WORDS('a', "april", "apr", "aug", "august"), WORDS('d', "dec", "december"),
	WORDS('f', "feb", "february", "fri", "friday"),
	WORDS('j', "jan", "january", "jul", "july", "jun", "june"),
	WORDS('m', "mar", "march", "may", "mon", "monday"),
	WORDS('n', "nov", "november"), WORDS('o', "oct", "october"),
	WORDS('s', "sat", "saturday", "sep", "sept", "september", "sun", "sunday"),
	WORDS('t', "thu", "thurs", "thursday", "tue", "tues", "tuesday"), WORDS('w', "wed", "wednesday"),
} };

/* Whether another name may stand in `between`: a word with a capital that begins no sentence. */
static bool
has_other_name(struct bytes between)
{
	for (size_t at = 1; at + 1 < between.length; at++) {
		bool capital = byte_is_upper(between.data[at]) && byte_is_lower(between.data[at + 1]);
		if (!capital || between.data[at - 1] != ' ' || (at > 1 && memchr(".!?:-", between.data[at - 2], 5) != NULL))
			continue;
		if (!word_list_has(&days, bytes_slice(between, at, word_bytes_end(between, at) - at)))
			return true;
	}
	return false;
}

/* What may follow a phrase without making another thing of it: "insulin today", but "insulin fridge". */
static const struct word_list followers = { {
	WORDS('a', "after", "again", "also", "and", "appointment", "appt", "are", "as", "asap", "at",
	      "attack", "attacks"),
	WORDS('b', "back", "because", "before", "better", "but", "by"),
	WORDS('c', "came", "check", "comes", "coming", "crisis"),
	WORDS('d', "done", "dose", "doses", "due", "during", "dx"), WORDS('e', "eval", "exam"),
	WORDS('f', "flare", "for", "from", "f"), WORDS('h', "had", "has", "he", "her", "hers", "his"),
	WORDS('i', "if", "in", "infection", "is"), WORDS('l', "last", "level", "levels", "look", "looks"),
	WORDS('m', "meds", "medication", "medications"), WORDS('n', "neg", "negative", "next", "not", "now"),
	WORDS('o', "on", "or", "over"),
	WORDS('p', "pain", "pending", "per", "pills", "plan", "please", "pls", "pos", "positive"),
	WORDS('r', "record", "records", "refill", "refills", "report", "resolved", "result", "results"),
	WORDS('s', "scan", "scheduled", "she", "shot", "shots", "showed", "shows", "since", "so",
	      "spreading", "still", "surgery", "symptoms"),
	WORDS('t', "test", "thanks", "that", "the", "therapy", "this", "thru", "to", "today",
	      "tomorrow", "tonight", "too",
	      "treatment"),
	WORDS('u', "until"), WORDS('v', "visit"),
	WORDS('w', "was", "when", "while", "who", "with", "worse", "worsening"),
	WORDS('y', "yesterday"),
} };

/* The same, between and behind, in Spanish. */
static const struct word_list spanish = { {
	WORDS('a', "al", "alta", "alto"), WORDS('c', "con"), WORDS('d', "de", "del", "desde", "dice", "dijo"),
	WORDS('e', "el", "ella", "en", "es", "est\xc3\xa1", "esta", "estaba"), WORDS('f', "fue"),
	WORDS('g', "grado"), WORDS('h', "ha", "hoy"), WORDS('l', "la", "las", "le", "los"),
	WORDS('m', "mucha", "mucho", "muy"), WORDS('n', "necesita", "no"), WORDS('o', "otra"),
	WORDS('p', "padece", "para", "pero", "por", "presenta"), WORDS('q', "que"),
	WORDS('s', "se", "sigue", "su", "sufre"), WORDS('t', "tiene", "toma", "tuvo"),
	WORDS('u', "un", "una"), WORDS('v', "vez"), WORDS('y', "y", "ya"),
} };

/* "insulin syringes"; a word with a digit measures: "vitals q15". */
static bool
is_of_other_thing(struct bytes text, size_t end)
{
	if (end + 1 >= text.length || text.data[end] != ' ' || !byte_is_alpha(text.data[end + 1]))
		return false;
	size_t stop = ++end;
	while (stop < text.length && word_bytes[text.data[stop]] != 0)
		if (byte_is_digit(text.data[stop++]))
			return false;
	struct bytes word = bytes_slice(text, end, stop - end);
	return !word_list_has(&followers, word) && !word_list_has(&spanish, word);
}

/* Behind a name and a comma these speak to its bearer: "Ann, the insulin fridge", "Ann, can you". */
static const struct word_list addressing = { {
	WORDS('a', "any", "are"), WORDS('c', "can", "could"), WORDS('d', "did", "do", "does"),
	WORDS('h', "have", "here", "how"), WORDS('i', "if", "is"), WORDS('j', "just"), WORDS('l', "let"),
	WORDS('p', "please", "pls"), WORDS('t', "thanks", "the", "there"), WORDS('w', "we", "what", "when", "where",
	      "which", "who", "why", "will", "would"), WORDS('y', "you", "your"),
} };

static bool
is_addressed(struct bytes between)
{
	if (between.length < 3 || between.data[0] != ',' || between.data[1] != ' ')
		return false;
	return word_list_has(&addressing, bytes_slice(between, 2, word_bytes_end(between, 2) - 2));
}

/* So many words may stand between that neither give nor fill. */
#define STRANGERS_MOST 1

/* Whether `between` is but a few words, or a mark begins what follows it: "Lee on line 2 - chest tightness". */
static bool
is_status(struct bytes between)
{
	size_t strangers = 0;

	for (size_t at = 0, begin; at < between.length; at += at == begin) {
		begin = at;
		at = word_bytes_end(between, at);
		struct bytes word = bytes_slice(between, begin, at - begin);
		if (at == begin) {
			if (memchr(",:;-(", between.data[at], 5) != NULL)
				strangers = 0;
			continue;
		}
		strangers += word.length > 1 && !byte_is_digit(word.data[0]) &&
		             !word_list_has(&score_having_verbs, word) && !word_list_has(&score_having_fillers, word) &&
		             !word_list_has(&spanish, word);
	}
	return strangers <= STRANGERS_MOST;
}

bool
score_terse_holds(struct bytes text, const struct score_tie *tie)
{
	if (tie->start < tie->name_end || tie->start - tie->name_end > TERSE_REACH || is_of_other_thing(text, tie->end))
		return false;
	struct bytes between = bytes_slice(text, tie->name_end, tie->start - tie->name_end);
	if (memchr(between.data, '\n', between.length) != NULL || has_other_name(between) || is_addressed(between) ||
	    !is_status(between))
		return false;
	struct bytes paragraph = paragraph_find(text, tie->name_start);
	return paragraph.length > 0 && !score_work_any(paragraph);
}

bool
score_terse_is_whole(struct bytes text)
{
	return text.length <= PARAGRAPH_MOST && !score_work_any(text);
}
