/* phictl dispose list, show and export; and what the other parts look up. */
#include <inttypes.h>
#include <stdlib.h>

#include "core/error.h"
#include "tools/act.h"
#include "tools/csv_text.h"
#include "tools/dispose_command.h"
#include "tools/json_text.h"
#include "tools/safe_text.h"
#include "tools/time_text.h"

/* ---- looking up -------------------------------------------------------------------- */

static int
keep_disposal(const struct disposal *disposal, void *context)
{
	struct dispose_found *found = context;

	found->disposal = *disposal;
	struct bytes *const strings[] = { &found->disposal.proposed_by, &found->disposal.decided_by,
	                                  &found->disposal.reason };
	for (size_t i = 0; i < ARRAY_LENGTH(strings); i++) {
		const uint8_t *data = strings[i]->data;
		found->texts[i] = strndup(data != NULL ? (const char *)data : "", strings[i]->length);
		if (found->texts[i] == NULL)
			return ERROR_MEMORY;
		*strings[i] = bytes_of_string(found->texts[i]);
	}
	return 1;
}

int
dispose_find(struct store_access *access, uint64_t number, struct dispose_found *out)
{
	*out = (struct dispose_found){ 0 };
	int err = store_disposal_list(access->store, number, keep_disposal, out);
	if (err > 0)
		return 0;
	if (err == ERROR_NOT_FOUND)
		command_fail("dispose: there is no disposal %" PRIu64 "; `phictl dispose list` lists them",
		             number);
	else
		store_access_fail(access, err);
	return err;
}

void
dispose_found_release(struct dispose_found *found)
{
	for (size_t i = 0; i < ARRAY_LENGTH(found->texts); i++)
		free(found->texts[i]);
}

int
dispose_fail_state(const struct disposal *disposal, const char *command)
{
	if (disposal->state == DISPOSAL_PROPOSED)
		command_fail("dispose %s: disposal %" PRIu64 " was not approved yet", command,
		             disposal->number);
	else
		command_fail("dispose %s: disposal %" PRIu64 " was %s by %.*s at %s%s", command,
		             disposal->number,
		             disposal->state == DISPOSAL_WITHDRAWN ? "withdrawn" : "approved",
		             (int)disposal->decided_by.length, (const char *)disposal->decided_by.data,
		             time_text(disposal->decided).text,
		             disposal->state == DISPOSAL_DONE ? " and is done" :
		             disposal->state == DISPOSAL_APPROVED ?
		             " already; `phictl dispose resume` goes on with it if it was ended" : "");
	return EXIT_CODE_FOUND;
}

struct walk {
	struct store *store;
	int (*each)(const struct disposal_item *item, const struct record *record, void *context);
	void *context;
	const struct disposal_item *item;
};

static int
walk_record(const struct record *record, void *context)
{
	const struct walk *walk = context;

	return walk->each(walk->item, record, walk->context);
}

static int
walk_item(const struct disposal_item *item, void *context)
{
	struct walk *walk = context;

	walk->item = item;
	int err = store_audit_get(walk->store, item->sequence, walk_record, walk);
	return err == ERROR_NOT_FOUND ? ERROR_CORRUPT : err;
}

int
dispose_walk(struct store *store, uint64_t number,
             int (*each)(const struct disposal_item *item, const struct record *record,
                         void *context), void *context)
{
	struct walk walk = { .store = store, .each = each, .context = context };

	return store_disposal_items(store, number, walk_item, &walk);
}

/* ---- list ------------------------------------------------------------------------------ */

static json_t *
json_of_hex(const uint8_t digest[CRYPTO_DIGEST_SIZE])
{
	char hex[2 * CRYPTO_DIGEST_SIZE + 1];

	hex_encode(bytes_make(digest, CRYPTO_DIGEST_SIZE), hex);
	return json_string(hex);
}

static int
print_disposal_json(const struct disposal *d)
{
	bool decided = d->decision != 0, done = d->completion != 0;

	return json_print_line(stdout, json_pack(
		"{s:I, s:s, s:o, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:o}",
		"disposal", (json_int_t)d->number, "state", disposal_state_name(d->state),
		"due_at", json_time(d->at), "records", (json_int_t)d->items,
		"sha256", json_of_hex(d->items_digest),
		"proposed", json_time(d->proposed), "proposed_by", json_text(d->proposed_by),
		"decided", decided ? json_time(d->decided) : json_null(),
		"decided_by", json_text(d->decided_by), "reason", json_text(d->reason),
		"completed", done ? json_time(d->completed) : json_null(),
		"destroyed", (json_int_t)d->destroyed,
		"list_sha256", done ? json_of_hex(d->list_digest) : json_null()));
}

static int
print_disposal(const struct disposal *d, void *context)
{
	if (*(const bool *)context)
		return print_disposal_json(d);
	printf("%8" PRIu64 "  %-9s  %-20s  %10" PRIu64 "  ", d->number, disposal_state_name(d->state),
	       time_text(d->at).text, d->items);
	if (d->state == DISPOSAL_DONE)
		printf("%10" PRIu64 "  ", d->destroyed);
	else
		printf("%10s  ", "-");
	safe_text_print(stdout, d->proposed_by);
	if (d->decision != 0) {
		fputs(d->state == DISPOSAL_WITHDRAWN ? "; withdrawn by " : "; approved by ", stdout);
		safe_text_print(stdout, d->decided_by);
		fputs(": ", stdout);
		safe_text_print(stdout, d->reason);
	}
	putchar('\n');
	return ferror(stdout) ? ERROR_IO : 0;
}

static void
print_heading(void)
{
	printf("%8s  %-9s  %-20s  %10s  %10s  %s\n", "DISPOSAL", "STATE", "DUE AT", "RECORDS",
	       "DESTROYED", "BY");
}

static int
finish(struct store_access *access, int err)
{
	if (ferror(stdout) || fflush(stdout) != 0)
		return command_fail_output();
	return err == 0 ? EXIT_CODE_DONE : store_access_fail(access, err);
}

int
dispose_list(struct store_access *access, const struct dispose_arguments *arguments)
{
	bool json = arguments->json;

	if (!json)
		print_heading();
	return finish(access, store_disposal_list(access->store, 0, print_disposal, &json));
}

/* ---- show and export --------------------------------------------------------------------- */

static int
print_item(const struct disposal_item *item, void *context)
{
	if (*(const bool *)context)
		return json_print_line(stdout, json_pack(
			"{s:I, s:s, s:o}", "record", (json_int_t)item->sequence,
			"fate", disposal_fate_name(item->fate),
			"hold", item->hold[0] ? json_text(bytes_of_string(item->hold)) : json_null()));
	printf("%8" PRIu64 "  %s", item->sequence, disposal_fate_name(item->fate));
	if (item->hold[0] != '\0') {
		fputs(item->fate == DISPOSAL_HELD ? " by the hold \"" :
		      "; its end had begun before the hold \"", stdout);
		safe_text_print(stdout, bytes_of_string(item->hold));
		putchar('"');
	}
	putchar('\n');
	return ferror(stdout) ? ERROR_IO : 0;
}

int
dispose_show(struct store_access *access, const struct dispose_arguments *arguments)
{
	bool json = arguments->json;
	struct dispose_found found;

	int err = dispose_find(access, arguments->number, &found);
	if (err == 0) {
		if (!json)
			print_heading();
		err = print_disposal(&found.disposal, &json);
		if (!json)
			printf("\n%8s  %s\n", "RECORD", "FATE");
		if (err == 0)
			err = store_disposal_items(access->store, arguments->number, print_item, &json);
		err = finish(access, err);
	} else {
		err = err == ERROR_NOT_FOUND ? EXIT_CODE_FOUND : EXIT_CODE_ERROR;
	}
	dispose_found_release(&found);
	return err;
}

static int
export_json(const struct disposal_item *item, const struct record *record, void *context)
{
	(void)context;
	return json_print_line(stdout, json_pack(
		"{s:I, s:s, s:o, s:o, s:I, s:o, s:o}", "record", (json_int_t)item->sequence,
		"fate", disposal_fate_name(item->fate), "message_id", json_text(record->message_id),
		"sha256", json_of_hex(record->digest), "size", (json_int_t)record->size,
		"class", json_text(record->retention_class), "retain_until", json_time(record->retain_until)));
}

static void
print_cell(struct bytes text)
{
	putchar(',');
	csv_text_cell(stdout, text);
}

static int
export_csv(const struct disposal_item *item, const struct record *record, void *context)
{
	char hex[2 * CRYPTO_DIGEST_SIZE + 1];

	(void)context;
	hex_encode(bytes_make(record->digest, sizeof(record->digest)), hex);
	printf("%" PRIu64, item->sequence);
	print_cell(bytes_of_string(disposal_fate_name(item->fate)));
	print_cell(record->message_id);
	print_cell(bytes_of_string(hex));
	printf(",%" PRIu64, record->size);
	print_cell(record->retention_class);
	print_cell(bytes_of_string(time_text(record->retain_until).text));
	fputs(CSV_LINE_END, stdout);
	return ferror(stdout) ? ERROR_IO : 0;
}

int
dispose_export(struct store_access *access, const struct dispose_arguments *arguments)
{
	char action[64];
	struct dispose_found found;

	int err = dispose_find(access, arguments->number, &found);
	dispose_found_release(&found);
	if (err != 0)
		return err == ERROR_NOT_FOUND ? EXIT_CODE_FOUND : EXIT_CODE_ERROR;
	snprintf(action, sizeof(action), "exported the list of disposal \"%" PRIu64 "\"", arguments->number);
	const struct act act = { .action = action, .reason = arguments->reason,
	                         .about = arguments->number };
	if (act_record(access->store, &act) != 0)
		return EXIT_CODE_ERROR;
	if (!arguments->json)
		fputs("record,fate,message_id,sha256,size,class,retain_until" CSV_LINE_END, stdout);
	return finish(access, dispose_walk(access->store, arguments->number,
	                                   arguments->json ? export_json : export_csv, NULL));
}
