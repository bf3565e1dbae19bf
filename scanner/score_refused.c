#include "scanner/score_refused.h"

#include <stdlib.h>

#include "core/error.h"
#include "scanner/label.h"
#include "scanner/value.h"

/* So many in a row are a line to write on. */
#define BLANK_LENGTH 4

/* A version has so many digits. */
#define VERSION_DIGITS 3

const char *
refusal_ground_name(enum refusal_ground ground)
{
	static const char *const names[REFUSAL_GROUND_LIMIT] = {
		[REFUSED_WORD] = "word",
		[REFUSED_ADDRESS] = "address",
		[REFUSED_VERSION] = "version",
		[REFUSED_PLACEHOLDER] = "placeholder",
		[REFUSED_BLANK] = "blank",
		[REFUSED_UNANNOUNCED] = "unannounced",
	};
	return ground < REFUSAL_GROUND_LIMIT ? names[ground] : NULL;
}

/* What was found in one part, ascending, and which of it is next. */
struct taken {
	const struct finding **findings;
	size_t count;
	size_t next;
};

struct refusals {
	struct message *m;
	struct refusal *items;
	size_t count;
	struct taken taken;
	uint32_t part;
};

static int
finding_compare(const void *left, const void *right)
{
	const struct finding *a = *(const struct finding *const *)left;
	const struct finding *b = *(const struct finding *const *)right;

	return (a->start > b->start) - (a->start < b->start);
}

static void
taken_fill(struct refusals *refusals)
{
	const struct message *m = refusals->m;
	struct taken *taken = &refusals->taken;

	taken->count = taken->next = 0;
	for (size_t i = 0; i < m->finding_count; i++)
		if (m->findings[i].part == refusals->part)
			taken->findings[taken->count++] = &m->findings[i];
	qsort(taken->findings, taken->count, sizeof(*taken->findings), finding_compare);
}

/* Whether a finding shares a byte with [start, end); asked with ascending places. */
static bool
taken_touches(struct taken *taken, size_t start, size_t end)
{
	while (taken->next < taken->count &&
	       (size_t)taken->findings[taken->next]->start + taken->findings[taken->next]->length <= start)
		taken->next++;
	return taken->next < taken->count && taken->findings[taken->next]->start < end;
}

static void
refusal_add(struct refusals *refusals, size_t start, size_t end, enum refusal_ground ground,
            const char *word)
{
	if (refusals->count < REFUSAL_LIMIT && !taken_touches(&refusals->taken, start, end))
		refusals->items[refusals->count++] = (struct refusal){
			ground, refusals->part, (uint32_t)start, (uint32_t)(end - start), word,
		};
}

struct digits_seen {
	size_t digits;
	size_t dots;
	bool divided; /* by slash or colon: a date, a time, a path */
	bool differ;
};

static struct digits_seen
digits_see(struct bytes word)
{
	struct digits_seen seen = { 0 };
	uint8_t first = 0;

	for (size_t i = 0; i < word.length; i++) {
		uint8_t c = word.data[i];
		seen.dots += c == '.';
		seen.divided = seen.divided || c == '/';
		if (!byte_is_digit(c))
			continue;
		first = first != 0 ? first : c;
		seen.differ = seen.differ || c != first;
		seen.digits++;
	}
	return seen;
}

/* A word with digits. */
static void
word_judge(struct refusals *refusals, struct bytes text, size_t start, size_t end)
{
	struct digits_seen seen = digits_see(bytes_slice(text, start, end - start));
	const char *word;

	if (value_in_address(text, start) && seen.digits >= REFUSAL_DIGITS)
		refusal_add(refusals, start, end, REFUSED_ADDRESS, NULL);
	else if (seen.digits < (seen.dots >= 2 ? VERSION_DIGITS : REFUSAL_DIGITS))
		return;
	else if ((word = value_denier(text, start)) != NULL)
		refusal_add(refusals, start, end, REFUSED_WORD, word);
	else if (seen.dots >= 2)
		refusal_add(refusals, start, end, REFUSED_VERSION, NULL);
	else if (!seen.differ)
		refusal_add(refusals, start, end, REFUSED_PLACEHOLDER, NULL);
	else if (!seen.divided)
		refusal_add(refusals, start, end, REFUSED_UNANNOUNCED, NULL);
}

static size_t
blank_end(struct bytes text, size_t at)
{
	while (at < text.length && text.data[at] == '_')
		at++;
	return at;
}

static void
text_read(struct refusals *refusals, struct bytes text)
{
	for (size_t at = 0, end; at < text.length && refusals->count < REFUSAL_LIMIT; at = end) {
		end = at + 1;
		if (text.data[at] == '_') {
			end = blank_end(text, at);
			if (end - at >= BLANK_LENGTH)
				refusal_add(refusals, at, end, REFUSED_BLANK, NULL);
		} else if (byte_is_alnum(text.data[at])) {
			end = label_word_end(text, at);
			word_judge(refusals, text, at, end);
		}
	}
}

int
score_refused_find(struct message *m, const struct refusal **out, size_t *count)
{
	struct refusals refusals = { .m = m };

	*out = NULL;
	*count = 0;
	refusals.items = arena_alloc_array(m->arena, REFUSAL_LIMIT, sizeof(*refusals.items));
	refusals.taken.findings = arena_alloc_array(m->arena, m->finding_count + 1,
	                                            sizeof(*refusals.taken.findings));
	if (refusals.items == NULL || refusals.taken.findings == NULL)
		return arena_failure(m->arena);
	for (size_t i = 0; i < m->part_count; i++) {
		if (m->parts[i].kind == PART_HEADERS)
			continue; /* full of numbers of machines */
		refusals.part = (uint32_t)i;
		taken_fill(&refusals);
		text_read(&refusals, m->parts[i].text);
	}
	*out = refusals.items;
	*count = refusals.count;
	return 0;
}
