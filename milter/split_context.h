/*
 * What a message's first pass tells the passes of the copies that the MTA splits it
 * into, one for each recipient (milter/split.h).
 *
 * Two things carry it, each with an HMAC under a key that only the daemon has:
 *
 *   a header field   who sent the message from where, how many recipients it has, its
 *                    strictest outcome, when this was written, a digest of its body
 *   an address       jane@out.example becomes
 *                    jane@out.example.portal-s-0123456789abcdef.phi-split.invalid:
 *                    what was decided for her and by which mailer the MTA would
 *                    reach her; bound to the field. Nobody can register .invalid
 *                    (RFC 2606), so a copy that loses its way reaches nobody.
 *
 * Whoever writes such a field or address into a message gains nothing: neither passes
 * without the key. One that is replayed fits only the body and the recipients that it
 * was written for.
 *
 * Ownership: what is read lives in the arena. Threads: pure but for the arena.
 */
#ifndef PHIMILTER_MILTER_SPLIT_CONTEXT_H
#define PHIMILTER_MILTER_SPLIT_CONTEXT_H

#include "core/crypto.h"
#include "core/message.h"
#include "core/secret_key.h"

#define SPLIT_DOMAIN "phi-split.invalid"

/* A queue keeps a message for five days unless told otherwise. */
#define SPLIT_CONTEXT_SECONDS ((int64_t)7 * 24 * 60 * 60)

/* A clock that was set back a little while the message waited is no forgery. */
#define SPLIT_CONTEXT_EARLY_SECONDS 300

struct split_context {
	const char *queue_id;       /* of the first pass */
	int64_t written;            /* seconds since the epoch */
	uint64_t recipients;        /* of the whole message */
	uint64_t outside;           /* of them, outside */
	int64_t hourly;             /* envelope.hourly_phi_recipients */
	enum outcome strictest;     /* for whoever is none of the recipients; 0 none */
	const char *sender;         /* before the MTA rewrote it, if it does */
	const char *client_address;
	const char *auth_user;      /* NULL when not authenticated */
	const char *tls_version;    /* NULL when plaintext */
	uint8_t body[CRYPTO_DIGEST_SIZE];
	uint8_t mac[CRYPTO_DIGEST_SIZE]; /* of all of this: what addresses are bound to */
};

/*
 * The field's value; fills in context->mac. Fails: ERROR_LIMIT (too long for a line of
 * mail: the message cannot be split, or the arena's), ERROR_CRYPTO, ERROR_MEMORY.
 */
MUST_USE int split_context_write(const struct secret_key *key, struct split_context *context,
                                 struct arena *arena, const char **out);

/*
 * The reverse, at the time `now`. Fails: ERROR_CORRUPT (not ours, or changed), ERROR_TIMEOUT
 * (written too long ago, or in the future), ERROR_INVALID (by another version of ours),
 * ERROR_CRYPTO, ERROR_MEMORY, ERROR_LIMIT.
 */
MUST_USE int split_context_read(const struct secret_key *key, struct bytes value, int64_t now,
                                struct arena *arena, struct split_context *out);

/*
 * The address of a copy. Fails: ERROR_INVALID (an address that cannot take a tag: quoted,
 * without a domain, too long), ERROR_CRYPTO, ERROR_MEMORY, ERROR_LIMIT.
 */
MUST_USE int split_address_write(const struct secret_key *key, const struct split_context *context,
                                 const struct recipient *recipient, enum outcome outcome,
                                 struct arena *arena, const char **out);

/*
 * The reverse: recipient->split_address to its address, mailer and at_least. Fails:
 * ERROR_NOT_FOUND (an address without a tag), ERROR_CORRUPT (one that is not ours),
 * ERROR_CRYPTO, ERROR_MEMORY, ERROR_LIMIT.
 */
MUST_USE int split_address_read(const struct secret_key *key, const struct split_context *context,
                                struct arena *arena, struct recipient *recipient);

#endif
