/* phictl dispose approve, resume and withdraw: what an officer decides, and does. */
#include <inttypes.h>
#include <time.h>

#include "core/actor.h"
#include "core/error.h"
#include "tools/act.h"
#include "tools/act_check.h"
#include "tools/dispose_command.h"
#include "tools/hold_set.h"
#include "tools/retention_end.h"
#include "tools/safe_text.h"

/* ---- deciding ------------------------------------------------------------------------ */

/* Moves a proposal on, with the record of it. Failures are printed; *code is the exit code. */
static int
decide(struct store_access *access, const struct dispose_arguments *arguments, unsigned to,
       struct dispose_found *found, int *code)
{
	char text[ACT_TEXT_LIMIT];
	struct disposal *disposal = &found->disposal;
	struct disposal decided = *disposal;
	struct actor actor = actor_find();

	decided.state = (uint8_t)to;
	decided.decided = (int64_t)time(NULL);
	decided.decided_by = bytes_of_string(actor.text);
	decided.reason = bytes_of_string(arguments->reason);
	snprintf(text, sizeof(text), "%s the disposal \"%" PRIu64 "\": %" PRIu64 " records: %s",
	         to == DISPOSAL_APPROVED ? "approved" : "withdrew", disposal->number, disposal->items,
	         arguments->reason);
	struct record record = { .kind = RECORD_ACCESS, .about = disposal->number,
	                         .actor = bytes_of_string(actor.text),
	                         .reason = bytes_of_string(text) };
	int err = store_disposal_move(access->store, DISPOSAL_PROPOSED, &decided, &record);
	disposal->decision = decided.decision;
	*code = EXIT_CODE_ERROR;
	if (err == ERROR_STATE && decided.state != DISPOSAL_PROPOSED) {
		/* Another officer was faster: say who. */
		dispose_found_release(found);
		if (dispose_find(access, arguments->number, found) == 0)
			*code = dispose_fail_state(disposal, to == DISPOSAL_APPROVED ? "approve" : "withdraw");
	} else if (err != 0) {
		store_access_fail(access, err);
	}
	return err;
}

/* Whether the person is another than the one who proposed it, where the site asks for that. */
static bool
may_approve(const struct store_access *access, const struct disposal *disposal)
{
	struct actor actor = actor_find();

	if (!access->configuration->retention.second_officer ||
	    !bytes_equal(disposal->proposed_by, bytes_of_string(actor.text)))
		return true;
	command_fail("dispose approve: %s proposed disposal %" PRIu64 "; retention.second_officer asks "
	             "another person to approve it", actor.text, disposal->number);
	return false;
}

/* ---- doing --------------------------------------------------------------------------- */

static int64_t
end_of(const void *context, const struct record *record)
{
	return retention_end(context, record);
}

/* Works on the next chunk, with the holds as they are then. */
static int
work_once(struct store_access *access, const struct disposal *disposal, struct hold_set **holds,
          uint64_t *after, bool *more)
{
	int err = ERROR_STATE;

	for (unsigned i = 0; err == ERROR_STATE && i < HOLD_SET_TRIES; i++) {
		err = *holds != NULL ? 0 : hold_set_load(access->store, holds);
		if (err != 0)
			return err;
		const struct disposal_rules rules = { end_of, access->configuration,
		                                      hold_set_witness(*holds) };
		err = store_disposal_work(access->store, disposal, &rules, after, more);
		if (err == ERROR_STATE)
			hold_set_destroy(holds);
	}
	return err;
}

static int
work(struct store_access *access, const struct disposal *disposal)
{
	struct hold_set *holds = NULL;
	uint64_t after = 0, done = 0;
	bool more = true;
	int err = 0;

	while (err == 0 && more) {
		err = work_once(access, disposal, &holds, &after, &more);
		done += DISPOSAL_CHUNK;
		command_progress("disposing", done < disposal->items ? done : disposal->items,
		                 disposal->items);
	}
	command_progress("", 0, 0);
	hold_set_destroy(&holds);
	return err;
}

static int
name_left_out(const struct disposal_item *item, void *context)
{
	(void)context;
	if (item->fate == DISPOSAL_DESTROYED && item->hold[0] == '\0')
		return 0;
	printf("record %" PRIu64 " %s", item->sequence,
	       item->fate == DISPOSAL_HELD ? "left out: kept by the hold \"" :
	       item->fate == DISPOSAL_NOT_DUE ? "left out: it is to be kept longer by now" :
	       item->fate == DISPOSAL_GONE ? "left out: another disposal destroyed it" :
	       "destroyed: its end had begun before the hold \"");
	if (item->hold[0] != '\0') {
		safe_text_print(stdout, bytes_of_string(item->hold));
		putchar('"');
	}
	putchar('\n');
	return ferror(stdout) ? ERROR_IO : 0;
}

/* Notes the end, and what the list of it comes to. */
static int
complete(struct store_access *access, struct disposal *disposal, struct dispose_tally *tally)
{
	char text[ACT_TEXT_LIMIT], hex[2 * CRYPTO_DIGEST_SIZE + 1];
	struct actor actor = actor_find();

	int err = dispose_list_write(access->store, disposal->number, NULL, tally,
	                             disposal->list_digest);
	if (err != 0)
		return err;
	disposal->state = DISPOSAL_DONE;
	disposal->completed = (int64_t)time(NULL);
	disposal->destroyed = tally->fates[DISPOSAL_DESTROYED];
	hex_encode(bytes_make(disposal->list_digest, sizeof(disposal->list_digest)), hex);
	snprintf(text, sizeof(text), "ended the disposal \"%" PRIu64 "\": %" PRIu64 " records destroyed, %" PRIu64
	         " left out, list SHA-256 %s", disposal->number, disposal->destroyed,
	         disposal->items - disposal->destroyed, hex);
	struct record record = { .kind = RECORD_ACCESS, .about = disposal->number,
	                         .actor = bytes_of_string(actor.text),
	                         .reason = bytes_of_string(text) };
	return store_disposal_move(access->store, DISPOSAL_APPROVED, disposal, &record);
}

/* An approved disposal, from wherever it is to its end. */
static int
carry_out(struct store_access *access, struct disposal *disposal)
{
	struct dispose_tally tally = { .class_count = 0 };

	int err = work(access, disposal);
	if (err == 0)
		err = complete(access, disposal, &tally);
	if (err == 0)
		err = store_disposal_items(access->store, disposal->number, name_left_out, NULL);
	dispose_tally_release(&tally);
	if (err != 0) {
		store_access_fail(access, err);
		return command_fail("disposal %" PRIu64 " is not at its end; when that is mended, `phictl "
		                    "dispose resume %" PRIu64 "` goes on with it", disposal->number,
		                    disposal->number);
	}
	printf("disposal %" PRIu64 ": %" PRIu64 " records destroyed, %" PRIu64 " left out\n",
	       disposal->number, disposal->destroyed, disposal->items - disposal->destroyed);
	if (ferror(stdout) || fflush(stdout) != 0)
		return command_fail_output();
	return disposal->destroyed < disposal->items ? EXIT_CODE_FOUND : EXIT_CODE_DONE;
}

/* ---- commands ------------------------------------------------------------------------- */

static int
lock(struct store_access *access)
{
	int err = store_disposal_lock(access->store);

	if (err == ERROR_EXISTS)
		return command_fail("dispose: another phictl is destroying or changing originals right now; try "
		                    "again at its end");
	return err == 0 ? EXIT_CODE_DONE : store_access_fail(access, err);
}

static int
resume(struct store_access *access, const struct dispose_arguments *arguments)
{
	struct dispose_found found;
	int code;

	int err = dispose_find(access, arguments->number, &found);
	if (err != 0)
		code = err == ERROR_NOT_FOUND ? EXIT_CODE_FOUND : EXIT_CODE_ERROR;
	else if (found.disposal.state != DISPOSAL_APPROVED)
		code = dispose_fail_state(&found.disposal, "resume");
	else
		code = carry_out(access, &found.disposal);
	dispose_found_release(&found);
	return code;
}

int
dispose_approve(struct store_access *access, const struct dispose_arguments *arguments)
{
	struct dispose_found found;
	int code = lock(access);

	if (code != EXIT_CODE_DONE)
		return code;
	int err = dispose_find(access, arguments->number, &found);
	code = err == ERROR_NOT_FOUND ? EXIT_CODE_FOUND : EXIT_CODE_ERROR;
	if (err == 0 && found.disposal.state != DISPOSAL_PROPOSED)
		code = dispose_fail_state(&found.disposal, "approve");
	else if (err == 0 && !may_approve(access, &found.disposal))
		code = EXIT_CODE_FOUND;
	else if (err == 0 && act_check_allows(access, "dispose") &&
	         decide(access, arguments, DISPOSAL_APPROVED, &found, &code) == 0)
		code = resume(access, arguments);
	dispose_found_release(&found);
	return code;
}

int
dispose_resume(struct store_access *access, const struct dispose_arguments *arguments)
{
	int code = lock(access);

	if (code != EXIT_CODE_DONE)
		return code;
	return act_check_allows(access, "dispose") ? resume(access, arguments) : EXIT_CODE_ERROR;
}

int
dispose_withdraw(struct store_access *access, const struct dispose_arguments *arguments)
{
	struct dispose_found found;
	int code = EXIT_CODE_ERROR;

	int err = dispose_find(access, arguments->number, &found);
	if (err == ERROR_NOT_FOUND)
		code = EXIT_CODE_FOUND;
	else if (err == 0 && found.disposal.state != DISPOSAL_PROPOSED)
		code = dispose_fail_state(&found.disposal, "withdraw");
	else if (err == 0 && decide(access, arguments, DISPOSAL_WITHDRAWN, &found, &code) == 0)
		code = EXIT_CODE_DONE;
	dispose_found_release(&found);
	return code;
}
