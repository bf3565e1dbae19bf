#include "tests/wire/daemon_fixture.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/error.h"
#include "store/store.h"
#include "tests/wire/milter_client.h"

#define LINK_DAYS 30

#define WAIT_SECONDS 60
#define PAUSE_MILLISECONDS 10
#define OUTPUT_LIMIT 65536
#define OUTPUT_SHOWN 2000 /* Check takes no long ones */

static const char default_extra[] =
	"rules = (\n"
	"  { name = \"refuse-project-x\"; when = { sender = (\"@refused.example.com\"); };\n"
	"    action = \"reject\"; text = \"not from this department\"; },\n"
	"  { name = \"hold-department\"; when = { sender = (\"@held.example.com\"); }; action = \"hold\"; },\n"
	"  { name = \"phi-outside\"; when = { recipient = \"outside\"; phi = true; }; action = \"tls\"; }\n"
	");\n";

static void
shell(const char *command)
{
	ck_assert_msg(system(command) == 0, "failed: %s", command);
}

static void
pause_briefly(void)
{
	const struct timespec pause = { .tv_nsec = PAUSE_MILLISECONDS * 1000000L };
	nanosleep(&pause, NULL);
}

static void
path_make(char out[FIXTURE_PATH_SIZE], const struct daemon_fixture *fixture, const char *name)
{
	snprintf(out, FIXTURE_PATH_SIZE, "%.200s/%s", fixture->folder, name);
}

void
fixture_configure(struct daemon_fixture *fixture, const char *extra)
{
	const char *f = fixture->folder;
	FILE *file = fopen(fixture->configuration, "w");

	ck_assert_ptr_nonnull(file);
	if (extra == NULL || strstr(extra, "daemon:") == NULL)
		fprintf(file, "daemon: { socket = \"unix:%s\"; user = \"\"; log = \"stderr\"; };\n",
		        fixture->socket);
	fprintf(file, "site: { internal_domains = ( \"example.com\", \".example.com\" );\n"
	              "  internal_networks = ( \"127.0.0.0/8\" ); tls_domains_file = \"%s/tls\"; };\n", f);
	fprintf(file, "escrow: { directory = \"%s/escrow\"; officers = ( \"%s/officer.pem\" );\n"
	              "  portal_url = \"https://portal.example.com/m/\"; link_days = %d; };\n", f, f,
	        LINK_DAYS);
	fprintf(file, "%s", extra && strstr(extra, "store:") ? "" : "store: { ");
	if (extra == NULL || strstr(extra, "store:") == NULL)
		fprintf(file, "directory = \"%s/store\"; key_file = \"%s/store.key\"; };\n", f, f);
	fprintf(file, "%s\n", extra ? extra : default_extra);
	ck_assert_int_eq(fclose(file), 0);
}

void
fixture_create(struct daemon_fixture *fixture, const char *extra)
{
	char command[2048];

	memset(fixture, 0, sizeof(*fixture));
	snprintf(fixture->folder, sizeof(fixture->folder), "/tmp/phimilter-wire.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(fixture->folder));
	path_make(fixture->socket, fixture, "sock");
	path_make(fixture->configuration, fixture, "phimilter.conf");
	path_make(fixture->log, fixture, "log");
	snprintf(command, sizeof(command),
	         "cd %s && umask 077 && openssl rand -hex 32 > store.key && mkdir store escrow && "
	         "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 "
	         "-subj '/CN=Test officer' -keyout officer.key -out officer.pem 2>/dev/null && "
	         "echo capable.example.net > tls", fixture->folder);
	shell(command);
	fixture_configure(fixture, extra);
}

void
fixture_destroy(struct daemon_fixture *fixture)
{
	char command[FIXTURE_PATH_SIZE + 16];

	if (fixture->pid > 0) {
		kill(fixture->pid, SIGKILL);
		waitpid(fixture->pid, NULL, 0);
	}
	snprintf(command, sizeof(command), "rm -rf %s", fixture->folder);
	shell(command);
}

/* Starts the program of this build with the fixture's log as its standard error. */
static pid_t
spawn(const struct daemon_fixture *fixture, char *const *arguments)
{
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		int fd = open(fixture->log, O_WRONLY | O_CREAT | O_APPEND, 0600);
		dup2(fd, STDERR_FILENO);
		setenv("LSAN_OPTIONS", "print_suppressions=0:suppressions=" SOURCE_DIR "/tests/lsan.supp", 0);
		execv(BUILD_DIR "/phimilter", arguments);
		_exit(127);
	}
	return pid;
}

void
fixture_launch(struct daemon_fixture *fixture)
{
	char *arguments[] = { "phimilter", "-f", "-c", fixture->configuration, NULL };

	unlink(fixture->log);
	fixture->pid = spawn(fixture, arguments);
}

void
fixture_start(struct daemon_fixture *fixture)
{
	time_t end = time(NULL) + WAIT_SECONDS;
	struct milter_client client;

	fixture_launch(fixture);
	while (client_connect(&client, fixture->socket) != 0) {
		ck_assert_msg(time(NULL) < end, "the daemon did not start; see %s", fixture->log);
		ck_assert_msg(waitpid(fixture->pid, NULL, WNOHANG) == 0, "the daemon ended at its start");
		pause_briefly();
	}
	client_close(&client);
	fixture_expect_log(fixture, "serving", 1);
}

void
fixture_signal(const struct daemon_fixture *fixture, int number)
{
	ck_assert_int_eq(kill(fixture->pid, number), 0);
}

int
fixture_wait(struct daemon_fixture *fixture)
{
	int status = 0;
	time_t end = time(NULL) + 2 * WAIT_SECONDS;

	while (waitpid(fixture->pid, &status, WNOHANG) == 0) {
		ck_assert_msg(time(NULL) < end, "the daemon did not end");
		pause_briefly();
	}
	fixture->pid = 0;
	return status;
}

/* What the daemon did not say itself: a sanitizer or the C library did. */
static void
tell_strange_lines(const struct daemon_fixture *fixture)
{
	static const char own[] = "phimilter: ";
	char line[4096];
	FILE *file = fopen(fixture->log, "r");

	while (file != NULL && fgets(line, sizeof(line), file) != NULL)
		if (strncmp(line, own, strlen(own)) != 0)
			fputs(line, stderr);
	if (file != NULL)
		fclose(file);
}

void
fixture_stop(struct daemon_fixture *fixture)
{
	fixture_signal(fixture, SIGTERM);
	int status = fixture_wait(fixture);
	bool good = WIFEXITED(status) && WEXITSTATUS(status) == 0;
	if (!good)
		tell_strange_lines(fixture);
	ck_assert_msg(good, "ended with status %#x", status);
}

int
fixture_run(const struct daemon_fixture *fixture, const char *arguments)
{
	char command[2048];

	snprintf(command, sizeof(command), "%s/phimilter %s > %s 2>&1", BUILD_DIR, arguments, fixture->log);
	int status = system(command);
	ck_assert_msg(WIFEXITED(status), "phimilter died: status %#x", status);
	return WEXITSTATUS(status);
}

unsigned
fixture_count_log(const struct daemon_fixture *fixture, const char *text)
{
	char line[4096];
	unsigned count = 0;
	FILE *file = fopen(fixture->log, "r");

	while (file != NULL && fgets(line, sizeof(line), file) != NULL)
		count += strstr(line, text) != NULL;
	if (file != NULL)
		fclose(file);
	return count;
}

void
fixture_expect_phictl(const struct daemon_fixture *fixture, const char *arguments, int code,
                      const char *text)
{
	char command[4 * FIXTURE_PATH_SIZE], output[OUTPUT_LIMIT];

	snprintf(command, sizeof(command), BUILD_DIR "/phictl -c %s %s 2>&1", fixture->configuration,
	         arguments);
	FILE *pipe = popen(command, "r");
	ck_assert_ptr_nonnull(pipe);
	output[fread(output, 1, sizeof(output) - 1, pipe)] = '\0';
	int status = pclose(pipe);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == code, "status %#x: %.*s", status,
	              OUTPUT_SHOWN, output);
	ck_assert_msg(strstr(output, text) != NULL, "no \"%s\" in:\n%.*s", text, OUTPUT_SHOWN, output);
}

void
fixture_expect_log(const struct daemon_fixture *fixture, const char *text, unsigned times)
{
	time_t end = time(NULL) + WAIT_SECONDS;

	while (fixture_count_log(fixture, text) < times) {
		ck_assert_msg(time(NULL) < end, "\"%s\" is not in the log %u times", text, times);
		pause_briefly();
	}
}

/* What is in escrow must be there, as it was sealed. */
static int
check_sealed(const struct escrow_item *item, void *context)
{
	struct buffer sealed = buffer_make(16 * 1024 * 1024);
	char id[MESSAGE_ESCROW_ID_SIZE];

	snprintf(id, sizeof(id), "%.*s", (int)item->escrow_id.length, (const char *)item->escrow_id.data);
	ck_assert_int_eq(store_escrow_get(context, id, &sealed), 0);
	ck_assert_int_eq(store_escrow_check(item, buffer_bytes(&sealed)), 0);
	/* Nobody has a link to what is kept for the officers alone. */
	ck_assert_int_eq(item->state.link_until,
	                 item->recipient.length > 0 ? item->time + LINK_DAYS * 86400 : 0);
	buffer_release(&sealed);
	return 0;
}

static struct store *
open_store(const struct daemon_fixture *fixture, struct configuration **configuration)
{
	struct secret_key key;
	struct store *store = NULL;
	struct diagnostics why;

	diagnostics_init(&why);
	ck_assert_int_eq(configuration_load(fixture->configuration, &why, configuration), 0);
	ck_assert_int_eq(secret_key_read(*configuration, &why, &key), 0);
	ck_assert_int_eq(store_open(*configuration, &key, STORE_READ, &why, &store), 0);
	return store;
}

struct listing {
	bool configurations; /* these, or all others */
	int (*each)(const struct record *record, void *context);
	void *context;
};

static int
list_one(const struct record *record, void *context)
{
	const struct listing *listing = context;

	if ((record->kind == RECORD_CONFIGURATION) != listing->configurations)
		return 0;
	return listing->each(record, listing->context);
}

static void
list_records(const struct daemon_fixture *fixture, struct listing listing)
{
	struct configuration *configuration = NULL;
	struct store_audit_result result = { 0 };
	struct store *store = open_store(fixture, &configuration);

	ck_assert_int_eq(store_audit_verify(store, NULL, NULL, &result), 0);
	ck_assert_int_eq(store_audit_list(store, 1, list_one, &listing), 0);
	ck_assert_int_eq(store_escrow_list(store, check_sealed, store), 0);
	store_close(&store);
	configuration_release(&configuration);
}

void
fixture_records(const struct daemon_fixture *fixture,
                int (*each)(const struct record *record, void *context), void *context)
{
	list_records(fixture, (struct listing){ false, each, context });
}

void
fixture_configurations(const struct daemon_fixture *fixture,
                       int (*each)(const struct record *record, void *context), void *context)
{
	list_records(fixture, (struct listing){ true, each, context });
}

unsigned
fixture_count_found(const struct daemon_fixture *fixture, const char *value)
{
	struct configuration *configuration = NULL;
	struct store *store = open_store(fixture, &configuration);
	uint8_t token[VALUE_TOKEN_SIZE];
	struct search_term term;
	uint64_t sequences[16];
	size_t found;

	ck_assert_int_eq(store_search_token(store, bytes_of_string(value), token), 0);
	ck_assert_int_eq(store_search_term(store, SEARCH_VALUE, bytes_make(token, sizeof(token)), &term), 0);
	ck_assert_int_eq(store_search_find(store, &term, 1, 0, sequences, ARRAY_LENGTH(sequences), &found), 0);
	store_close(&store);
	configuration_release(&configuration);
	return (unsigned)found;
}

static int
count_decision(const struct record *record, void *context)
{
	*(unsigned *)context += record->kind == RECORD_DECISION;
	return 0;
}

unsigned
fixture_count_records(const struct daemon_fixture *fixture)
{
	unsigned count = 0;

	fixture_records(fixture, count_decision, &count);
	return count;
}
