#include "tests/unit/phictl_site.h"

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct record_recipient portal_recipients[] = {
	{ .address = { (const uint8_t *)"d@example.net", 13 }, .outcome = OUTCOME_PORTAL },
	{ .address = { (const uint8_t *)"e@example.org", 13 }, .outcome = OUTCOME_PASS },
};

void
site_write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

/* Record 4, unlike the others, of which the fixture makes three. */
static struct record
portal_record(void)
{
	struct record record = fixture_record("P4");

	record.time = 1800000000;
	record.outcome = OUTCOME_PORTAL;
	record.recipients = portal_recipients;
	record.recipient_count = ARRAY_LENGTH(portal_recipients);
	record.message_id = bytes_of_string("portal@example.com");
	record.sender = bytes_of_string("\x1b[2Jevil\n@example.com");
	record.unscannable[UNSCANNABLE_ENCRYPTED] = 1;
	return record;
}

static struct record
access_record(void)
{
	return (struct record){
		.kind = RECORD_ACCESS,
		.time = 1800000001,
		.about = 4,
		.actor = bytes_of_string("officer"),
		.reason = bytes_of_string("a request of \xff the patient"),
		.escrow_id = bytes_of_string("0123456789abcdef0123456789abcdef"),
	};
}

struct site *
site_create(void)
{
	struct site *site = calloc(1, sizeof(*site));
	char key[2 * CRYPTO_KEY_SIZE + 1], path[FIXTURE_PATH_SIZE], text[2 * FIXTURE_PATH_SIZE];
	struct record portal = portal_record(), access = access_record();

	ck_assert_ptr_nonnull(site);
	struct store_fixture *f = &site->fixture;
	store_fixture_create(f, NULL, FIXTURE_MAP_BYTES);
	store_fixture_open(f, STORE_WRITE);
	store_fixture_append(f, 3);
	ck_assert_int_eq(store_append(f->store, &portal), 0);
	ck_assert_int_eq(store_append(f->store, &access), 0);
	hex_encode(bytes_make(f->key.bytes, sizeof(f->key.bytes)), key);
	snprintf(path, sizeof(path), "%s/key", f->directory);
	site_write_file(path, key);
	snprintf(text, sizeof(text),
	         "store: { directory = \"%s/store\"; key_file = \"%s/key\"; };\n"
	         "escrow: { directory = \"%s/escrow\"; };\n",
	         f->directory, f->directory, f->directory);
	snprintf(site->configuration, sizeof(site->configuration), "%s/phimilter.conf", f->directory);
	site_write_file(site->configuration, text);
	return site;
}

void
site_destroy(struct site *site)
{
	store_fixture_destroy(&site->fixture);
	free(site);
}

int
site_run(struct site *site, const char *command, const char *arguments)
{
	char line[SITE_COMMAND_SIZE + 2 * FIXTURE_PATH_SIZE], here[FIXTURE_PATH_SIZE];

	ck_assert_ptr_nonnull(getcwd(here, sizeof(here)));
	snprintf(line, sizeof(line), "cd %s && { %s/phictl -c %s %s %s; } 2>&1",
	         site->fixture.directory, here, site->configuration, command, arguments);
	FILE *pipe = popen(line, "r");
	ck_assert_ptr_nonnull(pipe);
	size_t length = fread(site->output, 1, sizeof(site->output) - 1, pipe);
	site->output[length] = '\0';
	int status = pclose(pipe);
	ck_assert_msg(WIFEXITED(status), "%s %s: ended by a signal", command, arguments);
	return WEXITSTATUS(status);
}

void
site_expect(struct site *site, const char *command, const char *arguments, int code,
            const char *text)
{
	int got = site_run(site, command, arguments);

	ck_assert_msg(got == code, "%s %s: exit %d: %s", command, arguments, got, site->output);
	ck_assert_msg(strstr(site->output, text) != NULL, "%s %s: no \"%s\" in:\n%s", command, arguments,
	              text, site->output);
}

void
site_shell(const struct site *site, const char *command)
{
	char line[SITE_COMMAND_SIZE];

	int length = snprintf(line, sizeof(line), "cd %s && umask 077 && { %s; }", site->fixture.directory,
	                      command);
	ck_assert_int_lt(length, (int)sizeof(line));
	ck_assert_msg(system(line) == 0, "%s", command);
}
