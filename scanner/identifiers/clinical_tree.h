/*
 * A clinical document as it is being read, whatever its syntax: which elements
 * are open, and what was said in each. An element that ends is judged by its
 * name and by what it stands in, and reported when it names somebody.
 *
 * The reader is a cue among others: all text is looked at by all detectors as
 * well. So a document may be broken, cut or a piece of one.
 *
 * Ownership: borrows the text. Threads: one at a time.
 */
#ifndef PHIMILTER_SCANNER_IDENTIFIERS_CLINICAL_TREE_H
#define PHIMILTER_SCANNER_IDENTIFIERS_CLINICAL_TREE_H

#include "scanner/detector.h"
#include "scanner/identifiers/clinical_element.h"
#include "scanner/identifiers/clinical_number.h"

/* Elements within one another that are told apart; documents have some twenty. */
#define CLINICAL_DEPTH_LIMIT 64

struct clinical_node {
	struct bytes name;
	const struct clinical_element *element; /* JSON's objects become what their resourceType says */
	uint8_t holder;                         /* its own or that of what it stands in */
	bool has_children;
	struct bytes value;
	struct bytes extension;
	struct clinical_origin origin;
};

struct clinical_tree {
	const struct detector_text *text;
	const char *syntax; /* the validator that findings tell, a string constant */
	struct clinical_node nodes[CLINICAL_DEPTH_LIMIT];
	size_t depth;
	size_t beyond; /* open elements deeper than the limit: not looked at, and the part is called unscannable */
	int err;       /* of detector_report(); then nothing more is reported */
};

struct clinical_tree clinical_tree_make(const struct detector_text *text, const char *syntax);

/* An element or member of this name begins; its name is a piece of the text, as all below. */
void clinical_tree_open(struct clinical_tree *tree, struct bytes name);

/* An attribute of the one opened last, or a member that is but a value: what stands between its quotes. */
void clinical_tree_attribute(struct clinical_tree *tree, struct bytes name, struct bytes value);

/* Text of the one opened last. */
void clinical_tree_text(struct clinical_tree *tree, struct bytes text);

/* The one opened last ends. */
void clinical_tree_close(struct clinical_tree *tree);

/* The nearest open one of this name ends, with all in it; nothing when there is none. */
void clinical_tree_close_named(struct clinical_tree *tree, struct bytes name);

/* The text ends, and with it whatever is open. Fails: as detector_report(). */
MUST_USE int clinical_tree_finish(struct clinical_tree *tree);

#endif
