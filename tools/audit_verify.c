#include "tools/audit_verify.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>

#include "core/error.h"
#include "tools/act_check.h"
#include "tools/audit_checkpoint.h"
#include "tools/safe_text.h"

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

/* What was found: of the chain, and then of the rows that acts made. */
struct verified {
	struct store_audit_result walk;
	json_t *acts; /* a line for each row that is not as the acts left it; NULL: not compared */
};

static bool
is_in_order(const struct verified *verified)
{
	return verified->walk.problem == NULL && json_array_size(verified->acts) == 0;
}

static void
print_chain(const struct store_audit_result *walk)
{
	char head[HEAD_TEXT_SIZE];

	if (walk->problem == NULL) {
		head_format(&walk->head, head);
		printf("in order: %" PRIu64 " records\nhead: %s\n", walk->records, head);
		if (walk->disposed > 0)
			printf("disposed of: %" PRIu64 " of them, whose tombstones are in order\n",
			       walk->disposed);
		if (walk->time_back_sequence > 0)
			printf("note: record %" PRIu64 " is dated %" PRId64 " seconds before an earlier one: the "
			       "clock was set back\n", walk->time_back_sequence, walk->time_back_seconds);
	} else if (walk->bad_sequence > 0) {
		printf("NOT IN ORDER: record %" PRIu64 ": %s\n", walk->bad_sequence, walk->problem);
	} else {
		printf("NOT IN ORDER: %s\n", walk->problem);
	}
}

static void
print_text(const struct verified *verified)
{
	size_t i;
	json_t *line;

	print_chain(&verified->walk);
	json_array_foreach(verified->acts, i, line)
		printf("acts: NOT IN ORDER: %s\n", json_string_value(line));
	if (verified->acts != NULL && json_array_size(verified->acts) == 0)
		puts("acts: in order");
}

/* NULL: no memory. */
static json_t *
json_in_order(const struct verified *verified)
{
	const struct store_audit_result *walk = &verified->walk;
	char head[HEAD_TEXT_SIZE];
	json_t *back = NULL, *disposed = NULL;

	head_format(&walk->head, head);
	if (walk->time_back_sequence > 0)
		back = json_integer((json_int_t)walk->time_back_sequence);
	if (walk->disposed > 0)
		disposed = json_integer((json_int_t)walk->disposed);
	return json_pack("{s:b, s:I, s:s, s:o*, s:o*}", "in_order", 1, "records",
	                 (json_int_t)walk->records, "head", head, "time_back_record", back, "disposed",
	                 disposed);
}

/* The same; "problem" is the first there is. */
static json_t *
json_not_in_order(const struct verified *verified)
{
	const struct store_audit_result *walk = &verified->walk;
	const char *problem = walk->problem;

	if (problem == NULL)
		problem = json_string_value(json_array_get(verified->acts, 0));
	return json_pack("{s:b, s:I, s:I, s:s, s:O*}", "in_order", 0, "records",
	                 (json_int_t)walk->records, "bad_record", (json_int_t)walk->bad_sequence,
	                 "problem", problem, "acts", verified->acts);
}

static int
print_json(const struct verified *verified)
{
	json_t *object = is_in_order(verified) ? json_in_order(verified) : json_not_in_order(verified);
	int err = object == NULL ? ERROR_MEMORY : 0;

	if (err == 0 && json_dumpf(object, stdout, JSON_COMPACT) != 0)
		err = ERROR_IO;
	putchar('\n');
	json_decref(object);
	return err;
}

static int
answer(const struct verified *verified, bool json)
{
	int err = 0;

	if (json)
		err = print_json(verified);
	else
		print_text(verified);
	if (err == ERROR_MEMORY)
		return command_fail("%s", error_text(err));
	if (ferror(stdout) || fflush(stdout) != 0)
		return command_fail("standard output: %m");
	return is_in_order(verified) ? EXIT_CODE_DONE : EXIT_CODE_FOUND;
}

/* ---- the rows that acts made ----------------------------------------------------------- */

struct act_lines {
	json_t *list;
	int err;
};

static void
act_line_keep(const char *line, void *context)
{
	struct act_lines *lines = context;
	struct buffer safe = buffer_make(4 * ACT_LINE_SIZE);

	int err = safe_text_append(&safe, bytes_of_string(line));
	if (err == 0 && json_array_append_new(lines->list,
	                                      json_stringn((char *)safe.data, safe.length)) != 0)
		err = ERROR_MEMORY;
	if (lines->err == 0)
		lines->err = err;
	buffer_release(&safe);
}

/* The acts behind the record `after`. Only a chain that is in order can tell what they were. */
static int
acts_compare(struct store_access *access, uint64_t after, struct verified *verified)
{
	struct act_lines lines = { .list = json_array() };
	uint64_t problems;

	verified->acts = lines.list;
	if (lines.list == NULL)
		return ERROR_MEMORY;
	int err = act_check_all(access->store, after, act_line_keep, &lines, &problems);
	return err != 0 ? err : lines.err;
}

/* ---- the command ------------------------------------------------------------------------ */

/* What the walk over the chain, which ended with `err`, and the acts behind `after` say. */
static int
finish(struct store_access *access, int err, uint64_t after, struct verified *verified, bool json)
{
	command_progress("", 0, 0);
	if (err == 0 && verified->walk.problem == NULL)
		err = acts_compare(access, after, verified);
	int code = err != 0 && verified->walk.problem == NULL ? store_access_fail(access, err) :
	                                                       answer(verified, json);
	json_decref(verified->acts);
	return code;
}

static int
verify_from(struct store_access *access, const struct audit_arguments *arguments)
{
	struct verified verified = { .acts = NULL };
	struct checkpoint from;

	if (audit_checkpoint_read(arguments->checkpoint, arguments->public_key, &from) != 0)
		return EXIT_CODE_ERROR;
	int err = store_audit_verify_from(access->store, &from, show_progress, NULL, &verified.walk);
	return finish(access, err, from.size, &verified, arguments->json);
}

static int
verify_all(struct store_access *access, const struct store_audit_head *noted, bool json)
{
	struct verified verified = { .acts = NULL };

	int err = store_audit_verify_since(access->store, noted, show_progress, NULL, &verified.walk);
	return finish(access, err, 0, &verified, json);
}

int
audit_verify(struct store_access *access, const struct audit_arguments *arguments)
{
	const char *head = arguments->head;
	struct store_audit_head noted;

	if (arguments->checkpoint != NULL && head != NULL)
		return command_fail("audit: give --head or --since, not both");
	if (arguments->checkpoint != NULL)
		return verify_from(access, arguments);
	if (arguments->public_key != NULL)
		return command_fail("audit: --public-key is for --since");
	if (head != NULL && head_parse(head, &noted) != 0)
		return command_fail("audit: --head \"%s\": give what verify printed as head: a record's "
		                    "number, a colon and 64 hexadecimal digits", head);
	return verify_all(access, head != NULL ? &noted : NULL, arguments->json);
}

int
audit_verify_unreadable(bool json)
{
	return answer(&(struct verified){ .walk.problem = "the database file is damaged beyond reading" },
	              json);
}
