/* `phictl report`: the figures, the page, and what it does not let through. */
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/database.h"
#include "tests/unit/phictl_site.h"
#include "tests/unit/unit_test.h"

#define PAGE_LIMIT (1 << 20)

/* What a file of the site holds; free it. */
static char *
read_file(const struct site *site, const char *name)
{
	char path[2 * FIXTURE_PATH_SIZE];
	char *text = calloc(1, PAGE_LIMIT);

	snprintf(path, sizeof(path), "%s/%s", site->fixture.directory, name);
	FILE *file = fopen(path, "r");
	ck_assert_msg(file != NULL, "%s is not there", path);
	ck_assert_ptr_nonnull(text);
	ck_assert_uint_lt(fread(text, 1, PAGE_LIMIT - 1, file), PAGE_LIMIT - 1);
	fclose(file);
	return text;
}

static void
expect_text(const char *text, const char *wanted)
{
	ck_assert_msg(strstr(text, wanted) != NULL, "no \"%s\" in:\n%.2000s", wanted, text);
}

/* What the page must be whatever it says: tests/unit/check-report-page. */
static void
expect_good_page(const struct site *site, const char *name)
{
	char command[3 * FIXTURE_PATH_SIZE];

	snprintf(command, sizeof(command), "python3 " SOURCE_DIR "/tests/unit/check-report-page %s/%s",
	         site->fixture.directory, name);
	ck_assert_int_eq(system(command), 0);
}

/* A decision unlike those of the site, at `time`. */
static void
append(struct site *site, int64_t time, const char *sender, const char *recipient,
       enum outcome outcome)
{
	struct record record = fixture_record("R");
	const struct record_recipient one = {
		.address = bytes_of_string(recipient), .outcome = (uint8_t)outcome,
	};

	record.time = time;
	record.sender = bytes_of_string(sender);
	record.recipients = &one;
	record.recipient_count = 1;
	record.outcome = (uint8_t)outcome;
	ck_assert_int_eq(store_append(site->fixture.store, &record), 0);
}

/* The fixture's three of November 2023, the portal's of January 2027, and one of 2025. */
START_TEST(the_figures_are_those_of_the_period)
{
	struct site *site = site_create();

	append(site, 1750000000, "X@Example.com", "p@Receiver.example", OUTCOME_REJECT);
	append(site, 1750000000, "x@example.com", "q@receiver.example", OUTCOME_HOLD);
	site_expect(site, "report", "--since 2023-01-01 --until 2027-02-01 --csv all.csv", 0, "");
	char *all = read_file(site, "all.csv");
	expect_text(all, "messages,\"all\",messages,6\r\n");
	expect_text(all, "messages,\"all\",with PHI,6\r\n");
	expect_text(all, "outcome,\"outbound, with PHI\",tls,3\r\n");
	expect_text(all, "outcome,\"outbound, with PHI\",portal,1\r\n");
	expect_text(all, "category,\"Social Security numbers\",tls,3\r\n");
	expect_text(all, "category,\"Social Security numbers\",findings,12\r\n");
	expect_text(all, "category,\"medical record numbers\",findings,6\r\n");
	expect_text(all, "method,\"recipients outside\",reject,1\r\n");
	expect_text(all, "health,\"condition\",messages,6\r\n");
	expect_text(all, "unscannable,\"encrypted\",messages,1\r\n");
	expect_text(all, "year,\"2025-01-01T00:00:00Z\",messages,2\r\n");
	expect_text(all, "sender,\"a@example.com\",tls,3\r\n");
	expect_text(all, "sender,\"x@example.com\",with PHI,2\r\n");
	expect_text(all, "domain,\"receiver.example\",all,2\r\n");
	expect_text(all, "domain,\"example.org\",pass,1\r\n");
	expect_text(all, "rule,\"phi-outside\",with PHI,6\r\n");
	expect_text(all, "chain,\"state\",is,\"in order\"\r\n");
	free(all);

	/* The first of a period counts, its end does not. */
	site_expect(site, "report", "--since 2025-06-15T15:06:40Z --until 2027-01-15T08:00:00Z --csv -", 0,
	            "messages,\"all\",messages,2\r\n");
	site_expect(site, "report", "--since 2025-06-15T15:06:41Z --until 2027-01-15T08:00:01Z --csv -", 0,
	            "messages,\"all\",messages,1\r\n");
	site_destroy(site);
}
END_TEST

START_TEST(a_page_is_whole_and_needs_nothing_else)
{
	struct site *site = site_create();
	struct stat status;
	char path[2 * FIXTURE_PATH_SIZE];

	append(site, 1750000000, "\"><script>alert(1)</script>@example.com",
	       "'onload=x@<b>&amp;.example", OUTCOME_TLS);
	append(site, 1750000000, "m\xc3\xbcller\xe2\x80\xae@example.com\xff", "=1+2@a.example", OUTCOME_DEFER);
	site_expect(site, "hold", "place --authority '<Court> & \"Co\"' 'a<i>b' sender:a@example.com", 0, "");
	site_expect(site, "report", "--since 2023-01-01 --until 2030-01-01 --html page.html", 0, "");
	expect_good_page(site, "page.html");
	char *page = read_file(site, "page.html");
	expect_text(page, "&lt;script&gt;alert(1)&lt;/script&gt;@example.com");
	expect_text(page, "m\xc3\xbcller\\xe2\\x80\\xae@example.com\\xff");
	expect_text(page, "&lt;b&gt;&amp;amp;.example");
	expect_text(page, "&lt;Court&gt; &amp; &quot;Co&quot;");
	expect_text(page, "a&lt;i&gt;b");
	expect_text(page, "<dt>Chain</dt><dd>in order</dd>");
	expect_text(page, "<th scope=\"row\">placed the hold</th>");
	ck_assert_ptr_null(strstr(page, "<script"));
	ck_assert_ptr_null(strstr(page, "a request of")); /* reasons are the officer's words */
	free(page);
	snprintf(path, sizeof(path), "%s/page.html", site->fixture.directory);
	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_uint_eq(status.st_mode & 07777, 0600);
	site_destroy(site);
}
END_TEST

START_TEST(a_period_without_mail_is_a_page_too)
{
	struct site *site = site_create();

	site_expect(site, "report", "--since 2001-01-01 --until 2001-01-02 --html page.html", 0, "");
	expect_good_page(site, "page.html");
	char *page = read_file(site, "page.html");
	expect_text(page, "<strong>0</strong><span>messages</span>");
	expect_text(page, "None stood in this period.");
	free(page);
	site_destroy(site);
}
END_TEST

/* What was destroyed is in no figure but its own. */
START_TEST(disposals_are_told)
{
	struct site *site = site_create();
	struct record due = fixture_record("D");

	due.time = 1500000000; /* 2017-07-14 */
	due.retain_until = 1710000000;
	due.retention_class = bytes_of_string("gone");
	ck_assert_int_eq(store_append(site->fixture.store, &due), 0);
	site_expect(site, "dispose", "propose", 0, "proposed as disposal 7: 1 records");
	site_expect(site, "dispose", "approve --reason 'board <b>' 7", 0, "1 records destroyed");
	site_expect(site, "report", "--since 2017-01-01 --until 2018-01-01 --csv then.csv", 0, "");
	char *then = read_file(site, "then.csv");
	expect_text(then, "messages,\"all\",messages,0\r\n");
	expect_text(then, "messages,\"all\",destroyed since,1\r\n");
	ck_assert_ptr_null(strstr(then, "disposal,"));
	free(then);
	site_expect(site, "report", "--since 2017-01-01 --html now.html", 0, "");
	expect_good_page(site, "now.html");
	char *now = read_file(site, "now.html");
	expect_text(now, "<tr><th scope=\"row\">7</th><td>done</td><td class=\"n\">1</td><td class=\"n\">1</td>");
	expect_text(now, "Of the messages that came in this period 1 were destroyed since.");
	expect_text(now, "<th scope=\"row\">approved the disposal</th>");
	ck_assert_ptr_null(strstr(now, "board"));
	free(now);
	site_destroy(site);
}
END_TEST

START_TEST(a_report_is_recorded)
{
	struct site *site = site_create();

	site_expect(site, "report", "--since 2023-01-01 --until 2024-01-01 --reason 'the yearly one' -", 0,
	            "<!DOCTYPE html>");
	site_expect(site, "audit", "show 6", 0,
	            "made a report: from 2023-01-01T00:00:00Z to 2024-01-01T00:00:00Z: the yearly one");
	site_destroy(site);
}
END_TEST

/* Changes a byte in the middle of a record, as somebody with the disk can. */
static void
damage_record(struct site *site, uint64_t sequence)
{
	uint8_t key[8] = { [7] = (uint8_t)sequence }, row[4096];
	struct database_transaction t;
	struct database *database;
	char path[FIXTURE_PATH_SIZE];
	struct bytes value;

	store_close(&site->fixture.store);
	snprintf(path, sizeof(path), "%s/store", site->fixture.directory);
	ck_assert_int_eq(database_open(path, 0, DATABASE_WRITE, &database), 0);
	database_begin(database, DATABASE_WRITE, &t);
	ck_assert(database_get(&t, DATABASE_AUDIT, bytes_make(key, sizeof(key)), &value));
	ck_assert_uint_le(value.length, sizeof(row));
	memcpy(row, value.data, value.length);
	row[value.length / 2] ^= 1;
	database_put(&t, DATABASE_AUDIT, bytes_make(key, sizeof(key)), bytes_make(row, value.length));
	ck_assert_int_eq(database_commit(&t), 0);
	database_close(&database);
}

START_TEST(a_record_not_in_order_is_said_first)
{
	struct site *site = site_create();

	damage_record(site, 2);
	site_expect(site, "report", "--since 2023-01-01 --html page.html", 1, "the record is not in order");
	expect_good_page(site, "page.html");
	char *page = read_file(site, "page.html");
	expect_text(page, "The record is not in order. Record 2: the record&#39;s bytes were changed");
	expect_text(page, "Record 2 and all behind it could not be read and are not counted.");
	expect_text(page, "<strong>1</strong><span>messages</span>");
	free(page);
	site_destroy(site);
}
END_TEST

START_TEST(mistakes_leave_nothing_behind)
{
	static const struct {
		const char *arguments, *said;
	} cases[] = {
		{ "--since yesterday", "--since \"yesterday\": give a date" },
		{ "--until 2026-13-01", "--until \"2026-13-01\"" },
		{ "--since 2026-01-02 --until 2026-01-02", "--since must be earlier" },
		{ "--html - --csv -", "must go to different files" },
		{ "extra", "\"extra\" is one argument too many" },
		{ "--html there", "there: File exists" },
		{ "--html none/x", "No such file or directory" },
		{ "--html made.html --csv there", "there: File exists" },
	};
	char path[2 * FIXTURE_PATH_SIZE];
	struct site *site = site_create();

	snprintf(path, sizeof(path), "%s/there", site->fixture.directory);
	site_write_file(path, "mine");
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		site_expect(site, "report", cases[i].arguments, 2, cases[i].said);
	char *there = read_file(site, "there");
	ck_assert_str_eq(there, "mine");
	free(there);
	snprintf(path, sizeof(path), "%s/made.html", site->fixture.directory);
	ck_assert_int_ne(access(path, F_OK), 0);
	site_expect(site, "audit", "list --kind access --limit 1", 0, "2027-01-15T08:00:01Z");
	site_destroy(site);
}
END_TEST

static Suite *
phictl_report_suite(void)
{
	return UNIT_SUITE("phictl-report", the_figures_are_those_of_the_period,
	                  a_page_is_whole_and_needs_nothing_else, a_period_without_mail_is_a_page_too,
	                  disposals_are_told, a_report_is_recorded, a_record_not_in_order_is_said_first,
	                  mistakes_leave_nothing_behind);
}

UNIT_TEST_MAIN(phictl_report_suite)
