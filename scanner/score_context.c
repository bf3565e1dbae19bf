#include "scanner/score_context_parts.h"

#include <stdlib.h>

#include "core/error.h"
#include "scanner/score.h"
#include "scanner/score_bond.h"
#include "scanner/score_field.h"
#include "scanner/score_matter.h"
#include "scanner/score_sample.h"
#include "scanner/score_sentence.h"

/* A phrase of condition, from this weight on, that the writer says of themselves. */
#define WRITER_WEIGHT 30

bool
score_finding_is_called_patient(const struct finding *finding)
{
	static const char *const cues[] = { "patient", "pt", "chart", "paciente" };

	if (finding->subject != SUBJECT_PATIENT || finding->cue == NULL)
		return false;
	size_t length = 0;
	while (byte_is_alpha((uint8_t)finding->cue[length]))
		length++;
	return bytes_among(bytes_make(finding->cue, length), cues, ARRAY_LENGTH(cues));
}

uint8_t
score_finding_weight(const struct finding *finding)
{
	if (finding->subject == SUBJECT_PROVIDER || finding->subject == SUBJECT_SENDER)
		return 0;
	switch (finding->type) {
	case IDENTIFIER_PERSON_NAME:
		return score_finding_is_called_patient(finding) ? finding->confidence * 35 / 100 : 0;
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

/* Whether a place comes before another: by part, then by where it starts. */
static bool
is_before(uint32_t part, uint32_t start, uint32_t other_part, uint32_t other_start)
{
	return part != other_part ? part < other_part : start < other_start;
}

static int
piece_compare(const void *left, const void *right)
{
	const struct piece *a = left, *b = right;

	return (int)is_before(b->part, b->start, a->part, a->start) -
	       (int)is_before(a->part, a->start, b->part, b->start);
}

/* Many health phrases stand in one sentence. */
struct sentence_cache {
	struct score_sentence sentence;
	uint32_t part;
	bool filled;
};

static const struct score_sentence *
sentence_of(struct sentence_cache *cache, const struct message *m, uint32_t part, uint32_t start)
{
	if (!cache->filled || cache->part != part || start < cache->sentence.start ||
	    start >= cache->sentence.end) {
		cache->sentence = score_sentence_read(m->parts[part].text, start);
		cache->part = part;
		cache->filled = true;
	}
	return &cache->sentence;
}

/* Words of payment weak enough to be of a plan that anybody chooses tell nobody of their own care. */
static bool
is_readers_care(const struct health_finding *health)
{
	return health->kind != HEALTH_PAYMENT || health->weight >= SCORE_PERSONAL;
}

/* "stroke center", "our hepatitis team": what somebody works at. Patients and families are ours otherwise. */
static bool
is_topic(struct bytes text, const struct health_finding *health)
{
	static const char our[] = " our ";
	size_t start = health->start;

	if (score_bond_is_attribute(text, start + health->length))
		return true;
	return start >= sizeof(our) && health->kind == HEALTH_PROVISION && health->weight < SCORE_PERSONAL &&
	       bytes_equal_nocase(bytes_slice(text, start - (sizeof(our) - 1), sizeof(our) - 1), bytes_of_string(our));
}

/* What a phrase's sentence says of whose health it is. */
static void
sentence_judge(struct score_context *context, const struct health_finding *health,
               struct sentence_cache *cache, struct piece *piece)
{
	struct bytes text = context->m->parts[health->part].text;
	const struct score_sentence *sentence = sentence_of(cache, context->m, health->part, health->start);
	/* "You put me on it" speaks to the reader, and of the writer. */
	bool writers = sentence->writer && health->kind == HEALTH_CONDITION &&
	               (!sentence->reader || score_sentence_is_writers(text, sentence, health->start));

	piece->told = !sentence->many && !is_topic(text, health);
	if (!piece->told)
		return;
	piece->said = !piece->personal && (sentence->person || writers);
	piece->personal = piece->personal || piece->said;
	/* "Picking your brain: 47yo woman with ...": an age is another's. */
	context->reader = context->reader || (is_readers_care(health) && !byte_is_digit(text.data[health->start]) &&
	                                      score_sentence_is_readers(text, sentence, health->start));
	context->writer = context->writer || (writers && !sentence->person && health->weight >= WRITER_WEIGHT);
	context->own = context->own || (writers && !sentence->person &&
	                                score_sentence_is_writers(text, sentence, health->start)) ||
	               ((sentence->person || sentence->writer) && health->weight >= WRITER_WEIGHT && !health->others &&
	                score_bond_is_writers(text, health->start, (size_t)health->start + health->length));
}

static void
health_add(struct score_context *context, const struct health_finding *health, struct sentence_cache *cache)
{
	const struct part *part = &context->m->parts[health->part];
	struct piece piece = {
		.part = health->part, .start = health->start, .length = health->length,
		.weight = health->weight, .personal = health->weight >= SCORE_PERSONAL,
	};

	/* What the sender's disclaimer says of health, and where the sender works, is in every mail. */
	if (score_in_signature(part, health->start) ||
	    (part->kind == PART_HEADERS && score_field_worth(context, health->part, health->start) == 0))
		return;
	if (health->weight >= SENTENCE_WEIGHT)
		sentence_judge(context, health, cache, &piece);
	context->pieces[context->count++] = piece;
}

/*
 * Whether a phrase is but a piece of a name or a place: Yasmin is a contraceptive, Billings a city.
 * Findings and phrases come in the order of parts and text: `*next` only ever grows.
 */
static bool
is_in_name(const struct message *m, const struct health_finding *health, size_t *next)
{
	for (; *next < m->finding_count; (*next)++) {
		const struct finding *finding = &m->findings[*next];
		uint64_t end = (uint64_t)finding->start + finding->length;
		if (finding->part > health->part || (finding->part == health->part && end > health->start))
			break;
	}
	if (*next == m->finding_count)
		return false;
	const struct finding *finding = &m->findings[*next];
	return finding->part == health->part && finding->start <= health->start &&
	       (finding->type == IDENTIFIER_PERSON_NAME || finding->type == IDENTIFIER_CITY ||
	        finding->type == IDENTIFIER_STREET_ADDRESS);
}

/* Adds a finding that is context itself. */
static void
finding_add(struct score_context *context, const struct finding *finding)
{
	uint8_t weight = score_finding_weight(finding);

	if (weight > 0)
		context->pieces[context->count++] = (struct piece){
			.part = finding->part, .start = finding->start,
			.length = finding->length, .weight = weight,
			.personal = weight >= SCORE_PERSONAL, .told = true,
		};
}

/* Findings and phrases come in the order of parts and text, but where text that runs from right to
 * left was turned round. */
static void
pieces_sort(struct score_context *context)
{
	for (size_t i = 1; i < context->count; i++) {
		const struct piece *piece = &context->pieces[i];
		if (is_before(piece->part, piece->start, piece[-1].part, piece[-1].start)) {
			qsort(context->pieces, context->count, sizeof(*context->pieces), piece_compare);
			return;
		}
	}
}

static void
pieces_fill(struct score_context *context, const struct message *m)
{
	struct sentence_cache cache = { .filled = false };
	size_t next_name = 0, next = 0;

	for (size_t i = 0; i < m->health_count; i++) {
		const struct health_finding *health = &m->health[i];
		for (; next < m->finding_count && is_before(m->findings[next].part, m->findings[next].start,
		                                            health->part, health->start); next++)
			finding_add(context, &m->findings[next]);
		if (!is_in_name(m, health, &next_name))
			health_add(context, health, &cache);
	}
	for (; next < m->finding_count; next++)
		finding_add(context, &m->findings[next]);
	pieces_sort(context);
}

/* Which parts show samples: a value that nobody has, and a word that says so. */
static int
samples_find(struct score_context *context, struct message *m)
{
	struct sample_range *samples = arena_alloc_array(m->arena, m->part_count + 1, sizeof(*samples));

	if (samples == NULL)
		return arena_failure(m->arena);
	for (size_t i = 0; i < m->finding_count; i++) {
		const struct finding *finding = &m->findings[i];
		struct bytes text = m->parts[finding->part].text;
		struct sample_range *range = &samples[finding->part];
		if (!score_sample_value(text, finding) || range->unsaid)
			continue;
		/* Asked once for each part: it takes a look at all of its text. */
		range->unsaid = range->end == 0 && !score_sample_said(text);
		if (range->unsaid)
			continue;
		if (range->end == 0)
			range->start = finding->start;
		range->end = (size_t)finding->start + finding->length;
		range->count++;
	}
	context->samples = samples;
	return 0;
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
	int err = samples_find(context, m);
	if (err != 0)
		return err;
	score_header_fill(context, m);
	score_addressed_fill(context, m);
	pieces_fill(context, m);
	score_wholes_fill(context);
	for (size_t i = 0; i < m->part_count; i++)
		context->ranges[i].is_public = context->count > 0 && score_matter_is_public(m->parts[i].text);
	*out = context;
	return 0;
}

bool
score_context_any(const struct message *m)
{
	bool any = m->health_count > 0;

	for (size_t i = 0; i < m->finding_count && !any; i++)
		any = score_finding_weight(&m->findings[i]) > 0;
	return any;
}

bool
score_context_is_empty(const struct score_context *context)
{
	return context->count == 0;
}
