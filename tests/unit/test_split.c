/* What a message's passes tell one another, and that nobody gets less by being told apart. */
#include <stdio.h>
#include <string.h>

#include "core/error.h"
#include "milter/release.h"
#include "milter/split.h"
#include "milter/split_context.h"
#include "policy/policy.h"
#include "tests/unit/random_rules.h"
#include "tests/unit/unit_test.h"

#define NOW MAIL_RECEIVED
#define MESSAGES 60

static const struct secret_key key = { .bytes = "a key of these tests alone" };

/* ---- contexts ----------------------------------------------------------------- */

static struct split_context
context_example(void)
{
	return (struct split_context){
		.queue_id = "4AbC1x", .written = NOW, .recipients = 3, .outside = 2, .hourly = -1,
		.strictest = OUTCOME_PORTAL, .sender = "jane;x@in.example", .client_address = "",
		.auth_user = "jane", .tls_version = NULL, .body = "digest",
	};
}

static const char *
context_text(struct message *m, struct split_context *context)
{
	const char *text;

	ck_assert_int_eq(split_context_write(&key, context, m->arena, &text), 0);
	return text;
}

static struct message *
empty_message(void)
{
	struct message *m;

	ck_assert_int_eq(message_create(1 << 20, 1 << 24, &m), 0);
	return m;
}

START_TEST(a_context_comes_back)
{
	struct split_context context = context_example(), back;
	struct message *m = empty_message();
	char spaced[1024];

	snprintf(spaced, sizeof(spaced), " %s", context_text(m, &context));
	ck_assert_int_eq(split_context_read(&key, bytes_of_string(spaced), NOW, m->arena, &back), 0);
	ck_assert_str_eq(back.queue_id, "4AbC1x");
	ck_assert_int_eq(back.written, NOW);
	ck_assert_uint_eq(back.recipients, 3);
	ck_assert_uint_eq(back.outside, 2);
	ck_assert_int_eq(back.hourly, -1);
	ck_assert_int_eq(back.strictest, OUTCOME_PORTAL);
	ck_assert_str_eq(back.sender, "jane;x@in.example");
	ck_assert_str_eq(back.client_address, "");
	ck_assert_str_eq(back.auth_user, "jane");
	ck_assert_ptr_null(back.tls_version);
	ck_assert_mem_eq(back.body, context.body, sizeof(back.body));
	ck_assert_mem_eq(back.mac, context.mac, sizeof(back.mac));
	message_destroy(&m);
}
END_TEST

START_TEST(a_context_has_its_time)
{
	static const struct {
		int64_t after;
		int result;
	} times[] = {
		{ 0, 0 }, { SPLIT_CONTEXT_SECONDS, 0 }, { SPLIT_CONTEXT_SECONDS + 1, ERROR_TIMEOUT },
		{ -SPLIT_CONTEXT_EARLY_SECONDS, 0 }, { -SPLIT_CONTEXT_EARLY_SECONDS - 1, ERROR_TIMEOUT },
	};
	struct split_context context = context_example(), back;
	struct message *m = empty_message();
	struct bytes text = bytes_of_string(context_text(m, &context));

	for (size_t i = 0; i < ARRAY_LENGTH(times); i++)
		ck_assert_int_eq(split_context_read(&key, text, NOW + times[i].after, m->arena, &back),
		                 times[i].result);
	message_destroy(&m);
}
END_TEST

/* Any byte changed, any end cut, another key: not ours. */
START_TEST(a_changed_context_is_none)
{
	static const struct secret_key other = { .bytes = "another" };
	struct split_context context = context_example(), back;
	struct message *m = empty_message();
	const char *text = context_text(m, &context);
	char changed[1024];

	ck_assert_int_eq(split_context_read(&other, bytes_of_string(text), NOW, m->arena, &back),
	                 ERROR_CORRUPT);
	for (size_t i = 0; text[i] != '\0'; i++) {
		strcpy(changed, text);
		changed[i] = changed[i] == 'A' ? 'B' : 'A';
		ck_assert_int_eq(split_context_read(&key, bytes_of_string(changed), NOW, m->arena, &back),
		                 ERROR_CORRUPT);
		changed[i] = '\0';
		ck_assert_int_eq(split_context_read(&key, bytes_of_string(changed), NOW, m->arena, &back),
		                 ERROR_CORRUPT);
	}
	message_destroy(&m);
}
END_TEST

START_TEST(a_long_context_is_refused)
{
	struct split_context context = context_example();
	struct message *m = empty_message();
	const char *text;
	char user[1024];

	memset(user, 'u', sizeof(user));
	user[sizeof(user) - 1] = '\0';
	context.auth_user = user;
	ck_assert_int_eq(split_context_write(&key, &context, m->arena, &text), ERROR_LIMIT);
	message_destroy(&m);
}
END_TEST

/* ---- addresses -------------------------------------------------------------------- */

static const struct {
	const char *address;
	const char *mailer, *mailer_back;
	enum outcome outcome, at_least;
	int result;
} addresses[] = {
	{ "jane@out.example", "smtp", "smtp", OUTCOME_PORTAL, OUTCOME_PORTAL, 0 },
	{ "Jane+x@Out.example", "local", "local", OUTCOME_PASS, OUTCOME_PASS, 0 },
	{ "jane@out.example", "relay", "relay", OUTCOME_REJECT, OUTCOME_REJECT, 0 },
	{ "jane@out.example", "error", NULL, OUTCOME_DEFER, 0, 0 },
	{ "jane@localhost", NULL, NULL, OUTCOME_HOLD, OUTCOME_HOLD, 0 },
	{ "jane", NULL, NULL, OUTCOME_HOLD, 0, ERROR_INVALID },
	{ "", NULL, NULL, OUTCOME_HOLD, 0, ERROR_INVALID },
	{ "@out.example", NULL, NULL, OUTCOME_HOLD, 0, ERROR_INVALID },
	{ "jane@", NULL, NULL, OUTCOME_HOLD, 0, ERROR_INVALID },
	{ "jane@out.example.", NULL, NULL, OUTCOME_HOLD, 0, ERROR_INVALID },
	{ "jane@[192.0.2.1]", NULL, NULL, OUTCOME_HOLD, 0, ERROR_INVALID },
	{ "\"j e\"@out.example", NULL, NULL, OUTCOME_HOLD, 0, ERROR_INVALID },
	{ "jane%out.example@x.example", NULL, NULL, OUTCOME_HOLD, 0, ERROR_INVALID },
	{ "out!jane@x.example", NULL, NULL, OUTCOME_HOLD, 0, ERROR_INVALID },
	{ "@a.example:jane@x.example", NULL, NULL, OUTCOME_HOLD, 0, ERROR_INVALID },
	{ "a@b@x.example", NULL, NULL, OUTCOME_HOLD, 0, ERROR_INVALID },
	{ "j\xc3\xa4ne@x.example", NULL, NULL, OUTCOME_HOLD, 0, ERROR_INVALID },
};

START_TEST(an_address_comes_back)
{
	struct split_context context = context_example();
	struct message *m = empty_message();
	struct recipient recipient = { .address = addresses[_i].address, .mailer = addresses[_i].mailer };
	const char *text;

	(void)context_text(m, &context);
	ck_assert_int_eq(split_address_write(&key, &context, &recipient, addresses[_i].outcome, m->arena,
	                                     &text), addresses[_i].result);
	if (addresses[_i].result == 0) {
		struct recipient back = { .split_address = text };
		ck_assert_int_eq(split_address_read(&key, &context, m->arena, &back), 0);
		ck_assert_str_eq(back.address, addresses[_i].address);
		ck_assert_pstr_eq(back.mailer, addresses[_i].mailer_back);
		ck_assert_int_eq(back.at_least, addresses[_i].at_least);
	}
	message_destroy(&m);
}
END_TEST

START_TEST(a_changed_address_is_none)
{
	struct split_context context = context_example(), other = context_example();
	struct message *m = empty_message();
	struct recipient recipient = { .address = "jane@out.example" };
	const char *text;

	(void)context_text(m, &context);
	ck_assert_int_eq(split_address_write(&key, &context, &recipient, OUTCOME_PORTAL, m->arena, &text), 0);
	for (size_t i = 0; i + sizeof(SPLIT_DOMAIN) < strlen(text); i++) {
		char *changed = arena_copy_string(m->arena, bytes_of_string(text));
		changed[i] = changed[i] == 'a' ? 'b' : 'a';
		recipient.split_address = changed;
		ck_assert_int_eq(split_address_read(&key, &context, m->arena, &recipient), ERROR_CORRUPT);
	}
	recipient.split_address = text;
	other.written++;
	(void)context_text(m, &other);
	ck_assert_int_eq(split_address_read(&key, &other, m->arena, &recipient), ERROR_CORRUPT);
	recipient.split_address = "jane@out.example";
	ck_assert_int_eq(split_address_read(&key, &context, m->arena, &recipient), ERROR_NOT_FOUND);
	recipient.split_address = "jane@out." SPLIT_DOMAIN;
	ck_assert_int_eq(split_address_read(&key, &context, m->arena, &recipient), ERROR_CORRUPT);
	recipient.split_address = "." SPLIT_DOMAIN;
	ck_assert_int_lt(split_address_read(&key, &context, m->arena, &recipient), 0);
	message_destroy(&m);
}
END_TEST

/* ---- messages ------------------------------------------------------------------------ */

static void
random_recipients(struct random_source *random, const char **out, const char *const *words,
                  size_t count)
{
	size_t used = 0;

	for (size_t i = 0; i < count && used < MAIL_RECIPIENTS; i++)
		if (random_below(random, 2))
			out[used++] = words[i];
}

static void
random_mail(struct random_source *random, struct mail *out)
{
	static const char *const senders[] = { "a@in", "b@in", "z@in", "" };
	static const char *const inside[] = { "a@in", "d@in" };
	static const char *const outside[] = { "a@out", "b@out", "c@out" };
	static const char *const capable[] = { "c@x", "e@x" };

	*out = (struct mail){
		.sender = senders[random_below(random, 4)],
		.from_inside = random_below(random, 2),
		.phi = random_below(random, 2),
		.confidence = (uint8_t)random_below(random, 101),
		.size = random_below(random, 30),
		.hourly = random_below(random, 4),
		.unscannable = { random_below(random, UNSCANNABLE_REASON_LIMIT) },
		.findings = { TIMES(random_below(random, 3), IDENTIFIER_MRN, 90, 1),
		              TIMES(random_below(random, 2), IDENTIFIER_SSN, 90, 1) },
		.health = { [HEALTH_CONDITION] = random_below(random, 2) },
	};
	random_recipients(random, out->inside, inside, ARRAY_LENGTH(inside));
	random_recipients(random, out->outside, outside, ARRAY_LENGTH(outside));
	random_recipients(random, out->capable, capable, ARRAY_LENGTH(capable));
	if (out->inside[0] == NULL && out->outside[0] == NULL)
		out->outside[0] = "b@out";
}

static const char *
edit_value(const struct message *m, enum edit_kind kind, const char *name, size_t index)
{
	for (size_t i = 0; i < m->edit_count; i++)
		if (m->edits[i].kind == kind && (name == NULL || strcmp(m->edits[i].name, name) == 0) &&
		    index-- == 0)
			return m->edits[i].value;
	return NULL;
}

/* The copy for one recipient as the MTA brings it: to `address`, from nobody in particular. */
static struct message *
copy_make(const struct message *whole, const struct mail *mail, size_t index, const char *address)
{
	struct mail alone = *mail;
	const char *context = edit_value(whole, EDIT_HEADER_ADD, SPLIT_HEADER, 0), *queue_id;

	memset(alone.inside, 0, sizeof(alone.inside));
	memset(alone.outside, 0, sizeof(alone.outside));
	memset(alone.capable, 0, sizeof(alone.capable));
	alone.outside[0] = address;
	alone.sender = "elsewhere@rewritten";
	alone.hourly = 0;
	struct message *m = mail_message(&alone);
	ck_assert_int_eq(message_header_add(m, bytes_of_string(SPLIT_HEADER), bytes_of_string(context)), 0);
	ck_assert_int_eq(message_header_add(m, bytes_of_string(RELEASE_HEADER),
	                                    bytes_of_string(RELEASE_SPLIT)), 0);
	m->original.length = whole->original.length;
	ck_assert_int_eq(split_restore(&key, m, &queue_id), 0);
	ck_assert_str_eq(queue_id, whole->envelope.queue_id);
	ck_assert_uint_eq(m->header_count, 0);
	m->envelope.recipients[0].internal = whole->envelope.recipients[index].internal;
	m->envelope.recipients[0].tls_capable = whole->envelope.recipients[index].tls_capable;
	return m;
}

static void
decide(const struct policy *policy, bool from_inside, struct message *m)
{
	ck_assert_int_eq(policy_decide(policy, from_inside, m), 0);
}

static bool
is_milder(enum outcome one, enum outcome other)
{
	return outcome_strictness(one) < outcome_strictness(other);
}

/* Alone, by the same rules, each recipient gets just what the whole's verdict says for it. */
static void
check_copy(const struct policy *policy, const struct policy *later, const struct message *whole,
           const struct mail *mail, size_t i)
{
	const char *address = edit_value(whole, EDIT_RECIPIENT_ADD, NULL, i);
	enum outcome own = whole->verdict.each[i].outcome;
	struct message *m = copy_make(whole, mail, i, address);

	ck_assert_str_eq(m->envelope.recipients[0].address, whole->envelope.recipients[i].address);
	ck_assert_str_eq(m->envelope.sender, whole->envelope.sender);
	decide(policy, mail->from_inside, m);
	ck_assert_int_eq(m->verdict.direction, whole->verdict.direction);
	ck_assert_int_eq(m->verdict.outcome, own);
	ck_assert_pstr_eq(m->verdict.each[0].rule, whole->verdict.each[i].rule);
	/* Other rules by the time the copy comes: never milder, but where it was to be decided anew. */
	decide(later, mail->from_inside, m);
	ck_assert(own == OUTCOME_DEFER || !is_milder(m->verdict.outcome, own));
	message_destroy(&m);
}

/* The MTA's own copy, of which nobody knew. */
static void
check_stranger(const struct policy *policy, const struct message *whole, const struct mail *mail)
{
	struct message *m = copy_make(whole, mail, 0, "archive@in");

	m->envelope.recipients[0].internal = true;
	decide(policy, mail->from_inside, m);
	for (size_t i = 0; i < whole->envelope.recipient_count; i++)
		ck_assert(whole->verdict.each[i].outcome == OUTCOME_DEFER ||
		          !is_milder(m->verdict.outcome, whole->verdict.each[i].outcome));
	message_destroy(&m);
}

/* Handled as a whole: nobody gets less, and `differs` says whether somebody gets more. */
static void
check_whole(const struct message *m)
{
	bool alike = true;

	for (size_t i = 0; i < m->envelope.recipient_count; i++) {
		enum outcome own = m->verdict.each[i].outcome;
		ck_assert(!is_milder(m->verdict.outcome, own));
		alike = alike && (own == m->verdict.outcome ||
		                  (m->verdict.outcome == OUTCOME_TLS && own == OUTCOME_PASS &&
		                   m->envelope.recipients[i].internal));
	}
	ck_assert(alike || m->verdict.differs);
}

/* Random messages by random rules. Returns how many were split. */
static size_t
check_random(uint64_t seed)
{
	struct random_source random = { .state = seed };
	struct fixture rules, later;
	size_t split = 0;
	struct mail mail;

	random_policy(&random, 1 + random_below(&random, 25), &rules);
	random_policy(&random, 1 + random_below(&random, 25), &later);
	for (int n = 0; n < MESSAGES; n++) {
		random_mail(&random, &mail);
		struct message *m = mail_message(&mail);
		m->envelope.queue_id = "4AbC1x";
		decide(rules.policy, mail.from_inside, m);
		check_whole(m);
		ck_assert_int_eq(split_prepare(&key, m), 0);
		for (size_t i = 0; i < m->envelope.recipient_count; i++)
			check_copy(rules.policy, later.policy, m, &mail, i);
		check_stranger(rules.policy, m, &mail);
		split += m->verdict.differs;
		message_destroy(&m);
	}
	fixture_release(&later);
	fixture_release(&rules);
	return split;
}

START_TEST(nobody_gets_less)
{
	(void)check_random((uint64_t)_i);
}
END_TEST

/* What a seed makes differs from compiler to compiler; some of several split something. */
START_TEST(random_messages_are_split)
{
	size_t split = 0;

	for (uint64_t seed = 0; seed < 10; seed++)
		split += check_random(seed);
	ck_assert_uint_gt(split, 0);
}
END_TEST

static Suite *
split_suite(void)
{
	Suite *suite = suite_create("split");
	TCase *contexts = tcase_create("contexts"), *messages = tcase_create("messages");

	tcase_add_test(contexts, a_context_comes_back);
	tcase_add_test(contexts, a_context_has_its_time);
	tcase_add_test(contexts, a_changed_context_is_none);
	tcase_add_test(contexts, a_long_context_is_refused);
	tcase_add_loop_test(contexts, an_address_comes_back, 0, ARRAY_LENGTH(addresses));
	tcase_add_test(contexts, a_changed_address_is_none);
	tcase_set_timeout(messages, 120);
	tcase_add_loop_test(messages, nobody_gets_less, 0, 40);
	tcase_add_test(messages, random_messages_are_split);
	suite_add_tcase(suite, contexts);
	suite_add_tcase(suite, messages);
	return suite;
}

UNIT_TEST_MAIN(split_suite)
