#include "scanner/score_context.h"

#include <math.h>
#include <stdlib.h>

#include "core/error.h"
#include "scanner/score.h"

/* What context further away is worth, against 1 near by. */
#define WORTH_FAR 0.65       /* within SCORE_FAR */
#define WORTH_SAME_PART 0.65
#define WORTH_SAME_PART_NAME 0.45 /* a long text names many who have no part in it */
#define WORTH_HEADERS 0.75 /* the subject speaks of the whole message */
#define WORTH_OTHER_PART 0.40

/* Words of many meanings say nothing of the name beside them. */
#define TOUCH_WEIGHT 25

/* From which a number in a header field is a person's: a cue and a loose format (score.h). */
#define OWN_NUMBER_CONFIDENCE 70

/* No amount of words makes certain. */
#define PERSONAL_LIMIT 0.97

/* One piece of context. */
struct piece {
	uint32_t part;
	uint32_t start;
	uint32_t length;
	uint8_t weight;
};

/* Sums of log(1 - weight): what combines probabilities becomes a difference of two sums. */
struct sums {
	double topical;
	double personal;
};

struct part_range {
	size_t first; /* pieces of one part: [first, end) */
	size_t end;
};

/* Parts and offsets, as place_make() joins them, ascending. */
struct places {
	uint64_t *at;
	size_t count;
};

struct score_context {
	struct piece *pieces; /* by part, then start */
	struct sums *before;  /* before[i]: sums of pieces 0 .. i-1 */
	size_t count;
	struct part_range *ranges; /* one a part */
	struct places numbers; /* persons' own numbers in header fields */
	struct places words;   /* health phrases there */
	const struct message *m;
};

/* Identifiers that imply care or its payment by being there, and how much. */
static uint8_t
finding_weight(const struct finding *finding)
{
	if (finding->subject == SUBJECT_PROVIDER || finding->subject == SUBJECT_SENDER)
		return 0;
	switch (finding->type) {
	case IDENTIFIER_MRN:
	case IDENTIFIER_MBI:
	case IDENTIFIER_HICN:
		return finding->confidence * 45 / 100;
	case IDENTIFIER_RRB:
	case IDENTIFIER_PLAN_MEMBER_ID:
	case IDENTIFIER_UDI:
		return finding->confidence * 35 / 100;
	default:
		return 0;
	}
}

static int
piece_compare(const void *left, const void *right)
{
	const struct piece *a = left, *b = right;

	if (a->part != b->part)
		return a->part < b->part ? -1 : 1;
	return (a->start > b->start) - (a->start < b->start);
}

/* Part and offset as one number. */
static uint64_t
place_make(uint32_t part, size_t start)
{
	return (uint64_t)part << 32 | start;
}

/* Numbers that only a person has, and that do not stand there by chance. */
static bool
is_own_number(const struct finding *finding)
{
	switch (finding->type) {
	case IDENTIFIER_BIRTH_DATE:
	case IDENTIFIER_SSN:
	case IDENTIFIER_MRN:
	case IDENTIFIER_MBI:
	case IDENTIFIER_HICN:
	case IDENTIFIER_RRB:
	case IDENTIFIER_PLAN_MEMBER_ID:
		return finding->confidence >= OWN_NUMBER_CONFIDENCE;
	default:
		return false;
	}
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

static void
places_fill(struct score_context *context, const struct message *m)
{
	struct places *numbers = &context->numbers, *words = &context->words;

	for (size_t i = 0; i < m->finding_count; i++) {
		const struct finding *finding = &m->findings[i];
		if (m->parts[finding->part].kind == PART_HEADERS && is_own_number(finding))
			numbers->at[numbers->count++] = place_make(finding->part, finding->start);
	}
	for (size_t i = 0; i < m->health_count; i++)
		if (m->parts[m->health[i].part].kind == PART_HEADERS)
			words->at[words->count++] = place_make(m->health[i].part, m->health[i].start);
	places_sort(numbers);
	places_sort(words);
}

static void
pieces_fill(struct score_context *context, const struct message *m)
{
	for (size_t i = 0; i < m->health_count; i++) {
		const struct health_finding *health = &m->health[i];
		if (score_field_worth(context, health->part, health->start) == 0)
			continue;
		context->pieces[context->count++] = (struct piece){
			health->part, health->start, health->length, health->weight
		};
	}
	for (size_t i = 0; i < m->finding_count; i++) {
		const struct finding *finding = &m->findings[i];
		if (finding_weight(finding) > 0)
			context->pieces[context->count++] = (struct piece){
				finding->part, finding->start, finding->length, finding_weight(finding)
			};
	}
	qsort(context->pieces, context->count, sizeof(*context->pieces), piece_compare);
}

static void
sums_fill(struct score_context *context)
{
	struct sums sums = { 0, 0 };

	for (size_t i = 0; i < context->count; i++) {
		const struct piece *piece = &context->pieces[i];
		struct part_range *range = &context->ranges[piece->part];
		double step = log(1 - (piece->weight > 99 ? 99 : piece->weight) / 100.0);
		context->before[i] = sums;
		if (piece->weight >= SCORE_PERSONAL)
			sums.personal += step;
		else
			sums.topical += step;
		if (range->end == 0)
			range->first = i;
		range->end = i + 1;
	}
	context->before[context->count] = sums;
}

int
score_context_create(struct message *m, struct score_context **out)
{
	size_t most = m->health_count + m->finding_count;
	struct score_context *context = arena_alloc(m->arena, sizeof(*context));

	*out = NULL;
	if (context == NULL)
		return arena_failure(m->arena);
	context->pieces = arena_alloc_array(m->arena, most + 1, sizeof(*context->pieces));
	context->before = arena_alloc_array(m->arena, most + 1, sizeof(*context->before));
	context->ranges = arena_alloc_array(m->arena, m->part_count + 1, sizeof(*context->ranges));
	context->numbers.at = arena_alloc_array(m->arena, m->finding_count + 1, sizeof(uint64_t));
	context->words.at = arena_alloc_array(m->arena, m->health_count + 1, sizeof(uint64_t));
	if (context->pieces == NULL || context->before == NULL || context->ranges == NULL ||
	    context->numbers.at == NULL || context->words.at == NULL)
		return arena_failure(m->arena);
	context->m = m;
	places_fill(context, m);
	pieces_fill(context, m);
	sums_fill(context);
	*out = context;
	return 0;
}

/* The context of pieces [first, end). */
static double
pieces_context(const struct score_context *context, size_t first, size_t end, double topical_limit)
{
	double topical = 1 - exp(context->before[end].topical - context->before[first].topical);
	double personal = 1 - exp(context->before[end].personal - context->before[first].personal);

	return 1 - (1 - fmin(topical, topical_limit)) * (1 - fmin(personal, PERSONAL_LIMIT));
}

/* The first piece of `range` that starts at `start` or later. */
static size_t
range_search(const struct score_context *context, const struct part_range *range, uint64_t start)
{
	size_t low = range->first, high = range->end;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (context->pieces[middle].start < start)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Whether a phrase of health all but touches a name: "Jane Doe's biopsy", "refill for Jane Doe". */
static bool
name_is_touched(const struct score_context *context, const struct part_range *range,
                const struct finding *finding)
{
	uint64_t end = (uint64_t)finding->start + finding->length;
	uint64_t from = finding->start > SCORE_NEAR ? finding->start - SCORE_NEAR : 0;

	if (finding->type != IDENTIFIER_PERSON_NAME)
		return false;
	size_t last = range_search(context, range, end + SCORE_TOUCH);
	for (size_t i = range_search(context, range, from); i < last; i++) {
		const struct piece *piece = &context->pieces[i];
		if (piece->weight < TOUCH_WEIGHT)
			continue;
		if (piece->start >= end || (uint64_t)piece->start + piece->length + SCORE_TOUCH >= finding->start)
			return true;
	}
	return false;
}

/* The context of the pieces of `range` at most `distance` bytes from `finding`. */
static double
context_within(const struct score_context *context, const struct part_range *range,
               const struct finding *finding, uint64_t distance, double limit)
{
	uint64_t from = finding->start > distance ? finding->start - distance : 0;
	uint64_t to = (uint64_t)finding->start + finding->length + distance;

	return pieces_context(context, range_search(context, range, from),
	                      range_search(context, range, to), limit);
}

/* Keeps the better of two. */
static void
surroundings_raise(struct score_surroundings *around, double context, enum score_reach reach)
{
	if (context > around->context) {
		around->context = context;
		around->reach = reach;
	}
}

/* What context beyond SCORE_NEAR is worth. */
static void
surroundings_widen(struct score_surroundings *around, const struct score_context *context,
                   const struct finding *finding, double limit)
{
	const struct part_range *range = &context->ranges[finding->part];
	bool has_headers = context->m->parts[0].kind == PART_HEADERS;
	double far = WORTH_FAR * context_within(context, range, finding, SCORE_FAR, limit);
	double part = pieces_context(context, range->first, range->end, limit);
	double message = pieces_context(context, 0, context->count, limit);

	part *= finding->type == IDENTIFIER_PERSON_NAME ? WORTH_SAME_PART_NAME : WORTH_SAME_PART;
	/* The subject's findings are as near to the body as the body's to the subject. */
	message *= has_headers && finding->part == 0 ? WORTH_HEADERS : WORTH_OTHER_PART;
	surroundings_raise(around, far, SCORE_REACH_FAR);
	if (has_headers)
		surroundings_raise(around,
		                   WORTH_HEADERS * pieces_context(context, context->ranges[0].first,
		                                                  context->ranges[0].end, limit),
		                   SCORE_REACH_HEADERS);
	surroundings_raise(around, part, SCORE_REACH_PART);
	surroundings_raise(around, message, SCORE_REACH_MESSAGE);
}

struct score_surroundings
score_context_around(const struct score_context *context, const struct finding *finding)
{
	const struct part_range *range = &context->ranges[finding->part];
	bool personal = finding->subject == SUBJECT_PATIENT || name_is_touched(context, range, finding);
	double limit = personal ? PERSONAL_LIMIT : SCORE_TOPICAL;
	struct score_surroundings around = {
		.context = context_within(context, range, finding, SCORE_NEAR, limit),
		.reach = SCORE_REACH_NEAR,
		.personal = personal,
	};

	surroundings_widen(&around, context, finding, limit);
	return around;
}

/* Bytes between a finding and a piece of its part. */
static uint64_t
piece_distance(const struct piece *piece, const struct finding *finding)
{
	uint64_t piece_end = (uint64_t)piece->start + piece->length;
	uint64_t end = (uint64_t)finding->start + finding->length;

	if (piece->start >= end)
		return piece->start - end;
	return piece_end < finding->start ? finding->start - piece_end : 0;
}

static bool
piece_is_finding(const struct piece *piece, const struct finding *finding)
{
	return piece->start == finding->start && piece->length == finding->length;
}

bool
score_context_nearest(const struct score_context *context, const struct finding *finding,
                      uint32_t *start, uint32_t *length)
{
	const struct part_range *range = &context->ranges[finding->part];
	const struct piece *nearest = NULL;
	size_t behind = range_search(context, range, finding->start);
	size_t before = behind;

	while (behind < range->end && piece_is_finding(&context->pieces[behind], finding))
		behind++;
	if (before > range->first)
		nearest = &context->pieces[before - 1];
	if (behind < range->end &&
	    (nearest == NULL || piece_distance(&context->pieces[behind], finding) <
	                                piece_distance(nearest, finding)))
		nearest = &context->pieces[behind];
	if (nearest == NULL)
		return false;
	*start = nearest->start;
	*length = nearest->length;
	return true;
}

bool
score_context_includes(const struct finding *finding)
{
	return finding_weight(finding) > 0;
}

/* ---- header fields ----------------------------------------------------------- */

/* Written by machines, or naming the sender (RFC 5322 3.6, RFC 2369, RFC 8601). */
static const char *const idle_fields[] = {
	"from", "sender", "reply-to", "return-path", "received", "message-id", "references",
	"in-reply-to", "date", "errors-to", "delivered-to", "authentication-results",
	"mime-version", "content-type", "content-transfer-encoding", "user-agent", "precedence",
};

static const char *const idle_prefixes[] = { "x-", "list-", "resent-", "arc-", "dkim-", "received-" };

static const char *const address_fields[] = { "to", "cc", "bcc" };

static bool
field_begins(struct bytes name, const char *const *prefixes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct bytes prefix = bytes_of_string(prefixes[i]);
		if (bytes_equal_nocase(bytes_slice(name, 0, prefix.length), prefix))
			return true;
	}
	return false;
}

/* The line of a header part's text in which `start` stands. */
static struct bytes
field_line(struct bytes text, size_t start)
{
	size_t begin = start < text.length ? start : text.length;
	size_t end = begin;

	while (begin > 0 && text.data[begin - 1] != '\n')
		begin--;
	while (end < text.length && text.data[end] != '\n')
		end++;
	return bytes_slice(text, begin, end - begin);
}

static struct bytes
field_name(struct bytes line)
{
	const uint8_t *colon = line.length > 0 ? memchr(line.data, ':', line.length) : NULL;

	return bytes_slice(line, 0, colon != NULL ? (size_t)(colon - line.data) : line.length);
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

double
score_field_worth(const struct score_context *context, uint32_t part, uint32_t start)
{
	if (context->m->parts[part].kind != PART_HEADERS)
		return 1;
	struct bytes line = field_line(context->m->parts[part].text, start);
	struct bytes name = field_name(line);
	if (bytes_among(name, idle_fields, ARRAY_LENGTH(idle_fields)) ||
	    field_begins(name, idle_prefixes, ARRAY_LENGTH(idle_prefixes)))
		return field_tells(context, part, line);
	return bytes_among(name, address_fields, ARRAY_LENGTH(address_fields)) ? 0.5 : 1;
}
