/* `phictl dispose`: what goes, what stays, and the proof of it. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/disposal.h"
#include "tests/unit/phictl_site.h"
#include "tests/unit/unit_test.h"

#define ORIGINAL "sealed original"
#define PLACE "place --authority 'Court 12' "

static const struct record_recipient portal[] = {
	{ .address = { (const uint8_t *)"one@example.net", 15 }, .outcome = OUTCOME_PORTAL },
	{ .address = { (const uint8_t *)"two@example.net", 15 }, .outcome = OUTCOME_PORTAL },
};

/* A decision whose retention ended in 2024, with its sealed original. */
static uint64_t
add_due(struct site *site, const char *queue_id, char id[MESSAGE_ESCROW_ID_SIZE])
{
	struct record record = fixture_record(queue_id);
	struct bytes sealed = bytes_of_string(ORIGINAL);
	uint8_t digest[CRYPTO_DIGEST_SIZE];

	ck_assert_int_eq(store_escrow_put(site->fixture.store, sealed, id), 0);
	ck_assert_int_eq(crypto_digest(&sealed, 1, digest), 0);
	record.recipients = portal;
	record.recipient_count = ARRAY_LENGTH(portal);
	record.outcome = OUTCOME_PORTAL;
	record.escrow_id = bytes_of_string(id);
	record.sealed_digest = digest;
	record.time = 1500000000;
	record.retain_until = 1710000000;
	record.retention_class = bytes_of_string("gone");
	record.digest[0] = (uint8_t)strlen(queue_id);
	ck_assert_int_eq(store_append(site->fixture.store, &record), 0);
	return record.sequence;
}

static bool
original_is_there(struct site *site, const char *id)
{
	struct buffer back = buffer_make(4096);
	int err = store_escrow_get(site->fixture.store, id, &back);

	buffer_release(&back);
	return err == 0;
}

/* A site with the records 6, 7 and 8 due. */
struct due_site {
	struct site *site;
	char ids[3][MESSAGE_ESCROW_ID_SIZE];
};

static struct due_site
due_site_create(void)
{
	struct due_site due = { .site = site_create() };
	static const char *const queue_ids[] = { "D6", "D7", "D8" };

	for (size_t i = 0; i < ARRAY_LENGTH(queue_ids); i++)
		ck_assert_uint_eq(add_due(due.site, queue_ids[i], due.ids[i]), 6 + i);
	return due;
}

START_TEST(what_is_due_is_proposed_approved_and_destroyed)
{
	struct due_site due = due_site_create();
	struct site *site = due.site;

	site_expect(site, "dispose", "propose --reason yearly", 0, "proposed as disposal 9: 3 records");
	site_expect(site, "audit", "show 9", 0, "proposed a disposal: 3 records due at");
	ck_assert(original_is_there(site, due.ids[0]));
	site_expect(site, "dispose", "list --json", 0, "\"disposal\":9,\"state\":\"proposed\"");
	site_expect(site, "dispose", "approve --reason 'board of 12 May' 9", 0,
	            "disposal 9: 3 records destroyed, 0 left out");
	site_expect(site, "audit", "show 10", 0, "approved the disposal \"9\": 3 records: board of 12 May");
	site_expect(site, "audit", "show 11", 0, "ended the disposal \"9\": 3 records destroyed, 0 left out, list");
	for (size_t i = 0; i < ARRAY_LENGTH(due.ids); i++)
		ck_assert(!original_is_there(site, due.ids[i]));
	site_expect(site, "audit", "show 7", 0, "disposed");
	ck_assert_ptr_nonnull(strstr(site->output, "about            10"));
	ck_assert_ptr_null(strstr(site->output, "example"));
	site_expect(site, "audit", "verify --json", 0, "\"in_order\":true,\"records\":11");
	ck_assert_ptr_nonnull(strstr(site->output, "\"disposed\":3"));
	site_expect(site, "audit", "verify", 0, "disposed of: 3 of them, whose tombstones are in order");
	site_expect(site, "audit", "list --kind disposed", 0, "disposed");
	site_expect(site, "store", "check", 0, "0 not as sealed");
	site_expect(site, "search", "queue-id:D7", 0, "RECORD");
	site_expect(site, "search", "recipient:two@example.net", 0, "RECORD");
	site_expect(site, "escrow", "list", 0, "");
	ck_assert_ptr_null(strstr(site->output, due.ids[0]));
	site_expect(site, "dispose", "propose", 1, "nothing is due");
	site_destroy(site);
}
END_TEST

/* A directory in the place of the last original stops it after the others were destroyed. */
START_TEST(what_a_stopped_disposal_destroyed_is_no_damage)
{
	struct due_site due = due_site_create();
	struct site *site = due.site;
	char command[512];

	site_expect(site, "dispose", "propose", 0, "disposal 9");
	snprintf(command, sizeof(command), "cd '%s' && cd \"$(dirname \"$(find . -name %s)\")\" && "
	         "rm %s && mkdir %s", site->fixture.configuration->escrow.directory, due.ids[2],
	         due.ids[2], due.ids[2]);
	ck_assert_int_eq(system(command), 0);
	site_expect(site, "escrow", "check", 1, "3 originals: 1 not as sealed");
	site_expect(site, "dispose", "approve --reason go 9", 2, "disposal 9 is not at its end");
	ck_assert(!original_is_there(site, due.ids[0]) && !original_is_there(site, due.ids[1]));
	site_expect(site, "escrow", "check", 0, "3 originals: 0 not as sealed; 3 that a disposal destroys");
	site_expect(site, "escrow", "check --json", 0, "\"bad\":0,\"without_digest\":0,\"being_destroyed\":3");
	snprintf(command, sizeof(command), "find '%s' -name %s -exec rmdir {} +",
	         site->fixture.configuration->escrow.directory, due.ids[2]);
	ck_assert_int_eq(system(command), 0);
	site_expect(site, "dispose", "resume 9", 0, "3 records destroyed");
	site_expect(site, "store", "check", 0, "0 originals: 0 not as sealed\n");
	site_destroy(site);
}
END_TEST

/* Two officers; one that was asked for twice; one that is withdrawn. */
START_TEST(each_disposal_is_decided_once)
{
	struct due_site due = due_site_create();
	struct site *site = due.site;

	site_expect(site, "dispose", "propose", 0, "disposal 9");
	site_expect(site, "dispose", "propose", 0, "disposal 10");
	site_expect(site, "dispose", "resume 9", 1, "was not approved yet");
	site_expect(site, "dispose", "withdraw --reason typo 10", 0, "");
	site_expect(site, "dispose", "approve --reason go 10", 1, "disposal 10 was withdrawn by");
	site_expect(site, "dispose", "propose", 0, "disposal 12");
	site_expect(site, "dispose", "approve --reason go 9", 0, "3 records destroyed");
	site_expect(site, "dispose", "approve --reason go 9", 1, "disposal 9 was approved by");
	site_expect(site, "dispose", "resume 9", 1, "and is done");
	site_expect(site, "dispose", "withdraw --reason late 9", 1, "was approved by");
	site_expect(site, "dispose", "approve --reason go 12", 1, "record 6 left out: another disposal destroyed it");
	site_expect(site, "dispose", "list", 0, "withdrawn");
	site_expect(site, "audit", "verify", 0, "in order");
	site_destroy(site);
}
END_TEST

/* What came under hold, or is kept longer by now, since it was proposed is left out and named. */
START_TEST(what_changed_since_is_left_out_and_named)
{
	struct due_site due = due_site_create();
	struct site *site = due.site;

	site_expect(site, "hold", PLACE "early queue-id:D6", 0, "");
	site_expect(site, "dispose", "propose", 0, "disposal 10: 2 records");
	ck_assert_ptr_nonnull(strstr(site->output, "1 more would be due but for a legal hold"));
	site_expect(site, "hold", PLACE "'Doe v. Clinic' queue-id:D7", 0, "");
	site_expect(site, "dispose", "approve --reason go 10", 1,
	            "record 7 left out: kept by the hold \"Doe v. Clinic\"");
	ck_assert_ptr_nonnull(strstr(site->output, "disposal 10: 1 records destroyed, 1 left out"));
	ck_assert(original_is_there(site, due.ids[0]) && original_is_there(site, due.ids[1]));
	ck_assert(!original_is_there(site, due.ids[2]));
	site_expect(site, "dispose", "show 10", 0, "7  held by the hold \"Doe v. Clinic\"");
	site_expect(site, "search", "queue-id:D7", 1, "D7");
	site_expect(site, "hold", "release --reason settled 'Doe v. Clinic'", 0, "");
	site_expect(site, "dispose", "propose", 0, "disposal 16: 1 records");
	site_expect(site, "dispose", "show --json 16", 0, "{\"record\":7,\"fate\":\"waits\",\"hold\":null}");
	char configuration[4 * FIXTURE_PATH_SIZE];
	const char *directory = site->fixture.directory;
	snprintf(configuration, sizeof(configuration), "store: { directory = \"%s/store\"; key_file = "
	         "\"%s/key\"; };\nescrow: { directory = \"%s/escrow\"; };\nretention: { classes = ( "
	         "{ name = \"gone\"; years = 90; }, { name = \"phi\"; years = 6; }, "
	         "{ name = \"administrative\"; days = 1; } ); };\n", directory, directory, directory);
	site_write_file(site->configuration, configuration);
	site_expect(site, "dispose", "approve --reason go 16", 1,
	            "record 7 left out: it is to be kept longer by now");
	ck_assert(original_is_there(site, due.ids[1]));
	site_destroy(site);
}
END_TEST

START_TEST(another_person_approves_where_the_site_asks_for_it)
{
	struct due_site due = due_site_create();
	struct site *site = due.site;

	site_expect(site, "dispose", "list >/dev/null; echo 'retention: { second_officer = true; };' "
	            ">>phimilter.conf; true", 0, "");
	site_expect(site, "dispose", "propose", 0, "disposal 9");
	site_expect(site, "dispose", "approve --reason go 9", 1,
	            "proposed disposal 9; retention.second_officer asks another person");
	ck_assert(original_is_there(site, due.ids[0]));
	site_expect(site, "dispose", "list --json", 0, "\"state\":\"proposed\"");
	site_destroy(site);
}
END_TEST

/* The lock of one at work is a file's, so that this process can stand for it. */
START_TEST(one_is_at_work_at_a_time)
{
	struct due_site due = due_site_create();
	struct site *site = due.site;
	char revoke[128];

	snprintf(revoke, sizeof(revoke), "revoke --reason x %s", due.ids[0]);
	site_expect(site, "dispose", "propose", 0, "disposal 9");
	ck_assert_int_eq(store_disposal_lock(site->fixture.store), 0);
	site_expect(site, "dispose", "approve --reason go 9", 2, "another phictl is destroying or changing");
	site_expect(site, "escrow", revoke, 2, "another phictl is changing or destroying");
	site_expect(site, "dispose", "list --json", 0, "\"state\":\"proposed\"");
	ck_assert(original_is_there(site, due.ids[0]));
	site_destroy(site);
}
END_TEST

START_TEST(lists_are_exported_for_the_archive)
{
	struct due_site due = due_site_create();
	struct site *site = due.site;

	site_expect(site, "dispose", "propose", 0, "disposal 9");
	site_expect(site, "dispose", "export --json 9", 0,
	            "{\"record\":6,\"fate\":\"waits\",\"message_id\":\"1@example.com\",\"sha256\":\"02000");
	site_expect(site, "dispose", "export 9", 0,
	            "7,\"waits\",\"1@example.com\",\"0200000000000000000000000000000000000000000000000000"
	            "000000000000\",2048,\"gone\",\"2024-03-09T16:00:00Z\"\r\n");
	site_expect(site, "audit", "show 10", 0, "exported the list of disposal \"9\"");
	site_destroy(site);
}
END_TEST

static void
make_keys(struct site *site)
{
	char command[2 * FIXTURE_PATH_SIZE];

	snprintf(command, sizeof(command), "cd %s && umask 077 && for k in one two; do openssl genpkey "
	         "-algorithm ed25519 -out $k.key && openssl pkey -in $k.key -pubout -out $k.pub; done",
	         site->fixture.directory);
	ck_assert_int_eq(system(command), 0);
}

/* The certificate tells without the store; by hand too; nothing in it can be changed. */
START_TEST(a_certificate_proves_the_destruction)
{
	struct due_site due = due_site_create();
	struct site *site = due.site;

	make_keys(site);
	site_expect(site, "dispose", "propose", 0, "disposal 9");
	site_expect(site, "dispose", "certificate --key one.key -o cert.json 9", 1, "was not approved yet");
	site_expect(site, "dispose", "approve --reason 'by the board' 9", 0, "3 records destroyed");
	site_expect(site, "dispose", "certificate --key one.key -o cert.json --list list.jsonl 9", 0, "");
	site_expect(site, "audit", "show 12", 0, "signed the certificate of disposal \"9\"");
	site_expect(site, "dispose", "check-certificate --public-key one.pub --list list.jsonl cert.json",
	            0, "CERTIFICATE OF DESTRUCTION");
	ck_assert_ptr_nonnull(strstr(site->output, "gone: 3 records of messages with 6144 bytes, "
	                             "3 sealed originals"));
	ck_assert_ptr_nonnull(strstr(site->output, "because      by the board"));
	ck_assert_ptr_nonnull(strstr(site->output, "(checked)"));
	site_expect(site, "dispose", "check-certificate --public-key two.pub cert.json", 1, "NOT VALID");
	site_expect(site, "dispose", "check-certificate --public-key one.pub --list cert.json cert.json", 1,
	            "is not the list");
	site_expect(site, "dispose", "check-certificate --public-key one.pub cert.json --json", 0,
	            "\"destroyed\":3");
	site_expect(site, "dispose", "list; sed 's/\"destroyed\": 3/\"destroyed\": 2/' cert.json >bad.json",
	            0, "");
	site_expect(site, "dispose", "check-certificate --public-key one.pub bad.json", 1, "NOT VALID");
	site_expect(site, "dispose", "check-certificate --public-key one.pub list.jsonl", 2,
	            "list.jsonl: holds no certificate");
	site_expect(site, "dispose", "certificate --key one.key -o cert.json 9", 2, "cert.json: File exists");
	site_expect(site, "dispose", "list >/dev/null; command -v jq >/dev/null || { echo Verified; exit; }; "
	            "jq -cSj .certificate cert.json >body && jq -r .signature cert.json | base64 -d >sig && "
	            "openssl pkeyutl -verify -pubin -inkey one.pub -rawin -in body -sigfile sig", 0,
	            "Verified");
	site_destroy(site);
}
END_TEST

START_TEST(what_makes_no_sense_is_refused)
{
	static const struct {
		const char *arguments, *said;
	} cases[] = {
		{ "", "usage: phictl dispose" },
		{ "lost", "has no \"lost\"" },
		{ "propose --at 2099-01-01", "lies in the future" },
		{ "propose --at someday", "give a date" },
		{ "propose --class lost", "has no class \"lost\"" },
		{ "propose 17", "one argument too many" },
		{ "propose --json", "takes no such option" },
		{ "approve 9", "needs --reason" },
		{ "approve --reason go", "needs the number of a disposal" },
		{ "approve --reason go soon", "needs the number of a disposal" },
		{ "show --lost 9", "phictl dispose show: unrecognized option" },
		{ "export --json --csv 9", "not both" },
		{ "certificate 9", "needs --key FILE" },
		{ "check-certificate lost.json", "needs --public-key" },
		{ "check-certificate --public-key key lost.json", "key: " },
	};
	struct site *site = site_create();

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		site_expect(site, "dispose", cases[i].arguments, 2, cases[i].said);
	site_expect(site, "dispose", "approve --reason go 4711", 1, "there is no disposal 4711");
	site_expect(site, "dispose", "show 4", 1, "there is no disposal 4");
	site_destroy(site);
}
END_TEST

static Suite *
phictl_dispose_suite(void)
{
	return UNIT_SUITE("phictl-dispose", what_is_due_is_proposed_approved_and_destroyed,
	                  what_a_stopped_disposal_destroyed_is_no_damage,
	                  each_disposal_is_decided_once, what_changed_since_is_left_out_and_named,
	                  another_person_approves_where_the_site_asks_for_it, one_is_at_work_at_a_time,
	                  lists_are_exported_for_the_archive, a_certificate_proves_the_destruction,
	                  what_makes_no_sense_is_refused);
}

UNIT_TEST_MAIN(phictl_dispose_suite)
