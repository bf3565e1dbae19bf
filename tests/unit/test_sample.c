/* The shipped configuration: good as it is, the default, and doing what it says. */
#include "tests/unit/test_policy.h"

#include <ctype.h>
#include <stdio.h>

#include "core/configuration_parts.h"
#include "core/error.h"
#include "tests/unit/diagnostics_check.h"
#include "tests/unit/policy_fixture.h"

#define SAMPLE SOURCE_DIR "/contrib/phimilter.conf"
#define SAMPLE_LIMIT 65536

static char *
sample_read(void)
{
	char *text = calloc(1, SAMPLE_LIMIT);
	FILE *file = fopen(SAMPLE, "r");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_lt(fread(text, 1, SAMPLE_LIMIT - 1, file), SAMPLE_LIMIT - 1);
	fclose(file);
	return text;
}

/* A commented setting reads "<tab>#name = value;": comments have a space behind the #. */
static size_t
sample_uncomment(char *text)
{
	size_t count = 0;

	for (char *mark = text; (mark = strstr(mark, "\n\t#")) != NULL; mark += 3) {
		if (!islower((unsigned char)mark[3]))
			continue;
		mark[2] = ' ';
		count++;
	}
	return count;
}

START_TEST(it_is_without_a_mistake)
{
	struct fixture fixture;
	char *text = sample_read();

	fixture_make(text, &fixture);
	ck_assert_uint_eq(policy_rule_count(fixture.policy), 3);
	fixture_release(&fixture);
	free(text);
}
END_TEST

START_TEST(what_it_comments_out_is_the_default)
{
	struct fixture sample, none;
	char *text = sample_read();

	/* All of the schema but the four that are to be changed, and retention.classes. */
	ck_assert_uint_eq(sample_uncomment(text), configuration_schema_count - 4 + 1);
	fixture_make(text, &sample);
	fixture_make("", &none);
	const struct configuration *a = sample.configuration, *b = none.configuration;
	ck_assert_mem_eq(&a->limits, &b->limits, sizeof(a->limits));
	ck_assert_str_eq(a->daemon.socket, b->daemon.socket);
	ck_assert_int_eq(a->daemon.socket_mode, b->daemon.socket_mode);
	ck_assert_str_eq(a->daemon.user, b->daemon.user);
	ck_assert_str_eq(a->daemon.group, b->daemon.group);
	ck_assert_str_eq(a->daemon.pid_file, b->daemon.pid_file);
	ck_assert_str_eq(a->daemon.log, b->daemon.log);
	ck_assert_int_eq(a->daemon.debug, b->daemon.debug);
	ck_assert_int_eq(a->daemon.stop_seconds, b->daemon.stop_seconds);
	ck_assert_str_eq(a->site.tls_domains_file, b->site.tls_domains_file);
	ck_assert(a->policy.shadow == b->policy.shadow);
	ck_assert_str_eq(a->site.authserv, b->site.authserv);
	ck_assert_uint_eq(a->scanner.lexicons.count, b->scanner.lexicons.count);
	ck_assert_int_eq(a->scanner.phi_threshold, b->scanner.phi_threshold);
	ck_assert_str_eq(a->escrow.notice_text, b->escrow.notice_text);
	ck_assert_str_eq(a->escrow.notice_html, b->escrow.notice_html);
	ck_assert_str_eq(a->escrow.notice_subject, b->escrow.notice_subject);
	ck_assert_str_eq(a->escrow.notice_from, b->escrow.notice_from);
	ck_assert_int_eq(a->store.map_bytes, b->store.map_bytes);
	ck_assert_int_eq(a->store.commit_seconds, b->store.commit_seconds);
	ck_assert_str_eq(a->retention.default_class, b->retention.default_class);
	ck_assert_str_eq(a->retention.phi_class, b->retention.phi_class);
	ck_assert_uint_eq(a->retention.class_count, b->retention.class_count);
	for (size_t i = 0; i < a->retention.class_count; i++) {
		ck_assert_str_eq(a->retention.classes[i].name, b->retention.classes[i].name);
		ck_assert_int_eq(a->retention.classes[i].days, b->retention.classes[i].days);
	}
	fixture_release(&sample);
	fixture_release(&none);
	free(text);
}
END_TEST

static const struct {
	struct mail mail;
	const char *verdict;
} cases[] = {
	{ { .outside = { "a@out" }, .from_inside = true }, "outbound pass | pass - | rules:" },
	{ { .outside = { "a@out" }, .from_inside = true, .phi = true },
	  "outbound portal | portal phi-outside | rules: phi-outside" },
	{ { .capable = { "a@tls" }, .from_inside = true, .phi = true },
	  "outbound tls | tls phi-outside | rules: phi-outside" },
	{ { .inside = { "a@in" }, .from_inside = true, .phi = true }, "internal pass | pass - | rules:" },
	{ { .inside = { "a@in" }, .phi = true }, "inbound pass | pass - | rules:" },
	{ { .inside = { "a@in" }, .outside = { "b@out" }, .capable = { "c@tls" }, .from_inside = true, .phi = true },
	  "outbound portal | pass - | portal phi-outside | tls phi-outside | rules: phi-outside" },
	{ { .sender = "", .outside = { "a@out" }, .phi = true },
	  "outbound portal | portal phi-outside | rules: phi-outside" },
	{ { .outside = { "a@out" }, .unscannable = { UNSCANNABLE_FORMAT } },
	  "outbound portal | portal unread-attachment-outside | rules: unread-attachment-outside" },
	{ { .capable = { "a@tls" }, .unscannable = { UNSCANNABLE_FORMAT } },
	  "outbound tls | tls unread-attachment-outside | rules: unread-attachment-outside" },
	{ { .outside = { "a@out" }, .unscannable = { UNSCANNABLE_ENCRYPTED } }, "outbound pass | pass - | rules:" },
	{ { .inside = { "a@in" }, .unscannable = { UNSCANNABLE_DEPTH } }, "inbound pass | pass - | rules:" },
	{ { .outside = { "a@out" }, .phi = true, .unscannable = { UNSCANNABLE_CHARSET } },
	  "outbound hold | hold unreadable-outside | rules: phi-outside unreadable-outside" },
};

START_TEST(it_decides_as_it_says)
{
	struct fixture sample, none;
	char *text = sample_read();

	fixture_make(text, &sample);
	fixture_make("", &none);
	char *verdict = fixture_decide(&sample, &cases[_i].mail);
	char *built_in = fixture_decide(&none, &cases[_i].mail);
	ck_assert_str_eq(verdict, cases[_i].verdict);
	ck_assert_str_eq(built_in, verdict);
	free(verdict);
	free(built_in);
	fixture_release(&sample);
	fixture_release(&none);
	free(text);
}
END_TEST

/* A reason added to the scanner must be given a place in the sample. */
START_TEST(every_reason_has_an_outcome)
{
	struct fixture fixture;

	fixture_make("", &fixture);
	for (unsigned reason = 1; reason < UNSCANNABLE_REASON_LIMIT; reason++) {
		const char *expected = reason == UNSCANNABLE_ENCRYPTED ? "outbound pass"
		                     : reason == UNSCANNABLE_FORMAT    ? "outbound portal"
		                                                       : "outbound hold";
		struct mail mail = { .outside = { "a@out" }, .unscannable = { reason } };
		char *verdict = fixture_decide(&fixture, &mail);
		ck_assert_msg(strncmp(verdict, expected, strlen(expected)) == 0, "%s: %s",
		              unscannable_reason_name(reason), verdict);
		free(verdict);
	}
	fixture_release(&fixture);
}
END_TEST

/* The examples in the sample's comments, taken out of them. */
START_TEST(its_examples_are_good)
{
	struct fixture fixture;

	fixture_make("retention: { classes = ( { name = \"phi\"; days = 2196; }, { name = \"administrative\"; days = 7; },"
	             " { name = \"billing\"; days = 3660; } ); };"
	             "rules = ( { name = \"no-lists\"; when = { recipient = \"outside\";"
	             "  findings = ( { type = ( \"ssn\", \"mrn\", \"mbi\" ); distinct = 10; } ); };"
	             "  action = \"reject\"; text = \"Lists of patients must not leave by mail; ask the privacy office\"; },"
	             "{ name = \"billing\"; when = { sender = \"billing@example.com\";"
	             "  recipient_domain = \"insurer.example\"; }; action = \"pass\"; retention = \"billing\"; } );",
	             &fixture);
	fixture_release(&fixture);
}
END_TEST

Suite *
sample_suite(void)
{
	Suite *suite = UNIT_SUITE("sample", it_is_without_a_mistake, what_it_comments_out_is_the_default,
	                          every_reason_has_an_outcome, its_examples_are_good);
	TCase *tables = tcase_create("tables");
	tcase_add_loop_test(tables, it_decides_as_it_says, 0, ARRAY_LENGTH(cases));
	suite_add_tcase(suite, tables);
	return suite;
}
