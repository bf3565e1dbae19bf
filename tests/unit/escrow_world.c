#include "tests/unit/escrow_world.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/error.h"
#include "core/input_file.h"
#include "tests/unit/unit_test.h"

#define OUTPUT_LIMIT ((size_t)1024 * 1024)
const char escrow_world_original[] = "Subject: Lab results\r\n\r\nJohn Doe, MRN 4711\r\n";

static void
write_configuration(struct world *world)
{
	struct test_path file = test_path(&world->directory, "phimilter.conf");
	FILE *out = fopen(file.text, "we");
	struct diagnostics why;

	ck_assert_ptr_nonnull(out);
	fprintf(out, "store: { directory = \"%s\"; ", test_path(&world->directory, "store").text);
	fprintf(out, "map_bytes = 10485760; key_file = \"%s\"; };\n",
	        test_path(&world->directory, "store.key").text);
	fprintf(out, "escrow: { directory = \"%s\"; ", test_path(&world->directory, "escrow").text);
	fprintf(out, "portal_url = \"https://portal.example.com/m/\"; ");
	fprintf(out, "officers = ( \"%s\", ", test_path(&world->directory, "rsa.pem").text);
	fprintf(out, "\"%s\" ); };\n", test_path(&world->directory, "ec.pem").text);
	ck_assert_int_eq(fclose(out), 0);
	diagnostics_init(&why);
	int err = configuration_load(file.text, &why, &world->configuration);
	ck_assert_msg(err == 0, "%s", diagnostics_line(&why, 0));
}

static void
open_store(struct world *world)
{
	struct test_path file = test_path(&world->directory, "store.key");
	struct secret_key key;
	struct diagnostics why;

	diagnostics_init(&why);
	ck_assert_int_eq(secret_key_create(file.text), 0);
	ck_assert_int_eq(secret_key_read(world->configuration, &why, &key), 0);
	int err = store_open(world->configuration, &key, STORE_WRITE, &why, &world->store);
	ck_assert_msg(err == 0, "%s", diagnostics_line(&why, 0));
}

static void
write_link(const struct world *world)
{
	char link[256];

	snprintf(link, sizeof(link), "https://portal.example.com/m/%s#%s\n", world->id, world->token.text);
	test_file_write(test_path(&world->directory, "link").text, link, strlen(link));
}

void
world_seal(struct world *world)
{
	struct buffer sealed = buffer_make(sizeof(escrow_world_original) + ESCROW_SEAL_OVERHEAD(2));
	struct bytes bytes = bytes_of_string(escrow_world_original);
	struct escrow_sealer *sealer;
	uint8_t digest[CRYPTO_DIGEST_SIZE];
	struct diagnostics why;
	const struct record_recipient recipient = {
		.address = bytes_of_string("ann@partner.example\x1b[31m"), .outcome = OUTCOME_PORTAL,
		.rule = bytes_of_string("outside"),
	};
	struct record record = {
		.kind = RECORD_DECISION, .time = ESCROW_WORLD_RECEIVED, .message_id = bytes_of_string("1@laptop"),
		.sender = bytes_of_string("jones@example.com"), .recipients = &recipient,
		.recipient_count = 1, .direction = DIRECTION_OUTBOUND, .outcome = OUTCOME_PORTAL,
		.phi = true, .confidence = 90, .retention_class = bytes_of_string("phi"),
		.retain_until = ESCROW_WORLD_RECEIVED + 1000000, .size = bytes.length,
	};

	diagnostics_init(&why);
	ck_assert_int_eq(escrow_sealer_create(world->configuration, &why, &sealer), 0);
	ck_assert_int_eq(escrow_token_create(&world->token), 0);
	ck_assert_int_eq(escrow_seal(sealer, bytes, &world->token, &sealed), 0);
	ck_assert_int_eq(store_escrow_put(world->store, buffer_bytes(&sealed), world->id), 0);
	ck_assert_int_eq(crypto_digest(&bytes, 1, record.digest), 0);
	bytes = buffer_bytes(&sealed);
	ck_assert_int_eq(crypto_digest(&bytes, 1, digest), 0);
	record.sealed_digest = world->no_digests ? NULL : digest;
	record.escrow_id = bytes_of_string(world->id);
	record.link_until = world->link_until;
	ck_assert_int_eq(store_append(world->store, &record), 0);
	buffer_release(&sealed);
	escrow_sealer_destroy(&sealer);
	write_link(world);
}

void
world_create(struct world *world)
{
	static const struct test_certificate people[] = {
		{ "rsa", "RSA", "2048", NULL, -1, 30, 0 },
		{ "ec", "EC", "P-256", NULL, -1, 30, 0 },
		{ "stranger", "EC", "P-256", NULL, -1, 30, 0 },
	};

	world->no_digests = false;
	world->link_until = 0;
	test_directory_create(&world->directory);
	for (size_t i = 0; i < ARRAY_LENGTH(people); i++)
		test_certificate_create(&world->directory, &people[i]);
	ck_assert_int_eq(mkdir(test_path(&world->directory, "store").text, 0700), 0);
	ck_assert_int_eq(mkdir(test_path(&world->directory, "escrow").text, 0700), 0);
	write_configuration(world);
	open_store(world);
	world_seal(world);
}

void
world_destroy(struct world *world)
{
	store_close(&world->store);
	configuration_release(&world->configuration);
	test_directory_destroy(&world->directory);
}

int
phictl(const struct world *world, const char *format, ...)
{
	char here[PATH_MAX], arguments[1024], command[2 * PATH_MAX + sizeof(arguments) + 128];
	va_list args;

	va_start(args, format);
	vsnprintf(arguments, sizeof(arguments), format, args);
	va_end(args);
	ck_assert_ptr_nonnull(getcwd(here, sizeof(here)));
	snprintf(command, sizeof(command), "cd '%s' && '%s/phictl' -c phimilter.conf escrow %s 2>err",
	         world->directory.path, here, arguments);
	int status = system(command);
	ck_assert(WIFEXITED(status));
	return WEXITSTATUS(status);
}

struct buffer
content_of(const struct world *world, const char *name)
{
	struct buffer content = buffer_make(OUTPUT_LIMIT);

	ck_assert_int_eq(input_file_read(test_path(&world->directory, name).text, &content), 0);
	ck_assert_int_eq(buffer_append_byte(&content, '\0'), 0);
	return content;
}

void
check_content(const struct world *world, const char *name, const char *expected)
{
	struct buffer content = content_of(world, name);

	ck_assert_str_eq((const char *)content.data, expected);
	buffer_release(&content);
}

void
check_contains(const struct world *world, const char *name, const char *expected)
{
	struct buffer content = content_of(world, name);

	ck_assert_msg(strstr((const char *)content.data, expected) != NULL, "no \"%s\" in \"%s\"", expected,
	              (const char *)content.data);
	buffer_release(&content);
}

/* The last access of the record and how many there are. */
struct accesses {
	size_t count;
	char reason[256];
	char actor[128];
	char id[MESSAGE_ESCROW_ID_SIZE];
	uint64_t about;
};

static int
take_access(const struct record *record, void *context)
{
	struct accesses *accesses = context;

	if (record->kind != RECORD_ACCESS)
		return 0;
	accesses->count++;
	accesses->about = record->about;
	snprintf(accesses->reason, sizeof(accesses->reason), "%.*s", (int)record->reason.length,
	         (const char *)record->reason.data);
	snprintf(accesses->actor, sizeof(accesses->actor), "%.*s", (int)record->actor.length,
	         (const char *)record->actor.data);
	snprintf(accesses->id, sizeof(accesses->id), "%.*s", (int)record->escrow_id.length,
	         (const char *)record->escrow_id.data);
	return 0;
}

void
check_access(const struct world *world, size_t count, const char *reason)
{
	struct accesses accesses = { 0 };

	ck_assert_int_eq(store_audit_list(world->store, 0, take_access, &accesses), 0);
	ck_assert_uint_eq(accesses.count, count);
	if (count == 0)
		return;
	ck_assert_str_eq(accesses.reason, reason);
	ck_assert_str_eq(accesses.id, world->id);
	ck_assert_uint_eq(accesses.about, 1);
	ck_assert_ptr_nonnull(strstr(accesses.actor, " (uid "));
}
