/*
 * What is kept about one decision. Metadata only: never a subject, file name
 * or matched value (45 CFR 164.312(b) audit controls, without the PHI itself).
 *
 * Ownership: views and pointers belong to whoever filled the record: the
 * message while it is written, the store's read buffer while it is read.
 */
#ifndef PHIMILTER_CORE_RECORD_H
#define PHIMILTER_CORE_RECORD_H

#include "core/bytes.h"
#include "core/identifier.h"
#include "core/message.h"

enum record_kind {
	RECORD_DECISION = 1,    /* a message and its verdict; written before the MTA is answered */
	RECORD_EDIT_FAILURE = 2,/* the MTA refused an edit of decision `about`; it was told 451 */
	RECORD_ACCESS = 3,      /* a person opened or exported something; `actor`, `escrow_id` */
	RECORD_DISPOSED = 4,    /* the tombstone of a decision, in its place: when it was made, its
	                           retention, size, digest and escrow id, and `about` the approval */
	RECORD_NOTIFICATION = 5,/* people who are to hear of decision `about`: `recipients`, each with the
	                           rule that says so; phictl notify sends it */
	RECORD_STORE_NOTICE = 6,/* what the daemon noticed of the store itself: `reason` */
	RECORD_CONFIGURATION = 7,/* which configuration decides from here on: `reason`, and who wanted
	                           it: `actor` */
	RECORD_KIND_LIMIT
};

/* Findings of one type, counted. */
struct record_finding {
	uint8_t type;           /* enum identifier_type */
	uint8_t confidence;     /* percent, the highest */
	uint32_t count;
	uint32_t distinct;      /* different values */
};

/*
 * The same, finer: findings of one type of which the scanner was equally sure,
 * so that rules can count them again. Rows with `everyone` count a provider's and
 * the sender's own too, and are there only for types of which such were found.
 */
struct record_tally {
	uint8_t type;
	bool everyone;
	uint8_t confidence;     /* percent */
	uint32_t count;
	uint32_t distinct;      /* values of which no other finding was surer */
};

/* A value that was found, as a token that tells nothing without the store's key. */
#define RECORD_VALUES_LIMIT 50000 /* of one record */
struct record_value {
	uint8_t type;           /* enum identifier_type */
	uint8_t token[FINDING_VALUE_HASH_SIZE];
};

/* A keyword of a legal hold that the message has, as its token. */
struct record_keyword {
	uint8_t token[FINDING_VALUE_HASH_SIZE];
};

struct record_recipient {
	struct bytes address;
	uint8_t outcome;        /* enum outcome */
	struct bytes rule;
	bool internal;          /* these four since version 2 */
	bool tls_capable;
	uint8_t shadow_outcome; /* with the rules in shadow mode too; 0: as `outcome` */
	struct bytes shadow_rule;
};

struct record {
	enum record_kind kind;
	uint64_t sequence;      /* assigned by the store: 1, 2, 3 ... */
	int64_t time;           /* seconds since the epoch, UTC */
	uint64_t about;         /* sequence of the decision this refers to, or 0 */
	struct bytes actor;     /* who, for RECORD_ACCESS */
	struct bytes reason;    /* why, in the actor's or an error's words; of a decision: what was
	                           done to the message beside its outcome, counted, and when its
	                           notice's link ends */

	struct bytes queue_id;
	struct bytes message_id;/* the Message-ID field, without <> */
	struct bytes client_address;
	struct bytes auth_user;
	struct bytes tls_version;
	struct bytes sender;
	const struct record_recipient *recipients;
	size_t recipient_count;

	uint8_t direction;      /* enum direction */
	uint8_t outcome;        /* enum outcome */
	const struct bytes *rules; /* names of all that matched */
	size_t rule_count;

	bool phi;
	uint8_t confidence;     /* percent */
	const struct record_finding *findings;
	size_t finding_count;
	uint32_t health[HEALTH_KIND_LIMIT];             /* how many of each kind */
	uint32_t unscannable[UNSCANNABLE_REASON_LIMIT]; /* how many of each reason */

	struct bytes retention_class;
	int64_t retain_until;   /* seconds since the epoch, UTC */
	uint64_t size;          /* bytes of the original */
	uint8_t digest[MESSAGE_DIGEST_SIZE]; /* SHA-256 of the original */
	struct bytes escrow_id; /* empty when nothing was sealed */
	const uint8_t *sealed_digest; /* SHA-256 of the sealed form, for the escrow index: written
	                                 there, not in the record, so NULL in one that was read */
	int64_t link_until;     /* likewise: when the notice's link ends; 0 with the original */

	bool recalls;           /* version 2 or later: what follows was kept */
	bool shadow;            /* the whole install only watched: nothing was changed */
	const struct record_tally *tallies;
	size_t tally_count;

	/* Since version 3. */
	const struct record_value *values; /* each different one once */
	size_t value_count;
	bool values_cut;        /* there were more than RECORD_VALUES_LIMIT */
	struct bytes retention_basis; /* why the class keeps so long; empty when not known */

	bool retains;           /* version 4 or later: what follows was kept */
	uint32_t sensitive[SENSITIVE_KIND_LIMIT]; /* how much of `health` is of each such kind */
	/* Of the youngest person with a birth date in it who may have been a minor then; 0 for
	 * none. A year alone identifies nobody (45 CFR 164.514(b)(2)(i)(C)). */
	uint16_t minor_birth_year;
	const struct bytes *retention_others; /* classes that applied besides, for less long */
	size_t retention_other_count;
	const struct record_keyword *keywords; /* of the holds that stood when the message came */
	size_t keyword_count;
};

/* "decision", "edit-failure", "access" ...; NULL when unknown. */
const char *record_kind_name(unsigned kind);

/* In the reason of a decision: when the link of its notice ends, as "2026-01-31T12:00:00Z". */
#define RECORD_LINK_ENDS "link ends: "

/* That time's text; empty where none is told. */
struct bytes record_link_end(const struct record *record);

/* The kind called `name`, or 0. */
unsigned record_kind_find(const char *name);

#endif
