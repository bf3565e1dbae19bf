/* Addresses out of hostile header fields: plain ones, and nothing around them. */
#include "encryption/address.h"
#include "tests/unit/test_encryption.h"

START_TEST(plain_addresses)
{
	static const struct {
		const char *address;
		bool plain;
	} cases[] = {
		{ "a@b", true },
		{ "first.last+tag@mail.example.com", true },
		{ "o'brien@example.com", true },
		{ "x@1.example", true },
		{ "", false },
		{ "a", false },
		{ "@b", false },
		{ "a@", false },
		{ "a@b@c", false },
		{ ".a@b", false },
		{ "a.@b", false },
		{ "a..b@c", false },
		{ "a b@c", false },
		{ "\"a b\"@c", false },
		{ "a@b c", false },
		{ "a@-b", false },
		{ "a@b-", false },
		{ "a@b-.c", false },
		{ "a@b..c", false },
		{ "a@.b", false },
		{ "a@b.", false },
		{ "a@[192.0.2.1]", false },
		{ "@r:a@b", false },
		{ "a@b\r\nBcc: c@d", false },
		{ "\xc3\xbc@b", false },
		{ "a@\xc3\xbc", false },
		{ "1234567890123456789012345678901234567890123456789012345678901234@b", true },
		{ "12345678901234567890123456789012345678901234567890123456789012345@b", false },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		ck_assert_msg(address_is_plain(bytes_of_string(cases[i].address)) == cases[i].plain,
		              "\"%s\"", cases[i].address);
	ck_assert(!address_is_plain(bytes_make("a\0@b", 4)));
	ck_assert(!address_is_plain(bytes_make("a@\0b", 4)));
}
END_TEST

/* The plain addresses of a list with "|" between them; "-" for a mailbox without one. */
static void
check_list(struct bytes list, const char *expected)
{
	char found[512] = "";
	struct bytes address;
	size_t before;

	while (before = list.length, address_list_next(&list, &address)) {
		ck_assert_uint_lt(list.length, before);
		if (found[0] != '\0')
			strcat(found, "|");
		strncat(found, address.length ? (const char *)address.data : "-",
		        address.length ? address.length : 1);
	}
	ck_assert_str_eq(found, expected);
}

START_TEST(address_lists)
{
	static const struct {
		const char *list;
		const char *expected;
	} cases[] = {
		{ "", "" },
		{ "a@b", "a@b" },
		{ " a@b", "a@b" },
		{ "a@b, c@d", "a@b|c@d" },
		{ "<a@b>", "a@b" },
		{ "John Doe <a@b>,\n\t\"Doe, Jane\" <c@d>", "a@b|c@d" },
		{ "\"<x@y>\" <a@b>", "a@b" },
		{ "\"x@y, z@w\" <a@b>", "a@b" },
		{ "\"quote \\\" <x@y>\" <a@b>", "a@b" },
		{ "a@b (comment, x@y (nested) <z@w>)", "a@b" },
		{ "(John) a@b", "a@b" },
		{ "team: a@b, c@d;", "a@b|c@d" },
		{ "undisclosed-recipients:;", "-" },
		{ "=?utf-8?Q?J=C3=BC?= <a@b>", "a@b" },
		{ "< a@b >", "a@b" },
		{ "<a@b", "a@b" },
		{ "<a@b> <c@d>", "-" },
		{ "a@b c@d", "-" },
		{ "a @ b", "-" },
		{ "\"a\"@b", "-" },
		{ "<\"John Doe HIV\"@b>", "-" },
		{ "<@r:a@b>", "-" },
		{ "John Doe", "-" },
		{ "\"never closed a@b, c@d", "-" },
		{ "(never closed a@b, c@d", "-" },
		{ "\"a\\", "-" },
		{ ",,;", "-|-|-" },
		{ ")a@b", "-" },
		{ "a@b>", "-" },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		check_list(bytes_of_string(cases[i].list), cases[i].expected);
	check_list(bytes_make("a\0@b", 4), "-");
	check_list(bytes_make("\0", 1), "-");
}
END_TEST

Suite *
address_suite(void)
{
	return UNIT_SUITE("address", plain_addresses, address_lists);
}
