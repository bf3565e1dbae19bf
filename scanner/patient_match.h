/*
 * Looks the values of one text up in the list of patients and reports those
 * that are there, with the validator "exact match".
 *
 * Looked up are what the detectors reported (numbers, dates, addresses of all
 * kinds) and, through the list's filters, every number that stands alone and
 * every pair of words that begin with capitals; beside a value that was found,
 * words in lower case too.
 *
 * What is found counts
 *  - alone, when it is a number or an e-mail address that hardly anything else
 *    can be, or a weak number that a detector knew by its label;
 *  - alone, when it is a name, though a name has many bearers: with
 *    CONFIDENCE_CHECKED, and not when each of its words is an ordinary one and
 *    the detector of names saw none there, nor when it is a provider's;
 *  - beside another value of the same patient at most PATIENT_NEAR bytes away,
 *    whatever it is. Birth dates, street addresses and numbers of which the
 *    list holds too many to tell anything count only so.
 *
 * Threads: as the message.
 */
#ifndef PHIMILTER_SCANNER_PATIENT_MATCH_H
#define PHIMILTER_SCANNER_PATIENT_MATCH_H

#include "scanner/detector.h"
#include "scanner/patient_list.h"

#define PATIENT_NEAR 2000

/*
 * Reads what text->run holds and adds to it. Fails: as detector_report();
 * ERROR_MEMORY, ERROR_LIMIT (the arena, or run->full).
 */
MUST_USE int patient_match(const struct patient_list *list, const struct detector_text *text);

#endif
