#include "tools/scan_explain.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/error.h"
#include "scanner/score.h"
#include "scanner/score_finding.h"
#include "tools/masked_text.h"
#include "tools/safe_text.h"

#define EXPLANATION_LIMIT ((size_t)64 * 1024 * 1024)
#define PHRASE_SIZE 400

/* A shown value is cut here. */
#define VALUE_SHOWN 80

/* So many health phrases are shown. */
#define PHRASES_SHOWN 10

/* ---- writing -------------------------------------------------------------------- */

/* What fails is remembered, and nothing is said after it. */
static void
say_string(struct scan_explanation *to, const char *string)
{
	if (to->failure == 0)
		to->failure = buffer_append_string(&to->text, string);
}

__attribute__((format(printf, 2, 3)))
static void
say(struct scan_explanation *to, const char *format, ...)
{
	char phrase[PHRASE_SIZE];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(phrase, sizeof(phrase), format, arguments);
	va_end(arguments);
	say_string(to, phrase);
}

static const char *
plural(size_t count)
{
	return count == 1 ? "" : "s";
}

/* " "value"", in its shape unless values are shown. */
static void
say_value(struct scan_explanation *to, const struct message *m, uint32_t part, uint32_t start,
          uint32_t length)
{
	struct bytes value = bytes_slice(m->parts[part].text, start, length < VALUE_SHOWN ? length : VALUE_SHOWN);
	struct buffer masked = buffer_make(VALUE_SHOWN);

	if (length == 0)
		return; /* a whole part, as a photograph */
	say_string(to, " \"");
	if (to->failure == 0 && !to->show_values)
		to->failure = masked_text_append(&masked, value);
	if (to->failure == 0)
		to->failure = safe_text_append(&to->text, to->show_values ? value : buffer_bytes(&masked));
	buffer_release(&masked);
	say_string(to, length > VALUE_SHOWN ? "...\"" : "\"");
}

static int
sentences_reserve(struct scan_explanation *to)
{
	if (to->count < to->capacity)
		return 0;
	size_t capacity = to->capacity == 0 ? 32 : to->capacity * 2;
	void *sentences = reallocarray(to->sentences, capacity, sizeof(*to->sentences));
	if (sentences == NULL)
		return ERROR_MEMORY;
	to->sentences = sentences;
	to->capacity = capacity;
	return 0;
}

/* Ends the sentence that began at `start`. */
static void
sentence_end(struct scan_explanation *to, enum scan_topic topic, size_t start)
{
	if (to->failure == 0)
		to->failure = sentences_reserve(to);
	if (to->failure == 0)
		to->sentences[to->count++] =
			(struct scan_sentence){ topic, start, to->text.length - start };
}

/* ---- one finding ------------------------------------------------------------------ */

static void
say_finding(struct scan_explanation *to, const struct message *m, const struct finding *finding)
{
	say_string(to, score_finding_noun(finding->type));
	say_value(to, m, finding->part, finding->start, finding->length);
	say(to, " (part %s, byte %u)", m->parts[finding->part].path, finding->start);
}

static const char *
place_words(enum score_place place)
{
	switch (place) {
	case SCORE_PLACE_SUBJECT:
		return " in the Subject";
	case SCORE_PLACE_ADDRESS:
		return " in an address field of the mail";
	case SCORE_PLACE_FIELD:
		return " in a header field";
	case SCORE_PLACE_SIGNATURE:
		return " in the signature or disclaimer";
	case SCORE_PLACE_QUOTED_HEADER:
		return " in the header lines of quoted mail";
	default:
		return "";
	}
}

static const char *
role_words(enum score_role role)
{
	switch (role) {
	case SCORE_ROLE_SUBJECT:
		return "; it heads a record, as a birth date, an age or a number behind it tells";
	case SCORE_ROLE_READER:
	case SCORE_ROLE_WRITER:
		return "; it is who writes the mail or gets it, which counts only where they are told of their own care";
	case SCORE_ROLE_LISTED:
		return "; a telephone number follows it, as in a list of staff";
	case SCORE_ROLE_OFFICE:
		return "; it is one who answers for the text or holds an office, which counts little";
	default:
		return "";
	}
}

/* What the text is of, where that speaks against it. */
static const char *
matter_words(enum score_matter matter)
{
	switch (matter) {
	case SCORE_MATTER_PUBLIC:
		return "; it stands in a letter to the public, where what nothing marks a patient's counts a quarter";
	case SCORE_MATTER_ANIMALS:
		return "; the message is of animals, where what nothing marks a patient's counts a quarter";
	case SCORE_MATTER_LEISURE:
		return "; the message is of a book, a film or a game, where what nothing marks a patient's counts a quarter";
	case SCORE_MATTER_LESSON:
		return "; the message teaches by a case, where what nothing marks a patient's counts a quarter";
	case SCORE_MATTER_NOTICE:
		return "; the message is of staff or events, where what no words bind to a health word counts a quarter";
	default:
		return "";
	}
}

/* What speaks for it by itself. */
static void
say_grounds(struct scan_explanation *to, const struct finding *finding, const struct score_reason *reason)
{
	say(to, "; it is %u%% sure to be one", finding->confidence);
	if (finding->cue != NULL)
		say(to, ", as \"%s\" announces it", finding->cue);
	if (finding->validator != NULL)
		say(to, "%s checked: %s", finding->cue != NULL ? " and it was" : ",", finding->validator);
	if (reason->personal && finding->subject == SUBJECT_PATIENT)
		say_string(to, "; it is said to be a patient's");
	else if (reason->bound)
		say_string(to, "; the words around it say that the care is this person's");
	else if (reason->personal)
		say_string(to, "; words of care stand right beside it");
	say_string(to, role_words(reason->role));
	say_string(to, matter_words(reason->matter));
	if (reason->is_context)
		say_string(to, finding->type == IDENTIFIER_PERSON_NAME
		                       ? "; who is called a patient is in somebody's care"
		                       : "; such a number tells of care by itself");
}

static const char *
reach_words(enum score_reach reach)
{
	switch (reach) {
	case SCORE_REACH_FAR:
		return "health context stands further off in the same text";
	case SCORE_REACH_HEADERS:
		return "health context stands in the Subject";
	case SCORE_REACH_PART:
		return "health context stands far off in the same text, which counts less";
	case SCORE_REACH_MESSAGE:
		return "health context stands in another part of the message, which counts less";
	default:
		return "health context stands near";
	}
}

static void
say_context(struct scan_explanation *to, const struct score_reason *reason)
{
	say(to, "; %s", reach_words(reason->reach));
	if (reason->reach != SCORE_REACH_NEAR || reason->distance == SCORE_NO_DISTANCE)
		return;
	if (reason->distance == 0)
		say_string(to, ", the next word to it");
	else
		say(to, ", the nearest %u word%s away%s", reason->distance, plural(reason->distance),
		    reason->same_line ? " in the same line" : "");
}

static void
say_counted(struct scan_explanation *to, const struct message *m, size_t index)
{
	const struct finding *finding = &m->findings[index];
	const struct score_reason *reason = &to->score.reasons[index];
	size_t start = to->text.length;

	say(to, "%u%%: ", reason->evidence);
	say_finding(to, m, finding);
	say_string(to, place_words(reason->place));
	say_grounds(to, finding, reason);
	say_context(to, reason);
	if (reason->copies > 1)
		say(to, "; it stands in the message %u times", reason->copies);
	sentence_end(to, SCAN_TOPIC_COUNTED, start);
}

/* ---- what did not count -------------------------------------------------------------- */

static const char *
ground_words(enum score_ground ground)
{
	switch (ground) {
	case SCORE_WEAKER:
		return "another one counts more, and each kind counts once";
	case SCORE_REPEATS:
		return "the same value counts already";
	case SCORE_FAINT:
		return "so doubtful, or so far from any health context, that it comes to nothing";
	case SCORE_WITHOUT_HEALTH:
		return "there is no health context in the message";
	case SCORE_NAMES_NOBODY:
		return "numbers of this kind never tell who a patient is";
	case SCORE_PROVIDERS:
		return "it is a clinician's or a clinic's, not a patient's";
	case SCORE_SENDERS:
		return "it is the sender's own";
	case SCORE_SAMPLE:
		return "the text calls such values samples, and has some that nobody has";
	case SCORE_MACHINES:
		return "machines write that header field";
	default:
		return "";
	}
}

/* Findings of one type left aside for one reason in one kind of place are told together. */
static size_t
group_number(const struct finding *finding, const struct score_reason *reason)
{
	return ((size_t)finding->type * SCORE_GROUND_LIMIT + reason->ground) * SCORE_PLACE_LIMIT + reason->place;
}

#define GROUP_LIMIT ((size_t)IDENTIFIER_TYPE_LIMIT * SCORE_GROUND_LIMIT * SCORE_PLACE_LIMIT)

static void
say_not_counted(struct scan_explanation *to, const struct message *m, size_t index, size_t count)
{
	const struct finding *finding = &m->findings[index];
	const struct score_reason *reason = &to->score.reasons[index];
	size_t start = to->text.length;

	say_finding(to, m, finding);
	if (count > 1)
		say(to, " and %zu more", count - 1);
	say(to, "%s: %s", place_words(reason->place), ground_words(reason->ground));
	say_string(to, matter_words(reason->matter));
	sentence_end(to, SCAN_TOPIC_NOT_COUNTED, start);
}

static void
say_all_not_counted(struct scan_explanation *to, const struct message *m)
{
	size_t *counts = calloc(GROUP_LIMIT, sizeof(*counts));

	if (counts == NULL) {
		to->failure = ERROR_MEMORY;
		return;
	}
	for (size_t i = 0; i < m->finding_count; i++)
		counts[group_number(&m->findings[i], &to->score.reasons[i])]++;
	for (size_t i = 0; i < m->finding_count; i++) {
		size_t *count = &counts[group_number(&m->findings[i], &to->score.reasons[i])];
		if (to->score.reasons[i].ground != SCORE_COUNTS && *count > 0)
			say_not_counted(to, m, i, *count);
		*count = 0;
	}
	free(counts);
}

/* ---- what was no identifier -------------------------------------------------------- */

static const char *
refusal_words(enum refusal_ground ground)
{
	switch (ground) {
	case REFUSED_ADDRESS:
		return "part of a web address, an e-mail address or a path";
	case REFUSED_VERSION:
		return "dotted like a version";
	case REFUSED_PLACEHOLDER:
		return "one digit repeated, as in a sample";
	case REFUSED_BLANK:
		return "a blank to fill in";
	default:
		return "no word near it says whose or what it is";
	}
}

static void
say_refusal(struct scan_explanation *to, const struct message *m, const struct refusal *refusal)
{
	size_t start = to->text.length;

	say_string(to, refusal->ground == REFUSED_BLANK ? "the line" : "the number");
	say_value(to, m, refusal->part, refusal->start, refusal->length);
	say(to, " (part %s, byte %u): ", m->parts[refusal->part].path, refusal->start);
	if (refusal->word != NULL)
		say(to, "\"%s\" before it says that it is something else", refusal->word);
	else
		say_string(to, refusal_words(refusal->ground));
	sentence_end(to, SCAN_TOPIC_NOT_TAKEN, start);
}

/* ---- health context ------------------------------------------------------------------ */

static void
say_phrases(struct scan_explanation *to, const struct message *m, enum health_kind kind)
{
	size_t shown = 0;

	for (size_t i = 0; i < m->health_count && shown < PHRASES_SHOWN; i++) {
		const struct health_finding *health = &m->health[i];
		if (health->kind != kind)
			continue;
		say_string(to, shown++ == 0 ? ":" : ",");
		say_value(to, m, health->part, health->start, health->length);
	}
	if (shown == PHRASES_SHOWN)
		say_string(to, " ...");
}

static void
say_health(struct scan_explanation *to, const struct message *m, enum health_kind kind)
{
	static const char *const nouns[HEALTH_KIND_LIMIT] = {
		[HEALTH_CONDITION] = "a health condition",
		[HEALTH_PROVISION] = "the provision of care",
		[HEALTH_PAYMENT] = "payment for care",
	};
	size_t count = 0, personal = 0, start = to->text.length;

	for (size_t i = 0; i < m->health_count; i++) {
		count += m->health[i].kind == kind;
		personal += m->health[i].kind == kind && m->health[i].weight >= SCORE_PERSONAL;
	}
	if (count == 0)
		return;
	say(to, "%zu phrase%s of %s, %zu of them such as are said of somebody's own care",
	    count, plural(count), nouns[kind], personal);
	if (to->show_values)
		say_phrases(to, m, kind);
	sentence_end(to, SCAN_TOPIC_HEALTH, start);
}

/* ---- what it came to ------------------------------------------------------------------ */

static void
say_sum(struct scan_explanation *to, const struct message *m, int64_t threshold)
{
	const struct score_explanation *score = &to->score;
	size_t start = to->text.length;

	say(to, "%s: %u%%, and a message is PHI from %lld%%", m->assessment.phi ? "PHI" : "no PHI",
	    m->assessment.confidence, (long long)threshold);
	sentence_end(to, SCAN_TOPIC_SUM, start);
	start = to->text.length;
	if (m->finding_count == 0)
		say_string(to, "no identifier was found");
	else if (m->health_count == 0 && score->who + score->where == 0)
		say_string(to, "identifiers were found, but nothing that speaks of health, care or its payment");
	else
		say(to, "that somebody is named in a matter of health: %u%%; that place, time and "
		        "contact tell who: %u%%%s", score->who, score->where,
		    score->nameless ? " (halved, as nobody is named)" : "");
	sentence_end(to, SCAN_TOPIC_SUM, start);
}

/* ---- all of it ------------------------------------------------------------------------- */

/* The findings that counted, most evidence first: each type has one. */
static void
say_all_counted(struct scan_explanation *to, const struct message *m)
{
	for (unsigned evidence = 100; evidence > 0; evidence--)
		for (size_t i = 0; i < m->finding_count; i++)
			if (to->score.reasons[i].ground == SCORE_COUNTS &&
			    to->score.reasons[i].evidence == evidence)
				say_counted(to, m, i);
}

int
scan_explanation_make(struct message *m, int64_t threshold, bool show_values,
                      struct scan_explanation *out)
{
	*out = (struct scan_explanation){ .text = buffer_make(EXPLANATION_LIMIT), .show_values = show_values };
	int err = score_explain(m, &out->score);

	if (err == 0)
		err = score_refused_find(m, &out->refusals, &out->refusal_count);
	if (err != 0)
		return err;
	say_sum(out, m, threshold);
	say_all_counted(out, m);
	say_all_not_counted(out, m);
	for (size_t i = 0; i < out->refusal_count; i++)
		say_refusal(out, m, &out->refusals[i]);
	for (unsigned kind = 1; kind < HEALTH_KIND_LIMIT; kind++)
		say_health(out, m, kind);
	return out->failure;
}

void
scan_explanation_release(struct scan_explanation *explanation)
{
	buffer_release(&explanation->text);
	free(explanation->sentences);
	explanation->sentences = NULL;
}

struct bytes
scan_explanation_sentence(const struct scan_explanation *explanation, size_t index)
{
	const struct scan_sentence *sentence = &explanation->sentences[index];

	return bytes_slice(buffer_bytes(&explanation->text), sentence->start, sentence->length);
}

const char *
scan_subject_name(enum finding_subject subject)
{
	static const char *const names[] = {
		[SUBJECT_UNKNOWN] = "unknown",
		[SUBJECT_PATIENT] = "patient",
		[SUBJECT_PROVIDER] = "provider",
		[SUBJECT_SENDER] = "sender",
	};
	return names[subject];
}
