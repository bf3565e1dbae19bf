#include "milter/hold_watch.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "core/error.h"
#include "core/lock.h"
#include "core/log.h"
#include "scanner/deadline.h"
#include "scanner/hold_lexicon.h"

/* The holds of one moment. */
struct standing {
	struct hold_lexicon *lexicon;
	uint8_t stamp[CRYPTO_DIGEST_SIZE];
	atomic_uint references;
};

/* So long before what is known is too old one thread looks anew, while the others go on. */
#define LOOK_AHEAD (1 * DEADLINE_SECOND)

struct hold_watch {
	struct store *store;
	pthread_cond_t looked;    /* a look is over */
	struct lock lock;         /* guards what follows */
	struct standing *current;
	struct deadline end;      /* when it is too old */
	bool looking;             /* a thread is at it */
	int failure;              /* of the last look, or 0 */
};

/* ---- reading the holds ------------------------------------------------------------- */

static void
standing_release(struct standing **reference)
{
	struct standing *standing = *reference;

	*reference = NULL;
	if (standing == NULL || atomic_fetch_sub(&standing->references, 1) > 1)
		return;
	hold_lexicon_destroy(&standing->lexicon);
	free(standing);
}

struct reading {
	struct store *store;
	struct hold_lexicon *lexicon;
};

/* The text of a keyword is in memory no longer than this takes. */
static int
keyword_take(const struct reading *reading, struct bytes text)
{
	struct hold_keyword keyword;
	uint8_t token[VALUE_TOKEN_SIZE];
	const char *problem;

	int err = hold_keyword_read(text, &keyword, &problem);
	if (err == 0)
		err = store_keyword_token(reading->store, hold_phrase_bytes(&keyword.plain), token);
	if (err == 0)
		err = hold_lexicon_add(reading->lexicon, &keyword, token);
	explicit_bzero(&keyword, sizeof(keyword));
	return err == ERROR_INVALID ? ERROR_CORRUPT : err;
}

static int
hold_take(const struct hold *hold, void *context)
{
	struct bytes text;
	int err = 0;

	for (size_t i = 0; hold->released == 0 && i < hold->question_count && err == 0; i++)
		if (hold_question_keyword(hold->questions[i], &text))
			err = keyword_take(context, text);
	return err;
}

static int
standing_load(struct store *store, struct standing **out)
{
	struct standing *standing = calloc(1, sizeof(*standing));

	*out = standing;
	if (standing == NULL)
		return ERROR_MEMORY;
	atomic_init(&standing->references, 1);
	int err = hold_lexicon_create(&standing->lexicon);
	if (err == 0)
		err = store_hold_stamp(store, standing->stamp);
	struct reading reading = { store, standing->lexicon };
	if (err == 0)
		err = store_hold_list(store, hold_take, &reading);
	if (err != 0)
		standing_release(out);
	return err;
}

/* The holds as they are now: `*out` stays NULL where they are still the ones of `stamp`. */
static int
standing_renew(struct store *store, const uint8_t stamp[CRYPTO_DIGEST_SIZE], struct standing **out)
{
	uint8_t now[CRYPTO_DIGEST_SIZE];

	*out = NULL;
	int err = store_hold_stamp(store, now);
	if (err != 0 || memcmp(now, stamp, sizeof(now)) == 0)
		return err;
	err = standing_load(store, out);
	if (err == 0)
		log_event(LOG_SEVERITY_NOTICE, "hold-keywords",
		          log_number("count", (int64_t)hold_lexicon_count((*out)->lexicon)));
	return err;
}

/* ---- the watch ---------------------------------------------------------------------- */

int
hold_watch_create(struct store *store, struct hold_watch **out)
{
	struct hold_watch *watch = calloc(1, sizeof(*watch));

	*out = NULL;
	if (watch == NULL)
		return ERROR_MEMORY;
	watch->store = store;
	watch->end = deadline_in(HOLD_WATCH_SECONDS);
	int err = lock_create(&watch->lock, LOCK_RANK_HOLDS);
	if (err == 0 && pthread_cond_init(&watch->looked, NULL) != 0) {
		lock_destroy(&watch->lock);
		err = ERROR_MEMORY;
	}
	if (err != 0) {
		free(watch);
		return err;
	}
	err = standing_load(store, &watch->current);
	if (err != 0)
		hold_watch_destroy(&watch);
	*out = watch;
	return err;
}

void
hold_watch_destroy(struct hold_watch **watch)
{
	if (watch == NULL || *watch == NULL)
		return;
	standing_release(&(*watch)->current);
	pthread_cond_destroy(&(*watch)->looked);
	lock_destroy(&(*watch)->lock);
	free(*watch);
	*watch = NULL;
}

/* Waits while what is known is too old and another thread looks anew, which a disk may keep.
 * The lock is held. Fails: ERROR_TIMEOUT. */
static int
look_wait(struct hold_watch *watch, struct deadline end)
{
	const struct timespec until = { end.at / DEADLINE_SECOND, end.at % DEADLINE_SECOND };
	bool in_time = true;

	while (watch->looking && deadline_passed(watch->end)) {
		if (!in_time)
			return ERROR_TIMEOUT;
		in_time = lock_wait_until(&watch->lock, &watch->looked, &until);
	}
	return 0;
}

/* Takes a reference to the holds that are known; `*look` where it is this thread's to look anew.
 * Fails: ERROR_TIMEOUT, and as the last look did, which another thread is trying again. */
static int
standing_pin(struct hold_watch *watch, struct deadline end, struct standing **out, bool *look)
{
	lock_acquire(&watch->lock);
	int err = look_wait(watch, end);
	*look = !watch->looking &&
	        (watch->failure != 0 || deadline_now() >= watch->end.at - LOOK_AHEAD);
	watch->looking |= *look;
	if (err == 0 && !*look)
		err = watch->failure;
	*out = watch->current;
	atomic_fetch_add(&watch->current->references, 1);
	lock_release(&watch->lock);
	return err;
}

/* Looks anew, and puts in the place of `*pinned` what there is. */
static int
standing_follow(struct hold_watch *watch, struct standing **pinned)
{
	struct deadline end = deadline_in(HOLD_WATCH_SECONDS);
	struct standing *next;

	int err = standing_renew(watch->store, (*pinned)->stamp, &next);
	lock_acquire(&watch->lock);
	struct standing *old = next != NULL ? watch->current : NULL;
	if (next != NULL)
		watch->current = next;
	watch->looking = false;
	watch->end = end;
	watch->failure = err;
	pthread_cond_broadcast(&watch->looked);
	if (next != NULL)
		atomic_fetch_add(&next->references, 1);
	lock_release(&watch->lock);
	if (next != NULL) {
		standing_release(&old);
		standing_release(pinned);
		*pinned = next;
	}
	return err;
}

int
hold_watch_match(struct hold_watch *watch, int64_t seconds, struct message *m)
{
	struct standing *standing;
	bool look;

	int err = standing_pin(watch, deadline_in(seconds), &standing, &look);
	if (look)
		err = standing_follow(watch, &standing);
	if (err == 0)
		err = hold_lexicon_match(standing->lexicon, seconds, m);
	standing_release(&standing);
	return err;
}
