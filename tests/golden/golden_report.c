#include "tests/golden/golden_report.h"

#include <inttypes.h>

#include "encryption/escrow_token.h"
#include "milter/release.h"

#define SECONDS_PER_DAY 86400

/* What portal_notice.c makes boundaries of. */
#define BOUNDARY_PREFIX "=_"
#define BOUNDARY_DIGITS 32

/* ---- scan ------------------------------------------------------------------------- */

static const char *
text_or_dash(const char *text)
{
	return text != NULL && text[0] != '\0' ? text : "-";
}

static void
print_parts(FILE *out, const struct message *m)
{
	fputs("parts\n", out);
	for (size_t i = 0; i < m->part_count; i++)
		fprintf(out, "  %s: %s, %s\n", m->parts[i].path, part_kind_name(m->parts[i].kind),
		        text_or_dash(m->parts[i].content_type));
}

static void
print_findings(FILE *out, const struct message *m)
{
	static const char *const subjects[] = {
		[SUBJECT_UNKNOWN] = "unknown", [SUBJECT_PATIENT] = "patient",
		[SUBJECT_PROVIDER] = "provider", [SUBJECT_SENDER] = "sender",
	};

	fputs("findings\n", out);
	for (size_t i = 0; i < m->finding_count; i++) {
		const struct finding *finding = &m->findings[i];
		fprintf(out, "  %s (%u) in %s at %" PRIu32 "+%" PRIu32 ": %u%%, %s, cue %s, validator %s\n",
		        identifier_type_name(finding->type), identifier_type_category(finding->type),
		        m->parts[finding->part].path, finding->start, finding->length,
		        finding->confidence, subjects[finding->subject], text_or_dash(finding->cue),
		        text_or_dash(finding->validator));
	}
}

static void
print_health(FILE *out, const struct message *m)
{
	unsigned counts[HEALTH_KIND_LIMIT] = { 0 };

	for (size_t i = 0; i < m->health_count; i++)
		counts[m->health[i].kind]++;
	fputs("health\n", out);
	for (unsigned kind = 1; kind < HEALTH_KIND_LIMIT; kind++)
		fprintf(out, "  %s: %u\n", health_kind_name(kind), counts[kind]);
}

static void
print_unscannables(FILE *out, const struct message *m)
{
	fputs("unscannable\n", out);
	for (size_t i = 0; i < m->unscannable_count; i++)
		fprintf(out, "  %s: %s\n", text_or_dash(m->unscannables[i].part),
		        unscannable_reason_name(m->unscannables[i].reason));
}

/* ---- decision --------------------------------------------------------------------- */

static void
print_verdict(FILE *out, const struct message *m)
{
	const struct verdict *verdict = &m->verdict;
	int64_t days = (verdict->retain_until - m->envelope.received) / SECONDS_PER_DAY;

	fprintf(out, "assessment\n  %s, %u%%\n", m->assessment.phi ? "PHI" : "no PHI",
	        m->assessment.confidence);
	fprintf(out, "verdict\n  %s: %s\n", direction_name(verdict->direction),
	        outcome_name(verdict->outcome));
	for (size_t i = 0; i < m->envelope.recipient_count; i++)
		fprintf(out, "  %s: %s by %s\n", m->envelope.recipients[i].address,
		        outcome_name(verdict->each[i].outcome), text_or_dash(verdict->each[i].rule));
	for (size_t i = 0; i < verdict->notice_count; i++)
		fprintf(out, "  told: %s by %s\n", verdict->notices[i].address, verdict->notices[i].rule);
	if (verdict->outcome != OUTCOME_PORTAL && m->escrow_id[0] != '\0')
		fputs("  the original is kept\n", out);
	if (verdict->outcome == OUTCOME_REJECT || verdict->outcome == OUTCOME_DEFER)
		fprintf(out, "  refused: %s\n", verdict->reject_text);
	fprintf(out, "  retention: %s, %" PRId64 " days\n", verdict->retention_class, days);
	fprintf(out, "release\n  %s\n", text_or_dash(release_value(release_decide(m))));
}

/* ---- edits ------------------------------------------------------------------------ */

/* How many bytes from `at` are hexadecimal digits as hex_encode() writes them. */
static size_t
hex_run(struct bytes text, size_t at)
{
	size_t end = at;

	while (end < text.length && (byte_is_digit(text.data[end]) ||
	                             (text.data[end] >= 'a' && text.data[end] <= 'f')))
		end++;
	return end - at;
}

static bool
starts_with(struct bytes text, size_t at, const char *prefix)
{
	return bytes_equal(bytes_slice(text, at, strlen(prefix)), bytes_of_string(prefix));
}

/* The length of something random at `at` and the placeholder to print for it; 0 for none. */
static size_t
random_at(struct bytes text, size_t at, const char *escrow_id, const char **placeholder)
{
	size_t id_length = strlen(escrow_id);

	if (starts_with(text, at, BOUNDARY_PREFIX) &&
	    hex_run(text, at + strlen(BOUNDARY_PREFIX)) == BOUNDARY_DIGITS) {
		*placeholder = "BOUNDARY";
		return strlen(BOUNDARY_PREFIX) + BOUNDARY_DIGITS;
	}
	if (id_length == 0 || !starts_with(text, at, escrow_id))
		return 0;
	*placeholder = "ID";
	if (!starts_with(text, at + id_length, "#"))
		return id_length;
	*placeholder = "ID#TOKEN";
	return id_length + 1 + ESCROW_TOKEN_LENGTH;
}

/* Control characters in a field's value would hide in a diff. */
static void
print_byte(FILE *out, uint8_t c, const char *line_end)
{
	if (c == '\n')
		fputs(line_end, out);
	else if (c == '\t')
		fputs("\\t", out);
	else if (c < ' ' || c == 0x7f)
		fprintf(out, "\\x%02x", c);
	else
		fputc(c, out);
}

/* Prints `text`, with `line_end` for each LF and placeholders for what is random. */
static void
print_text(FILE *out, struct bytes text, const char *escrow_id, const char *line_end)
{
	const char *placeholder;

	for (size_t i = 0; i < text.length;) {
		size_t length = random_at(text, i, escrow_id, &placeholder);
		if (length > 0) {
			fputs(placeholder, out);
			i += length;
		} else if (text.data[i] == '\r') {
			i++;
		} else {
			print_byte(out, text.data[i++], line_end);
		}
	}
}

/* `body` without the soft line ends of quoted-printable (RFC 2045 6.7), which may cut random
 * text in two; false when memory is out. */
static bool
join_soft_lines(struct bytes body, struct buffer *out)
{
	static const char soft[] = "=\r\n";
	int err = 0;

	for (size_t i = 0; i < body.length && err == 0; i++) {
		if (starts_with(body, i, soft))
			i += strlen(soft) - 1;
		else
			err = buffer_append_byte(out, body.data[i]);
	}
	return err == 0;
}

static void
print_body(FILE *out, struct bytes body, const char *escrow_id)
{
	struct buffer joined = buffer_make(body.length);

	fputs("  replace body\n    | ", out);
	if (join_soft_lines(body, &joined))
		print_text(out, buffer_bytes(&joined), escrow_id, "\n    | ");
	fputc('\n', out);
	buffer_release(&joined);
}

static void
print_edit(FILE *out, const struct edit *edit, const char *escrow_id)
{
	switch (edit->kind) {
	case EDIT_HEADER_DELETE:
		fprintf(out, "  delete %s %d\n", edit->name, edit->index);
		return;
	case EDIT_HEADER_CHANGE:
		fprintf(out, "  change %s %d:", edit->name, edit->index);
		break;
	case EDIT_HEADER_ADD:
		fprintf(out, "  add %s:", edit->name);
		break;
	case EDIT_BODY_REPLACE:
		print_body(out, edit->body, escrow_id);
		return;
	case EDIT_SENDER_ARGUMENTS:
		fputs("  sender arguments", out);
		break;
	case EDIT_RECIPIENT_ADD:
		fputs("  add recipient:", out);
		break;
	case EDIT_RECIPIENT_DELETE:
		fputs("  delete recipient:", out);
		break;
	case EDIT_QUARANTINE:
		fputs("  quarantine:", out);
		break;
	}
	fputc(' ', out);
	print_text(out, bytes_of_string(edit->value), escrow_id, "\\n");
	fputc('\n', out);
}

void
golden_report_print(FILE *out, const struct message *m)
{
	print_parts(out, m);
	print_findings(out, m);
	print_health(out, m);
	print_unscannables(out, m);
	print_verdict(out, m);
	fputs("edits\n", out);
	for (size_t i = 0; i < m->edit_count; i++)
		print_edit(out, &m->edits[i], m->escrow_id);
}
