/*
 * What can be said of a shape without matching it: which bytes may stand where
 * around its anchor. Each place is told by itself, so that a text may fit all
 * that is said and still not match; what matches always fits.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_SHAPE_BOUNDS_H
#define PHIMILTER_SCANNER_SHAPE_BOUNDS_H

#include "scanner/shape.h"

/* Bytes looked at on either side of an anchor. */
#define SHAPE_LOOK 4

/* Bytes on either side of which it is asked whether they are digits. */
#define SHAPE_DIGITS 8

/* Runs of so many digits and more are told apart by their length no more. */
#define SHAPE_RUN_LONG 23

/* A run of digits as an anchor is the whole run, not what the shape takes of it. */
struct shape_bounds {
	struct byte_set first;              /* the mark, or what the run of digits begins with */
	uint32_t lengths;                   /* of the run, a bit for each; bit 0 for a mark's */
	struct byte_set before[SHAPE_LOOK]; /* the nearest first; NUL stands for the text's edge */
	struct byte_set behind[SHAPE_LOOK]; /* likewise; of a long run nothing is said: few shapes go on as far */

	/* Which of SHAPE_DIGITS bytes may be digits, all together: sets of numbers with a bit
	 * for each byte, that of the first byte in the text lowest. */
	struct byte_set digits_before;
	struct byte_set digits_behind;
};

struct shape_bounds shape_bounds(const struct shape *shape, const struct shape_classes *classes);

#endif
