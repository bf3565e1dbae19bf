/* What is told of the keys of a store. */
#ifndef PHIMILTER_TOOLS_KEY_TEXT_H
#define PHIMILTER_TOOLS_KEY_TEXT_H

#include "store/rotation.h"

/* One line about the key that the store has now, for `status` and `store check`: "2, since
 * 2026-01-31T12:00:00Z, for 12 days". */
#define KEY_LINE_SIZE 128
void key_line(const struct store_key_state *state, int64_t now, char out[KEY_LINE_SIZE]);

/* What is to be warned of in the keys of a store; NULL when nothing is. */
const char *key_warning(const struct store_key_state *state);

#endif
