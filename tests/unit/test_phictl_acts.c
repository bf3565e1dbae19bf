/*
 * Rows put back, removed and exchanged by somebody who has the store's file but not its key:
 * `phictl store check` and `phictl audit verify` name each, as it is not what the acts on record
 * left, and nothing is destroyed meanwhile.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/database.h"
#include "store/disposal.h"
#include "store/escrow_change.h"
#include "tests/unit/phictl_site.h"
#include "tests/unit/unit_test.h"

#define PLACE "place --authority 'Court 12' "
#define ROWS_LIMIT 16
#define VALUE_LIMIT 8192

/* ---- the attacker -------------------------------------------------------------------- */

struct row {
	uint8_t key[64], value[VALUE_LIMIT];
	size_t key_length, value_length;
};

/* All rows of a table. */
struct rows {
	struct row each[ROWS_LIMIT];
	size_t count;
};

static struct database *
open_database(struct site *site)
{
	char path[FIXTURE_PATH_SIZE];
	struct database *database;

	store_close(&site->fixture.store);
	snprintf(path, sizeof(path), "%s/store", site->fixture.directory);
	ck_assert_int_eq(database_open(path, 0, DATABASE_WRITE, &database), 0);
	return database;
}

static void
close_database(struct site *site, struct database *database)
{
	database_close(&database);
	store_fixture_open(&site->fixture, STORE_WRITE);
}

static struct rows *
rows_take(struct site *site, enum database_table table)
{
	struct rows *rows = calloc(1, sizeof(*rows));
	struct database *database = open_database(site);
	struct database_transaction t;
	struct database_cursor cursor;

	ck_assert_ptr_nonnull(rows);
	database_begin(database, DATABASE_READ, &t);
	bool more = database_seek(&t, table, bytes_make(NULL, 0), &cursor);
	for (; more; more = database_next(&cursor)) {
		struct row *row = &rows->each[rows->count++];
		ck_assert_uint_le(rows->count, ROWS_LIMIT);
		ck_assert_uint_le(cursor.value.length, VALUE_LIMIT);
		row->key_length = cursor.key.length;
		row->value_length = cursor.value.length;
		memcpy(row->key, cursor.key.data, cursor.key.length);
		memcpy(row->value, cursor.value.data, cursor.value.length);
	}
	database_cursor_close(&cursor);
	database_abort(&t);
	close_database(site, database);
	return rows;
}

/* Makes these the rows of the table, in the place of `now`. */
static void
rows_put(struct site *site, enum database_table table, const struct rows *now, const struct rows *rows)
{
	struct database *database = open_database(site);
	struct database_transaction t;

	database_begin(database, DATABASE_WRITE, &t);
	for (size_t i = 0; i < now->count; i++)
		database_delete(&t, table, bytes_make(now->each[i].key, now->each[i].key_length));
	for (size_t i = 0; i < rows->count; i++)
		database_put(&t, table, bytes_make(rows->each[i].key, rows->each[i].key_length),
		             bytes_make(rows->each[i].value, rows->each[i].value_length));
	ck_assert_int_eq(database_commit(&t), 0);
	close_database(site, database);
}

static void
row_swap_values(struct row *a, struct row *b)
{
	struct row kept = *a;

	memcpy(a->value, b->value, b->value_length);
	a->value_length = b->value_length;
	memcpy(b->value, kept.value, kept.value_length);
	b->value_length = kept.value_length;
}

/* What the table looks like before the last act, and after it; then each attack must be named. */
struct attack {
	struct site *site;
	enum database_table table;
	struct rows *before, *after;
};

static void
expect_order(const struct attack *attack)
{
	rows_put(attack->site, attack->table, attack->after, attack->after);
	site_expect(attack->site, "store", "check", 0, "acts: in order\n");
	site_expect(attack->site, "audit", "verify", 0, "acts: in order\n");
}

static void
expect_found(struct attack *attack, const struct rows *rows, const char *said)
{
	rows_put(attack->site, attack->table, attack->after, rows);
	site_expect(attack->site, "store", "check", 1, said);
	site_expect(attack->site, "audit", "verify", 1, said);
	site_expect(attack->site, "audit", "verify --json", 1, "{\"in_order\":false,\"records\":");
	rows_put(attack->site, attack->table, rows, attack->after);
	expect_order(attack);
}

static void
attack_end(struct attack *attack)
{
	free(attack->before);
	free(attack->after);
	site_destroy(attack->site);
}

/* The first row of `rows` gone. */
static struct rows
without_first(const struct rows *rows)
{
	struct rows less = *rows;

	memmove(less.each, less.each + 1, --less.count * sizeof(less.each[0]));
	return less;
}

static struct rows
with_first_two_swapped(const struct rows *rows)
{
	struct rows swapped = *rows;

	ck_assert_uint_ge(swapped.count, 2);
	row_swap_values(&swapped.each[0], &swapped.each[1]);
	return swapped;
}

/* A record that is due, and a disposal of all that is. */
static void
propose_due(struct site *site)
{
	struct record record = fixture_record("due");

	record.time = 1500000000;
	record.retain_until = 1710000000;
	record.retention_class = bytes_of_string("gone");
	ck_assert_int_eq(store_append(site->fixture.store, &record), 0);
	site_expect(site, "dispose", "propose", 0, "");
}

/* ---- holds --------------------------------------------------------------------------- */

START_TEST(an_earlier_hold_is_named)
{
	struct attack attack = { .site = site_create(), .table = DATABASE_HOLD };
	struct site *site = attack.site;

	site_expect(site, "hold", PLACE "'Doe \"J\": v. X' phi:yes", 0, "");
	site_expect(site, "hold", PLACE "two queue-id:Q1", 0, "");
	site_expect(site, "hold", "release --reason x two", 0, "");
	attack.before = rows_take(site, attack.table);
	site_expect(site, "hold", "release --reason x 'Doe \"J\": v. X'", 0, "");
	attack.after = rows_take(site, attack.table);
	expect_order(&attack);
	/* Lengthened, as by who wants nothing to be destroyed. */
	expect_found(&attack, attack.before, "acts: NOT IN ORDER: hold \"Doe \"J\": v. X\": record 9 released "
	                                     "it, but an earlier state of its row was put back\n");
	struct rows less = without_first(attack.after);
	expect_found(&attack, &less, "it, but its row was removed\n");
	struct rows swapped = with_first_two_swapped(attack.after);
	expect_found(&attack, &swapped, "hold \"two\": its row was changed, or another's was put in its "
	                                "place\n");
	ck_assert_ptr_nonnull(attack.before);
	attack_end(&attack);
}
END_TEST

START_TEST(a_removed_placement_is_named)
{
	struct attack attack = { .site = site_create(), .table = DATABASE_HOLD };

	attack.before = rows_take(attack.site, attack.table);
	site_expect(attack.site, "hold", PLACE "one phi:yes", 0, "");
	attack.after = rows_take(attack.site, attack.table);
	expect_found(&attack, attack.before, "acts: NOT IN ORDER: hold \"one\": record 6 placed it, but its "
	                                     "row was removed\n");
	attack_end(&attack);
}
END_TEST

START_TEST(nothing_is_destroyed_where_a_hold_was_taken_away)
{
	struct site *site = site_create();

	propose_due(site);
	struct rows *before = rows_take(site, DATABASE_HOLD);
	site_expect(site, "hold", PLACE "one queue-id:due", 0, "");
	struct rows *after = rows_take(site, DATABASE_HOLD);
	rows_put(site, DATABASE_HOLD, after, before);
	site_expect(site, "dispose", "approve --reason x 7", 2, "hold \"one\": record 8 placed it, but its row was "
	                                                       "removed\nphictl: dispose: nothing is destroyed");
	rows_put(site, DATABASE_HOLD, before, after);
	site_expect(site, "dispose", "approve --reason x 7", 1, "record 6 left out: kept by the hold \"one\"");
	free(before);
	free(after);
	site_destroy(site);
}
END_TEST

/* From a checkpoint on the acts behind it are compared, and no row without one is complained of. */
START_TEST(what_acts_since_a_checkpoint_made_is_compared)
{
	static const char since[] = "verify --since checkpoint", in_order[] = "acts: in order\n";
	struct site *site = site_create();

	site_shell(site, "openssl genpkey -algorithm ed25519 -out audit.key");
	site_expect(site, "hold", PLACE "before phi:yes", 0, "");
	struct rows *none = rows_take(site, DATABASE_HOLD);
	site_expect(site, "audit", "checkpoint -o checkpoint --key audit.key", 0, "");
	site_expect(site, "audit", since, 0, in_order);
	site_expect(site, "hold", PLACE "behind phi:yes", 0, "");
	struct rows *placed = rows_take(site, DATABASE_HOLD);
	site_expect(site, "audit", since, 0, in_order);
	rows_put(site, DATABASE_HOLD, placed, none);
	site_expect(site, "audit", since, 1, "acts: NOT IN ORDER: hold \"behind\": record 8 placed it, but its row was "
	                                     "removed\n");
	ck_assert_ptr_null(strstr(site->output, "\"before\""));
	rows_put(site, DATABASE_HOLD, none, placed);
	site_expect(site, "hold", "release --reason x before", 0, "");
	struct rows *released = rows_take(site, DATABASE_HOLD);
	site_expect(site, "audit", since, 0, in_order);
	rows_put(site, DATABASE_HOLD, released, placed);
	site_expect(site, "audit", since, 1, "hold \"before\": record 9 released it, but an earlier state");
	free(none);
	free(placed);
	free(released);
	site_destroy(site);
}
END_TEST

/* ---- disposals ------------------------------------------------------------------------ */

START_TEST(an_earlier_disposal_is_named)
{
	struct attack attack = { .site = site_create(), .table = DATABASE_DISPOSAL };
	struct site *site = attack.site;

	propose_due(site);
	propose_due(site);
	attack.before = rows_take(site, attack.table);
	site_expect(site, "dispose", "withdraw --reason x 7", 0, "");
	attack.after = rows_take(site, attack.table);
	expect_order(&attack);
	expect_found(&attack, attack.before, "disposal 7: record 10 withdrew it, but an earlier state of its "
	                                     "row was put back\n");
	struct rows less = without_first(attack.after);
	expect_found(&attack, &less, "disposal 7: record 10 withdrew it, but its row was removed\n");
	struct rows swapped = with_first_two_swapped(attack.after);
	expect_found(&attack, &swapped, "disposal 9: record 9 proposed it, but its row was changed, or "
	                                "another's was put in its place\n");
	attack_end(&attack);
}
END_TEST

START_TEST(an_earlier_list_of_a_disposal_is_named)
{
	struct attack attack = { .site = site_create(), .table = DATABASE_DISPOSAL_ITEM };
	struct site *site = attack.site;

	propose_due(site);
	propose_due(site);
	attack.before = rows_take(site, attack.table);
	site_expect(site, "dispose", "approve --reason x 7", 0, "1 records destroyed");
	attack.after = rows_take(site, attack.table);
	expect_order(&attack);
	expect_found(&attack, attack.before, "disposal 7: record 11 ended it, but an earlier state of its "
	                                     "list of records was put back\n");
	struct rows less = without_first(attack.after);
	expect_found(&attack, &less, "disposal 7: record 11 ended it, but its list of records is not the "
	                             "one that was proposed\n");
	struct rows swapped = with_first_two_swapped(attack.after);
	expect_found(&attack, &swapped, "disposal 7: record 11 ended it, but its list of records was "
	                                "changed, or another's was put in its place\n");
	attack_end(&attack);
}
END_TEST

/* ---- sealed originals ------------------------------------------------------------------ */

/* A message that became a notice whose link ends in 2033. */
static void
add_original(struct site *site, char id[MESSAGE_ESCROW_ID_SIZE], uint64_t *sequence)
{
	static const struct record_recipient portal = {
		.address = { (const uint8_t *)"one@example.net", 15 }, .outcome = OUTCOME_PORTAL };
	struct bytes sealed = bytes_of_string("sealed original");
	struct record record = fixture_record("N1");
	uint8_t digest[CRYPTO_DIGEST_SIZE];

	ck_assert_int_eq(store_escrow_put(site->fixture.store, sealed, id), 0);
	ck_assert_int_eq(crypto_digest(&sealed, 1, digest), 0);
	record.recipients = &portal;
	record.recipient_count = 1;
	record.outcome = OUTCOME_PORTAL;
	record.escrow_id = bytes_of_string(id);
	record.sealed_digest = digest;
	record.link_until = 2000000000;
	record.reason = bytes_of_string("copies: 1; link ends: 2033-05-18T03:33:20Z");
	ck_assert_int_eq(store_append(site->fixture.store, &record), 0);
	*sequence = record.sequence;
}

/* As phictl escrow does it. */
static void
change_link(struct site *site, const char *id, uint64_t decision, unsigned link, int64_t until,
            const char *text)
{
	struct escrow_change change = { .id = id, .link = (uint8_t)link, .link_until = until };
	struct record record = { .kind = RECORD_ACCESS, .about = decision,
	                         .reason = bytes_of_string(text), .escrow_id = bytes_of_string(id) };

	ck_assert_int_eq(store_escrow_change(site->fixture.store, &change, &record), 0);
}

/* Both originals, of which the first is the table's first row. */
START_TEST(an_earlier_state_of_an_original_is_named)
{
	struct attack attack = { .site = site_create(), .table = DATABASE_ESCROW_STATE };
	struct site *site = attack.site;
	char ids[2][MESSAGE_ESCROW_ID_SIZE], said[256];
	uint64_t decisions[2];

	for (size_t i = 0; i < 2; i++)
		add_original(site, ids[i], &decisions[i]);
	size_t first = strcmp(ids[0], ids[1]) > 0;
	struct rows *sealed = rows_take(site, attack.table);
	change_link(site, ids[first], decisions[first], ESCROW_LINK_REVOKED, 2000000000, "revoked the link: x");
	attack.before = rows_take(site, attack.table);
	change_link(site, ids[first], decisions[first], ESCROW_LINK_OPEN, 1900000000,
	            "released again with a new link \"2030-03-17T17:46:40Z\": x");
	attack.after = rows_take(site, attack.table);
	expect_order(&attack);
	snprintf(said, sizeof(said), "original %s: record 9 gave it a new link, but an earlier state",
	         ids[first]);
	expect_found(&attack, attack.before, said); /* as it was revoked */
	expect_found(&attack, sealed, said);        /* as its link lasted longer */
	struct rows less = without_first(attack.after);
	expect_found(&attack, &less, said);
	snprintf(said, sizeof(said), "original %s: record %u says when its link ends, but its row was removed",
	         ids[!first], (unsigned)decisions[!first]);
	struct rows none = { .count = 0 };
	expect_found(&attack, &none, said);
	snprintf(said, sizeof(said), "original %s: record 9 made its state, but the row was changed",
	         ids[first]);
	struct rows swapped = with_first_two_swapped(attack.after);
	expect_found(&attack, &swapped, said);

	/* And what was revoked is not opened again. */
	change_link(site, ids[first], decisions[first], ESCROW_LINK_REVOKED, 1900000000, "revoked the link");
	free(attack.before);
	attack.before = attack.after;
	attack.after = rows_take(site, attack.table);
	snprintf(said, sizeof(said), "original %s: record 10 revoked its link, but an earlier state", ids[first]);
	expect_found(&attack, attack.before, said);
	free(sealed);
	attack_end(&attack);
}
END_TEST

/* Of two links one is over, so that there is one to expire. */
START_TEST(no_link_is_changed_where_a_hold_was_taken_away)
{
	static const char *const refused[][2] = {
		{ "revoke --reason x", "escrow revoke: nothing is destroyed while that is so" },
		{ "release --reason x --key k --cert c", "escrow release: nothing is destroyed while that is so" },
		{ "expire", "escrow expire: nothing is destroyed while that is so" },
	};
	struct site *site = site_create();
	char ids[2][MESSAGE_ESCROW_ID_SIZE], arguments[128];
	uint64_t decisions[2];

	for (size_t i = 0; i < 2; i++)
		add_original(site, ids[i], &decisions[i]);
	change_link(site, ids[0], decisions[0], ESCROW_LINK_OPEN, 1000,
	            "released again with a new link \"1970-01-01T00:16:40Z\": x");
	struct rows *before = rows_take(site, DATABASE_HOLD);
	site_expect(site, "hold", PLACE "one queue-id:N1", 0, "");
	struct rows *after = rows_take(site, DATABASE_HOLD);
	site_expect(site, "audit", "verify", 0, "acts: in order\n");
	rows_put(site, DATABASE_HOLD, after, before);
	for (size_t i = 0; i < ARRAY_LENGTH(refused); i++) {
		snprintf(arguments, sizeof(arguments), "%s %s", refused[i][0],
		         strcmp(refused[i][0], "expire") == 0 ? "" : ids[1]);
		site_expect(site, "escrow", arguments, 2, refused[i][1]);
		ck_assert_ptr_nonnull(strstr(site->output, "hold \"one\": record 9 placed it, but its row was removed\n"));
	}
	site_expect(site, "escrow", "expire --dry-run", 0, ids[0]);
	rows_put(site, DATABASE_HOLD, before, after);
	/* With the hold back it comes as far as the sealed file, which is no mail here. */
	site_expect(site, "escrow", "expire", 2, "0 links expired");
	free(before);
	free(after);
	site_destroy(site);
}
END_TEST

static Suite *
phictl_acts_suite(void)
{
	return UNIT_SUITE("phictl-acts", an_earlier_hold_is_named, a_removed_placement_is_named,
	                  nothing_is_destroyed_where_a_hold_was_taken_away,
	                  what_acts_since_a_checkpoint_made_is_compared,
	                  an_earlier_disposal_is_named, an_earlier_list_of_a_disposal_is_named,
	                  an_earlier_state_of_an_original_is_named,
	                  no_link_is_changed_where_a_hold_was_taken_away);
}

UNIT_TEST_MAIN(phictl_acts_suite)
