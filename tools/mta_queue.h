/*
 * The hold queue of Postfix, by its own commands: postqueue(1) tells what is in
 * it and postsuper(1) changes it. Nothing here touches the queue's files.
 *
 * Threads: one at a time.
 */
#ifndef PHIMILTER_TOOLS_MTA_QUEUE_H
#define PHIMILTER_TOOLS_MTA_QUEUE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/attributes.h"

/* A held message; views live during the call. */
struct mta_queue_item {
	const char *queue_id;
	const char *sender;
	int64_t arrived;           /* seconds since the epoch */
	int64_t size;              /* bytes */
	size_t recipient_count;
	const json_t *recipients;  /* objects with "address" */
};

/* Whether there is an MTA here whose queue can be asked. */
bool mta_queue_is_there(void);

/*
 * Calls `each` for every message in the hold queue until it returns non-zero, and
 * returns that. Fails: ERROR_IO, already printed.
 */
MUST_USE int mta_queue_held(int (*each)(const struct mta_queue_item *item, void *context),
                            void *context);

enum mta_queue_action {
	MTA_QUEUE_RELEASE, /* out of the hold queue, to be delivered as the MTA would */
	MTA_QUEUE_DELETE,  /* for good; nobody is told by the MTA */
};

/* Fails: ERROR_INVALID (no queue id), ERROR_IO; already printed. */
MUST_USE int mta_queue_act(enum mta_queue_action action, const char *queue_id);

/* Letters and digits, so that it can be no option and no path. */
bool mta_queue_is_id(const char *text);

#endif
