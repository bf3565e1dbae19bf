#include "scanner/patient_spans.h"

#include "core/error.h"
#include "scanner/detections.h"
#include "scanner/identifiers/date_text.h"
#include "scanner/identifiers/report.h"
#include "scanner/patient_match.h"

/* ---- one place ------------------------------------------------------------------ */

static int
link_add(struct patient_spans *spans, uint32_t patient)
{
	void *links = spans->links;
	int err = arena_array_grow(spans->text->run->arena, &links, spans->link_count,
	                           &spans->link_capacity, sizeof(*spans->links));

	if (err != 0)
		return err;
	spans->links = links;
	spans->links[spans->link_count++] = (struct patient_link){ patient, (uint32_t)spans->count };
	return 0;
}

int
patient_span_add(struct patient_spans *spans, struct patient_span span, uint64_t hash)
{
	struct patient_entry found[PATIENT_SHARE_LIMIT];
	struct detector_run *run = spans->text->run;
	void *items = spans->items;
	size_t count = patient_list_find(spans->list, hash, found, ARRAY_LENGTH(found));

	if (count == 0)
		return 0;
	if (spans->count == run->limit || spans->link_count > PATIENT_LINKS_LIMIT) {
		run->full = true;
		return ERROR_LIMIT;
	}
	int err = arena_array_grow(run->arena, &items, spans->count, &spans->capacity, sizeof(span));
	span.field = found[0].field;
	span.weak = true;
	for (size_t i = 0; i < count && err == 0; i++) {
		span.weak &= found[i].weak;
		err = link_add(spans, found[i].patient);
	}
	if (err != 0)
		return err;
	spans->items = items;
	spans->items[spans->count++] = span;
	return 0;
}

/* The same by the value itself, for all but names. */
static int
value_add(struct patient_spans *spans, struct patient_span span, const struct patient_value *value)
{
	uint64_t hash = patient_list_hash(spans->list, value);

	return patient_list_may_hold(spans->list, PATIENT_FILTER_VALUES, hash)
	               ? patient_span_add(spans, span, hash)
	               : 0;
}

/* ---- what detectors reported ------------------------------------------------------- */

static int
add_date_value(struct patient_spans *spans, const struct patient_span *span, unsigned year,
               unsigned month, unsigned day)
{
	struct patient_value value;

	return patient_value_date(year, month, day, &value) ? value_add(spans, *span, &value) : 0;
}

/* Of a year with two digits both centuries are tried: what is near will tell. */
static int
add_date(struct patient_spans *spans, const struct patient_span *span, struct bytes text)
{
	struct date_text date;

	if (!date_text_numeric(text, 0, &date) && !date_text_compact(text, 0, &date) &&
	    !date_text_named(text, text.length, &date))
		return 0;
	if (date.year == 0 || date.year >= 100)
		return add_date_value(spans, span, date.year, date.month, date.day);
	int err = add_date_value(spans, span, 1900 + date.year, date.month, date.day);
	return err == 0 ? add_date_value(spans, span, 2000 + date.year, date.month, date.day) : err;
}

static bool
value_of(enum identifier_type type, struct bytes text, struct patient_value *out)
{
	switch (type) {
	case IDENTIFIER_EMAIL_ADDRESS:
		return patient_value_email(text, out);
	case IDENTIFIER_STREET_ADDRESS:
		return patient_value_street(text, out);
	case IDENTIFIER_PHONE:
	case IDENTIFIER_FAX:
		return patient_value_phone(text, out);
	case IDENTIFIER_PERSON_NAME:
	case IDENTIFIER_CITY:
	case IDENTIFIER_COUNTY:
	case IDENTIFIER_FACILITY:
	case IDENTIFIER_ZIP_CODE:
	case IDENTIFIER_AGE_OVER_89:
	case IDENTIFIER_URL:
	case IDENTIFIER_IPV4_ADDRESS:
	case IDENTIFIER_IPV6_ADDRESS:
	case IDENTIFIER_MAC_ADDRESS:
	case IDENTIFIER_BIOMETRIC:
	case IDENTIFIER_FACE_PHOTOGRAPH:
		return false;
	default:
		return patient_value_number(text, out);
	}
}

static bool
is_date(enum identifier_type type)
{
	return type == IDENTIFIER_DATE || type == IDENTIFIER_BIRTH_DATE;
}

static int
add_detection(struct patient_spans *spans, const struct detection *detection)
{
	struct bytes text = bytes_slice(spans->text->bytes, detection->start, detection->length);
	/* A type that is little more than a guess says nothing about a weak number. */
	bool known = detection->confidence >= CONFIDENCE_STRICT;
	const struct patient_span span = {
		.start = detection->start,
		.end = detection->start + detection->length,
		.type = known ? detection->type : 0,
		.cue = detection->cue,
	};
	struct patient_value value;

	if (detection->length == 0)
		return 0;
	if (is_date(detection->type))
		return add_date(spans, &span, text);
	return value_of(detection->type, text, &value) ? value_add(spans, span, &value) : 0;
}

static int
add_detections(struct patient_spans *spans)
{
	const struct detector_run *run = spans->text->run;
	int err = 0;

	for (size_t i = 0; i < run->count && err == 0; i++)
		if (!is_date(run->items[i].type))
			err = add_detection(spans, &run->items[i]);
	return err;
}

/*
 * Dates beside the spans there are: some patient was born on nearly any day, so
 * that a date without anything else near is nobody's. Near is told by stretches
 * of PATIENT_NEAR bytes, a little too generously.
 */
static int
add_dates(struct patient_spans *spans)
{
	const struct detector_run *run = spans->text->run;
	size_t stretches = spans->text->bytes.length / PATIENT_NEAR + 3;
	bool *near = arena_alloc_array(run->arena, stretches, sizeof(*near));
	int err = 0;

	if (near == NULL)
		return arena_failure(run->arena);
	/* Stretch k is near[k + 1], so that the first has one before it. */
	for (size_t i = 0; i < spans->count; i++)
		memset(near + spans->items[i].start / PATIENT_NEAR, true, 3);
	for (size_t i = 0; i < run->count && err == 0; i++)
		if (is_date(run->items[i].type) && near[run->items[i].start / PATIENT_NEAR + 1])
			err = add_detection(spans, &run->items[i]);
	return err;
}

int
patient_spans_collect(const struct patient_list *list, const struct detector_text *text,
                      struct patient_spans *out)
{
	*out = (struct patient_spans){ .list = list, .text = text };
	int err = add_detections(out);
	if (err == 0)
		err = patient_tokens_add(out);
	if (err == 0 && out->count > 0)
		err = add_dates(out);
	return err == 0 ? patient_tokens_add_lower_case(out) : err;
}
