/* What is nobody's, or others': samples, and names in a text that is of animals, books, lessons or events. */
#include "scanner/score_context_parts.h"

#include "scanner/score.h"
#include "scanner/score_sample.h"

/* From which such a number is a person's: a cue and a loose format (score.h). */
#define OWN_NUMBER_CONFIDENCE 70

/* From which a number passed its check and has its cue. */
#define CHECKED_CONFIDENCE 85

bool
score_finding_is_own_number(const struct finding *finding)
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

static bool
is_checked_number(const struct finding *finding)
{
	switch (finding->type) {
	case IDENTIFIER_SSN:
	case IDENTIFIER_MBI:
	case IDENTIFIER_HICN:
	case IDENTIFIER_RRB:
	case IDENTIFIER_ITIN:
	case IDENTIFIER_PAYMENT_CARD:
	case IDENTIFIER_IBAN:
		return finding->confidence >= CHECKED_CONFIDENCE;
	default:
		return false;
	}
}

bool
score_context_is_sample(const struct score_context *context, const struct finding *finding)
{
	const struct sample_range *range = &context->samples[finding->part];

	if (score_sample_nobody(context->m->parts[finding->part].text, finding))
		return true;
	if (range->count == 0)
		return false;
	if (score_sample_value(context->m->parts[finding->part].text, finding))
		return true;
	/* A checked number is somebody's whatever the text calls it. */
	if (range->count < SCORE_SAMPLES_MANY || is_checked_number(finding))
		return false;
	return (size_t)finding->start + finding->length + SCORE_FAR > range->start &&
	       finding->start < range->end + SCORE_FAR;
}

void
score_context_set_matter(struct score_context *context, enum score_matter matter)
{
	context->matter = matter;
}

/* What says by itself whose it is. */
static bool
is_marked(const struct score_context *context, const struct finding *finding)
{
	/* A veterinarian has clients, too. */
	bool client = finding->cue != NULL && strcmp(finding->cue, "client") == 0;

	return is_checked_number(finding) || score_finding_is_own_number(finding) ||
	       (finding->type == IDENTIFIER_PERSON_NAME && !client && score_whose_is_announced(context, finding));
}

enum score_matter
score_context_aside(const struct score_context *context, const struct finding *finding)
{
	enum score_matter matter = context->matter;

	if (matter == SCORE_MATTER_CARE && context->ranges[finding->part].is_public)
		matter = SCORE_MATTER_PUBLIC;
	return matter == SCORE_MATTER_CARE || is_marked(context, finding) ? SCORE_MATTER_CARE : matter;
}
