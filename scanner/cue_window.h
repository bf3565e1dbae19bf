/*
 * What stands before a value, read once and asked for the cues of several
 * tables: the nearer of two kinds decides what many values are.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_CUE_WINDOW_H
#define PHIMILTER_SCANNER_CUE_WINDOW_H

#include "scanner/cue_ends.h"

/* Fields are those of cue_window.c. */
struct cue_window {
	struct bytes text;
	size_t start;     /* of the value */
	size_t line;      /* where its line begins */
	size_t paragraph; /* where the line above does when that flows into it, else `line` */
	size_t lowest;    /* cues end behind it */
	size_t label_end; /* where what may be its label on a line above ends; 0: nothing may */
	size_t label_line; /* where that line begins */
	bool label_colon;
	struct cue_ends ends;
};

/* Reads at most `window` bytes before `start`, as far as cue_before() goes. */
void cue_window_read(struct bytes text, size_t start, size_t window, struct cue_window *out);

/* As cue_before_match() of that `window`. */
struct cue_match cue_window_find(const struct cue_window *window, const struct cue_table *table);

#endif
