/* phictl notify: tells people of what rules decided; see phictl(1). */
#include <inttypes.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/error.h"
#include "tools/audit_arguments.h"
#include "tools/event_cursor.h"
#include "tools/mail_out.h"
#include "tools/store_access.h"
#include "tools/time_text.h"

#define SENDMAIL "/usr/sbin/sendmail"
#define STATE_NAME "notified"
#define PATH_LIMIT 4096
#define HOST_LIMIT 256
#define MAIL_LIMIT 4096
#define DATE_LIMIT 40
#define RECEIVER_LIMIT 384

static const char notify_usage[] =
	"usage: phictl notify [--sendmail PROGRAM] [--state FILE] [--from RECORD]\n"
	"                     [--dry-run]\n\n"
	"Hands a neutral message for each person whom rules want told since the last time\n"
	"to the site's own mail program; nothing of the message it is about is in it.\n\n"
	"  --sendmail PROGRAM  " SENDMAIL " unless given\n"
	"  --state FILE        where it is kept how far this has come; \"" STATE_NAME "\" beside the\n"
	"                      store unless given\n"
	"  --from RECORD       where to begin while there is no such file; else with the first\n"
	"  --dry-run           prints who would be told of what\n"
	"exit status: 0 done; 2 error, and what is left is tried again the next time\n";

struct notifying {
	const struct store_access *access;
	const char *sendmail;
	const char *given_state; /* NULL: none */
	char state[PATH_LIMIT];
	char host[HOST_LIMIT];
	uint64_t from; /* where to begin without a cursor; 0: with the first record */
	bool dry_run;
	bool failure_told; /* of what is not the store's: it is not told again */
	struct event_cursor cursor;
	uint64_t told;
};

/* ---- what people are told ------------------------------------------------------------ */

static const char *
outcome_in_words(unsigned outcome)
{
	switch (outcome) {
	case OUTCOME_PASS: return "sent on";
	case OUTCOME_TLS: return "sent on over verified TLS";
	case OUTCOME_PORTAL: return "replaced by a notice that leads to the portal";
	case OUTCOME_HOLD: return "held until a person has looked at it";
	case OUTCOME_REJECT: return "refused";
	case OUTCOME_DEFER: return "refused for now";
	default: return "decided on";
	}
}

static void
date_write(char out[DATE_LIMIT])
{
	time_t now = time(NULL);
	struct tm utc;

	out[0] = '\0';
	if (gmtime_r(&now, &utc) != NULL)
		strftime(out, DATE_LIMIT, "%a, %d %b %Y %H:%M:%S +0000", &utc);
}

/* The same notification has the same id, so that one sent twice is known as one. */
static void
mail_write(const struct notifying *n, const struct record *record, size_t i, char out[MAIL_LIMIT])
{
	const struct record_recipient *person = &record->recipients[i];
	char date[DATE_LIMIT];

	date_write(date);
	snprintf(out, MAIL_LIMIT,
	         "From: Mail policy <postmaster@%s>\nTo: <%.*s>\nDate: %s\n"
	         "Message-ID: <notification.%" PRIu64 ".%zu@%s>\n"
	         "Subject: Notification of the mail policy\nAuto-Submitted: auto-generated\n"
	         "MIME-Version: 1.0\nContent-Type: text/plain; charset=us-ascii\n"
	         "Content-Transfer-Encoding: 7bit\n\n"
	         "A rule of the mail policy asks that you be told of a message.\n\n"
	         "The message was %s.\n\n"
	         "Rule:      %.*s\nReceived:  %s\nQueue id:  %.*s\nReference: %" PRIu64 "\n\n"
	         "Nothing of the message is repeated here. Whoever keeps the records of mail\n"
	         "can say more; name the reference.\n",
	         n->host, (int)person->address.length, (const char *)person->address.data, date,
	         record->sequence, i + 1, n->host, outcome_in_words(record->outcome),
	         (int)person->rule.length, (const char *)person->rule.data,
	         time_text(record->time).text, (int)record->queue_id.length,
	         (const char *)record->queue_id.data, record->about);
}

/* Fit for a command line and a header field; an envelope may hold stranger ones. */
static bool
receiver_make(struct bytes address, char out[RECEIVER_LIMIT])
{
	bool good = address.length > 0 && address.length < RECEIVER_LIMIT && address.data[0] != '-';

	for (size_t i = 0; i < address.length && good; i++)
		good = address.data[i] > ' ' && address.data[i] <= '~' &&
		       strchr("<>,\"\\", address.data[i]) == NULL;
	if (!good)
		return false;
	memcpy(out, address.data, address.length);
	out[address.length] = '\0';
	return true;
}

/* A receiver that is refused for good does not keep the others waiting. */
static int
person_tell(struct notifying *n, const struct record *record, size_t i)
{
	char receiver[RECEIVER_LIMIT], text[MAIL_LIMIT];

	if (!receiver_make(record->recipients[i].address, receiver)) {
		command_fail("record %" PRIu64 ": an address in it is none that mail can go to; nobody is "
		             "told", record->sequence);
		return 0;
	}
	if (n->dry_run) {
		printf("%s: decision %" PRIu64 ", %s\n", receiver, record->about,
		       outcome_in_words(record->outcome));
		return 0;
	}
	mail_write(n, record, i, text);
	int err = mail_out_send(n->sendmail, receiver, bytes_of_string(text));
	n->told += err == 0;
	return err == ERROR_INVALID ? 0 : err;
}

/* Before the next one is begun it is kept that this one is done: whoever is stopped between
 * tells somebody twice, never nobody. */
static int
record_tell(const struct record *record, void *context)
{
	struct notifying *n = context;
	bool tells = record->kind == RECORD_NOTIFICATION;
	int err = 0;

	for (size_t i = 0; i < record->recipient_count && tells && err == 0; i++)
		err = person_tell(n, record, i);
	if (err == 0) {
		n->cursor.record = record->sequence;
		n->cursor.time = record->time;
		if (tells && !n->dry_run)
			err = event_cursor_write(&n->cursor);
	}
	n->failure_told = err != 0;
	return err;
}

/* ---- the command ------------------------------------------------------------------------ */

static int
tell_all(struct notifying *n)
{
	uint64_t before = n->cursor.record;

	if (event_cursor_check(&n->cursor, n->access->store) != 0)
		return EXIT_CODE_ERROR;
	int err = store_audit_list(n->access->store, before + 1, record_tell, n);
	if (n->told > 0)
		printf("%" PRIu64 " notifications sent\n", n->told);
	if (err != 0 && !n->failure_told)
		return store_access_fail(n->access, err);
	if (err == 0 && !n->dry_run && n->cursor.record != before)
		err = event_cursor_write(&n->cursor);
	return err == 0 ? EXIT_CODE_DONE : EXIT_CODE_ERROR;
}

/* Fills in what was not given. False where a path is too long. */
static bool
defaults_take(struct notifying *n)
{
	const struct configuration *configuration = n->access->configuration;
	const char *directory = configuration->store.directory;
	size_t folder = strlen(directory);

	while (folder > 1 && directory[folder - 1] == '/')
		folder--;
	while (folder > 0 && directory[folder - 1] != '/')
		folder--;
	snprintf(n->host, sizeof(n->host), "%s", configuration->site.authserv);
	if (n->host[0] == '\0' && gethostname(n->host, sizeof(n->host) - 1) != 0)
		snprintf(n->host, sizeof(n->host), "localhost");
	int length = n->given_state != NULL ? snprintf(n->state, sizeof(n->state), "%s", n->given_state)
	                                    : snprintf(n->state, sizeof(n->state), "%.*s%s", (int)folder,
	                                               directory, STATE_NAME);
	return length > 0 && (size_t)length < sizeof(n->state);
}

static int
notify(struct store_access *access, void *context)
{
	struct notifying *n = context;
	bool is_new;

	n->access = access;
	if (!defaults_take(n))
		return command_fail("notify: the path of the state is too long");
	int code = EXIT_CODE_ERROR;
	if (event_cursor_open(n->state, &n->cursor, &is_new) == 0) {
		if (is_new && n->from > 1) {
			n->cursor.record = n->from - 1;
			n->cursor.time = EVENT_CURSOR_ANY_TIME;
		}
		code = tell_all(n);
	}
	event_cursor_close(&n->cursor);
	return code;
}

int
command_notify(const struct command_context *context, int argc, char **argv)
{
	static const struct option options[] = {
		{ "sendmail", required_argument, NULL, 'm' }, { "state", required_argument, NULL, 's' },
		{ "from", required_argument, NULL, 'f' }, { "dry-run", no_argument, NULL, 'n' }, { "help", no_argument, NULL, 'h' }, { 0 }
	};
	struct notifying n = { .sendmail = SENDMAIL };
	int option;

	optind = 1;
	while ((option = command_option("", argc, argv, "", options)) != -1) {
		switch (option) {
		case 'm': n.sendmail = optarg; break;
		case 's': n.given_state = optarg; break;
		case 'f':
			if (audit_number_parse(optarg, &n.from) != 0)
				return command_fail("notify: --from \"%s\": give a record's number", optarg);
			break;
		case 'n': n.dry_run = true; break;
		case 'h': fputs(notify_usage, stdout); return EXIT_CODE_DONE;
		default: return EXIT_CODE_ERROR;
		}
	}
	if (optind != argc)
		return command_fail("notify: takes no \"%s\"", argv[optind]);
	signal(SIGPIPE, SIG_IGN); /* a mail program that ends early is an error to report */
	return store_access_run(context, STORE_READ, notify, &n);
}
