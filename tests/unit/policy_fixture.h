/* Messages made of what policy looks at, and verdicts as one line of text. */
#ifndef PHIMILTER_TESTS_POLICY_FIXTURE_H
#define PHIMILTER_TESTS_POLICY_FIXTURE_H

#include "core/message.h"
#include "policy/policy.h"

#define MAIL_RECIPIENTS 4
#define MAIL_FINDINGS 4
#define MAIL_REASONS 4

/* `times` equal findings of equal value. */
struct mail_finding {
	enum identifier_type type;
	uint8_t confidence;
	uint8_t value;
	enum finding_subject subject;
	unsigned times;
};

#define OF(subject, type, confidence, value) { (type), (confidence), (value), (subject), 1 }
#define TIMES(times, type, confidence, value) \
	{ (type), (confidence), (value), SUBJECT_UNKNOWN, (times) }
#define VALUE(type, confidence, value) OF(SUBJECT_UNKNOWN, type, confidence, value)
#define ONE(type, confidence) VALUE(type, confidence, 0)

/* What is left out is: from outside, by nobody, to nobody, holding nothing. */
struct mail {
	const char *sender;
	bool from_inside;
	const char *auth_user;
	const char *inside[MAIL_RECIPIENTS];  /* recipients of each kind, in this order */
	const char *outside[MAIL_RECIPIENTS];
	const char *capable[MAIL_RECIPIENTS]; /* outside, listed as taking verified TLS */
	bool phi;
	uint8_t confidence;
	struct mail_finding findings[MAIL_FINDINGS];
	unsigned health[HEALTH_KIND_LIMIT]; /* how many of each kind */
	unsigned sensitive;                 /* bits of each of these, as in struct health_finding */
	enum unscannable_reason unscannable[MAIL_REASONS];
	unsigned born;                      /* year of the youngest patient's birth */
	size_t size;
	const char *client;                   /* address */
	const char *header[2];                /* name and value */
	const char *part[2];                  /* content type and file name */
	struct {
		enum part_kind kind;
		const char *bytes;            /* the first of a part without a label */
	} head;
	int64_t received;                     /* 0: MAIL_RECEIVED */
	int64_t hourly;                       /* PHI recipients of the sender */
	size_t whole, whole_outside;          /* recipients of the message that this is a copy of */
	int64_t written, domain_written;      /* to all recipients, as in struct recipient */
};

/* The message's time of receipt. */
#define MAIL_RECEIVED 1000000000

struct message *mail_message(const struct mail *mail);

/* A policy of `configuration`'s text, which must be without a mistake. */
struct fixture {
	struct configuration *configuration;
	struct policy *policy;
};

void fixture_make(const char *text, struct fixture *out);
void fixture_release(struct fixture *fixture);

/*
 * Decides and says "outbound portal | portal phi-outside | pass - | rules: a b",
 * with one middle piece for each recipient; the string belongs to the caller.
 */
char *fixture_decide(const struct fixture *fixture, const struct mail *mail);

#endif
