/* phictl escrow open, export and token-key: what lets somebody read an original. */
#include <errno.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "core/crypto.h"
#include "core/error.h"
#include "encryption/escrow_open.h"
#include "encryption/escrow_pack.h"
#include "encryption/escrow_token.h"
#include "tools/act.h"
#include "tools/escrow_command.h"
#include "tools/output_file.h"
#include "tools/store_access.h"

#define TOKEN_TEXT_LIMIT 8192 /* a token, a link, or a short mail around it */

struct request {
	const char *id;
	const char *key;
	const char *certificate;
	const char *token_file;
	const char *reason;
	const char *output;
	bool force;
	struct escrow_token token; /* what token_file holds */
};

static int
read_request(int argc, char **argv, const char *command, struct request *out)
{
	static const struct option options[] = {
		{ "key", required_argument, NULL, 'k' },
		{ "certificate", required_argument, NULL, 'c' }, /* or --cert: getopt_long(3) */
		{ "token-file", required_argument, NULL, 't' },
		{ "reason", required_argument, NULL, 'r' },
		{ "output", required_argument, NULL, 'o' },
		{ "force", no_argument, NULL, 'f' },
		{ 0 },
	};
	int option;

	*out = (struct request){ .reason = "" };
	optind = 1;
	while ((option = command_option("escrow", argc, argv, "o:", options)) != -1) {
		switch (option) {
		case 'k': out->key = optarg; break;
		case 'c': out->certificate = optarg; break;
		case 't': out->token_file = optarg; break;
		case 'r': out->reason = optarg; break;
		case 'o': out->output = optarg; break;
		case 'f': out->force = true; break;
		default: return EXIT_CODE_ERROR; /* said by command_option() */
		}
	}
	if (optind + 1 != argc || !escrow_command_takes_id(argv[optind]))
		return command_fail("escrow %s: needs one id of 32 hexadecimal digits, as list prints it",
		                    command);
	if (strlen(out->reason) > ACT_REASON_LIMIT)
		return command_fail("escrow %s: the reason must be shorter than %d bytes", command,
		                    ACT_REASON_LIMIT);
	out->id = argv[optind];
	return 0;
}

/* ---- token ------------------------------------------------------------------ */

/* Reads a token from `path`, or standard input where that is "-". Failures are printed. */
static int
read_token(const char *path, struct escrow_token *out)
{
	char text[TOKEN_TEXT_LIMIT];
	bool standard = strcmp(path, "-") == 0;
	FILE *file = standard ? stdin : fopen(path, "re");

	if (file == NULL) {
		command_fail("%s: %m", path);
		return ERROR_IO;
	}
	setbuf(file, NULL); /* no copy of the token in a buffer that is not wiped */
	size_t length = fread(text, 1, sizeof(text), file);
	if (!standard)
		fclose(file);
	int err = escrow_token_parse(bytes_make(text, length), out);
	if (err != 0)
		command_fail("%s: holds no token; it must be the notice's link or the %d characters "
		             "after its \"#\"", standard ? "standard input" : path, ESCROW_TOKEN_LENGTH);
	explicit_bzero(text, sizeof(text));
	return err;
}

int
escrow_command_token_key(const struct command_context *context, int argc, char **argv)
{
	struct escrow_token token;
	uint8_t key[CRYPTO_KEY_SIZE], id[ESCROW_KEY_ID_SIZE];
	char key_hex[2 * sizeof(key) + 1], id_hex[2 * sizeof(id) + 1];

	(void)context;
	if (argc > 2)
		return command_fail("escrow token-key: takes one file at most");
	if (read_token(argc == 2 ? argv[1] : "-", &token) != 0)
		return EXIT_CODE_ERROR;
	int err = escrow_token_key(bytes_of_string(token.text), key);
	if (err == 0)
		err = escrow_token_key_id(bytes_of_string(token.text), id);
	if (err == 0) {
		hex_encode(bytes_make(key, sizeof(key)), key_hex);
		hex_encode(bytes_make(id, sizeof(id)), id_hex);
		printf("secretkey %s\nsecretkeyid %s\n", key_hex, id_hex);
	}
	explicit_bzero(&token, sizeof(token));
	explicit_bzero(key, sizeof(key));
	explicit_bzero(key_hex, sizeof(key_hex));
	return err == 0 ? EXIT_CODE_DONE : command_fail("escrow token-key: %s", error_text(err));
}

/* ---- open and export -------------------------------------------------------- */

/* An item and the decision that sealed it, as far as opening needs them. */
struct decision {
	const char *id;
	struct escrow_item item; /* but for its strings */
	uint64_t sequence; /* 0: not found */
	uint8_t digest[MESSAGE_DIGEST_SIZE];
};

static int
find_item(const struct escrow_item *item, void *context)
{
	struct decision *decision = context;

	if (!bytes_equal(item->escrow_id, bytes_of_string(decision->id)))
		return 0;
	decision->item = *item;
	decision->sequence = item->sequence;
	return 1;
}

static int
take_digest(const struct record *record, void *context)
{
	struct decision *decision = context;

	if (record->sequence != decision->sequence)
		return ERROR_CORRUPT;
	memcpy(decision->digest, record->digest, sizeof(decision->digest));
	return 1;
}

static int
find_decision(struct store *store, const char *id, struct decision *out)
{
	*out = (struct decision){ .id = id };
	int result = store_escrow_list(store, find_item, out);
	if (result == 0)
		return ERROR_NOT_FOUND;
	if (result > 0)
		result = store_audit_list(store, out->sequence, take_digest, out);
	return result > 0 ? 0 : result == 0 ? ERROR_CORRUPT : result;
}

/* Writes who did what, and why, to the record. Failures are printed. */
static int
record_access(struct store *store, const struct decision *decision, const char *action,
              const char *reason)
{
	const struct act act = { .action = action, .reason = reason, .about = decision->sequence,
	                         .escrow_id = decision->id };

	return act_record(store, &act);
}

/* The original must be the one that was judged, not only one that was sealed to the same people. */
static int
unseal(const struct request *request, const struct decision *decision, struct bytes sealed,
       struct diagnostics *why, struct buffer *out)
{
	struct buffer content = buffer_make(ESCROW_SEALED_LIMIT);
	int err;

	if (request->token_file != NULL)
		err = escrow_open_with_token(sealed, bytes_of_string(request->token.text), why, &content);
	else
		err = escrow_open_with_key(sealed, request->key, request->certificate, why, &content);
	if (err == 0)
		err = escrow_unpack(buffer_bytes(&content), decision->item.size, decision->digest, out);
	buffer_release(&content);
	return err;
}

/* The sealed form must be the one that was written, in all its parts. */
static int
check_sealed(const struct decision *decision, struct bytes sealed, struct diagnostics *why)
{
	int err = store_escrow_check(&decision->item, sealed);

	if (err == ERROR_CORRUPT)
		diagnostics_add(why, NULL, 0, decision->id,
		                "cannot be opened: the sealed file was changed since it was written; put "
		                "it back from a backup");
	return err == ERROR_NOT_FOUND ? 0 : err; /* of before digests were kept */
}

/* A link whose time is over opens nothing, though its key may still be in the file. */
static int
check_link(const struct request *request, const struct decision *decision, struct diagnostics *why)
{
	const char *link = escrow_link_name(&decision->item, (int64_t)time(NULL));

	if (request->token_file == NULL || (strcmp(link, "expired") != 0 && strcmp(link, "revoked") != 0))
		return 0;
	diagnostics_add(why, NULL, 0, decision->id, "cannot be opened: its link %s; a records officer's "
	                "key opens it, and can release it again",
	                strcmp(link, "revoked") == 0 ? "was revoked" : "has expired");
	return ERROR_KEY;
}

/* Opens into `out`, and records that or the failure to. Failures are printed. */
static int
open_original(struct store *store, const struct request *request, const struct decision *decision,
              struct bytes sealed, struct buffer *out)
{
	struct diagnostics why;

	diagnostics_init(&why);
	int err = check_link(request, decision, &why);
	if (err == 0)
		err = check_sealed(decision, sealed, &why);
	if (err == 0)
		err = unseal(request, decision, sealed, &why, out);
	if (err != 0 && why.count == 0)
		command_fail("%s: cannot be opened: %s", request->id, error_text(err));
	command_fail_diagnostics(&why);
	if (err != 0) {
		if (record_access(store, decision, "failed to open", request->reason) != 0)
			err = ERROR_STATE;
		return err;
	}
	return record_access(store, decision,
	                     request->token_file ? "opened with the token" : "opened with an officer's key",
	                     request->reason);
}

/* With `open` the original, else its sealed form, goes to where the request says. */
static int
write_item(struct store *store, const struct request *request, bool open)
{
	struct buffer sealed = buffer_make(ESCROW_SEALED_LIMIT), original = buffer_make(ESCROW_SEALED_LIMIT);
	struct output_file output;
	struct decision decision;

	int err = find_decision(store, request->id, &decision);
	if (err == 0)
		err = store_escrow_get(store, request->id, &sealed);
	if (err == ERROR_NOT_FOUND)
		command_fail("escrow: there is no item %s", request->id);
	else if (err != 0)
		command_fail("escrow: %s: %s", request->id, error_text(err));
	if (err != 0)
		goto done;
	err = output_file_open(request->output, request->force, &output);
	if (err != 0)
		goto done;
	err = open ? open_original(store, request, &decision, buffer_bytes(&sealed), &original)
	           : record_access(store, &decision, "exported the sealed form", request->reason);
	if (err == 0)
		err = output_file_finish(&output, buffer_bytes(open ? &original : &sealed));
	else
		output_file_abandon(&output);
done:
	buffer_release(&original);
	buffer_release(&sealed);
	return err == 0 ? EXIT_CODE_DONE : EXIT_CODE_ERROR;
}

static int
run_request(const struct command_context *context, const struct request *request, bool open)
{
	struct store_access access;

	/* An original must not come into a core file. */
	if (prctl(PR_SET_DUMPABLE, 0) != 0)
		return command_fail("escrow: %m");
	if (store_access_open(context, STORE_APPEND, &access) != 0)
		return EXIT_CODE_ERROR;
	int result = write_item(access.store, request, open);
	store_access_close(&access);
	return result;
}

int
escrow_command_open(const struct command_context *context, int argc, char **argv)
{
	struct request request;

	if (read_request(argc, argv, "open", &request) != 0)
		return EXIT_CODE_ERROR;
	bool with_key = request.key != NULL && request.certificate != NULL && request.token_file == NULL;
	bool with_token = request.key == NULL && request.certificate == NULL && request.token_file != NULL;
	if (!with_key && !with_token)
		return command_fail("escrow open: needs --key and --cert, or --token-file");
	if (with_token && read_token(request.token_file, &request.token) != 0)
		return EXIT_CODE_ERROR;
	int result = run_request(context, &request, true);
	explicit_bzero(&request.token, sizeof(request.token));
	return result;
}

int
escrow_command_export(const struct command_context *context, int argc, char **argv)
{
	struct request request;

	if (read_request(argc, argv, "export", &request) != 0)
		return EXIT_CODE_ERROR;
	if (request.key != NULL || request.certificate != NULL || request.token_file != NULL)
		return command_fail("escrow export: writes the sealed form, which needs no key");
	return run_request(context, &request, false);
}
