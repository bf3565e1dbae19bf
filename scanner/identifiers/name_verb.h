/*
 * What is said of somebody right behind his name: "Okonkwo was extubated",
 * "Okonkwo needs a refill", "Okonkwo's wife". It makes a person of a family
 * name that stands alone, as they do in notes and between clinicians.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_IDENTIFIERS_NAME_VERB_H
#define PHIMILTER_SCANNER_IDENTIFIERS_NAME_VERB_H

#include "scanner/identifiers/name_run.h"
#include "scanner/word_list.h"

enum name_verb {
	NAME_VERB_NONE = 0,
	NAME_VERB_PERSON,  /* said of persons, and of firms and teams too: "needs", "called" */
	NAME_VERB_PATIENT, /* said of patients: "was intubated", "denies chest pain", "54F" */
};

/* What the words behind `end` say, where a name may end, with its 's or before it. */
enum name_verb name_verb_behind(struct bytes text, size_t end);

/* By first letters. */
extern const struct word_list name_verb_auxiliaries, name_verb_patient, name_verb_person;

/* Never false when one of them begins with these three bytes: rules out nearly all words. */
static inline bool
name_verb_may_begin(const uint8_t *text)
{
	return word_list_may_begin(&name_verb_auxiliaries, text) | word_list_may_begin(&name_verb_patient, text) |
	       word_list_may_begin(&name_verb_person, text);
}

/* Whether something may be said behind a word that ends at `end`: never false when name_verb_behind() says so. */
static inline bool
name_verb_may_follow(struct bytes text, size_t end)
{
	if (end < 2 || end + 3 >= text.length)
		return end >= 2 && end + 2 < text.length; /* whatever it is, it is the last */
	bool owner = text.data[end] == '\'' || text.data[end - 2] == '\'';
	if (text.data[end] == ',') /* an age */
		return byte_is_digit(text.data[end + 2]);
	if (owner || text.data[end] != ' ')
		return owner;
	return byte_is_digit(text.data[end + 1]) || name_verb_may_begin(text.data + end + 1);
}

/*
 * Reports the words of `run`, at least one, when they are a name that only what is
 * said behind it tells; sets `*found`. Fails: as detector_report().
 */
MUST_USE int name_verb_judge(const struct detector_text *text, const struct name_run *run, bool *found);

#endif
