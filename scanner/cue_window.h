/*
 * What stands before a value, read once and asked for the cues of several
 * tables: the nearer of two kinds decides what many values are.
 *
 * Threads: pure functions; a window belongs to one.
 */
#ifndef PHIMILTER_SCANNER_CUE_WINDOW_H
#define PHIMILTER_SCANNER_CUE_WINDOW_H

#include "scanner/cue_ends.h"

/* Fields are those of cue_window.c, which reads of them what is asked for. */
struct cue_window {
	struct bytes text;
	size_t start;     /* of the value */
	size_t line;      /* where its line begins */
	size_t paragraph; /* where the line above does when that flows into it, else `line` */
	bool paragraph_known;
	bool label_known;
	bool label_colon;
	size_t label_line; /* where the line above that may be the value's label begins */
	struct cue_endings label; /* of what may be that label; none: nothing may */
	size_t lowest;    /* `ends` has the words that end behind it */
	struct cue_ends ends;
};

void cue_window_open(struct bytes text, size_t start, struct cue_window *out);

/* cue_before_match() for any window, without reading twice what an earlier question was about. */
struct cue_match cue_window_find(struct cue_window *before, size_t window, const struct cue_table *table);

#endif
