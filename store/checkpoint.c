#include "store/checkpoint.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/base64.h"
#include "core/error.h"

#define ORIGIN_PREFIX "phimilter/"
#define ORIGIN_TEXT_SIZE (sizeof(ORIGIN_PREFIX) + 2 * CHECKPOINT_ORIGIN_SIZE)
#define TIME_FORMAT "%Y-%m-%dT%H:%M:%SZ"
#define TIME_TEXT_SIZE 32
#define NUMBER_DIGITS 20

/* What a signed note has before a signer's name (c2sp.org/signed-note). */
#define SIGNER_PREFIX "\xe2\x80\x94 "

/* Which key and what kind it is stands before its signature. */
#define KEY_HASH_SIZE 4
#define KEY_KIND_ED25519 0x01

struct origin_text {
	char text[ORIGIN_TEXT_SIZE];
};

static struct origin_text
origin_text(const struct checkpoint *checkpoint)
{
	struct origin_text origin = { ORIGIN_PREFIX };

	hex_encode(bytes_make(checkpoint->origin, sizeof(checkpoint->origin)),
	           origin.text + strlen(ORIGIN_PREFIX));
	return origin;
}

static int
key_hash(const struct signature_key *key, struct bytes name, uint8_t out[KEY_HASH_SIZE])
{
	uint8_t public_key[SIGNATURE_PUBLIC_KEY_SIZE], digest[CRYPTO_DIGEST_SIZE];
	const uint8_t between[] = { '\n', KEY_KIND_ED25519 };

	int err = signature_public_key(key, public_key);
	struct bytes parts[] = { name, bytes_make(between, sizeof(between)),
	                         bytes_make(public_key, sizeof(public_key)) };
	if (err == 0)
		err = crypto_digest(parts, ARRAY_LENGTH(parts), digest);
	if (err == 0)
		memcpy(out, digest, KEY_HASH_SIZE);
	return err;
}

/* ---- writing --------------------------------------------------------------- */

/* The text that is signed: all up to the empty line. */
static int
body_write(const struct checkpoint *checkpoint, struct buffer *out)
{
	char text[NUMBER_DIGITS + 2], head[2 * CRYPTO_DIGEST_SIZE + 1], when[TIME_TEXT_SIZE];
	time_t seconds = (time_t)checkpoint->time;
	struct tm tm;

	if (gmtime_r(&seconds, &tm) == NULL || strftime(when, sizeof(when), TIME_FORMAT, &tm) == 0)
		return ERROR_INVALID;
	snprintf(text, sizeof(text), "\n%" PRIu64, checkpoint->size);
	hex_encode(bytes_make(checkpoint->head, sizeof(checkpoint->head)), head);
	int err = buffer_append_string(out, origin_text(checkpoint).text);
	if (err == 0)
		err = buffer_append_string(out, text);
	if (err == 0)
		err = buffer_append_byte(out, '\n');
	if (err == 0)
		err = base64_encode(bytes_make(checkpoint->root.bytes, sizeof(checkpoint->root.bytes)), out);
	const char *const rest[] = { "\ntime ", when, "\nhead ", head, "\n" };
	for (size_t i = 0; i < ARRAY_LENGTH(rest) && err == 0; i++)
		err = buffer_append_string(out, rest[i]);
	return err;
}

int
checkpoint_sign(const struct checkpoint *checkpoint, const struct signature_key *key,
                struct buffer *out)
{
	struct origin_text origin = origin_text(checkpoint);
	uint8_t signature[KEY_HASH_SIZE + SIGNATURE_SIZE];
	struct buffer body = buffer_make(CHECKPOINT_TEXT_LIMIT);

	int err = body_write(checkpoint, &body);
	if (err == 0)
		err = key_hash(key, bytes_of_string(origin.text), signature);
	if (err == 0)
		err = signature_make(key, buffer_bytes(&body), signature + KEY_HASH_SIZE);
	if (err == 0)
		err = buffer_append(out, buffer_bytes(&body));
	const char *const before[] = { "\n", SIGNER_PREFIX, origin.text, " " };
	for (size_t i = 0; i < ARRAY_LENGTH(before) && err == 0; i++)
		err = buffer_append_string(out, before[i]);
	if (err == 0)
		err = base64_encode(bytes_make(signature, sizeof(signature)), out);
	if (err == 0)
		err = buffer_append_byte(out, '\n');
	buffer_release(&body);
	return err;
}

/* ---- reading --------------------------------------------------------------- */

/* Cuts the next line, without its end, from `text`. Fails: ERROR_INVALID. */
static int
line_take(struct bytes *text, struct bytes *line)
{
	const uint8_t *end = text->length > 0 ? memchr(text->data, '\n', text->length) : NULL;

	if (end == NULL)
		return ERROR_INVALID;
	*line = bytes_slice(*text, 0, (size_t)(end - text->data));
	*text = bytes_slice(*text, line->length + 1, SIZE_MAX);
	return 0;
}

/* What follows `prefix` in the line. */
static int
prefix_take(struct bytes *line, const char *prefix)
{
	size_t length = strlen(prefix);

	if (!bytes_equal(bytes_slice(*line, 0, length), bytes_of_string(prefix)))
		return ERROR_INVALID;
	*line = bytes_slice(*line, length, SIZE_MAX);
	return 0;
}

static int
size_read(struct bytes line, uint64_t *out)
{
	char text[NUMBER_DIGITS + 1];

	for (size_t i = 0; i < line.length; i++)
		if (!byte_is_digit(line.data[i]))
			return ERROR_INVALID;
	if (line.length == 0 || line.length >= sizeof(text) || (line.data[0] == '0' && line.length > 1))
		return ERROR_INVALID;
	memcpy(text, line.data, line.length);
	text[line.length] = '\0';
	errno = 0;
	*out = strtoull(text, NULL, 10);
	return errno == 0 ? 0 : ERROR_INVALID;
}

static int
time_read(struct bytes line, int64_t *out)
{
	char text[TIME_TEXT_SIZE];
	struct tm tm = { 0 };

	if (line.length >= sizeof(text))
		return ERROR_INVALID;
	memcpy(text, line.data, line.length);
	text[line.length] = '\0';
	const char *end = strptime(text, TIME_FORMAT, &tm);
	if (end == NULL || *end != '\0')
		return ERROR_INVALID;
	*out = (int64_t)timegm(&tm);
	return 0;
}

/* Base64 of exactly `length` bytes. */
static int
base64_read(struct bytes line, uint8_t *out, size_t length)
{
	struct buffer decoded = buffer_make(CHECKPOINT_TEXT_LIMIT);

	int err = base64_decode(line, &decoded);
	if (err == 0 && decoded.length != length)
		err = ERROR_INVALID;
	if (err == 0)
		memcpy(out, decoded.data, length);
	buffer_release(&decoded);
	return err;
}

static int
body_read(struct bytes *text, struct checkpoint *out)
{
	struct bytes origin, size, root, when, head;

	int err = line_take(text, &origin);
	if (err == 0)
		err = line_take(text, &size);
	if (err == 0)
		err = line_take(text, &root);
	if (err == 0)
		err = line_take(text, &when);
	if (err == 0)
		err = line_take(text, &head);
	if (err == 0)
		err = prefix_take(&origin, ORIGIN_PREFIX);
	if (err == 0)
		err = hex_decode(origin, out->origin, sizeof(out->origin));
	if (err == 0)
		err = size_read(size, &out->size);
	if (err == 0)
		err = base64_read(root, out->root.bytes, sizeof(out->root.bytes));
	if (err == 0)
		err = prefix_take(&when, "time ");
	if (err == 0)
		err = time_read(when, &out->time);
	if (err == 0)
		err = prefix_take(&head, "head ");
	if (err == 0)
		err = hex_decode(head, out->head, sizeof(out->head));
	return err;
}

/* The one line of a signature behind the empty line. */
static int
signature_read(struct bytes text, const struct checkpoint *checkpoint,
               uint8_t out[KEY_HASH_SIZE + SIGNATURE_SIZE])
{
	struct origin_text origin = origin_text(checkpoint);
	struct bytes empty, line;

	int err = line_take(&text, &empty);
	if (err == 0 && empty.length > 0)
		err = ERROR_INVALID;
	if (err == 0)
		err = line_take(&text, &line);
	if (err == 0 && text.length > 0)
		err = ERROR_INVALID;
	if (err == 0)
		err = prefix_take(&line, SIGNER_PREFIX);
	if (err == 0)
		err = prefix_take(&line, origin.text);
	if (err == 0)
		err = prefix_take(&line, " ");
	return err == 0 ? base64_read(line, out, KEY_HASH_SIZE + SIGNATURE_SIZE) : err;
}

int
checkpoint_read(struct bytes text, const struct signature_key *key, struct checkpoint *out)
{
	uint8_t signature[KEY_HASH_SIZE + SIGNATURE_SIZE];
	struct bytes rest = text;

	*out = (struct checkpoint){ 0 };
	int err = body_read(&rest, out);
	if (err == 0)
		err = signature_read(rest, out, signature);
	if (err != 0 || key == NULL)
		return err;
	return signature_check(key, bytes_slice(text, 0, text.length - rest.length),
	                       signature + KEY_HASH_SIZE);
}
