#include "milter/callbacks.h"

#include <arpa/inet.h>
#include <libmilter/mfapi.h>
#include <netinet/in.h>

#include "core/error.h"
#include "core/log.h"
#include "milter/apply_edits.h"
#include "milter/pipeline.h"
#include "milter/second_look.h"
#include "milter/session.h"
#include "scanner/deadline.h"

/* Edits that a verdict may need; an MTA that offers less cannot be served. */
#define ACTIONS_NEEDED \
	(SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_CHGBODY | SMFIF_QUARANTINE | SMFIF_CHGFROM)

/* What splitting a message needs; journals of rules need the first and end in 451 without it. */
#define ACTIONS_RECIPIENT (SMFIF_ADDRCPT | SMFIF_DELRCPT)

/* Wanted where offered; macros are asked for here. */
#define ACTIONS_WANTED (SMFIF_SETSYMLIST | ACTIONS_RECIPIENT | SMFIF_ADDRCPT_PAR)

/* Steps answered only at the end of the message: 3 to 6 times the throughput. */
#define NO_REPLY_STEPS                                                             \
	(SMFIP_NR_CONN | SMFIP_NR_HELO | SMFIP_NR_MAIL | SMFIP_NR_RCPT | SMFIP_NR_DATA | \
	 SMFIP_NR_UNKN | SMFIP_NR_HDR | SMFIP_NR_EOH | SMFIP_NR_BODY)

/* Steps there is nothing to learn from. */
#define UNWANTED_STEPS (SMFIP_NOHELO | SMFIP_NOUNKNOWN | SMFIP_NODATA | SMFIP_NOEOH)

/* See callbacks_register(). */
static struct service *service;

/* The one end of everything unexpected. */
static sfsistat
tempfail(SMFICTX *mta, const char *queue_id, const char *step, int err)
{
	log_event(LOG_SEVERITY_ERROR, "message-deferred", log_id("queue-id", queue_id),
	          log_name("step", step), log_name("error", error_text(err)));
	metrics_count_failure(service->metrics, step, err);
	/* Without a text of ours the MTA answers 451 4.7.1 with its own. */
	(void)smfi_setreply(mta, "451", "4.7.1", "Service unavailable - try again later");
	return SMFIS_TEMPFAIL;
}

/*
 * Without a session it is unknown whether the MTA waits for an answer here. A
 * "continue" it does not wait for would be read as the answer to the whole
 * message, so the only safe one is "tempfail".
 */
static sfsistat
step_answer(const struct session *session, unsigned long no_reply)
{
	if (session == NULL)
		return SMFIS_TEMPFAIL;
	return session->protocol & no_reply ? SMFIS_NOREPLY : SMFIS_CONTINUE;
}

/*
 * Macros beyond the MTA's default set; asking here spares the admin the
 * milter_*_macros settings. An MTA that refuses sends its default set.
 */
static void
request_macros(SMFICTX *mta)
{
	(void)smfi_setsymlist(mta, SMFIM_ENVFROM, "i {auth_authen} {tls_version} " SPLIT_MACRO);
	(void)smfi_setsymlist(mta, SMFIM_ENVRCPT, "i {rcpt_mailer}");
	(void)smfi_setsymlist(mta, SMFIM_EOM, "i");
}

static sfsistat
on_negotiate(SMFICTX *mta, unsigned long actions, unsigned long steps, unsigned long f2,
             unsigned long f3, unsigned long *wanted_actions, unsigned long *wanted_steps,
             unsigned long *wanted_f2, unsigned long *wanted_f3)
{
	struct session *session;
	(void)f2;
	(void)f3;

	if ((actions & ACTIONS_NEEDED) != ACTIONS_NEEDED) {
		log_event(LOG_SEVERITY_ERROR, "mta-lacks-actions", log_number("offered", (int64_t)actions));
		return SMFIS_REJECT;
	}
	int err = session_create(&service->open_messages, service->pool, &session);
	if (err != 0) {
		log_event(LOG_SEVERITY_ERROR, "connection-refused", log_name("error", error_text(err)));
		return SMFIS_REJECT;
	}
	session->renames_recipients = (actions & ACTIONS_RECIPIENT) == ACTIONS_RECIPIENT;
	session->keeps_notifications = (actions & SMFIF_ADDRCPT_PAR) != 0;
	session->protocol = steps & (NO_REPLY_STEPS | UNWANTED_STEPS | SMFIP_HDR_LEADSPC);
	if (smfi_setpriv(mta, session) != MI_SUCCESS) {
		session_destroy(&session);
		return SMFIS_REJECT;
	}
	metrics_count_connection(service->metrics);
	if (actions & SMFIF_SETSYMLIST)
		request_macros(mta);
	*wanted_actions = ACTIONS_NEEDED | (actions & ACTIONS_WANTED);
	*wanted_steps = session->protocol;
	*wanted_f2 = 0;
	*wanted_f3 = 0;
	return SMFIS_CONTINUE;
}

static sfsistat
on_connect(SMFICTX *mta, char *host, _SOCK_ADDR *address)
{
	struct session *session = smfi_getpriv(mta);
	(void)host;
	char text[INET6_ADDRSTRLEN] = "";

	if (address != NULL && address->sa_family == AF_INET)
		inet_ntop(AF_INET, &((struct sockaddr_in *)address)->sin_addr, text, sizeof(text));
	else if (address != NULL && address->sa_family == AF_INET6)
		inet_ntop(AF_INET6, &((struct sockaddr_in6 *)address)->sin6_addr, text, sizeof(text));
	if (session != NULL)
		session_set_client(session, text);
	return step_answer(session, SMFIP_NR_CONN);
}

static sfsistat
on_mail(SMFICTX *mta, char **arguments)
{
	struct session *session = smfi_getpriv(mta);

	if (session != NULL && atomic_load(&service->phase) != SERVICE_SERVING) {
		session_message_refuse(session);
	} else if (session != NULL) {
		session_message_begin(session, snapshot_pin(&service->snapshots), arguments[0]);
		session_message_client(session, smfi_getsymval(mta, "{auth_authen}"),
		                       smfi_getsymval(mta, "{tls_version}"));
		session_message_split(session, smfi_getsymval(mta, SPLIT_MACRO));
	}
	return step_answer(session, SMFIP_NR_MAIL);
}

static sfsistat
on_recipient(SMFICTX *mta, char **arguments)
{
	struct session *session = smfi_getpriv(mta);

	if (session != NULL) {
		session_message_recipient(session, arguments[0], smfi_getsymval(mta, "{rcpt_mailer}"));
		session_message_notifications(session, arguments + 1);
	}
	return step_answer(session, SMFIP_NR_RCPT);
}

static sfsistat
on_header(SMFICTX *mta, char *name, char *value)
{
	struct session *session = smfi_getpriv(mta);

	if (session != NULL)
		session_message_header(session, name, value);
	return step_answer(session, SMFIP_NR_HDR);
}

static sfsistat
on_body(SMFICTX *mta, unsigned char *chunk, size_t length)
{
	struct session *session = smfi_getpriv(mta);

	if (session != NULL)
		session_message_body(session, bytes_make(chunk, length));
	return step_answer(session, SMFIP_NR_BODY);
}

static void
log_decision(const struct message *m, uint64_t sequence)
{
	log_event(LOG_SEVERITY_NOTICE, "message-decided", log_id("queue-id", m->envelope.queue_id),
	          log_number("record", (int64_t)sequence),
	          log_name("direction", direction_name(m->verdict.direction)),
	          log_name("outcome", outcome_name(m->verdict.outcome)),
	          log_number("phi", m->assessment.phi), log_number("findings", (int64_t)m->finding_count),
	          log_number("unscannable", (int64_t)m->unscannable_count),
	          log_number("size", (int64_t)m->original.length),
	          log_number("recipients", (int64_t)m->envelope.recipient_count));
}

/* For the operator who asks why: daemon.debug. */
static void
log_recipients(const struct message *m)
{
	for (size_t i = 0; i < m->envelope.recipient_count; i++)
		log_event(LOG_SEVERITY_DEBUG, "recipient-decided", log_id("queue-id", m->envelope.queue_id),
		          log_number("recipient", (int64_t)i + 1),
		          log_number("internal", m->envelope.recipients[i].internal),
		          log_number("tls-capable", m->envelope.recipients[i].tls_capable),
		          log_name("outcome", outcome_name(m->verdict.each[i].outcome)),
		          log_name("rule", m->verdict.each[i].rule));
}

/* The MTA's answer to a message whose decision is durable. */
static sfsistat
answer(SMFICTX *mta, const struct session *session, uint64_t sequence)
{
	struct message *m = session->message;
	bool leading_space = (session->protocol & SMFIP_HDR_LEADSPC) != 0;

	metrics_count_decision(service->metrics, m);
	log_decision(m, sequence);
	log_recipients(m);
	if (m->verdict.outcome == OUTCOME_REJECT) {
		bool oversize = session->oversize; /* RFC 3463: 5.3.4 message too big */
		(void)smfi_setreply(mta, oversize ? "552" : "550", oversize ? "5.3.4" : "5.7.1",
		                    (char *)m->verdict.reject_text);
		return SMFIS_REJECT;
	}
	if (m->verdict.outcome == OUTCOME_DEFER) {
		(void)smfi_setreply(mta, "451", "4.7.1", (char *)m->verdict.reject_text);
		return SMFIS_TEMPFAIL;
	}
	int err = apply_edits(mta, leading_space, m);
	if (err == 0)
		return SMFIS_CONTINUE;
	pipeline_record_edit_failure(service->store, m, sequence, err);
	return tempfail(mta, m->envelope.queue_id, "apply", err);
}

static int
scan_timed(const struct snapshot *snapshot, struct message *m)
{
	int64_t since = metrics_clock();

	int err = pipeline_scan(snapshot, m);
	metrics_count_duration(service->metrics, METRICS_SCAN_TIME, since);
	return err;
}

static int
record_timed(struct message *m, uint64_t *sequence)
{
	int64_t since = metrics_clock();

	int err = pipeline_record(service->store, m, sequence);
	metrics_count_duration(service->metrics, METRICS_COMMIT_TIME, since);
	return err;
}

/* Gives a copy the envelope that its first pass saw. */
static int
copy_restore(const struct session *session, const char *queue_id)
{
	const char *first;

	int err = split_restore(&service->split_key, session->message, &first);
	if (err == 0)
		log_event(LOG_SEVERITY_NOTICE, "copy-received", log_id("queue-id", queue_id),
		          log_id("of", first));
	return err;
}

/*
 * Whether the message goes back to be split: its edits are then complete. What cannot be
 * split is handled as a whole, the strictest way, which protects everybody enough.
 */
static int
split_try(const struct session *session, bool *split)
{
	struct message *m = session->message;

	*split = false;
	if (session->split_pass != SPLIT_FIRST || !session->renames_recipients || !m->verdict.differs)
		return 0;
	int err = split_prepare(&service->split_key, m);
	if (err == ERROR_INVALID) {
		log_event(LOG_SEVERITY_WARNING, "message-not-split",
		          log_id("queue-id", m->envelope.queue_id),
		          log_name("why", "an address or the envelope is too unusual; handled as a "
		                          "whole, the strictest way"));
		return 0;
	}
	*split = err == 0;
	return err;
}

/* No decision is in force yet, so there is none to record: each copy brings its own. */
static sfsistat
answer_split(SMFICTX *mta, const struct session *session)
{
	struct message *m = session->message;

	log_event(LOG_SEVERITY_NOTICE, "message-split", log_id("queue-id", m->envelope.queue_id),
	          log_number("recipients", (int64_t)m->envelope.recipient_count));
	log_recipients(m);
	int err = apply_edits(mta, (session->protocol & SMFIP_HDR_LEADSPC) != 0, m);
	return err == 0 ? SMFIS_CONTINUE : tempfail(mta, m->envelope.queue_id, "apply", err);
}

/* Scans and decides; `step` is where it failed. */
static int
message_decide(const struct session *session, const char *queue_id, const char **step, bool *split)
{
	const struct snapshot *snapshot = session->snapshot;
	struct message *m = session->message;
	int err = 0;

	if (session->split_pass == SPLIT_COPY)
		*step = "restore", err = copy_restore(session, queue_id);
	if (err == 0)
		*step = "scan", err = scan_timed(snapshot, m);
	if (err == 0)
		*step = "decide", err = pipeline_decide(snapshot, service->volume, service->store, m);
	if (err == 0)
		*step = "split", err = split_try(session, split);
	if (err == 0 && !*split)
		*step = "holds", err = hold_watch_match(service->holds,
		                                        snapshot->configuration->limits.scan_seconds, m);
	if (err == 0 && !*split)
		*step = "rewrite", err = second_look(snapshot, m);
	return err;
}

/* scan -> decide -> rewrite -> seal -> record -> apply -> answer */
static sfsistat
decide_message(SMFICTX *mta, struct session *session)
{
	const char *queue_id = smfi_getsymval(mta, "i");
	const char *step = "collect";
	uint64_t sequence = 0;
	bool split = false;

	int err = session_message_complete(session, queue_id);
	struct message *m = session->message;
	if (session->oversize)
		step = "oversize", err = pipeline_decide_oversize(session->snapshot, m);
	else if (err == 0)
		err = message_decide(session, queue_id, &step, &split);
	if (err == 0 && split)
		return answer_split(mta, session);
	if (err == 0)
		step = "seal", err = pipeline_seal(session->snapshot, service->store, m);
	if (err == 0)
		step = "record", err = record_timed(m, &sequence);
	if (err == 0)
		step = "notify", err = pipeline_notify(service->store, m, sequence);
	return err == 0 ? answer(mta, session, sequence) : tempfail(mta, queue_id, step, err);
}

static sfsistat
on_end_of_message(SMFICTX *mta)
{
	struct session *session = smfi_getpriv(mta);
	sfsistat result;

	atomic_fetch_add(&service->deciding, 1);
	if (session == NULL || atomic_load(&service->phase) == SERVICE_CLOSED)
		result = tempfail(mta, smfi_getsymval(mta, "i"), "session", ERROR_STATE);
	else
		result = decide_message(mta, session);
	if (session != NULL)
		session_message_end(session);
	atomic_store(&service->answered, deadline_now());
	atomic_fetch_sub(&service->deciding, 1);
	return result;
}

static sfsistat
on_abort(SMFICTX *mta)
{
	struct session *session = smfi_getpriv(mta);

	if (session != NULL)
		session_message_end(session);
	return SMFIS_CONTINUE;
}

static sfsistat
on_close(SMFICTX *mta)
{
	struct session *session = smfi_getpriv(mta);

	session_destroy(&session);
	(void)smfi_setpriv(mta, NULL);
	return SMFIS_CONTINUE;
}

int
callbacks_register(struct service *the_service)
{
	static struct smfiDesc description = {
		.xxfi_name = "phimilter",
		.xxfi_version = SMFI_VERSION,
		.xxfi_flags = ACTIONS_NEEDED | ACTIONS_WANTED,
		.xxfi_negotiate = on_negotiate,
		.xxfi_connect = on_connect,
		.xxfi_envfrom = on_mail,
		.xxfi_envrcpt = on_recipient,
		.xxfi_header = on_header,
		.xxfi_body = on_body,
		.xxfi_eom = on_end_of_message,
		.xxfi_abort = on_abort,
		.xxfi_close = on_close,
	};

	service = the_service;
	return smfi_register(description) == MI_SUCCESS ? 0 : ERROR_INTERNAL;
}
