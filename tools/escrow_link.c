/* phictl escrow revoke and release: ending a notice's link, and giving another. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "core/error.h"
#include "encryption/escrow_link.h"
#include "encryption/escrow_open.h"
#include "encryption/escrow_pack.h"
#include "encryption/portal_link.h"
#include "tools/escrow_command.h"
#include "tools/escrow_life.h"
#include "tools/output_file.h"
#include "tools/time_text.h"

#define LINK_TEXT_LIMIT ((size_t)4096)
#define CLASS_NAME_LIMIT 256
#define SECONDS_PER_DAY 86400

/* ---- revoke ------------------------------------------------------------------------- */

int
escrow_revoke(struct store_access *access, const struct life_arguments *arguments)
{
	struct life life = life_begin(access, arguments->id);
	struct act_written act;
	int code = EXIT_CODE_ERROR;

	int err = life_find(&life, "escrow revoke");
	const struct escrow_state *state = &life.item.state;
	if (err == 0 && state->link == ESCROW_LINK_REVOKED && state->key_removed) {
		command_fail("escrow revoke: the link of %s was revoked at %s", life.id,
		             time_text(state->changed).text);
		code = EXIT_CODE_FOUND;
	} else if (err == 0) {
		life_act_make(&life, "revoked the link", arguments->reason, &act);
		err = life_close(&life, ESCROW_LINK_REVOKED);
		code = err == 0 ? EXIT_CODE_DONE : EXIT_CODE_ERROR;
	}
	if (err == ERROR_HELD) {
		command_fail("escrow revoke: the link of %s is revoked, but the hold \"%s\" keeps its key in "
		             "the file; revoke it again when that is released", life.id, life.change.hold);
		code = EXIT_CODE_FOUND;
	}
	life_end(&life);
	return code;
}

/* ---- release ------------------------------------------------------------------------ */

/* What its decision tells of an original, and of its new link. */
struct decided {
	const struct life_arguments *arguments;
	const struct configuration *configuration;
	uint8_t digest[MESSAGE_DIGEST_SIZE];
	int64_t link_until;
};

static int
take_decided(const struct record *record, void *context)
{
	struct decided *decided = context;
	int64_t now = (int64_t)time(NULL);
	char class[CLASS_NAME_LIMIT];

	memcpy(decided->digest, record->digest, sizeof(decided->digest));
	snprintf(class, sizeof(class), "%.*s", (int)record->retention_class.length,
	         (const char *)record->retention_class.data);
	if (decided->arguments->days < 0)
		decided->link_until = configuration_link_end(decided->configuration, class, now);
	else if (decided->arguments->days > 0)
		decided->link_until = now + decided->arguments->days * SECONDS_PER_DAY;
	return 0;
}

/* The officer's key must open the original, and that be the one that was judged. */
static int
check_original(struct life *life, const struct life_arguments *arguments, struct diagnostics *why)
{
	struct decided decided = { .arguments = arguments,
	                           .configuration = life->access->configuration };
	struct buffer content = buffer_make(ESCROW_SEALED_LIMIT);
	struct buffer original = buffer_make(ESCROW_SEALED_LIMIT);

	int err = store_audit_get(life->access->store, life->item.sequence, take_decided, &decided);
	if (err == 0)
		err = escrow_open_with_key(buffer_bytes(&life->sealed), arguments->key,
		                           arguments->certificate, why, &content);
	if (err == 0)
		err = escrow_unpack(buffer_bytes(&content), life->item.size, decided.digest, &original);
	life->change.link_until = decided.link_until;
	buffer_release(&original);
	buffer_release(&content);
	return err;
}

/* Makes the new form and its link. Failures are printed. */
static int
renew(struct life *life, const struct life_arguments *arguments, struct buffer *link)
{
	struct escrow_token token;
	struct diagnostics why;

	diagnostics_init(&why);
	int err = check_original(life, arguments, &why);
	if (err == 0)
		err = escrow_token_create(&token);
	if (err == 0)
		err = portal_link_make(life->access->configuration, life->id, &token, &why, link);
	if (err == 0)
		err = buffer_append_byte(link, '\n');
	if (err == 0)
		err = escrow_link_renew(buffer_bytes(&life->sealed), arguments->key,
		                        arguments->certificate, &token, &why, &life->changed);
	explicit_bzero(&token, sizeof(token));
	if (err != 0 && why.count == 0)
		command_fail("%s: cannot be released: %s", life->id, error_text(err));
	command_fail_diagnostics(&why);
	return err;
}

/* The act tells when the link ends (tools/act_check.h). */
static void
release_act(struct life *life, const struct life_arguments *arguments, struct act_written *act)
{
	char action[80] = "released again with a new link";

	if (life->change.link_until != 0)
		snprintf(action + strlen(action), sizeof(action) - strlen(action), " \"%s\"",
		         time_text(life->change.link_until).text);
	life_act_make(life, action, arguments->reason, act);
}

static int
release_found(struct life *life, const struct life_arguments *arguments, struct buffer *link)
{
	struct act_written act;

	int err = renew(life, arguments, link);
	if (err != 0)
		return err;
	release_act(life, arguments, &act);
	life->change.link = ESCROW_LINK_OPEN;
	life->change.removes = !life->item.state.key_removed;
	err = life_change(life);
	if (err == ERROR_HELD)
		command_fail("escrow release: the hold \"%s\" keeps the key of the link there was, which a "
		             "new one would take the place of", life->change.hold);
	return err;
}

int
escrow_release(struct store_access *access, const struct life_arguments *arguments)
{
	struct life life = life_begin(access, arguments->id);
	struct buffer link = buffer_make(LINK_TEXT_LIMIT);
	struct output_file output;
	int code = EXIT_CODE_ERROR;

	int err = life_find(&life, "escrow release");
	if (err == 0)
		err = output_file_open(arguments->output, arguments->force, &output);
	if (err == 0) {
		err = release_found(&life, arguments, &link);
		if (err != 0)
			output_file_abandon(&output);
		else if (output_file_finish(&output, buffer_bytes(&link)) == 0)
			code = EXIT_CODE_DONE;
	}
	buffer_release(&link);
	life_end(&life);
	return err == ERROR_HELD ? EXIT_CODE_FOUND : code;
}
