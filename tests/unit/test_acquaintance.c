/* To whom a sender has written: what the index finds against what a plain list says. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/attributes.h"
#include "core/error.h"
#include "tests/unit/store_fixture.h"
#include "tests/unit/test_store.h"
#include "tests/unit/unit_test.h"

#define MAILS 250
#define START 1700000000

static const char *const senders[] = { "a@in.example", "b@in.example", "c@in.example" };
static const char *const recipients[] = {
	"a@one.example", "b@one.example", "a@two.example", "b@two.example", "a@three.example",
	"nobody@one.example", "nobody@nowhere.example", "no-domain", "",
};
#define WRITTEN_TO 5 /* of the recipients */

static void
write_mail(struct store_fixture *f, const char *sender, const char *recipient, enum outcome outcome,
           int64_t time)
{
	struct record_recipient to = { .address = bytes_of_string(recipient), .outcome = (uint8_t)outcome,
	                               .rule = bytes_of_string("r") };
	struct record record = fixture_record("Q");

	record.sender = bytes_of_string(sender);
	record.recipients = &to;
	record.recipient_count = 1;
	record.outcome = (uint8_t)outcome;
	record.time = time;
	ck_assert_int_eq(store_append(f->store, &record), 0);
}

static struct store_acquaintance
ask(struct store_fixture *f, const char *sender, const char *recipient)
{
	struct store_acquaintance one = { .recipient = bytes_of_string(recipient) };

	ck_assert_int_eq(store_acquaintances(f->store, bytes_of_string(sender), &one, 1), 0);
	return one;
}

struct mail_note {
	const char *sender, *recipient;
	int64_t time;
};

static const char *
domain(const char *address)
{
	const char *at = strchr(address, '@');
	return at ? at : "";
}

static void
check_against(struct store_fixture *f, const struct mail_note *notes, size_t count,
              const char *sender, const char *recipient)
{
	int64_t written = 0, domain_written = 0;

	for (size_t i = 0; i < count; i++) {
		if (strcmp(notes[i].sender, sender) != 0)
			continue;
		if (strcmp(notes[i].recipient, recipient) == 0)
			written = notes[i].time;
		if (domain(recipient)[0] != '\0' &&
		    strcmp(domain(notes[i].recipient), domain(recipient)) == 0)
			domain_written = notes[i].time;
	}
	struct store_acquaintance found = ask(f, sender, recipient);
	ck_assert_msg(found.written == written, "%s to %s", sender, recipient);
	ck_assert_msg(found.domain_written == domain_written, "%s to %s's domain", sender, recipient);
}

START_TEST(the_last_mail_is_found)
{
	static const enum outcome outcomes[] = { OUTCOME_PASS, OUTCOME_TLS, OUTCOME_PORTAL };
	struct mail_note notes[MAILS];
	struct store_fixture f;

	srandom(7);
	store_fixture_create(&f, NULL, FIXTURE_MAP_BYTES);
	store_fixture_open(&f, STORE_WRITE);
	for (size_t i = 0; i < MAILS; i++) {
		notes[i] = (struct mail_note){ senders[random() % 2], recipients[random() % WRITTEN_TO],
		                               START + (int64_t)i };
		if (random() % 8 != 0)
			notes[i].sender = senders[0]; /* one writes much, another little, the third nothing */
		write_mail(&f, notes[i].sender, notes[i].recipient, outcomes[random() % 3], notes[i].time);
	}
	for (size_t i = 0; i < ARRAY_LENGTH(senders); i++)
		for (size_t j = 0; j < ARRAY_LENGTH(recipients); j++)
			check_against(&f, notes, MAILS, senders[i], recipients[j]);
	store_fixture_destroy(&f);
}
END_TEST

START_TEST(an_empty_store_knows_nobody)
{
	struct store_fixture f;

	store_fixture_create(&f, NULL, FIXTURE_MAP_BYTES);
	store_fixture_open(&f, STORE_WRITE);
	ck_assert_int_eq(ask(&f, "a@in.example", "a@one.example").written, 0);
	ck_assert_int_eq(ask(&f, "", "a@one.example").domain_written, 0);
	store_fixture_destroy(&f);
}
END_TEST

/* Else a second attempt would find the first one that was refused. */
START_TEST(what_was_not_delivered_does_not_count)
{
	static const enum outcome outcomes[] = { OUTCOME_HOLD, OUTCOME_REJECT, OUTCOME_DEFER };
	struct store_fixture f;

	store_fixture_create(&f, NULL, FIXTURE_MAP_BYTES);
	store_fixture_open(&f, STORE_WRITE);
	write_mail(&f, "A@in.example", "B@One.example", OUTCOME_PASS, START);
	for (size_t i = 0; i < ARRAY_LENGTH(outcomes); i++)
		write_mail(&f, "a@in.example", "b@one.example", outcomes[i], START + 9);
	for (size_t i = 0; i < ARRAY_LENGTH(outcomes); i++)
		write_mail(&f, "a@in.example", "c@two.example", outcomes[i], START + 9);
	/* Case makes no difference. */
	ck_assert_int_eq(ask(&f, "a@IN.example", "b@one.EXAMPLE").written, START);
	ck_assert_int_eq(ask(&f, "a@in.example", "x@one.example").domain_written, START);
	ck_assert_int_eq(ask(&f, "a@in.example", "c@two.example").written, 0);
	ck_assert_int_eq(ask(&f, "a@in.example", "c@two.example").domain_written, 0);
	store_fixture_destroy(&f);
}
END_TEST

Suite *
acquaintance_suite(void)
{
	return UNIT_SUITE("acquaintance", the_last_mail_is_found, an_empty_store_knows_nobody,
	                  what_was_not_delivered_does_not_count);
}
