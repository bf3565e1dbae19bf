/* phictl dispose propose: the dry run, which gets a number. */
#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

#include "core/actor.h"
#include "core/error.h"
#include "tools/act.h"
#include "tools/dispose_command.h"
#include "tools/hold_set.h"
#include "tools/retention_end.h"
#include "tools/safe_text.h"
#include "tools/time_text.h"

struct gathering {
	const struct configuration *configuration;
	const struct dispose_arguments *arguments;
	const struct hold_set *holds;
	uint64_t *sequences;
	size_t count, capacity;
	uint64_t held;
	struct dispose_tally tally;
	struct crypto_digest_context *digest;
};

static int
sequence_add(struct gathering *g, uint64_t sequence)
{
	if (g->count == g->capacity) {
		size_t capacity = g->capacity > 0 ? 2 * g->capacity : 1024;
		uint64_t *grown = reallocarray(g->sequences, capacity, sizeof(*grown));
		if (grown == NULL)
			return ERROR_MEMORY;
		g->sequences = grown;
		g->capacity = capacity;
	}
	g->sequences[g->count++] = sequence;
	return 0;
}

static int
gather(const struct record *record, void *context)
{
	struct gathering *g = context;
	const char *class = g->arguments->class;

	if (record->kind != RECORD_DECISION ||
	    retention_end(g->configuration, record) > g->arguments->at ||
	    (class != NULL && !bytes_equal(record->retention_class, bytes_of_string(class))))
		return 0;
	if (hold_set_find(g->holds, record) != NULL) {
		g->held++;
		return 0;
	}
	int err = sequence_add(g, record->sequence);
	if (err == 0)
		err = dispose_tally_add(&g->tally, record);
	return err == 0 ? dispose_digest_add(g->digest, record) : err;
}

static int
note_proposal(struct store_access *access, struct gathering *g, struct disposal *out)
{
	char text[ACT_TEXT_LIMIT], hex[2 * CRYPTO_DIGEST_SIZE + 1];
	const char *reason = g->arguments->reason;
	struct actor actor = actor_find();

	*out = (struct disposal){ .at = g->arguments->at, .proposed = (int64_t)time(NULL),
	                          .proposed_by = bytes_of_string(actor.text) };
	int err = crypto_digest_finish(g->digest, out->items_digest);
	if (err != 0)
		return err;
	hex_encode(bytes_make(out->items_digest, sizeof(out->items_digest)), hex);
	snprintf(text, sizeof(text), "proposed a disposal: %zu records due at %s, list SHA-256 %s%s%s",
	         g->count, time_text(out->at).text, hex, reason[0] ? ": " : "", reason);
	struct record record = { .kind = RECORD_ACCESS, .actor = bytes_of_string(actor.text),
	                         .reason = bytes_of_string(text) };
	return store_disposal_propose(access->store, out, g->sequences, g->count, &record);
}

static void
print_proposal(const struct gathering *g, uint64_t number)
{
	printf("%-24s %10s %14s %10s\n", "CLASS", "RECORDS", "BYTES", "ORIGINALS");
	for (size_t i = 0; i < g->tally.class_count; i++) {
		const struct dispose_class *class = &g->tally.classes[i];
		safe_text_print_padded(stdout, bytes_of_string(class->name), 24);
		printf(" %10" PRIu64 " %14" PRIu64 " %10" PRIu64 "\n", class->records, class->bytes,
		       class->originals);
	}
	printf("proposed as disposal %" PRIu64 ": %zu records due at %s; nothing is removed before\n"
	       "phictl dispose approve --reason TEXT %" PRIu64 "\n", number, g->count,
	       time_text(g->arguments->at).text, number);
}

static int
propose_gathered(struct store_access *access, struct gathering *g)
{
	struct disposal disposal;

	if (g->held > 0)
		fprintf(stderr, "phictl: %" PRIu64 " more would be due but for a legal hold\n", g->held);
	if (g->count == 0) {
		command_fail("dispose: nothing is due%s%s", g->arguments->class ? " of the class " : "",
		             g->arguments->class ? g->arguments->class : "");
		return EXIT_CODE_FOUND;
	}
	int err = note_proposal(access, g, &disposal);
	if (err != 0)
		return store_access_fail(access, err);
	print_proposal(g, disposal.number);
	return ferror(stdout) || fflush(stdout) != 0 ? command_fail_output() : EXIT_CODE_DONE;
}

static bool
class_is_known(const struct store_access *access, const char *class)
{
	if (class == NULL || configuration_retention_class(access->configuration, class) != NULL)
		return true;
	command_fail("dispose: the schedule has no class \"%s\"; `phictl retention plan` lists them",
	             class);
	return false;
}

int
dispose_propose(struct store_access *access, const struct dispose_arguments *arguments)
{
	struct gathering g = { .configuration = access->configuration, .arguments = arguments };
	struct hold_set *holds = NULL;

	if (!class_is_known(access, arguments->class))
		return EXIT_CODE_ERROR;
	int err = hold_set_load(access->store, &holds);
	if (err == 0)
		err = crypto_digest_create(&g.digest);
	g.holds = holds;
	if (err == 0)
		err = store_audit_list(access->store, 1, gather, &g);
	int code = err == 0 ? propose_gathered(access, &g) : store_access_fail(access, err);
	crypto_digest_destroy(&g.digest);
	dispose_tally_release(&g.tally);
	free(g.sequences);
	hold_set_destroy(&holds);
	return code;
}
