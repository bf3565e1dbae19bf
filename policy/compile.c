#include "policy/compile.h"

#include <stdlib.h>

#include "core/error.h"
#include "policy/words.h"

/* ---- the flat form ------------------------------------------------------------ */

int
compile_add(struct compiler *compiler, enum condition_kind kind, const struct settings_node *node,
            struct condition **out)
{
	struct program *program = compiler->program;

	if (program->count == program->capacity) {
		size_t capacity = program->capacity ? 2 * program->capacity : 64;
		struct condition *grown = reallocarray(program->conditions, capacity, sizeof(*grown));
		if (grown == NULL)
			return ERROR_MEMORY;
		program->conditions = grown;
		program->capacity = capacity;
	}
	*out = &program->conditions[program->count++];
	**out = (struct condition){
		.kind = (uint8_t)kind, .end = (uint32_t)program->count, .node = node };
	return 0;
}

int
compile_open(struct compiler *compiler, enum condition_kind kind, const struct settings_node *node,
             uint32_t *place)
{
	struct condition *condition;

	*place = (uint32_t)compiler->program->count;
	return compile_add(compiler, kind, node, &condition);
}

/* One question alone needs nothing around it. */
void
compile_close(struct compiler *compiler, uint32_t place)
{
	struct program *program = compiler->program;
	struct condition *opened = &program->conditions[place];

	opened->end = (uint32_t)program->count;
	if (program->count != place + 2 || opened->kind == CONDITION_NOT)
		return;
	*opened = program->conditions[place + 1];
	opened->end = place + 1;
	program->count--;
}

/* ---- lists ---------------------------------------------------------------------- */

static int
list_keep(struct program *program, struct list *list)
{
	if (program->list_count == program->list_capacity) {
		size_t capacity = program->list_capacity ? 2 * program->list_capacity : 64;
		struct list **grown = reallocarray(program->lists, capacity, sizeof(struct list *));
		if (grown == NULL)
			return ERROR_MEMORY;
		program->lists = grown;
		program->list_capacity = capacity;
	}
	program->lists[program->list_count++] = list;
	return 0;
}

int
compile_list_add(struct compiler *compiler, const struct settings_node *node, struct list **out)
{
	int err = list_create(node, out);

	if (err == 0)
		err = list_keep(compiler->program, *out);
	if (err != 0)
		list_destroy(out);
	return err;
}

/* Calls `read` for each member of the group `name` of each file. */
static int
members_read(struct compiler *compiler, const char *name,
             int (*read)(struct compiler *compiler, const struct settings_node *node,
                         const char *file))
{
	int result = 0;

	for (size_t i = 0; i < compiler->file_count && result != ERROR_MEMORY; i++) {
		const struct settings_node *root = settings_root(compiler->files[i]);
		const struct settings_node *group = settings_member(root, name);
		if (group != NULL && !settings_is_group(group))
			result = compile_worse(result, settings_complain(
				group, compiler->why, "must be a group: %s: { name = ...; };", name));
		for (size_t j = 0; settings_is_group(group) && j < settings_count(group); j++)
			result = compile_worse(result, read(compiler, settings_element(group, j),
			                                    settings_file(compiler->files[i])));
	}
	return result;
}

static int
list_member_read(struct compiler *compiler, const struct settings_node *node, const char *file)
{
	struct list *list;
	int err = list_read(compiler->configuration, node, file, compiler->why, &list);
	int kept = list != NULL ? list_keep(compiler->program, list) : ERROR_MEMORY;

	if (kept != 0)
		list_destroy(&list);
	return compile_worse(err, kept);
}

static int
list_compare(const void *a, const void *b)
{
	return strcmp((*(struct list *const *)a)->name, (*(struct list *const *)b)->name);
}

int
compile_lists(struct compiler *compiler)
{
	struct program *program = compiler->program;
	int err = members_read(compiler, "lists", list_member_read);

	if (program->list_count > 0)
		qsort(program->lists, program->list_count, sizeof(*program->lists), list_compare);
	program->named_list_count = program->list_count;
	for (size_t i = 1; i < program->named_list_count; i++)
		if (list_compare(&program->lists[i - 1], &program->lists[i]) == 0)
			err = compile_worse(err, settings_complain(
				program->lists[i]->node, compiler->why,
				"there is a list \"%s\" already", program->lists[i]->name));
	return err;
}

/* Complains that there is no `noun` called `name`, naming the nearest one. */
static void
name_refuse(struct compiler *compiler, const struct settings_node *node, const char *noun,
            const char *name, const char *nearest)
{
	if (nearest != NULL)
		(void)settings_complain(node, compiler->why, "there is no %s \"%s\"; did you mean \"%s\"?",
		                        noun, name, nearest);
	else
		(void)settings_complain(node, compiler->why,
		                        "there is no %s \"%s\"; define it: %ss: { %s = ...; };", noun,
		                        name, noun, name);
}

/* The nearer to `word` of the two, or the one that is there. */
static const char *
nearer(const char *word, const char *one, const char *other)
{
	const char *both[] = { one ? one : other, other };

	return settings_nearest(word, both, ARRAY_LENGTH(both));
}

struct list *
compile_list_find(struct compiler *compiler, const struct settings_node *node, const char *name)
{
	struct program *program = compiler->program;
	struct list wanted = { .name = name }, *key = &wanted, **found = NULL;
	const char *nearest = NULL;

	if (program->named_list_count > 0)
		found = bsearch(&key, program->lists, program->named_list_count,
		                sizeof(*program->lists), list_compare);
	if (found != NULL)
		return *found;
	for (size_t i = 0; i < program->named_list_count; i++)
		nearest = nearer(name, nearest, program->lists[i]->name);
	name_refuse(compiler, node, "list", name, nearest);
	return NULL;
}

/* ---- named conditions --------------------------------------------------------------- */

static int
named_collect(struct compiler *compiler, const struct settings_node *node, const char *file)
{
	struct program *program = compiler->program;
	struct named_condition *grown = reallocarray(program->named, program->named_count + 1,
	                                             sizeof(*grown));
	(void)file;

	if (grown == NULL)
		return ERROR_MEMORY;
	program->named = grown;
	program->named[program->named_count++] =
		(struct named_condition){ .name = settings_name(node), .node = node };
	return 0;
}

static int
named_compare(const void *a, const void *b)
{
	return strcmp(((const struct named_condition *)a)->name,
	              ((const struct named_condition *)b)->name);
}

const struct named_condition *
compile_named_find(struct compiler *compiler, const struct settings_node *node, const char *name)
{
	struct program *program = compiler->program;
	struct named_condition key = { .name = name }, *found = NULL;
	const char *nearest = NULL;

	if (program->named_count > 0)
		found = bsearch(&key, program->named, program->named_count, sizeof(key), named_compare);
	if (found != NULL) {
		if (found->memo == 0)
			found->memo = ++program->memo_count;
		return found;
	}
	for (size_t i = 0; i < program->named_count; i++)
		nearest = nearer(name, nearest, program->named[i].name);
	name_refuse(compiler, node, "condition", name, nearest);
	return NULL;
}

/* What stands below a named condition, all that it refers to included. */
struct extent {
	uint8_t depth;  /* DEPTH_UNKNOWN, DEPTH_OPEN, or one more than what it refers to */
	uint32_t count; /* conditions, each as often as it is referred to */
};

#define DEPTH_UNKNOWN 0
#define DEPTH_OPEN UINT8_MAX

static int named_visit(struct compiler *compiler, size_t i, struct extent *extents);

/* Sums up what condition `i` refers to. */
static int
named_follow(struct compiler *compiler, size_t i, struct extent *extents, struct extent *out)
{
	const struct program *program = compiler->program;
	uint32_t root = program->named[i].root;

	*out = (struct extent){ 0, program->conditions[root].end - root };
	for (uint32_t at = root; at < program->conditions[root].end; at++) {
		if (program->conditions[at].kind != CONDITION_NAMED)
			continue;
		size_t other = (size_t)program->conditions[at].of.number;
		int err = named_visit(compiler, other, extents);
		if (err != 0)
			return err;
		if (extents[other].depth > out->depth)
			out->depth = extents[other].depth;
		out->count += extents[other].count;
		if (out->count > NAMED_COUNT_LIMIT)
			return settings_complain(program->named[i].node, compiler->why,
			                         "comes to more than %d conditions with all it refers to",
			                         NAMED_COUNT_LIMIT);
	}
	return 0;
}

/* Complains about a circle or too long a way, where it is met first. */
static int
named_visit(struct compiler *compiler, size_t i, struct extent *extents)
{
	const struct named_condition *named = &compiler->program->named[i];
	struct extent extent;

	if (extents[i].depth == DEPTH_OPEN)
		return settings_complain(named->node, compiler->why,
		                         "refers to itself, by way of what it refers to");
	if (extents[i].depth != DEPTH_UNKNOWN)
		return 0;
	extents[i].depth = DEPTH_OPEN;
	int err = named_follow(compiler, i, extents, &extent);
	if (err == 0 && extent.depth > NAMED_DEPTH_LIMIT)
		err = settings_complain(named->node, compiler->why, "is more than %d conditions deep",
		                        NAMED_DEPTH_LIMIT);
	extents[i] = (struct extent){ (uint8_t)(extent.depth + 1), extent.count };
	return err;
}

/* Stops at the first: what follows from it would be told again and again. */
static int
named_check(struct compiler *compiler)
{
	size_t count = compiler->program->named_count;
	struct extent *extents = calloc(count + 1, sizeof(*extents));
	int err = extents ? 0 : ERROR_MEMORY;

	for (size_t i = 0; i < count && err == 0; i++)
		err = named_visit(compiler, i, extents);
	free(extents);
	return err;
}

int
compile_named_conditions(struct compiler *compiler)
{
	struct program *program = compiler->program;
	int result = members_read(compiler, "conditions", named_collect);

	if (result == ERROR_MEMORY)
		return result;
	if (program->named_count > 0)
		qsort(program->named, program->named_count, sizeof(*program->named), named_compare);
	for (size_t i = 0; i < program->named_count && result != ERROR_MEMORY; i++) {
		struct named_condition *named = &program->named[i];
		if (i > 0 && named_compare(named - 1, named) == 0)
			result = compile_worse(result, settings_complain(
				named->node, compiler->why, "there is a condition \"%s\" already",
				named->name));
		result = compile_worse(result, compile_condition(compiler, named->node, &named->root));
	}
	return result != 0 ? result : named_check(compiler);
}

/* ---- groups of conditions -------------------------------------------------------------- */

static int
members_ask(struct compiler *compiler, const struct settings_node *node)
{
	int result = 0;

	for (size_t i = 0; i < question_count && result != ERROR_MEMORY; i++) {
		const struct settings_node *member = settings_member(node, questions[i].name);
		if (member != NULL)
			result = compile_worse(result, questions[i].read(member, compiler));
	}
	return result;
}

static int
group_check(struct compiler *compiler, const struct settings_node *node)
{
	const char *names[VOCABULARY_LIMIT];

	for (size_t i = 0; i < question_count; i++)
		names[i] = questions[i].name;
	int err = settings_check_names(node, names, question_count, compiler->why);
	if (settings_member(node, "always") != NULL && settings_count(node) > 1)
		err = settings_complain(node, compiler->why,
		                        "always = true stands alone, without other conditions");
	return err;
}

int
compile_condition(struct compiler *compiler, const struct settings_node *node, uint32_t *root)
{
	if (!settings_is_group(node))
		return settings_complain(node, compiler->why, "must be a group such as { phi = true; }");
	if (settings_count(node) == 0)
		return settings_complain(node, compiler->why,
		                         "has no conditions; write always = true for a rule that "
		                         "always holds");
	int named = group_check(compiler, node);
	int err = compile_open(compiler, CONDITION_ALL, node, root);
	if (err == 0)
		err = members_ask(compiler, node);
	if (err != ERROR_MEMORY)
		compile_close(compiler, *root);
	return compile_worse(named, err);
}
