#include "scanner/score_context_parts.h"

#include <math.h>

#include "scanner/score.h"
#include "scanner/score_role.h"

/* What context further away is worth, against 1 near by. */
#define WORTH_FAR 0.65       /* within SCORE_FAR */
#define WORTH_SAME_PART 0.65
#define WORTH_SAME_PART_NAME 0.45 /* a long text names many who have no part in it */
#define WORTH_HEADERS 0.75 /* the subject speaks of the whole message */
#define WORTH_OTHER_PART 0.40

/* Something said of one person's care so near a name, in bytes, is said of its bearer. */
#define CARE_REACH 150
#define CARE_SUM (-0.22) /* a phrase of weight SENTENCE_WEIGHT */

/* What counts of it for an identifier that is a patient's, or that may be anybody's. */
static double
whole_for(const struct whole *whole, bool personal)
{
	return personal ? whole->personal : whole->topical;
}

size_t
score_window_search(const struct score_context *context, struct window window, uint64_t start)
{
	size_t low = window.first, high = window.end;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (context->pieces[middle].start < start)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The pieces of `window` that start at most `distance` bytes from `finding`. */
static struct window
window_around(const struct score_context *context, struct window window, const struct finding *finding,
              uint64_t distance)
{
	uint64_t from = finding->start > distance ? finding->start - distance : 0;
	uint64_t to = (uint64_t)finding->start + finding->length + distance;

	window.first = score_window_search(context, window, from);
	window.end = score_window_search(context, window, to);
	return window;
}

/* Those of the finding's part. */
static struct window
part_window(const struct score_context *context, const struct finding *finding)
{
	const struct part_range *range = &context->ranges[finding->part];

	return (struct window){ range->first, range->end };
}

/* Those within SCORE_NEAR: all that its sentence and what touches it can say is among them. */
static struct window
near_window(const struct score_context *context, const struct finding *finding)
{
	return window_around(context, part_window(context, finding), finding, SCORE_NEAR);
}

/* The same, of one finding after the other: a step or two away from those near the one before. */
static struct window
near_window_next(const struct score_context *context, const struct finding *finding, struct score_nearby *nearby)
{
	const struct part_range *range = &context->ranges[finding->part];
	const struct piece *pieces = context->pieces;
	uint64_t from = finding->start > SCORE_NEAR ? finding->start - SCORE_NEAR : 0;
	uint64_t to = (uint64_t)finding->start + finding->length + SCORE_NEAR;

	if (nearby->part != finding->part)
		*nearby = (struct score_nearby){ finding->part, range->first, range->first };
	while (nearby->first > range->first && pieces[nearby->first - 1].start >= from)
		nearby->first--;
	while (nearby->first < range->end && pieces[nearby->first].start < from)
		nearby->first++;
	while (nearby->end > range->first && pieces[nearby->end - 1].start >= to)
		nearby->end--;
	while (nearby->end < range->end && pieces[nearby->end].start < to)
		nearby->end++;
	return (struct window){ nearby->first, nearby->end };
}

_Static_assert(CARE_REACH < SCORE_NEAR, "all of it is near");

/* The context of the pieces of a window. */
static double
window_context(const struct score_context *context, struct window window, bool personal)
{
	if (window.first == window.end)
		return 0;
	struct whole whole = score_whole_of(context, window.first, window.end);

	return whole_for(&whole, personal);
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

/* What the message's own header section counts for any place. */
static double
headers_context(const struct score_context *context, bool personal)
{
	if (context->m->parts[0].kind != PART_HEADERS)
		return 0;
	return WORTH_HEADERS * whole_for(&context->ranges[0].whole, personal);
}

/* What the whole message does: the subject's findings are as near to the body as the body's to the subject. */
static double
message_context(const struct score_context *context, const struct finding *finding, bool personal)
{
	bool in_headers = finding->part == 0 && context->m->parts[0].kind == PART_HEADERS;

	return (in_headers ? WORTH_HEADERS : WORTH_OTHER_PART) * whole_for(&context->whole, personal);
}

/* What context beyond SCORE_NEAR is worth. */
static void
surroundings_widen(struct score_surroundings *around, const struct score_context *context,
                   const struct finding *finding)
{
	bool personal = around->personal;
	double part = whole_for(&context->ranges[finding->part].whole, personal);

	/* What is far off is some of the part's, and worth no more than that. */
	if (WORTH_FAR * part > around->context) {
		struct window far = window_around(context, part_window(context, finding), finding, SCORE_FAR);
		surroundings_raise(around, WORTH_FAR * window_context(context, far, personal), SCORE_REACH_FAR);
	}
	/* What is further off says nothing of a name, whoever it is. */
	if (finding->type == IDENTIFIER_PERSON_NAME)
		part = fmin(part, SCORE_TOPICAL) * WORTH_SAME_PART_NAME;
	else
		part *= WORTH_SAME_PART;
	surroundings_raise(around, headers_context(context, personal), SCORE_REACH_HEADERS);
	surroundings_raise(around, part, SCORE_REACH_PART);
	surroundings_raise(around, message_context(context, finding, personal), SCORE_REACH_MESSAGE);
}

/* Whether something is said of one person's care near by. */
static bool
is_near_care(const struct score_context *context, struct window near, const struct finding *finding)
{
	struct window window = window_around(context, near, finding, CARE_REACH);

	return context->before[window.end].personal - context->before[window.first].personal < CARE_SUM;
}

/* Whether it is a patient's by its label, by its row, or by what touches it. */
static bool
is_personal(const struct score_context *context, const struct finding *finding, enum score_role role, enum tie tie)
{
	if (role == SCORE_ROLE_SUBJECT)
		return true;
	if (role == SCORE_ROLE_READER)
		return context->reader;
	if (role == SCORE_ROLE_WRITER)
		return context->own;
	if (role > SCORE_ROLE_WRITER)
		return false;
	return tie != TIE_NONE || score_whose_is_announced(context, finding);
}

/* Whether words of care are said of its bearer; `shared` is the context of its own sentence. */
static bool
is_said(const struct score_context *context, struct window near, const struct finding *finding,
        enum score_role role, double shared)
{
	if (role == SCORE_ROLE_READER)
		return context->reader;
	if (role == SCORE_ROLE_WRITER)
		return context->own;
	if (role > SCORE_ROLE_READER ||
	    (finding->type == IDENTIFIER_DATE && score_whose_cue_is_apart(context, finding)))
		return false;
	if (role == SCORE_ROLE_SUBJECT || shared > 0 || is_near_care(context, near, finding))
		return true;
	return finding->type == IDENTIFIER_PERSON_NAME && score_whose_is_announced(context, finding);
}

/* Whether it names one who tells of their own care, or is told of it. */
static bool
is_told_own(const struct score_context *context, const struct finding *finding, enum score_role role)
{
	if (finding->type != IDENTIFIER_PERSON_NAME)
		return false;
	if (finding->subject == SUBJECT_SENDER) /* the signature below what they tell */
		return context->own && context->m->parts[finding->part].kind != PART_HEADERS;
	return (role == SCORE_ROLE_READER && context->reader) || (role == SCORE_ROLE_WRITER && context->own);
}

/* What is said of the bearer of a name that may be a patient's. */
static struct telling
bearer_telling(const struct score_context *context, struct window near, const struct finding *finding,
               enum score_role role)
{
	struct telling telling = { 0, TIE_NONE };

	if (finding->type != IDENTIFIER_PERSON_NAME || role >= SCORE_ROLE_READER)
		return telling;
	if (near.first < near.end)
		telling = score_bearer_sentence(context, near, finding);
	if (telling.tie != TIE_BOUND && score_context_is_subject(context, finding))
		telling = score_bearer_subject(context);
	return telling;
}

struct score_surroundings
score_context_around(const struct score_context *context, const struct finding *finding)
{
	struct window near = near_window(context, finding);
	enum score_role role = score_whose_role(context, finding);
	struct telling telling = bearer_telling(context, near, finding, role);

	if (role == SCORE_ROLE_NUMBERED && telling.context > 0)
		role = SCORE_ROLE_SUBJECT;
	bool personal = is_personal(context, finding, role, telling.tie);
	struct score_surroundings around = {
		.context = window_context(context, near, personal),
		.reach = SCORE_REACH_NEAR,
		.personal = personal,
		.role = role,
		.said = is_said(context, near, finding, role, telling.context),
	};
	enum score_matter aside = score_context_aside(context, finding);

	around.bound = (telling.tie == TIE_BOUND &&
	                (aside == SCORE_MATTER_CARE || aside == SCORE_MATTER_NOTICE)) ||
	               (aside == SCORE_MATTER_CARE && is_told_own(context, finding, role));
	around.noticed = aside == SCORE_MATTER_NOTICE && !around.bound;
	surroundings_raise(&around, telling.context, SCORE_REACH_NEAR);
	surroundings_widen(&around, context, finding);
	return around;
}

/* Whether a name without health words near it may be somebody's: by the subject, or its record. */
static bool
stands_out(const struct score_context *context, const struct finding *finding, bool *subject)
{
	*subject = score_context_is_subject(context, finding);
	return *subject || score_role_has_record(context->m->parts[finding->part].text,
	                                         (size_t)finding->start + finding->length);
}

struct score_surroundings
score_context_most(const struct score_context *context, const struct finding *finding, struct score_nearby *nearby,
                   bool looks)
{
	struct window near = near_window_next(context, finding, nearby);
	bool is_near = near.first < near.end;
	bool name = finding->type == IDENTIFIER_PERSON_NAME;
	bool told = name && (context->reader || context->own);
	bool subject = name && context->m->parts[finding->part].kind == PART_HEADERS;
	struct score_surroundings most = { .personal = told || finding->subject == SUBJECT_PATIENT };

	if (name && (!looks || is_near || told || stands_out(context, finding, &subject)))
		most = (struct score_surroundings){
			.personal = true, .role = SCORE_ROLE_SUBJECT, .said = is_near || subject,
		};
	is_near = is_near || subject;
	most.reach = is_near ? SCORE_REACH_NEAR : SCORE_REACH_FAR;
	most.context = window_context(context, near, most.personal);
	if (name && is_near)
		most.context = fmax(most.context, SCORE_BEARER_LIMIT);
	double part = whole_for(&context->ranges[finding->part].whole, most.personal);
	most.context = fmax(most.context, fmax(WORTH_FAR, WORTH_SAME_PART) * part);
	most.context = fmax(most.context, headers_context(context, most.personal));
	most.context = fmax(most.context, message_context(context, finding, most.personal));
	return most;
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
	struct window part = part_window(context, finding);
	const struct piece *nearest = NULL;
	size_t behind = score_window_search(context, part, finding->start);
	size_t before = behind;

	while (behind < part.end && piece_is_finding(&context->pieces[behind], finding))
		behind++;
	if (before > part.first)
		nearest = &context->pieces[before - 1];
	if (behind < part.end &&
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
