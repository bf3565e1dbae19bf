/* Only what is listed is capable. */
#include <stdio.h>

#include "core/error.h"
#include "encryption/tls_capability.h"
#include "tests/unit/diagnostics_check.h"
#include "tests/unit/test_encryption.h"

/* A capability from a file of this content; `err` is what was returned. */
static struct tls_capability *
capability_of(const struct test_directory *directory, const char *content, struct diagnostics *why,
              int expected)
{
	struct test_path path = test_path(directory, "domains");
	char text[2 * sizeof(path)];
	struct configuration *configuration;
	struct tls_capability *capability;

	if (content != NULL)
		test_file_write(path.text, content, strlen(content));
	snprintf(text, sizeof(text), "site: {\n\ttls_domains_file = \"%s\";\n};\n", path.text);
	ck_assert_int_eq(configuration_parse(text, "test.conf", why, &configuration), 0);
	ck_assert_int_eq(tls_capability_create(configuration, why, &capability), expected);
	configuration_release(&configuration); /* the capability does not need it */
	return capability;
}

START_TEST(only_listed_domains_are_capable)
{
	static const char content[] = "# receivers\nPartner.Example\n\n.below.example # with comment\n";
	static const struct {
		const char *domain;
		bool capable;
	} cases[] = {
		{ "partner.example", true },
		{ "PARTNER.EXAMPLE.", true },
		{ "mail.partner.example", false },
		{ "notpartner.example", false },
		{ "below.example", false },
		{ "a.below.example", true },
		{ "b.a.below.example", true },
		{ "example", false },
		{ "", false },
		{ "receivers", false },
	};
	struct test_directory directory;
	struct diagnostics why;

	diagnostics_init(&why);
	test_directory_create(&directory);
	struct tls_capability *capability = capability_of(&directory, content, &why, 0);
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		ck_assert_msg(tls_capability_verified(capability, bytes_of_string(cases[i].domain)) ==
		              cases[i].capable, "%s", cases[i].domain);
	diagnostics_check(&why, "");
	tls_capability_destroy(&capability);
	ck_assert_ptr_null(capability);
	test_directory_destroy(&directory);
}
END_TEST

START_TEST(no_file_means_nobody_is_capable)
{
	struct configuration *configuration;
	struct tls_capability *capability;
	struct diagnostics why;

	diagnostics_init(&why);
	ck_assert_int_eq(configuration_parse("", "test.conf", &why, &configuration), 0);
	ck_assert_int_eq(tls_capability_create(configuration, &why, &capability), 0);
	ck_assert(!tls_capability_verified(capability, bytes_of_string("example.com")));
	tls_capability_destroy(&capability);
	tls_capability_destroy(&capability);
	configuration_release(&configuration);
}
END_TEST

START_TEST(bad_files_are_complained_about)
{
	struct test_directory directory;
	struct diagnostics why;

	test_directory_create(&directory);
	diagnostics_init(&why);
	ck_assert_ptr_null(capability_of(&directory, NULL, &why, ERROR_CONFIG));
	ck_assert_uint_eq(why.count, 1);
	ck_assert_ptr_nonnull(strstr(diagnostics_line(&why, 0), "test.conf:2: site.tls_domains_file: "));
	ck_assert_ptr_nonnull(strstr(diagnostics_line(&why, 0), "cannot be read: No such file"));
	diagnostics_release(&why);
	ck_assert_ptr_null(capability_of(&directory, "good.example\nno domain\n", &why, ERROR_CONFIG));
	ck_assert_ptr_nonnull(strstr(diagnostics_line(&why, 0), "domains:2: site.tls_domains_file: is no domain"));
	ck_assert_uint_eq(why.count, 1);
	diagnostics_release(&why);
	test_directory_destroy(&directory);
}
END_TEST

Suite *
tls_capability_suite(void)
{
	return UNIT_SUITE("tls_capability", only_listed_domains_are_capable,
	                  no_file_means_nobody_is_capable, bad_files_are_complained_about);
}
