#include "tests/unit/store_fixture.h"

#include <check.h>
#include <fcntl.h>
#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/error.h"
#include "store/database.h"

#define FIXTURE_OPEN_DIRECTORIES 8

static const struct record_recipient recipients[] = {
	{ .address = { (const uint8_t *)"b@example.org", 13 }, .outcome = OUTCOME_TLS,
	  .rule = { (const uint8_t *)"phi-outside", 11 } },
};
static const struct bytes rules[] = { { (const uint8_t *)"phi-outside", 11 } };
static const struct record_finding findings[] = {
	{ .type = IDENTIFIER_SSN, .confidence = 90, .count = 2, .distinct = 1 },
	{ .type = IDENTIFIER_MRN, .confidence = 80, .count = 1, .distinct = 1 },
};

struct record
fixture_record(const char *queue_id)
{
	struct record record = {
		.kind = RECORD_DECISION,
		.time = 1700000000,
		.queue_id = bytes_of_string(queue_id),
		.message_id = bytes_of_string("1@example.com"),
		.client_address = bytes_of_string("192.0.2.1"),
		.sender = bytes_of_string("a@example.com"),
		.recipients = recipients,
		.recipient_count = ARRAY_LENGTH(recipients),
		.direction = DIRECTION_OUTBOUND,
		.outcome = OUTCOME_TLS,
		.rules = rules,
		.rule_count = ARRAY_LENGTH(rules),
		.phi = true,
		.confidence = 92,
		.findings = findings,
		.finding_count = ARRAY_LENGTH(findings),
		.retention_class = bytes_of_string("phi"),
		.retain_until = 1900000000,
		.size = 2048,
	};
	record.health[HEALTH_CONDITION] = 3;
	return record;
}

void
store_fixture_configure(struct store_fixture *fixture, int64_t map_bytes)
{
	char text[FIXTURE_PATH_SIZE];
	struct diagnostics why;

	snprintf(text, sizeof(text),
	         "store: { directory = \"%s/store\"; key_file = \"%s/store.key\";\n"
	         "map_bytes = %" PRId64 "L; commit_seconds = %d; };\n"
	         "escrow: { directory = \"%s/escrow\"; };\n",
	         fixture->directory, fixture->directory, map_bytes, fixture->impatient ? 1 : 60,
	         fixture->directory);
	configuration_release(&fixture->configuration);
	diagnostics_init(&why);
	int err = configuration_parse(text, "fixture", &why, &fixture->configuration);
	ck_assert_msg(err == 0, "%s", why.count > 0 ? diagnostics_line(&why, 0) : error_text(err));
	diagnostics_release(&why);
}

void
store_fixture_create(struct store_fixture *fixture, const char *parent, int64_t map_bytes)
{
	*fixture = (struct store_fixture){ 0 };
	if (parent == NULL)
		parent = getenv("TMPDIR");
	snprintf(fixture->directory, sizeof(fixture->directory), "%s/phimilter-test-XXXXXX",
	         parent != NULL ? parent : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(fixture->directory));
	memset(fixture->key.bytes, 7, sizeof(fixture->key.bytes));
	store_fixture_configure(fixture, map_bytes);
}

void
store_fixture_unpack(struct store_fixture *fixture, unsigned layout)
{
	char command[2 * FIXTURE_PATH_SIZE];

	snprintf(command, sizeof(command), "mkdir -m 700 %s/store && gzip -dc %s/tests/unit/"
	         "store-layout-%u.mdb.gz >%s/store/data.mdb", fixture->directory, SOURCE_DIR, layout,
	         fixture->directory);
	ck_assert_int_eq(system(command), 0);
}

void
store_fixture_write_key(const struct store_fixture *fixture)
{
	char digits[2 * CRYPTO_KEY_SIZE + 1];

	hex_encode(bytes_make(fixture->key.bytes, sizeof(fixture->key.bytes)), digits);
	FILE *file = fopen(fixture->configuration->store.key_file, "w");
	ck_assert_ptr_nonnull(file);
	ck_assert_int_eq(fchmod(fileno(file), S_IRUSR | S_IWUSR), 0);
	fprintf(file, "%s\n", digits);
	ck_assert_int_eq(fclose(file), 0);
}

void
store_fixture_read_key(struct store_fixture *fixture)
{
	struct diagnostics why;

	diagnostics_init(&why);
	int err = secret_key_read(fixture->configuration, &why, &fixture->key);
	ck_assert_msg(err == 0, "%s", why.count > 0 ? diagnostics_line(&why, 0) : error_text(err));
	diagnostics_release(&why);
}

#define META_PAGES 2
#define MAP_SIZE_AT 32 /* in each of LMDB's meta pages: behind its header, magic, version, address */

static void
shrink_map(struct store_fixture *fixture)
{
	char path[FIXTURE_PATH_SIZE];
	struct stat status;

	snprintf(path, sizeof(path), "%s/store/data.mdb", fixture->directory);
	int fd = open(path, O_RDWR);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(fstat(fd, &status), 0);
	uint64_t size = (uint64_t)status.st_size;
	for (off_t page = 0; page < META_PAGES; page++)
		ck_assert_int_eq(pwrite(fd, &size, sizeof(size), page * FIXTURE_PAGE + MAP_SIZE_AT), sizeof(size));
	close(fd);
	fixture->configuration->store.map_bytes = status.st_size;
}

void
store_fixture_fill_map(struct store_fixture *fixture)
{
	static uint8_t row[FIXTURE_PAGE / 2];
	struct database_transaction transaction;
	struct database *database;
	int err = 0;

	shrink_map(fixture);
	/* Pages that are free within it: rows of about a page each, until none fits. */
	ck_assert_int_eq(database_open(fixture->configuration->store.directory, 0, DATABASE_WRITE,
	                               &database), 0);
	for (unsigned number = 0; err == 0; number++) {
		database_begin(database, DATABASE_WRITE, &transaction);
		database_put(&transaction, DATABASE_META, bytes_make(&number, sizeof(number)),
		             bytes_make(row, sizeof(row)));
		err = database_commit(&transaction);
	}
	ck_assert_int_eq(err, ERROR_FULL);
	database_close(&database);
}

static int
remove_entry(const char *path, const struct stat *status, int kind, struct FTW *position)
{
	(void)status, (void)kind, (void)position;
	return remove(path);
}

void
store_fixture_destroy(struct store_fixture *fixture)
{
	store_close(&fixture->store);
	configuration_release(&fixture->configuration);
	nftw(fixture->directory, remove_entry, FIXTURE_OPEN_DIRECTORIES, FTW_DEPTH | FTW_PHYS);
}

void
store_fixture_open(struct store_fixture *fixture, enum store_mode mode)
{
	struct diagnostics why;

	diagnostics_init(&why);
	int err = store_open(fixture->configuration, &fixture->key, mode, &why, &fixture->store);
	ck_assert_msg(err == 0, "%s", why.count > 0 ? diagnostics_line(&why, 0) : error_text(err));
	diagnostics_release(&why);
}

int
store_fixture_open_fails(struct store_fixture *fixture, enum store_mode mode, char **line)
{
	struct diagnostics why;

	diagnostics_init(&why);
	int err = store_open(fixture->configuration, &fixture->key, mode, &why, &fixture->store);
	ck_assert_int_ne(err, 0);
	ck_assert_ptr_null(fixture->store);
	if (line != NULL) {
		ck_assert_uint_ge(why.count, 1);
		*line = strdup(diagnostics_line(&why, 0));
	}
	diagnostics_release(&why);
	return err;
}

void
store_fixture_append(struct store_fixture *fixture, unsigned count)
{
	char queue_id[16];

	for (unsigned i = 1; i <= count; i++) {
		snprintf(queue_id, sizeof(queue_id), "Q%u", i);
		struct record record = fixture_record(queue_id);
		ck_assert_int_eq(store_append(fixture->store, &record), 0);
	}
}

static int
count_record(const struct record *record, void *context)
{
	size_t *count = context;
	*count += record->sequence > 0;
	return 0;
}

size_t
store_fixture_count(struct store_fixture *fixture)
{
	size_t count = 0;
	ck_assert_int_eq(store_audit_list(fixture->store, 1, count_record, &count), 0);
	return count;
}

/* ---- another process --------------------------------------------------------------------- */

static _Noreturn void
work_when_asked(int socket, int (*work)(struct store_fixture *fixture), struct store_fixture *fixture)
{
	int result;
	char byte;

	while (read(socket, &byte, 1) == 1) {
		result = work(fixture);
		if (write(socket, &result, sizeof(result)) != sizeof(result))
			_exit(1);
	}
	_exit(0);
}

void
store_other_create(struct store_other *other, int (*work)(struct store_fixture *fixture),
                   const struct store_fixture *fixture)
{
	struct store_fixture own = *fixture;
	int ends[2];

	ck_assert_ptr_null(fixture->store);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	other->pid = fork();
	ck_assert_int_ge(other->pid, 0);
	if (other->pid == 0) {
		close(ends[1]);
		work_when_asked(ends[0], work, &own);
	}
	close(ends[0]);
	other->socket = ends[1];
}

int
store_other_ask(const struct store_other *other)
{
	int result;

	ck_assert_int_eq(write(other->socket, "?", 1), 1);
	ck_assert_int_eq(read(other->socket, &result, sizeof(result)), sizeof(result));
	return result;
}

void
store_other_destroy(struct store_other *other)
{
	int status;

	close(other->socket);
	ck_assert_int_eq(waitpid(other->pid, &status, 0), other->pid);
	ck_assert_int_eq(status, 0);
}
