/*
 * The text of a configuration file before libconfig reads it, put right where
 * libconfig 1.5 would take it wrongly and say nothing:
 *
 * - a whole number beyond 32 bits without the suffix L would be cut to its low
 *   bits: the suffix is added;
 * - a number with a leading zero is decimal in one version and octal in
 *   another: refused;
 * - a comment or string without end, or a NUL byte, would silently drop the
 *   rest of the file, rules included: refused;
 * - a comment in the last line without a newline behind is a syntax error: the
 *   newline is added;
 * - nesting without limit: refused;
 * - @include: refused, so that one file is all there is to check, and text
 *   from elsewhere opens no files.
 *
 * A bare word where a value should stand is refused as well, since all libconfig
 * has to say of it is "syntax error".
 *
 * Threads: pure.
 */
#ifndef PHIMILTER_CORE_SETTINGS_TEXT_H
#define PHIMILTER_CORE_SETTINGS_TEXT_H

#include "core/attributes.h"
#include "core/buffer.h"
#include "core/diagnostics.h"

/* Most bytes of a configuration file. */
#define SETTINGS_TEXT_LIMIT ((size_t)16 * 1024 * 1024)

/* Most groups, lists and arrays open at once. */
#define SETTINGS_DEPTH_LIMIT 32

/*
 * Appends `text` to `out`, put right, with a newline and a NUL behind. Fails: ERROR_CONFIG,
 * every problem said in `why` under the file name `name`; ERROR_MEMORY;
 * ERROR_LIMIT (of `out`).
 */
MUST_USE int settings_text_prepare(struct bytes text, const char *name, struct diagnostics *why,
                                   struct buffer *out);

#endif
