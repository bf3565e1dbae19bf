#include "tools/audit_checkpoint.h"

#include "core/error.h"
#include "core/input_file.h"
#include "tools/act.h"
#include "tools/output_file.h"

static int
read_public_key(const char *path, struct signature_key **out)
{
	struct diagnostics why;

	diagnostics_init(&why);
	int err = signature_public_key_read(path, &why, out);
	command_fail_diagnostics(&why);
	return err;
}

static int
read_checkpoint_text(const char *path, const struct signature_key *key, struct checkpoint *out)
{
	struct buffer text = buffer_make(CHECKPOINT_TEXT_LIMIT);

	int err = input_file_read(path, &text);
	if (err != 0) {
		command_fail("%s: %s", path, input_file_problem(err));
	} else {
		err = checkpoint_read(buffer_bytes(&text), key, out);
		if (err == ERROR_CORRUPT)
			command_fail("%s: was not signed with that key, or was changed since", path);
		else if (err == ERROR_INVALID)
			command_fail("%s: holds no checkpoint as `phictl audit checkpoint` writes it", path);
		else if (err != 0)
			command_fail("%s: %s", path, error_text(err));
	}
	buffer_release(&text);
	return err;
}

int
audit_checkpoint_read(const char *path, const char *public_key, struct checkpoint *out)
{
	struct signature_key *key = NULL;

	int err = public_key != NULL ? read_public_key(public_key, &key) : 0;
	if (err == 0)
		err = read_checkpoint_text(path, key, out);
	signature_key_destroy(&key);
	return err;
}

/* Signs what the record holds after the act itself was recorded. */
static int
sign_now(struct store_access *access, const struct signature_key *key, struct buffer *out)
{
	struct checkpoint checkpoint;

	int err = store_checkpoint(access->store, &checkpoint);
	if (err == 0)
		err = checkpoint_sign(&checkpoint, key, out);
	if (err != 0)
		store_access_fail(access, err);
	return err;
}

static int
write_checkpoint(struct store_access *access, const struct audit_arguments *arguments,
                 const struct signature_key *key)
{
	const struct act act = { .action = ACT_CHECKPOINT, .reason = arguments->reason };
	struct buffer text = buffer_make(CHECKPOINT_TEXT_LIMIT);
	struct output_file output;

	if (output_file_open(arguments->output, true, &output) != 0)
		return EXIT_CODE_ERROR;
	int err = act_record(access->store, &act);
	if (err == 0)
		err = sign_now(access, key, &text);
	if (err == 0)
		err = output_file_finish(&output, buffer_bytes(&text));
	else
		output_file_abandon(&output);
	buffer_release(&text);
	return err == 0 ? EXIT_CODE_DONE : EXIT_CODE_ERROR;
}

int
audit_checkpoint(struct store_access *access, const struct audit_arguments *arguments)
{
	struct signature_key *key;
	struct diagnostics why;

	if (arguments->key == NULL)
		return command_fail("audit checkpoint needs --key FILE: an Ed25519 private key in PEM, made "
		                    "with: openssl genpkey -algorithm ed25519");
	diagnostics_init(&why);
	int err = signature_key_read(arguments->key, &why, &key);
	command_fail_diagnostics(&why);
	if (err != 0)
		return EXIT_CODE_ERROR;
	int code = write_checkpoint(access, arguments, key);
	signature_key_destroy(&key);
	return code;
}
