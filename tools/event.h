/*
 * A record as an event for a site's other systems: named values, for syslog and
 * the journal alike. Nothing of a message's text, subject or file names is in a
 * record; a person's reasons, which might be about a patient, are left out too.
 *
 * Ownership: values live in the event. Threads: one at a time.
 */
#ifndef PHIMILTER_TOOLS_EVENT_H
#define PHIMILTER_TOOLS_EVENT_H

#include "core/attributes.h"
#include "core/buffer.h"
#include "core/record.h"

/* Of a message with more, the first few and their number are told. */
#define EVENT_RECIPIENTS 16
#define EVENT_FIELDS (24 + 2 * EVENT_RECIPIENTS)

/* A value longer than this is cut; an event stays far below what a socket takes. */
#define EVENT_VALUE_LIMIT 320

/* Severities of syslog (RFC 5424 6.2.1) and journald alike. */
enum event_severity { EVENT_WARNING = 4, EVENT_NOTICE = 5, EVENT_INFORMATION = 6 };

struct event_field {
	const char *name;      /* lower case, digits and "-"; may stand several times */
	size_t start, length;  /* of its value, in `text` */
};

struct event {
	enum event_severity severity;
	const char *kind;      /* "decision", "edit-failure", "access" */
	int64_t time;
	char summary[256];     /* for a person */
	struct event_field fields[EVENT_FIELDS];
	size_t count;
	struct buffer text;    /* printable ASCII */
};

/* Fails: ERROR_MEMORY, ERROR_LIMIT; release it either way. */
MUST_USE int event_make(const struct record *record, struct event *out);
void event_release(struct event *event);

struct bytes event_value(const struct event *event, const struct event_field *field);

/* What RFC 5424 makes of an event. */
struct event_syslog {
	unsigned facility;
	unsigned long enterprise; /* the private enterprise number of the structured data's name */
	const char *host;
};

/* Appends one message, without a frame. Fails: ERROR_MEMORY, ERROR_LIMIT. */
MUST_USE int event_format_syslog(const struct event *event, const struct event_syslog *syslog,
                                 struct buffer *out);

/* The same in the journal's native protocol: a field a line. */
MUST_USE int event_format_journal(const struct event *event, struct buffer *out);

#endif
