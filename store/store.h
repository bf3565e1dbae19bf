/*
 * What is kept: the audit log and the escrow items, in one LMDB environment
 * (metadata) and one directory (sealed originals).
 *
 * The daemon opens the store for writing, once. One writer thread commits what
 * many message threads append, in groups; an append returns when its record is
 * durable. phictl opens it beside the daemon to read, or to append a record of
 * its own.
 *
 * Every record is sealed with AES-256-GCM under the store's key, bound to its
 * sequence number and to the hash of the record before it, so that nothing can
 * be changed, moved, swapped or cut from the middle without showing.
 *
 * Ownership: the caller's. Threads: opening and closing is one's; all else from
 * any thread.
 */
#ifndef PHIMILTER_STORE_STORE_H
#define PHIMILTER_STORE_STORE_H

#include "core/configuration.h"
#include "core/crypto.h"
#include "core/record.h"
#include "core/secret_key.h"
#include "core/value_token.h"
#include "store/audit_proof.h"
#include "store/checkpoint.h"
#include "store/keys.h"
#include "store/search_index.h"

struct store;

/*
 * STORE_READ    lists, verifies, reads escrow; any number of processes at once.
 * STORE_APPEND  the same, and store_append() commits by itself; beside a
 *               running daemon too, as LMDB lets one process write at a time
 *               and the chain's head is read within each write transaction.
 * STORE_WRITE   the daemon, one process only: makes the store when there is
 *               none, collects orphaned escrow files, starts the writer thread.
 * STORE_ALONE   as STORE_APPEND, but while no other process has the store open, and
 *               none can open it meanwhile: for who exchanges its file (store_care.h).
 */
enum store_mode { STORE_READ, STORE_APPEND, STORE_WRITE, STORE_ALONE };

/*
 * Opens the store of the configuration; `key` is copied. A process opens a
 * store at most once at a time, after any fork() and after privileges were
 * dropped: LMDB's locks belong to the process, the files to who made them.
 * Fails: ERROR_CONFIG (directory unusable, no store there yet, another daemon
 * has it, its file is being exchanged, STORE_ALONE: anybody has it; made by a newer
 * version, the escrow directory is another store's),
 * ERROR_KEY (another key made this store; nothing has been written),
 * ERROR_CORRUPT (STORE_WRITE: the end of the record was tampered with; nobody
 * may write behind it), ERROR_FULL, ERROR_IO, all said in `why`;
 * ERROR_MEMORY, ERROR_CRYPTO.
 */
MUST_USE int store_open(const struct configuration *configuration, const struct secret_key *key,
                        enum store_mode mode, struct diagnostics *why, struct store **out);

/*
 * The keys that name things in the store's hashes, for who needs them before it can be
 * opened, such as to compile what finds values. They stay when the key file is changed.
 * Where no store is yet, those that it will have. Writes nothing. Fails as store_open().
 */
MUST_USE int store_read_names(const struct configuration *configuration,
                              const struct secret_key *key, struct diagnostics *why,
                              struct store_names *out);

/* Commits what is queued, stops the writer, closes. */
void store_close(struct store **store);

/*
 * Appends a record; `sequence` and `time` (when 0) are filled in. Returns only
 * when it is durable on disk. For a decision with an escrow_id the escrow items
 * are written in the same transaction: where the message became a notice, one for
 * each recipient whose outcome is OUTCOME_PORTAL; where it went on without what was
 * taken out of it, one without a recipient, for the officers. A message that a client sends again (same Message-ID,
 * recipient and digest) adds no second item but another sealing of the first.
 * Fails: ERROR_FULL, ERROR_IO, ERROR_MEMORY, ERROR_CRYPTO, ERROR_CORRUPT,
 * ERROR_LIMIT (a string over 64 KB or a record over 16 MB), ERROR_INVALID (a
 * number out of range, an escrow_id that is none or, of a refused
 * message or a notice, that no portal recipient claims), ERROR_TIMEOUT (STORE_WRITE: no commit took it up for store.commit_seconds,
 * logged once with the cause), ERROR_KEY (the store's key was changed meanwhile, and this
 * process cannot have the new one), ERROR_STATE (STORE_READ, or closing). Nothing of the
 * record is then kept; only after ERROR_IO may it nevertheless be there, as after a power cut.
 */
MUST_USE int store_append(struct store *store, struct record *record);

/* ---- escrow ------------------------------------------------------------ */

/*
 * Writes a sealed original under a new id ("32 hexadecimal digits") and
 * returns when file and directory are durable. Until a record names the id the
 * file is an orphan. Fails: ERROR_FULL, ERROR_IO, ERROR_MEMORY, ERROR_CRYPTO.
 */
MUST_USE int store_escrow_put(struct store *store, struct bytes sealed,
                              char id[MESSAGE_ESCROW_ID_SIZE]);

/* Removes a sealed original after a failure, unless a record names it after all, or a
 * legal hold stands, as nobody can say that it is not about this. */
void store_escrow_discard(struct store *store, const char *id);

/* Appends the sealed original to `out`. Fails: ERROR_NOT_FOUND, ERROR_IO, ERROR_LIMIT, ERROR_MEMORY. */
MUST_USE int store_escrow_get(struct store *store, const char *id, struct buffer *out);

/* What became of a sealed original and of the link in its notice since it was sealed. */
enum escrow_link {
	ESCROW_LINK_OPEN = 1, /* opens it, until its time is over */
	ESCROW_LINK_EXPIRED,  /* its time is over, and that was carried out */
	ESCROW_LINK_REVOKED,  /* a person ended it */
	ESCROW_LINK_LIMIT
};
struct escrow_state {
	uint8_t link;           /* enum escrow_link */
	bool key_removed;       /* the file has no key for the link any more */
	int64_t link_until;     /* when its time is over; 0: with the original */
	int64_t changed;        /* when `link` became what it is; 0: with the sealing */
	bool has_digest;        /* the file was changed: its SHA-256 since then */
	uint8_t digest[CRYPTO_DIGEST_SIZE];
	bool has_next;          /* a change was begun: that of the file it leads to */
	uint8_t next[CRYPTO_DIGEST_SIZE];
};

/* One receiver's claim on one sealed original. */
struct escrow_item {
	struct bytes escrow_id;
	struct bytes first_escrow_id; /* the item's first sealing; another id where a client's
	                                 retry was sealed again, so that both links work */
	struct bytes message_id;
	struct bytes recipient; /* empty: the officers alone */
	struct bytes sender;
	int64_t time;           /* seconds since the epoch, UTC */
	int64_t retain_until;
	uint64_t size;          /* of the original, bytes */
	uint64_t sequence;      /* of the decision */
	bool has_sealed_digest; /* false for those of before it was kept */
	uint8_t sealed_digest[MESSAGE_DIGEST_SIZE]; /* SHA-256 of the sealed form */
	struct escrow_state state;
};

/*
 * Whether `sealed` is what was sealed for the item, byte for byte. CMS itself tells
 * only of the parts that one reader needs: the block of another recipient may be
 * damaged without his noticing. Fails: ERROR_CORRUPT (it is not), ERROR_NOT_FOUND
 * (no digest was kept), ERROR_CRYPTO.
 */
MUST_USE int store_escrow_check(const struct escrow_item *item, struct bytes sealed);

/* Calls `each` for every sealing of every item, oldest first, until it returns non-zero,
 * and returns that. The item is valid only during the call, which may take as long as it
 * likes: no transaction is open meanwhile. Fails: ERROR_CORRUPT, ERROR_IO, ERROR_MEMORY. */
MUST_USE int store_escrow_list(struct store *store,
                               int (*each)(const struct escrow_item *item, void *context),
                               void *context);

/* The state of one original: as it was sealed where there is no row of it. Fails: ERROR_CORRUPT,
 * ERROR_IO, ERROR_MEMORY. */
MUST_USE int store_escrow_state(struct store *store, const char *id, struct escrow_state *out);

/* ---- audit ------------------------------------------------------------- */

/* As store_escrow_list(), for records with sequence >= `from`. */
MUST_USE int store_audit_list(struct store *store, uint64_t from,
                              int (*each)(const struct record *record, void *context),
                              void *context);

/* The same for one record, which `each` is called for; returns what it does.
 * Fails besides: ERROR_NOT_FOUND. */
MUST_USE int store_audit_get(struct store *store, uint64_t sequence,
                             int (*each)(const struct record *record, void *context),
                             void *context);

/* The end of the record: its last sequence number, and a hash over all up to it. */
struct store_audit_head {
	uint64_t sequence; /* 0 before the first record */
	uint8_t hash[CRYPTO_DIGEST_SIZE];
};

struct store_audit_result {
	uint64_t records;     /* that were looked at */
	uint64_t disposed;    /* of them, that are tombstones by now */
	uint64_t bad_sequence;/* the first that fails, or 0 */
	const char *problem;  /* what is wrong with it, a string constant; NULL when all is well */
	struct store_audit_head head; /* when all is well */
	uint64_t time_back_sequence;  /* the first record dated much earlier than one before
	                                 it, or 0: the clock was set back */
	int64_t time_back_seconds;
};

/* Walks the whole chain. `progress` may be NULL. Fails: ERROR_CORRUPT (result says where),
 * ERROR_IO, ERROR_MEMORY. */
MUST_USE int store_audit_verify(struct store *store,
                                void (*progress)(uint64_t done, uint64_t total, void *context),
                                void *context, struct store_audit_result *out);

/*
 * The same, and the record must still hold what it held when its head was
 * `noted`. Nothing else can show that a whole older copy of the store, in order
 * by itself, was put back.
 */
MUST_USE int store_audit_verify_since(struct store *store, const struct store_audit_head *noted,
                                      void (*progress)(uint64_t done, uint64_t total, void *context),
                                      void *context, struct store_audit_result *out);

/* ---- search ------------------------------------------------------------ */

/* The term that records are found by under which `field` is `text`; for SEARCH_VALUE
 * `text` is a token. Fails: ERROR_CRYPTO. */
MUST_USE int store_search_term(struct store *store, enum search_field field, struct bytes text,
                               struct search_term *out);

/* The token that a found value has in this store's records. Fails: ERROR_CRYPTO, ERROR_MEMORY. */
MUST_USE int store_search_token(struct store *store, struct bytes value,
                                uint8_t out[VALUE_TOKEN_SIZE]);

/* The same of a legal hold's keyword in its normal form. */
MUST_USE int store_keyword_token(struct store *store, struct bytes normal,
                                 uint8_t out[VALUE_TOKEN_SIZE]);

/*
 * The records behind `after` that have one of the terms, in order: the sequences of
 * at most `limit` into `out`, `*found` of them; fewer than `limit` when there are no
 * more. Fails: ERROR_CORRUPT, ERROR_IO.
 */
MUST_USE int store_search_find(struct store *store, const struct search_term *terms, size_t count,
                               uint64_t after, uint64_t *out, size_t limit, size_t *found);

/* The last record that has the term: its sequence, or 0 when there is none. Fails:
 * ERROR_CORRUPT, ERROR_IO. */
MUST_USE int store_search_last(struct store *store, const struct search_term *term, uint64_t *out);

/*
 * When a sender last wrote to somebody, so that it was delivered, as the message or as its notice.
 * Seconds since the epoch; 0 where nothing of that is on record.
 */
struct store_acquaintance {
	struct bytes recipient; /* an address; filled in by the caller */
	int64_t written;        /* to that address */
	int64_t domain_written; /* to anybody of its domain */
};

/*
 * Fills in `count` of them for one sender. It looks at so many rows of the index at most
 * (STORE_ACQUAINTANCE_STEPS, for all together) and takes what it has not found by then for not
 * written: a sender and a recipient who both have very much mail, but hardly any with each other.
 * From any thread. Fails: ERROR_CRYPTO, ERROR_CORRUPT, ERROR_IO, ERROR_MEMORY.
 */
#define STORE_ACQUAINTANCE_STEPS 16384
MUST_USE int store_acquaintances(struct store *store, struct bytes sender,
                                 struct store_acquaintance *each, size_t count);

/* ---- legal holds -------------------------------------------------------- */

/* A matter; what `phictl hold` makes of it stands in phictl-hold(1). */
struct hold {
	struct bytes name;
	struct bytes authority;     /* who or what orders it */
	struct bytes notes;
	int64_t placed;             /* seconds since the epoch, UTC */
	struct bytes placed_by;
	int64_t released;           /* 0 while it stands */
	struct bytes released_by;
	struct bytes release_reason;
	const struct bytes *questions; /* arguments of a search; values as tokens, but keywords as they
	                                  were written: what becomes of their normal form may change */
	size_t question_count;
};

/* The keyword that a question of a hold asks for, as the officer wrote it; false where the
 * question asks for something else. */
bool hold_question_keyword(struct bytes question, struct bytes *keyword);

/* Puts a new matter, or one that is released in the place of the one that stands, and appends
 * the record of who did that: both or neither. Fails: ERROR_EXISTS (there is one of that name),
 * ERROR_NOT_FOUND (there is none to release), ERROR_STATE (it was released already), and as
 * store_append(). */
MUST_USE int store_hold_put(struct store *store, const struct hold *hold, struct record *record);

/* The stamp of all holds, for a witness (hold_gate.h): read it before they are listed.
 * Fails: ERROR_CORRUPT, ERROR_IO, ERROR_CRYPTO. */
MUST_USE int store_hold_stamp(struct store *store, uint8_t out[CRYPTO_DIGEST_SIZE]);

/* Calls `each` for every matter, released ones too, until it returns non-zero, and returns
 * that. Valid only during the call. Fails: ERROR_CORRUPT, ERROR_IO, ERROR_MEMORY. */
MUST_USE int store_hold_list(struct store *store,
                             int (*each)(const struct hold *hold, void *context), void *context);

/* The same for one matter. Fails besides: ERROR_NOT_FOUND. */
MUST_USE int store_hold_get(struct store *store, struct bytes name,
                            int (*each)(const struct hold *hold, void *context), void *context);

/* ---- checkpoints and proofs --------------------------------------------- */

/* The origin of this store's checkpoints: the beginning of its id. */
void store_origin(const struct store *store, uint8_t out[CHECKPOINT_ORIGIN_SIZE]);

/* What the record holds now, to be signed. Fails: ERROR_CORRUPT, ERROR_CRYPTO, ERROR_IO ... */
MUST_USE int store_checkpoint(struct store *store, struct checkpoint *out);

/*
 * Verifies what came after a checkpoint, and that what was before it has the root
 * that was signed. Much shorter than a whole walk, and no substitute for one: rows
 * before the checkpoint are not read, only the tree over them.
 */
MUST_USE int store_audit_verify_from(struct store *store, const struct checkpoint *from,
                                     void (*progress)(uint64_t done, uint64_t total, void *context),
                                     void *context, struct store_audit_result *out);

/*
 * The proof that record `sequence` is among the first `size`. Release it in any
 * case. Fails: ERROR_NOT_FOUND (no such record, or the store has fewer than `size`),
 * ERROR_CORRUPT, ERROR_CRYPTO, ERROR_MEMORY, ERROR_IO.
 */
MUST_USE int store_audit_prove(struct store *store, uint64_t sequence, uint64_t size,
                               struct audit_proof *out);

#endif
