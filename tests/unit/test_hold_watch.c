/* The watch over legal holds, with a store that answers when the test lets it. */
#include "milter/hold_watch.h"

#include <pthread.h>
#include <unistd.h>

#include "core/error.h"
#include "scanner/deadline.h"
#include "tests/unit/unit_test.h"

/* A store as far as the watch knows it. */
struct store {
	pthread_mutex_t gate; /* held: nothing is answered */
	uint8_t version;      /* of the holds */
	unsigned looks;
};

int
store_hold_stamp(struct store *store, uint8_t out[CRYPTO_DIGEST_SIZE])
{
	pthread_mutex_lock(&store->gate);
	memset(out, store->version, CRYPTO_DIGEST_SIZE);
	store->looks++;
	pthread_mutex_unlock(&store->gate);
	return 0;
}

int
store_hold_list(struct store *store, int (*each)(const struct hold *hold, void *context), void *context)
{
	static const struct bytes question = { (const uint8_t *)"keyword:falcon", 14 };
	const struct hold hold = { .questions = &question, .question_count = 1 };

	return store->version > 0 ? each(&hold, context) : 0;
}

bool
hold_question_keyword(struct bytes question, struct bytes *keyword)
{
	*keyword = bytes_slice(question, strlen("keyword:"), SIZE_MAX);
	return true;
}

int
store_keyword_token(struct store *store, struct bytes normal, uint8_t out[VALUE_TOKEN_SIZE])
{
	(void)store;
	(void)normal;
	memset(out, 1, VALUE_TOKEN_SIZE);
	return 0;
}

static struct message *
message_about_falcons(void)
{
	struct message *m;

	ck_assert_int_eq(message_create(1024 * 1024, 16 * 1024 * 1024, &m), 0);
	ck_assert_int_eq(message_header_add(m, bytes_of_string("Subject"), bytes_of_string("x")), 0);
	return m;
}

struct asking {
	struct hold_watch *watch;
	int64_t seconds;
	int err;
};

static void *
ask(void *context)
{
	struct asking *asking = context;
	struct message *m = message_about_falcons();

	asking->err = hold_watch_match(asking->watch, asking->seconds, m);
	message_destroy(&m);
	return NULL;
}

/* A message must not end with holds that are too old because another's look takes long. */
START_TEST(nobody_goes_by_what_is_too_old)
{
	struct store store = { .gate = PTHREAD_MUTEX_INITIALIZER };
	struct asking slow = { .seconds = 20 }, other = { .seconds = 1 }, later = { .seconds = 20 };
	pthread_t threads[2];

	const struct deadline fresh = deadline_in(HOLD_WATCH_SECONDS);
	ck_assert_int_eq(hold_watch_create(&store, &slow.watch), 0);
	other.watch = later.watch = slow.watch;
	pthread_mutex_lock(&store.gate);
	store.version = 1;
	ask(&other); /* fresh: nobody looks */
	ck_assert_int_eq(other.err, 0);
	usleep(2300000);
	ck_assert_int_eq(pthread_create(&threads[0], NULL, ask, &slow), 0);
	usleep(200000);
	ask(&other); /* one looks, and the others go on */
	ck_assert(other.err == 0 || deadline_passed(fresh));
	while (!deadline_passed(fresh))
		usleep(100000);
	usleep(200000);
	ask(&other); /* no longer */
	ck_assert_int_eq(other.err, ERROR_TIMEOUT);
	ck_assert_int_eq(pthread_create(&threads[1], NULL, ask, &later), 0);
	usleep(200000);
	pthread_mutex_unlock(&store.gate);
	for (size_t i = 0; i < ARRAY_LENGTH(threads); i++)
		pthread_join(threads[i], NULL);
	ck_assert_int_eq(slow.err, 0);
	ck_assert_int_eq(later.err, 0);
	ask(&other);
	ck_assert_int_eq(other.err, 0);
	hold_watch_destroy(&slow.watch);
}
END_TEST

static Suite *
hold_watch_suite(void)
{
	return UNIT_SUITE("hold-watch", nobody_goes_by_what_is_too_old);
}

UNIT_TEST_MAIN(hold_watch_suite)
