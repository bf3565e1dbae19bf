/* phictl escrow stats: what the sealed originals take, by retention class and age. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/error.h"
#include "store/escrow_change.h"
#include "tools/escrow_command.h"
#include "tools/json_text.h"
#include "tools/safe_text.h"

#define CLASSES_LIMIT 256
#define CLASS_WIDTH 24
#define SECONDS_PER_DAY 86400

/* Ages by their upper ends; the last has none. */
static const struct {
	const char *name;
	int64_t days;
} ages[] = {
	{ "up to 30 days", 30 }, { "up to 90 days", 90 }, { "up to 1 year", 365 },
	{ "up to 3 years", 1096 }, { "older", INT64_MAX / SECONDS_PER_DAY },
};
#define AGES ARRAY_LENGTH(ages)

struct counted {
	uint64_t originals;
	uint64_t bytes;  /* of the messages */
	uint64_t stored; /* that the files take */
	uint64_t links;  /* that open one still */
	uint64_t missing;/* files */
};

struct stats {
	struct store *store;
	int64_t now;
	char last[MESSAGE_ESCROW_ID_SIZE]; /* the original counted last */
	struct escrow_item item;           /* the one at hand, but for its strings */
	struct {
		char *name;
		struct counted ages[AGES];
	} classes[CLASSES_LIMIT];
	size_t count;
};

/* With the decision at hand, which says the class. */
static int
count_in_class(const struct record *record, void *context)
{
	struct stats *stats = context;
	struct bytes name = record->retention_class;
	size_t i = 0, age = 0;
	uint64_t stored = 0;

	while (i < stats->count && !bytes_equal(name, bytes_of_string(stats->classes[i].name)))
		i++;
	if (i == CLASSES_LIMIT)
		return ERROR_LIMIT;
	if (i == stats->count) {
		stats->classes[i].name = strndup(name.length > 0 ? (const char *)name.data : "", name.length);
		if (stats->classes[i].name == NULL)
			return ERROR_MEMORY;
		stats->count++;
	}
	while (age + 1 < AGES && stats->now - stats->item.time > ages[age].days * SECONDS_PER_DAY)
		age++;
	int err = store_escrow_size(stats->store, stats->last, &stored);
	struct counted *counted = &stats->classes[i].ages[age];
	counted->originals++;
	counted->bytes += stats->item.size;
	counted->stored += stored;
	counted->links += strcmp(escrow_link_name(&stats->item, stats->now), "open") == 0;
	counted->missing += err == ERROR_NOT_FOUND;
	return err == ERROR_NOT_FOUND ? 0 : err;
}

/* The receivers of one message follow each other and share one original. */
static int
count_item(const struct escrow_item *item, void *context)
{
	struct stats *stats = context;

	if (bytes_equal(item->escrow_id, bytes_of_string(stats->last)))
		return 0;
	snprintf(stats->last, sizeof(stats->last), "%.*s", (int)item->escrow_id.length,
	         (const char *)item->escrow_id.data);
	stats->item = *item;
	return store_audit_get(stats->store, item->sequence, count_in_class, stats);
}

static int
print_row(const char *class, const char *age, const struct counted *counted, bool json)
{
	if (counted->originals == 0)
		return 0;
	if (json)
		return json_print_line(stdout, json_pack(
			"{s:o, s:s, s:I, s:I, s:I, s:I, s:I}", "class", json_text(bytes_of_string(class)),
			"age", age, "originals", (json_int_t)counted->originals,
			"bytes", (json_int_t)counted->bytes, "stored_bytes", (json_int_t)counted->stored,
			"links", (json_int_t)counted->links, "missing", (json_int_t)counted->missing));
	safe_text_print_padded(stdout, bytes_of_string(class), CLASS_WIDTH);
	printf(" %-14s %10" PRIu64 " %15" PRIu64 " %15" PRIu64 " %10" PRIu64 " %8" PRIu64 "\n", age,
	       counted->originals, counted->bytes, counted->stored, counted->links, counted->missing);
	return ferror(stdout) ? ERROR_IO : 0;
}

static int
print_stats(const struct stats *stats, bool json)
{
	struct counted all = { 0 };
	int err = 0;

	if (!json)
		printf("%-*s %-14s %10s %15s %15s %10s %8s\n", CLASS_WIDTH, "CLASS", "AGE", "ORIGINALS",
		       "BYTES", "STORED", "LINKS", "MISSING");
	for (size_t i = 0; i < stats->count && err == 0; i++)
		for (size_t age = 0; age < AGES && err == 0; age++) {
			const struct counted *counted = &stats->classes[i].ages[age];
			all.originals += counted->originals;
			all.bytes += counted->bytes;
			all.stored += counted->stored;
			all.links += counted->links;
			all.missing += counted->missing;
			err = print_row(stats->classes[i].name, ages[age].name, counted, json);
		}
	return err == 0 && !json ? print_row("all", "", &all, false) : err;
}

int
escrow_command_stats(const struct command_context *context, int argc, char **argv)
{
	struct stats *stats;
	struct store_access access;
	bool json;

	if (escrow_command_options(argc, argv, 0, &json) < 0)
		return EXIT_CODE_ERROR;
	if (store_access_open(context, STORE_READ, &access) != 0)
		return EXIT_CODE_ERROR;
	stats = calloc(1, sizeof(*stats));
	int err = stats != NULL ? 0 : ERROR_MEMORY;
	if (err == 0) {
		stats->store = access.store;
		stats->now = (int64_t)time(NULL);
		err = store_escrow_list(access.store, count_item, stats);
	}
	int code = err == 0 ? EXIT_CODE_DONE : store_access_fail(&access, err);
	if (err == 0 && (print_stats(stats, json) != 0 || ferror(stdout) || fflush(stdout) != 0))
		code = command_fail_output();
	for (size_t i = 0; stats != NULL && i < stats->count; i++)
		free(stats->classes[i].name);
	free(stats);
	store_access_close(&access);
	return code;
}
