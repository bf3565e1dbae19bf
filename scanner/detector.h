/*
 * The contract of an identifier detector: one file in scanner/identifiers/ for
 * each of the 18 Safe Harbor categories.
 *
 * How a match flows: the words of all detectors are one table that is looked up
 * by hash, and all shapes are tried at the digits of a text (scanner/shape.h). For
 * each match the engine calls the detector's confirm() with the offset where the
 * match ENDS; confirm() looks back from there in a small window, finds the
 * start, runs the validator, looks for cues, and reports a detection or does
 * nothing. Matches of one category come in the order in which they were found, those of
 * different ones in any (scanner/match_queue.h). The engine removes overlaps, hashes the
 * value and keeps the finding.
 *
 * Patterns are necessary conditions only: cheap, and met seldom. Each shape alone must
 * run at 2 GB/s or more on ordinary mail text; a lint test measures it. A sign without
 * a digit ("a/c") is found by a word beside it, and told by confirm().
 *
 * Threads: detectors are constant tables and pure functions.
 */
#ifndef PHIMILTER_SCANNER_DETECTOR_H
#define PHIMILTER_SCANNER_DETECTOR_H

#include "core/message.h"
#include "scanner/signature.h"

struct cue_table;
struct dictionary;
struct detector_run; /* the engine's; opaque to detectors */

/* One text in which a match was seen. */
struct detector_text {
	struct bytes bytes;              /* the part's whole decoded text, UTF-8 */
	enum part_kind kind;
	const struct part *part;         /* content type, head, file name */
	const struct envelope *envelope; /* sender and recipients; fields may be "" */
	const struct dictionary *dictionary;
	struct signature signature;      /* the sender's, within `bytes` */
	struct detector_run *run;
};

struct detection {
	enum identifier_type type;
	enum finding_subject subject;
	size_t start;            /* bytes into the text */
	size_t length;           /* bytes */
	uint8_t confidence;      /* percent; scale in scanner/score.h */
	const char *cue;         /* string constants, or NULL */
	const char *validator;
};

/* Hands a detection to the engine. Fails: ERROR_MEMORY, ERROR_LIMIT; return that from confirm(). */
MUST_USE int detector_report(const struct detector_text *text, const struct detection *detection);

/* What a confirm() saw that read_text() of the same text, or the engine, is to know. */
enum detector_mark {
	DETECTOR_MARK_XML = 1,      /* elements of a clinical document */
	DETECTOR_MARK_JSON = 2,     /* members of one */
	DETECTOR_MARK_TOO_DEEP = 4, /* nested deeper than is read: the part becomes unscannable */
};
void detector_mark(const struct detector_text *text, enum detector_mark mark);
bool detector_is_marked(const struct detector_text *text, enum detector_mark mark);

/* Where a pattern's words must stand, which spares looking at others that are spelled alike. */
enum word_place {
	WORD_ANYWHERE = 0,
	WORD_CAPITAL,        /* begins with a capital */
	WORD_BEFORE_CAPITAL, /* one word, and the next begins with a capital */
	WORD_NUMBERED,       /* a # follows, as in "policy #": alone the word says too little */
	WORD_BEFORE_NUMBER,  /* a # or a long number follows, as in "policy 40382811" */
	WORD_BY_NUMBER,      /* a digit stands a few bytes before or behind, as in "4th of July" */
	WORD_BEFORE_COLON,
	WORD_BEFORE_DOT,
	WORD_BEHIND_DOT,
	WORD_IN_MARKUP,      /* the name of a tag or of a member: behind < or its prefix's colon, between quotes */
};

/* Either a shape or words. */
struct detector_pattern {
	/* What is written with digits (scanner/shape.h): costs next to nothing without them. */
	const char *shape;
	bool nocase; /* of the shape */

	/* Found among the text's words as cues are (scanner/cue.h), at less cost; the match
	 * ends with the longest of them. */
	const struct cue_table *words;
	enum word_place place;
};

/*
 * A known text, good or bad, that the unit test replays through the whole
 * engine: `found` is the exact text that must be reported with `type`, or NULL
 * when nothing of this detector's types may be reported.
 */
struct detector_case {
	const char *text;
	enum identifier_type type;
	const char *found;
};

struct detector {
	const char *name; /* of the file, e.g. "ssn" */
	uint8_t category; /* 1-18 */
	const struct detector_pattern *patterns;
	size_t pattern_count;

	/* A match of patterns[pattern] ends just before byte `end` of the text. 0 or an error. */
	int (*confirm)(const struct detector_text *text, unsigned pattern, size_t end);

	/* Called once for each text part, after the patterns; NULL when not wanted.
	 * For what is found by words rather than patterns. */
	int (*read_text)(const struct detector_text *text);

	/* Called once for each part of any kind (text may be empty), for what is
	 * found by file signature, type or file name; NULL when not wanted. */
	int (*read_part)(const struct detector_text *text);

	const struct detector_case *cases;
	size_t case_count;
};

/*
 * Called by what looks for the patterns of detectors: `pattern` of `detector` ends just
 * before byte `end`. A result other than 0 ends the search, which returns it.
 */
typedef int pattern_visit(void *context, const struct detector *detector, unsigned pattern,
                          size_t end);

extern const struct detector detector_names;          /*  1 */
extern const struct detector detector_patient_names;  /*  1 */
extern const struct detector detector_geography;      /*  2 */
extern const struct detector detector_dates;          /*  3 */
extern const struct detector detector_telephone;      /*  4 */
extern const struct detector detector_fax;            /*  5 */
extern const struct detector detector_email_address;  /*  6 */
extern const struct detector detector_ssn;            /*  7 */
extern const struct detector detector_medical_record; /*  8 */
extern const struct detector detector_health_plan;    /*  9 */
extern const struct detector detector_account;        /* 10 */
extern const struct detector detector_license;        /* 11 */
extern const struct detector detector_vehicle;        /* 12 */
extern const struct detector detector_device;         /* 13 */
extern const struct detector detector_url;            /* 14 */
extern const struct detector detector_ip_address;     /* 15 */
extern const struct detector detector_biometric;      /* 16 */
extern const struct detector detector_photograph;     /* 17 */
extern const struct detector detector_other_unique;   /* 18 */

#define DETECTOR_COUNT 19
extern const struct detector *const detectors[DETECTOR_COUNT]; /* scanner/detectors.c */

#endif
