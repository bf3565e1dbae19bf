#include "milter/redact.h"

#include "core/error.h"
#include "encryption/mime_text.h"
#include "policy/removal.h"
#include "scanner/part_source.h"

#define CONTENT_TYPE_CHARSET "; charset=utf-8"

/* Quoted-printable and UTF-8 make three bytes of one, and a mark may stand for a single byte. */
#define GROWTH 3
#define GROWTH_ROOM 1024

struct redacting {
	const struct configuration *configuration;
	struct message *message;
	struct cut_list *cuts;
	struct part_source **sources; /* of each part; NULL while nothing was found in it */
};

/* ---- what goes ---------------------------------------------------------------------- */

/* All that any rule wants out. */
static uint64_t
types_wanted(const struct verdict *verdict)
{
	uint64_t types = 0;

	for (size_t i = 0; i < verdict->treatment_count; i++)
		if (verdict->treatments[i].kind == TREATMENT_REDACT)
			types |= verdict->treatments[i].types;
	return types;
}

static bool
line_is_field(struct bytes line, const char *name)
{
	size_t length = strlen(name);

	return line.length > length && line.data[length] == ':' &&
	       bytes_equal_nocase(bytes_slice(line, 0, length), bytes_of_string(name));
}

/* Whether rules take the whole field away. */
static bool
field_goes(const struct verdict *verdict, struct bytes line)
{
	for (size_t i = 0; i < verdict->treatment_count; i++) {
		const struct treatment *treatment = &verdict->treatments[i];
		bool takes = treatment->kind == TREATMENT_HEADER_STRIP ||
		             treatment->kind == TREATMENT_HEADER_REPLACE;
		if (takes && line_is_field(line, treatment->name))
			return true;
	}
	return false;
}

static int
source_take_out(struct redacting *r, const struct finding *finding)
{
	struct part_source **source = &r->sources[finding->part];
	int err = *source != NULL ? 0 : part_source_open(r->configuration, r->message, finding->part,
	                                                 source);

	if (err == 0)
		err = part_source_take_out(*source, finding->start, finding->length);
	if (err == 0)
		r->message->rewriting.redacted++;
	return err;
}

static int
finding_take_out(struct redacting *r, const struct finding *finding)
{
	const struct part *part = &r->message->parts[finding->part];

	if (cut_list_drops(r->cuts, part->entity))
		return 0;
	if (part->kind == PART_HEADERS) {
		struct bytes line = bytes_line_at(part->text, finding->start);
		if (strcmp(part->path, "headers") == 0 && field_goes(&r->message->verdict, line))
			return 0;
		if (!line_is_field(line, "Subject"))
			return ERROR_NOT_FOUND;
	}
	return source_take_out(r, finding);
}

/* ---- what comes in its place --------------------------------------------------------- */

static int
arena_keep(struct arena *arena, struct bytes bytes, const char **out)
{
	*out = arena_copy_string(arena, bytes);
	return *out != NULL ? 0 : arena_failure(arena);
}

static int
part_encode(struct message *m, const struct part *part, struct bytes text, struct cut_list *cuts)
{
	struct buffer encoded = buffer_make(GROWTH * text.length + GROWTH_ROOM);
	struct cut cut = { .entity = part->entity, .keeps_fields = true,
	                   .transfer_encoding = "quoted-printable" };
	struct buffer type = buffer_make(strlen(part->content_type) + sizeof(CONTENT_TYPE_CHARSET));
	const char *body;

	int err = mime_text_append_quoted_printable(text, &encoded);
	if (err == 0)
		err = arena_keep(m->arena, buffer_bytes(&encoded), &body);
	if (err == 0)
		err = buffer_append_string(&type, part->content_type);
	if (err == 0)
		err = buffer_append_string(&type, CONTENT_TYPE_CHARSET);
	if (err == 0)
		err = arena_keep(m->arena, buffer_bytes(&type), &cut.content_type);
	if (err == 0) {
		cut.body = bytes_make(body, encoded.length);
		err = cut_list_add(m, cuts, cut);
	}
	buffer_release(&encoded);
	buffer_release(&type);
	return err;
}

/* A field is one, or nobody knows which of them a receiver sees. */
static bool
has_one_subject(const struct message *m)
{
	size_t count = 0;

	for (size_t i = 0; i < m->header_count; i++)
		count += bytes_equal_nocase(m->headers[i].name, bytes_of_string("Subject"));
	return count == 1;
}

/* The subject of a header section written as text, as a field's value. */
static int
subject_encode(struct message *m, struct bytes header)
{
	struct buffer value = buffer_make(GROWTH * header.length + GROWTH_ROOM);
	struct bytes line = { 0 };
	int err = has_one_subject(m) ? 0 : ERROR_NOT_FOUND;

	for (size_t at = 0; at < header.length && !line_is_field(line, "Subject"); at += line.length + 1)
		line = bytes_line_at(header, at);
	struct bytes text = bytes_slice(line, strlen("Subject: "), SIZE_MAX);
	if (err == 0)
		err = mime_text_append_field(text, &value);
	if (err == 0)
		err = arena_keep(m->arena, buffer_bytes(&value), &m->rewriting.subject);
	if (err == 0)
		err = arena_keep(m->arena, text, &m->rewriting.subject_text);
	buffer_release(&value);
	return err;
}

static int
source_finish(struct redacting *r, size_t index)
{
	struct message *m = r->message;
	const struct part *part = &m->parts[index];
	struct buffer text = buffer_make(m->original.length * GROWTH * sizeof(REDACT_MARK) + GROWTH_ROOM);

	int err = part_source_write(r->sources[index], REDACT_MARK, &text);
	if (err == 0 && part->kind == PART_HEADERS)
		err = subject_encode(m, buffer_bytes(&text));
	else if (err == 0)
		err = part_encode(m, part, buffer_bytes(&text), r->cuts);
	buffer_release(&text);
	return err;
}

int
redact_message(const struct configuration *configuration, struct message *m, struct cut_list *cuts)
{
	struct redacting r = { .configuration = configuration, .message = m, .cuts = cuts };
	uint64_t types = types_wanted(&m->verdict);
	int err = 0;

	r.sources = arena_alloc_array(m->arena, m->part_count, sizeof(*r.sources));
	if (r.sources == NULL)
		return arena_failure(m->arena);
	for (size_t i = 0; i < m->finding_count && err == 0; i++)
		if (removal_wants_finding(m, &m->findings[i], types))
			err = finding_take_out(&r, &m->findings[i]);
	for (size_t i = 0; i < m->part_count && err == 0; i++)
		if (r.sources[i] != NULL)
			err = source_finish(&r, i);
	return err;
}
