/* What the header section tells of individuals, of who writes and gets the message, and of whom it is. */
#include "scanner/score_context_parts.h"

#include <stdlib.h>

#include "scanner/score_field.h"

/* Part and offset as one number. */
static uint64_t
place_make(uint32_t part, size_t start)
{
	return (uint64_t)part << 32 | start;
}

static int
place_compare(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

	return (a > b) - (a < b);
}

static void
places_sort(struct places *places)
{
	qsort(places->at, places->count, sizeof(*places->at), place_compare);
}

void
score_header_fill(struct score_context *context, const struct message *m)
{
	struct places *numbers = &context->numbers, *words = &context->words;

	for (size_t i = 0; i < m->finding_count; i++) {
		const struct finding *finding = &m->findings[i];
		if (m->parts[finding->part].kind == PART_HEADERS && score_finding_is_own_number(finding))
			numbers->at[numbers->count++] = place_make(finding->part, finding->start);
	}
	for (size_t i = 0; i < m->health_count; i++)
		if (m->parts[m->health[i].part].kind == PART_HEADERS)
			words->at[words->count++] = place_make(m->health[i].part, m->health[i].start);
	places_sort(numbers);
	places_sort(words);
}

/* Whether one of `places` is in [from, to). */
static bool
places_any(const struct places *places, uint64_t from, uint64_t to)
{
	size_t low = 0, high = places->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (places->at[middle] < from)
			low = middle + 1;
		else
			high = middle;
	}
	return low < places->count && places->at[low] < to;
}

/* Whether `line` of header part `part` tells by itself of somebody's health: no machine writes that. */
static bool
field_tells(const struct score_context *context, uint32_t part, struct bytes line)
{
	size_t begin = (size_t)(line.data - context->m->parts[part].text.data);
	uint64_t from = place_make(part, begin), to = place_make(part, begin + line.length);

	return places_any(&context->numbers, from, to) && places_any(&context->words, from, to);
}

void
score_addressed_fill(struct score_context *context, const struct message *m)
{
	if (m->part_count == 0 || m->parts[0].kind != PART_HEADERS)
		return;
	struct bytes text = m->parts[0].text;
	for (size_t at = 0; at < text.length && context->addressed_count < SCORE_ADDRESS_LINES;) {
		struct bytes line = score_field_line(text, at);
		if (score_field_addresses(line))
			context->addressed[context->addressed_count++] = (struct addressed){
				.line = bytes_slice(line, 0, SCORE_ADDRESS_REACH),
				.writer = score_field_of(line) == SCORE_FIELD_MACHINES,
			};
		at += line.length + 1;
	}
}

double
score_field_worth(const struct score_context *context, uint32_t part, uint32_t start)
{
	if (context->m->parts[part].kind != PART_HEADERS)
		return 1;
	struct bytes line = score_field_line(context->m->parts[part].text, start);
	switch (score_field_of(line)) {
	case SCORE_FIELD_MACHINES:
		return field_tells(context, part, line);
	case SCORE_FIELD_ADDRESS:
		return 0.5;
	default:
		return 1;
	}
}

/* A subject that names somebody has at most so many bytes more. */
#define SUBJECT_REST 24

/* Whether the finding is nearly all there is in the message's Subject. */
static bool
fills_subject(const struct score_context *context, const struct finding *finding)
{
	static const char label[] = "subject:";
	if (context->m->parts[finding->part].kind != PART_HEADERS || finding->part != 0 || context->m->part_count < 2)
		return false;
	struct bytes line = score_field_line(context->m->parts[0].text, finding->start);

	return bytes_equal_nocase(bytes_slice(line, 0, sizeof(label) - 1), bytes_of_string(label)) &&
	       line.length <= sizeof(label) + finding->length + SUBJECT_REST;
}

/* Whether a clinician's name elsewhere in the message has the same words: "credentialing Lee". */
static bool
is_providers(const struct score_context *context, const struct finding *finding)
{
	const struct message *m = context->m;
	struct bytes name = bytes_slice(m->parts[finding->part].text, finding->start, finding->length);

	for (size_t i = 0; i < m->finding_count; i++) {
		const struct finding *other = &m->findings[i];
		if (other->subject == SUBJECT_PROVIDER && other->type == IDENTIFIER_PERSON_NAME &&
		    score_role_named_in(name, bytes_slice(m->parts[other->part].text, other->start, other->length)))
			return true;
	}
	return false;
}

bool
score_context_is_subject(const struct score_context *context, const struct finding *finding)
{
	return fills_subject(context, finding) && !is_providers(context, finding);
}
