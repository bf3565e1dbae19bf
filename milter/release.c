#include "milter/release.h"

#include "core/error.h"
#include "milter/split.h"
#include "milter/treat.h"

static bool
mailer_is(const struct recipient *recipient, const char *name)
{
	return recipient->mailer != NULL && strcmp(recipient->mailer, name) == 0;
}

/* The MTA itself said that it will send this recipient's mail away by SMTP. */
static bool
surely_outside(const struct recipient *recipient)
{
	return !recipient->internal &&
	       (mailer_is(recipient, "smtp") || mailer_is(recipient, "relay"));
}

/* Whether what leaves is PHI, which it may be no more when something was taken out. */
static bool
leaves_phi(const struct message *m)
{
	return m->rewriting.done ? m->rewriting.phi : m->assessment.phi;
}

enum release
release_decide(const struct message *m)
{
	bool releasable = m->verdict.outcome == OUTCOME_PORTAL || m->verdict.shadow ||
	                  (m->verdict.outcome == OUTCOME_PASS && !leaves_phi(m));
	size_t outside = 0, local = 0, internal = 0, journals = treat_count_journals(m);

	if (!releasable)
		return RELEASE_NONE;
	for (size_t i = 0; i < m->envelope.recipient_count; i++) {
		const struct recipient *recipient = &m->envelope.recipients[i];
		outside += surely_outside(recipient);
		local += mailer_is(recipient, "local");
		internal += recipient->internal;
	}
	if (local == m->envelope.recipient_count)
		return RELEASE_NONE;
	/* A recipient inside may be a virtual alias of one outside, who was not judged. */
	if (internal > 0 && m->verdict.outcome == OUTCOME_PASS && m->verdict.elsewhere != OUTCOME_PASS)
		return RELEASE_NONE;
	/* A journal's address is inside, and "clear" would send it outside, too. */
	return outside == m->envelope.recipient_count && journals == 0 ? RELEASE_CLEAR : RELEASE_SORT;
}

const char *
release_value(enum release release)
{
	switch (release) {
	case RELEASE_CLEAR: return "clear";
	case RELEASE_SORT: return "clear-sort";
	case RELEASE_NONE: break;
	}
	return NULL;
}

int
release_strip_forged(struct message *m)
{
	int err = treat_strip_header(m, RELEASE_HEADER);

	return err != 0 ? err : treat_strip_header(m, SPLIT_HEADER);
}

int
release_bounces_bare(struct message *m)
{
	bool confidential = m->assessment.phi || m->verdict.outcome == OUTCOME_PORTAL;

	if (!confidential || m->verdict.shadow || m->envelope.sender[0] == '\0')
		return 0;
	return message_edit_add(m, (struct edit){ .kind = EDIT_SENDER_ARGUMENTS, .value = "RET=HDRS" });
}

static int
verdict_add(struct message *m, const char *value)
{
	return message_edit_add(m, (struct edit){ .kind = EDIT_HEADER_ADD, .name = RELEASE_HEADER, .value = value });
}

int
release_add(struct message *m)
{
	enum release release = release_decide(m);

	if (release == RELEASE_NONE)
		return 0;
	int err = verdict_add(m, release_value(release));
	if (err != 0 || m->verdict.outcome != OUTCOME_PORTAL)
		return err;
	return verdict_add(m, release == RELEASE_SORT ? RELEASE_NOTICE_SORT : RELEASE_NOTICE);
}
