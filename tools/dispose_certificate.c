/* phictl dispose certificate and check-certificate: proof of what was destroyed. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "core/actor.h"
#include "core/base64.h"
#include "core/error.h"
#include "core/signature.h"
#include "tools/act.h"
#include "tools/certificate_page.h"
#include "tools/dispose_command.h"
#include "tools/json_text.h"
#include "tools/output_file.h"
#include "tools/safe_text.h"

#define CERTIFICATE_VERSION 1
#define CERTIFICATE_LIMIT ((size_t)1024 * 1024)

/* What the signature is over: sorted, without white space (as RFC 8785 has it for what is
 * in it), so that jq and openssl can check it by hand. */
#define CANONICAL (JSON_COMPACT | JSON_SORT_KEYS)

static const char method[] =
	"The record of each message was replaced by a tombstone in the audit chain, which keeps its "
	"digest; its rows of the search index and the escrow index were removed. Of each sealed original "
	"the content keys wrapped for its readers, which are kept nowhere else, were overwritten and "
	"flushed to the disk, then the file was unlinked and its directory flushed. Copies in backups, "
	"in snapshots, in an archive and in mailboxes are not part of this.";

/* ---- making ------------------------------------------------------------------------------ */

static bool
has_control(struct bytes text)
{
	for (size_t i = 0; i < text.length; i++)
		if (text.data[i] < ' ' || text.data[i] == 0x7f)
			return true;
	return false;
}

/* Control characters have more than one form in JSON, and no place on paper. */
static json_t *
plain_text(struct bytes text)
{
	struct buffer escaped = buffer_make(CERTIFICATE_LIMIT);
	json_t *json = NULL;

	if (!has_control(text))
		return json_text(text);
	if (safe_text_append(&escaped, text) == 0)
		json = json_stringn((const char *)escaped.data, escaped.length);
	buffer_release(&escaped);
	return json;
}

static json_t *
hex_text(const uint8_t *data, size_t length)
{
	char hex[2 * CRYPTO_DIGEST_SIZE + 1];

	hex_encode(bytes_make(data, length), hex);
	return json_string(hex);
}

static json_t *
json_of_classes(const struct dispose_tally *tally)
{
	json_t *list = json_array();

	for (size_t i = 0; i < tally->class_count; i++) {
		const struct dispose_class *class = &tally->classes[i];
		json_t *object = json_pack("{s:o, s:I, s:I, s:I}",
		                           "class", plain_text(bytes_of_string(class->name)),
		                           "records", (json_int_t)class->records,
		                           "bytes", (json_int_t)class->bytes,
		                           "sealed_originals", (json_int_t)class->originals);
		if (json_array_append_new(list, object) != 0) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

static json_t *
json_of_body(struct store *store, const struct disposal *d, const struct dispose_tally *tally)
{
	uint8_t origin[CHECKPOINT_ORIGIN_SIZE];
	struct actor actor = actor_find();

	store_origin(store, origin);
	return json_pack(
		"{s:i, s:o, s:I, s:o, s:{s:I, s:o, s:o, s:I, s:o}, s:{s:I, s:o, s:o, s:o}, s:{s:I, s:o}, "
		"s:I, s:o, s:{s:I, s:I, s:I}, s:o, s:s, s:{s:o, s:s}}",
		"version", CERTIFICATE_VERSION, "store", hex_text(origin, sizeof(origin)),
		"disposal", (json_int_t)d->number, "due_at", json_time(d->at),
		"proposed", "record", (json_int_t)d->number, "time", json_time(d->proposed),
		"by", plain_text(d->proposed_by), "records", (json_int_t)d->items,
		"list_sha256", hex_text(d->items_digest, sizeof(d->items_digest)),
		"approved", "record", (json_int_t)d->decision, "time", json_time(d->decided),
		"by", plain_text(d->decided_by), "reason", plain_text(d->reason),
		"completed", "record", (json_int_t)d->completion, "time", json_time(d->completed),
		"destroyed", (json_int_t)d->destroyed, "classes", json_of_classes(tally),
		"left_out", "held", (json_int_t)tally->fates[DISPOSAL_HELD],
		"not_due", (json_int_t)tally->fates[DISPOSAL_NOT_DUE],
		"destroyed_before", (json_int_t)tally->fates[DISPOSAL_GONE],
		"list_sha256", hex_text(d->list_digest, sizeof(d->list_digest)), "method", method,
		"issued", "time", json_time((int64_t)time(NULL)), "by", actor.text);
}

/* Fails: ERROR_MEMORY, ERROR_CRYPTO. */
static int
sign_body(const json_t *body, const struct signature_key *key, struct buffer *signature)
{
	uint8_t made[SIGNATURE_SIZE];
	char *text = body != NULL ? json_dumps(body, CANONICAL) : NULL;

	int err = text != NULL ? signature_make(key, bytes_of_string(text), made) : ERROR_MEMORY;
	if (err == 0)
		err = base64_encode(bytes_make(made, sizeof(made)), signature);
	free(text);
	return err;
}

/* Takes `body` over. */
static int
certificate_make(json_t *body, const struct signature_key *key, struct buffer *out)
{
	struct buffer signature = buffer_make(CERTIFICATE_LIMIT);
	uint8_t public_key[SIGNATURE_PUBLIC_KEY_SIZE];
	char *text = NULL;

	int err = sign_body(body, key, &signature);
	if (err == 0)
		err = signature_public_key(key, public_key);
	if (err == 0) {
		json_t *whole = json_pack("{s:O, s:s%, s:o}", "certificate", body, "signature",
		                          signature.data, signature.length, "public_key",
		                          hex_text(public_key, sizeof(public_key)));
		text = whole != NULL ? json_dumps(whole, JSON_INDENT(1) | JSON_SORT_KEYS) : NULL;
		json_decref(whole);
		err = text != NULL ? buffer_append_string(out, text) : ERROR_MEMORY;
	}
	if (err == 0)
		err = buffer_append_byte(out, '\n');
	free(text);
	json_decref(body);
	buffer_release(&signature);
	return err;
}

/* ---- writing ----------------------------------------------------------------------------- */

/* A new file for its owner alone; NULL when none was asked for. Failures are printed. */
static int
list_open(const char *path, FILE **out)
{
	*out = NULL;
	if (path == NULL)
		return 0;
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	*out = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (*out != NULL)
		return 0;
	command_fail("%s: %m", path);
	return ERROR_IO;
}

static int
list_close(const char *path, FILE **list, int err)
{
	if (*list == NULL)
		return err;
	if (err == 0 && (fflush(*list) != 0 || fsync(fileno(*list)) != 0)) {
		command_fail("%s: %m", path);
		err = ERROR_IO;
	}
	fclose(*list);
	if (err != 0)
		unlink(path);
	*list = NULL;
	return err;
}

/* Makes the list again, which must be what was recorded. Failures are printed. */
static int
list_again(struct store_access *access, const struct disposal *disposal, FILE *list,
           struct dispose_tally *tally)
{
	uint8_t digest[CRYPTO_DIGEST_SIZE];

	int err = dispose_list_write(access->store, disposal->number, list, tally, digest);
	if (err == 0 && memcmp(digest, disposal->list_digest, sizeof(digest)) != 0)
		err = ERROR_CORRUPT;
	if (err != 0)
		store_access_fail(access, err);
	return err;
}

static int
certify(struct store_access *access, const struct dispose_arguments *arguments,
        const struct disposal *disposal, const struct signature_key *key)
{
	struct buffer text = buffer_make(CERTIFICATE_LIMIT);
	struct dispose_tally tally = { .class_count = 0 };
	char action[64];
	struct output_file output;
	FILE *list;

	snprintf(action, sizeof(action), "signed the certificate of disposal \"%" PRIu64 "\"",
	         disposal->number);
	const struct act act = { .action = action, .reason = arguments->reason,
	                         .about = disposal->number };
	if (output_file_open(arguments->output, true, &output) != 0)
		return EXIT_CODE_ERROR;
	int err = list_open(arguments->list, &list);
	if (err == 0)
		err = list_again(access, disposal, list, &tally);
	if (err == 0) {
		err = certificate_make(json_of_body(access->store, disposal, &tally), key, &text);
		if (err != 0)
			command_fail("dispose certificate: %s", error_text(err));
	}
	if (err == 0)
		err = act_record(access->store, &act);
	err = list_close(arguments->list, &list, err);
	if (err == 0)
		err = output_file_finish(&output, buffer_bytes(&text));
	else
		output_file_abandon(&output);
	dispose_tally_release(&tally);
	buffer_release(&text);
	return err == 0 ? EXIT_CODE_DONE : EXIT_CODE_ERROR;
}

int
dispose_certificate(struct store_access *access, const struct dispose_arguments *arguments)
{
	struct signature_key *key = NULL;
	struct dispose_found found;
	struct diagnostics why;

	int err = dispose_find(access, arguments->number, &found);
	int code = err == ERROR_NOT_FOUND ? EXIT_CODE_FOUND : EXIT_CODE_ERROR;
	if (err == 0 && found.disposal.state != DISPOSAL_DONE) {
		code = dispose_fail_state(&found.disposal, "certificate");
	} else if (err == 0) {
		diagnostics_init(&why);
		err = signature_key_read(arguments->key, &why, &key);
		command_fail_diagnostics(&why);
		if (err == 0)
			code = certify(access, arguments, &found.disposal, key);
	}
	signature_key_destroy(&key);
	dispose_found_release(&found);
	return code;
}

/* ---- checking ---------------------------------------------------------------------------- */

/* Fails: ERROR_INVALID (no certificate), ERROR_CORRUPT (not signed with the key), ERROR_MEMORY. */
static int
signature_holds(const json_t *whole, const struct signature_key *key)
{
	const json_t *body = json_object_get(whole, "certificate");
	const char *encoded = json_string_value(json_object_get(whole, "signature"));
	struct buffer signature = buffer_make(SIGNATURE_SIZE + 3);
	json_int_t version = json_integer_value(json_object_get(body, "version"));
	char *text = body != NULL ? json_dumps(body, CANONICAL) : NULL;

	int err = text == NULL || encoded == NULL || version != CERTIFICATE_VERSION ? ERROR_INVALID : 0;
	if (err == 0)
		err = base64_decode(bytes_of_string(encoded), &signature);
	if (err == ERROR_LIMIT || (err == 0 && signature.length != SIGNATURE_SIZE))
		err = ERROR_INVALID;
	if (err == 0)
		err = signature_check(key, bytes_of_string(text), signature.data);
	free(text);
	buffer_release(&signature);
	return err;
}

static int
digest_file(FILE *file, uint8_t out[CRYPTO_DIGEST_SIZE])
{
	struct crypto_digest_context *digest;
	uint8_t block[16384];
	size_t length;

	int err = crypto_digest_create(&digest);
	while (err == 0 && (length = fread(block, 1, sizeof(block), file)) > 0)
		err = crypto_digest_add(digest, bytes_make(block, length));
	if (err == 0)
		err = ferror(file) ? ERROR_IO : crypto_digest_finish(digest, out);
	crypto_digest_destroy(&digest);
	return err;
}

/* Whether the file is the list that was signed for. Fails: ERROR_CORRUPT (it is not), ERROR_IO,
 * ERROR_CRYPTO. */
static int
list_holds(const json_t *body, const char *path)
{
	const char *wanted = json_string_value(json_object_get(body, "list_sha256"));
	char hex[2 * CRYPTO_DIGEST_SIZE + 1];
	uint8_t digest[CRYPTO_DIGEST_SIZE];
	FILE *file = fopen(path, "re");

	int err = file != NULL ? digest_file(file, digest) : ERROR_IO;
	if (file != NULL)
		fclose(file);
	if (err != 0)
		return err;
	hex_encode(bytes_make(digest, sizeof(digest)), hex);
	return wanted != NULL && strcmp(wanted, hex) == 0 ? 0 : ERROR_CORRUPT;
}

static int
check_whole(const json_t *whole, const struct dispose_arguments *arguments,
            const struct signature_key *key)
{
	json_t *body = json_object_get(whole, "certificate");

	int err = signature_holds(whole, key);
	if (err == ERROR_CORRUPT) {
		printf("NOT VALID: the certificate was not signed with that key, or was changed since\n");
		return EXIT_CODE_FOUND;
	}
	if (err != 0)
		return command_fail("%s: holds no certificate that this version can read", arguments->what);
	err = arguments->list != NULL ? list_holds(body, arguments->list) : 0;
	if (err == ERROR_CORRUPT) {
		printf("NOT VALID: %s is not the list that the certificate is about\n", arguments->list);
		return EXIT_CODE_FOUND;
	}
	if (err != 0)
		return command_fail("%s: %m", arguments->list);
	if (arguments->json)
		err = json_print_line(stdout, json_incref(body));
	else
		certificate_page_print(stdout, whole, arguments->list != NULL);
	return err != 0 || ferror(stdout) || fflush(stdout) != 0 ? command_fail_output() :
	                                                           EXIT_CODE_DONE;
}

int
dispose_check_certificate(const struct dispose_arguments *arguments)
{
	struct signature_key *key;
	struct diagnostics why;
	json_error_t problem;

	diagnostics_init(&why);
	int err = signature_public_key_read(arguments->public_key, &why, &key);
	command_fail_diagnostics(&why);
	if (err != 0)
		return EXIT_CODE_ERROR;
	json_t *whole = json_load_file(arguments->what, JSON_REJECT_DUPLICATES, &problem);
	int code = whole != NULL ? check_whole(whole, arguments, key) :
	                           command_fail("%s: %s", arguments->what,
	                                        json_file_problem(&problem, "holds no certificate as "
	                                                          "`phictl dispose certificate` writes it"));
	json_decref(whole);
	signature_key_destroy(&key);
	return code;
}
