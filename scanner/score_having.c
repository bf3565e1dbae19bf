#include "scanner/score_having.h"

#include "scanner/words.h"

/* Verbs by which somebody has what is named behind them. */
const struct word_list score_having_verbs = { {
	WORDS('a', "admits", "awaits", "awaiting"), WORDS('b', "be", "booked"),
	WORDS('c', "c/o", "called", "came", "can't", "cannot", "caught", "complains", "complaining", "completed",
	      "contracted"),
	WORDS('d', "denied", "denies", "described", "developed", "develops", "disclosed", "due"),
	WORDS('e', "experienced"),
	WORDS('f', "failed", "finished"), WORDS('g', "gets", "got"),
	WORDS('h', "had", "has", "have", "having", "hit", "hx"), WORDS('i', "is"), WORDS('l', "looks", "lost"),
	WORDS('m', "missed"), WORDS('n', "need", "needed", "needs"),
	WORDS('r', "ready", "receives", "received", "recovering", "refused", "refuses", "refusing", "reports",
	      "requested", "requests", "requires"),
	WORDS('s', "saw", "scheduled", "seems", "sees", "shows", "skipped", "spiked", "started", "starts", "stopped",
	      "struggles", "suffered", "suffers", "survived"),
	WORDS('t', "takes", "taking", "tested", "tolerated", "tore", "treated"),
	WORDS('u', "undergoes", "undergoing", "underwent", "uses", "using"),
	WORDS('w', "w/", "wants", "was", "wears", "went", "with"),
} };

/* What may stand between them and it. */
const struct word_list score_having_fillers = { {
	WORDS('a', "a", "acute", "again", "already", "also", "always", "an", "and", "another", "any"),
	WORDS('b', "back", "bad", "been", "being", "both"), WORDS('c', "chronic", "confirmed", "could", "currently"),
	WORDS('d', "days", "definitely", "diagnosed", "down"), WORDS('e', "early"),
	WORDS('f', "finally", "first", "five", "for", "four", "from"),
	WORDS('g', "getting", "going"), WORDS('h', "her", "high", "his", "home"), WORDS('i', "in", "into"),
	WORDS('j', "just"), WORDS('l', "last", "left", "likely", "longer", "lot", "lots", "low"),
	WORDS('m', "may", "might", "mild", "months", "more"), WORDS('n', "new", "no", "not", "now"),
	WORDS('o', "of", "off", "often", "on", "one", "out"),
	WORDS('p', "positive", "possible", "probable", "probably"),
	WORDS('r', "really", "recently", "recurrent", "right", "running", "rushed"),
	WORDS('s', "second", "seeing", "sent", "seven", "severe", "six", "so", "some", "still", "suspected"),
	WORDS('t', "taken", "ten", "the", "their", "third", "three", "to", "today", "too", "two"),
	WORDS('u', "under", "up"), WORDS('v', "very"), WORDS('w', "weeks", "will", "worsening", "would"),
	WORDS('y', "years"),
} };

/* What stands in parentheses behind a name, as a class or a room, is passed over. */
static size_t
parentheses_end(struct bytes between)
{
	if (between.length < 2 || between.data[0] != ' ' || between.data[1] != '(')
		return 0;
	const uint8_t *close = memchr(between.data, ')', between.length);
	return close != NULL ? (size_t)(close - between.data) + 1 : 0;
}

/* From where: "Ann from accounting", "Ann in my class"; at most so many words. */
#define ORIGIN_WORDS 2

static const struct word_list origins = { { WORDS('a', "at"), WORDS('f', "from"), WORDS('i', "in") } };

/* "the Lee baby has jaundice" */
static const struct word_list kinds = { {
	WORDS('b', "baby", "boy", "brothers"), WORDS('c', "child", "children"), WORDS('f', "family"),
	WORDS('g', "girl"), WORDS('i', "infant"), WORDS('k', "kid", "kids"), WORDS('l', "lady"),
	WORDS('n', "newborn"), WORDS('s', "sisters"), WORDS('t', "toddler", "twins"),
} };

/* Behind the word that says of what kind the bearer of a family name is. */
static size_t
kind_end(struct bytes between)
{
	size_t end = 1;

	while (end < between.length && byte_is_alpha(between.data[end]))
		end++;
	return between.length > 0 && between.data[0] == ' ' &&
	       word_list_has(&kinds, bytes_slice(between, 1, end - 1)) ? end : 0;
}

/* What only says which one is meant is passed over, up to the verb. */
static size_t
aside_end(struct bytes between)
{
	size_t end = kind_end(between), at;

	end += parentheses_end(bytes_slice(between, end, SIZE_MAX));
	at = end;

	for (size_t words = 0; words <= ORIGIN_WORDS + 1; words++) {
		while (at < between.length && between.data[at] == ' ')
			at++;
		size_t begin = at;
		at = word_bytes_end(between, at);
		struct bytes word = bytes_slice(between, begin, at - begin);
		if (words > 1 && word_list_has(&score_having_verbs, word))
			return begin;
		if (word.length == 0 || (words == 0 && !word_list_has(&origins, word)))
			return end;
	}
	return end;
}

/* "c/o", "w/", "can't" */
static bool
is_of_word(uint8_t c)
{
	return word_bytes[c] != 0 || c == '/' || c == '\'';
}

/* Where a clause begins with one of these it tells what the bearer does to others: "who treated depression". */
static const struct word_list trade_verbs = { {
	WORDS('c', "called"), WORDS('d', "described"), WORDS('l', "looks"),
	WORDS('r', "reports", "requested", "requests"), WORDS('s', "saw", "sees", "shows"), WORDS('t', "treated"),
	WORDS('w', "wants"),
} };

/* "refuses dialysis" behind a comma, as lists have it; not where the bearer is asked: "is the insulin in". */
static bool
begins_listed(struct bytes verb)
{
	return verb.length > 3 && memchr("sd", byte_lower(verb.data[verb.length - 1]), 2) != NULL &&
	       word_list_has(&score_having_verbs, verb);
}

/* Where the words begin that say what the bearer has. */
static size_t
clause_begin(struct bytes between)
{
	struct bytes pronoun = bytes_of_string(" who ");
	size_t comma = between.data[0] == ',';
	bool relative = bytes_equal_nocase(bytes_slice(between, comma, pronoun.length), pronoun);

	if (!relative && (!comma || between.length < 2 || between.data[1] != ' '))
		return aside_end(between);
	size_t begin = comma + (relative ? pronoun.length : 1);
	struct bytes verb = bytes_slice(between, begin, word_bytes_end(between, begin) - begin);
	bool of_bearer = (relative || begins_listed(verb)) && !word_list_has(&trade_verbs, verb);
	return of_bearer ? begin : aside_end(between);
}

bool
score_having_holds(struct bytes text, size_t end, size_t start)
{
	if (start <= end || start - end > SCORE_HAVING_REACH)
		return false;
	struct bytes between = bytes_slice(text, end, start - end);
	bool given = false;

	for (size_t i = clause_begin(between), begin; i < between.length;) {
		begin = i;
		while (i < between.length && is_of_word(between.data[i]))
			i++;
		if (i == begin) {
			if (between.data[i] != ' ' && !(between.data[i] == ',' && given))
				return false;
			i++;
			continue;
		}
		struct bytes word = bytes_slice(between, begin, i - begin);
		bool having = word_list_has(&score_having_verbs, word);
		if (!having && !byte_is_digit(word.data[0]) && !word_list_has(&score_having_fillers, word))
			return false;
		given = given || having;
	}
	return given;
}
