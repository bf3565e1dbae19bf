/* `phictl audit checkpoint`, `verify --since`, `prove` and `check-proof`. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/unit/phictl_site.h"
#include "tests/unit/unit_test.h"

/* A site with the officer's key pair, a stranger's public key, and a checkpoint over 6 records. */
static struct site *
site_with_checkpoint(void)
{
	struct site *site = site_create();

	site_shell(site, "for i in officer stranger; do openssl genpkey -algorithm ed25519 -out $i.key && "
	            "openssl pkey -in $i.key -pubout -out $i.pub || exit 1; done");
	site_expect(site, "audit", "checkpoint --key officer.key -o one --reason 'end of month'", 0, "");
	site_expect(site, "audit", "show 6", 0, "signed a checkpoint: end of month");
	return site;
}

START_TEST(verify_since_a_checkpoint)
{
	struct site *site = site_with_checkpoint();

	site_expect(site, "audit", "verify --since one --public-key officer.pub", 0, "in order: 0 records");
	store_fixture_append(&site->fixture, 3);
	site_expect(site, "audit", "verify --since one --public-key officer.pub", 0, "in order: 3 records");
	site_expect(site, "audit", "verify --since one --json", 0, "\"records\":3");
	site_expect(site, "audit", "verify --since one --public-key stranger.pub", 2, "was not signed with");
	site_expect(site, "audit", "verify --public-key officer.pub", 2, "--public-key is for --since");
	site_expect(site, "audit", "verify --since officer.pub", 2, "holds no checkpoint");
	site_expect(site, "audit", "verify --since nowhere", 2, "nowhere: ");
	site_shell(site, "sed '2s/6/5/' one >changed");
	site_expect(site, "audit", "verify --since changed --public-key officer.pub", 2, "changed since");
	site_expect(site, "audit", "verify --since changed", 1, "are not those that it was made of");
	site_destroy(site);
}
END_TEST

/* On a machine that has the proof and the officer's public key alone. */
START_TEST(a_proof_is_checked_elsewhere)
{
	struct site *site = site_with_checkpoint();
	char line[SITE_COMMAND_SIZE], here[FIXTURE_PATH_SIZE];

	site_expect(site, "audit", "prove --checkpoint one -o proof 4", 0, "");
	site_expect(site, "audit", "show 7", 0, "proved a record");
	site_expect(site, "audit", "prove --checkpoint one 7", 2, "record 7 is not among");
	site_expect(site, "audit", "prove --checkpoint one x", 2, "no record's number");
	site_expect(site, "audit", "prove 4", 2, "needs --checkpoint");
	site_expect(site, "audit", "prove --checkpoint one", 2, "needs a record's number");
	ck_assert_ptr_nonnull(getcwd(here, sizeof(here)));
	snprintf(line, sizeof(line), "mv store gone && rm phimilter.conf key && mkdir elsewhere && "
	         "cp proof officer.pub elsewhere && cd elsewhere && "
	         "%s/phictl audit check-proof --public-key officer.pub proof >../said", here);
	site_shell(site, line);
	site_shell(site, "grep -q 'proved: record 4 is among the 6' said && grep -q 'message id.*portal@' said");
	site_expect(site, "audit", "check-proof --public-key stranger.pub proof", 1, "NOT PROVED");
	site_expect(site, "audit", "check-proof --json --public-key officer.pub proof", 0, "\"sequence\":4");
	site_shell(site, "sed 's/\"record\": 4/\"record\": 3/' proof >moved");
	site_expect(site, "audit", "check-proof --public-key officer.pub moved", 1, "NOT PROVED");
	site_shell(site, "sed '/content/s/Zy/Zz/;/content/s/AA/AB/' proof >changed; ! cmp -s proof changed");
	site_expect(site, "audit", "check-proof --public-key officer.pub changed", 1, "NOT PROVED");
	site_expect(site, "audit", "check-proof --public-key officer.pub officer.pub", 2,
	            "officer.pub: holds no proof as `phictl audit prove` writes it\n");
	site_expect(site, "audit", "check-proof --public-key officer.pub lost", 2,
	            "lost: No such file or directory\n");
	site_expect(site, "audit", "check-proof proof", 2, "needs --public-key");
	site_destroy(site);
}
END_TEST

START_TEST(keys_and_files_are_respected)
{
	struct site *site = site_with_checkpoint();

	site_expect(site, "audit", "checkpoint", 2, "needs --key");
	site_expect(site, "audit", "checkpoint --key officer.pub", 2, "no Ed25519 private key");
	site_expect(site, "audit", "checkpoint --key officer.key -o one", 2, "one: File exists");
	site_expect(site, "audit", "checkpoint --key officer.key", 0, "phimilter/");
	site_expect(site, "audit", "list --kind access", 0, "signed a checkpoint");
	site_destroy(site);
}
END_TEST

static Suite *
phictl_proof_suite(void)
{
	return UNIT_SUITE("phictl-proof", verify_since_a_checkpoint, a_proof_is_checked_elsewhere,
	                  keys_and_files_are_respected);
}

UNIT_TEST_MAIN(phictl_proof_suite)
