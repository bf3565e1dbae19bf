#include "scanner/patient_match.h"

#include <stdlib.h>

#include "core/error.h"
#include "scanner/detections.h"
#include "scanner/identifiers/report.h"
#include "scanner/patient_spans.h"
#include "scanner/value.h"

/* Two values of one patient, or one that only that patient has. */
#define CONFIDENCE_CONFIRMED 99
#define CONFIDENCE_EXACT 97

/* Links of one patient that are compared with each other in a row. */
#define CONFIRM_REACH 8

/* Detections that may overlap a name, looked at backwards from its end. */
#define OVERLAP_REACH 8

static const char exact_match[] = "exact match";

static const enum identifier_type field_types[PATIENT_FIELD_LIMIT] = {
	[PATIENT_NAME] = IDENTIFIER_PERSON_NAME,
	[PATIENT_BIRTH_DATE] = IDENTIFIER_BIRTH_DATE,
	[PATIENT_SSN] = IDENTIFIER_SSN,
	[PATIENT_MRN] = IDENTIFIER_MRN,
	[PATIENT_MEMBER_ID] = IDENTIFIER_PLAN_MEMBER_ID,
	[PATIENT_ACCOUNT] = IDENTIFIER_ACCOUNT_NUMBER,
	[PATIENT_LICENSE] = IDENTIFIER_DRIVERS_LICENSE,
	[PATIENT_PHONE] = IDENTIFIER_PHONE,
	[PATIENT_EMAIL] = IDENTIFIER_EMAIL_ADDRESS,
	[PATIENT_STREET] = IDENTIFIER_STREET_ADDRESS,
};

/* ---- two values of one patient ----------------------------------------------------- */

static int
link_compare(const void *left, const void *right)
{
	const struct patient_link *a = left, *b = right;
	int order = (a->patient > b->patient) - (a->patient < b->patient);

	return order != 0 ? order : (a->span > b->span) - (a->span < b->span);
}

static int
span_compare(const void *left, const void *right)
{
	const struct patient_span *a = *(const struct patient_span *const *)left;
	const struct patient_span *b = *(const struct patient_span *const *)right;

	return (a->start > b->start) - (a->start < b->start);
}

/* Renumbers the links' spans in the order in which they stand in the text. */
static int
spans_order(struct patient_spans *spans)
{
	struct arena *arena = spans->text->run->arena;
	struct patient_span **order = arena_alloc_array(arena, spans->count, sizeof(*order));
	struct patient_span *items = arena_alloc_array(arena, spans->count, sizeof(*items));
	uint32_t *places = arena_alloc_array(arena, spans->count, sizeof(*places));

	if (order == NULL || items == NULL || places == NULL)
		return arena_failure(arena);
	for (size_t i = 0; i < spans->count; i++)
		order[i] = &spans->items[i];
	qsort(order, spans->count, sizeof(*order), span_compare);
	for (size_t i = 0; i < spans->count; i++) {
		items[i] = *order[i];
		places[order[i] - spans->items] = (uint32_t)i;
	}
	for (size_t i = 0; i < spans->link_count; i++)
		spans->links[i].span = places[spans->links[i].span];
	spans->items = items;
	return 0;
}

static void
pair_confirm(struct patient_span *a, struct patient_span *b)
{
	if (a->field == b->field || b->start < a->end || b->start - a->end > PATIENT_NEAR)
		return;
	a->confirmed = true;
	b->confirmed = true;
}

static int
spans_confirm(struct patient_spans *spans)
{
	int err = spans_order(spans);

	if (err != 0)
		return err;
	qsort(spans->links, spans->link_count, sizeof(*spans->links), link_compare);
	for (size_t i = 0; i < spans->link_count; i++) {
		const struct patient_link *one = &spans->links[i];
		for (size_t k = i + 1; k < spans->link_count && k - i <= CONFIRM_REACH; k++) {
			const struct patient_link *other = &spans->links[k];
			if (other->patient != one->patient)
				break;
			pair_confirm(&spans->items[one->span], &spans->items[other->span]);
		}
	}
	return 0;
}

/* ---- names that detectors saw too ----------------------------------------------------- */

/* The names that the detectors reported, ordered by start. */
struct seen_names {
	struct detection *items;
	size_t count;
};

static int
detection_compare(const void *left, const void *right)
{
	const struct detection *a = left, *b = right;

	return (a->start > b->start) - (a->start < b->start);
}

static int
seen_names_collect(const struct detector_run *run, struct seen_names *out)
{
	*out = (struct seen_names){ .count = 0 };
	if (run->count == 0)
		return 0;
	out->items = arena_alloc_array(run->arena, run->count, sizeof(*out->items));
	if (out->items == NULL)
		return arena_failure(run->arena);
	for (size_t i = 0; i < run->count; i++)
		if (run->items[i].type == IDENTIFIER_PERSON_NAME)
			out->items[out->count++] = run->items[i];
	qsort(out->items, out->count, sizeof(*out->items), detection_compare);
	return 0;
}

/* One that shares a byte with `span`, or NULL. */
static const struct detection *
seen_names_find(const struct seen_names *names, const struct patient_span *span)
{
	size_t low = 0, high = names->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (names->items[middle].start < span->end)
			low = middle + 1;
		else
			high = middle;
	}
	for (size_t i = 0; i < OVERLAP_REACH && low > i; i++) {
		const struct detection *seen = &names->items[low - 1 - i];
		if (seen->start + seen->length > span->start)
			return seen;
	}
	return NULL;
}

/* ---- what counts ------------------------------------------------------------------------ */

/* Whether a name by itself is worth reporting; `seen` is what the detector of names has there. */
static bool
name_counts(const struct patient_span *span, const struct detection *seen)
{
	if (seen != NULL)
		return seen->subject != SUBJECT_PROVIDER && seen->subject != SUBJECT_SENDER;
	return !span->weak && !span->ordinary;
}

/* How sure a span is; 0 when it does not count. */
static uint8_t
span_confidence(const struct patient_span *span, const struct seen_names *names)
{
	if (span->confirmed)
		return CONFIDENCE_CONFIRMED;
	if (span->field == PATIENT_NAME)
		return name_counts(span, seen_names_find(names, span)) ? CONFIDENCE_CHECKED : 0;
	if (span->field == PATIENT_BIRTH_DATE || span->field == PATIENT_STREET)
		return 0;
	return !span->weak || span->type != 0 ? CONFIDENCE_EXACT : 0;
}

/* A fax number stays one, and an MBI; in all else the list knows better. */
static enum identifier_type
span_type(const struct patient_span *span)
{
	enum identifier_type type = field_types[span->field];
	bool same = span->type != 0 &&
	            identifier_type_category(span->type) == identifier_type_category(type);

	if (span->type == IDENTIFIER_FAX && type == IDENTIFIER_PHONE)
		return IDENTIFIER_FAX;
	return same && span->type != IDENTIFIER_DATE ? span->type : type;
}

static int
span_report(const struct detector_text *text, const struct patient_span *span, uint8_t confidence)
{
	bool own = signature_holds(&text->signature, span->start);
	const struct identifier found = {
		.type = span_type(span),
		.subject = own ? SUBJECT_SENDER : SUBJECT_PATIENT,
		.start = span->start,
		.end = span->end,
		.confidence = confidence,
		.cue = span->cue,
		.validator = exact_match,
	};
	return identifier_report(text, &found);
}

int
patient_match(const struct patient_list *list, const struct detector_text *text)
{
	struct patient_spans spans;
	struct seen_names names;

	int err = patient_spans_collect(list, text, &spans);
	if (err != 0 || spans.count == 0)
		return err;
	err = spans_confirm(&spans);
	if (err == 0)
		err = seen_names_collect(text->run, &names);
	for (size_t i = 0; i < spans.count && err == 0; i++) {
		uint8_t confidence = span_confidence(&spans.items[i], &names);
		if (confidence > 0)
			err = span_report(text, &spans.items[i], confidence);
	}
	return err;
}
