#include "scanner/score_explain.h"

#include <math.h>
#include <stdlib.h>

#include "core/error.h"
#include "scanner/score_evidence.h"
#include "scanner/score_finding.h"
#include "scanner/signature.h"
#include "scanner/table_row.h"

const char *
score_ground_name(enum score_ground ground)
{
	static const char *const names[SCORE_GROUND_LIMIT] = {
		[SCORE_COUNTS] = "counts",
		[SCORE_WEAKER] = "weaker",
		[SCORE_REPEATS] = "repeats",
		[SCORE_FAINT] = "faint",
		[SCORE_WITHOUT_HEALTH] = "without-health",
		[SCORE_NAMES_NOBODY] = "names-nobody",
		[SCORE_PROVIDERS] = "provider",
		[SCORE_SENDERS] = "sender",
		[SCORE_SAMPLE] = "sample",
		[SCORE_MACHINES] = "machine",
	};
	return ground < SCORE_GROUND_LIMIT ? names[ground] : NULL;
}

const char *
score_place_name(enum score_place place)
{
	static const char *const names[SCORE_PLACE_LIMIT] = {
		[SCORE_PLACE_TEXT] = "text",
		[SCORE_PLACE_SUBJECT] = "subject",
		[SCORE_PLACE_ADDRESS] = "address-field",
		[SCORE_PLACE_FIELD] = "header-field",
		[SCORE_PLACE_SIGNATURE] = "signature",
		[SCORE_PLACE_QUOTED_HEADER] = "quoted-header",
	};
	return place < SCORE_PLACE_LIMIT ? names[place] : NULL;
}

const char *
score_reach_name(enum score_reach reach)
{
	static const char *const names[] = {
		[SCORE_REACH_NEAR] = "near",
		[SCORE_REACH_FAR] = "far",
		[SCORE_REACH_HEADERS] = "headers",
		[SCORE_REACH_PART] = "part",
		[SCORE_REACH_MESSAGE] = "message",
	};
	return (size_t)reach < ARRAY_LENGTH(names) ? names[reach] : NULL;
}

const char *
score_matter_name(enum score_matter matter)
{
	static const char *const names[SCORE_MATTER_LIMIT] = {
		[SCORE_MATTER_PUBLIC] = "public",
		[SCORE_MATTER_ANIMALS] = "animals",
		[SCORE_MATTER_LEISURE] = "books",
		[SCORE_MATTER_LESSON] = "lesson",
		[SCORE_MATTER_NOTICE] = "notice",
	};
	return matter < SCORE_MATTER_LIMIT ? names[matter] : NULL;
}

/* ---- where a finding stands ------------------------------------------------------ */

/* One message being explained. */
struct explaining {
	const struct message *m;
	const struct score_context *context;
	struct score_reason *reasons;
};

static enum score_place
place_in_headers(struct bytes text, uint32_t start)
{
	if (signature_in_address_header(text, start))
		return SCORE_PLACE_ADDRESS;
	struct bytes subject = bytes_of_string("subject:");
	return bytes_equal_nocase(bytes_slice(table_line(text, start), 0, subject.length), subject)
	               ? SCORE_PLACE_SUBJECT
	               : SCORE_PLACE_FIELD;
}

static enum score_place
place_find(const struct explaining *explaining, const struct finding *finding)
{
	const struct part *part = &explaining->m->parts[finding->part];

	if (part->kind == PART_HEADERS)
		return place_in_headers(part->text, finding->start);
	if (score_in_signature(part, finding->start))
		return SCORE_PLACE_SIGNATURE;
	return signature_in_quoted_header(part->text, finding->start) ? SCORE_PLACE_QUOTED_HEADER
	                                                               : SCORE_PLACE_TEXT;
}

/* Words that begin in `text`. */
static uint32_t
words_count(struct bytes text)
{
	uint32_t count = 0;
	bool inside = false;

	for (size_t i = 0; i < text.length; i++) {
		bool letter = byte_is_alnum(text.data[i]) || text.data[i] >= 0x80;
		count += letter && !inside;
		inside = letter;
	}
	return count;
}

static void
nearest_find(const struct explaining *explaining, const struct finding *finding,
             struct score_reason *reason)
{
	struct bytes text = explaining->m->parts[finding->part].text;
	size_t end = (size_t)finding->start + finding->length;

	reason->distance = SCORE_NO_DISTANCE;
	if (!score_context_nearest(explaining->context, finding, &reason->health, &reason->health_length))
		return;
	size_t health_end = (size_t)reason->health + reason->health_length;
	size_t from = health_end < end ? health_end : end;
	size_t to = reason->health > finding->start ? reason->health : finding->start;
	struct bytes between = from < to ? bytes_slice(text, from, to - from) : bytes_make(NULL, 0);
	reason->distance = words_count(between);
	reason->same_line = between.length == 0 || memchr(between.data, '\n', between.length) == NULL;
}

/* ---- what it came to ----------------------------------------------------------------- */

static uint8_t
percent(double share)
{
	return (uint8_t)lround(100 * fmin(share, 1));
}

/* All but which of a type is the best. */
static void
reason_find(struct explaining *explaining, const struct finding *finding, struct score_reason *reason)
{
	struct score_strength strength = score_finding_strength(explaining->context, finding);

	reason->ground = strength.bar;
	reason->place = place_find(explaining, finding);
	reason->strength = percent(strength.value);
	reason->is_context = score_context_includes(finding);
	nearest_find(explaining, finding, reason);
	if (strength.bar != SCORE_COUNTS)
		return;
	struct score_surroundings around = score_context_around(explaining->context, finding);
	reason->personal = around.personal;
	reason->bound = around.bound;
	reason->matter = score_context_aside(explaining->context, finding);
	reason->context = percent(around.context);
	double evidence = score_finding_evidence(finding->type, strength.value, &around);
	reason->evidence = percent(evidence);
	if (around.context > 0)
		reason->strength = percent(evidence / around.context);
	reason->role = around.role;
	if (around.context > 0)
		reason->reach = around.reach;
	if (around.context == 0)
		reason->ground = SCORE_WITHOUT_HEALTH;
	else if (reason->evidence == 0)
		reason->ground = SCORE_FAINT;
}

struct copy {
	const struct finding *finding;
	struct score_reason *reason;
};

static int
copy_compare(const void *left, const void *right)
{
	const struct copy *a = left, *b = right;
	int order = memcmp(a->finding->value_hash, b->finding->value_hash, FINDING_VALUE_HASH_SIZE);

	return order != 0 ? order : (int)a->finding->type - (int)b->finding->type;
}

/* Counts how often each value stands in the message. */
static int
copies_count(struct message *m, struct score_reason *reasons)
{
	struct copy *copies = arena_alloc_array(m->arena, m->finding_count + 1, sizeof(*copies));

	if (copies == NULL)
		return arena_failure(m->arena);
	for (size_t i = 0; i < m->finding_count; i++)
		copies[i] = (struct copy){ &m->findings[i], &reasons[i] };
	qsort(copies, m->finding_count, sizeof(*copies), copy_compare);
	for (size_t i = 0, next; i < m->finding_count; i = next) {
		for (next = i + 1; next < m->finding_count; next++)
			if (copy_compare(&copies[i], &copies[next]) != 0)
				break;
		for (size_t j = i; j < next; j++)
			copies[j].reason->copies = (uint32_t)(next - i);
	}
	return 0;
}

/* Each type counts once, by its best: the others are weaker, or the same again. */
static void
best_tell_apart(const struct message *m, const struct score_evidence evidence[IDENTIFIER_TYPE_LIMIT],
                struct score_reason *reasons)
{
	for (size_t i = 0; i < m->finding_count; i++) {
		const struct finding *finding = &m->findings[i];
		size_t best = evidence[finding->type].finding;
		if (best == i || (reasons[i].ground != SCORE_COUNTS))
			continue;
		bool same = memcmp(finding->value_hash, m->findings[best].value_hash,
		                   FINDING_VALUE_HASH_SIZE) == 0;
		reasons[i].ground = same ? SCORE_REPEATS : SCORE_WEAKER;
	}
}

int
score_explain(struct message *m, struct score_explanation *out)
{
	struct score_evidence evidence[IDENTIFIER_TYPE_LIMIT] = { { 0 } };
	struct explaining explaining = { .m = m };
	struct score_context *context;

	*out = (struct score_explanation){ 0 };
	int err = score_context_create(m, &context);
	if (err != 0)
		return err;
	explaining.context = context;
	explaining.reasons = arena_alloc_array(m->arena, m->finding_count + 1, sizeof(*explaining.reasons));
	if (explaining.reasons == NULL)
		return arena_failure(m->arena);
	score_evidence_collect(m, context, evidence); /* first: it may tell the context what the text is of */
	for (size_t i = 0; i < m->finding_count; i++)
		reason_find(&explaining, &m->findings[i], &explaining.reasons[i]);
	best_tell_apart(m, evidence, explaining.reasons);
	struct score_sum sum = score_evidence_sum(evidence);
	out->reasons = explaining.reasons;
	out->who = percent(sum.who);
	out->where = percent(sum.where);
	out->nameless = sum.nameless;
	return copies_count(m, explaining.reasons);
}
