#include "tools/scan_output.h"

#include <inttypes.h>

#include "core/error.h"
#include "tools/json_text.h"
#include "tools/masked_text.h"
#include "tools/safe_text.h"

/* ---- JSON ------------------------------------------------------------------- */

/* Digits of a confidence: 0.85, not 0.84999999999999998. */
#define CONFIDENCE_DIGITS 4

#define EXPLANATION_WIDTH 96

/* No value is longer than a message. */
#define VALUE_LIMIT SIZE_MAX

static double
fraction(unsigned percent)
{
	return percent / 100.0;
}

static const char *
part_path(const struct message *m, uint32_t part)
{
	return m->parts[part].path;
}

/* "s?" packs null where there is no string. */
static json_t *
finding_json(const struct message *m, const struct finding *finding)
{
	return json_pack("{s:i, s:s, s:s, s:I, s:I, s:f, s:s?, s:s?}",
	                 "category", (int)identifier_type_category(finding->type),
	                 "type", identifier_type_name(finding->type),
	                 "part", part_path(m, finding->part),
	                 "start", (json_int_t)finding->start,
	                 "length", (json_int_t)finding->length,
	                 "confidence", fraction(finding->confidence),
	                 "cue", finding->cue,
	                 "validator", finding->validator);
}

static json_t *
sensitive_json(unsigned kinds)
{
	json_t *names = json_array();
	bool good = names != NULL;

	for (unsigned kind = 1; kind < SENSITIVE_KIND_LIMIT; kind++)
		if (kinds >> kind & 1)
			good = json_array_append_new(names, json_string(sensitive_kind_name(kind))) == 0 && good;
	if (good)
		return names;
	json_decref(names);
	return NULL;
}

static json_t *
health_json(const struct message *m, const struct health_finding *health)
{
	json_t *object = json_pack("{s:s, s:s, s:I, s:I}",
	                           "kind", health_kind_name(health->kind),
	                           "part", part_path(m, health->part),
	                           "start", (json_int_t)health->start,
	                           "length", (json_int_t)health->length);

	if (health->sensitive == 0 ||
	    json_object_set_new(object, "sensitive", sensitive_json(health->sensitive)) == 0)
		return object;
	json_decref(object);
	return NULL;
}

static json_t *
part_json(const struct part *part)
{
	return json_pack("{s:s, s:s?, s:s, s:I, s:I}",
	                 "part", part->path,
	                 "content_type", part->content_type,
	                 "kind", part_kind_name(part->kind),
	                 "bytes", (json_int_t)part->decoded_size,
	                 "text", (json_int_t)part->text.length);
}

static json_t *
unscannable_json(const struct unscannable *unscannable)
{
	return json_pack("{s:s, s:s}", "part", unscannable->part,
	                 "reason", unscannable_reason_name(unscannable->reason));
}

static int
json_line(FILE *out, json_t *object)
{
	int failed = json_dumpf(object, out, JSON_COMPACT | JSON_REAL_PRECISION(CONFIDENCE_DIGITS));

	json_decref(object);
	return failed != 0 || fputc('\n', out) == EOF ? ERROR_IO : 0;
}

/* An array with make(i-th element) for each of `count`; NULL when memory is out. */
#define ARRAY_JSON(count, make)                                                  \
	({                                                                       \
		json_t *array_ = json_array();                                   \
		for (size_t i = 0; i < (count) && array_ != NULL; i++) {         \
			if (json_array_append_new(array_, (make)) != 0) {        \
				json_decref(array_);                             \
				array_ = NULL;                                   \
			}                                                        \
		}                                                                \
		array_;                                                          \
	})

/* ---- the explanation in JSON ------------------------------------------------- */

static json_t *
value_json(const struct scan_explanation *why, const struct message *m, uint32_t part, uint32_t start,
           uint32_t length)
{
	struct bytes value = bytes_slice(m->parts[part].text, start, length);
	struct buffer masked = buffer_make(VALUE_LIMIT);
	json_t *json = NULL;

	if (why->show_values)
		return json_text(value);
	if (masked_text_append(&masked, value) == 0)
		json = json_text(buffer_bytes(&masked));
	buffer_release(&masked);
	return json;
}

/* The finding as ever, and what was made of it. */
static json_t *
finding_explained_json(const struct message *m, const struct scan_explanation *why, size_t index)
{
	const struct finding *finding = &m->findings[index];
	const struct score_reason *reason = &why->score.reasons[index];
	bool near = reason->distance != SCORE_NO_DISTANCE;
	json_t *json = finding_json(m, finding);
	json_t *more = json_pack("{s:o, s:b, s:s, s:s, s:s, s:f, s:f, s:f, s:s?, s:o, s:b, s:b, s:s?, s:I}",
		"value", value_json(why, m, finding->part, finding->start, finding->length),
		"counts", reason->ground == SCORE_COUNTS,
		"ground", score_ground_name(reason->ground),
		"subject", scan_subject_name(finding->subject),
		"place", score_place_name(reason->place),
		"strength", fraction(reason->strength),
		"context", fraction(reason->context),
		"evidence", fraction(reason->evidence),
		"health", score_reach_name(reason->reach),
		"health_words_away", near ? json_integer(reason->distance) : json_null(),
		"health_same_line", near && reason->same_line,
		"bound", reason->bound,
		"aside", score_matter_name(reason->matter),
		"copies", (json_int_t)reason->copies);

	if (json != NULL && (more == NULL || json_object_update(json, more) != 0)) {
		json_decref(json);
		json = NULL;
	}
	json_decref(more);
	return json;
}

static json_t *
refusal_json(const struct message *m, const struct scan_explanation *why, const struct refusal *refusal)
{
	return json_pack("{s:s, s:I, s:I, s:o, s:s, s:s?}",
		"part", part_path(m, refusal->part),
		"start", (json_int_t)refusal->start,
		"length", (json_int_t)refusal->length,
		"value", value_json(why, m, refusal->part, refusal->start, refusal->length),
		"ground", refusal_ground_name(refusal->ground),
		"word", refusal->word);
}

static json_t *
reasons_json(const struct message *m, const struct scan_explanation *why)
{
	if (why != NULL)
		return ARRAY_JSON(why->count, json_text(scan_explanation_sentence(why, i)));
	return ARRAY_JSON(m->assessment.reason_count, json_string(m->assessment.reasons[i]));
}

static json_t *
findings_json(const struct message *m, const struct scan_explanation *why)
{
	if (why != NULL)
		return ARRAY_JSON(m->finding_count, finding_explained_json(m, why, i));
	return ARRAY_JSON(m->finding_count, finding_json(m, &m->findings[i]));
}

int
scan_output_json(FILE *out, const char *key, json_t *name, const struct message *m,
                 const struct scan_explanation *why)
{
	/* json_pack() releases what "o" was given, also when it fails. */
	json_t *object = json_pack("{s:O, s:b, s:f, s:o, s:o, s:o, s:o, s:o}",
		key, name,
		"phi", (int)m->assessment.phi,
		"confidence", fraction(m->assessment.confidence),
		"reasons", reasons_json(m, why),
		"findings", findings_json(m, why),
		"health", ARRAY_JSON(m->health_count, health_json(m, &m->health[i])),
		"parts", ARRAY_JSON(m->part_count, part_json(&m->parts[i])),
		"unscannable", ARRAY_JSON(m->unscannable_count, unscannable_json(&m->unscannables[i])));
	if (object == NULL)
		return ERROR_MEMORY;
	int failed = why == NULL ? 0 : json_object_set_new(object, "refused",
		ARRAY_JSON(why->refusal_count, refusal_json(m, why, &why->refusals[i])));
	if (failed != 0)
		json_decref(object);
	return failed != 0 ? ERROR_MEMORY : json_line(out, object);
}

/* ---- the table ---------------------------------------------------------------- */

static void
findings_table(FILE *out, const struct message *m)
{
	if (m->finding_count > 0)
		fprintf(out, "  %-3s %-20s %-10s %8s %6s %5s  %s\n", "CAT", "TYPE", "PART", "START",
		        "LENGTH", "CONF", "CUE / VALIDATOR");
	for (size_t i = 0; i < m->finding_count; i++) {
		const struct finding *finding = &m->findings[i];
		fprintf(out, "  %-3u %-20s %-10s %8" PRIu32 " %6" PRIu32 " %4u%%  %s / %s\n",
		        identifier_type_category(finding->type), identifier_type_name(finding->type),
		        part_path(m, finding->part), finding->start, finding->length,
		        finding->confidence, finding->cue ? finding->cue : "-",
		        finding->validator ? finding->validator : "-");
	}
}

static void
health_table(FILE *out, const struct message *m)
{
	size_t counts[HEALTH_KIND_LIMIT] = { 0 };
	unsigned sensitive = 0;

	if (m->health_count == 0)
		return;
	for (size_t i = 0; i < m->health_count; i++) {
		counts[m->health[i].kind]++;
		sensitive |= m->health[i].sensitive;
	}
	fputs("  health context:", out);
	for (unsigned kind = 1; kind < HEALTH_KIND_LIMIT; kind++)
		fprintf(out, " %s %zu", health_kind_name(kind), counts[kind]);
	for (unsigned kind = 1; kind < SENSITIVE_KIND_LIMIT; kind++)
		if (sensitive >> kind & 1)
			fprintf(out, "%s %s", sensitive & ((1u << kind) - 1) ? "," : "; sensitive:",
			        sensitive_kind_name(kind));
	fputc('\n', out);
}

void
scan_output_table(FILE *out, const char *name, const struct message *m)
{
	fprintf(out, "%s: %s, confidence %u%%\n", name, m->assessment.phi ? "PHI" : "no PHI",
	        m->assessment.confidence);
	for (size_t i = 0; i < m->assessment.reason_count; i++)
		fprintf(out, "  %s %s\n", i == 0 ? "because:" : "        ", m->assessment.reasons[i]);
	findings_table(out, m);
	health_table(out, m);
	for (size_t i = 0; i < m->unscannable_count; i++)
		fprintf(out, "  unscannable: part %s, %s\n", m->unscannables[i].part,
		        unscannable_reason_name(m->unscannables[i].reason));
}

/* ---- the explanation ------------------------------------------------------------ */

/* `text` in lines of at most EXPLANATION_WIDTH columns, broken between words. */
static void
print_wrapped(FILE *out, struct bytes text, const char *first, const char *others)
{
	size_t column = strlen(first);

	fputs(first, out);
	for (bool begun = false; text.length > 0; begun = true) {
		const uint8_t *space = memchr(text.data, ' ', text.length);
		size_t word = space != NULL ? (size_t)(space - text.data) : text.length;
		if (begun && column + 1 + word > EXPLANATION_WIDTH) {
			fprintf(out, "\n%s", others);
			column = strlen(others);
		} else if (begun) {
			fputc(' ', out);
			column++;
		}
		safe_text_print(out, bytes_slice(text, 0, word));
		column += word;
		text = bytes_slice(text, word + 1, SIZE_MAX);
	}
	fputc('\n', out);
}

void
scan_output_explanation(FILE *out, const char *name, const struct scan_explanation *why)
{
	static const char *const headings[] = {
		[SCAN_TOPIC_COUNTED] = "what counted",
		[SCAN_TOPIC_NOT_COUNTED] = "what did not count, and why",
		[SCAN_TOPIC_NOT_TAKEN] = "what was not taken for an identifier, and why",
		[SCAN_TOPIC_HEALTH] = "health context",
	};
	enum scan_topic topic = SCAN_TOPIC_SUM;

	fprintf(out, "%s:\n", name);
	for (size_t i = 0; i < why->count; i++) {
		if (why->sentences[i].topic != topic)
			fprintf(out, "  %s:\n", headings[why->sentences[i].topic]);
		topic = why->sentences[i].topic;
		print_wrapped(out, scan_explanation_sentence(why, i), topic == SCAN_TOPIC_SUM ? "  " : "    ",
		              topic == SCAN_TOPIC_SUM ? "    " : "      ");
	}
}
