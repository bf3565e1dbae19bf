/* phictl audit prove and check-proof: one record among all that were signed for. */
#include <inttypes.h>
#include <jansson.h>

#include "core/base64.h"
#include "core/error.h"
#include "core/input_file.h"
#include "store/record_codec.h"
#include "tools/act.h"
#include "tools/audit_checkpoint.h"
#include "tools/audit_print.h"
#include "tools/json_text.h"
#include "tools/output_file.h"

/* A proof is a JSON object with these members. */
#define PROOF_VERSION 1
#define PROOF_TEXT_LIMIT ((size_t)64 * 1024 * 1024)

/* ---- writing ----------------------------------------------------------------- */

static json_t *
json_of_base64(struct bytes bytes)
{
	struct buffer text = buffer_make(PROOF_TEXT_LIMIT);
	json_t *json = NULL;

	if (base64_encode(bytes, &text) == 0)
		json = json_stringn(text.length > 0 ? (const char *)text.data : "", text.length);
	buffer_release(&text);
	return json;
}

static json_t *
json_of_path(const struct merkle_path *path)
{
	json_t *list = json_array();

	for (size_t i = 0; i < path->length; i++)
		if (json_array_append_new(list, json_of_base64(bytes_make(path->hashes[i].bytes,
		                                                          MERKLE_HASH_SIZE))) != 0) {
			json_decref(list);
			return NULL;
		}
	return list;
}

/* Fails: ERROR_MEMORY. */
static int
proof_write(const struct audit_proof *proof, struct bytes checkpoint, struct buffer *out)
{
	json_t *object = json_pack("{s:i, s:I, s:o, s:o, s:o, s:s%}", "phimilter_proof", PROOF_VERSION,
	                           "record", (json_int_t)proof->sequence,
	                           "salt", json_of_base64(bytes_make(proof->salt, sizeof(proof->salt))),
	                           "content", json_of_base64(buffer_bytes(&proof->encoded)),
	                           "path", json_of_path(&proof->path),
	                           "checkpoint", checkpoint.data, checkpoint.length);
	char *text = object != NULL ? json_dumps(object, JSON_INDENT(1)) : NULL;

	int err = text == NULL ? ERROR_MEMORY : buffer_append_string(out, text);
	if (err == 0)
		err = buffer_append_byte(out, '\n');
	free(text);
	json_decref(object);
	return err;
}

static int
proof_make(struct store_access *access, uint64_t sequence, struct bytes text, struct buffer *out)
{
	struct checkpoint checkpoint;
	struct audit_proof proof;

	int err = checkpoint_read(text, NULL, &checkpoint);
	if (err != 0)
		return err;
	err = store_audit_prove(access->store, sequence, checkpoint.size, &proof);
	if (err == 0)
		err = proof_write(&proof, text, out);
	audit_proof_release(&proof);
	return err;
}

static int
write_proof(struct store_access *access, const struct audit_arguments *arguments, uint64_t sequence)
{
	const struct act act = { .action = "proved a record", .reason = arguments->reason,
	                         .about = sequence };
	struct buffer text = buffer_make(CHECKPOINT_TEXT_LIMIT), proof = buffer_make(PROOF_TEXT_LIMIT);
	struct output_file output;

	if (output_file_open(arguments->output, true, &output) != 0)
		return EXIT_CODE_ERROR;
	int err = input_file_read(arguments->checkpoint, &text);
	if (err == 0)
		err = proof_make(access, sequence, buffer_bytes(&text), &proof);
	if (err == ERROR_NOT_FOUND)
		command_fail("audit prove: record %" PRIu64 " is not among those of the checkpoint, not in "
		             "this store, or was disposed of", sequence);
	else if (err != 0)
		store_access_fail(access, err);
	if (err == 0)
		err = act_record(access->store, &act);
	if (err == 0)
		err = output_file_finish(&output, buffer_bytes(&proof));
	else
		output_file_abandon(&output);
	buffer_release(&proof);
	buffer_release(&text);
	return err == 0 ? EXIT_CODE_DONE : EXIT_CODE_ERROR;
}

int
audit_prove(struct store_access *access, const struct audit_arguments *arguments)
{
	uint64_t sequence;
	struct checkpoint checkpoint;
	uint8_t origin[CHECKPOINT_ORIGIN_SIZE];

	if (arguments->checkpoint == NULL)
		return command_fail("audit prove needs --checkpoint FILE, as `phictl audit checkpoint` "
		                    "writes one");
	if (audit_number_parse(arguments->what, &sequence) != 0)
		return command_fail("audit prove: \"%s\" is no record's number", arguments->what);
	if (audit_checkpoint_read(arguments->checkpoint, NULL, &checkpoint) != 0)
		return EXIT_CODE_ERROR;
	store_origin(access->store, origin);
	if (memcmp(origin, checkpoint.origin, sizeof(origin)) != 0)
		return command_fail("%s: is the checkpoint of another store", arguments->checkpoint);
	return write_proof(access, arguments, sequence);
}

/* ---- checking ---------------------------------------------------------------- */

/* Appends the bytes that a member holds. Fails: ERROR_INVALID, ERROR_MEMORY, ERROR_LIMIT. */
static int
base64_of_json(const json_t *json, struct buffer *out)
{
	if (!json_is_string(json))
		return ERROR_INVALID;
	return base64_decode(bytes_make(json_string_value(json), json_string_length(json)), out);
}

static int
fixed_of_json(const json_t *json, uint8_t *out, size_t length)
{
	struct buffer bytes = buffer_make(length + 3);

	int err = base64_of_json(json, &bytes);
	if (err == 0 && bytes.length != length)
		err = ERROR_INVALID;
	if (err == 0)
		memcpy(out, bytes.data, length);
	buffer_release(&bytes);
	return err == ERROR_LIMIT ? ERROR_INVALID : err;
}

static int
path_of_json(const json_t *list, struct merkle_path *out)
{
	int err = json_is_array(list) && json_array_size(list) <= MERKLE_LEVELS ? 0 : ERROR_INVALID;

	out->length = err == 0 ? json_array_size(list) : 0;
	for (size_t i = 0; i < out->length && err == 0; i++)
		err = fixed_of_json(json_array_get(list, i), out->hashes[i].bytes, MERKLE_HASH_SIZE);
	return err;
}

/* Reads a proof, and the checkpoint in it, whose signature must be the key's. */
static int
proof_read(const json_t *object, const struct signature_key *key, struct audit_proof *proof,
           struct checkpoint *checkpoint)
{
	const json_t *text = json_object_get(object, "checkpoint");
	json_int_t record = json_integer_value(json_object_get(object, "record"));

	if (json_integer_value(json_object_get(object, "phimilter_proof")) != PROOF_VERSION ||
	    record < 1 || !json_is_string(text))
		return ERROR_INVALID;
	proof->sequence = (uint64_t)record;
	int err = fixed_of_json(json_object_get(object, "salt"), proof->salt, sizeof(proof->salt));
	if (err == 0)
		err = base64_of_json(json_object_get(object, "content"), &proof->encoded);
	if (err == 0)
		err = path_of_json(json_object_get(object, "path"), &proof->path);
	if (err == 0)
		err = checkpoint_read(bytes_make(json_string_value(text), json_string_length(text)), key,
		                      checkpoint);
	if (err == 0)
		proof->size = checkpoint->size;
	return err;
}

static int
print_proved(const struct checkpoint *checkpoint, const struct record *record, bool json)
{
	char origin[2 * CHECKPOINT_ORIGIN_SIZE + 1];

	if (json)
		return audit_print_json(stdout, record);
	hex_encode(bytes_make(checkpoint->origin, sizeof(checkpoint->origin)), origin);
	printf("proved: record %" PRIu64 " is among the %" PRIu64 " that store %s was signed for\n",
	       record->sequence, checkpoint->size, origin);
	audit_print_page(stdout, record);
	return 0;
}

static int
check_object(const json_t *object, const struct signature_key *key, bool json)
{
	struct checkpoint checkpoint;
	struct audit_proof proof;
	struct arena *arena = NULL;
	struct record record;

	audit_proof_init(&proof);
	int err = proof_read(object, key, &proof, &checkpoint);
	if (err == 0)
		err = arena_create(RECORD_ARENA_LIMIT, &arena);
	if (err == 0)
		err = audit_proof_check(&proof, &checkpoint.root, arena, &record);
	if (err == 0)
		err = print_proved(&checkpoint, &record, json);
	arena_destroy(&arena);
	audit_proof_release(&proof);
	return err;
}

int
audit_check_proof(const struct audit_arguments *arguments)
{
	struct signature_key *key;
	struct diagnostics why;

	if (arguments->what == NULL || arguments->public_key == NULL)
		return command_fail("audit check-proof needs --public-key FILE and a proof");
	diagnostics_init(&why);
	int err = signature_public_key_read(arguments->public_key, &why, &key);
	command_fail_diagnostics(&why);
	if (err != 0)
		return EXIT_CODE_ERROR;
	json_error_t error;
	json_t *object = json_load_file(arguments->what, 0, &error);
	if (object == NULL)
		command_fail("%s: %s", arguments->what,
		             json_file_problem(&error, "holds no proof as `phictl audit prove` writes it"));
	else
		err = check_object(object, key, arguments->json);
	json_decref(object);
	signature_key_destroy(&key);
	if (object == NULL)
		return EXIT_CODE_ERROR;
	if (err == ERROR_CORRUPT) {
		printf("NOT PROVED: the proof does not lead to what was signed with that key\n");
		return EXIT_CODE_FOUND;
	}
	if (err != 0)
		return command_fail("%s: %s", arguments->what,
		                    err == ERROR_INVALID ? "holds no proof that this version can read"
		                                         : error_text(err));
	return ferror(stdout) || fflush(stdout) != 0 ? command_fail("standard output: %m") : EXIT_CODE_DONE;
}
