/*
 * The log: one line an event, key=value fields, to syslog or standard error.
 *
 * It cannot leak what it protects: there is no format string and no free text.
 * A field is an identifier (reduced to a harmless alphabet and length), a
 * number, or the name of an enumerator. Operator-written text (configuration
 * diagnostics) has a call of its own.
 *
 * Threads: all calls from any thread. State: the one sink, set in log_open().
 */
#ifndef PHIMILTER_CORE_LOG_H
#define PHIMILTER_CORE_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "core/attributes.h"
#include "core/diagnostics.h"

enum log_severity { LOG_SEVERITY_ERROR, LOG_SEVERITY_WARNING, LOG_SEVERITY_NOTICE, LOG_SEVERITY_DEBUG };

enum log_sink { LOG_SINK_STDERR, LOG_SINK_SYSLOG };

enum log_field_kind { LOG_FIELD_ID, LOG_FIELD_NUMBER, LOG_FIELD_NAME };

struct log_field {
	const char *key; /* a string constant */
	enum log_field_kind kind;
	const char *string;
	int64_t number;
};

/* A queue id, IP address, escrow id: bytes outside [A-Za-z0-9._:/-] become '?', 64 at most. */
static inline struct log_field
log_id(const char *key, const char *id)
{
	return (struct log_field){ .key = key, .kind = LOG_FIELD_ID, .string = id };
}

static inline struct log_field
log_number(const char *key, int64_t number)
{
	return (struct log_field){ .key = key, .kind = LOG_FIELD_NUMBER, .number = number };
}

/* `name` is a string constant of the program (an enumerator's name, error_text()) or the
 * name of a rule, whose alphabet was checked when it was read. */
static inline struct log_field
log_name(const char *key, const char *name)
{
	return (struct log_field){ .key = key, .kind = LOG_FIELD_NAME, .string = name };
}

/* log_event(LOG_SEVERITY_NOTICE, "message-decided", log_id("queue-id", q), ...); */
#define log_event(severity, event, ...)                                              \
	log_fields((severity), (event), (const struct log_field[]){ __VA_ARGS__ },   \
	           ARRAY_LENGTH(((const struct log_field[]){ __VA_ARGS__ })))

void log_open(enum log_sink sink, bool debug);

/* Use log_event(). Never fails: what cannot be written is lost. */
void log_fields(enum log_severity severity, const char *event,
                const struct log_field *fields, uint64_t count);

/* Each diagnostic as a line of its own. */
void log_diagnostics(enum log_severity severity, const struct diagnostics *diagnostics);

#endif
