/* The parts of `phictl dispose`; exit codes as tools/command.h says. */
#ifndef PHIMILTER_TOOLS_DISPOSE_COMMAND_H
#define PHIMILTER_TOOLS_DISPOSE_COMMAND_H

#include <jansson.h>

#include "core/crypto.h"
#include "store/disposal.h"
#include "tools/store_access.h"

struct dispose_arguments {
	int64_t now;
	int64_t at;             /* what is due then; at most `now` */
	const char *class;      /* of that retention class alone, or NULL */
	const char *reason;     /* "" when not given */
	const char *output, *list, *key, *public_key; /* files, or NULL */
	bool json, csv;
	const char *what;       /* the last argument, or NULL */
	uint64_t number;        /* it, where the command takes a disposal's */
};

int dispose_propose(struct store_access *access, const struct dispose_arguments *arguments);
int dispose_list(struct store_access *access, const struct dispose_arguments *arguments);
int dispose_show(struct store_access *access, const struct dispose_arguments *arguments);
int dispose_export(struct store_access *access, const struct dispose_arguments *arguments);
int dispose_approve(struct store_access *access, const struct dispose_arguments *arguments);
int dispose_resume(struct store_access *access, const struct dispose_arguments *arguments);
int dispose_withdraw(struct store_access *access, const struct dispose_arguments *arguments);
int dispose_certificate(struct store_access *access, const struct dispose_arguments *arguments);

/* Needs no store. */
int dispose_check_certificate(const struct dispose_arguments *arguments);

/* A disposal whose strings live on. */
struct dispose_found {
	struct disposal disposal;
	char *texts[3];
};

/* Reads the disposal called `number`. Fails with an error already printed; release it in
 * any case. */
MUST_USE int dispose_find(struct store_access *access, uint64_t number, struct dispose_found *out);
void dispose_found_release(struct dispose_found *found);

/* Says that the disposal is not in the state that a command asks for; returns EXIT_CODE_FOUND. */
int dispose_fail_state(const struct disposal *disposal, const char *command);

/*
 * Calls `each` with each item of a disposal and its record, or the tombstone in its
 * place. Fails as store_disposal_items() and with what `each` returns.
 */
MUST_USE int dispose_walk(struct store *store, uint64_t number,
                          int (*each)(const struct disposal_item *item,
                                      const struct record *record, void *context),
                          void *context);

/* A proposal is known by the digest of these lines, for each of its records: the record's number,
 * and its message's digest. Fails: ERROR_CRYPTO. */
MUST_USE int dispose_digest_add(struct crypto_digest_context *digest, const struct record *record);

#define DISPOSE_CLASSES 256

/* What became of a disposal's items; counted by dispose_tally_add(). */
struct dispose_tally {
	struct dispose_class {
		char *name;
		uint64_t records, bytes, originals;
	} classes[DISPOSE_CLASSES]; /* of those destroyed */
	size_t class_count;
	uint64_t fates[DISPOSAL_FATE_LIMIT];
};
MUST_USE int dispose_tally_add(struct dispose_tally *tally, const struct record *record);
void dispose_tally_release(struct dispose_tally *tally);

/*
 * The list of what became of each record of a disposal, a JSON object a line, whose
 * digest the disposal's last record names: into `out` unless that is NULL, counted in
 * `tally`. Fails: ERROR_IO and all of dispose_walk().
 */
MUST_USE int dispose_list_write(struct store *store, uint64_t number, FILE *out,
                                struct dispose_tally *tally, uint8_t digest[CRYPTO_DIGEST_SIZE]);

#endif
