#include "tools/scan_output.h"

#include <inttypes.h>

#include "core/error.h"

/* ---- JSON ------------------------------------------------------------------- */

/* Digits of a confidence: 0.85, not 0.84999999999999998. */
#define CONFIDENCE_DIGITS 4

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
health_json(const struct message *m, const struct health_finding *health)
{
	return json_pack("{s:s, s:s, s:I, s:I}",
	                 "kind", health_kind_name(health->kind),
	                 "part", part_path(m, health->part),
	                 "start", (json_int_t)health->start,
	                 "length", (json_int_t)health->length);
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

int
scan_output_json(FILE *out, const char *key, json_t *name, const struct message *m)
{
	/* json_pack() releases what "o" was given, also when it fails. */
	json_t *object = json_pack("{s:O, s:b, s:f, s:o, s:o, s:o, s:o, s:o}",
		key, name,
		"phi", (int)m->assessment.phi,
		"confidence", fraction(m->assessment.confidence),
		"reasons", ARRAY_JSON(m->assessment.reason_count, json_string(m->assessment.reasons[i])),
		"findings", ARRAY_JSON(m->finding_count, finding_json(m, &m->findings[i])),
		"health", ARRAY_JSON(m->health_count, health_json(m, &m->health[i])),
		"parts", ARRAY_JSON(m->part_count, part_json(&m->parts[i])),
		"unscannable", ARRAY_JSON(m->unscannable_count, unscannable_json(&m->unscannables[i])));
	if (object == NULL)
		return ERROR_MEMORY;
	int failed = json_dumpf(object, out, JSON_COMPACT | JSON_REAL_PRECISION(CONFIDENCE_DIGITS));
	json_decref(object);
	return failed != 0 || fputc('\n', out) == EOF ? ERROR_IO : 0;
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

	if (m->health_count == 0)
		return;
	for (size_t i = 0; i < m->health_count; i++)
		counts[m->health[i].kind]++;
	fputs("  health context:", out);
	for (unsigned kind = 1; kind < HEALTH_KIND_LIMIT; kind++)
		fprintf(out, " %s %zu", health_kind_name(kind), counts[kind]);
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
