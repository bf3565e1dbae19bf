/*
 * What is wrong with something an operator wrote: a configuration file, a rule,
 * a lexicon, a key file, a command line. Each problem is one line that names
 * the file, the line, the setting, and what would be right.
 *
 * Only operator-supplied text goes in here, never message text.
 * Ownership: the collector owns copies of all strings. Threads: one at a time.
 */
#ifndef PHIMILTER_CORE_DIAGNOSTICS_H
#define PHIMILTER_CORE_DIAGNOSTICS_H

#include <stddef.h>

/* More problems than this are counted, not kept. */
#define DIAGNOSTICS_LIMIT 200

struct diagnostics {
	char *lines[DIAGNOSTICS_LIMIT];
	size_t count; /* problems seen; may exceed DIAGNOSTICS_LIMIT */
};

void diagnostics_init(struct diagnostics *diagnostics);
void diagnostics_release(struct diagnostics *diagnostics);

/*
 * Adds "file:line: setting: problem". `file` and `setting` may be NULL, `line`
 * 0 when there is none. `format` says what is wrong and what would be right.
 */
__attribute__((format(printf, 5, 6)))
void diagnostics_add(struct diagnostics *diagnostics, const char *file, unsigned line,
                     const char *setting, const char *format, ...);

/* The i-th line, valid until release; NULL beyond the end. */
const char *diagnostics_line(const struct diagnostics *diagnostics, size_t i);

#endif
