#include "scanner/score_context_parts.h"

#include <math.h>

#include "scanner/score.h"
#include "scanner/score_role.h"
#include "scanner/score_sentence.h"

/* What context further away is worth, against 1 near by. */
#define WORTH_FAR 0.65       /* within SCORE_FAR */
#define WORTH_SAME_PART 0.65
#define WORTH_SAME_PART_NAME 0.45 /* a long text names many who have no part in it */
#define WORTH_HEADERS 0.75 /* the subject speaks of the whole message */
#define WORTH_OTHER_PART 0.40

/* Words of many meanings say nothing of the name beside them. */
#define TOUCH_WEIGHT 25

/* What topical phrases reach together for a name in a sentence with one of them. */
#define SENTENCE_LIMIT 0.85
#define SENTENCE_WORTH 2 /* a phrase there counts so many times */

/* Something said of one person's care so near a name, in bytes, is said of its bearer. */
#define CARE_REACH 150
#define CARE_SUM (-0.22) /* a phrase of weight SENTENCE_WEIGHT */

/* Words for places of care, specialties and staff, which stand in every mail of a clinic. */
#define SETTING_LIMIT 0.20

/* No amount of words makes certain. */
#define PERSONAL_LIMIT 0.97

/* The context of pieces [first, end). */
static double
pieces_context(const struct score_context *context, size_t first, size_t end, double topical_limit)
{
	double setting = 1 - exp(context->before[end].setting - context->before[first].setting);
	double topical = 1 - exp(context->before[end].topical - context->before[first].topical);
	double personal = 1 - exp(context->before[end].personal - context->before[first].personal);

	if (topical_limit < PERSONAL_LIMIT)
		setting = fmin(setting, SETTING_LIMIT);
	topical = fmin(1 - (1 - topical) * (1 - setting), topical_limit);
	return 1 - (1 - topical) * (1 - fmin(personal, PERSONAL_LIMIT));
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
                const struct finding *finding, const struct score_sentence *sentence)
{
	uint64_t end = (uint64_t)finding->start + finding->length;
	uint64_t from = finding->start > SCORE_NEAR ? finding->start - SCORE_NEAR : 0;

	if (finding->type != IDENTIFIER_PERSON_NAME)
		return false;
	size_t last = range_search(context, range,
	                           end + SCORE_TOUCH < sentence->end ? end + SCORE_TOUCH : sentence->end);
	if (from < sentence->start)
		from = sentence->start;
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

	/* What is far off says nothing of a name, whoever it is. */
	if (finding->type == IDENTIFIER_PERSON_NAME)
		part = fmin(part, SCORE_TOPICAL) * WORTH_SAME_PART_NAME;
	else
		part *= WORTH_SAME_PART;
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

/* The context of the name's own sentence, or row of a table: what is said there is said of somebody. */
static double
sentence_context(const struct score_context *context, const struct part_range *range,
                 const struct score_sentence *sentence)
{
	size_t last = range_search(context, range, sentence->end);
	double doubt = 1;

	for (size_t i = range_search(context, range, sentence->start); i < last; i++)
		if (context->pieces[i].told)
			doubt *= pow(1 - context->pieces[i].weight / 100.0, SENTENCE_WORTH);
	return fmin(1 - doubt, SENTENCE_LIMIT);
}

/* Whether something is said of one person's care near by. */
static bool
is_near_care(const struct score_context *context, const struct part_range *range,
             const struct finding *finding)
{
	uint64_t from = finding->start > CARE_REACH ? finding->start - CARE_REACH : 0;
	size_t last = range_search(context, range, (uint64_t)finding->start + finding->length + CARE_REACH);
	size_t first = range_search(context, range, from);

	return context->before[last].personal - context->before[first].personal < CARE_SUM;
}

/* Whether the words of the name stand in the message's From, To or Cc. */
static bool
is_correspondent(const struct score_context *context, const struct finding *finding)
{
	struct bytes name = bytes_slice(context->m->parts[finding->part].text, finding->start, finding->length);

	for (size_t i = 0; i < context->addressed_count; i++)
		if (score_role_named_in(name, context->addressed[i]))
			return true;
	return false;
}

/* A cue in the plural announces nobody. */
static bool
is_of_many(const struct finding *finding)
{
	return finding->type == IDENTIFIER_PERSON_NAME && finding->cue != NULL &&
	       strcmp(finding->cue, "patients") == 0;
}

static enum score_role
finding_role(const struct score_context *context, const struct finding *finding)
{
	if (finding->type != IDENTIFIER_PERSON_NAME || finding->subject == SUBJECT_SENDER)
		return SCORE_ROLE_UNKNOWN;
	if (finding->subject == SUBJECT_UNKNOWN && finding->part > 0 && is_correspondent(context, finding))
		return SCORE_ROLE_READER;
	enum score_role role = score_role_find(context->m->parts[finding->part].text, finding->start,
	                                       (size_t)finding->start + finding->length);
	/* Whose label says patient is one, but for "seen by patients. Prepared by Ann Lee". */
	if (finding->subject == SUBJECT_PATIENT && role != SCORE_ROLE_OFFICE)
		return SCORE_ROLE_UNKNOWN;
	return role;
}

/* Whether it is a patient's by its label, by its row, or by what touches it. */
static bool
is_personal(const struct score_context *context, const struct part_range *range,
            const struct finding *finding, const struct score_sentence *sentence, enum score_role role)
{
	if (role == SCORE_ROLE_SUBJECT)
		return true;
	if (role >= SCORE_ROLE_READER)
		return false;
	return (finding->subject == SUBJECT_PATIENT && !is_of_many(finding)) ||
	       name_is_touched(context, range, finding, sentence);
}

/* Labels of relatives stand in every life's story. */
static bool
is_relative(const struct finding *finding)
{
	static const char *const cues[] = {
		"father", "mother", "son", "daughter", "wife", "husband", "brother", "sister", "family", "mom",
		"dad", "parent", "spouse", "uncle", "aunt", "grandmother", "grandfather", "cousin",
	};
	return finding->cue != NULL &&
	       bytes_among(bytes_of_string(finding->cue), cues, ARRAY_LENGTH(cues));
}

/* Whether words of care are said of its bearer; `shared` is the context of its own sentence. */
static bool
is_said(const struct score_context *context, const struct part_range *range,
        const struct finding *finding, enum score_role role, double shared)
{
	if (role == SCORE_ROLE_READER)
		return context->reader;
	if (role > SCORE_ROLE_READER)
		return false;
	if (role == SCORE_ROLE_SUBJECT || shared > 0 || is_near_care(context, range, finding))
		return true;
	return finding->type == IDENTIFIER_PERSON_NAME && finding->subject == SUBJECT_PATIENT &&
	       !is_of_many(finding) && !is_relative(finding);
}

struct score_surroundings
score_context_around(const struct score_context *context, const struct finding *finding)
{
	const struct part_range *range = &context->ranges[finding->part];
	enum score_role role = finding_role(context, finding);
	struct score_sentence sentence = { .start = 0 }; /* a name's, if it may be a patient's */
	double shared = 0;

	if (finding->type == IDENTIFIER_PERSON_NAME && role < SCORE_ROLE_READER) {
		sentence = score_sentence_find(context->m->parts[finding->part].text, finding->start);
		shared = sentence_context(context, range, &sentence);
	}
	if (role == SCORE_ROLE_NUMBERED && shared > 0)
		role = SCORE_ROLE_SUBJECT;
	bool personal = is_personal(context, range, finding, &sentence, role);
	double limit = personal ? PERSONAL_LIMIT : SCORE_TOPICAL;
	struct score_surroundings around = {
		.context = context_within(context, range, finding, SCORE_NEAR, limit),
		.reach = SCORE_REACH_NEAR,
		.personal = personal,
		.role = role,
		.said = is_said(context, range, finding, role, shared),
	};

	surroundings_raise(&around, shared, SCORE_REACH_NEAR);
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
	return score_finding_weight(finding) > 0;
}
