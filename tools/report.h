/*
 * What happened within a period, counted for `phictl report`: one walk over the
 * records fills it, whatever their number in the same memory.
 *
 * Ownership: the caller's, until report_release(). Threads: one at a time.
 */
#ifndef PHIMILTER_TOOLS_REPORT_H
#define PHIMILTER_TOOLS_REPORT_H

#include "store/store.h"
#include "store/store_care.h"
#include "tools/report_steps.h"
#include "tools/top_list.h"

/* Rows of each list of names. */
#define REPORT_TOP 20

/* Rows of what persons did: pairs of act and person. */
#define REPORT_ACTS 100

/* Matters, and disposals, that are shown; the others are counted. */
#define REPORT_HOLDS 200
#define REPORT_DISPOSALS 200

struct report_hold {
	char *name, *authority, *placed_by, *released_by;
	int64_t placed;
	int64_t released; /* 0 while it stands */
};

struct report_disposal {
	uint64_t number, items, destroyed;
	const char *state;      /* disposal_state_name() */
	char *proposed_by, *decided_by;
	int64_t proposed, decided, completed; /* 0 for not yet */
};

struct report_category {
	uint64_t messages[OUTCOME_LIMIT]; /* with PHI, by what became of them */
	uint64_t findings;                /* in them */
};

struct report {
	/* What was asked for, and by whom. */
	int64_t since, until;   /* seconds since the epoch, UTC; `until` is exclusive */
	int64_t made;
	const char *site;       /* whose mail it is */
	const char *actor;

	/* All decisions of the period. */
	uint64_t messages, bytes, shadow;
	uint64_t outcomes[DIRECTION_LIMIT][OUTCOME_LIMIT][2]; /* without and with PHI */
	uint64_t health[HEALTH_KIND_LIMIT];             /* messages with PHI that have some */
	uint64_t unscannable[UNSCANNABLE_REASON_LIMIT]; /* messages */
	struct report_category categories[IDENTIFIER_CATEGORY_LAST + 1];
	uint64_t methods[OUTCOME_LIMIT]; /* outside recipients of messages with PHI */
	struct report_steps steps;
	struct top_list *senders;  /* messages */
	struct top_list *domains;  /* recipients outside */
	struct top_list *rules;    /* messages */
	uint64_t edit_failures;
	uint64_t sensitive[SENSITIVE_KIND_LIMIT];       /* messages with PHI that have some */
	uint64_t notifications;    /* persons who were to hear of a message */
	uint64_t disposed;         /* messages that were destroyed since, and so in no other figure */

	/* What persons did in it. */
	struct top_list *acts;     /* "action\tactor" */
	uint64_t act_count;
	struct report_hold holds[REPORT_HOLDS];
	size_t hold_count, more_holds;
	struct report_disposal disposals[REPORT_DISPOSALS];
	size_t disposal_count, more_disposals;

	/* The record itself. */
	uint64_t first_sequence, last_sequence; /* of the period; 0 for none */
	uint64_t unread_from;      /* the first record that cannot be read, or 0 */
	int64_t checkpoint_time;   /* of the last one that was signed, ever; 0 for none */
	struct store_audit_result chain;
	struct store_usage usage;
};

/* Of the period since..until. Fails: ERROR_MEMORY, ERROR_CRYPTO; release it either way. */
MUST_USE int report_init(struct report *report, int64_t since, int64_t until);
void report_release(struct report *report);

/*
 * Verifies the chain, then counts; a progress bar on standard error shows how far
 * it is. A chain that is not in order is no failure: `chain.problem` says so.
 * Fails: as store_audit_list() otherwise.
 */
MUST_USE int report_fill(struct report *report, struct store *store);

/* Part of report_fill(): the legal holds and disposals of the period. Fails as store_hold_list(). */
MUST_USE int report_take_matters(struct report *report, struct store *store);
void report_release_matters(struct report *report);

/* As all charts and tables have them: what keeps PHI safe first. */
#define REPORT_OUTCOMES 6
extern const enum outcome report_outcomes[REPORT_OUTCOMES];

/* Sums that several tables show. */
uint64_t report_outcome_total(const struct report *report, unsigned outcome, bool phi);
uint64_t report_phi_total(const struct report *report);
uint64_t report_category_total(const struct report_category *category);

/* The page, and the table for spreadsheets. Write errors show in ferror(out). */
void report_print_html(FILE *out, const struct report *report);
void report_print_csv(FILE *out, const struct report *report);

#endif
