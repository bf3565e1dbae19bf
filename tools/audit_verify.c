#include "tools/audit_verify.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>

#include "core/error.h"
#include "tools/audit_checkpoint.h"

/* "RECORD:HASH" with the largest number, and a NUL. */
#define HEAD_TEXT_SIZE (20 + 1 + 2 * CRYPTO_DIGEST_SIZE + 1)

static int
head_parse(const char *text, struct store_audit_head *out)
{
	char *end;

	errno = 0;
	out->sequence = strtoull(text, &end, 10);
	if (errno != 0 || !byte_is_digit((uint8_t)text[0]) || *end != ':')
		return ERROR_INVALID;
	return hex_decode(bytes_of_string(end + 1), out->hash, sizeof(out->hash));
}

static void
head_format(const struct store_audit_head *head, char out[HEAD_TEXT_SIZE])
{
	int length = snprintf(out, HEAD_TEXT_SIZE, "%" PRIu64 ":", head->sequence);
	hex_encode(bytes_make(head->hash, sizeof(head->hash)), out + length);
}

static void
show_progress(uint64_t done, uint64_t total, void *context)
{
	(void)context;
	if (total > 0)
		command_progress("verifying", done, total);
}

static void
print_text(const struct store_audit_result *result)
{
	char head[HEAD_TEXT_SIZE];

	if (result->problem == NULL) {
		head_format(&result->head, head);
		printf("in order: %" PRIu64 " records\nhead: %s\n", result->records, head);
		if (result->disposed > 0)
			printf("disposed of: %" PRIu64 " of them, whose tombstones are in order\n",
			       result->disposed);
		if (result->time_back_sequence > 0)
			printf("note: record %" PRIu64 " is dated %" PRId64 " seconds before an earlier one: the "
			       "clock was set back\n", result->time_back_sequence, result->time_back_seconds);
	} else if (result->bad_sequence > 0) {
		printf("NOT IN ORDER: record %" PRIu64 ": %s\n", result->bad_sequence, result->problem);
	} else {
		printf("NOT IN ORDER: %s\n", result->problem);
	}
}

static int
print_json(const struct store_audit_result *result)
{
	char head[HEAD_TEXT_SIZE];
	json_t *object;

	head_format(&result->head, head);
	if (result->problem == NULL)
		object = json_pack("{s:b, s:I, s:s}", "in_order", 1, "records",
		                   (json_int_t)result->records, "head", head);
	else
		object = json_pack("{s:b, s:I, s:I, s:s}", "in_order", 0, "records",
		                   (json_int_t)result->records, "bad_record",
		                   (json_int_t)result->bad_sequence, "problem", result->problem);
	if (result->problem == NULL && result->time_back_sequence > 0 &&
	    json_object_set_new(object, "time_back_record",
	                        json_integer((json_int_t)result->time_back_sequence)) != 0)
		json_decref(object), object = NULL;
	if (object != NULL && result->problem == NULL && result->disposed > 0 &&
	    json_object_set_new(object, "disposed", json_integer((json_int_t)result->disposed)) != 0)
		json_decref(object), object = NULL;
	int err = object == NULL ? ERROR_MEMORY : 0;
	if (err == 0 && json_dumpf(object, stdout, JSON_COMPACT) != 0)
		err = ERROR_IO;
	putchar('\n');
	json_decref(object);
	return err;
}

static int
answer(const struct store_audit_result *result, bool json)
{
	int err = 0;

	if (json)
		err = print_json(result);
	else
		print_text(result);
	if (err == ERROR_MEMORY)
		return command_fail("%s", error_text(err));
	if (ferror(stdout) || fflush(stdout) != 0)
		return command_fail("standard output: %m");
	return result->problem == NULL ? EXIT_CODE_DONE : EXIT_CODE_FOUND;
}

/* The outcome of a walk that has ended. */
static int
finish(struct store_access *access, int err, const struct store_audit_result *result, bool json)
{
	command_progress("", 0, 0);
	if (err != 0 && result->problem == NULL)
		return store_access_fail(access, err);
	return answer(result, json);
}

static int
verify_from(struct store_access *access, const struct audit_arguments *arguments)
{
	struct store_audit_result result;
	struct checkpoint from;

	if (audit_checkpoint_read(arguments->checkpoint, arguments->public_key, &from) != 0)
		return EXIT_CODE_ERROR;
	int err = store_audit_verify_from(access->store, &from, show_progress, NULL, &result);
	return finish(access, err, &result, arguments->json);
}

int
audit_verify(struct store_access *access, const struct audit_arguments *arguments)
{
	const char *head = arguments->head;
	struct store_audit_head noted;
	struct store_audit_result result;

	if (arguments->checkpoint != NULL && head != NULL)
		return command_fail("audit: give --head or --since, not both");
	if (arguments->checkpoint != NULL)
		return verify_from(access, arguments);
	if (arguments->public_key != NULL)
		return command_fail("audit: --public-key is for --since");
	if (head != NULL && head_parse(head, &noted) != 0)
		return command_fail("audit: --head \"%s\": give what verify printed as head: a record's "
		                    "number, a colon and 64 hexadecimal digits", head);
	int err = store_audit_verify_since(access->store, head != NULL ? &noted : NULL, show_progress,
	                                   NULL, &result);
	return finish(access, err, &result, arguments->json);
}

int
audit_verify_unreadable(bool json)
{
	return answer(&(struct store_audit_result){ .problem = "the database file is damaged beyond "
	                                                       "reading" }, json);
}
