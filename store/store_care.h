/*
 * The care of a store: how much it holds, copies of it, and putting copies in its place.
 *
 * What is put in the place of a store was verified whole before, and the step itself is
 * one rename: who is killed on the way leaves the one or the other. No row is removed by
 * any of it, so no legal hold is asked.
 *
 * Ownership: the caller's. Threads: one.
 */
#ifndef PHIMILTER_STORE_STORE_CARE_H
#define PHIMILTER_STORE_STORE_CARE_H

#include "store/store.h"

struct store_usage {
	uint64_t records;
	uint64_t map_bytes;   /* the most the store may grow to */
	uint64_t used_bytes;  /* of it, free pages in between included */
	uint64_t free_bytes;  /* in those: they are filled first, and compacting gives them back */
};
MUST_USE int store_usage(struct store *store, struct store_usage *out);

/* The room that is left for growth: the map's, or a disk's. See store/room.h. */
struct store_room {
	uint64_t map_left, store_disk_left, escrow_disk_left; /* bytes */
	bool same_disk; /* of the database and the sealed originals */
};
MUST_USE int store_room(struct store *store, struct store_room *out);

/* How many records were appended since `since` (seconds since the epoch), and when the
 * first of them was dated; found in a few steps, as records are dated in order but for
 * minutes. `*first` is 0 when there is none. Fails: ERROR_CORRUPT, ERROR_IO ... */
MUST_USE int store_growth(struct store *store, int64_t since, uint64_t *records, int64_t *first);

/*
 * How many bytes of originals were sealed since `since`, of the last STORE_ESCROW_LOOKED
 * items at most, so that it takes no time to speak of; `*from` is since when they count.
 * Fails: ERROR_CORRUPT, ERROR_IO ...
 */
#define STORE_ESCROW_LOOKED 50000
MUST_USE int store_escrow_growth(struct store *store, int64_t since, uint64_t *bytes, int64_t *from);

/* Whether the search index has all rows of a record that was listed. Fails: ERROR_NOT_FOUND
 * (it has not), ERROR_CORRUPT, ERROR_IO. */
MUST_USE int store_search_check(struct store *store, const struct record *record);

/* The same for the escrow index and the items of a decision. */
MUST_USE int store_escrow_items_check(struct store *store, const struct record *record);

/* Writes a compact copy of the database, beside a running daemon too, into the new
 * directory `path` of mode 0700. Fails: ERROR_EXISTS, ERROR_FULL, ERROR_IO (errno tells)
 * ... and what was begun is removed. */
MUST_USE int store_backup(struct store *store, const char *path);

/* What the walk over a copy says, as store_audit_verify() does. */
struct store_care_watch {
	void (*progress)(uint64_t done, uint64_t total, void *context); /* may be NULL */
	void *context;
	struct store_audit_result result;
};

/*
 * Puts a compact copy, which has every row, in the place of a store that was opened
 * STORE_ALONE; only store_close() may follow. Fails: ERROR_CORRUPT (the copy is not what
 * was copied, see `watch->result`), ERROR_FULL, ERROR_IO (errno tells) ...; the store is
 * then as it was.
 */
MUST_USE int store_compact(struct store *store, struct store_care_watch *watch);

/* ---- restoring -------------------------------------------------------------- */

struct store_restore;

/*
 * Copies the file `backup` beside the store of the configuration, brings it to our
 * layout and verifies it whole; the store itself is not touched, and need not be
 * readable, nor be there. Until the end no other process can open it.
 * Fails: ERROR_CONFIG (as store_open() STORE_ALONE), ERROR_KEY (another key made it),
 * ERROR_INVALID (a later layout), ERROR_CORRUPT (see `watch->result`; without a problem
 * there, it is no database), ERROR_NOT_FOUND (no such file), ERROR_FULL, ERROR_IO; what
 * concerns the configuration is said in `why`.
 */
MUST_USE int store_restore_begin(const struct configuration *configuration,
                                 const struct secret_key *key, const char *backup,
                                 struct store_care_watch *watch, struct diagnostics *why,
                                 struct store_restore **out);

/*
 * For a backup that was made with another key file than the store's of now, whose key `now` is:
 * what is there is compared as that key opens it. Fails: ERROR_CRYPTO.
 */
MUST_USE int store_restore_set_key(struct store_restore *restore, const struct secret_key *now);

/* Makes the copy open with that key and no other; `act` is the record of it. Fails as
 * store_key_give(): ERROR_EXISTS where the copy had that key before. */
MUST_USE int store_restore_change_key(struct store_restore *restore, const struct secret_key *now,
                                      struct record *act);

/* How the store that is there now compares with the backup. */
enum store_relation {
	STORE_RELATION_NONE,    /* there is none */
	STORE_RELATION_SAME,    /* the backup is a beginning of it, or all of it */
	STORE_RELATION_BEHIND,  /* it is a beginning of the backup */
	STORE_RELATION_FORKED,  /* the same store, but both went on differently */
	STORE_RELATION_OTHER,   /* another store, or one of another key */
};
struct store_comparison {
	enum store_relation relation;
	uint64_t records;       /* in the store now, where it is no other */
	uint64_t backup_records;
	bool holds_unread;      /* the legal holds of either cannot be read */
};

/* Whom to tell of the legal holds that a restore would change: one that stands now and does not in
 * the backup, or one that was released since and does. */
struct store_restore_watch {
	void (*hold)(const struct hold *now, void *context);
	void *context;
};

/* Reads the store that is there now. It may be damaged beyond reading, which can end
 * the process in a signal: call it in one of its own. Fails: ERROR_CORRUPT, ERROR_IO ... */
MUST_USE int store_restore_compare(const struct store_restore *restore,
                                   const struct store_restore_watch *watch,
                                   struct store_comparison *out);

/* Notes in the copy that it was restored: sealed originals of before that it does not
 * know are then no orphans. Fails as store_append(). */
MUST_USE int store_restore_note(struct store_restore *restore);

/* The copy, for the record of who restores it and why. */
struct store *store_restore_store(struct store_restore *restore);

/*
 * Puts the copy in the place of the store, whose file stays beside it under the name
 * `*kept`. Fails: ERROR_EXISTS (a file of that name is there), ERROR_FULL, ERROR_IO (errno
 * tells); the store is then as it was.
 */
MUST_USE int store_restore_finish(struct store_restore *restore, const char **kept);

void store_restore_end(struct store_restore **restore);

#endif
