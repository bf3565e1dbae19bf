/*
 * Golden messages: each case of tests/golden/cases goes through collecting,
 * scan, decision and edits as in the daemon, and what became of it is compared
 * with the case's .expected, as a reader of changes would see it.
 *
 * usage: run_golden [--update] [CASE...]     (default: all cases)
 *
 * --update rewrites the expected files of cases that differ: read the diff
 * before it is committed.
 */
#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/error.h"
#include "milter/pipeline.h"
#include "milter/second_look.h"
#include "scanner/part_reader.h"
#include "tests/golden/golden_case.h"
#include "tests/golden/golden_patients.h"
#include "tests/golden/golden_report.h"
#include "tests/unit/test_certificates.h"

#define GOLDEN SOURCE_DIR "/tests/golden"
#define CASES GOLDEN "/cases"
#define KEY_BYTE 7

/* What all cases share: one configuration, and a store to seal into. */
struct world {
	struct test_directory directory; /* the working directory, for the configuration's paths */
	struct snapshot_holder snapshots;
	struct store *store;
	atomic_uint open_messages;
	struct memory_pool *pool;
};

/* ---- the world ------------------------------------------------------------------ */

static void
complain(const struct diagnostics *why, int err)
{
	for (size_t i = 0; diagnostics_line(why, i) != NULL; i++)
		fprintf(stderr, "%s\n", diagnostics_line(why, i));
	if (why->count == 0)
		fprintf(stderr, "golden: %s\n", error_text(err));
}

/* The configuration's relative paths: "golden" is this folder, the rest is made here. */
static int
world_furnish(struct world *world)
{
	static const struct test_certificate officer = {
		.name = "officer", .type = "EC", .size = "P-256", .from_days = -1, .until_days = 2,
	};

	test_directory_create(&world->directory);
	test_certificate_create(&world->directory, &officer);
	if (chdir(world->directory.path) != 0 || symlink(GOLDEN, "golden") != 0 ||
	    mkdir("store", 0700) != 0 || mkdir("escrow", 0700) != 0)
		return ERROR_IO;
	return golden_patients_make();
}

static int
world_create(struct world *world)
{
	struct snapshot *snapshot = NULL;
	struct diagnostics why;
	struct secret_key key;

	diagnostics_init(&why);
	memset(key.bytes, KEY_BYTE, sizeof(key.bytes));
	part_reader_start();
	int err = world_furnish(world);
	if (err == 0)
		err = snapshot_create("golden/phimilter.conf", &key, &why, &snapshot);
	if (err == 0)
		err = store_open(snapshot->configuration, &key, STORE_WRITE, &why, &world->store);
	if (err == 0)
		err = memory_pool_create(&world->pool);
	if (err == 0)
		err = snapshot_holder_create(&world->snapshots, snapshot);
	else
		snapshot_release(&snapshot);
	if (err != 0)
		complain(&why, err);
	diagnostics_release(&why);
	return err;
}

static void
world_destroy(struct world *world)
{
	store_close(&world->store);
	memory_pool_destroy(&world->pool);
	if (world->snapshots.current != NULL)
		snapshot_holder_destroy(&world->snapshots);
	if (chdir("/") == 0)
		test_directory_destroy(&world->directory);
}

/* ---- a case --------------------------------------------------------------------- */

/* Presents, scans, decides, makes the edits; on failure the daemon would answer 451. */
static void
case_run(struct world *world, const char *stem, FILE *out)
{
	struct session *session = NULL;
	const char *step = "collect";

	int err = session_create(&world->open_messages, world->pool, &session);
	if (err == 0)
		err = golden_case_present(stem, snapshot_pin(&world->snapshots), session);
	if (err == 0)
		step = "scan", err = pipeline_scan(session->snapshot, session->message);
	if (err == 0)
		step = "decide", err = pipeline_decide(session->snapshot, NULL, NULL, session->message);
	if (err == 0)
		step = "rewrite", err = second_look(session->snapshot, session->message);
	if (err == 0)
		step = "seal", err = pipeline_seal(session->snapshot, world->store, session->message);
	if (err == 0)
		golden_report_print(out, session->message);
	else
		fprintf(out, "failed\n  %s: %s\n", step, error_text(err));
	session_destroy(&session);
}

/* Whether the files are the same; the difference is printed. */
static bool
files_equal(const char *expected, const char *actual)
{
	int status = -1;
	fflush(stdout);
	pid_t pid = fork();

	if (pid == 0) {
		execlp("diff", "diff", "-u", "-N", "--label", expected, "--label", "now", expected, actual,
		       (char *)NULL);
		_exit(127);
	}
	if (pid > 0)
		waitpid(pid, &status, 0);
	return status == 0;
}

static bool
file_copy(const char *from, const char *to)
{
	FILE *in = fopen(from, "re"), *out = fopen(to, "we");
	char chunk[4096];
	size_t length;
	bool good = in != NULL && out != NULL;

	while (good && (length = fread(chunk, 1, sizeof(chunk), in)) > 0)
		good = fwrite(chunk, 1, length, out) == length;
	if (in != NULL)
		good = fclose(in) == 0 && good;
	if (out != NULL)
		good = fclose(out) == 0 && good;
	return good;
}

/* True when the case became what it should, or its expectation was rewritten. */
static bool
case_check(struct world *world, const char *name, bool update)
{
	char stem[PATH_MAX], expected[PATH_MAX + 16];

	snprintf(stem, sizeof(stem), CASES "/%s", name);
	snprintf(expected, sizeof(expected), "%s.expected", stem);
	FILE *out = fopen("actual", "we");
	if (out == NULL)
		return false;
	case_run(world, stem, out);
	bool good = fclose(out) == 0 && files_equal(expected, "actual");
	if (!good && update)
		good = file_copy("actual", expected);
	if (!good)
		printf("not as expected: %s\n", name);
	return good;
}

/* ---- all of them ---------------------------------------------------------------- */

static int
is_envelope(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return dot != NULL && strcmp(dot, ".envelope") == 0;
}

/* Counts the cases into `total`; returns how many failed, or -1 when there are none to read. */
static int
all_check(struct world *world, bool update, int *total)
{
	struct dirent **entries;
	int failed = 0;

	*total = scandir(CASES, &entries, is_envelope, alphasort);
	if (*total <= 0)
		return -1;
	for (int i = 0; i < *total; i++) {
		*strrchr(entries[i]->d_name, '.') = '\0';
		failed += !case_check(world, entries[i]->d_name, update);
		free(entries[i]);
	}
	free(entries);
	return failed;
}

int
main(int argc, char **argv)
{
	bool update = argc > 1 && strcmp(argv[1], "--update") == 0;
	struct world world = { 0 };
	int first = 1 + update, total = argc - first, failed = 0;

	int err = world_create(&world);
	for (int i = first; i < argc && err == 0; i++)
		failed += !case_check(&world, argv[i], update);
	if (first == argc && err == 0)
		failed = all_check(&world, update, &total);
	world_destroy(&world);
	if (err != 0)
		return EXIT_FAILURE;
	printf("%d golden messages, %d not as expected\n", total, failed);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
