/* `phictl held` as an officer runs it, beside a mail server whose commands are told what to say. */
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/crypto.h"
#include "core/error.h"
#include "tests/unit/store_fixture.h"
#include "tests/unit/unit_test.h"

#define OUTPUT_SIZE 65536
#define COMMAND_SIZE 16384

struct site {
	struct store_fixture fixture;
	char output[OUTPUT_SIZE]; /* of the last run, both streams */
};

static void
site_write(const struct site *site, const char *name, mode_t mode, const char *text)
{
	char path[2 * FIXTURE_PATH_SIZE];

	snprintf(path, sizeof(path), "%s/%s", site->fixture.directory, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, mode);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

/* Two decisions to hold, the second of a queue id that the first had too; one to pass. */
static void
site_record(struct site *site)
{
	static const struct record_recipient held = { .address = { (const uint8_t *)"b@out.example", 13 },
	                                              .outcome = OUTCOME_HOLD, .rule = { (const uint8_t *)"many", 4 } };
	struct record record = fixture_record("4Held1");

	store_fixture_open(&site->fixture, STORE_WRITE);
	record.outcome = OUTCOME_HOLD;
	record.recipients = &held;
	record.recipient_count = 1;
	record.time = 1700000000;
	ck_assert_int_eq(store_append(site->fixture.store, &record), 0);
	record.time = 1800000000;
	ck_assert_int_eq(store_append(site->fixture.store, &record), 0);
	store_close(&site->fixture.store);
}

static const char postqueue[] =
	"#!/bin/sh\nif [ \"$1\" = -i ]; then echo \"$@\" >>postsuper.log; exit; fi\ncat <<END\n"
	"{\"queue_name\": \"deferred\", \"queue_id\": \"4Waits\", \"arrival_time\": 1800000000, \"message_size\": 9,"
	" \"sender\": \"a@x.example\", \"recipients\": [{\"address\": \"b@y.example\"}]}\n"
	"{\"queue_name\": \"hold\", \"queue_id\": \"4Held1\", \"arrival_time\": 1800000000, \"message_size\": 9,"
	" \"sender\": \"nurse@clinic.example\", \"recipients\": [{\"address\": \"b@out.example\"}, {\"address\": \"c@out.example\"}]}\n"
	"{\"queue_name\": \"hold\", \"queue_id\": \"4Other\", \"arrival_time\": 1800000000, \"message_size\": 9,"
	" \"sender\": \"x@y.example\", \"recipients\": []}\nEND\n";

static struct site *
site_create(void)
{
	struct site *site = calloc(1, sizeof(*site));
	char key[2 * CRYPTO_KEY_SIZE + 1], text[4 * FIXTURE_PATH_SIZE];

	ck_assert_ptr_nonnull(site);
	store_fixture_create(&site->fixture, NULL, FIXTURE_MAP_BYTES);
	site_record(site);
	hex_encode(bytes_make(site->fixture.key.bytes, sizeof(site->fixture.key.bytes)), key);
	site_write(site, "key", 0600, key);
	snprintf(text, sizeof(text),
	         "store: { directory = \"%s/store\"; key_file = \"%s/key\"; };\nescrow: { directory = \"%s/escrow\"; };\n",
	         site->fixture.directory, site->fixture.directory, site->fixture.directory);
	site_write(site, "phimilter.conf", 0600, text);
	site_write(site, "postqueue", 0700, postqueue);
	site_write(site, "place", 0700, "#!/bin/sh\nexec \"$p\" -c phimilter.conf hold place --authority court \"$@\"\n");
	site_write(site, "postsuper", 0700, "#!/bin/sh\necho \"$@\" >>postsuper.log; test ! -e broken\n");
	return site;
}

static void
site_destroy(struct site *site)
{
	store_fixture_destroy(&site->fixture);
	free(site);
}

/* Runs `phictl -c ...` in the site's folder with its mail server's commands, as the shell splits `arguments`. */
static int
run(struct site *site, const char *before, const char *arguments)
{
	char command[COMMAND_SIZE];

	snprintf(command, sizeof(command),
	         "export p=$PWD/phictl; cd %s && { %s PATH=.:$PATH \"$p\" -c phimilter.conf %s; } 2>&1", site->fixture.directory,
	         before, arguments);
	FILE *pipe = popen(command, "r");
	ck_assert_ptr_nonnull(pipe);
	size_t length = fread(site->output, 1, sizeof(site->output) - 1, pipe);
	site->output[length] = '\0';
	int status = pclose(pipe);
	ck_assert_msg(WIFEXITED(status), "%s: ended by a signal", arguments);
	return WEXITSTATUS(status);
}

#define TEXTS 3

static const struct {
	const char *before, *arguments;
	int code;
	const char *texts[TEXTS]; /* all in the output */
	const char *done;         /* what postsuper was told; NULL for nothing */
	const char *recorded;     /* the last record; NULL for nothing new */
} cases[] = {
	{ "", "held --help", 0, { "usage: phictl held list" }, NULL, NULL },
	{ "", "held", 2, { "usage: phictl held list" }, NULL, NULL },
	{ "", "held lst", 2, { "held has no \"lst\"" }, NULL, NULL },
	{ "", "held list 4Held1", 2, { "held list takes no queue id" }, NULL, NULL },
	{ "", "held release 4Held1", 2, { "needs --reason" }, NULL, NULL },
	{ "", "held show --reason x 4Held1", 2, { "takes no --reason" }, NULL, NULL },
	{ "", "held show", 2, { "needs one queue id" }, NULL, NULL },
	{ "", "held release --reason x -- -ALL", 2, { "queue id of letters and digits" }, NULL, NULL },

	{ "", "held list", 0, { "4Held1           2027-01-15T08:00:00Z nurse@clinic.example", "2 many                     2" }, NULL, NULL },
	{ "", "held show 4Held1", 0, { "4Held1", "hold" }, NULL, NULL },
	{ "", "held show 4None", 1, { "no message 4None is held" }, NULL, NULL },
	{ "", "held show 4Waits", 1, { "no message 4Waits is held" }, NULL, NULL },
	{ "", "held release --reason ok 4Other", 1, { "message 4Other was not held by phimilter" }, NULL, NULL },
	{ "", "held release --reason \"asked the patient\" 4Held1", 0, { "" }, "-H 4Held1\n-i 4Held1\n",
	  "released held mail: asked the patient" },
	{ "", "held reject --reason \"wrong address\" 4Held1", 0, { "" }, "-d 4Held1 hold\n",
	  "rejected held mail: wrong address" },
	{ "./place Doe sender:a@example.com;", "held reject --reason x 4Held1", 1, { "the hold \"Doe\" keeps it" }, NULL, NULL },
	{ "./place Doe sender:nobody@example.com;", "held reject --reason x 4Held1", 0, { "" }, "-d 4Held1 hold\n",
	  "rejected held mail: x" },
	{ "./place Doe sender:a@example.com;", "held release --reason x 4Held1", 0, { "" }, "-H 4Held1\n-i 4Held1\n",
	  "released held mail: x" },
	{ "touch broken;", "held release --reason x 4Held1", 2, { "postsuper failed" }, "-H 4Held1\n",
	  "failed to release held mail: the mail server's command failed" },
	{ "echo exit 3 >postqueue;", "held list", 2, { "postqueue" }, NULL, NULL },
};

static void
check_done(const struct site *site, const char *done)
{
	char path[2 * FIXTURE_PATH_SIZE], text[256] = "";

	snprintf(path, sizeof(path), "%s/postsuper.log", site->fixture.directory);
	FILE *file = fopen(path, "r");
	ck_assert((file != NULL) == (done != NULL));
	if (file == NULL)
		return;
	ck_assert_uint_gt(fread(text, 1, sizeof(text) - 1, file), 0);
	fclose(file);
	ck_assert_str_eq(text, done);
}

START_TEST(it_answers)
{
	struct site *site = site_create();
	int code = run(site, cases[_i].before, cases[_i].arguments);

	ck_assert_msg(code == cases[_i].code, "%s: exit %d: %s", cases[_i].arguments, code, site->output);
	for (size_t i = 0; i < TEXTS && cases[_i].texts[i] != NULL; i++)
		ck_assert_msg(strstr(site->output, cases[_i].texts[i]) != NULL, "%s: no \"%s\" in:\n%s",
		              cases[_i].arguments, cases[_i].texts[i], site->output);
	ck_assert_ptr_null(strstr(site->output, "4Waits 2"));
	check_done(site, cases[_i].done);
	ck_assert_int_eq(run(site, "", "audit export"), 0);
	ck_assert_msg((strstr(site->output, "held mail") != NULL) == (cases[_i].recorded != NULL), "%s:\n%s",
	              cases[_i].arguments, site->output);
	if (cases[_i].recorded != NULL)
		ck_assert_msg(strstr(site->output, cases[_i].recorded) != NULL, "no \"%s\" in:\n%s",
		              cases[_i].recorded, site->output);
	site_destroy(site);
}
END_TEST

static Suite *
phictl_held_suite(void)
{
	Suite *suite = suite_create("phictl held");
	TCase *tables = tcase_create("tables");
	tcase_set_timeout(tables, 60);
	tcase_add_loop_test(tables, it_answers, 0, ARRAY_LENGTH(cases));
	suite_add_tcase(suite, tables);
	return suite;
}

UNIT_TEST_MAIN(phictl_held_suite)
