/* What is no fit certificate is refused in one line that says where and what would be right. */
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/error.h"
#include "encryption/officer_term.h"
#include "tests/unit/test_encryption.h"

/* Makes a sealer with the one officer `path`; its complaint, or "" when there is none. */
static void
complaint_about(const char *path, char *out, size_t size)
{
	char text[2 * sizeof(struct test_path)];
	struct configuration *configuration;
	struct escrow_sealer *sealer;
	struct diagnostics why;

	diagnostics_init(&why);
	snprintf(text, sizeof(text), "escrow: {\n\tofficers = ( \"%s\" );\n};\n", path);
	ck_assert_int_eq(configuration_parse(text, "test.conf", &why, &configuration), 0);
	int err = escrow_sealer_create(configuration, &why, &sealer);
	ck_assert_int_eq(err, why.count == 0 ? 0 : ERROR_CONFIG);
	ck_assert_uint_le(why.count, 1);
	ck_assert((sealer != NULL) == (err == 0));
	snprintf(out, size, "%s", why.count ? diagnostics_line(&why, 0) : "");
	diagnostics_release(&why);
	escrow_sealer_destroy(&sealer);
	configuration_release(&configuration);
}

static void
check_complaint(const char *path, const char *expected)
{
	char complaint[2048], beginning[2 * sizeof(struct test_path)];

	complaint_about(path, complaint, sizeof(complaint));
	snprintf(beginning, sizeof(beginning), "test.conf:2: escrow.officers[1]: \"%s\" ", path);
	if (expected == NULL) {
		ck_assert_str_eq(complaint, "");
		return;
	}
	ck_assert_msg(strncmp(complaint, beginning, strlen(beginning)) == 0 &&
	              strstr(complaint, expected) != NULL, "%s: got \"%s\", expected \"%s\"", path,
	              complaint, expected);
}

START_TEST(certificates_are_judged)
{
	static const struct {
		struct test_certificate certificate;
		const char *expected; /* part of the complaint, or NULL for none */
	} cases[] = {
		{ { "a", "RSA", "2048", NULL, -1, 30, 0 }, NULL },
		{ { "b", "RSA", "2048", "keyEncipherment", -1, 30, 0 }, NULL },
		{ { "c", "RSA", "2048", "digitalSignature", -1, 30, 0 }, "must include keyEncipherment" },
		{ { "d", "RSA", "2048", "keyAgreement", -1, 30, 0 }, "must include keyEncipherment" },
		{ { "e", "RSA", "1024", NULL, -1, 30, 0 }, "RSA key of 1024 bits; it must have from 2048" },
		{ { "f", "EC", "P-256", NULL, -1, 30, 0 }, NULL },
		{ { "g", "EC", "P-384", "keyAgreement", -1, 30, 0 }, NULL },
		{ { "h", "EC", "P-521", NULL, -1, 30, 0 }, NULL },
		{ { "i", "EC", "P-256", "digitalSignature", -1, 30, 0 }, "must include keyAgreement" },
		{ { "j", "EC", "secp256k1", NULL, -1, 30, 0 }, "must be RSA or EC on P-256" },
		{ { "k", "ED25519", NULL, NULL, -1, 30, 0 }, "must be RSA or EC on P-256" },
		{ { "l", "EC", "P-256", NULL, -30, -1, 0 }, "expired on 20" },
		{ { "m", "EC", "P-256", NULL, 1, 30, 0 }, "is not valid before 20" },
		{ { "n", "RSA", "4096", NULL, -1, 30, 15 }, NULL },
		{ { "o", "EC", "P-256", NULL, -1, 30, 40 }, "would take more than 2048 bytes" },
	};
	struct test_directory directory;

	test_directory_create(&directory);
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		char name[32];
		test_certificate_create(&directory, &cases[i].certificate);
		snprintf(name, sizeof(name), "%s.pem", cases[i].certificate.name);
		check_complaint(test_path(&directory, name).text, cases[i].expected);
	}
	test_directory_destroy(&directory);
}
END_TEST

START_TEST(the_first_to_end_is_found)
{
	static const struct test_certificate certificates[] = {
		{ "long", "EC", "P-256", NULL, -1, 90, 0 },
		{ "short", "EC", "P-256", NULL, -1, 20, 0 },
		{ "over", "EC", "P-256", NULL, -30, -1, 0 },
	};
	char text[4 * sizeof(struct test_path)];
	struct test_directory directory;
	struct configuration *configuration;
	struct officer_term term;
	struct diagnostics why;

	test_directory_create(&directory);
	diagnostics_init(&why);
	for (size_t i = 0; i < ARRAY_LENGTH(certificates); i++)
		test_certificate_create(&directory, &certificates[i]);
	for (size_t over = 0; over <= 1; over++) {
		snprintf(text, sizeof(text), "escrow: { officers = ( \"%s\", \"%s\", \"%s\" ); };\n",
		         test_path(&directory, "long.pem").text, test_path(&directory, "short.pem").text,
		         test_path(&directory, over ? "over.pem" : "long.pem").text);
		ck_assert_int_eq(configuration_parse(text, "test.conf", &why, &configuration), 0);
		ck_assert_int_eq(officer_term_find(configuration, &why, &term), over ? ERROR_CONFIG : 0);
		if (!over) {
			ck_assert_str_eq(term.path, test_path(&directory, "short.pem").text);
			ck_assert_int_le(labs(term.end - time(NULL) - 20 * 86400), 60);
		}
		configuration_release(&configuration);
	}
	diagnostics_release(&why);
	test_directory_destroy(&directory);
}
END_TEST

/* Appends the file called `from` to the one called `to`. */
static void
append_file(const struct test_directory *directory, const char *from, const char *to)
{
	char content[8192];
	FILE *in = fopen(test_path(directory, from).text, "re");
	FILE *out = fopen(test_path(directory, to).text, "ae");

	ck_assert(in != NULL && out != NULL);
	size_t length = fread(content, 1, sizeof(content), in);
	ck_assert_uint_eq(fwrite(content, 1, length, out), length);
	fclose(in);
	fclose(out);
}

START_TEST(files_are_judged)
{
	static const struct test_certificate good = { "good", "EC", "P-256", NULL, -1, 30, 0 };
	static const char garbage[] = "-----BEGIN CERTIFICATE-----\nbm90IGEgY2VydA==\n"
	                              "-----END CERTIFICATE-----\n";
	struct test_directory directory;

	test_directory_create(&directory);
	test_certificate_create(&directory, &good);
	append_file(&directory, "good.pem", "both.pem");
	append_file(&directory, "good.key", "both.pem");
	append_file(&directory, "good.pem", "two.pem");
	append_file(&directory, "good.pem", "two.pem");
	test_file_write(test_path(&directory, "empty.pem").text, "", 0);
	test_file_write(test_path(&directory, "garbage.pem").text, garbage, strlen(garbage));
	struct buffer large = test_bytes(100 * 1024);
	test_file_write(test_path(&directory, "large.pem").text, large.data, large.length);
	buffer_release(&large);
	const struct {
		const char *name;
		const char *expected;
	} cases[] = {
		{ "good.pem", NULL },
		{ "missing.pem", "cannot be read: No such file or directory; it must be an X.509" },
		{ ".", "cannot be read: not a regular file" },
		{ "large.pem", "cannot be read: too large" },
		{ "empty.pem", "is no X.509 certificate in PEM form" },
		{ "garbage.pem", "is no X.509 certificate in PEM form" },
		{ "good.key", "holds a private key, which must not be on this server" },
		{ "both.pem", "holds a private key, which must not be on this server" },
		{ "two.pem", "holds 2 certificates; it must hold the officer's own" },
	};
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		check_complaint(test_path(&directory, cases[i].name).text, cases[i].expected);
	test_directory_destroy(&directory);
}
END_TEST

START_TEST(an_officer_is_required)
{
	struct configuration *configuration;
	struct escrow_sealer *sealer;
	struct diagnostics why;

	diagnostics_init(&why);
	ck_assert_int_eq(configuration_parse("", "test.conf", &why, &configuration), 0);
	ck_assert_int_eq(escrow_sealer_create(configuration, &why, &sealer), ERROR_CONFIG);
	ck_assert_uint_eq(why.count, 1);
	ck_assert_ptr_nonnull(strstr(diagnostics_line(&why, 0),
	                             "escrow.officers: must name at least one records officer's"));
	diagnostics_release(&why);
	configuration_release(&configuration);
}
END_TEST

START_TEST(all_bad_officers_are_named_at_once)
{
	static const char text[] = "escrow: { officers = ( \"/nowhere/one\",\n\"/nowhere/two\" ); };";
	struct configuration *configuration;
	struct escrow_sealer *sealer;
	struct diagnostics why;

	diagnostics_init(&why);
	ck_assert_int_eq(configuration_parse(text, "test.conf", &why, &configuration), 0);
	ck_assert_int_eq(escrow_sealer_create(configuration, &why, &sealer), ERROR_CONFIG);
	ck_assert_uint_eq(why.count, 2);
	ck_assert_ptr_nonnull(strstr(diagnostics_line(&why, 1), "test.conf:2: escrow.officers[2]:"));
	diagnostics_release(&why);
	configuration_release(&configuration);
}
END_TEST

Suite *
officer_certificate_suite(void)
{
	return UNIT_SUITE("officer_certificate", certificates_are_judged, files_are_judged,
	                  the_first_to_end_is_found, an_officer_is_required, all_bad_officers_are_named_at_once);
}
