/* phictl escrow check: whether every sealed original is what was written. */
#include <inttypes.h>

#include "core/error.h"
#include "store/disposal.h"
#include "tools/escrow_command.h"
#include "tools/json_text.h"
#include "tools/store_access.h"

#define CHECK_CANNOT_PRINT 1

struct checking {
	struct store *store;
	bool json;
	char id[MESSAGE_ESCROW_ID_SIZE]; /* the original looked at last; "" before the first */
	struct buffer sealed;
	struct escrow_counts *counts;
};

static bool
item_is_of(const struct escrow_item *item, const char *id)
{
	return bytes_equal(item->escrow_id, bytes_of_string(id));
}

/* What is wrong with the original of `item`; NULL when nothing is. */
static const char *
find_problem(struct checking *checking, const struct escrow_item *item)
{
	buffer_clear(&checking->sealed);
	int err = store_escrow_get(checking->store, checking->id, &checking->sealed);
	if (err == ERROR_NOT_FOUND)
		return "the file is missing";
	if (err != 0)
		return "the file cannot be read";
	err = store_escrow_check(item, buffer_bytes(&checking->sealed));
	if (err == ERROR_NOT_FOUND)
		checking->counts->without_digest++;
	return err == ERROR_CORRUPT ? "the file was changed since it was written" :
	       err == 0 || err == ERROR_NOT_FOUND ? NULL : "the digest cannot be computed";
}

/* ---- what another phictl does meanwhile ---------------------------------------------- */

struct search {
	struct store *store;
	uint64_t sequence; /* of the decision that is looked for */
};

static int
is_doomed_here(const struct disposal_item *item, void *context)
{
	const struct search *search = context;

	return item->sequence == search->sequence &&
	       (item->fate == DISPOSAL_DOOMED || item->fate == DISPOSAL_DESTROYED);
}

static int
is_doomed_by(const struct disposal *disposal, void *context)
{
	const struct search *search = context;

	if (disposal->state != DISPOSAL_APPROVED)
		return 0;
	return store_disposal_items(search->store, disposal->number, is_doomed_here, context);
}

static int
is_tombstone(const struct record *record, void *context)
{
	(void)context;
	return record->kind == RECORD_DISPOSED;
}

/* Whether a disposal destroyed the original since its row was read, or is at it, or was stopped
 * within it. Looked for in the order in which it gets on: what is done leaves a tombstone. */
static bool
is_disposed(struct store *store, uint64_t sequence)
{
	struct search search = { store, sequence };

	return store_disposal_list(store, 0, is_doomed_by, &search) > 0 ||
	       store_audit_get(store, sequence, is_tombstone, NULL) > 0;
}

/* The same, once more: a link may have been ended, or given anew, between row and file. */
static const char *
find_problem_again(struct checking *checking, const struct escrow_item *item)
{
	struct escrow_item now = *item;

	if (store_escrow_state(checking->store, checking->id, &now.state) != 0)
		return "its row cannot be read";
	if (now.state.has_digest) {
		now.has_sealed_digest = true;
		memcpy(now.sealed_digest, now.state.digest, sizeof(now.sealed_digest));
	}
	const char *problem = find_problem(checking, &now);
	if (problem == NULL || !is_disposed(checking->store, item->sequence))
		return problem;
	checking->counts->being_destroyed++;
	return NULL;
}

/* ---- the check ----------------------------------------------------------------------- */

static int
report_problem(const struct checking *checking, const char *problem)
{
	if (!checking->json)
		printf("NOT AS SEALED: %s: %s\n", checking->id, problem);
	else
		return json_print_line(stdout, json_pack("{s:s, s:s}", "id", checking->id, "problem",
		                                         problem));
	return ferror(stdout) ? ERROR_IO : 0;
}

/* The receivers of one message follow each other and share one original. */
static int
check_item(const struct escrow_item *item, void *context)
{
	struct checking *checking = context;

	if (item_is_of(item, checking->id))
		return 0;
	snprintf(checking->id, sizeof(checking->id), "%.*s", (int)item->escrow_id.length,
	         (const char *)item->escrow_id.data);
	checking->counts->originals++;
	const char *problem = find_problem(checking, item);
	if (problem != NULL)
		problem = find_problem_again(checking, item);
	if (problem == NULL)
		return 0;
	checking->counts->bad++;
	int err = report_problem(checking, problem);
	return err == ERROR_IO ? CHECK_CANNOT_PRINT : err;
}

static int
print_summary(const struct escrow_counts *counts, bool json)
{
	if (json)
		return json_print_line(stdout, json_pack("{s:I, s:I, s:I, s:I}",
		                                         "originals", (json_int_t)counts->originals,
		                                         "bad", (json_int_t)counts->bad,
		                                         "without_digest",
		                                         (json_int_t)counts->without_digest,
		                                         "being_destroyed",
		                                         (json_int_t)counts->being_destroyed));
	printf("%" PRIu64 " originals: %" PRIu64 " not as sealed", counts->originals, counts->bad);
	if (counts->without_digest > 0)
		printf("; %" PRIu64 " of before digests were kept, only seen to be there",
		       counts->without_digest);
	if (counts->being_destroyed > 0)
		printf("; %" PRIu64 " that a disposal destroys, see `phictl dispose list`",
		       counts->being_destroyed);
	putchar('\n');
	return 0;
}

int
escrow_check_all(struct store_access *access, bool json, struct escrow_counts *out)
{
	struct checking checking = { .store = access->store, .json = json, .counts = out,
	                             .sealed = buffer_make(ESCROW_SEALED_LIMIT) };

	*out = (struct escrow_counts){ 0 };
	int err = store_escrow_list(access->store, check_item, &checking);
	buffer_release(&checking.sealed);
	if (err < 0)
		return store_access_fail(access, err);
	if (err == 0)
		err = print_summary(out, json);
	if (err != 0 || ferror(stdout) || fflush(stdout) != 0)
		return command_fail("standard output: %m");
	return out->bad > 0 ? EXIT_CODE_FOUND : EXIT_CODE_DONE;
}

int
escrow_command_check(const struct command_context *context, int argc, char **argv)
{
	struct escrow_counts counts;
	struct store_access access;
	bool json;

	if (escrow_command_options(argc, argv, 0, &json) < 0)
		return EXIT_CODE_ERROR;
	if (store_access_open(context, STORE_READ, &access) != 0)
		return EXIT_CODE_ERROR;
	int code = escrow_check_all(&access, json, &counts);
	store_access_close(&access);
	return code;
}
