/* Events in the forms of syslog and of the journal. */
#include "tools/event.h"

#include <stdio.h>

#include "core/error.h"
#include "tools/time_text.h"

#define HEADER_LIMIT 512
#define APPLICATION "phimilter"
#define SEVERITIES 8 /* a priority is facility * 8 + severity */

/* ---- syslog, RFC 5424 ---------------------------------------------------------------- */

/* Within the quotes of a structured value (6.3.3). */
static int
append_escaped(struct buffer *out, struct bytes value)
{
	int err = 0;

	for (size_t i = 0; i < value.length && err == 0; i++) {
		if (strchr("\"\\]", value.data[i]) != NULL)
			err = buffer_append_byte(out, '\\');
		if (err == 0)
			err = buffer_append_byte(out, value.data[i]);
	}
	return err;
}

static int
append_parameter(struct buffer *out, const struct event *event, const struct event_field *field)
{
	int err = buffer_append_byte(out, ' ');

	if (err == 0)
		err = buffer_append_string(out, field->name);
	if (err == 0)
		err = buffer_append_string(out, "=\"");
	if (err == 0)
		err = append_escaped(out, event_value(event, field));
	return err != 0 ? err : buffer_append_byte(out, '"');
}

int
event_format_syslog(const struct event *event, const struct event_syslog *syslog, struct buffer *out)
{
	char header[HEADER_LIMIT];

	snprintf(header, sizeof(header), "<%u>1 %s %.255s " APPLICATION " - %s [" APPLICATION "@%lu",
	         syslog->facility * SEVERITIES + (unsigned)event->severity, time_text(event->time).text,
	         syslog->host, event->kind, syslog->enterprise);
	int err = buffer_append_string(out, header);
	for (size_t i = 0; i < event->count && err == 0; i++)
		err = append_parameter(out, event, &event->fields[i]);
	if (err == 0)
		err = buffer_append_string(out, "] ");
	return err != 0 ? err : buffer_append_string(out, event->summary);
}

/* ---- journal ---------------------------------------------------------------------------- */

/* "queue-id" becomes "PHIMILTER_QUEUE_ID". */
static int
append_name(struct buffer *out, const char *name)
{
	int err = buffer_append_string(out, "PHIMILTER_");

	for (const char *c = name; *c != '\0' && err == 0; c++)
		err = buffer_append_byte(out, *c == '-' ? '_' : byte_upper((uint8_t)*c));
	return err;
}

int
event_format_journal(const struct event *event, struct buffer *out)
{
	char header[HEADER_LIMIT];

	/* No value holds a line feed: all are printable, so the short form will do. */
	snprintf(header, sizeof(header), "MESSAGE=%s\nPRIORITY=%d\nSYSLOG_IDENTIFIER=" APPLICATION "\n"
	         "SYSLOG_TIMESTAMP=%s\n", event->summary, (int)event->severity, time_text(event->time).text);
	int err = buffer_append_string(out, header);
	for (size_t i = 0; i < event->count && err == 0; i++) {
		err = append_name(out, event->fields[i].name);
		if (err == 0)
			err = buffer_append_byte(out, '=');
		if (err == 0)
			err = buffer_append(out, event_value(event, &event->fields[i]));
		if (err == 0)
			err = buffer_append_byte(out, '\n');
	}
	return err;
}
