/* What the phrases around a name say of its bearer: which of them are tied to it, and how closely. */
#include "scanner/score_context_parts.h"

#include <math.h>

#include "scanner/score.h"
#include "scanner/score_bond.h"
#include "scanner/score_sentence.h"
#include "scanner/score_terse.h"
#include "scanner/score_work.h"

/* Words of many meanings say nothing of the name beside them. */
#define TOUCH_WEIGHT 25

/* In a sentence of many only what is bound is told of anybody, "Ann has asthma, so warn all staff", and
 * not the many themselves: "Ann sees her patients". */
#define MANY_WEIGHT 30

_Static_assert(SCORE_SENTENCE_REACH < SCORE_NEAR, "all that a sentence says is near");

static enum tie
piece_tie(const struct score_context *context, const struct piece *piece, const struct finding *finding)
{
	const struct score_tie tie = {
		.name_start = finding->start, .name_end = (size_t)finding->start + finding->length,
		.start = piece->start, .end = (size_t)piece->start + piece->length,
	};

	if (piece->weight < TOUCH_WEIGHT)
		return TIE_NONE;
	struct bytes text = context->m->parts[finding->part].text;
	if (score_bond_holds(text, &tie))
		return TIE_BOUND;
	bool before = tie.start < tie.name_end;
	bool near = before ? tie.end + SCORE_TOUCH >= tie.name_start : tie.start < tie.name_end + SCORE_TOUCH;
	if (!near)
		return TIE_NONE;
	size_t from = before ? tie.end : tie.name_end, to = before ? tie.name_start : tie.start;
	return score_sentence_ends_between(text, from, to) ? TIE_NONE : TIE_TOUCHES;
}

/* What a phrase leaves in doubt in the sentence of a name, where it counts twice. */
static double
sentence_doubt(const struct piece *piece, enum tie tie)
{
	bool weak = tie != TIE_NONE && piece->weight < SCORE_GIVEN_WEIGHT;
	double doubt = 1 - (weak ? SCORE_GIVEN_WEIGHT : piece->weight) / 100.0;

	return doubt * doubt;
}

/* Whether a sentence is of work, where what its people work at is not theirs. */
static bool
is_of_work(const struct score_context *context, const struct finding *finding, const struct score_sentence *sentence)
{
	struct bytes text = context->m->parts[finding->part].text;

	return score_work_any(bytes_slice(text, sentence->start, sentence->end - sentence->start));
}

struct telling
score_bearer_sentence(const struct score_context *context, struct window near, const struct finding *finding)
{
	struct score_sentence sentence = score_sentence_find(context->m->parts[finding->part].text, finding->start);
	uint64_t end = (uint64_t)finding->start + finding->length + SCORE_BOND_REACH;
	size_t last = score_window_search(context, near, end > sentence.end ? end : sentence.end);
	struct telling telling = { 0, TIE_NONE };
	double doubt = 1;

	for (size_t i = score_window_search(context, near, sentence.start); i < last; i++) {
		const struct piece *piece = &context->pieces[i];
		enum tie tie = piece_tie(context, piece, finding);
		if (piece->start >= sentence.end && tie != TIE_BOUND)
			continue;
		if (!piece->told && (tie != TIE_BOUND || piece->weight < MANY_WEIGHT))
			continue;
		if (tie == TIE_NONE && !piece->personal && is_of_work(context, finding, &sentence))
			continue;
		doubt *= sentence_doubt(piece, tie);
		telling.tie = tie > telling.tie ? tie : telling.tie;
	}
	telling.context = fmin(1 - doubt, SCORE_BEARER_LIMIT);
	return telling;
}

/* The body goes on about whom the subject names within so many bytes. */
#define SUBJECT_REACH 200

struct telling
score_bearer_subject(const struct score_context *context)
{
	struct window body = { context->ranges[1].first, context->ranges[1].end };
	struct telling telling = { 0, TIE_NONE };
	double doubt = 1;
	bool terse = score_terse_is_whole(context->m->parts[1].text);

	body.end = score_window_search(context, body, SUBJECT_REACH);
	for (size_t i = body.first; i < body.end; i++) {
		const struct piece *piece = &context->pieces[i];
		if (!piece->said && !(terse && piece->told && piece->weight >= TOUCH_WEIGHT))
			continue;
		telling.tie = TIE_BOUND;
		doubt *= sentence_doubt(piece, TIE_BOUND);
	}
	telling.context = fmin(1 - doubt, SCORE_BEARER_LIMIT);
	return telling;
}
