#include "scanner/patterns.h"

#include <hs.h>
#include <stdlib.h>

#include "core/error.h"
#include "core/lock.h"

/* Bytes whose matches one call of Hyperscan answers for; small enough to stay
 * in the second-level cache while the matches are confirmed. */
#define PATTERNS_PIECE ((size_t)64 * 1024)

/* What Hyperscan sees beyond a piece on both sides: the widest match and the
 * neighbour that a \b asks for. */
#define PATTERNS_OVERLAP ((size_t)PATTERNS_WIDTH_LIMIT + 1)

/* The deadline is also looked at after this many confirmed matches. */
#define PATTERNS_DEADLINE_MATCHES 1024

struct pattern_owner {
	const struct detector *detector;
	unsigned pattern; /* index into detector->patterns */
};

struct pattern_match {
	uint32_t id;
	uint32_t end; /* bytes into the piece */
};

/* What one running scan needs; between two it holds offsets only, never text. */
struct pattern_scratch {
	struct pattern_scratch *next;
	hs_scratch_t *scratch;
	struct pattern_match *matches;
	size_t match_count;
	size_t match_capacity;
	uint32_t *latest; /* for each pattern: its newest match, index + 1; 0 for none */
	bool out_of_memory;
};

struct patterns {
	hs_database_t *database; /* NULL without patterns */
	hs_scratch_t *prototype; /* never scanned with, only cloned */
	struct pattern_owner *owners; /* by Hyperscan id */
	size_t count;
	struct lock lock; /* guards `idle` */
	struct pattern_scratch *idle;
};

/* ---- compilation -------------------------------------------------------- */

/* The arrays hs_compile_multi() wants, built side by side. */
struct pattern_sources {
	const char **expressions;
	unsigned *flags;
	unsigned *ids;
	unsigned count;
};

static size_t
patterns_count(const struct detector *const *table, size_t count)
{
	size_t total = 0;

	for (size_t i = 0; i < count; i++)
		if (table[i] != NULL)
			total += table[i]->pattern_count;
	return total;
}

static void
pattern_refused(struct diagnostics *why, const struct pattern_owner *owner, const char *problem)
{
	diagnostics_add(why, NULL, 0, owner->detector->name, "pattern %u \"%s\": %s", owner->pattern,
	                owner->detector->patterns[owner->pattern].expression, problem);
}

/* Refuses a pattern that could match across more than a seam's overlap. */
static int
pattern_check_width(const struct pattern_owner *owner, unsigned flags, struct diagnostics *why)
{
	hs_expr_info_t *info = NULL;
	hs_compile_error_t *problem = NULL;
	const char *expression = owner->detector->patterns[owner->pattern].expression;
	int err = 0;

	if (hs_expression_info(expression, flags, &info, &problem) != HS_SUCCESS) {
		pattern_refused(why, owner, problem->message);
		hs_free_compile_error(problem);
		return ERROR_INTERNAL;
	}
	if (info->max_width > PATTERNS_WIDTH_LIMIT) {
		pattern_refused(why, owner, "has no bound, or one that is too wide");
		err = ERROR_INTERNAL;
	}
	free(info);
	return err;
}

static int
patterns_own(struct patterns *patterns, const struct detector *const *table, size_t count)
{
	size_t id = 0;

	patterns->owners = calloc(patterns->count, sizeof(*patterns->owners));
	if (patterns->owners == NULL)
		return ERROR_MEMORY;
	for (size_t i = 0; i < count; i++)
		for (unsigned p = 0; table[i] != NULL && p < table[i]->pattern_count; p++)
			patterns->owners[id++] = (struct pattern_owner){ table[i], p };
	return 0;
}

static int
patterns_list(const struct patterns *patterns, struct pattern_sources *sources, struct diagnostics *why)
{
	for (size_t id = 0; id < patterns->count; id++) {
		const struct pattern_owner *owner = &patterns->owners[id];
		const struct detector_pattern *pattern = &owner->detector->patterns[owner->pattern];
		unsigned flags = pattern->nocase ? HS_FLAG_CASELESS : 0;
		if (pattern->expression == NULL)
			continue;
		int err = pattern_check_width(owner, flags, why);
		if (err != 0)
			return err;
		sources->expressions[sources->count] = pattern->expression;
		sources->flags[sources->count] = flags;
		sources->ids[sources->count++] = (unsigned)id;
	}
	return 0;
}

static int
patterns_build(struct patterns *patterns, const struct pattern_sources *sources, struct diagnostics *why)
{
	hs_compile_error_t *problem = NULL;

	if (hs_compile_multi(sources->expressions, sources->flags, sources->ids, sources->count,
	                     HS_MODE_BLOCK, NULL, &patterns->database, &problem) != HS_SUCCESS) {
		if (problem->expression >= 0)
			pattern_refused(why, &patterns->owners[sources->ids[problem->expression]],
			                problem->message);
		else
			diagnostics_add(why, NULL, 0, "patterns", "%s", problem->message);
		hs_free_compile_error(problem);
		return ERROR_INTERNAL;
	}
	return hs_alloc_scratch(patterns->database, &patterns->prototype) == HS_SUCCESS ? 0 : ERROR_MEMORY;
}

static int
patterns_compile(struct patterns *patterns, struct diagnostics *why)
{
	struct pattern_sources sources = {
		.expressions = calloc(patterns->count, sizeof(*sources.expressions)),
		.flags = calloc(patterns->count, sizeof(*sources.flags)),
		.ids = calloc(patterns->count, sizeof(*sources.ids)),
	};
	int err = ERROR_MEMORY;

	if (sources.expressions == NULL || sources.flags == NULL || sources.ids == NULL)
		goto out;
	err = patterns_list(patterns, &sources, why);
	if (err == 0 && sources.count > 0)
		err = patterns_build(patterns, &sources, why);
out:
	free(sources.expressions);
	free(sources.flags);
	free(sources.ids);
	return err;
}

int
patterns_create(const struct detector *const *table, size_t count, struct diagnostics *why,
                struct patterns **out)
{
	*out = NULL;
	struct patterns *patterns = calloc(1, sizeof(*patterns));
	if (patterns == NULL)
		return ERROR_MEMORY;
	int err = lock_create(&patterns->lock, LOCK_RANK_SCRATCH);
	if (err != 0) {
		free(patterns);
		return err;
	}
	patterns->count = patterns_count(table, count);
	if (patterns->count > 0)
		err = patterns_own(patterns, table, count);
	if (patterns->count > 0 && err == 0)
		err = patterns_compile(patterns, why);
	if (err != 0)
		patterns_destroy(&patterns);
	*out = patterns;
	return err;
}

/* ---- scratch spaces ------------------------------------------------------ */

static void
scratch_destroy(struct pattern_scratch *scratch)
{
	if (scratch == NULL)
		return;
	hs_free_scratch(scratch->scratch);
	free(scratch->matches);
	free(scratch->latest);
	free(scratch);
}

static int
scratch_create(const struct patterns *patterns, struct pattern_scratch **out)
{
	struct pattern_scratch *scratch = calloc(1, sizeof(*scratch));

	*out = NULL;
	if (scratch == NULL)
		return ERROR_MEMORY;
	scratch->latest = calloc(patterns->count, sizeof(*scratch->latest));
	if (scratch->latest == NULL ||
	    hs_clone_scratch(patterns->prototype, &scratch->scratch) != HS_SUCCESS) {
		scratch_destroy(scratch);
		return ERROR_MEMORY;
	}
	*out = scratch;
	return 0;
}

static int
scratch_borrow(struct patterns *patterns, struct pattern_scratch **out)
{
	lock_acquire(&patterns->lock);
	*out = patterns->idle;
	if (*out != NULL)
		patterns->idle = (*out)->next;
	lock_release(&patterns->lock);
	return *out != NULL ? 0 : scratch_create(patterns, out);
}

static void
scratch_return(struct patterns *patterns, struct pattern_scratch *scratch)
{
	lock_acquire(&patterns->lock);
	scratch->next = patterns->idle;
	patterns->idle = scratch;
	lock_release(&patterns->lock);
}

void
patterns_destroy(struct patterns **patterns)
{
	if (patterns == NULL || *patterns == NULL)
		return;
	while ((*patterns)->idle != NULL) {
		struct pattern_scratch *scratch = (*patterns)->idle;
		(*patterns)->idle = scratch->next;
		scratch_destroy(scratch);
	}
	lock_destroy(&(*patterns)->lock);
	hs_free_scratch((*patterns)->prototype);
	hs_free_database((*patterns)->database);
	free((*patterns)->owners);
	free(*patterns);
	*patterns = NULL;
}

/* ---- scanning ------------------------------------------------------------ */

static bool
scratch_grow(struct pattern_scratch *scratch)
{
	size_t wanted = scratch->match_capacity ? scratch->match_capacity * 2 : 256;
	struct pattern_match *grown = realloc(scratch->matches, wanted * sizeof(*grown));

	if (grown == NULL)
		return false;
	scratch->matches = grown;
	scratch->match_capacity = wanted;
	return true;
}

/* Hyperscan's callback only notes the match: confirming would evict its tables. */
static int
scratch_note(unsigned id, unsigned long long from, unsigned long long to, unsigned flags,
             void *context)
{
	struct pattern_scratch *scratch = context;
	uint32_t latest = scratch->latest[id];

	(void)from;
	(void)flags;
	if (latest > 0) {
		uint32_t *end = &scratch->matches[latest - 1].end;
		if (to == *end + 1 || to == *end) {
			*end = (uint32_t)to;
			return 0;
		}
	}
	if (scratch->match_count == scratch->match_capacity && !scratch_grow(scratch)) {
		scratch->out_of_memory = true;
		return 1;
	}
	scratch->matches[scratch->match_count++] = (struct pattern_match){ id, (uint32_t)to };
	scratch->latest[id] = (uint32_t)scratch->match_count;
	return 0;
}

static int
scratch_collect(const struct patterns *patterns, struct pattern_scratch *scratch,
                struct bytes piece)
{
	for (size_t i = 0; i < scratch->match_count; i++)
		scratch->latest[scratch->matches[i].id] = 0;
	scratch->match_count = 0;
	scratch->out_of_memory = false;
	hs_error_t result = hs_scan(patterns->database, (const char *)piece.data, (unsigned)piece.length, 0,
	                            scratch->scratch, scratch_note, scratch);
	if (scratch->out_of_memory)
		return ERROR_MEMORY;
	return result == HS_SUCCESS ? 0 : ERROR_INTERNAL;
}

/*
 * Visits the matches that end in [start, start + PATTERNS_PIECE) of `text`.
 * Hyperscan sees the overlap too, so that what begins before is found whole and
 * a \b at the seam looks at its real neighbour.
 */
static int
patterns_scan_piece(const struct patterns *patterns, struct pattern_scratch *scratch,
                    struct bytes text, size_t start, struct deadline deadline,
                    pattern_visit *visit, void *context)
{
	size_t from = start > PATTERNS_OVERLAP ? start - PATTERNS_OVERLAP : 0;
	size_t stop = text.length - start > PATTERNS_PIECE ? start + PATTERNS_PIECE : SIZE_MAX;
	struct bytes piece = bytes_slice(text, from, start - from + PATTERNS_PIECE + PATTERNS_OVERLAP);
	int err = scratch_collect(patterns, scratch, piece);

	for (size_t i = 0; i < scratch->match_count && err == 0; i++) {
		const struct pattern_owner *owner = &patterns->owners[scratch->matches[i].id];
		size_t end = from + scratch->matches[i].end;
		if (end < start || end >= stop)
			continue;
		err = visit(context, owner->detector, owner->pattern, end);
		if (err == 0 && i % PATTERNS_DEADLINE_MATCHES == 0 && deadline_passed(deadline))
			err = ERROR_TIMEOUT;
	}
	return err;
}

int
patterns_scan(struct patterns *patterns, struct bytes text, struct deadline deadline,
              pattern_visit *visit, void *context)
{
	struct pattern_scratch *scratch;

	if (patterns->database == NULL || text.length == 0)
		return 0;
	int err = scratch_borrow(patterns, &scratch);
	if (err != 0)
		return err;
	for (size_t start = 0; start < text.length && err == 0; start += PATTERNS_PIECE) {
		err = patterns_scan_piece(patterns, scratch, text, start, deadline, visit, context);
		if (err == 0 && deadline_passed(deadline))
			err = ERROR_TIMEOUT;
	}
	scratch_return(patterns, scratch);
	return err;
}
