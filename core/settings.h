/*
 * A libconfig file as a read-only tree whose every complaint names file, line
 * and setting. This is all the rest of phimilter sees of libconfig.
 *
 * Ownership: nodes and strings belong to the `struct settings` they came from.
 * Threads: read-only after loading, any thread.
 */
#ifndef PHIMILTER_CORE_SETTINGS_H
#define PHIMILTER_CORE_SETTINGS_H

#include <stdio.h>

#include "core/attributes.h"
#include "core/bytes.h"
#include "core/diagnostics.h"

struct settings;
struct settings_node;

/*
 * Reads `path`, one file: @include is refused (core/settings_text.h).
 * Fails: ERROR_CONFIG (unreadable, too large, syntax), said in `why`; ERROR_MEMORY,
 * ERROR_CRYPTO.
 */
MUST_USE int settings_load(const char *path, struct diagnostics *why, struct settings **out);

/* The same from memory; `name` stands for the file in complaints. */
MUST_USE int settings_parse(const char *text, const char *name, struct diagnostics *why,
                            struct settings **out);

void settings_destroy(struct settings **settings);

const struct settings_node *settings_root(const struct settings *settings);

/* The file's name, as complaints print it. */
const char *settings_file(const struct settings *settings);

/* SHA-256 (CRYPTO_DIGEST_SIZE bytes) of the text it was read from. */
const uint8_t *settings_digest(const struct settings *settings);

/* The member called `name` of a group; NULL when absent or `group` is no group. */
const struct settings_node *settings_member(const struct settings_node *group, const char *name);

/* Elements of a group, list or array; 0 for anything else. */
size_t settings_count(const struct settings_node *node);
const struct settings_node *settings_element(const struct settings_node *node, size_t i);

/* Where a node is written. The line of what has none, such as an empty file's root, is 0. */
const char *settings_node_file(const struct settings_node *node);
unsigned settings_node_line(const struct settings_node *node);

/*
 * Writes the node's value in one line as a file would, so that equal texts have
 * equal meanings: members in their order, comments and line ends left out.
 */
void settings_write(const struct settings_node *node, FILE *out);

/* NULL for elements of lists and for the root. */
const char *settings_name(const struct settings_node *node);
bool settings_is_group(const struct settings_node *node);
bool settings_is_list(const struct settings_node *node); /* ( ... ) or [ ... ] */
bool settings_is_string(const struct settings_node *node);
bool settings_is_number(const struct settings_node *node);  /* integer of either width */
bool settings_is_boolean(const struct settings_node *node);

/* The node's value. Wrong type: ERROR_CONFIG with a complaint that says what was expected. */
MUST_USE int settings_string(const struct settings_node *node, struct diagnostics *why, const char **out);
MUST_USE int settings_boolean(const struct settings_node *node, struct diagnostics *why, bool *out);
/* Also refuses a value outside minimum..maximum. */
MUST_USE int settings_number(const struct settings_node *node, struct diagnostics *why,
                             int64_t minimum, int64_t maximum, int64_t *out);

/*
 * Adds "file:line: setting.path: ..." about `node` to `why` and returns
 * ERROR_CONFIG, so that a check can `return settings_complain(...)`.
 */
__attribute__((format(printf, 3, 4)))
int settings_complain(const struct settings_node *node, struct diagnostics *why,
                      const char *format, ...);

/*
 * Complains about each member of `group` whose name is not among `names`
 * (`count` of them), naming the nearest known one. 0 or ERROR_CONFIG.
 */
MUST_USE int settings_check_names(const struct settings_node *group, const char *const *names,
                                  size_t count, struct diagnostics *why);

/* The candidate nearest to `word` by edit distance, or NULL when none is near. */
const char *settings_nearest(const char *word, const char *const *candidates, size_t count);

#endif
