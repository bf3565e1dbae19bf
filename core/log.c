#include "core/log.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "core/bytes.h"

#define LOG_LINE_LIMIT 1024
#define LOG_ID_LIMIT 64

/* Written by log_open(); atomic because a reload may change them under the threads. */
static atomic_int log_sink_current = LOG_SINK_STDERR;
static atomic_bool log_debug_wanted;

void
log_open(enum log_sink sink, bool debug)
{
	if (sink == LOG_SINK_SYSLOG)
		openlog("phimilter", LOG_PID | LOG_NDELAY, LOG_MAIL);
	atomic_store(&log_sink_current, sink);
	atomic_store(&log_debug_wanted, debug);
}

static void
log_line(enum log_severity severity, const char *line)
{
	static const int priorities[] = {
		[LOG_SEVERITY_ERROR] = LOG_ERR,
		[LOG_SEVERITY_WARNING] = LOG_WARNING,
		[LOG_SEVERITY_NOTICE] = LOG_INFO,
		[LOG_SEVERITY_DEBUG] = LOG_DEBUG,
	};
	if (atomic_load(&log_sink_current) == LOG_SINK_SYSLOG)
		syslog(priorities[severity], "%s", line);
	else
		fprintf(stderr, "phimilter: %s\n", line);
}

struct log_line_writer {
	char text[LOG_LINE_LIMIT];
	size_t length;
};

static void
log_put(struct log_line_writer *line, const char *string)
{
	while (*string && line->length + 1 < sizeof(line->text))
		line->text[line->length++] = *string++;
	line->text[line->length] = '\0';
}

static void
log_put_id(struct log_line_writer *line, const char *id)
{
	char safe[LOG_ID_LIMIT + 1];
	size_t n = 0;

	for (; id != NULL && *id && n < LOG_ID_LIMIT; id++) {
		uint8_t c = (uint8_t)*id;
		safe[n++] = byte_is_alnum(c) || strchr("._:/-", c) ? (char)c : '?';
	}
	safe[n] = '\0';
	log_put(line, n ? safe : "-");
}

void
log_fields(enum log_severity severity, const char *event,
           const struct log_field *fields, uint64_t count)
{
	struct log_line_writer line = { .length = 0 };
	char number[32];

	if (severity == LOG_SEVERITY_DEBUG && !atomic_load(&log_debug_wanted))
		return;
	log_put(&line, event);
	for (uint64_t i = 0; i < count; i++) {
		log_put(&line, " ");
		log_put(&line, fields[i].key);
		log_put(&line, "=");
		switch (fields[i].kind) {
		case LOG_FIELD_ID:
			log_put_id(&line, fields[i].string);
			break;
		case LOG_FIELD_NUMBER:
			snprintf(number, sizeof(number), "%" PRId64, fields[i].number);
			log_put(&line, number);
			break;
		case LOG_FIELD_NAME:
			log_put(&line, fields[i].string ? fields[i].string : "-");
			break;
		}
	}
	log_line(severity, line.text);
}

void
log_diagnostics(enum log_severity severity, const struct diagnostics *diagnostics)
{
	for (size_t i = 0; diagnostics_line(diagnostics, i) != NULL; i++)
		log_line(severity, diagnostics_line(diagnostics, i));
	if (diagnostics->count > DIAGNOSTICS_LIMIT)
		log_line(severity, "more problems follow; mend these first");
}
