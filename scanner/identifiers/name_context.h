/*
 * What stands around words that may be a name: whose name it is, and whether
 * it is one at all ("Parkinson's disease", "Johnson Street", "Smith Inc").
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_IDENTIFIERS_NAME_CONTEXT_H
#define PHIMILTER_SCANNER_IDENTIFIERS_NAME_CONTEXT_H

#include "scanner/cue.h"
#include "scanner/identifiers/name_shape.h"

enum name_role {
	NAME_ROLE_NONE = 0,
	NAME_ROLE_PATIENT,  /* patients and their families, insured persons */
	NAME_ROLE_PERSON,   /* somebody */
	NAME_ROLE_PROVIDER, /* clinicians */
};

/* How a cue and the name after it go together. */
enum name_cue_use {
	NAME_CUE_NEAR = 0, /* only makes a name more likely */
	NAME_CUE_BESIDE,   /* a capitalised name may follow directly: "husband Bob" */
	NAME_CUE_LABEL,    /* of a field: "Name: bob miller" */
};

struct name_cue {
	const char *cue; /* NULL for none */
	enum name_role role;
	enum name_cue_use use;
};

/* The cue that ends at `end`. */
struct name_cue name_context_cue_ending(struct bytes text, size_t end);

/* The cue that speaks of the name at [start, end): before it, behind it, or its column's head. */
struct name_cue name_context_cue(struct bytes text, size_t start, size_t end);

/* Whether the words are part of something that is no person. */
bool name_context_is_thing(const struct detector_text *text, const struct name_run *run,
                           const struct name_match *match);

/* Whether the word before `start` leads to a place: "in", "from". */
bool name_context_leads_to_place(struct bytes text, size_t start);

/* Whether words that are ordinary ones too are used as ordinary ones in this text. */
bool name_context_is_ordinary(const struct detector_text *text, const struct name_run *run,
                              const struct name_match *match);

/* Whose name it is, by where it stands and what the cue and the name's own title say. */
enum finding_subject name_context_subject(const struct detector_text *text,
                                          const struct name_match *match, enum name_role role);

#endif
