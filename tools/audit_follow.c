/*
 * A process beside the daemon, so that a slow receiver cannot slow mail. The store is
 * open only while there is something to read: nothing else has to wait for us, and a
 * store that was restored, compacted or enlarged meanwhile is found again.
 */
#include "tools/audit_follow.h"

#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/error.h"
#include "tools/act.h"
#include "tools/audit_arguments.h"
#include "tools/event_cursor.h"
#include "tools/event_sink.h"
#include "tools/store_access.h"

/* The cursor is written after so many records at the latest: what is sent again after a kill. */
#define FLUSH_RECORDS 1000

#define IDLE_MS 1000
#define RETRY_MS 10000
#define DEFAULT_ENTERPRISE 32473 /* IANA's example for documentation, RFC 5612 */
#define DEFAULT_FACILITY 10      /* authpriv: what only administrators read */
#define FACILITY_LIMIT 23        /* RFC 5424 6.2.1 */

static const char follow_usage[] =
	"usage: phictl audit follow --cursor FILE --to syslog|journal|json [--from RECORD]\n"
	"                           [--once] [--reason TEXT]\n"
	"                           [--address ADDRESS] [--facility NAME] [--enterprise N]\n"
	"                           [-o FILE]\n\n"
	"Sends every record on, each at least once, and goes on with new ones until SIGTERM.\n\n"
	"  --cursor FILE     how far it came; written when the receiver has taken it\n"
	"  --to syslog       RFC 5424 with structured data, to --address\n"
	"  --to journal      fields PHIMILTER_... of systemd's journal\n"
	"  --to json         an object a line, to standard output or the file or FIFO of -o\n"
	"  --address ADDRESS unix:/dev/log (the default of syslog), tcp:HOST:PORT\n"
	"  --facility NAME   authpriv (the default), mail, local0 ... local7, or 0 to 23\n"
	"  --enterprise N    your private enterprise number (IANA), instead of 32473\n"
	"  --from RECORD     where to begin without a cursor; else the first\n"
	"  --once            ends when all that is there was sent\n"
	"  --reason TEXT     why, for the record: that it was begun is recorded\n\n"
	"exit status: 0 told to stop, or all sent; 2 error\n";

struct follow {
	const struct command_context *context;
	const char *cursor_path, *to, *address, *output, *reason;
	unsigned long facility, enterprise;
	uint64_t from;
	bool once, help;

	struct event_wait wait;
	struct event_sink *sink;
	struct event_cursor cursor;
	struct { uint64_t record; int64_t time; } put; /* the last one since the flush */
	unsigned unflushed;
	int sink_error;         /* of the sink or cursor, to be told from the store's */
	bool recorded;          /* that we began */
	struct stat seen;       /* the database's file before it was read to its end */
	time_t seen_at;
	char host[256];
};

/* ---- sending ---------------------------------------------------------------------- */

static int
flush(struct follow *follow)
{
	if (follow->unflushed == 0)
		return 0;
	int err = follow->sink->flush(follow->sink);
	if (err == 0) {
		follow->cursor.record = follow->put.record;
		follow->cursor.time = follow->put.time;
		follow->unflushed = 0;
		err = event_cursor_write(&follow->cursor);
	}
	follow->sink_error = err;
	return err;
}

static int
send_record(const struct record *record, void *context)
{
	struct follow *follow = context;

	follow->sink_error = follow->sink->put(follow->sink, record);
	if (follow->sink_error != 0)
		return follow->sink_error;
	follow->put.record = record->sequence;
	follow->put.time = record->time;
	return ++follow->unflushed < FLUSH_RECORDS ? 0 : flush(follow);
}

/* All there is behind the cursor; after a broken connection all over again from there. */
static int
send_all(struct follow *follow, struct store_access *access)
{
	int err;

	do {
		follow->unflushed = 0;
		follow->sink_error = 0;
		err = store_audit_list(access->store, follow->cursor.record + 1, send_record, follow);
		if (err == 0)
			err = flush(follow);
	} while (follow->sink_error == ERROR_PROTOCOL);
	if (err == 0 || follow->sink_error != 0)
		return err;
	store_access_fail(access, err);
	/* A map that has grown, or too many readers at once: opened again it will do. */
	bool passes = (err == ERROR_STATE || err == ERROR_LIMIT) && !follow->once;
	follow->seen = (struct stat){ 0 };
	return passes ? 0 : ERROR_IO;
}

/* ---- one round -------------------------------------------------------------------- */

/*
 * A commit changes the file, a restored or compacted store is another one. Two commits
 * within a tick of the kernel's clock show the same time, so a young one is read twice.
 */
static bool
has_changed(const struct follow *follow, const struct stat *now)
{
	return follow->seen.st_mtim.tv_sec + 1 >= follow->seen_at || follow->seen.st_ino != now->st_ino || follow->seen.st_dev != now->st_dev ||
	       follow->seen.st_mtim.tv_sec != now->st_mtim.tv_sec ||
	       follow->seen.st_mtim.tv_nsec != now->st_mtim.tv_nsec;
}

static void
look(const struct configuration *configuration, struct stat *out)
{
	char path[4096];

	*out = (struct stat){ 0 };
	snprintf(path, sizeof(path), "%s/data.mdb", configuration->store.directory);
	if (stat(path, out) != 0)
		*out = (struct stat){ 0 };
}

/* Who began to send records away, and where to, before any is sent. */
static int
record_begin(struct follow *follow, struct store *store)
{
	char action[64];

	snprintf(action, sizeof(action), "began to send records to %s", follow->to);
	const struct act act = { .action = action, .reason = follow->reason };
	int err = follow->recorded ? 0 : act_record(store, &act);
	follow->recorded = err == 0;
	return err;
}

/* Fails: ERROR_STATE (asked to stop), any other of core/error.h, already printed. */
static int
follow_round(struct follow *follow, struct store_access *access)
{
	int err = event_cursor_check(&follow->cursor, access->store);
	if (err == 0)
		err = record_begin(follow, access->store);
	if (err != 0)
		return err;
	/* Before it is read: what comes meanwhile is seen in the next round. */
	look(access->configuration, &follow->seen);
	follow->seen_at = time(NULL);
	return send_all(follow, access);
}

/* Sleeps until there is something new. Fails: ERROR_STATE. */
static int
wait_for_change(struct follow *follow, const struct configuration *configuration)
{
	struct stat now;
	int err;

	do {
		err = event_wait(&follow->wait, -1, 0, IDLE_MS);
		look(configuration, &now);
	} while (err == ERROR_TIMEOUT && !has_changed(follow, &now));
	return err == ERROR_TIMEOUT ? 0 : err;
}

/* The first opening must succeed; a store that is away later will be back. */
static int
open_patiently(struct follow *follow, struct store_access *access)
{
	int err = store_access_open(follow->context, STORE_APPEND, access);

	while (err != 0 && follow->recorded && !follow->once) {
		err = event_wait(&follow->wait, -1, 0, RETRY_MS);
		if (err != ERROR_TIMEOUT)
			return err;
		err = store_access_open(follow->context, STORE_APPEND, access);
	}
	return err;
}

static int
follow_loop(struct follow *follow)
{
	struct store_access access;
	int err = 0;

	while (err == 0) {
		err = open_patiently(follow, &access);
		if (err != 0)
			break;
		err = follow_round(follow, &access);
		store_close(&access.store);
		if (err == 0 && !follow->once)
			err = wait_for_change(follow, access.configuration);
		store_access_close(&access);
		if (follow->once)
			break;
	}
	return err;
}

/* ---- making ready ----------------------------------------------------------------- */

static int
sink_create(struct follow *follow)
{
	bool is_syslog = strcmp(follow->to, "syslog") == 0;
	const char *address = follow->address != NULL ? follow->address :
	                      is_syslog ? "unix:/dev/log" : "unix:/run/systemd/journal/socket";
	const struct event_socket_settings settings = {
		.protocol = is_syslog ? EVENT_SYSLOG : EVENT_JOURNAL,
		.address = address,
		.syslog = { (unsigned)follow->facility, follow->enterprise, follow->host },
	};

	if (strcmp(follow->to, "json") == 0)
		return event_file_create(follow->output, &follow->wait, &follow->sink);
	int err = event_socket_create(&settings, &follow->wait, &follow->sink);
	if (err == ERROR_INVALID)
		command_fail("audit follow: --address \"%s\": give unix:/path%s", address,
		             is_syslog ? " or tcp:host:port" : "");
	return err;
}

static int
cursor_open(struct follow *follow)
{
	bool is_new;

	int err = event_cursor_open(follow->cursor_path, &follow->cursor, &is_new);
	if (err != 0)
		return err;
	if (is_new && follow->from > 1) {
		follow->cursor.record = follow->from - 1;
		follow->cursor.time = EVENT_CURSOR_ANY_TIME;
	}
	if (is_new || follow->from == 0)
		return 0;
	command_fail("audit follow: %s says where to go on; remove it to begin anew with --from",
	             follow->cursor_path);
	return ERROR_INVALID;
}

/* The host's name as a syslog header takes it: printable and without blanks. */
static void
host_find(struct follow *follow)
{
	if (gethostname(follow->host, sizeof(follow->host) - 1) != 0 || follow->host[0] == '\0')
		strcpy(follow->host, "-");
	for (char *c = follow->host; *c != '\0'; c++)
		if (*c <= ' ' || *c > '~')
			*c = '-';
}

static int
follow_run(struct follow *follow)
{
	const struct rlimit none = { 0 };

	/* A core file would hold keys and records. */
	setrlimit(RLIMIT_CORE, &none);
	host_find(follow);
	follow->wait.signals = -1;
	int err = cursor_open(follow);
	if (err == 0)
		err = event_wait_open(&follow->wait);
	if (err == 0)
		err = sink_create(follow);
	if (err == 0)
		err = follow_loop(follow);
	if (follow->sink != NULL)
		follow->sink->destroy(follow->sink);
	event_wait_close(&follow->wait);
	event_cursor_close(&follow->cursor);
	return err == 0 || err == ERROR_STATE ? EXIT_CODE_DONE : EXIT_CODE_ERROR;
}

/* ---- arguments ---------------------------------------------------------------------- */

static int
refuse(const char *option, const char *value, const char *expected)
{
	command_fail("audit follow: --%s \"%s\": %s", option, value, expected);
	return ERROR_INVALID;
}

static int
take_number(const char *option, const char *value, uint64_t least, uint64_t most, unsigned long *out)
{
	char *end;
	unsigned long long number = strtoull(value, &end, 10);

	if (!byte_is_digit((uint8_t)value[0]) || *end != '\0' || number < least || number > most) {
		command_fail("audit follow: --%s \"%s\": give a number from %llu to %llu", option, value,
		             (unsigned long long)least, (unsigned long long)most);
		return ERROR_INVALID;
	}
	*out = (unsigned long)number;
	return 0;
}

static int
take_facility(const char *value, struct follow *out)
{
	static const char *const names[FACILITY_LIMIT + 1] = {
		[1] = "user", [2] = "mail", [3] = "daemon", [4] = "auth", [10] = "authpriv", [13] = "audit",
		[16] = "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7",
	};

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
		if (names[i] != NULL && strcmp(names[i], value) == 0) {
			out->facility = i;
			return 0;
		}
	if (byte_is_digit((uint8_t)value[0]))
		return take_number("facility", value, 0, FACILITY_LIMIT, &out->facility);
	return refuse("facility", value, "give authpriv, auth, audit, mail, daemon, user, local0 ... "
	                                 "local7 or a number");
}

enum { OPTION_CURSOR = 256, OPTION_TO, OPTION_ADDRESS, OPTION_FACILITY, OPTION_ENTERPRISE,
       OPTION_FROM, OPTION_ONCE, OPTION_REASON };

static int
take_option(int option, char *value, struct follow *out)
{
	switch (option) {
	case OPTION_CURSOR: out->cursor_path = value; return 0;
	case OPTION_TO: out->to = value; return 0;
	case OPTION_ADDRESS: out->address = value; return 0;
	case OPTION_REASON: out->reason = value; return 0;
	case OPTION_ONCE: out->once = true; return 0;
	case 'o': out->output = value; return 0;
	case 'h': out->help = true; return 0;
	case OPTION_FACILITY: return take_facility(value, out);
	case OPTION_ENTERPRISE: return take_number("enterprise", value, 1, UINT32_MAX, &out->enterprise);
	case OPTION_FROM:
		return audit_number_parse(value, &out->from) == 0 ? 0 :
		       refuse("from", value, "give a record's number");
	default: return ERROR_INVALID; /* said by command_option() */
	}
}

/* What the options say together. */
static int
options_check(const struct follow *follow)
{
	const char *to = follow->to != NULL ? follow->to : "";
	bool is_json = strcmp(to, "json") == 0;

	if (follow->cursor_path == NULL)
		command_fail("audit follow needs --cursor FILE");
	else if (!is_json && strcmp(to, "syslog") != 0 && strcmp(to, "journal") != 0)
		command_fail("audit follow needs --to syslog, journal or json");
	else if (is_json && follow->address != NULL)
		command_fail("audit follow: --address is not for json; -o names a file or FIFO");
	else if (!is_json && follow->output != NULL)
		command_fail("audit follow: -o is for json; --address says where %s goes", to);
	else
		return 0;
	return ERROR_INVALID;
}

static int
parse_options(int argc, char **argv, struct follow *out)
{
	static const struct option options[] = {
		{ "cursor", required_argument, NULL, OPTION_CURSOR },
		{ "to", required_argument, NULL, OPTION_TO },
		{ "address", required_argument, NULL, OPTION_ADDRESS },
		{ "facility", required_argument, NULL, OPTION_FACILITY },
		{ "enterprise", required_argument, NULL, OPTION_ENTERPRISE },
		{ "from", required_argument, NULL, OPTION_FROM },
		{ "once", no_argument, NULL, OPTION_ONCE },
		{ "reason", required_argument, NULL, OPTION_REASON },
		{ "output", required_argument, NULL, 'o' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int option;

	optind = 1;
	while ((option = command_option("audit", argc, argv, "ho:", options)) != -1)
		if (take_option(option, optarg, out) != 0)
			return ERROR_INVALID;
	if (out->help)
		return 0;
	if (optind < argc) {
		command_fail("audit follow: \"%s\" is one argument too many", argv[optind]);
		return ERROR_INVALID;
	}
	return options_check(out);
}

int
audit_follow(const struct command_context *context, int argc, char **argv)
{
	struct follow follow = {
		.context = context,
		.reason = "",
		.facility = DEFAULT_FACILITY,
		.enterprise = DEFAULT_ENTERPRISE,
		.cursor = { .lock = -1 },
	};

	if (parse_options(argc, argv, &follow) != 0)
		return EXIT_CODE_ERROR;
	if (!follow.help)
		return follow_run(&follow);
	fputs(follow_usage, stdout);
	return EXIT_CODE_DONE;
}
