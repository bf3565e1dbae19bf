#include "tools/escrow_life.h"

#include <stdio.h>

#include "core/error.h"
#include "encryption/escrow_link.h"
#include "tools/act_check.h"
#include "tools/escrow_command.h"
#include "tools/hold_set.h"

struct life
life_begin(struct store_access *access, const char *id)
{
	return (struct life){ .access = access, .id = id,
	                      .sealed = buffer_make(ESCROW_SEALED_LIMIT),
	                      .changed = buffer_make(ESCROW_SEALED_LIMIT) };
}

void
life_end(struct life *life)
{
	buffer_release(&life->sealed);
	buffer_release(&life->changed);
}

static int
take_item(const struct escrow_item *item, void *context)
{
	struct life *life = context;

	if (!bytes_equal(item->escrow_id, bytes_of_string(life->id)))
		return 0;
	life->item = *item;
	life->found = true;
	return 1;
}

int
life_read(struct life *life)
{
	int err = store_escrow_get(life->access->store, life->id, &life->sealed);
	if (err == 0)
		err = store_escrow_check(&life->item, buffer_bytes(&life->sealed));
	if (err == ERROR_NOT_FOUND && life->sealed.length > 0)
		err = 0; /* of before digests were kept */
	if (err == ERROR_CORRUPT)
		command_fail("%s: the sealed file was changed since it was written; put it back from a "
		             "backup", life->id);
	else if (err != 0)
		command_fail("%s: the sealed file: %s", life->id, error_text(err));
	return err;
}

int
life_find(struct life *life, const char *command)
{
	if (!act_check_allows(life->access, command))
		return ERROR_STATE;
	int err = store_escrow_list(life->access->store, take_item, life);
	if (err < 0) {
		store_access_fail(life->access, err);
		return err;
	}
	if (life->found)
		return life_read(life);
	command_fail("escrow: there is no item %s", life->id);
	return ERROR_NOT_FOUND;
}

static int
change_witnessed(const struct hold_witness *witness, void *context)
{
	struct life *life = context;

	life->change.witness = witness;
	return store_escrow_change(life->access->store, &life->change, life->act);
}

/* With the decision at hand, which the holds are asked about. */
static int
change_with_decision(const struct record *decision, void *context)
{
	struct life *life = context;

	life->change.decision = decision;
	life->result = hold_set_ask(life->access->store, change_witnessed, life);
	return 1;
}

int
life_change(struct life *life)
{
	life->change.id = life->id;
	life->change.sealed = buffer_bytes(&life->changed);
	int err = store_audit_get(life->access->store, life->item.sequence, change_with_decision, life);
	err = err > 0 ? life->result : err;
	if (err != 0 && err != ERROR_HELD)
		store_access_fail(life->access, err);
	return err;
}

void
life_act_make(struct life *life, const char *action, const char *reason, struct act_written *act)
{
	act_write(&(struct act){ action, reason, life->item.sequence, life->id }, act);
	life->act = &act->record;
}

int
life_close(struct life *life, unsigned link)
{
	int err = escrow_link_remove(buffer_bytes(&life->sealed), &life->changed);

	/* A change that was begun before and came to its end but for the note of it. */
	if (err == ERROR_NOT_FOUND)
		err = buffer_append(&life->changed, buffer_bytes(&life->sealed));
	if (err != 0) {
		command_fail("%s: %s", life->id, error_text(err));
		return err;
	}
	life->change.link = (uint8_t)link;
	life->change.link_until = life->item.state.link_until;
	life->change.removes = true;
	return life_change(life);
}
