#include "scanner/expressions.h"

#include <hs.h>
#include <stdlib.h>

#include "core/error.h"
#include "core/lock.h"

/* Bytes whose matches one call of Hyperscan answers for; small enough to stay
 * in the second-level cache while the matches are confirmed. */
#define EXPRESSIONS_PIECE ((size_t)64 * 1024)

/* What Hyperscan sees beyond a piece on both sides: the widest match and the
 * neighbour that a \b asks for. */
#define EXPRESSIONS_OVERLAP ((size_t)EXPRESSION_WIDTH_LIMIT + 1)

/* The deadline is also looked at after this many confirmed matches. */
#define EXPRESSIONS_DEADLINE_MATCHES 1024

struct expression_match {
	uint32_t id;
	uint32_t end; /* bytes into the piece */
};

/* What one running scan needs; between two it holds offsets only, never text. */
struct expression_scratch {
	struct expression_scratch *next;
	hs_scratch_t *scratch;
	struct expression_match *matches;
	size_t match_count;
	size_t match_capacity;
	uint32_t *latest; /* for each expression: its newest match, index + 1; 0 for none */
	bool out_of_memory;
};

struct expressions {
	hs_database_t *database;
	hs_scratch_t *prototype; /* never scanned with, only cloned */
	size_t count;
	struct lock lock; /* guards `idle` */
	struct expression_scratch *idle;
};

/* ---- compilation -------------------------------------------------------- */

static void
expression_refused(struct diagnostics *why, const struct expression *expression, const char *problem)
{
	diagnostics_add(why, NULL, 0, expression->name, "\"%s\": %s", expression->text, problem);
}

/* Refuses an expression that could match across more than a seam's overlap. */
static int
expression_check_width(const struct expression *expression, unsigned flags, struct diagnostics *why)
{
	hs_expr_info_t *info = NULL;
	hs_compile_error_t *problem = NULL;
	int err = 0;

	if (hs_expression_info(expression->text, flags, &info, &problem) != HS_SUCCESS) {
		expression_refused(why, expression, problem->message);
		hs_free_compile_error(problem);
		return ERROR_INTERNAL;
	}
	if (info->max_width > EXPRESSION_WIDTH_LIMIT) {
		expression_refused(why, expression, "has no bound, or one that is too wide");
		err = ERROR_INTERNAL;
	}
	free(info);
	return err;
}

/* The arrays hs_compile_multi() wants, built side by side. */
struct sources {
	const char **texts;
	unsigned *flags;
	unsigned *ids;
};

static int
sources_list(const struct sources *sources, const struct expression *list, size_t count,
             struct diagnostics *why)
{
	int err = 0;

	for (size_t i = 0; i < count && err == 0; i++) {
		sources->texts[i] = list[i].text;
		sources->flags[i] = list[i].nocase ? HS_FLAG_CASELESS : 0;
		sources->ids[i] = (unsigned)i;
		err = expression_check_width(&list[i], sources->flags[i], why);
	}
	return err;
}

static int
sources_build(const struct sources *sources, const struct expression *list, struct expressions *out,
              struct diagnostics *why)
{
	hs_compile_error_t *problem = NULL;

	if (hs_compile_multi(sources->texts, sources->flags, sources->ids, (unsigned)out->count,
	                     HS_MODE_BLOCK, NULL, &out->database, &problem) != HS_SUCCESS) {
		if (problem->expression >= 0)
			expression_refused(why, &list[problem->expression], problem->message);
		else
			diagnostics_add(why, NULL, 0, "expressions", "%s", problem->message);
		hs_free_compile_error(problem);
		return ERROR_INTERNAL;
	}
	return hs_alloc_scratch(out->database, &out->prototype) == HS_SUCCESS ? 0 : ERROR_MEMORY;
}

static int
expressions_compile(struct expressions *out, const struct expression *list, struct diagnostics *why)
{
	struct sources sources = {
		.texts = calloc(out->count, sizeof(*sources.texts)),
		.flags = calloc(out->count, sizeof(*sources.flags)),
		.ids = calloc(out->count, sizeof(*sources.ids)),
	};
	int err = ERROR_MEMORY;

	if (sources.texts == NULL || sources.flags == NULL || sources.ids == NULL)
		goto out;
	err = sources_list(&sources, list, out->count, why);
	if (err == 0)
		err = sources_build(&sources, list, out, why);
out:
	free(sources.texts);
	free(sources.flags);
	free(sources.ids);
	return err;
}

int
expressions_create(const struct expression *list, size_t count, struct diagnostics *why,
                   struct expressions **out)
{
	*out = NULL;
	struct expressions *expressions = calloc(1, sizeof(*expressions));
	if (expressions == NULL)
		return ERROR_MEMORY;
	int err = lock_create(&expressions->lock, LOCK_RANK_SCRATCH);
	if (err != 0) {
		free(expressions);
		return err;
	}
	expressions->count = count;
	err = expressions_compile(expressions, list, why);
	if (err != 0)
		expressions_destroy(&expressions);
	*out = expressions;
	return err;
}

/* ---- scratch spaces ------------------------------------------------------ */

static void
scratch_destroy(struct expression_scratch *scratch)
{
	if (scratch == NULL)
		return;
	hs_free_scratch(scratch->scratch);
	free(scratch->matches);
	free(scratch->latest);
	free(scratch);
}

static int
scratch_create(const struct expressions *expressions, struct expression_scratch **out)
{
	struct expression_scratch *scratch = calloc(1, sizeof(*scratch));

	*out = NULL;
	if (scratch == NULL)
		return ERROR_MEMORY;
	scratch->latest = calloc(expressions->count, sizeof(*scratch->latest));
	if (scratch->latest == NULL ||
	    hs_clone_scratch(expressions->prototype, &scratch->scratch) != HS_SUCCESS) {
		scratch_destroy(scratch);
		return ERROR_MEMORY;
	}
	*out = scratch;
	return 0;
}

static int
scratch_borrow(struct expressions *expressions, struct expression_scratch **out)
{
	lock_acquire(&expressions->lock);
	*out = expressions->idle;
	if (*out != NULL)
		expressions->idle = (*out)->next;
	lock_release(&expressions->lock);
	return *out != NULL ? 0 : scratch_create(expressions, out);
}

static void
scratch_return(struct expressions *expressions, struct expression_scratch *scratch)
{
	lock_acquire(&expressions->lock);
	scratch->next = expressions->idle;
	expressions->idle = scratch;
	lock_release(&expressions->lock);
}

void
expressions_destroy(struct expressions **expressions)
{
	if (expressions == NULL || *expressions == NULL)
		return;
	while ((*expressions)->idle != NULL) {
		struct expression_scratch *scratch = (*expressions)->idle;
		(*expressions)->idle = scratch->next;
		scratch_destroy(scratch);
	}
	lock_destroy(&(*expressions)->lock);
	hs_free_scratch((*expressions)->prototype);
	hs_free_database((*expressions)->database);
	free(*expressions);
	*expressions = NULL;
}

/* ---- scanning ------------------------------------------------------------ */

static bool
scratch_grow(struct expression_scratch *scratch)
{
	size_t wanted = scratch->match_capacity ? scratch->match_capacity * 2 : 256;
	struct expression_match *grown = realloc(scratch->matches, wanted * sizeof(*grown));

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
	struct expression_scratch *scratch = context;
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
	scratch->matches[scratch->match_count++] = (struct expression_match){ id, (uint32_t)to };
	scratch->latest[id] = (uint32_t)scratch->match_count;
	return 0;
}

static int
scratch_collect(const struct expressions *expressions, struct expression_scratch *scratch,
                struct bytes piece)
{
	for (size_t i = 0; i < scratch->match_count; i++)
		scratch->latest[scratch->matches[i].id] = 0;
	scratch->match_count = 0;
	scratch->out_of_memory = false;
	hs_error_t result = hs_scan(expressions->database, (const char *)piece.data, (unsigned)piece.length, 0,
	                            scratch->scratch, scratch_note, scratch);
	if (scratch->out_of_memory)
		return ERROR_MEMORY;
	return result == HS_SUCCESS ? 0 : ERROR_INTERNAL;
}

/*
 * Visits the matches that end in [start, start + EXPRESSIONS_PIECE) of `text`.
 * Hyperscan sees the overlap too, so that what begins before is found whole and
 * a \b at the seam looks at its real neighbour.
 */
static int
expressions_scan_piece(const struct expressions *expressions, struct expression_scratch *scratch,
                       struct bytes text, size_t start, struct deadline deadline,
                       expression_visit *visit, void *context)
{
	size_t from = start > EXPRESSIONS_OVERLAP ? start - EXPRESSIONS_OVERLAP : 0;
	size_t stop = text.length - start > EXPRESSIONS_PIECE ? start + EXPRESSIONS_PIECE : SIZE_MAX;
	struct bytes piece = bytes_slice(text, from, start - from + EXPRESSIONS_PIECE + EXPRESSIONS_OVERLAP);
	int err = scratch_collect(expressions, scratch, piece);

	for (size_t i = 0; i < scratch->match_count && err == 0; i++) {
		size_t end = from + scratch->matches[i].end;
		if (end < start || end >= stop)
			continue;
		err = visit(context, scratch->matches[i].id, end);
		if (err == 0 && i % EXPRESSIONS_DEADLINE_MATCHES == 0 && deadline_passed(deadline))
			err = ERROR_TIMEOUT;
	}
	return err;
}

int
expressions_scan(struct expressions *expressions, struct bytes text, struct deadline deadline,
                 expression_visit *visit, void *context)
{
	struct expression_scratch *scratch;

	if (text.length == 0)
		return 0;
	int err = scratch_borrow(expressions, &scratch);
	if (err != 0)
		return err;
	for (size_t start = 0; start < text.length && err == 0; start += EXPRESSIONS_PIECE) {
		err = expressions_scan_piece(expressions, scratch, text, start, deadline, visit, context);
		if (err == 0 && deadline_passed(deadline))
			err = ERROR_TIMEOUT;
	}
	scratch_return(expressions, scratch);
	return err;
}
