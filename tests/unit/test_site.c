/* The two sets that tell inside from outside. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/domain_set.h"
#include "core/error.h"
#include "core/network_set.h"
#include "tests/unit/diagnostics_check.h"
#include "tests/unit/test_core.h"

START_TEST(domains_match)
{
	static const char *const entries[] = { "Example.COM", ".lab.example", "host.example.net.",
	                                       "example.com", "[192.0.2.1]", "z\xc3\xbcrich.example" };
	static const struct {
		const char *domain;
		bool inside;
	} cases[] = {
		{ "example.com", true },        { "EXAMPLE.com", true },
		{ "example.com.", true },       { "sub.example.com", false },
		{ "lab.example", false },       { "a.lab.example", true },
		{ "a.b.LAB.example", true },    { "alab.example", false },
		{ ".lab.example", false },      { "host.example.net", true },
		{ "xhost.example.net", false }, { "", false },
		{ ".", false },                 { "example.com..", false },
		{ "[192.0.2.1]", true },        { "example.com\t", true },
		{ "example.com x", false },     { "z\xc3\xbcrich.example", true },
		{ "com", false },               { "a..lab.example", false },
	};
	struct domain_set set = { 0 };
	for (size_t i = 0; i < ARRAY_LENGTH(entries); i++)
		ck_assert_int_eq(domain_set_add(&set, bytes_of_string(entries[i])), 0);
	ck_assert_uint_eq(set.entries.count, ARRAY_LENGTH(entries) - 1);
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		ck_assert_msg(domain_set_contains(&set, bytes_of_string(cases[i].domain)) ==
		              cases[i].inside, "\"%s\"", cases[i].domain);
	domain_set_release(&set);
	ck_assert(!domain_set_contains(&set, bytes_of_string("example.com")));
}
END_TEST

START_TEST(what_is_no_domain)
{
	static const char *const bad[] = { "", ".", "..", "a..b", "a b", "a@b", "a,b", "*.example", " " };
	char longest[257];
	struct domain_set set = { 0 };

	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
		ck_assert_msg(domain_set_add(&set, bytes_of_string(bad[i])) == ERROR_INVALID, "%s", bad[i]);
	memset(longest, 'a', sizeof(longest));
	ck_assert_int_eq(domain_set_add(&set, bytes_make(longest, 255)), 0);
	ck_assert_int_eq(domain_set_add(&set, bytes_make(longest, 256)), ERROR_INVALID);
	ck_assert_int_eq(domain_set_add(&set, bytes_make("a\0b", 3)), ERROR_INVALID);
	ck_assert_int_eq(domain_set_add(&set, bytes_make("\0", 1)), ERROR_INVALID);
	domain_set_release(&set);
}
END_TEST

START_TEST(many_domains_stay_sorted)
{
	enum { COUNT = 500 };
	struct domain_set set = { 0 };
	char name[32];

	for (unsigned i = 0; i < COUNT; i++) {
		snprintf(name, sizeof(name), "d%u.example", i * 7919 % COUNT);
		ck_assert_int_eq(domain_set_add(&set, bytes_of_string(name)), 0);
	}
	ck_assert_uint_eq(set.entries.count, COUNT);
	for (unsigned i = 0; i < COUNT; i++) {
		snprintf(name, sizeof(name), "d%u.example", i);
		ck_assert(domain_set_contains(&set, bytes_of_string(name)));
	}
	domain_set_release(&set);
}
END_TEST

START_TEST(domain_files)
{
	char text[4000], comment[3000];
	struct domain_set set = { 0 };
	struct diagnostics why;

	diagnostics_init(&why);
	memset(comment, 'c', sizeof(comment));
	memcpy(comment + 1023, "\tlater.example", 14);
	comment[sizeof(comment) - 1] = '\0';
	snprintf(text, sizeof(text), "# receivers\nfirst.example # ours\n\nnot a domain\n#%s\n  second.example\r\n"
	         "a@b\nlast.example", comment);
	ck_assert_int_eq(domain_set_add_lines(&set, bytes_of_string(text), "domains", "k", &why), ERROR_CONFIG);
	diagnostics_check(&why,
	                  "domains:4: k: is no domain; write one a line, as example.com, or .example.com for all below it\n"
	                  "domains:7: k: is no domain; write one a line, as example.com, or .example.com for all below it\n");
	ck_assert_uint_eq(set.entries.count, 3);
	ck_assert(domain_set_contains(&set, bytes_of_string("second.example")));
	ck_assert(domain_set_contains(&set, bytes_of_string("last.example")));
	diagnostics_release(&why);
	domain_set_release(&set);
}
END_TEST

START_TEST(domain_of_an_address)
{
	static const char *const cases[][2] = {
		{ "a@example.com", "example.com" }, { "\"a@b\"@example.com", "example.com" },
		{ "postmaster", "" }, { "", "" }, { "a@", "" },
	};
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		ck_assert(bytes_equal(address_domain(cases[i][0]), bytes_of_string(cases[i][1])));
}
END_TEST

START_TEST(networks_match)
{
	static const char *const entries[] = { "192.0.2.0/24", "198.51.100.7", "10.0.0.0/9",
	                                       "2001:db8::/33", "2001:db8:ffff::1", "203.0.113.128/25" };
	static const struct {
		const char *address;
		bool inside;
	} cases[] = {
		{ "192.0.2.0", true },       { "192.0.2.255", true },       { "192.0.3.0", false },
		{ "198.51.100.7", true },    { "198.51.100.6", false },     { "10.127.255.255", true },
		{ "10.128.0.0", false },     { "2001:db8::5", true },       { "2001:db8:8000::", false },
		{ "2001:db8:ffff::1", true },{ "2001:db8:ffff::2", false }, { "::ffff:192.0.2.9", true },
		{ "::ffff:192.0.3.9", false },{ "IPv6:2001:db8::5", true }, { "203.0.113.127", false },
		{ "203.0.113.128", true },   { "", false },                 { "localhost", false },
		{ "192.0.2.1/32", false },   { "192.0.2", false },          { "192.0.2.1 ", false },
	};
	struct network_set set = { 0 };
	for (size_t i = 0; i < ARRAY_LENGTH(entries); i++)
		ck_assert_int_eq(network_set_add(&set, entries[i]), 0);
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		ck_assert_msg(network_set_contains(&set, cases[i].address) == cases[i].inside, "\"%s\"",
		              cases[i].address);
	network_set_release(&set);
	ck_assert(!network_set_contains(&set, "192.0.2.1"));
}
END_TEST

START_TEST(whole_address_families)
{
	struct network_set set = { 0 };
	ck_assert_int_eq(network_set_add(&set, "0.0.0.0/0"), 0);
	ck_assert(network_set_contains(&set, "203.0.113.1"));
	ck_assert(!network_set_contains(&set, "2001:db8::1"));
	network_set_release(&set);
}
END_TEST

START_TEST(what_is_no_network)
{
	static const char *const bad[] = {
		"", "/", "/8", "192.0.2.1/24", "192.0.2.0/33", "192.0.2.0/", "192.0.2.0/-1", "192.0.2.0/+8",
		"192.0.2.0/8x", "192.0.2.0/ 8", "192.0.2", "2001:db8::/129", "2001:db8::1/64", "host.example",
		"192.0.2.0/99999999999999999999999",
		"1111111111111111111111111111111111111111111111111111111111111111111111111111111",
	};
	struct network_set set = { 0 };
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
		ck_assert_msg(network_set_add(&set, bad[i]) == ERROR_INVALID, "\"%s\"", bad[i]);
	ck_assert_uint_eq(set.count, 0);
	network_set_release(&set);
}
END_TEST

Suite *
site_suite(void)
{
	return UNIT_SUITE("site", domains_match, what_is_no_domain, many_domains_stay_sorted,
	                  domain_files, domain_of_an_address, networks_match, whole_address_families,
	                  what_is_no_network);
}
