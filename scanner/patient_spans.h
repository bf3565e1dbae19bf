/*
 * The places of a text that hold a value of the list of patients, before it is
 * decided which of them count (scanner/patient_match.h).
 *
 * Ownership: the message's arena. Threads: as the message.
 */
#ifndef PHIMILTER_SCANNER_PATIENT_SPANS_H
#define PHIMILTER_SCANNER_PATIENT_SPANS_H

#include "scanner/detector.h"
#include "scanner/patient_list.h"

struct patient_span {
	size_t start; /* bytes into the text */
	size_t end;
	enum patient_field field;
	enum identifier_type type; /* the detector's; 0 where it was found without one */
	const char *cue;           /* the detector's */
	bool weak;                 /* for none of the patients it is more than chance */
	bool ordinary;             /* a name of words that mean something else */
	bool confirmed;            /* another value of one of its patients is near */
};

/* A patient who has the value of a span. */
struct patient_link {
	uint32_t patient;
	uint32_t span;
};

struct patient_spans {
	const struct patient_list *list;
	const struct detector_text *text;
	struct patient_span *items;
	size_t count;
	size_t capacity;
	struct patient_link *links;
	size_t link_count;
	size_t link_capacity;
};

/* More links than this are not followed in one text; the rest of it is unread then. */
#define PATIENT_LINKS_LIMIT ((size_t)1 << 20)

/*
 * Adds `span` with those of the list whose value has `hash`; nothing when
 * nobody's has. Fails: ERROR_MEMORY, ERROR_LIMIT (the arena, or run->full).
 */
MUST_USE int patient_span_add(struct patient_spans *spans, struct patient_span span, uint64_t hash);

/* patient_tokens.c: numbers that stand alone, and names that begin with capitals. Fails as above. */
MUST_USE int patient_tokens_add(struct patient_spans *spans);

/* The same in any case around the values found so far. Fails as above. */
MUST_USE int patient_tokens_add_lower_case(struct patient_spans *spans);

/* All places of the text. Fails: ERROR_MEMORY, ERROR_LIMIT (the arena, or run->full). */
MUST_USE int patient_spans_collect(const struct patient_list *list,
                                   const struct detector_text *text, struct patient_spans *out);

#endif
