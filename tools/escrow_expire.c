/* phictl escrow expire: the keys of links whose time is over. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/error.h"
#include "tools/act_check.h"
#include "tools/escrow_command.h"
#include "tools/escrow_life.h"

struct expiring {
	int64_t now;
	char (*ids)[MESSAGE_ESCROW_ID_SIZE];
	struct escrow_item *items;
	size_t count, capacity;
};

static bool
is_over(const struct escrow_state *state, int64_t now)
{
	if (state->link == ESCROW_LINK_OPEN)
		return state->link_until != 0 && state->link_until <= now;
	return state->link == ESCROW_LINK_EXPIRED && !state->key_removed;
}

/* The receivers of one message follow each other and share one original. */
static int
note_over(const struct escrow_item *item, void *context)
{
	struct expiring *expiring = context;

	if (!is_over(&item->state, expiring->now) || item->escrow_id.length >= MESSAGE_ESCROW_ID_SIZE ||
	    (expiring->count > 0 && bytes_equal(item->escrow_id,
	                                        bytes_of_string(expiring->ids[expiring->count - 1]))))
		return 0;
	if (expiring->count == expiring->capacity) {
		size_t capacity = expiring->capacity > 0 ? 2 * expiring->capacity : 256;
		void *ids = reallocarray(expiring->ids, capacity, sizeof(*expiring->ids));
		if (ids == NULL)
			return ERROR_MEMORY;
		expiring->ids = ids;
		void *items = reallocarray(expiring->items, capacity, sizeof(*expiring->items));
		if (items == NULL)
			return ERROR_MEMORY;
		expiring->items = items;
		expiring->capacity = capacity;
	}
	snprintf(expiring->ids[expiring->count], MESSAGE_ESCROW_ID_SIZE, "%.*s",
	         (int)item->escrow_id.length, (const char *)item->escrow_id.data);
	expiring->items[expiring->count++] = *item;
	return 0;
}

/* One of them; `*kept` counts those that a hold keeps. */
static int
expire_one(struct store_access *access, const char *id, const struct escrow_item *item, size_t *kept)
{
	struct life life = life_begin(access, id);

	life.item = *item;
	int err = life_read(&life);
	if (err == 0)
		err = life_close(&life, ESCROW_LINK_EXPIRED);
	if (err == ERROR_HELD) {
		printf("%s: the hold \"%s\" keeps the link's key in the file\n", id, life.change.hold);
		++*kept;
		err = 0;
	}
	life_end(&life);
	return err;
}

static int
expire_all(struct store_access *access, const struct expiring *expiring, const char *reason)
{
	char action[64];
	size_t kept = 0, failed = 0;

	snprintf(action, sizeof(action), "expired links: %zu originals", expiring->count);
	const struct act act = { .action = action, .reason = reason };
	if (expiring->count > 0 &&
	    (!act_check_allows(access, "escrow expire") || act_record(access->store, &act) != 0))
		return EXIT_CODE_ERROR;
	for (size_t i = 0; i < expiring->count; i++) {
		failed += expire_one(access, expiring->ids[i], &expiring->items[i], &kept) != 0;
		command_progress("expiring", i + 1, expiring->count);
	}
	command_progress("", 0, 0);
	printf("%zu links expired, %zu of them with keys that holds keep\n", expiring->count - failed,
	       kept);
	if (ferror(stdout) || fflush(stdout) != 0)
		return command_fail_output();
	return failed > 0 ? EXIT_CODE_ERROR : EXIT_CODE_DONE;
}

int
escrow_expire(struct store_access *access, const struct life_arguments *arguments)
{
	struct expiring expiring = { .now = (int64_t)time(NULL) };
	int code = EXIT_CODE_DONE;

	int err = store_escrow_list(access->store, note_over, &expiring);
	if (err != 0) {
		code = store_access_fail(access, err);
	} else if (!arguments->dry_run) {
		code = expire_all(access, &expiring, arguments->reason);
	} else {
		for (size_t i = 0; i < expiring.count; i++)
			printf("%s\n", expiring.ids[i]);
		if (ferror(stdout) || fflush(stdout) != 0)
			code = command_fail_output();
	}
	free(expiring.ids);
	free(expiring.items);
	return code;
}
