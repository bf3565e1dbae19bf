#include "scanner/part_source.h"

#include "core/error.h"
#include "scanner/charset.h"
#include "scanner/content/html_text.h"
#include "scanner/header_section.h"
#include "scanner/mime_fields.h"
#include "scanner/text_view.h"

/* What becomes of a byte. */
enum fate { FATE_STAYS = 0, FATE_GOES, FATE_MARKED /* goes, and the mark stands there */ };

struct part_source {
	const struct part *part;
	struct text_view view;    /* of the part's text: which of it is shown as it stands */
	struct bytes bytes;       /* what is rewritten: the text itself, or the HTML it came from */
	struct html_trace trace;  /* of HTML: where its text stands */
	uint8_t *fates;           /* enum fate, for each of `bytes` */
};

/* ---- reading ------------------------------------------------------------------- */

bool
part_source_is_verbatim(const struct message *m, const struct part *part)
{
	uintptr_t begin = (uintptr_t)m->original.data, at = (uintptr_t)part->entity.data;

	return part->entity.length > 0 && at >= begin && at - begin < m->original.length;
}

/* Reasons for which only part of a message was read, whichever part names them. */
static bool
is_of_message(enum unscannable_reason reason)
{
	return reason == UNSCANNABLE_DECODED_SIZE || reason == UNSCANNABLE_TEXT_SIZE ||
	       reason == UNSCANNABLE_FINDING_COUNT;
}

/* What is encrypted or a file of its own within a text is read as the text that it is. */
static bool
is_known_whole(const struct message *m, const struct part *part)
{
	for (size_t i = 0; i < m->unscannable_count; i++) {
		enum unscannable_reason reason = m->unscannables[i].reason;
		if (is_of_message(reason))
			return false;
		if (strcmp(m->unscannables[i].part, part->path) == 0 &&
		    reason != UNSCANNABLE_ENCRYPTED && reason != UNSCANNABLE_FORMAT)
			return false;
	}
	return true;
}

/* The message's own header section is its to change, field by field. */
static bool
is_own_header(const struct part *part)
{
	return part->kind == PART_HEADERS && strcmp(part->path, "headers") == 0;
}

static bool
is_text(const struct part *part)
{
	return (part->kind == PART_TEXT || part->kind == PART_HTML) &&
	       strncmp(part->content_type, "text/", strlen("text/")) == 0;
}

static int
arena_keep(struct arena *arena, struct bytes bytes, struct bytes *out)
{
	uint8_t *copy = arena_alloc(arena, bytes.length);

	if (copy == NULL)
		return arena_failure(arena);
	if (bytes.length > 0)
		memcpy(copy, bytes.data, bytes.length);
	*out = bytes_make(copy, bytes.length);
	return 0;
}

/* The body of the part's entity, decoded to UTF-8, in the arena. */
static int
body_decode(struct reading *r, const struct part *part, struct bytes *out)
{
	const struct header_split split = header_section_split(part->entity);
	struct bytes decoded = split.body;
	struct mime_fields fields;
	bool broken = false, unknown = false;

	int err = mime_fields_read(r, bytes_slice(split.section, 0, r->header_bytes), "text/plain",
	                           &fields);
	if (err == 0 && transfer_encoding_is_coded(fields.encoding)) {
		err = buffer_reserve(&r->decoded, split.body.length);
		if (err == 0) {
			r->decoded.length = transfer_decode(fields.encoding, split.body, r->decoded.data,
			                                    &broken);
			decoded = buffer_bytes(&r->decoded);
		}
	}
	if (err == 0)
		err = charset_decode(fields.charset, decoded, &r->utf8, out, &unknown);
	if (err == 0)
		err = arena_keep(r->message->arena, *out, out);
	return err == 0 && (broken || unknown) ? ERROR_NOT_FOUND : err;
}

/* ---- HTML --------------------------------------------------------------------------- */

/* From places of the text as it was written to those of the part's text, whose lines end in LF. */
static void
trace_to_part(struct html_trace *trace, struct bytes written)
{
	size_t dropped = 0, next = 0;

	for (size_t i = 0; i < written.length && next < trace->count; i++) {
		while (next < trace->count && trace->places[next].text == i)
			trace->places[next++].text -= dropped;
		dropped += written.data[i] == '\r' && i + 1 < written.length && written.data[i + 1] == '\n';
	}
}

/* Whether the part's text is `written`, but for the ends of lines. */
static bool
is_text_of(struct bytes written, struct bytes text)
{
	size_t at = 0;

	for (size_t i = 0; i < written.length; i++) {
		uint8_t byte = written.data[i];
		if (byte == '\r' && i + 1 < written.length && written.data[i + 1] == '\n')
			continue;
		if (at == text.length || text.data[at++] != (byte == '\r' ? '\n' : byte))
			return false;
	}
	return at == text.length;
}

static int
html_open(struct reading *r, struct part_source *source)
{
	bool embedded = false;

	source->trace = (struct html_trace){ .arena = r->message->arena };
	int err = body_decode(r, source->part, &source->bytes);
	if (err == 0)
		err = html_text_traced(source->bytes, &r->text, &embedded, &source->trace);
	if (err == 0 && !is_text_of(buffer_bytes(&r->text), source->part->text))
		err = ERROR_NOT_FOUND;
	if (err == 0)
		trace_to_part(&source->trace, buffer_bytes(&r->text));
	return err;
}

/* The place in which byte `at` of the part's text stands; NULL where it has none. */
static const struct html_place *
place_find(const struct html_trace *trace, size_t at)
{
	size_t low = 0, high = trace->count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		if (trace->places[middle].text <= at)
			low = middle + 1;
		else
			high = middle;
	}
	const struct html_place *place = low > 0 ? &trace->places[low - 1] : NULL;
	return place != NULL && at - place->text < place->text_length ? place : NULL;
}

/* A reference for what needs none: "&#49;" for "1". */
static bool
is_disguise(const struct html_place *place, struct bytes text)
{
	return place->text_length != place->html_length && byte_is_alnum(text.data[place->text]);
}

/* How long the tag at the start of `html` is; 0 for any other markup. */
static size_t
tag_length(struct bytes html)
{
	size_t at = html.length > 1 && html.data[1] == '/' ? 2 : 1;
	uint8_t quote = 0;

	if (at >= html.length || !byte_is_alpha(html.data[at]))
		return 0;
	for (; at < html.length; at++) {
		uint8_t byte = html.data[at];
		if (quote != 0)
			quote = byte == quote ? 0 : quote;
		else if (byte == '"' || byte == '\'')
			quote = byte;
		else if (byte == '>')
			return at + 1;
		else if (byte == '<')
			return 0;
	}
	return 0;
}

/* ---- taking out --------------------------------------------------------------------- */

static void
byte_take_out(struct part_source *source, size_t at)
{
	bool joins = at > 0 && source->fates[at - 1] != FATE_STAYS;

	if (source->fates[at] == FATE_STAYS)
		source->fates[at] = joins ? FATE_GOES : FATE_MARKED;
	/* One mark is enough for what goes together. */
	if (at + 1 < source->bytes.length && source->fates[at + 1] == FATE_MARKED)
		source->fates[at + 1] = FATE_GOES;
}

/* All of [start, end) of the HTML but the tags in it; with `really` false only looks whether it can. */
static int
html_range_take_out(struct part_source *source, size_t start, size_t end, bool really)
{
	bool marked = false;

	for (size_t at = start; at < end;) {
		if (source->bytes.data[at] == '<') {
			size_t tag = tag_length(bytes_slice(source->bytes, at, end - at));
			if (tag == 0)
				return ERROR_NOT_FOUND;
			at += tag;
			continue;
		}
		if (really && marked && source->fates[at] == FATE_STAYS)
			source->fates[at] = FATE_GOES; /* one mark is enough */
		else if (really)
			byte_take_out(source, at);
		marked = true;
		at++;
	}
	return 0;
}

static int
html_take_out(struct part_source *source, size_t start, size_t length)
{
	const struct html_place *first = place_find(&source->trace, start);
	const struct html_place *last = place_find(&source->trace, start + length - 1);

	if (first == NULL || last == NULL)
		return ERROR_NOT_FOUND;
	for (const struct html_place *place = first; place <= last; place++)
		if (is_disguise(place, source->part->text))
			return ERROR_NOT_FOUND;
	bool partly = first->text_length == first->html_length;
	bool ends_partly = last->text_length == last->html_length;
	size_t from = first->html + (partly ? start - first->text : 0);
	size_t to = ends_partly ? last->html + (start + length - last->text)
	                        : last->html + last->html_length;
	int err = from < to ? html_range_take_out(source, from, to, false) : ERROR_NOT_FOUND;
	return err != 0 ? err : html_range_take_out(source, from, to, true);
}

/* A text in more pieces is disguise from end to end; it is also what looking through them costs. */
#define SPAN_LIMIT 4096

/* Whether scanning saw [start, start + length) of the text as it stands there. */
static bool
is_seen_as_it_stands(const struct text_view *view, size_t start, size_t length)
{
	if (view->span_count == 0 || view->span_count > SPAN_LIMIT)
		return view->span_count == 0;
	for (size_t i = 0; i < view->span_count; i++) {
		const struct text_span *span = &view->spans[i];
		size_t view_end = i + 1 < view->span_count ? view->spans[i + 1].view : view->bytes.length;
		if (span->stride != 1 || span->text > start)
			continue;
		size_t at = span->view + (start - span->text);
		if (at + length <= view_end &&
		    bytes_equal(bytes_slice(view->bytes, at, length), bytes_slice(view->text, start, length)))
			return true;
	}
	/* What stands before the first span is as it was. */
	return start + length <= view->spans[0].view;
}

int
part_source_take_out(struct part_source *source, size_t start, size_t length)
{
	if (length == 0 || start > source->part->text.length ||
	    length > source->part->text.length - start ||
	    !is_seen_as_it_stands(&source->view, start, length))
		return ERROR_NOT_FOUND;
	if (source->part->kind == PART_HTML)
		return html_take_out(source, start, length);
	for (size_t at = start; at < start + length; at++)
		byte_take_out(source, at);
	return 0;
}

/* ---- both ends ------------------------------------------------------------------------ */

static int
source_read(struct reading *r, struct part_source *source)
{
	struct arena *arena = r->message->arena;

	source->bytes = source->part->text;
	int err = source->part->kind == PART_HTML ? html_open(r, source) : 0;
	if (err == 0)
		err = text_view_make(arena, source->part->text, &source->view);
	if (err != 0)
		return err;
	source->fates = arena_alloc(arena, source->bytes.length);
	return source->fates != NULL ? 0 : arena_failure(arena);
}

int
part_source_open(const struct configuration *configuration, struct message *m, size_t index,
                 struct part_source **out)
{
	const struct part *part = &m->parts[index];

	bool takes = is_own_header(part) || (is_text(part) && part_source_is_verbatim(m, part));
	if (!takes || !is_known_whole(m, part))
		return ERROR_NOT_FOUND;
	*out = arena_alloc(m->arena, sizeof(**out));
	if (*out == NULL)
		return arena_failure(m->arena);
	(*out)->part = part;
	struct reading r = reading_make(configuration, m);
	int err = source_read(&r, *out);
	reading_release(&r);
	return err;
}

int
part_source_write(const struct part_source *source, const char *mark, struct buffer *out)
{
	size_t at = 0;
	int err = 0;

	while (at < source->bytes.length && err == 0) {
		size_t run = at;
		while (run < source->bytes.length && source->fates[run] == source->fates[at] &&
		       source->fates[at] != FATE_MARKED)
			run++;
		if (source->fates[at] == FATE_STAYS)
			err = buffer_append(out, bytes_slice(source->bytes, at, run - at));
		else if (source->fates[at] == FATE_MARKED)
			err = buffer_append_string(out, mark);
		at = run > at ? run : at + 1;
	}
	return err;
}
