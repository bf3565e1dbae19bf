/*
 * Why `phictl scan` says what it says, in sentences for who reads no code: what
 * counted, what did not and why, and what was not taken for an identifier.
 * Values are masked (tools/masked_text.h) unless asked for.
 *
 * Ownership: the caller's, until released. Threads: one at a time.
 */
#ifndef PHIMILTER_TOOLS_SCAN_EXPLAIN_H
#define PHIMILTER_TOOLS_SCAN_EXPLAIN_H

#include "core/buffer.h"
#include "core/message.h"
#include "scanner/score_explain.h"
#include "scanner/score_refused.h"

enum scan_topic {
	SCAN_TOPIC_SUM = 1,    /* what it came to */
	SCAN_TOPIC_COUNTED,
	SCAN_TOPIC_NOT_COUNTED,
	SCAN_TOPIC_NOT_TAKEN,  /* for an identifier */
	SCAN_TOPIC_HEALTH,
};

struct scan_sentence {
	enum scan_topic topic;
	size_t start; /* into the explanation's text */
	size_t length;
};

struct scan_explanation {
	struct score_explanation score;
	const struct refusal *refusals;
	size_t refusal_count;
	struct buffer text;
	struct scan_sentence *sentences; /* by topic */
	size_t count;
	size_t capacity;
	bool show_values;
	int failure; /* the first one while writing */
};

/*
 * Explains a message that was scanned; `threshold` in percent.
 * Fails: ERROR_MEMORY, ERROR_LIMIT; release it either way.
 */
MUST_USE int scan_explanation_make(struct message *m, int64_t threshold, bool show_values,
                                   struct scan_explanation *out);
void scan_explanation_release(struct scan_explanation *explanation);

/* One sentence, ASCII without control characters. */
struct bytes scan_explanation_sentence(const struct scan_explanation *explanation, size_t index);

/* "unknown", "patient", "provider", "sender" */
const char *scan_subject_name(enum finding_subject subject);

#endif
