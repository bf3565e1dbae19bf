/*
 * The life of a notice's link, for the parts of `phictl escrow` that change it.
 *
 * Ownership: the caller's. Threads: one.
 */
#ifndef PHIMILTER_TOOLS_ESCROW_LIFE_H
#define PHIMILTER_TOOLS_ESCROW_LIFE_H

#include "store/escrow_change.h"
#include "tools/act.h"
#include "tools/store_access.h"

struct life_arguments {
	const char *reason, *key, *certificate, *output;
	long days;   /* -1: as the configuration says */
	bool force, dry_run;
	const char *id;
};

/* One original on its way to another state. */
struct life {
	struct store_access *access;
	const char *id;
	struct escrow_item item;   /* but for its strings */
	struct buffer sealed;      /* as it is */
	struct buffer changed;     /* as it is to be */
	struct escrow_change change;
	struct record *act;        /* who does it, or NULL where that was recorded for many */
	bool found;
	int result;
};

struct life life_begin(struct store_access *access, const char *id);
void life_end(struct life *life);

/* Asks act_check_allows() for `command`, finds the item and reads its sealed form; the last alone
 * where the item is known. Failures are printed. */
MUST_USE int life_find(struct life *life, const char *command);
MUST_USE int life_read(struct life *life);

/* Who does what to it, and why; `act` must live as long as the change takes. */
void life_act_make(struct life *life, const char *action, const char *reason,
                   struct act_written *act);

/* Carries out life->change with life->changed as the new form, the holds asked. Fails as
 * store_escrow_change(); printed, but for ERROR_HELD. */
MUST_USE int life_change(struct life *life);

/* Ends the link, and takes its key out of the file. Fails as life_change(). */
MUST_USE int life_close(struct life *life, unsigned link);

/* The commands; they return an exit code. */
int escrow_revoke(struct store_access *access, const struct life_arguments *arguments);
int escrow_release(struct store_access *access, const struct life_arguments *arguments);
int escrow_expire(struct store_access *access, const struct life_arguments *arguments);

#endif
