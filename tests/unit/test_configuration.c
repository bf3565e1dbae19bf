#include "core/configuration.h"

#include <stdlib.h>

#include "core/error.h"
#include "core/message.h"
#include "tests/unit/diagnostics_check.h"
#include "tests/unit/heap_watch.h"
#include "tests/unit/test_core.h"

static struct configuration *
good(const char *text)
{
	struct configuration *configuration = NULL;
	struct diagnostics why;
	diagnostics_init(&why);
	int err = configuration_parse(text, "test.conf", &why, &configuration);
	diagnostics_check(&why, "");
	ck_assert_int_eq(err, 0);
	return configuration;
}

START_TEST(defaults)
{
	struct configuration *c = good("");
	ck_assert_str_eq(c->daemon.socket, "unix:/var/spool/postfix/phimilter/phimilter.sock");
	ck_assert_int_eq(c->daemon.socket_mode, 0660);
	ck_assert_str_eq(c->daemon.user, "phimilter");
	ck_assert_str_eq(c->daemon.log, "syslog");
	ck_assert(!c->daemon.debug);
	ck_assert(domain_set_is_empty(&c->site.internal_domains));
	ck_assert_uint_eq(c->site.internal_networks.count, 0);
	ck_assert_int_eq(c->limits.message_bytes, 64 * 1024 * 1024);
	ck_assert_int_eq(c->scanner.phi_threshold, 50);
	ck_assert_uint_eq(c->scanner.lexicons.count, 0);
	ck_assert_int_eq(c->store.map_bytes, (int64_t)16 << 30);
	ck_assert_str_eq(c->retention.phi_class, "phi");
	ck_assert_uint_eq(c->retention.class_count, 2);
	ck_assert_uint_eq(c->rule_files.count, 1);
	configuration_release(&c);
	ck_assert_ptr_null(c);
	configuration_release(&c);
	configuration_release(NULL);
}
END_TEST

START_TEST(values_of_every_kind)
{
	struct configuration *c = good(
		"daemon: { socket = \"inet:8899@127.0.0.1\"; debug = true; log = \"stderr\";\n"
		"          socket_mode = \"00600\"; };\n"
		"site: { internal_domains = [ \"Example.com\", \".example.com\" ];\n"
		"        internal_networks = ( \"192.0.2.0/24\" ); };\n"
		"limits: { mime_depth = 5; };\n"
		"scanner: { lexicons = ( \"/a\", \"/b\" ); };\n"
		"store: { map_bytes = 34359738368; };\n"
		"escrow: { link_days = 30; };\n"
		"retention: { classes = ( { name = \"short\"; days = 1; link_days = 2; },\n"
		"                         { name = \"long\"; days = 36600; } );\n"
		"             default_class = \"short\"; phi_class = \"long\"; };\n"
		"rules = ( );\n");
	ck_assert_str_eq(c->daemon.socket, "inet:8899@127.0.0.1");
	ck_assert(c->daemon.debug);
	ck_assert_int_eq(c->daemon.socket_mode, 0600);
	ck_assert(domain_set_contains(&c->site.internal_domains, bytes_of_string("a.example.com")));
	ck_assert(network_set_contains(&c->site.internal_networks, "192.0.2.77"));
	ck_assert_int_eq(c->limits.mime_depth, 5);
	ck_assert_uint_eq(c->scanner.lexicons.count, 2);
	ck_assert_str_eq(c->scanner.lexicons.items[1], "/b");
	ck_assert_int_eq(c->store.map_bytes, (int64_t)32 << 30);
	ck_assert_uint_eq(c->retention.class_count, 2);
	ck_assert_int_eq(c->retention.classes[1].days, 36600);
	ck_assert_int_eq(configuration_link_end(c, "short", 1000), 1000 + 2 * 86400);
	ck_assert_int_eq(configuration_link_end(c, "long", 1000), 1000 + 30 * 86400);
	ck_assert_int_eq(configuration_link_end(c, "lost", 1000), 1000 + 30 * 86400);
	ck_assert_ptr_nonnull(settings_member(settings_root(c->rule_files.items[0]), "rules"));
	configuration_release(&c);
}
END_TEST

/* What an operator may get wrong, and every line of the answer. */
static const struct {
	const char *text, *complaints;
} mistakes[] = {
	{ "daemon: { sockt = \"x\"; };\nlimit: { };\n",
	  "test.conf:2: limit: unknown setting; did you mean \"limits\"?\n"
	  "test.conf:1: daemon.sockt: unknown setting; did you mean \"socket\"?\n" },
	{ "daemon = 5;\nretention = ( );\n",
	  "test.conf:1: daemon: must be a group: daemon: { ... };\n"
	  "test.conf:2: retention: must be a group: retention: { ... };\n" },
	{ "daemon: { socket = 5; debug = 1;\nstop_seconds = 0; };\nlimits: { mime_depth = \"x\"; };\n",
	  "test.conf:1: daemon.socket: must be a string, such as \"text\"\n"
	  "test.conf:1: daemon.debug: must be true or false\n"
	  "test.conf:2: daemon.stop_seconds: is 0; it must be from 1 to 600\n"
	  "test.conf:3: limits.mime_depth: must be a whole number from 1 to 256\n" },
	{ "daemon: { socket = \"/run/x\";\nlog = \"file\"; };\nretention: { phi_class = \"none\"; };\n",
	  "test.conf:1: daemon.socket: \"/run/x\" is no socket; write \"unix:/path\" or \"inet:port@host\"\n"
	  "test.conf:2: daemon.log: \"file\" must be \"syslog\" or \"stderr\"\n"
	  "test.conf:3: retention.phi_class: \"none\" is not among retention.classes\n" },
	{ "site: { internal_domains = \"example.com\";\ninternal_networks = ( \"10.0.0.1/8\", 5,\n\"x\" ); };\n",
	  "test.conf:1: site.internal_domains: must be a list, such as ( \"one\", \"two\" )\n"
	  "test.conf:2: site.internal_networks[1]: \"10.0.0.1/8\" is no network; write one as "
	  "\"192.0.2.0/24\" (host bits zero) or \"2001:db8::/32\"\n"
	  "test.conf:2: site.internal_networks[2]: must be a string, such as \"text\"\n"
	  "test.conf:3: site.internal_networks[3]: \"x\" is no network; write one as "
	  "\"192.0.2.0/24\" (host bits zero) or \"2001:db8::/32\"\n" },
	{ "site: { internal_domains = ( \"*.example.com\",\n\"a b\" ); };\nscanner: { lexicons = ( 1,\n2 ); };\n",
	  "test.conf:1: site.internal_domains[1]: \"*.example.com\" is no domain; write one as "
	  "\"example.com\", or \".example.com\" for all below it\n"
	  "test.conf:2: site.internal_domains[2]: \"a b\" is no domain; write one as "
	  "\"example.com\", or \".example.com\" for all below it\n"
	  "test.conf:3: scanner.lexicons[1]: must be a string, such as \"text\"\n"
	  "test.conf:4: scanner.lexicons[2]: must be a string, such as \"text\"\n" },
	{ "daemon: { socket_mode = 432; };\n",
	  "test.conf:1: daemon.socket_mode: must be octal digits in quotes from \"0600\" to \"0777\"\n" },
	{ "daemon: { socket_mode = \"01777\"; };\n",
	  "test.conf:1: daemon.socket_mode: must be octal digits in quotes from \"0600\" to \"0777\"\n" },
	{ "daemon: { socket_mode = \"680\"; };\n",
	  "test.conf:1: daemon.socket_mode: must be octal digits in quotes from \"0600\" to \"0777\"\n" },
	{ "retention: { classes = ( { name = \"phi\"; days = 1; years = 1; },\n"
	  "{ name = \"administrative\"; years = 101; }, { name = \"c\"; days = 1; types = ( \"snn\" ); } ); };\n",
	  "test.conf:1: retention.classes[1].years: must not stand beside days\n"
	  "test.conf:2: retention.classes[2].years: is 101; it must be from 1 to 100\n"
	  "test.conf:2: retention.classes[3].types[1]: \"snn\" is no type of identifier\n" },
	{ "retention: { classes = ( { name = \"phi\"; days = 1; sensitive = ( \"aids\" ); },\n"
	  "{ name = \"administrative\"; days = 1; majority = 17; }, { name = \"c\"; days = 1; sensitive = \"hiv\"; } ); };\n",
	  "test.conf:1: retention.classes[1].sensitive[1]: \"aids\" is no sensitive kind: give mental-health, "
	  "substance-use, hiv, reproductive or genetic\n"
	  "test.conf:2: retention.classes[2].majority: is 17; it must be from 18 to 21\n"
	  "test.conf:2: retention.classes[3].sensitive: must be a list, such as ( \"mental-health\", \"hiv\" )\n" },
	{ "retention: { classes = ( ); };\n",
	  "test.conf:1: retention.classes: must be a list such as ( { name = \"phi\"; days = 2196; } )\n" },
	{ "retention: { classes = ( { name = \"phi\"; days = 2196; },\n{ name = \"administrative\"; },\n"
	  "{ name = \"x\"; days = 0; },\n{ name = \"phi\"; days = 7; },\n{ name = \"y\"; days = 7; dys = 1; },\n"
	  "7, { name = \"\"; days = 7; },\n{ name = \"z\"; days = 7; }, { name = \"z\"; days = 7; } ); };\n",
	  "test.conf:2: retention.classes[2]: must be a group such as { name = \"phi\"; days = 2196; }\n"
	  "test.conf:3: retention.classes[3].days: is 0; it must be from 1 to 36600\n"
	  "test.conf:4: retention.classes[4].name: there is a class \"phi\" already\n"
	  "test.conf:5: retention.classes[5].dys: unknown setting; did you mean \"days\"?\n"
	  "test.conf:6: retention.classes[6]: must be a group such as { name = \"phi\"; days = 2196; }\n"
	  "test.conf:6: retention.classes[7].name: must not be empty\n"
	  "test.conf:7: retention.classes[9].name: there is a class \"z\" already\n" },
};

START_TEST(every_mistake_is_told)
{
	for (size_t i = 0; i < ARRAY_LENGTH(mistakes); i++) {
		struct configuration *c;
		struct diagnostics why;
		diagnostics_init(&why);
		ck_assert_int_eq(configuration_parse(mistakes[i].text, "test.conf", &why, &c), ERROR_CONFIG);
		ck_assert_ptr_null(c);
		diagnostics_check(&why, mistakes[i].complaints);
		diagnostics_release(&why);
	}
}
END_TEST

START_TEST(complaints_by_path)
{
	struct configuration *c = good("escrow: {\n  portal_url = \"x\";\n};\n");
	struct diagnostics why;
	diagnostics_init(&why);
	ck_assert_int_eq(configuration_complain(c, "escrow.portal_url", &why, "is %d", 1), ERROR_CONFIG);
	ck_assert_int_eq(configuration_complain(c, "escrow.officers", &why, "is empty"), ERROR_CONFIG);
	ck_assert_int_eq(configuration_complain(c, "store.key_file", &why, "is missing"), ERROR_CONFIG);
	diagnostics_check(&why, "test.conf:2: escrow.portal_url: is 1\n"
	                        "test.conf: escrow.officers: is empty\n"
	                        "test.conf: store.key_file: is missing\n");
	diagnostics_release(&why);
	configuration_release(&c);
}
END_TEST

START_TEST(failed_allocations_are_told_and_leak_nothing)
{
	static const char text[] =
		"site: { internal_domains = ( \"a.example\" ); internal_networks = ( \"192.0.2.1\" ); };\n"
		"scanner: { lexicons = ( \"/a\" ); };\n";
	struct configuration *c = NULL;
	struct diagnostics why;
	int allowed = 0;

	diagnostics_init(&why);
	for (;; allowed++) {
		heap_fail_after(allowed);
		int err = configuration_parse(text, "test.conf", &why, &c);
		if (!heap_fail_stop())
			break;
		ck_assert_int_eq(err, ERROR_MEMORY);
		ck_assert_ptr_null(c);
	}
	ck_assert_int_gt(allowed, 5);
	ck_assert_ptr_nonnull(c);
	diagnostics_check(&why, "");
	configuration_release(&c);
}
END_TEST

/* Midnight of the day in UTC. */
START_TEST(classes_say_why_and_for_what)
{
	struct configuration *c;
	struct diagnostics why;

	diagnostics_init(&why);
	ck_assert_int_eq(configuration_parse(
		"retention: { classes = ( { name = \"administrative\"; years = 3; basis = \"policy 7\"; },\n"
		"{ name = \"phi\"; days = 5; types = ( \"ssn\", \"mrn\" );\n"
		"sensitive = ( \"hiv\", \"genetic\" ); majority = 19; } ); };", "x", &why, &c), 0);
	ck_assert_int_eq(c->retention.classes[0].years, 3);
	ck_assert_str_eq(c->retention.classes[0].basis, "policy 7");
	ck_assert_str_eq(c->retention.classes[1].basis, "");
	ck_assert(c->retention.classes[1].types[IDENTIFIER_MRN]);
	ck_assert(!c->retention.classes[1].types[IDENTIFIER_NPI]);
	ck_assert_uint_eq(c->retention.classes[1].sensitive, 1u << SENSITIVE_HIV | 1u << SENSITIVE_GENETIC);
	ck_assert_int_eq(c->retention.classes[1].majority, 19);
	ck_assert_uint_eq(c->retention.classes[0].sensitive, 0);
	ck_assert_int_eq(c->retention.classes[0].majority, 0);
	configuration_release(&c);
	diagnostics_release(&why);
}
END_TEST

Suite *
configuration_suite(void)
{
	return UNIT_SUITE("configuration", defaults, values_of_every_kind, every_mistake_is_told,
	                  complaints_by_path, classes_say_why_and_for_what,
	                  failed_allocations_are_told_and_leak_nothing);
}
