#include "scanner/leaf_part.h"

#include "core/error.h"
#include "scanner/charset.h"
#include "scanner/content/content_kind.h"
#include "scanner/content/html_text.h"
#include "scanner/flowed_text.h"
#include "scanner/header_section.h"

static bool
is_labelled_text(const char *type)
{
	return strncmp(type, "text/", strlen("text/")) == 0;
}

static bool
is_html(const char *type, struct bytes text)
{
	/* RFC 1896's text/enriched, its forerunner and SVG have tags within words as well. */
	static const char *const tagged[] = {
		"text/html", "application/xhtml+xml", "text/enriched", "text/richtext", "image/svg+xml",
	};
	for (size_t i = 0; i < ARRAY_LENGTH(tagged); i++)
		if (strcmp(type, tagged[i]) == 0)
			return true;
	return content_is_html(text);
}

/* Undoes the transfer encoding, as far as the limit for decoded bytes allows. */
static int
decode_body(struct reading *r, const char *path, enum transfer_encoding encoding,
            struct bytes body, struct bytes *out, bool *broken)
{
	*out = body;
	*broken = encoding == TRANSFER_UNKNOWN;
	if (transfer_encoding_is_coded(encoding)) {
		buffer_clear(&r->decoded);
		int err = buffer_reserve(&r->decoded, body.length);
		if (err != 0)
			return err;
		r->decoded.length = transfer_decode(encoding, body, r->decoded.data, broken);
		*out = buffer_bytes(&r->decoded);
	}
	bool cut = out->length > r->decoded_left;
	*out = bytes_slice(*out, 0, r->decoded_left);
	r->decoded_left -= out->length;
	return reading_complain_if(r, cut, path, UNSCANNABLE_DECODED_SIZE);
}

/* What in a text is there to see but not to read. */
static int
complain_of_text(struct reading *r, const char *path, struct bytes text)
{
	const struct content_hidden hidden = content_hidden_find(text);
	int err = reading_complain_if(r, hidden.encrypted, path, UNSCANNABLE_ENCRYPTED);
	return err != 0 ? err : reading_complain_if(r, hidden.encoded, path, UNSCANNABLE_FORMAT);
}

static int
add_html(struct reading *r, const char *path, struct bytes html, struct part **out)
{
	bool embedded = false;
	buffer_clear(&r->text);
	int err = buffer_reserve(&r->text, html.length);
	if (err == 0)
		err = html_text(html, &r->text, &embedded);
	if (err == 0)
		err = reading_complain_if(r, embedded, path, UNSCANNABLE_FORMAT);
	if (err == 0)
		err = reading_part_add(r, path, PART_HTML, buffer_bytes(&r->text), out);
	return err;
}

static int
add_flowed(struct reading *r, const char *path, struct bytes text, struct part **out)
{
	buffer_clear(&r->text);
	int err = flowed_text_join(text, &r->text);
	return err != 0 ? err : reading_part_add(r, path, PART_TEXT, buffer_bytes(&r->text), out);
}

static int
add_text(struct reading *r, const char *path, const struct mime_fields *fields,
         struct bytes content, struct part **out)
{
	bool unknown = false;
	struct bytes text;
	int err = charset_decode(fields->charset, content, &r->utf8, &text, &unknown);
	if (err == 0)
		err = reading_complain_if(r, unknown, path, UNSCANNABLE_CHARSET);
	if (err == 0)
		err = complain_of_text(r, path, text);
	if (err != 0)
		return err;
	if (is_html(fields->type, text))
		return add_html(r, path, text, out);
	return fields->joins_lines ? add_flowed(r, path, text, out)
				   : reading_part_add(r, path, PART_TEXT, text, out);
}

/* What by its bytes no reading of its text, if any, will find. */
static int
complain_of_kind(struct reading *r, const char *path, enum content_kind kind, struct bytes content)
{
	if (kind == CONTENT_ENCRYPTED)
		return reading_complain(r, path, UNSCANNABLE_ENCRYPTED);
	bool opaque = kind == CONTENT_OPAQUE || content_has_format(content);
	return reading_complain_if(r, opaque, path, UNSCANNABLE_FORMAT);
}

/* What the detectors of files look at; `copied` when the content will not outlive this part. */
static int
describe(struct reading *r, struct part *part, const struct mime_fields *fields,
         struct bytes content, bool copied)
{
	struct bytes head = bytes_slice(content, 0, PART_HEAD_SIZE);
	part->content_type = fields->type;
	part->file_name = fields->file_name;
	part->decoded_size = content.length;
	if (copied) {
		head.data = (const uint8_t *)arena_copy_string(r->message->arena, head);
		if (head.data == NULL)
			return arena_failure(r->message->arena);
	}
	part->head = head;
	return 0;
}

/*
 * What a broken base64 or uuencoded body says undecoded: mailing lists append
 * plain text to encoded bodies, and some programs show it.
 */
static int
add_raw(struct reading *r, const char *path, struct bytes body)
{
	static const struct mime_fields plain = { .type = "text/plain" };
	const char *raw = reading_path(r, path, "raw");
	struct part *part;
	if (raw == NULL)
		return arena_failure(r->message->arena);
	int err = add_text(r, raw, &plain, body, &part);
	return err != 0 ? err : describe(r, part, &plain, body, false);
}

int
leaf_part_add(struct reading *r, const char *path, const struct mime_fields *fields,
              struct bytes body)
{
	struct bytes content;
	struct part *part;
	bool broken;
	int err = decode_body(r, path, fields->encoding, body, &content, &broken);
	if (err != 0)
		return err;
	enum content_kind kind = content_kind_find(content);
	bool text = kind == CONTENT_TEXT || is_labelled_text(fields->type);
	err = text ? add_text(r, path, fields, content, &part)
		   : reading_part_add(r, path, PART_BINARY, bytes_make(NULL, 0), &part);
	if (err == 0)
		err = complain_of_kind(r, path, kind, content);
	bool coded = transfer_encoding_is_coded(fields->encoding);
	if (err == 0)
		err = describe(r, part, fields, content, coded);
	if (err == 0)
		err = reading_complain_if(r, broken, path, UNSCANNABLE_TRANSFER_ENCODING);
	if (err == 0 && broken && coded)
		err = add_raw(r, path, body);
	return err;
}

int
leaf_part_add_loose(struct reading *r, const char *path, struct bytes text)
{
	static const struct mime_fields plain = { .type = "text/plain" };
	return header_trim(text).length == 0 ? 0 : leaf_part_add(r, path, &plain, text);
}
