/*
 * Conditions on what the message itself says: its header fields and what its
 * parts claim to be. Anybody can write there, so rules believe them only where
 * they ask for more protection (policy/rule_check.h).
 *
 * Threads: pure.
 */
#ifndef PHIMILTER_POLICY_CONTENT_H
#define PHIMILTER_POLICY_CONTENT_H

#include "core/message.h"
#include "core/string_set.h"

/*
 * Whether a header field of that name is there, has at least `least` visible
 * bytes and holds one of the words (lower case), decoded, ASCII case ignored;
 * NULL words ask for none.
 */
bool content_header_holds(const struct message *m, const char *name, const struct string_set *words,
                          size_t least);

/* Whether a part has one of these types: "application/pdf", "image/". */
bool content_type_holds(const struct message *m, const struct string_set *types);

/* Whether a part's file name ends in "." and one of these, lower case. */
bool content_extension_holds(const struct message *m, const struct string_set *extensions);

#endif
