#include "tools/eval_row.h"

#include <stdlib.h>

#include "core/error.h"
#include "core/identifier.h"

/* ---- code points ------------------------------------------------------------- */

/*
 * The byte at which code point `count` of `text`, valid UTF-8, begins: its
 * length when that is the number of its code points, SIZE_MAX beyond.
 */
static size_t
code_point_find(struct bytes text, size_t count)
{
	size_t at = 0;

	while (at < text.length && count > 0) {
		at++;
		while (at < text.length && (text.data[at] & 0xc0) == 0x80)
			at++;
		count--;
	}
	return count == 0 ? at : SIZE_MAX;
}

/* ---- spans --------------------------------------------------------------------- */

/* A span and where it stands, for complaints. */
struct span_source {
	const struct eval_row *row;
	size_t index; /* from 1, as people count */
	json_t *object;
};

static int
span_complain(const struct span_source *source, const char *problem)
{
	return json_row_complain(source->row->source, "\"spans\", number %zu: %s", source->index, problem);
}

/* A member that may be absent: a string, or NULL when it is absent. */
static int
span_string(const struct span_source *source, const char *name, const char *problem, json_t **out)
{
	*out = json_object_get(source->object, name);
	return *out == NULL || json_is_string(*out) ? 0 : span_complain(source, problem);
}

static int
span_offset(const struct span_source *source, const char *name, size_t *out)
{
	json_t *number = json_object_get(source->object, name);

	if (!json_is_integer(number) || json_integer_value(number) < 0)
		return span_complain(source, "\"start\" and \"end\" must be counts of code points");
	*out = code_point_find(source->row->text, (size_t)json_integer_value(number));
	return *out != SIZE_MAX ? 0 : span_complain(source, "reaches beyond the end of the text");
}

static int
span_read_offsets(const struct span_source *source, struct eval_span *span)
{
	int err = span_offset(source, "start", &span->start);

	if (err == 0)
		err = span_offset(source, "end", &span->end);
	if (err != 0)
		return err;
	if (span->start >= span->end)
		return span_complain(source, "\"start\" must lie before \"end\", which is exclusive");
	struct bytes marked = bytes_slice(source->row->text, span->start, span->end - span->start);
	if (span->value.length > 0 && !bytes_equal(span->value, marked))
		return span_complain(source, "\"text\" is not what stands between \"start\" and \"end\", "
		                             "which count code points, not bytes");
	return 0;
}

static int
span_read_value(const struct span_source *source, struct eval_span *span)
{
	if (json_object_get(source->object, "start") != NULL)
		return span_complain(source, "in a message is marked by \"text\", not by \"start\" and \"end\"");
	if (span->value.length == 0 && span->part == NULL)
		return span_complain(source, "must have \"text\", the value as a reader sees it, or \"part\"");
	return 0;
}

static int
span_read_category(const struct span_source *source, struct eval_span *span)
{
	json_t *category = json_object_get(source->object, "hipaa");
	json_t *provider = json_object_get(source->object, "provider");

	if (!json_is_integer(category) || json_integer_value(category) < 0 ||
	    json_integer_value(category) > IDENTIFIER_CATEGORY_LAST)
		return span_complain(source, "\"hipaa\" must be a category, 1 to 18, or 0 for none");
	if (provider != NULL && !json_is_boolean(provider))
		return span_complain(source, "\"provider\" must be true or false");
	span->category = (unsigned)json_integer_value(category);
	span->provider = json_is_true(provider);
	return 0;
}

static int
span_read(const struct span_source *source, struct eval_span *span)
{
	json_t *type, *part, *value;

	if (!json_is_object(source->object))
		return span_complain(source, "must be an object");
	int err = span_read_category(source, span);
	if (err == 0)
		err = span_string(source, "type", "\"type\" must be a string", &type);
	if (err == 0)
		err = span_string(source, "part", "\"part\" must be the path of a part", &part);
	if (err == 0)
		err = span_string(source, "text", "\"text\" must be a string", &value);
	if (err != 0)
		return err;
	span->type = json_string_value(type);
	span->part = json_string_value(part);
	span->value = bytes_make(json_string_value(value), json_string_length(value));
	return source->row->is_message ? span_read_value(source, span)
	                               : span_read_offsets(source, span);
}

static int
spans_read(struct eval_row *row)
{
	json_t *spans = json_object_get(row->source->object, "spans");
	int err = 0;

	if (spans == NULL)
		return 0;
	if (!json_is_array(spans))
		return json_row_complain(row->source, "\"spans\" must be an array");
	row->has_spans = true;
	row->spans = calloc(json_array_size(spans) + 1, sizeof(*row->spans));
	if (row->spans == NULL) {
		json_row_complain(row->source, "%s", error_text(ERROR_MEMORY));
		return ERROR_MEMORY;
	}
	for (size_t i = 0; i < json_array_size(spans) && err == 0; i++) {
		const struct span_source source = { row, i + 1, json_array_get(spans, i) };
		err = span_read(&source, &row->spans[i]);
		row->span_count += err == 0;
	}
	return err;
}

/* ---- the message's truth -------------------------------------------------------- */

static bool
row_marks_individual(const struct eval_row *row)
{
	for (size_t i = 0; i < row->span_count; i++)
		if (row->spans[i].category != 0 && !row->spans[i].provider)
			return true;
	return false;
}

/*
 * From "phi"; without it from "label", which says whether somebody is
 * identified, and from "health"; without "label" from the spans and "health".
 */
static int
truth_read(struct eval_row *row)
{
	json_t *phi = json_object_get(row->source->object, "phi");
	json_t *health = json_object_get(row->source->object, "health");
	json_t *label = json_object_get(row->source->object, "label");
	const char *word = json_string_value(label);
	bool positive = word != NULL && strcmp(word, "positive") == 0;

	if ((phi != NULL && !json_is_boolean(phi)) || (health != NULL && !json_is_boolean(health)))
		return json_row_complain(row->source, "\"phi\" and \"health\" must be true or false");
	if (label != NULL && !positive && (word == NULL || strcmp(word, "negative") != 0))
		return json_row_complain(row->source, "\"label\" must be \"positive\" or \"negative\"");
	if (phi != NULL)
		row->truth = json_is_true(phi) ? EVAL_TRUTH_PHI : EVAL_TRUTH_CLEAN;
	else if (label != NULL)
		row->truth = positive && !json_is_false(health) ? EVAL_TRUTH_PHI : EVAL_TRUTH_CLEAN;
	else if (health != NULL && row->has_spans)
		row->truth = json_is_true(health) && row_marks_individual(row) ? EVAL_TRUTH_PHI
		                                                              : EVAL_TRUTH_CLEAN;
	/* Said to identify somebody, and nothing marked: nobody marked its identifiers. */
	if ((row->truth == EVAL_TRUTH_PHI || positive) && row->span_count == 0)
		row->has_spans = false;
	return 0;
}

/* ---- the row ---------------------------------------------------------------------- */

static int
text_read(struct eval_row *row)
{
	json_t *text = json_object_get(row->source->object, "text");
	json_t *message = json_object_get(row->source->object, "message");
	json_t *given = text != NULL ? text : message;

	if (!json_is_object(row->source->object))
		return json_row_complain(row->source, "must be an object");
	if ((text != NULL) == (message != NULL) || !json_is_string(given))
		return json_row_complain(row->source, "must have a string called \"text\" or one called \"message\"");
	row->text = bytes_make(json_string_value(given), json_string_length(given));
	row->is_message = message != NULL;
	row->id = json_object_get(row->source->object, "id");
	if (row->id != NULL && !json_is_string(row->id) && !json_is_integer(row->id))
		return json_row_complain(row->source, "\"id\" must be a string or a whole number");
	return 0;
}

int
eval_row_read(const struct json_row *source, struct eval_row *row)
{
	*row = (struct eval_row){ .source = source };
	int err = text_read(row);

	if (err == 0)
		err = spans_read(row);
	return err == 0 ? truth_read(row) : err;
}

void
eval_row_release(struct eval_row *row)
{
	free(row->spans);
	row->spans = NULL;
	row->span_count = 0;
}
