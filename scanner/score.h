/*
 * The judgement: PHI is an individual's identifier together with health
 * context (45 CFR 160.103). How findings, their subjects, distances and the
 * health context add up is documented here and in phimilter(8), and nowhere
 * decided elsewhere.
 *
 * Scale of a detection's confidence, which every detector uses:
 *   95  shape, checksum or strict format, and a cue
 *   85  shape and checksum, or strict format and cue
 *   70  cue and loose format
 *   50  strict format alone
 *   30  loose format alone
 *   15  a guess by where it stands; or what it is, but hardly anybody's (a
 *       private network's address)
 *
 * All numbers below are probabilities; several that speak for the same thing
 * are combined as 1 - (1-a)(1-b)...
 *
 * 0. Whose it is. What the sender's signature, disclaimer and quoted headers hold is no
 *    patient's (signature.h), and no health context either: it stands in every mail of a
 *    clinic. A name without a label has a part in its text (score_role.h): the head of a
 *    record ("Ann Lee (12/24/1961)", "LEE, ANN 86F"), the reader who is greeted, or one who
 *    answers for it ("Contact: Ann Lee", "Ann Lee, director"). Where a text speaks of samples,
 *    a value that nobody can have (score_sample.h) does not count; two such make samples of
 *    all around them, but for numbers that pass a check. A writer counts who tells of their
 *    own health ("my rash", "I stopped the sertraline"). In a letter to the public ("Dear
 *    neighbors,") and in one of animals, books, films and games, or of cases made up to learn
 *    from (score_matter.h) what nothing marks a patient's counts a quarter; in a notice of
 *    staff and events, what no words bind to a health word. A label in a sentence that has
 *    ended marks nobody, and a relative's label alone does not make a patient.
 *
 * 1. Strength of an identifier: what its type tells of who somebody is (a table in
 *    score_finding.c: SSN, MRN and plan numbers most, then names and birth dates, then
 *    addresses and phones, then dates, places, e-mail), times the detection's confidence. A
 *    date that a word of care announces ("seen on 02/11/2024", "admitted in March 2024") tells
 *    twice what another does. A patient's (by its subject, or a name that a health phrase
 *    touches) counts a quarter more; a name of whose bearer words of care are said, in its own
 *    sentence or row or in one about a single person near it ("he has"), seven tenths more;
 *    one who only answers for the text, or is greeted and told nothing of their own care, a
 *    quarter. A name to which the words between bind a health phrase (score_bond.h: "Ann's
 *    rash", "insulin for Ann"), or few words in a short paragraph (score_terse.h: "Ann on line
 *    2 - chest tightness"), is somebody's, a given name alone, too, as is one at the head of a
 *    record. A telephone number or e-mail address said to be the patient's, or a number that a
 *    pharmacy or payer has for somebody's care (a prescription's, a claim's), tells nearly as
 *    much as a name; a provider's or the sender's does not count. Numbers that never name a
 *    patient (NPI, DEA, ABA routing, professional licence) do not count. In a header section
 *    only fields that people write count, and those with both a person's own number (SSN,
 *    record or plan number, birth date) and a health phrase; address fields half.
 *
 * 2. Context around it: the weights of the health phrases at most SCORE_NEAR bytes away.
 *    Phrases of weight SCORE_PERSONAL and more speak of somebody's own care; so do weaker ones
 *    in a sentence about one person (score_sentence.h), and they count twice there. All
 *    others, which an article uses as well, reach together at most SCORE_TOPICAL, and the
 *    names of places of care, specialties and staff much less, unless the identifier is marked
 *    a patient's or is a name with such a phrase at most SCORE_TOUCH bytes away in its
 *    sentence, or one that is bound to it ("Ann Lee has had asthma", also in a next sentence
 *    that begins "She"): this counts SCORE_GIVEN_WEIGHT at least, and needs no other health
 *    word near it where the lexicon calls it `own`, or a condition that its bearer "has"
 *    (lexicon.h). A sentence about many ("patients", "everyone") says nothing of anybody but
 *    to whom it is bound ("Ann Lee has scabies, tell all staff"). A name that is called a
 *    patient's, a record number, a plan number or an implant's identifier is itself a piece of
 *    context. Context at most SCORE_FAR bytes away, in the message's own header section,
 *    elsewhere in the part, or in another part counts less and less.
 *
 * 3. Evidence of an identifier is strength times context. Of each type the best counts, once.
 *    Types that name somebody and types that only say where and when are combined apart: the
 *    latter count half when nothing names anybody. A date of care that is said of one person
 *    names them.
 *
 * The message is PHI when the result reaches the threshold of the
 * configuration (scanner.phi_threshold).
 *
 * Threads: pure but for the message's arena.
 */
#ifndef PHIMILTER_SCANNER_SCORE_H
#define PHIMILTER_SCANNER_SCORE_H

#include "core/message.h"

#define SCORE_NEAR 300     /* bytes on either side */
#define SCORE_FAR 2000
#define SCORE_TOUCH 12    /* bytes between a name and what is said of its bearer */
#define SCORE_PERSONAL 60  /* weight from which a phrase speaks of somebody's own care */
#define SCORE_GIVEN_WEIGHT 40 /* at least, of what a sentence says the bearer of a name has */
#define SCORE_TOPICAL 0.60 /* what topical phrases reach together */

/* Fills m->assessment from findings and health. `threshold` in percent. Fails: ERROR_MEMORY, ERROR_LIMIT. */
MUST_USE int score_assess(struct message *m, int64_t threshold);

#endif
