/*
 * Disposal, and the change of a link, under SIGKILL and on a disk that becomes full at
 * each step: nothing is half done for who comes next, and the next run comes to the
 * end. Of a record that came under hold in between either all is left, or its end had
 * begun and the hold is named.
 */
#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/error.h"
#include "store/disposal.h"
#include "store/escrow_change.h"
#include "store/store_care.h"
#include "tests/crash/steps.h"
#include "tests/unit/store_fixture.h"
#include "tests/unit/unit_test.h"

#define DUE 4          /* records 1 to 4; the hold is about the third */
#define HELD 3
#define STEP_LIMIT 500
#define ORIGINAL "sealed original, with its keys in front"

static const struct record_recipient portal[] = {
	{ .address = { (const uint8_t *)"c@example.net", 13 }, .outcome = OUTCOME_PORTAL },
};

struct site {
	struct store_fixture fixture;
	char ids[DUE][MESSAGE_ESCROW_ID_SIZE];
	uint64_t number; /* of the disposal */
};

static struct record
act(const char *reason)
{
	return (struct record){ .kind = RECORD_ACCESS, .actor = bytes_of_string("officer"),
	                        .reason = bytes_of_string(reason) };
}

static void
site_create(struct site *site)
{
	uint64_t sequences[DUE] = { 1, 2, 3, 4 };
	struct bytes sealed = bytes_of_string(ORIGINAL);
	uint8_t digest[CRYPTO_DIGEST_SIZE];

	ck_assert_int_eq(crypto_digest(&sealed, 1, digest), 0);
	store_fixture_create(&site->fixture, NULL, FIXTURE_MAP_BYTES);
	store_fixture_open(&site->fixture, STORE_WRITE);
	for (size_t i = 0; i < DUE; i++) {
		struct record record = fixture_record("Q");
		ck_assert_int_eq(store_escrow_put(site->fixture.store, sealed, site->ids[i]), 0);
		record.recipients = portal;
		record.escrow_id = bytes_of_string(site->ids[i]);
		record.sealed_digest = digest;
		ck_assert_int_eq(store_append(site->fixture.store, &record), 0);
	}
	store_fixture_append(&site->fixture, 1);
	struct record record = act("proposed");
	struct disposal disposal = { .at = 1900000001, .proposed = 1900000001 };
	ck_assert_int_eq(store_disposal_propose(site->fixture.store, &disposal, sequences, DUE, &record), 0);
	site->number = disposal.number;
	store_close(&site->fixture.store);
}

/* ---- what a run does --------------------------------------------------------------- */

static int
open_quietly(struct store_fixture *f)
{
	struct diagnostics why;

	diagnostics_init(&why);
	return store_open(f->configuration, &f->key, STORE_APPEND, &why, &f->store);
}

static int
take_disposal(const struct disposal *disposal, void *context)
{
	struct disposal *out = context;

	*out = *disposal;
	out->proposed_by = out->decided_by = out->reason = bytes_make(NULL, 0);
	return 1;
}

static int64_t
end_of(const void *context, const struct record *record)
{
	(void)context;
	return record->retain_until;
}

static const char *
find_hold(const void *context, const struct record *record)
{
	return record->sequence == HELD ? context : NULL;
}

static int
move(struct store *store, struct disposal *disposal, unsigned to, const char *reason)
{
	struct record record = act(reason);
	unsigned from = disposal->state;

	disposal->state = (uint8_t)to;
	return store_disposal_move(store, from, disposal, &record);
}

/* From whatever state it is in to its end. */
static int
run(struct site *site)
{
	struct store *store = site->fixture.store;
	struct hold_witness witness = { .find = find_hold, .context = "Doe v. Clinic" };
	const struct disposal_rules rules = { end_of, NULL, &witness };
	struct disposal disposal;
	uint64_t after = 0;
	bool more = true;

	int err = store_disposal_list(store, site->number, take_disposal, &disposal) == 1 ? 0 : ERROR_CORRUPT;
	if (err == 0)
		err = store_disposal_lock(store);
	if (err == 0 && disposal.state == DISPOSAL_PROPOSED)
		err = move(store, &disposal, DISPOSAL_APPROVED, "approved");
	if (err != 0 || disposal.state == DISPOSAL_DONE)
		return err;
	err = store_hold_stamp(store, witness.stamp);
	while (err == 0 && more)
		err = store_disposal_work(store, &disposal, &rules, &after, &more);
	return err == 0 ? move(store, &disposal, DISPOSAL_DONE, "ended") : err;
}

/* Whether a child that works is ended before its n-th step; false when it came to its end. */
static bool
run_child(struct site *site, int (*work)(struct site *site), unsigned step_number,
          enum steps_end end)
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		steps_end_at(step_number, end);
		if (open_quietly(&site->fixture) != 0 || work(site) != 0)
			_exit(2);
		store_close(&site->fixture.store);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	bool ended = end == STEPS_KILL ? WIFSIGNALED(status) :
	                                 WIFEXITED(status) && WEXITSTATUS(status) == 2;
	ck_assert_msg(ended || (WIFEXITED(status) && WEXITSTATUS(status) == 0),
	              "step %u: child ended with %d", step_number, status);
	return ended;
}

/* ---- the judge ---------------------------------------------------------------------- */

struct judgement {
	struct site *site;
	bool held;
	unsigned destroyed, kept;
};

static int
judge_item(const struct escrow_item *item, void *context)
{
	struct judgement *judgement = context;
	struct buffer back = buffer_make(4096);
	char id[MESSAGE_ESCROW_ID_SIZE];

	snprintf(id, sizeof(id), "%.*s", (int)item->escrow_id.length, (const char *)item->escrow_id.data);
	ck_assert_int_eq(store_escrow_get(judgement->site->fixture.store, id, &back), 0);
	ck_assert_int_eq(store_escrow_check(item, buffer_bytes(&back)), 0);
	buffer_release(&back);
	judgement->kept++;
	return 0;
}

static int
judge_record(const struct record *record, void *context)
{
	struct judgement *judgement = context;
	struct buffer back = buffer_make(4096);

	ck_assert_int_eq(store_search_check(judgement->site->fixture.store, record), 0);
	if (record->sequence > DUE)
		return 0;
	bool there = store_escrow_get(judgement->site->fixture.store,
	                              judgement->site->ids[record->sequence - 1], &back) == 0;
	buffer_release(&back);
	ck_assert_int_eq(there, record->kind == RECORD_DECISION);
	ck_assert(there ? judgement->held && record->sequence == HELD :
	                  record->kind == RECORD_DISPOSED && record->sender.length == 0);
	judgement->destroyed += !there;
	return 0;
}

static int
judge_fate(const struct disposal_item *item, void *context)
{
	struct judgement *judgement = context;
	bool spared = judgement->destroyed < DUE && item->sequence == HELD;

	ck_assert_int_eq(item->fate, spared ? DISPOSAL_HELD : DISPOSAL_DESTROYED);
	ck_assert(!spared || strcmp(item->hold, "Doe v. Clinic") == 0);
	return 0;
}

/* After the end: all is gone but what a hold spared, which is whole. */
static void
judge(struct site *site, bool held, unsigned *spared)
{
	struct judgement judgement = { .site = site, .held = held };
	struct store_audit_result result;
	struct store *store = site->fixture.store;

	int err = store_audit_verify(store, NULL, NULL, &result);
	ck_assert_msg(err == 0, "record %llu: %s", (unsigned long long)result.bad_sequence,
	              result.problem);
	ck_assert_int_eq(store_audit_list(store, 1, judge_record, &judgement), 0);
	ck_assert_uint_eq(result.disposed, judgement.destroyed);
	ck_assert_int_eq(store_escrow_list(store, judge_item, &judgement), 0);
	ck_assert_uint_eq(judgement.kept, DUE - judgement.destroyed);
	ck_assert_int_eq(store_disposal_items(store, site->number, judge_fate, &judgement), 0);
	*spared += judgement.kept;
}

static void
place_hold(struct site *site)
{
	const struct bytes question = bytes_of_string("queue-id:Q");
	const struct hold hold = { .name = bytes_of_string("Doe v. Clinic"), .placed = 1900000002,
	                           .questions = &question, .question_count = 1 };
	struct record record = act("placed the hold");

	store_fixture_open(&site->fixture, STORE_APPEND);
	ck_assert_int_eq(store_hold_put(site->fixture.store, &hold, &record), 0);
	store_close(&site->fixture.store);
}

/* Returns how often a hold placed between death and the next run spared the record. */
static unsigned
dispose_at_each_step(enum steps_end end, bool with_hold, unsigned *steps)
{
	unsigned step_number = 0, spared = 0;
	bool killed;

	do {
		struct site site;
		site_create(&site);
		killed = run_child(&site, run, ++step_number, end);
		if (with_hold)
			place_hold(&site);
		/* The daemon may start in between, and looks for orphans. */
		store_fixture_open(&site.fixture, STORE_WRITE);
		store_close(&site.fixture.store);
		ck_assert_int_eq(open_quietly(&site.fixture), 0);
		ck_assert_int_eq(run(&site), 0);
		judge(&site, with_hold, &spared);
		store_fixture_destroy(&site.fixture);
		ck_assert_uint_lt(step_number, STEP_LIMIT);
	} while (killed);
	*steps = step_number;
	return spared;
}

START_TEST(a_disposal_ended_at_each_step_is_finished)
{
	unsigned steps;

	ck_assert_uint_eq(dispose_at_each_step(_i == 0 ? STEPS_KILL : STEPS_FULL, false, &steps), 0);
	/* Five commits, and four files overwritten, flushed and unlinked. */
	ck_assert_uint_gt(steps, 20);
}
END_TEST

/* However far it comes before the map is full, it goes on from there in a larger one. */
START_TEST(a_disposal_in_a_full_map_is_finished_in_a_larger_one)
{
	unsigned refused = 0, spared = 0;
	struct site site;
	int err;

	site_create(&site);
	store_fixture_fill_map(&site.fixture);
	for (;;) {
		store_fixture_open(&site.fixture, STORE_WRITE);
		store_close(&site.fixture.store);
		ck_assert_int_eq(open_quietly(&site.fixture), 0);
		err = run(&site);
		if (err == 0)
			break;
		ck_assert_msg(err == ERROR_FULL, "%s", error_text(err));
		store_close(&site.fixture.store);
		site.fixture.configuration->store.map_bytes += FIXTURE_PAGE;
		ck_assert_uint_lt(++refused, 100);
	}
	ck_assert_uint_gt(refused, 0);
	judge(&site, false, &spared);
	store_fixture_destroy(&site.fixture);
}
END_TEST

START_TEST(a_hold_placed_after_the_crash_spares_what_is_whole)
{
	unsigned steps, spared = dispose_at_each_step(STEPS_KILL, true, &steps);

	/* Early deaths spare it; later its original is gone, or all of it. */
	ck_assert_uint_gt(spared, 5);
	ck_assert_uint_lt(spared, steps - 5);
}
END_TEST

/* ---- a link ------------------------------------------------------------------------- */

#define CHANGED "sealed original, without the link's key"

static int
close_link(struct site *site)
{
	struct record record = act("revoked the link");
	struct escrow_change change = { .id = site->ids[0], .link = ESCROW_LINK_REVOKED,
	                                .sealed = bytes_of_string(CHANGED), .removes = true };

	return store_escrow_change(site->fixture.store, &change, &record);
}

struct link_judgement {
	struct site *site;
	bool done;
};

static int
judge_link(const struct escrow_item *item, void *context)
{
	const struct link_judgement *judgement = context;
	struct buffer back = buffer_make(4096);

	if (!bytes_equal(item->escrow_id, bytes_of_string(judgement->site->ids[0])))
		return 0;
	ck_assert_int_eq(store_escrow_get(judgement->site->fixture.store, judgement->site->ids[0], &back), 0);
	ck_assert_int_eq(store_escrow_check(item, buffer_bytes(&back)), 0);
	bool changed = bytes_equal(buffer_bytes(&back), bytes_of_string(CHANGED));
	ck_assert(changed || bytes_equal(buffer_bytes(&back), bytes_of_string(ORIGINAL)));
	/* The file never changes without a state that says so. */
	ck_assert(!changed || item->state.link == ESCROW_LINK_REVOKED);
	ck_assert(!judgement->done || (changed && item->state.key_removed && !item->state.has_next));
	buffer_release(&back);
	return 0;
}

START_TEST(a_link_that_was_being_closed_is_closed_or_not)
{
	unsigned step_number = 0;
	bool killed;

	do {
		struct site site;
		struct link_judgement judgement = { .site = &site };
		site_create(&site);
		killed = run_child(&site, close_link, ++step_number, _i == 0 ? STEPS_KILL : STEPS_FULL);
		store_fixture_open(&site.fixture, STORE_WRITE);
		ck_assert_int_eq(store_escrow_list(site.fixture.store, judge_link, &judgement), 0);
		store_close(&site.fixture.store);
		ck_assert_int_eq(open_quietly(&site.fixture), 0);
		ck_assert_int_eq(close_link(&site), 0);
		judgement.done = true;
		ck_assert_int_eq(store_escrow_list(site.fixture.store, judge_link, &judgement), 0);
		store_fixture_destroy(&site.fixture);
		ck_assert_uint_lt(step_number, STEP_LIMIT);
	} while (killed);
	ck_assert_uint_gt(step_number, 10);
}
END_TEST

static Suite *
crash_disposal_suite(void)
{
	Suite *suite = UNIT_SUITE("crash-disposal", a_hold_placed_after_the_crash_spares_what_is_whole,
	                          a_disposal_in_a_full_map_is_finished_in_a_larger_one);
	TCase *loop = tcase_create("killed, and the disk full");

	tcase_set_timeout(loop, 120);
	tcase_add_loop_test(loop, a_disposal_ended_at_each_step_is_finished, 0, 2);
	tcase_add_loop_test(loop, a_link_that_was_being_closed_is_closed_or_not, 0, 2);
	suite_add_tcase(suite, loop);
	return suite;
}

UNIT_TEST_MAIN(crash_disposal_suite)
