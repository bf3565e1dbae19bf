/*
 * What exact data match costs: the whole scanner over ordinary mail text
 * without a list and with one of 170,000 made-up patients, single-threaded.
 * With FILE, that text instead.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/configuration.h"
#include "core/error.h"
#include "core/input_file.h"
#include "scanner/builtin.h"
#include "scanner/patient_list_builder.h"
#include "scanner/scanner.h"
#include "tests/bench/mail_text.h"

#define MEGABYTE ((size_t)1 << 20)
#define TEXT_SIZE (8 * MEGABYTE)
#define PIECE_SIZE (64 * 1024) /* one mail's text */
#define ARENA_LIMIT (256 * MEGABYTE)
#define ROUNDS 5
#define PATIENTS 170000
#define NAMES_LIMIT 20000

struct bench {
	char folder[64];
	struct buffer text;
	struct configuration *configuration[2]; /* without and with the list */
	struct scanner *scanner[2];
	double best[2]; /* seconds */
	size_t findings[2];
};

/* ---- made-up patients ---------------------------------------------------------- */

struct names {
	struct bytes items[NAMES_LIMIT];
	size_t count;
};

static void
names_read(struct bytes rest, struct names *out)
{
	out->count = 0;
	while (rest.length > 0 && out->count < NAMES_LIMIT) {
		const uint8_t *end = memchr(rest.data, '\n', rest.length);
		size_t length = end ? (size_t)(end - rest.data) : rest.length;
		if (length > 0 && rest.data[0] != '#')
			out->items[out->count++] = bytes_slice(rest, 0, length);
		rest = bytes_slice(rest, length + 1, SIZE_MAX);
	}
}

/* What the list does not take ("1111111") the patient does without. */
static int
add_text(struct patient_list_builder *builder, enum patient_field field, const char *text)
{
	int err = patient_list_builder_add(builder, field, bytes_of_string(text));

	return err == ERROR_INVALID ? 0 : err;
}

static int
patient_add(struct patient_list_builder *builder, const struct names *given,
            const struct names *family, unsigned i)
{
	char text[64];
	unsigned draw = i * 2654435761u;
	int err = patient_list_builder_next(builder);

	if (err == 0)
		err = patient_list_builder_add_name(builder, given->items[draw % given->count],
		                                    family->items[draw / 7 % family->count]);
	if (err == ERROR_INVALID)
		err = 0;
	snprintf(text, sizeof(text), "%04u-%02u-%02u", 1930 + draw % 80, 1 + draw / 80 % 12, 1 + draw / 960 % 28);
	if (err == 0)
		err = add_text(builder, PATIENT_BIRTH_DATE, text);
	snprintf(text, sizeof(text), "%09u", 100000000 + draw % 800000000);
	if (err == 0)
		err = add_text(builder, PATIENT_SSN, text);
	snprintf(text, sizeof(text), "%08u", 1000000 + i);
	if (err == 0)
		err = add_text(builder, PATIENT_MRN, text);
	snprintf(text, sizeof(text), "%03u555%04u", 201 + draw % 700, draw / 700 % 10000);
	if (err == 0)
		err = add_text(builder, PATIENT_PHONE, text);
	snprintf(text, sizeof(text), "patient%u@example.org", i);
	if (err == 0)
		err = add_text(builder, PATIENT_EMAIL, text);
	snprintf(text, sizeof(text), "%u Street%u Avenue", 1 + draw % 9999, draw / 9999 % 5000);
	return err == 0 ? add_text(builder, PATIENT_STREET, text) : err;
}

static int
list_fill(struct patient_list_builder *builder)
{
	struct names *names = calloc(2, sizeof(*names));
	int err = names == NULL ? ERROR_MEMORY : 0;

	if (err == 0) {
		names_read(builtin_given_names(), &names[0]);
		names_read(builtin_surnames(), &names[1]);
	}
	for (unsigned i = 0; i < PATIENTS && err == 0; i++)
		err = patient_add(builder, &names[0], &names[1], i);
	free(names);
	return err;
}

/* The list and its key, and the settings that name them. */
static int
list_make(struct bench *bench, struct diagnostics *why)
{
	char list[96], key_file[96], settings[256];
	struct patient_list_builder *builder = NULL;
	struct patient_list_counts counts;
	struct secret_key key;

	strcpy(bench->folder, "/tmp/phimilter-edm-XXXXXX");
	if (mkdtemp(bench->folder) == NULL)
		return ERROR_IO;
	snprintf(list, sizeof(list), "%s/list", bench->folder);
	snprintf(key_file, sizeof(key_file), "%s/key", bench->folder);
	snprintf(settings, sizeof(settings), "scanner: { patients = \"%s\"; patients_key = \"%s\"; };", list,
	         key_file);
	int err = secret_key_create(key_file);
	if (err == 0)
		err = configuration_parse(settings, "bench", why, &bench->configuration[1]);
	if (err == 0)
		err = secret_key_read_file(bench->configuration[1], "scanner.patients_key", key_file, why, &key);
	if (err == 0)
		err = patient_list_builder_create(&key, &builder);
	if (err == 0)
		err = list_fill(builder);
	if (err == 0)
		err = patient_list_builder_write(builder, list, (uid_t)-1, 0, &counts);
	if (err == 0)
		printf("%-14s %8llu values of %llu patients\n", "edm list", (unsigned long long)counts.values,
		       (unsigned long long)counts.patients);
	patient_list_builder_destroy(&builder);
	return err;
}

static void
list_remove(const struct bench *bench)
{
	static const char *const files[] = { "list", "key" };
	char path[96];

	for (size_t i = 0; i < ARRAY_LENGTH(files); i++) {
		snprintf(path, sizeof(path), "%s/%s", bench->folder, files[i]);
		unlink(path);
	}
	rmdir(bench->folder);
}

/* ---- measuring ------------------------------------------------------------------- */

static int
bench_prepare(struct bench *bench, const char *file, struct diagnostics *why)
{
	const uint8_t key[CRYPTO_KEY_SIZE] = { 0 };

	bench->text = buffer_make(64 * MEGABYTE);
	int err = file != NULL ? input_file_read(file, &bench->text) : buffer_reserve(&bench->text, TEXT_SIZE);
	if (err == 0 && file == NULL) {
		mail_text_fill((char *)bench->text.data, TEXT_SIZE);
		bench->text.length = TEXT_SIZE;
	}
	if (err == 0)
		err = configuration_parse("", "defaults", why, &bench->configuration[0]);
	if (err == 0)
		err = list_make(bench, why);
	for (size_t i = 0; i < 2 && err == 0; i++)
		err = scanner_create(bench->configuration[i], key, why, &bench->scanner[i]);
	list_remove(bench);
	return err;
}

static int
round_run(struct bench *bench, size_t with)
{
	double start = cpu_seconds();

	bench->findings[with] = 0;
	for (size_t at = 0; at < bench->text.length; at += PIECE_SIZE) {
		struct message *m;
		int err = message_create(0, ARENA_LIMIT, &m);
		if (err == 0)
			err = scanner_scan_text(bench->scanner[with],
			                        bytes_slice(buffer_bytes(&bench->text), at, PIECE_SIZE), m);
		for (size_t i = 0; err == 0 && i < m->finding_count; i++)
			bench->findings[with] += m->findings[i].validator != NULL &&
			                         strcmp(m->findings[i].validator, "exact match") == 0;
		message_destroy(&m);
		if (err != 0)
			return err;
	}
	double seconds = cpu_seconds() - start;
	if (bench->best[with] == 0 || seconds < bench->best[with])
		bench->best[with] = seconds;
	return 0;
}

static int
bench_run(struct bench *bench)
{
	double bytes = (double)bench->text.length;
	int err = 0;

	/* In turn, as others use the machine too. */
	for (int i = 0; i < 2 * ROUNDS && err == 0; i++)
		err = round_run(bench, (size_t)i % 2);
	if (err != 0)
		return err;
	printf("%-14s %8.0f MB/s\n%-14s %8.0f MB/s, %.2f ns a byte more; %zu findings in %.0f MB\n",
	       "scanner", bytes / 1e6 / bench->best[0], "with edm list", bytes / 1e6 / bench->best[1],
	       (bench->best[1] - bench->best[0]) * 1e9 / bytes, bench->findings[1], bytes / 1e6);
	return 0;
}

int
main(int argc, char **argv)
{
	struct bench bench = { .folder = "" };
	struct diagnostics why;

	diagnostics_init(&why);
	int err = bench_prepare(&bench, argc > 1 ? argv[1] : NULL, &why);
	if (err == 0)
		err = bench_run(&bench);
	if (err != 0)
		fprintf(stderr, "bench_edm: %s %s\n", error_text(err), why.count ? why.lines[0] : "");
	for (size_t i = 0; i < 2; i++) {
		scanner_destroy(&bench.scanner[i]);
		configuration_release(&bench.configuration[i]);
	}
	buffer_release(&bench.text);
	diagnostics_release(&why);
	return err == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
