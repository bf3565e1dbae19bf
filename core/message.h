/*
 * One mail transaction and all that becomes of it.
 *
 * The sections fill from left to right, each stage reading the earlier ones
 * and writing its own:
 *
 *   envelope + headers + original -> parts -> findings -> verdict -> edits
 *   (milter collects)      (scanner) (scanner)  (policy)  (encryption, milter)
 *
 * Ownership: everything a section points to lives in the message's arena
 * (the original in its own capped buffer) and is wiped by message_destroy().
 * Threads: a message belongs to the thread that runs its transaction.
 */
#ifndef PHIMILTER_CORE_MESSAGE_H
#define PHIMILTER_CORE_MESSAGE_H

#include "core/arena.h"
#include "core/attributes.h"
#include "core/buffer.h"
#include "core/bytes.h"
#include "core/identifier.h"

/* The numbers are stored in records; which is stricter tells outcome_strictness(). */
enum outcome {
	OUTCOME_PASS = 1,    /* leaves as it is */
	OUTCOME_TLS = 2,     /* leaves as it is, over verified TLS only */
	OUTCOME_PORTAL = 3,  /* replaced by a notice, the original sealed in escrow */
	OUTCOME_HOLD = 4,    /* waits in the MTA's hold queue for a person */
	OUTCOME_REJECT = 5,  /* refused with a text */
	OUTCOME_DEFER = 6,   /* refused for now, with a text: the client tries again */
	OUTCOME_LIMIT
};

/* ---- envelope (RFC 5321) ---------------------------------------------- */

struct recipient {
	const char *address;  /* RCPT TO path without <>, case kept */
	const char *mailer;   /* {rcpt_mailer}: "local", "smtp", ...; NULL when not told */
	bool internal;        /* the pipeline's answer: delivered inside the organisation */
	bool tls_capable;     /* the domain is listed as able to take verified TLS */
	const char *split_address; /* of a copy: what the MTA calls this recipient; NULL otherwise */
	const char *notifications; /* where the MTA splits: NOTIFY and ORCPT as the client gave them
	                              (RFC 3461), with a blank between; NULL for none */
	int64_t written;        /* when the sender last wrote to this address: seconds since the
	                           epoch, RECIPIENT_NEVER, or 0 where nobody has looked */
	int64_t domain_written; /* the same for anybody of its domain */
	enum outcome at_least;     /* of a copy: what was decided before it was split off; 0 for
	                              nothing that binds */
};

#define RECIPIENT_NEVER (-1)

struct envelope {
	const char *queue_id;        /* never NULL after DATA; "" before */
	const char *client_address;  /* textual IP, or "" when unknown */
	const char *auth_user;       /* {auth_authen}; NULL when not authenticated */
	const char *tls_version;     /* of the incoming connection; NULL when plaintext */
	const char *sender;          /* MAIL FROM path without <>; "" for a bounce */
	struct recipient *recipients;
	size_t recipient_count;
	size_t recipient_capacity;
	int64_t received;            /* seconds since the epoch, UTC */
	int64_t hourly_phi_recipients; /* outside, to which this sender sent PHI in the last hour,
	                                  this message's included; -1 when nobody knows */
	/* Of a copy that the MTA split off: how many recipients the message had, and how
	 * many of them outside; 0 for a message that is whole. */
	size_t whole_recipients;
	size_t whole_outside;
};

/* A header field as the MTA handed it over (RFC 5322 2.2). */
struct header {
	struct bytes name;
	struct bytes value; /* unfolded not; leading space kept; lines end in LF */
};

/* ---- parts: what the scanner read ------------------------------------- */

enum part_kind {
	PART_HEADERS = 1, /* decoded header fields of the message or of an attached one, "Name: value\n" each */
	PART_TEXT,        /* text/plain and other text read as it is */
	PART_HTML,        /* text extracted from HTML */
	PART_BINARY,      /* no text was extracted; looked at by signature only */
};

#define PART_HEAD_SIZE 1024

struct part {
	const char *path;         /* "headers", "1", "2.1", "2.headers" (attached message) ... */
	const char *content_type; /* "text/html", lower case, no parameters */
	enum part_kind kind;
	struct bytes text;        /* decoded UTF-8, valid, in the arena; empty for PART_BINARY */
	struct bytes view;        /* the same without what hides it (scanner/text_view.h), once scanned */
	size_t decoded_size;      /* bytes after transfer decoding */
	struct bytes head;        /* the first PART_HEAD_SIZE decoded bytes, for file signatures */
	const char *file_name;    /* decoded UTF-8, or NULL; PHI: never logged, never recorded */
	/* The part whole, its header section in front; for the header section of an attached
	 * message the part which that is. Within `original` only where nothing around it had to be
	 * decoded first; empty for what is of no part, such as a preamble. */
	struct bytes entity;
	uint32_t signature_start; /* where in `text` the sender's signature and disclaimer stand; */
	uint32_t signature_length; /* 0: there is none */
};

enum unscannable_reason {
	UNSCANNABLE_DEPTH = 1,        /* nested deeper than the limit */
	UNSCANNABLE_PART_COUNT,       /* more parts than the limit */
	UNSCANNABLE_HEADER_COUNT,     /* more header fields than the limit */
	UNSCANNABLE_HEADER_SIZE,      /* a header section longer than the limit */
	UNSCANNABLE_DECODED_SIZE,     /* more decoded bytes than the limit */
	UNSCANNABLE_TEXT_SIZE,        /* more text than the limit */
	UNSCANNABLE_CHARSET,          /* charset unknown and the bytes are not UTF-8 */
	UNSCANNABLE_TRANSFER_ENCODING,/* transfer encoding unknown or broken */
	UNSCANNABLE_MALFORMED,        /* structure cannot be read */
	UNSCANNABLE_ENCRYPTED,        /* encrypted content: nobody but its receiver reads it */
	UNSCANNABLE_FORMAT,           /* a content kind no reader exists for yet (archive, PDF, ...) */
	UNSCANNABLE_FINDING_COUNT,    /* more findings than the limit; the rest is unread */
	UNSCANNABLE_REASON_LIMIT
};

struct unscannable {
	const char *part; /* path */
	enum unscannable_reason reason;
};

/* ---- findings: what the scanner concluded ------------------------------ */

/* Whose identifier it seems to be; only PATIENT and UNKNOWN may make PHI. */
enum finding_subject {
	SUBJECT_UNKNOWN = 0,
	SUBJECT_PATIENT,  /* cue or label says so */
	SUBJECT_PROVIDER, /* clinician, clinic, facility */
	SUBJECT_SENDER,   /* sender's signature, envelope address, disclaimer */
};

#define FINDING_VALUE_HASH_SIZE 16 /* VALUE_TOKEN_SIZE of core/value_token.h */

/*
 * One identifier found. NEVER holds the matched text: `cue` and `validator`
 * point to string constants of the detector, nothing from the message.
 */
struct finding {
	enum identifier_type type;
	enum finding_subject subject;
	uint32_t part;       /* index into message.parts */
	uint32_t start;      /* bytes into that part's text */
	uint32_t length;     /* bytes */
	uint8_t confidence;  /* percent, 0-100 */
	const char *cue;     /* which cue spoke, or NULL */
	const char *validator; /* which check passed, or NULL */
	uint8_t value_hash[FINDING_VALUE_HASH_SIZE]; /* keyed hash of the normalised value:
	                                                equal values, equal hashes */
};

enum health_kind {
	HEALTH_CONDITION = 1, /* past, present or future health or condition */
	HEALTH_PROVISION,     /* provision of care */
	HEALTH_PAYMENT,       /* payment for care */
	HEALTH_KIND_LIMIT
};

/*
 * What law guards more closely than health information as such: 42 CFR Part 2 (substance use),
 * 29 CFR 1635 (genetic information), state law (mental health, HIV, reproductive health). The
 * numbers are stored in records.
 */
enum sensitive_kind {
	SENSITIVE_MENTAL_HEALTH = 1,
	SENSITIVE_SUBSTANCE_USE,
	SENSITIVE_HIV,
	SENSITIVE_REPRODUCTIVE,
	SENSITIVE_GENETIC,
	SENSITIVE_KIND_LIMIT
};

/* One piece of health context (45 CFR 160.103 "health information"). */
struct health_finding {
	enum health_kind kind;
	uint32_t part;
	uint32_t start;
	uint32_t length;
	uint8_t weight; /* percent: how strongly it speaks of one person's care */
	uint8_t sensitive; /* bit for each enum sensitive_kind */
	bool others; /* known not to be the writer's, by the words before it */
};

/* A keyword of a legal hold that stands in the message, as its token (core/value_token.h). */
struct keyword_match {
	uint8_t token[FINDING_VALUE_HASH_SIZE];
};

/* The scanner's judgement on the whole message; man page phimilter(8) explains the score. */
struct assessment {
	bool phi;            /* an individual's identifier and health context together */
	uint8_t confidence;  /* percent */
	const char *const *reasons; /* string constants, strongest first */
	size_t reason_count;
};

/* ---- verdict: what policy decided --------------------------------------- */

enum direction {
	DIRECTION_INBOUND = 1, /* from outside, to inside only */
	DIRECTION_INTERNAL,    /* from inside, to inside only */
	DIRECTION_OUTBOUND,    /* at least one recipient outside */
	DIRECTION_LIMIT
};

/* What is done to a message beside its outcome, by rules that hold for one of its recipients. */
enum treatment_kind {
	TREATMENT_TAG_SUBJECT = 1, /* value: put in front of the subject, unless it stands there */
	TREATMENT_HEADER_ADD,      /* name, value */
	TREATMENT_HEADER_STRIP,    /* name: every field of that name goes */
	TREATMENT_JOURNAL,         /* value: an address inside, which gets the message too */
	TREATMENT_HEADER_REPLACE,  /* name: every field of that name gets the value */
	TREATMENT_MOVE_SUBJECT,    /* value: what stands in its place; the subject goes into the body */
	TREATMENT_REDACT,          /* types: findings of these are taken out of the text */
	TREATMENT_STRIP_FILE,      /* value: attachments go whose file name this pattern matches */
	TREATMENT_STRIP_FORM,      /* forms: attachments of these go, by their bytes */
	TREATMENT_STRIP_TYPE,      /* value: attachments of this type go, or of a family such as "image/" */
	TREATMENT_NOTIFY,          /* name: the rule's; value: whom, as policy/notified.h says */
	TREATMENT_KEEP_ORIGINAL,   /* what is taken out stays in escrow, PHI or not */
};

struct treatment {
	enum treatment_kind kind;
	const char *name;
	const char *value;
	union {
		uint64_t types; /* bit for each enum identifier_type */
		uint64_t forms; /* bit for each enum content_form (policy/content_form.h) */
	};
};

/* Somebody inside who is to hear that a rule held. */
struct notice {
	const char *address;
	const char *rule;
};

struct recipient_verdict {
	enum outcome outcome;
	const char *rule; /* name of the rule that decided; in the policy, not the arena */
	/* What the rules in shadow mode too would have made of it; 0 where that is the same. */
	enum outcome shadow_outcome;
	const char *shadow_rule;
	/* Where the verdict's `rewrites` is set: what the rules ask for once what they want taken
	 * out is out. What is left is then decided on anew (policy_decide_rewritten()). */
	enum outcome rewritten_outcome;
	const char *rewritten_rule;
};

/*
 * The policy's strings are constants of the pinned snapshot, which lives at
 * least as long as the message.
 */
struct verdict {
	enum direction direction;
	enum outcome outcome;              /* for the message as a whole: the strictest */
	enum outcome elsewhere;            /* what an outside recipient no rule names would get */
	struct recipient_verdict *each;    /* envelope.recipient_count of them */
	const char *const *rules;          /* names of all rules that matched, in order */
	size_t rule_count;
	enum outcome rewritten_elsewhere;  /* as of each recipient */
	bool rewrites;                     /* rules want something taken out that is in there */
	bool shadow;                       /* the whole install only watches: change nothing */
	bool differs;                      /* handled as a whole, some recipient is treated otherwise
	                                      than by its own verdict */
	const char *reject_text;           /* for OUTCOME_REJECT and OUTCOME_DEFER */
	const struct treatment *treatments;
	size_t treatment_count;
	const struct notice *notices;
	size_t notice_count;
	const char *retention_class;
	const char *retention_reason;      /* what asked for it: "default", "phi", "type", "sensitive",
	                                      "minor" or a rule's name */
	const char *retention_basis;       /* the class's own; "" when it says none */
	int64_t retain_until;              /* seconds since the epoch, UTC */
	const char *const *retention_others; /* names of classes that applied besides */
	size_t retention_other_count;
};

/* ---- edits: what will be asked of the MTA -------------------------------- */

enum edit_kind {
	EDIT_HEADER_DELETE = 1, /* name, index (1-based among its name, as milter counts) */
	EDIT_HEADER_CHANGE,     /* name, index, value */
	EDIT_HEADER_ADD,        /* name, value */
	EDIT_BODY_REPLACE,      /* body */
	EDIT_SENDER_ARGUMENTS,  /* value: ESMTP arguments for MAIL FROM (RFC 3461 RET=HDRS) */
	EDIT_QUARANTINE,        /* value: reason */
	EDIT_RECIPIENT_ADD,     /* value: address, without <>; name: ESMTP arguments for RCPT TO, or NULL */
	EDIT_RECIPIENT_DELETE,  /* value: address as the MTA gave it, without <> */
};

struct edit {
	enum edit_kind kind;
	const char *name;
	int index;
	const char *value;
	struct bytes body;
};

/* How a message leaves otherwise than it came, because rules say so. */
struct rewriting {
	bool done;            /* something was taken out */
	bool phi;             /* then: the assessment of what leaves */
	bool moved;           /* the subject, into the body */
	uint32_t redacted;    /* findings */
	uint32_t attachments;
	uint32_t fields;      /* edits of the header */
	uint32_t copies;      /* for further recipients */
	const char *subject;      /* in place of the message's, as a field's value; NULL: as it was */
	const char *subject_text; /* the same in UTF-8, likewise */
};

/* ---- the message ---------------------------------------------------------- */

#define MESSAGE_ESCROW_ID_SIZE 33 /* 32 hexadecimal digits and a NUL */
#define MESSAGE_DIGEST_SIZE 32    /* SHA-256 */

struct message {
	struct arena *arena;

	struct envelope envelope;
	struct header *headers;
	size_t header_count;
	size_t header_capacity;
	struct buffer original; /* the message byte for byte: header section, empty line, body; CRLF */
	size_t body_start;      /* offset of the body in `original` */

	struct part *parts;
	size_t part_count;
	size_t part_capacity;
	struct unscannable *unscannables;
	size_t unscannable_count;
	size_t unscannable_capacity;

	struct finding *findings;
	size_t finding_count;
	size_t finding_capacity;
	struct health_finding *health;
	size_t health_count;
	size_t health_capacity;
	const struct keyword_match *keywords; /* each different one once */
	size_t keyword_count;
	unsigned youngest_birth_year; /* the latest year of a patient's birth date; 0 for none */
	struct assessment assessment;

	struct verdict verdict;

	struct rewriting rewriting;
	struct edit *edits;
	size_t edit_count;
	size_t edit_capacity;

	uint8_t digest[MESSAGE_DIGEST_SIZE];     /* SHA-256 of `original` */
	char escrow_id[MESSAGE_ESCROW_ID_SIZE];  /* "" when nothing was sealed */
	uint8_t sealed_digest[MESSAGE_DIGEST_SIZE]; /* SHA-256 of what was sealed */
	int64_t link_until; /* when the notice's link ends, or 0 */
};

/*
 * An empty message. `original_limit` caps the original in bytes; the arena may
 * hold `arena_limit` bytes. Fails: ERROR_MEMORY.
 */
MUST_USE int message_create(size_t original_limit, size_t arena_limit, struct message **out);

/* From now on the larger pieces of it come from `pool`, which outlives it. */
void message_use_pool(struct message *m, struct memory_pool *pool);

/* Wipes and frees all of it. Accepts NULL and a pointer to NULL. */
void message_destroy(struct message **message);

/*
 * Appends one zeroed element to a section and returns it in `*out`.
 * All fail: ERROR_MEMORY, ERROR_LIMIT (the arena's).
 */
MUST_USE int message_recipient_add(struct message *m, const char *address, const char *mailer);
MUST_USE int message_header_add(struct message *m, struct bytes name, struct bytes value);
MUST_USE int message_part_add(struct message *m, struct part **out);
MUST_USE int message_unscannable_add(struct message *m, const char *part, enum unscannable_reason reason);
MUST_USE int message_finding_add(struct message *m, struct finding **out);
MUST_USE int message_health_add(struct message *m, struct health_finding **out);

/* Appends `edit`. What it points to is the caller's, and must last as long as `m`. Fails the same. */
MUST_USE int message_edit_add(struct message *m, struct edit edit);

/* The edit that puts a copy of `body` in the place of the message's. Fails the same. */
MUST_USE int message_edit_body(struct message *m, struct bytes body);

/* Adds all of m->health to counters by kind; a piece of two sensitive kinds counts for each. */
void message_health_count(const struct message *m, uint32_t kinds[HEALTH_KIND_LIMIT],
                          uint32_t sensitive[SENSITIVE_KIND_LIMIT]);

/* The value of the first header field called `name` (case-insensitive), raw; empty when absent. */
struct bytes message_header_find(const struct message *m, const char *name);

/* Lower-case names of the enumerations, as rules and records spell them; NULL when unknown. */
const char *unscannable_reason_name(unsigned reason); /* "depth", "part-count", ... */
const char *health_kind_name(unsigned kind);          /* "condition", "provision", "payment" */
const char *sensitive_kind_name(unsigned kind);       /* "mental-health", "substance-use", "hiv", ... */
const char *outcome_name(unsigned outcome);           /* "pass", "tls", "portal", "hold", "reject", "defer" */
const char *direction_name(unsigned direction);       /* "inbound", "internal", "outbound" */
const char *part_kind_name(unsigned kind);            /* "headers", "text", "html", "binary" */

/* The larger wins: pass, tls, portal, hold, defer, reject; 0 for none. */
unsigned outcome_strictness(enum outcome outcome);

/* Of two, the one that wins. */
enum outcome outcome_stricter(enum outcome one, enum outcome other);

/* The number called `name`, or 0. */
unsigned unscannable_reason_find(struct bytes name);
unsigned health_kind_find(struct bytes name);
unsigned sensitive_kind_find(struct bytes name);
unsigned outcome_find(struct bytes name);
unsigned direction_find(struct bytes name);

#endif
