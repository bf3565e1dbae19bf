/* What the files of tools/act_check.h share. */
#ifndef PHIMILTER_TOOLS_ACT_CHECK_PARTS_H
#define PHIMILTER_TOOLS_ACT_CHECK_PARTS_H

#include "tools/act_check.h"

#define ACT_LINK_UNKNOWN (-1) /* an end of a link that no record tells */

/* A hold that was placed or released. */
struct act_hold {
	char *text; /* what stands behind the first quote: the name, a quote, and why */
	uint64_t sequence;
	bool releases;
};

/* A disposal that was moved to a state. */
struct act_disposal {
	uint64_t number, sequence;
	uint8_t state; /* enum disposal_state */
};

/* A sealed original whose link was ended or given anew; or a decision, where its state is not
 * what that began with. */
struct act_original {
	char id[MESSAGE_ESCROW_ID_SIZE];
	uint8_t link;   /* enum escrow_link */
	int64_t until;  /* or ACT_LINK_UNKNOWN */
	uint64_t decision, sequence;
};

struct act_list {
	void *items;
	size_t count, capacity;
};

struct act_check {
	struct store *store;
	uint64_t after;            /* the acts behind this record are noted */
	uint64_t reached;          /* the last record that was noted */
	struct act_list holds;     /* struct act_hold */
	struct act_list disposals; /* struct act_disposal */
	struct act_list originals; /* struct act_original */

	void (*say)(const char *line, void *context);
	void *context;
	uint64_t problems;
};

/* Appends a copy of an element of `size` bytes. Fails: ERROR_MEMORY. */
MUST_USE int act_list_add(struct act_list *list, const void *element, size_t size);

/* Counts a problem, and says it. */
__attribute__((format(printf, 2, 3)))
void act_check_complain(struct act_check *check, const char *format, ...);

/* What stands between the first two quotes of an act's text; empty when nothing does. */
struct bytes act_quoted(const struct record *record);

/* Each note a record, if it is one of theirs, and compare. */
MUST_USE int act_holds_note(struct act_check *check, const struct record *record, const char *act);
MUST_USE int act_holds_compare(struct act_check *check);
MUST_USE int act_disposals_note(struct act_check *check, const struct record *record, const char *act);
MUST_USE int act_disposals_compare(struct act_check *check);
MUST_USE int act_originals_note(struct act_check *check, const struct record *record, const char *act);
MUST_USE int act_originals_compare(struct act_check *check);

#endif
