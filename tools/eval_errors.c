#include "tools/eval_errors.h"

#include "core/error.h"
#include "tools/json_text.h"
#include "tools/masked_text.h"
#include "tools/safe_text.h"

#define VALUE_LIMIT ((size_t)1024 * 1024)

/* One thing that went wrong. */
struct eval_error {
	const char *name;  /* "miss", "false-alarm", "message-miss", "message-false-alarm" */
	unsigned category; /* 0 for verdicts on the message */
	const char *type;  /* the label's word, or the finding's type; NULL for none */
	const char *part;  /* NULL: nowhere */
	struct bytes text; /* of that part */
	size_t start, end; /* bytes into it */
	struct bytes value;
	int confidence; /* percent; -1 for none */
};

/* How many code points begin in the first `end` bytes of `text`. */
static size_t
code_points(struct bytes text, size_t end)
{
	size_t count = 0;

	for (size_t i = 0; i < end && i < text.length; i++)
		count += (text.data[i] & 0xc0) != 0x80;
	return count;
}

/* ---- a line for people ---------------------------------------------------------- */

static void
print_row_name(const struct eval_errors *errors, const struct eval_row *row)
{
	fprintf(errors->out, "%s:%zu: ", row->source->file, row->source->line);
	if (json_is_string(row->id))
		safe_text_print(errors->out, bytes_make(json_string_value(row->id), json_string_length(row->id)));
	else if (row->id != NULL)
		fprintf(errors->out, "%" JSON_INTEGER_FORMAT, json_integer_value(row->id));
}

static int
print_line(const struct eval_errors *errors, const struct eval_row *row, const struct eval_error *error,
           struct bytes shown)
{
	print_row_name(errors, row);
	fprintf(errors->out, " %s", error->name);
	if (error->category != 0)
		fprintf(errors->out, " %u", error->category);
	if (error->type != NULL) {
		putc(' ', errors->out);
		safe_text_print(errors->out, bytes_of_string(error->type));
	}
	if (error->part != NULL) {
		fputs(" part ", errors->out);
		safe_text_print(errors->out, bytes_of_string(error->part));
		fprintf(errors->out, " %zu-%zu", code_points(error->text, error->start),
		        code_points(error->text, error->end));
	}
	if (error->confidence >= 0)
		fprintf(errors->out, " %d%%", error->confidence);
	if (shown.length > 0) {
		fputs(" \"", errors->out);
		safe_text_print(errors->out, shown);
		putc('"', errors->out);
	}
	putc('\n', errors->out);
	return ferror(errors->out) ? ERROR_IO : 0;
}

/* ---- JSON ------------------------------------------------------------------------- */

static json_t *
count_json(bool given, size_t count)
{
	return given ? json_integer((json_int_t)count) : json_null();
}

static int
print_json(const struct eval_errors *errors, const struct eval_row *row, const struct eval_error *error,
           struct bytes shown)
{
	bool placed = error->part != NULL;

	return json_print_line(errors->out, json_pack("{s:s, s:o, s:I, s:O?, s:o, s:s?, s:s?, s:o, s:o, s:o, s:o}",
		"error", error->name,
		"file", json_text(bytes_of_string(row->source->file)),
		"line", (json_int_t)row->source->line,
		"id", row->id,
		"category", count_json(error->category != 0, error->category),
		"type", error->type,
		"part", error->part,
		"start", count_json(placed, code_points(error->text, error->start)),
		"end", count_json(placed, code_points(error->text, error->end)),
		"confidence", error->confidence >= 0 ? json_real(error->confidence / 100.0) : json_null(),
		"value", shown.length > 0 ? json_text(shown) : json_null()));
}

static int
error_print(const struct eval_errors *errors, const struct eval_row *row, const struct eval_error *error)
{
	struct buffer masked = buffer_make(VALUE_LIMIT);
	int err = errors->show_values ? 0 : masked_text_append(&masked, error->value);

	if (err == 0) {
		struct bytes shown = errors->show_values ? error->value : buffer_bytes(&masked);
		err = errors->json ? print_json(errors, row, error, shown)
		                   : print_line(errors, row, error, shown);
	}
	buffer_release(&masked);
	return err;
}

/* ---- what went wrong ----------------------------------------------------------------- */

static int
print_miss(const struct eval_errors *errors, const struct eval_row *row, const struct eval_place *place,
           const struct message *m)
{
	struct eval_error error = {
		.name = "miss", .category = place->span->category, .type = place->span->type,
		.value = place->span->value, .confidence = -1,
	};

	if (place->part != EVAL_NOWHERE) {
		error.part = m->parts[place->part].path;
		error.text = m->parts[place->part].text;
		error.start = place->start;
		error.end = place->end;
	}
	if (error.value.length == 0 && place->span->part == NULL)
		error.value = bytes_slice(error.text, place->start, place->end - place->start);
	return error_print(errors, row, &error);
}

static int
print_false_alarm(const struct eval_errors *errors, const struct eval_row *row,
                  const struct finding *finding, const struct message *m)
{
	const struct part *part = &m->parts[finding->part];
	const struct eval_error error = {
		.name = "false-alarm", .category = identifier_type_category(finding->type),
		.type = identifier_type_name(finding->type), .part = part->path, .text = part->text,
		.start = finding->start, .end = (size_t)finding->start + finding->length,
		.value = bytes_slice(part->text, finding->start, finding->length),
		.confidence = finding->confidence,
	};

	return error_print(errors, row, &error);
}

static int
print_verdict(const struct eval_errors *errors, const struct eval_row *row, const struct message *m)
{
	const struct eval_error error = {
		.name = row->truth == EVAL_TRUTH_PHI ? "message-miss" : "message-false-alarm",
		.confidence = m->assessment.confidence,
	};
	bool wrong = row->truth != EVAL_TRUTH_UNKNOWN &&
	             (row->truth == EVAL_TRUTH_PHI) != m->assessment.phi;

	return wrong ? error_print(errors, row, &error) : 0;
}

int
eval_errors_print(const struct eval_errors *errors, const struct eval_row *row,
                  const struct eval_places *places, const struct message *m)
{
	int err = print_verdict(errors, row, m);

	for (size_t i = 0; i < places->count && err == 0 && row->has_spans; i++)
		if (eval_place_is_missed(&places->items[i], m, false))
			err = print_miss(errors, row, &places->items[i], m);
	for (size_t i = 0; i < m->finding_count && err == 0 && row->has_spans; i++)
		if (eval_finding_is_false(&m->findings[i], places, false))
			err = print_false_alarm(errors, row, &m->findings[i], m);
	return err;
}
