/*
 * Everything at once: mail of all kinds on many connections, some of them cut, while the
 * configuration is exchanged and an officer works beside the daemon. Races show under TSan
 * and ASan, or as a wrong answer, a record too few, a chain that is not in order.
 */
#include "tests/unit/unit_test.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "core/error.h"
#include "tests/wire/test_wire.h"
#include "tests/wire/wire_messages.h"

#define SENDERS 12
#define SECONDS 10
#define MESSAGES_A_CONNECTION 7

static struct daemon_fixture fixture;

/* Decide alike, so that each answer is known whichever is in force. */
static const char *const rules[] = {
	"rules = ( { name = \"one\"; when = { phi = true; recipient = \"outside\"; }; action = \"tls\"; } );\n",
	"rules = ( { name = \"two\"; when = { phi = true; recipient = \"outside\"; }; action = \"tls\"; },\n"
	"  { name = \"more\"; when = { sender = \"@other.example.com\"; }; action = \"reject\"; } );\n",
	"scanner: { patterns = ( { name = \"p\"; type = \"mrn\"; regex = \"QF/[0-9]{4}\"; } ); };\n"
	"rules = ( { name = \"one\"; when = { phi = true; recipient = \"outside\"; }; action = \"tls\"; } );\n",
	"rules = ( { name = \"refused, and the one before kept\"; } );\n",
};

/* What an officer may do at any time. */
static const struct {
	const char *arguments;
	int code;
	const char *said;
	bool about_matter; /* whose name comes last: none is used twice */
} works[] = {
	{ "audit verify", 0, "in order" },
	{ "hold place --authority court --keyword garage", 0, "", true },
	{ "search --limit 3 --reason x mrn:00482913", 1, "" },
	{ "key rotate --wait 0 --reason x", 0, "seals what comes from record" },
	{ "escrow check", 0, " 0 not as sealed" },
	{ "hold release --reason x", 0, "", true },
	{ "escrow expire --reason x", 0, "" },
	{ "store stats", 0, "" },
	{ "audit list --limit 5", 0, "" },
	{ "store check", 0, "acts: in order" },
};

/* One thread that sends, and what came of it. */
struct sender {
	pthread_t thread;
	unsigned number;
	unsigned decided; /* answered, so that a record must be there */
	unsigned open;    /* cut off after all was sent: there may be one */
	unsigned wrong;
	char first[200];  /* what was wrong first */
};

static atomic_bool stopping;

static void
note_wrong(struct sender *sender, const char *what, const struct client_answer *answer)
{
	if (sender->wrong++ == 0)
		snprintf(sender->first, sizeof(sender->first), "%s: '%c' %.100s", what, answer->reply, answer->text);
}

enum kind { KIND_CLEAN, KIND_TLS, KIND_PORTAL, KIND_INTERNAL, KIND_ABORTED, KIND_CUT, KIND_LIMIT };

static struct client_message
message_of(enum kind kind)
{
	switch (kind) {
	case KIND_TLS: return wire_phi(&wire_tls_capable);
	case KIND_PORTAL: case KIND_ABORTED: return wire_phi(&wire_outside);
	case KIND_INTERNAL: return wire_phi(&wire_local);
	default: return wire_clean(&wire_outside);
	}
}

/* PHI to the outside is cleared as a notice alone, and nothing of it is in that. */
static bool
answer_is_right(enum kind kind, const struct client_answer *answer)
{
	const char *verdict = wire_verdict(answer);
	struct bytes body = buffer_bytes(&answer->body);
	bool cleared = verdict != NULL && strcmp(verdict, "clear") == 0;

	if (answer->reply != REPLY_CONTINUE)
		return false;
	for (size_t i = 0; wire_phi_words[i] != NULL; i++)
		if (bytes_find_nocase(body, bytes_of_string(wire_phi_words[i])) != SIZE_MAX)
			return false;
	if (kind == KIND_PORTAL)
		return bytes_find_nocase(body, bytes_of_string("https://portal.example.com/m/")) != SIZE_MAX;
	return body.length == 0 && (kind == KIND_CLEAN ? cleared : !cleared || kind == KIND_INTERNAL);
}

/* Fails where the connection did. */
static int
send_one(struct sender *sender, struct milter_client *client, enum kind kind)
{
	const struct client_message message = message_of(kind);
	struct client_answer answer = { 0 };

	if (kind == KIND_ABORTED) {
		int err = client_present(client, &message, STEP_MAIL, STEP_BODY);
		return err != 0 ? err : client_send(client, COMMAND_ABORT, bytes_make(NULL, 0));
	}
	if (kind == KIND_CUT) {
		sender->open++;
		return client_present(client, &message, STEP_MAIL, STEP_END_OF_MESSAGE);
	}
	int err = client_message_send(client, &message, &answer);
	if (err == 0 && answer_is_right(kind, &answer))
		sender->decided++;
	else
		note_wrong(sender, err != 0 ? "no answer" : "another answer", &answer);
	client_answer_release(&answer);
	return err;
}

static void *
send_all_the_time(void *context)
{
	struct sender *sender = context;
	unsigned turn = sender->number;

	while (!atomic_load(&stopping) && sender->wrong == 0) {
		const struct client_message first = message_of(KIND_CLEAN);
		struct milter_client client;
		int err = client_connect(&client, fixture.socket);
		if (err == 0)
			err = client_negotiate(&client, CLIENT_ACTIONS, CLIENT_STEPS);
		if (err == 0)
			err = client_present(&client, &first, STEP_CONNECT, STEP_HELO);
		enum kind kind = KIND_LIMIT;
		for (int i = 0; i < MESSAGES_A_CONNECTION && err == 0 && kind != KIND_CUT; i++) {
			kind = turn++ % KIND_LIMIT;
			err = send_one(sender, &client, kind);
		}
		if (err != 0)
			note_wrong(sender, "connection", &(struct client_answer){ .reply = '-' });
		client_close(&client);
	}
	return NULL;
}

static void
officer_works(unsigned round)
{
	const char *extra = rules[round % ARRAY_LENGTH(rules)];
	size_t i = round % ARRAY_LENGTH(works);
	char arguments[128], matter[32] = "";

	fixture_configure(&fixture, extra);
	for (int burst = 0; burst < 3; burst++)
		fixture_signal(&fixture, SIGHUP);
	if (extra == rules[ARRAY_LENGTH(rules) - 1]) /* which phictl would refuse as well */
		fixture_configure(&fixture, rules[0]);
	if (works[i].about_matter)
		snprintf(matter, sizeof(matter), " matter-%zu", round / ARRAY_LENGTH(works));
	snprintf(arguments, sizeof(arguments), "%s%s", works[i].arguments, matter);
	fixture_expect_phictl(&fixture, arguments, works[i].code, works[i].said);
}

START_TEST(nothing_gets_into_each_others_way)
{
	struct sender senders[SENDERS] = { 0 };
	unsigned decided = 0, open = 0, round = 0;
	time_t end = time(NULL) + SECONDS;

	fixture_create(&fixture, rules[0]);
	fixture_start(&fixture);
	atomic_store(&stopping, false);
	for (unsigned i = 0; i < SENDERS; i++) {
		senders[i].number = i;
		ck_assert_int_eq(pthread_create(&senders[i].thread, NULL, send_all_the_time, &senders[i]), 0);
	}
	while (time(NULL) < end || round % ARRAY_LENGTH(works) != 0)
		officer_works(round++);
	atomic_store(&stopping, true);
	for (unsigned i = 0; i < SENDERS; i++) {
		pthread_join(senders[i].thread, NULL);
		ck_assert_msg(senders[i].wrong == 0, "%s", senders[i].first);
		decided += senders[i].decided;
		open += senders[i].open;
	}
	fixture_stop(&fixture);
	unsigned recorded = fixture_count_records(&fixture);
	ck_assert_msg(recorded >= decided && recorded <= decided + open, "%u records of %u and %u",
	              recorded, decided, open);
	for (size_t i = 0; wire_phi_words[i] != NULL; i++)
		ck_assert_uint_eq(fixture_count_log(&fixture, wire_phi_words[i]), 0);
	fixture_destroy(&fixture);
}
END_TEST

Suite *
suite_together(void)
{
	return UNIT_SUITE("together", nothing_gets_into_each_others_way);
}
