/*
 * From the settings of rule files to a program (policy/condition.h): named
 * lists first, then named conditions, then what rules ask.
 *
 * All of it fails with ERROR_CONFIG, every mistake said in `why`; ERROR_MEMORY.
 * Threads: one program is compiled by one thread.
 */
#ifndef PHIMILTER_POLICY_COMPILE_H
#define PHIMILTER_POLICY_COMPILE_H

#include "core/configuration.h"
#include "core/error.h"
#include "policy/condition.h"

/* A reference to a list in a condition: "$partners". */
#define LIST_MARK '$'

/* How deep named conditions may refer to one another. */
#define NAMED_DEPTH_LIMIT 32

/* How many conditions one may come to with all that it refers to: what looks at
 * rules at their compilation follows every reference. */
#define NAMED_COUNT_LIMIT 10000

struct compiler {
	const struct configuration *configuration;
	struct diagnostics *why;
	struct program *program;
	struct settings *const *files; /* that are read, in order */
	size_t file_count;
	const struct notified *notified; /* policy/notified.h; read before the rules */
};

/* Reads `lists` of all files. */
MUST_USE int compile_lists(struct compiler *compiler);

/* Reads `conditions` of all files, behind the lists. */
MUST_USE int compile_named_conditions(struct compiler *compiler);

/* Reads the group `node` of conditions, behind the named ones. */
MUST_USE int compile_condition(struct compiler *compiler, const struct settings_node *node,
                               uint32_t *root);

/* The list or condition of that name, or NULL after a complaint about `node`. */
struct list *compile_list_find(struct compiler *compiler, const struct settings_node *node,
                               const char *name);
const struct named_condition *compile_named_find(struct compiler *compiler,
                                                 const struct settings_node *node, const char *name);

/* A condition with nothing inside, behind all others; fill in `of`. Valid until the next one. */
MUST_USE int compile_add(struct compiler *compiler, enum condition_kind kind,
                         const struct settings_node *node, struct condition **out);

/* A list of this condition alone, which the program owns. */
MUST_USE int compile_list_add(struct compiler *compiler, const struct settings_node *node,
                              struct list **out);

/* Begins a condition that holds what is added until compile_close(). */
MUST_USE int compile_open(struct compiler *compiler, enum condition_kind kind,
                          const struct settings_node *node, uint32_t *place);
void compile_close(struct compiler *compiler, uint32_t place);

/* The first failure of several independent steps; being out of memory goes before all. */
static inline int
compile_worse(int earlier, int later)
{
	return earlier == 0 || later == ERROR_MEMORY ? later : earlier;
}

/* Whether `name` may be that of a header field (RFC 5322 3.6.8). */
bool is_field_name(const char *name);

/*
 * One condition by its name (policy/question_read.c): its reader, in the order in
 * which they are best asked, as most rules end at the first.
 */
struct question {
	const char *name;
	int (*read)(const struct settings_node *node, struct compiler *compiler);
};

extern const struct question questions[];
extern const size_t question_count;

#endif
