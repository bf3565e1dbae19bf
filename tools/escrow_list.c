/* phictl escrow list and show. */
#include <inttypes.h>
#include <time.h>

#include "core/error.h"
#include "tools/escrow_command.h"
#include "tools/json_text.h"
#include "tools/safe_text.h"
#include "tools/store_access.h"
#include "tools/time_text.h"

/* How items are printed, and which. */
struct listing {
	bool json;
	const char *id; /* that sealed original alone, or NULL for all */
	uint64_t shown;
};

#define LISTING_CANNOT_PRINT 1

/* In place of a receiver, where the message went on without what was taken out of it. */
#define OFFICERS_ALONE "(records officers)"

const char *
escrow_link_name(const struct escrow_item *item, int64_t now)
{
	const struct escrow_state *state = &item->state;

	if (state->link == ESCROW_LINK_REVOKED)
		return "revoked";
	if (state->link == ESCROW_LINK_EXPIRED || (state->link_until != 0 && state->link_until <= now))
		return "expired";
	return item->recipient.length > 0 || state->changed != 0 ? "open" : "none";
}

static int
print_json(const struct escrow_item *item)
{
	const struct escrow_state *state = &item->state;

	return json_print_line(stdout, json_pack(
		"{s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:o, s:I, s:s, s:o, s:b}",
		"id", json_text(item->escrow_id),
		"first_id", json_text(item->first_escrow_id),
		"time", json_time(item->time),
		"sender", json_text(item->sender),
		"recipient", json_text(item->recipient),
		"message_id", json_text(item->message_id),
		"size", (json_int_t)item->size,
		"retain_until", json_time(item->retain_until),
		"decision", (json_int_t)item->sequence,
		"link", escrow_link_name(item, (int64_t)time(NULL)),
		"link_until", state->link_until != 0 ? json_time(state->link_until) : json_null(),
		"link_key", !state->key_removed));
}

static void
print_row(const struct escrow_item *item)
{
	printf("%s  ", time_text(item->time).text);
	safe_text_print(stdout, item->escrow_id);
	printf("  %10" PRIu64 "  %s  ", item->size, time_text_of_day(item->retain_until).text);
	safe_text_print(stdout, item->sender);
	fputs("  ", stdout);
	safe_text_print(stdout, item->recipient.length > 0 ? item->recipient
	                                                        : bytes_of_string(OFFICERS_ALONE));
	putchar('\n');
}

static void
print_field(const char *name, struct bytes value)
{
	printf("%-13s ", name);
	safe_text_print(stdout, value);
	putchar('\n');
}

static void
print_details(const struct escrow_item *item)
{
	print_field("id", item->escrow_id);
	if (!bytes_equal(item->escrow_id, item->first_escrow_id))
		print_field("first sealed", item->first_escrow_id);
	print_field("time", bytes_of_string(time_text(item->time).text));
	print_field("sender", item->sender);
	print_field("recipient", item->recipient.length > 0 ? item->recipient
	                                                    : bytes_of_string(OFFICERS_ALONE));
	print_field("message id", item->message_id);
	printf("%-13s %" PRIu64 " bytes\n", "size", item->size);
	print_field("retain until", bytes_of_string(time_text(item->retain_until).text));
	printf("%-13s %" PRIu64 " (phictl audit show %" PRIu64 ")\n", "decision", item->sequence,
	       item->sequence);
	print_field("link", bytes_of_string(escrow_link_name(item, (int64_t)time(NULL))));
	if (item->state.changed != 0)
		print_field("since", bytes_of_string(time_text(item->state.changed).text));
	else if (item->state.link_until != 0)
		print_field("link until", bytes_of_string(time_text(item->state.link_until).text));
}

static int
print_item(const struct escrow_item *item, void *context)
{
	struct listing *listing = context;

	if (listing->id != NULL && !bytes_equal(item->escrow_id, bytes_of_string(listing->id)))
		return 0;
	listing->shown++;
	if (listing->json) {
		int err = print_json(item);
		if (err != ERROR_IO)
			return err;
	} else if (listing->id == NULL) {
		if (listing->shown == 1)
			printf("%-20s  %-32s  %10s  %-10s  %s\n", "TIME", "ID", "SIZE", "RETAIN",
			       "SENDER  RECIPIENT");
		print_row(item);
	} else {
		if (listing->shown > 1)
			putchar('\n');
		print_details(item);
	}
	return ferror(stdout) ? LISTING_CANNOT_PRINT : 0;
}

/* Failures of the store and of standard output are told apart. */
static int
print_items(const struct command_context *context, struct listing *listing)
{
	struct store_access access;

	if (store_access_open(context, STORE_READ, &access) != 0)
		return EXIT_CODE_ERROR;
	int result = store_escrow_list(access.store, print_item, listing);
	if (result == 0 && fflush(stdout) != 0)
		result = LISTING_CANNOT_PRINT;
	if (result == LISTING_CANNOT_PRINT)
		command_fail("standard output: %m");
	else if (result != 0)
		store_access_fail(&access, result);
	store_access_close(&access);
	if (result != 0)
		return EXIT_CODE_ERROR;
	if (listing->id != NULL && listing->shown == 0)
		return command_fail("escrow: there is no item %s", listing->id);
	return EXIT_CODE_DONE;
}

int
escrow_command_list(const struct command_context *context, int argc, char **argv)
{
	struct listing listing = { 0 };

	if (escrow_command_options(argc, argv, 0, &listing.json) < 0)
		return EXIT_CODE_ERROR;
	return print_items(context, &listing);
}

int
escrow_command_show(const struct command_context *context, int argc, char **argv)
{
	struct listing listing = { 0 };
	int first = escrow_command_options(argc, argv, 1, &listing.json);

	if (first < 0)
		return EXIT_CODE_ERROR;
	if (first + 1 != argc || !escrow_command_takes_id(argv[first]))
		return command_fail("escrow show: needs one id of 32 hexadecimal digits, as list prints it");
	listing.id = argv[first];
	return print_items(context, &listing);
}
