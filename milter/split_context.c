#include "milter/split_context.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base64.h"
#include "core/error.h"

#define HEX_SIZE(bytes) (2 * (size_t)(bytes) + 1)

/* A line of mail has room for 998 bytes (RFC 5322 2.1.1), the field's name among them. */
#define CONTEXT_LIMIT 900

/* Version, queue id, time, three counts, outcome, four strings, digest; a MAC follows. */
#define FIELD_COUNT 12

/* Of the address's MAC: as good as guessing 64 bits, one attempt a message. */
#define TAG_SIZE 8
#define DOMAIN_LIMIT 255 /* RFC 5321 4.5.3.1.2 */

/* Purposes of the one key. */
static const char context_label[] = "context";
static const char address_label[] = "address";

/* Whether two MACs are equal, in a time that does not tell where they differ. */
static bool
same_bytes(const uint8_t *one, const uint8_t *other, size_t length)
{
	uint8_t difference = 0;

	for (size_t i = 0; i < length; i++)
		difference |= one[i] ^ other[i];
	return difference == 0;
}

/* ---- the field -------------------------------------------------------------- */

static int
context_mac(const struct secret_key *key, struct bytes text, uint8_t out[CRYPTO_DIGEST_SIZE])
{
	const struct bytes parts[] = { bytes_make(context_label, sizeof(context_label)), text };

	return crypto_mac(key->bytes, parts, ARRAY_LENGTH(parts), out);
}

/* Bytes that may hold a semicolon; "-" for a string that is not there. */
static int
bytes_write(const void *data, size_t length, struct buffer *out)
{
	int err = buffer_append_byte(out, ';');

	if (err != 0)
		return err;
	return data != NULL ? base64_encode(bytes_make(data, length), out)
	                    : buffer_append_string(out, "-");
}

static int
text_write(const char *text, struct buffer *out)
{
	return bytes_write(text, text != NULL ? strlen(text) : 0, out);
}

static int
context_write(const struct secret_key *key, struct split_context *context, struct buffer *out)
{
	char numbers[CONTEXT_LIMIT];

	int length = snprintf(numbers, sizeof(numbers),
	                      "1;%s;%" PRId64 ";%" PRIu64 ";%" PRIu64 ";%" PRId64 ";%d",
	                      context->queue_id, context->written, context->recipients,
	                      context->outside, context->hourly, (int)context->strictest);
	int err = buffer_append(out, bytes_make(numbers, length > 0 ? (size_t)length : 0));
	if (err == 0)
		err = text_write(context->sender, out);
	if (err == 0)
		err = text_write(context->client_address, out);
	if (err == 0)
		err = text_write(context->auth_user, out);
	if (err == 0)
		err = text_write(context->tls_version, out);
	if (err == 0)
		err = bytes_write(context->body, sizeof(context->body), out);
	if (err == 0)
		err = context_mac(key, buffer_bytes(out), context->mac);
	return err != 0 ? err : bytes_write(context->mac, sizeof(context->mac), out);
}

int
split_context_write(const struct secret_key *key, struct split_context *context, struct arena *arena,
                    const char **out)
{
	struct buffer text = buffer_make(CONTEXT_LIMIT);

	*out = NULL;
	int err = context_write(key, context, &text);
	if (err == 0) {
		*out = arena_copy_string(arena, buffer_bytes(&text));
		err = *out != NULL ? 0 : arena_failure(arena);
	}
	buffer_release(&text);
	return err;
}

static int
text_read(const char *field, struct arena *arena, const char **out)
{
	struct buffer text = buffer_make(CONTEXT_LIMIT);

	*out = NULL;
	if (strcmp(field, "-") == 0)
		return 0;
	int err = base64_decode(bytes_of_string(field), &text);
	if (err == 0) {
		*out = arena_copy_string(arena, buffer_bytes(&text));
		err = *out != NULL ? 0 : arena_failure(arena);
	}
	buffer_release(&text);
	return err;
}

/* A digest or a MAC. */
static int
digest_read(struct bytes field, uint8_t out[CRYPTO_DIGEST_SIZE])
{
	struct buffer bytes = buffer_make(CRYPTO_DIGEST_SIZE + 1); /* with room for the padding */

	int err = base64_decode(field, &bytes);
	if (err == 0 && bytes.length != CRYPTO_DIGEST_SIZE)
		err = ERROR_INVALID;
	if (err == 0)
		memcpy(out, bytes.data, CRYPTO_DIGEST_SIZE);
	buffer_release(&bytes);
	return err;
}

/* Cuts `text` at its semicolons; false unless there are just enough. */
static bool
fields_cut(char *text, char *fields[FIELD_COUNT])
{
	size_t count = 0;

	for (char *rest = text, *field; (field = strsep(&rest, ";")) != NULL; count++) {
		if (count == FIELD_COUNT)
			return false;
		fields[count] = field;
	}
	return count == FIELD_COUNT;
}

/* What is behind a good MAC was written by us: a field that cannot be read is our own mistake. */
static int
fields_read(char *const fields[FIELD_COUNT], struct arena *arena, struct split_context *out)
{
	out->queue_id = fields[1];
	out->written = strtoll(fields[2], NULL, 10);
	out->recipients = strtoull(fields[3], NULL, 10);
	out->outside = strtoull(fields[4], NULL, 10);
	out->hourly = strtoll(fields[5], NULL, 10);
	out->strictest = (enum outcome)strtol(fields[6], NULL, 10);
	int err = text_read(fields[7], arena, &out->sender);
	if (err == 0)
		err = text_read(fields[8], arena, &out->client_address);
	if (err == 0)
		err = text_read(fields[9], arena, &out->auth_user);
	if (err == 0)
		err = text_read(fields[10], arena, &out->tls_version);
	if (err == 0)
		err = digest_read(bytes_of_string(fields[11]), out->body);
	if (err == 0 && (strcmp(fields[0], "1") != 0 || out->sender == NULL ||
	                 out->client_address == NULL || out->strictest >= OUTCOME_LIMIT))
		err = ERROR_INVALID;
	return err;
}

/* Checks the MAC at the end of `value`; what it covers is left in `text`. */
static int
mac_check(const struct secret_key *key, struct bytes value, struct bytes *text,
          uint8_t out[CRYPTO_DIGEST_SIZE])
{
	uint8_t mac[CRYPTO_DIGEST_SIZE];
	const uint8_t *last = value.length > 0 ? memrchr(value.data, ';', value.length) : NULL;

	if (last == NULL)
		return ERROR_CORRUPT;
	*text = bytes_slice(value, 0, (size_t)(last - value.data));
	int err = digest_read(bytes_slice(value, text->length + 1, SIZE_MAX), out);
	if (err != 0)
		return err == ERROR_MEMORY ? err : ERROR_CORRUPT;
	err = context_mac(key, *text, mac);
	if (err == 0 && !same_bytes(mac, out, sizeof(mac)))
		err = ERROR_CORRUPT;
	return err;
}

int
split_context_read(const struct secret_key *key, struct bytes value, int64_t now, struct arena *arena,
                   struct split_context *out)
{
	char *fields[FIELD_COUNT];
	struct bytes text;

	*out = (struct split_context){ .written = 0 };
	while (value.length > 0 && byte_is_space(value.data[0]))
		value = bytes_slice(value, 1, SIZE_MAX);
	int err = mac_check(key, value, &text, out->mac);
	if (err != 0)
		return err;
	char *copy = arena_copy_string(arena, text);
	if (copy == NULL)
		return arena_failure(arena);
	err = fields_cut(copy, fields) ? fields_read(fields, arena, out) : ERROR_INVALID;
	if (err == 0 && (now - out->written > SPLIT_CONTEXT_SECONDS ||
	                 out->written - now > SPLIT_CONTEXT_EARLY_SECONDS))
		err = ERROR_TIMEOUT;
	return err;
}

/* ---- addresses ------------------------------------------------------------------ */

/* What the tag says in clear: the outcome, and the mailer by its first letter. */
#define TAG_FORMAT "%s-%c-"
#define TAG_CLEAR_LIMIT 16

static const char *const mailers[] = { "local", "smtp", "relay" };
#define MAILER_OTHER 'x'

static char
mailer_letter(const char *mailer)
{
	for (size_t i = 0; i < ARRAY_LENGTH(mailers); i++)
		if (mailer != NULL && strcmp(mailer, mailers[i]) == 0)
			return mailers[i][0];
	return MAILER_OTHER;
}

/* One that is not among them says no more than none. */
static const char *
mailer_of_letter(char letter)
{
	for (size_t i = 0; i < ARRAY_LENGTH(mailers); i++)
		if (letter == mailers[i][0])
			return mailers[i];
	return NULL;
}

/* In hexadecimal, of the address and what the tag says in clear. */
static int
tag_mac(const struct secret_key *key, const struct split_context *context, struct bytes address,
        struct bytes clear, char out[HEX_SIZE(TAG_SIZE)])
{
	const uint8_t end = 0;
	const struct bytes parts[] = {
		bytes_make(address_label, sizeof(address_label)),
		bytes_make(context->mac, sizeof(context->mac)), address, bytes_make(&end, 1), clear,
	};
	uint8_t mac[CRYPTO_DIGEST_SIZE];

	int err = crypto_mac(key->bytes, parts, ARRAY_LENGTH(parts), mac);
	if (err == 0)
		hex_encode(bytes_make(mac, TAG_SIZE), out);
	return err;
}

/* jane@out.example and nothing less plain: what an MTA might write in two ways is not split. */
static bool
is_plain_address(const char *address)
{
	const char *at = strchr(address, '@');

	if (at == NULL || at == address || at[1] == '\0' ||
	    strlen(at) + TAG_CLEAR_LIMIT + HEX_SIZE(TAG_SIZE) + sizeof(SPLIT_DOMAIN) > DOMAIN_LIMIT)
		return false;
	for (const char *c = address; *c != '\0'; c++)
		if (!byte_is_alnum((uint8_t)*c) && strchr(c < at ? "#$&'*+-./=?^_`{|}~" : "-.@", *c) == NULL)
			return false;
	return strchr(at + 1, '@') == NULL && at[strlen(at) - 1] != '.';
}

int
split_address_write(const struct secret_key *key, const struct split_context *context,
                    const struct recipient *recipient, enum outcome outcome, struct arena *arena,
                    const char **out)
{
	struct bytes address = bytes_of_string(recipient->address);
	char clear[TAG_CLEAR_LIMIT], hex[HEX_SIZE(TAG_SIZE)];

	if (!is_plain_address(recipient->address))
		return ERROR_INVALID;
	int length = snprintf(clear, sizeof(clear), TAG_FORMAT, outcome_name(outcome),
	                      mailer_letter(recipient->mailer));
	if (length < 0 || (size_t)length >= sizeof(clear))
		return ERROR_INTERNAL;
	int err = tag_mac(key, context, address, bytes_of_string(clear), hex);
	if (err != 0)
		return err;
	size_t size = address.length + sizeof(clear) + sizeof(hex) + sizeof(SPLIT_DOMAIN) + 2;
	char *text = arena_alloc(arena, size);
	if (text == NULL)
		return arena_failure(arena);
	snprintf(text, size, "%s.%s%s." SPLIT_DOMAIN, recipient->address, clear, hex);
	*out = text;
	return 0;
}

/* Takes `suffix` and the point before it off the end. */
static bool
suffix_cut(struct bytes *text, struct bytes suffix)
{
	if (text->length <= suffix.length)
		return false;
	struct bytes end = bytes_slice(*text, text->length - suffix.length, SIZE_MAX);
	struct bytes rest = bytes_slice(*text, 0, text->length - suffix.length - 1);
	if (text->data[rest.length] != '.' || !bytes_equal_nocase(end, suffix))
		return false;
	*text = rest;
	return true;
}

/* "portal-s-": the outcome binds unless it was to be decided anew. */
static int
clear_read(struct bytes clear, struct recipient *recipient)
{
	if (clear.length < 4 || clear.data[clear.length - 1] != '-' || clear.data[clear.length - 3] != '-')
		return ERROR_CORRUPT;
	unsigned outcome = outcome_find(bytes_slice(clear, 0, clear.length - 3));
	if (outcome == 0)
		return ERROR_CORRUPT;
	recipient->mailer = mailer_of_letter((char)clear.data[clear.length - 2]);
	recipient->at_least = outcome != OUTCOME_DEFER ? (enum outcome)outcome : 0;
	return 0;
}

int
split_address_read(const struct secret_key *key, const struct split_context *context,
                   struct arena *arena, struct recipient *recipient)
{
	struct bytes address = bytes_of_string(recipient->split_address);
	char hex[HEX_SIZE(TAG_SIZE)];

	if (!suffix_cut(&address, bytes_of_string(SPLIT_DOMAIN)))
		return ERROR_NOT_FOUND;
	const uint8_t *point = memrchr(address.data, '.', address.length);
	if (point == NULL)
		return ERROR_CORRUPT;
	struct bytes tag = bytes_slice(address, (size_t)(point + 1 - address.data), SIZE_MAX);
	address.length = (size_t)(point - address.data);
	if (tag.length < sizeof(hex))
		return ERROR_CORRUPT;
	struct bytes clear = bytes_slice(tag, 0, tag.length - sizeof(hex) + 1);
	int err = tag_mac(key, context, address, clear, hex);
	if (err != 0)
		return err;
	if (!same_bytes(tag.data + clear.length, (const uint8_t *)hex, sizeof(hex) - 1))
		return ERROR_CORRUPT;
	recipient->address = arena_copy_string(arena, address);
	if (recipient->address == NULL)
		return arena_failure(arena);
	return clear_read(clear, recipient);
}
