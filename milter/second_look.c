#include "milter/second_look.h"

#include "core/error.h"
#include "core/log.h"
#include "milter/outgoing.h"
#include "milter/rewrite.h"
#include "milter/session.h"
#include "milter/treat.h"
#include "policy/side.h"

/* A notice keeps nothing of the message, and nobody gets one that is refused. */
static bool
leaves_itself(enum outcome outcome)
{
	return outcome == OUTCOME_PASS || outcome == OUTCOME_TLS || outcome == OUTCOME_HOLD;
}

/* The message as it would leave, with what else rules do to its header. */
static int
leaving_make(const struct snapshot *snapshot, struct message *m, struct message **out)
{
	size_t rewriting = m->edit_count;
	int err = treat_header(m);

	if (err == 0)
		err = outgoing_message_create(m, session_arena_limit(snapshot->configuration), out);
	m->edit_count = rewriting; /* the rest is added when all is decided */
	return err;
}

static int
leaving_judge(const struct snapshot *snapshot, struct message *m)
{
	bool inside = side_sender_inside(snapshot->configuration, &m->envelope);
	struct message *leaving = NULL;

	int err = leaving_make(snapshot, m, &leaving);
	if (err == 0)
		err = scanner_scan_message(snapshot->scanner, leaving);
	if (err == 0)
		err = policy_decide_rewritten(snapshot->policy, inside, leaving, m);
	if (err == 0)
		m->rewriting.phi = leaving->assessment.phi;
	message_destroy(&leaving);
	return err;
}

static void
draft_drop(struct message *m)
{
	m->edit_count = 0;
	m->rewriting = (struct rewriting){ .done = false };
}

/* A header section beyond the limit was not read whole, and editing it costs its square. */
static int
rewriting_make(const struct snapshot *snapshot, struct message *m)
{
	if (m->header_count > (size_t)snapshot->configuration->limits.header_count)
		return ERROR_NOT_FOUND;
	return rewrite_message(snapshot->configuration, m, true);
}

/* Sets `*left` when the message may leave without what was taken out. */
static int
take_out(const struct snapshot *snapshot, struct message *m, bool *left)
{
	int err = rewriting_make(snapshot, m);

	if (err == ERROR_NOT_FOUND) {
		draft_drop(m);
		log_event(LOG_SEVERITY_NOTICE, "message-not-rewritten",
		          log_id("queue-id", m->envelope.queue_id));
		return 0;
	}
	if (err == 0)
		err = leaving_judge(snapshot, m);
	*left = err == 0 && leaves_itself(m->verdict.outcome);
	m->rewriting.done = *left;
	if (!*left)
		draft_drop(m);
	return err;
}

int
second_look(const struct snapshot *snapshot, struct message *m)
{
	bool left = false;
	int err = m->verdict.rewrites ? take_out(snapshot, m, &left) : 0;

	if (err != 0 || left || !leaves_itself(m->verdict.outcome))
		return err;
	return rewrite_message(snapshot->configuration, m, false);
}
