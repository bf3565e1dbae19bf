/*
 * How detectors of this folder report what they found: the rules that hold for
 * all of them in one place.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_IDENTIFIERS_REPORT_H
#define PHIMILTER_SCANNER_IDENTIFIERS_REPORT_H

#include "scanner/detector.h"
#include "scanner/label.h"

/* The scale of scanner/score.h by name. */
enum confidence {
	CONFIDENCE_CHECKED_CUE = 95,  /* checksum or strict format, and a cue */
	CONFIDENCE_CHECKED = 85,      /* checksum alone, or strict format and cue */
	CONFIDENCE_CUE = 70,          /* cue and loose format */
	CONFIDENCE_STRICT = 50,       /* strict format alone */
	CONFIDENCE_LOOSE = 30,        /* loose format alone */
	CONFIDENCE_HARDLY = 15,       /* a guess by where it stands; or what it is, but hardly anybody's */
};

struct identifier {
	enum identifier_type type;
	enum finding_subject subject;
	size_t start; /* bytes into the text */
	size_t end;
	uint8_t confidence;
	const char *cue;
	const char *validator;
};

/*
 * Reports `found`, unless it stands in a header field that mail software
 * writes for itself. Fails: as detector_report().
 */
MUST_USE int identifier_report(const struct detector_text *text, const struct identifier *found);

/*
 * The same for a way to reach somebody: phone, fax, e-mail address, URL. In
 * the sender's signature it is the sender's.
 */
MUST_USE int identifier_report_contact(const struct detector_text *text,
                                       const struct identifier *found);

/*
 * For label_take functions of identifiers without a shape: reports the word
 * at value->start as `type` when it is plausible and no other label denies it.
 */
MUST_USE int identifier_take_word(const struct detector_text *text, const struct labelled *value,
                                  enum identifier_type type, enum finding_subject subject,
                                  size_t *end);

#endif
