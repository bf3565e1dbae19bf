/* Whose a finding is by what announces it and where it stands. */
#include "scanner/score_context_parts.h"

#include "scanner/score_sentence.h"

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

/* A cue stands so many bytes before what it announces, at most. */
#define CUE_REACH 48

bool
score_whose_cue_is_apart(const struct score_context *context, const struct finding *finding)
{
	if (finding->cue == NULL)
		return false;
	struct bytes text = context->m->parts[finding->part].text;
	size_t begin = score_sentence_find(text, finding->start).start;
	if (begin == 0 || finding->start - begin >= CUE_REACH || memchr(".!?", text.data[begin - 1], 3) == NULL)
		return false;
	struct bytes cue = bytes_of_string(finding->cue);
	size_t behind = (size_t)finding->start + finding->length;
	size_t reach = begin < CUE_REACH ? begin : CUE_REACH;
	return bytes_find_nocase(bytes_slice(text, begin, finding->start - begin), cue) == SIZE_MAX &&
	       bytes_find_nocase(bytes_slice(text, behind, CUE_REACH), cue) == SIZE_MAX &&
	       bytes_find_nocase(bytes_slice(text, begin - reach, reach), cue) != SIZE_MAX;
}

/* The part of one whose name stands in the message's From, To or Cc. */
static enum score_role
correspondent_role(const struct score_context *context, const struct finding *finding)
{
	struct bytes name = bytes_slice(context->m->parts[finding->part].text, finding->start, finding->length);

	for (size_t i = 0; i < context->addressed_count; i++)
		if (score_role_named_in(name, context->addressed[i].line))
			return context->addressed[i].writer ? SCORE_ROLE_WRITER : SCORE_ROLE_READER;
	return SCORE_ROLE_UNKNOWN;
}

/* "patients like Ann Lee", "such as Ann Lee": one of many is named. */
static bool
is_instance(struct bytes text, size_t start)
{
	static const char *const leads[] = { "like ", "such as ", "including ", "e.g. ", "for example " };

	for (size_t i = 0; i < ARRAY_LENGTH(leads); i++) {
		struct bytes lead = bytes_of_string(leads[i]);
		if (start >= lead.length && bytes_equal_nocase(bytes_slice(text, start - lead.length, lead.length), lead))
			return true;
	}
	return false;
}

/* A cue in the plural announces nobody. */
static bool
is_of_many(const struct score_context *context, const struct finding *finding)
{
	return finding->type == IDENTIFIER_PERSON_NAME && finding->cue != NULL &&
	       strcmp(finding->cue, "patients") == 0 &&
	       !is_instance(context->m->parts[finding->part].text, finding->start);
}

enum score_role
score_whose_role(const struct score_context *context, const struct finding *finding)
{
	if (finding->type != IDENTIFIER_PERSON_NAME || finding->subject == SUBJECT_SENDER)
		return SCORE_ROLE_UNKNOWN;
	struct bytes text = context->m->parts[finding->part].text;
	enum score_role role = SCORE_ROLE_UNKNOWN;
	if (finding->subject == SUBJECT_UNKNOWN && finding->part > 0)
		role = correspondent_role(context, finding);
	if (role == SCORE_ROLE_UNKNOWN && context->own && score_role_introduces(text, finding->start))
		role = SCORE_ROLE_WRITER;
	if (role != SCORE_ROLE_UNKNOWN)
		return role;
	role = score_role_find(text, finding->start, (size_t)finding->start + finding->length);
	/* Whose label says patient is one, but for "seen by patients. Prepared by Ann Lee". */
	if (finding->subject == SUBJECT_PATIENT && role != SCORE_ROLE_OFFICE)
		return SCORE_ROLE_UNKNOWN;
	return role;
}

bool
score_whose_is_announced(const struct score_context *context, const struct finding *finding)
{
	return finding->subject == SUBJECT_PATIENT && !is_of_many(context, finding) && !is_relative(finding) &&
	       !score_whose_cue_is_apart(context, finding);
}

bool
score_context_is_writers(const struct score_context *context, const struct finding *finding)
{
	return context->writer && context->m->parts[finding->part].kind != PART_HEADERS;
}
