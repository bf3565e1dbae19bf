#include "tools/search_query.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/error.h"
#include "tools/command.h"
#include "tools/search_keyword.h"
#include "tools/search_question.h"

enum node_kind { NODE_QUESTION, NODE_AND, NODE_OR, NODE_NOT };

struct node {
	enum node_kind kind;
	struct search_question question;
	const struct node *left, *right; /* `not` has the left one alone */
};

struct search_query {
	struct node nodes[SEARCH_QUERY_NODES];
	size_t count;
	const struct node *root;
	char **arguments;
	size_t argument_count;
};

/* ---- parsing -------------------------------------------------------------------- */

struct parser {
	struct search_query *query;
	struct store *store;
	int64_t now;
	size_t next;    /* argument */
	unsigned depth; /* of parentheses and nots */
};

static int
complain(const char *problem, const char *where)
{
	if (where != NULL)
		command_fail("search: %s before \"%s\"", problem, where);
	else
		command_fail("search: %s at the end", problem);
	return ERROR_INVALID;
}

static const char *
parser_peek(const struct parser *parser)
{
	const struct search_query *query = parser->query;

	return parser->next < query->argument_count ? query->arguments[parser->next] : NULL;
}

/* Takes the argument when it is `word`. */
static bool
parser_take(struct parser *parser, const char *word)
{
	const char *argument = parser_peek(parser);

	if (argument == NULL || strcmp(argument, word) != 0)
		return false;
	parser->next++;
	return true;
}

static int
node_add(struct parser *parser, enum node_kind kind, struct node **out)
{
	struct search_query *query = parser->query;

	if (query->count == SEARCH_QUERY_NODES)
		return complain("too many questions", parser_peek(parser));
	*out = &query->nodes[query->count++];
	(*out)->kind = kind;
	return 0;
}

static int parse_or(struct parser *parser, const struct node **out);

static int
parse_question(struct parser *parser, const struct node **out)
{
	const char *argument = parser_peek(parser);
	struct node *node;

	if (argument == NULL || strcmp(argument, ")") == 0 || strcmp(argument, "and") == 0 ||
	    strcmp(argument, "or") == 0)
		return complain("a question is missing", argument);
	int err = node_add(parser, NODE_QUESTION, &node);
	if (err == 0)
		err = search_question_parse(parser->store, argument, parser->now, &node->question);
	parser->next++;
	*out = node;
	return err;
}

/* "not" something, something in parentheses, or a question. */
static int
parse_one(struct parser *parser, const struct node **out)
{
	struct node *node;
	int err = 0;

	if (++parser->depth > SEARCH_QUERY_DEPTH)
		return complain("nested too deeply", parser_peek(parser));
	if (parser_take(parser, "not")) {
		err = node_add(parser, NODE_NOT, &node);
		if (err == 0)
			err = parse_one(parser, &node->left);
		*out = node;
	} else if (parser_take(parser, "(")) {
		err = parse_or(parser, out);
		if (err == 0 && !parser_take(parser, ")"))
			err = complain("\")\" is missing", parser_peek(parser));
	} else {
		err = parse_question(parser, out);
	}
	parser->depth--;
	return err;
}

/* What the next node is joined to `left` by. */
static int
parse_joined(struct parser *parser, enum node_kind kind, const struct node *left,
             int (*parse)(struct parser *, const struct node **), const struct node **out)
{
	struct node *node;

	int err = node_add(parser, kind, &node);
	if (err != 0)
		return err;
	node->left = left;
	*out = node;
	return parse(parser, &node->right);
}

static int
parse_and(struct parser *parser, const struct node **out)
{
	int err = parse_one(parser, out);

	while (err == 0) {
		const char *next = parser_peek(parser);
		if (next == NULL || strcmp(next, ")") == 0 || strcmp(next, "or") == 0)
			break;
		(void)parser_take(parser, "and");
		err = parse_joined(parser, NODE_AND, *out, parse_one, out);
	}
	return err;
}

static int
parse_or(struct parser *parser, const struct node **out)
{
	int err = parse_and(parser, out);

	while (err == 0 && parser_take(parser, "or"))
		err = parse_joined(parser, NODE_OR, *out, parse_and, out);
	return err;
}

int
search_query_parse(struct store *store, char **arguments, size_t count, int64_t now,
                   struct search_query **out)
{
	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		return ERROR_MEMORY;
	(*out)->arguments = arguments;
	(*out)->argument_count = count;
	struct parser parser = { .query = *out, .store = store, .now = now };
	int err = parse_or(&parser, &(*out)->root);
	if (err == 0 && parser_peek(&parser) != NULL)
		err = complain("something is too much", parser_peek(&parser));
	if (err != 0)
		search_query_destroy(out);
	return err;
}

void
search_query_destroy(struct search_query **query)
{
	if (query == NULL || *query == NULL)
		return;
	free(*query);
	*query = NULL;
}

/* ---- matching ------------------------------------------------------------------- */

static bool
node_matches(const struct node *node, const struct record *record)
{
	switch (node->kind) {
	case NODE_AND: return node_matches(node->left, record) && node_matches(node->right, record);
	case NODE_OR: return node_matches(node->left, record) || node_matches(node->right, record);
	case NODE_NOT: return !node_matches(node->left, record);
	case NODE_QUESTION: break;
	}
	return search_question_matches(&node->question, record);
}

bool
search_query_matches(const struct search_query *query, const struct record *record)
{
	return node_matches(query->root, record);
}

bool
search_query_notes_keyword(const struct search_query *query, const struct record *record)
{
	for (size_t i = 0; i < query->count && record->keyword_count > 0; i++) {
		const struct node *node = &query->nodes[i];
		if (node->kind == NODE_QUESTION && node->question.by_keyword &&
		    search_keyword_is_noted(&node->question, record))
			return true;
	}
	return false;
}

/* ---- planning ------------------------------------------------------------------- */

/* How well the index narrows what matches the node; 0 when it does not. */
static unsigned
node_rank(const struct node *node)
{
	unsigned left, right;

	switch (node->kind) {
	case NODE_QUESTION: return search_question_rank(&node->question);
	case NODE_NOT: return 0;
	default: break;
	}
	left = node_rank(node->left);
	right = node_rank(node->right);
	bool both = node->kind == NODE_OR; /* what either has must be found by both */
	return (left < right) == both ? left : right;
}

static bool
node_plan(const struct node *node, struct search_term *terms, size_t *count)
{
	if (node_rank(node) == 0)
		return false;
	if (node->kind == NODE_OR)
		return node_plan(node->left, terms, count) && node_plan(node->right, terms, count);
	if (node->kind == NODE_AND)
		return node_plan(node_rank(node->left) >= node_rank(node->right) ? node->left : node->right,
		                 terms, count);
	const struct search_question *question = &node->question;
	if (question->term_count > SEARCH_PLAN_TERMS - *count)
		return false;
	memcpy(terms + *count, question->terms, question->term_count * sizeof(*terms));
	*count += question->term_count;
	return true;
}

bool
search_query_plan(const struct search_query *query, struct search_term *terms, size_t *count)
{
	*count = 0;
	return node_plan(query->root, terms, count);
}

/* ---- describing ----------------------------------------------------------------- */

/* The question that was made of an argument; NULL for "and", "(" and the like. */
static const struct search_question *
question_of(const struct search_query *query, const char *argument)
{
	for (size_t i = 0; i < query->count; i++)
		if (query->nodes[i].kind == NODE_QUESTION && query->nodes[i].question.key == argument)
			return &query->nodes[i].question;
	return NULL;
}

int
search_query_describe(const struct search_query *query, struct buffer *out)
{
	int err = 0;

	for (size_t i = 0; i < query->argument_count && err == 0; i++) {
		const struct search_question *question = question_of(query, query->arguments[i]);
		if (i > 0)
			err = buffer_append_byte(out, ' ');
		if (err == 0 && question != NULL)
			err = search_question_describe(question, out);
		else if (err == 0)
			err = buffer_append_string(out, query->arguments[i]);
	}
	return err;
}

int
search_query_store(const struct search_query *query, size_t i, struct buffer *out)
{
	const struct search_question *question = question_of(query, query->arguments[i]);

	return question != NULL ? search_question_store(question, out) :
	                          buffer_append_string(out, query->arguments[i]);
}
