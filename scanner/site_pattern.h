/*
 * One pattern of scanner.patterns, as the configuration has it and as it is
 * compiled. Only the files of scanner/site_patterns.h use it.
 *
 * Ownership: `release` frees what reading and compiling made; the strings that
 * are the configuration's stay its. Threads: read-only once compiled.
 */
#ifndef PHIMILTER_SCANNER_SITE_PATTERN_H
#define PHIMILTER_SCANNER_SITE_PATTERN_H

#include "core/identifier.h"
#include "core/settings.h"
#include "scanner/cue.h"
#include "scanner/expressions.h"
#include "scanner/site_regex.h"

enum site_check {
	SITE_CHECK_NONE = 0,
	SITE_CHECK_LUHN,
	SITE_CHECK_MOD11,
};

struct site_pattern {
	const char *name;        /* the configuration's */
	const char *regex;       /* the configuration's */
	const struct settings_node *regex_node; /* for complaints */
	enum identifier_type type;
	enum site_check check;
	uint8_t confidence;
	bool nocase;
	struct cue *cues;        /* `text` of each is own */
	uint8_t *cue_keys;
	uint8_t *cue_leads;
	uint64_t cue_filter[CUE_FILTER_WORDS];
	struct cue_table cue_table; /* of these; empty: no cue is needed */
	char *validator;         /* what findings say: "site pattern NAME" */
	char *text;              /* `regex` as `expression` has it */
	struct expression expression;
	struct site_regex *compiled;
};

/*
 * Reads a group of scanner.patterns into a zeroed pattern; the `count` patterns
 * at `others` were read before. Fails: ERROR_CONFIG, said in `why`; ERROR_MEMORY.
 */
MUST_USE int site_pattern_read(const struct settings_node *node, const struct site_pattern *others,
                               size_t count, struct diagnostics *why, struct site_pattern *out);
void site_pattern_release(struct site_pattern *pattern);

/*
 * Compiles what was read, and measures it on ordinary mail. Fails: ERROR_CONFIG,
 * said in `why`; ERROR_MEMORY, ERROR_INTERNAL.
 */
MUST_USE int site_pattern_compile(struct site_pattern *pattern, struct diagnostics *why);

/* Whether `value`, letters and digits in upper case, passes the pattern's check. */
bool site_pattern_check(const struct site_pattern *pattern, struct bytes value);

#endif
