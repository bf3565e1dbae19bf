#include "policy/reason.h"

#include <inttypes.h>

#include "policy/implication.h"

static const char *const kind_names[CONDITION_KIND_LIMIT] = {
	[CONDITION_DIRECTION] = "direction",
	[CONDITION_PHI] = "phi",
	[CONDITION_AUTHENTICATED] = "authenticated",
	[CONDITION_UNSCANNABLE] = "unscannable",
	[CONDITION_UNSCANNABLE_REASON] = "unscannable",
	[CONDITION_PHI_CONFIDENCE] = "phi_confidence",
	[CONDITION_SIZE_OVER] = "size_over",
	[CONDITION_SIZE_UNDER] = "size_under",
	[CONDITION_RECIPIENTS_OVER] = "recipients_over",
	[CONDITION_OUTSIDE_OVER] = "outside_recipients_over",
	[CONDITION_HOURLY_OVER] = "hourly_phi_recipients_over",
	[CONDITION_TIME] = "time",
	[CONDITION_FINDINGS] = "findings",
	[CONDITION_HEALTH] = "health",
	[CONDITION_NEAR] = "near",
	[CONDITION_CONTENT] = "content",
	[CONDITION_SENDER] = "sender",
	[CONDITION_SENDER_DOMAIN] = "sender_domain",
	[CONDITION_USER] = "user",
	[CONDITION_CLIENT] = "client",
	[CONDITION_CONTENT_TYPE] = "content_type",
	[CONDITION_FILE_EXTENSION] = "file_extension",
	[CONDITION_HEADER] = "header",
	[CONDITION_RECIPIENT_SIDE] = "recipient",
	[CONDITION_RECIPIENT_TLS] = "recipient_tls",
	[CONDITION_RECIPIENT] = "recipient",
	[CONDITION_RECIPIENT_DOMAIN] = "recipient_domain",
	[CONDITION_RECIPIENT_NEW] = "recipient_new_for",
	[CONDITION_RECIPIENT_DOMAIN_NEW] = "recipient_domain_new_for",
};

const char *
condition_kind_name(enum condition_kind kind)
{
	return kind_names[kind];
}

static void
fact_write(const struct condition *condition, const struct facts *facts, FILE *out)
{
	const struct finding_condition *finding = &condition->of.finding;

	switch ((enum condition_kind)condition->kind) {
	case CONDITION_FINDINGS:
		fprintf(out, " [found: %" PRId64, facts_count(facts, finding->types, finding->confidence,
		                                             finding->everyone, false));
		if (finding->distinct > 0)
			fprintf(out, ", different: %" PRId64,
			        facts_count(facts, finding->types, finding->confidence,
			                    finding->everyone, true));
		fputc(']', out);
		break;
	case CONDITION_PHI_CONFIDENCE: fprintf(out, " [it is %u]", facts->confidence); break;
	case CONDITION_SIZE_OVER:
	case CONDITION_SIZE_UNDER: fprintf(out, " [it is %" PRIu64 "]", facts->size); break;
	case CONDITION_DIRECTION: fprintf(out, " [it is %s]", direction_name(facts->direction)); break;
	case CONDITION_RECIPIENTS_OVER:
		fprintf(out, " [there are %zu]", facts->recipients);
		break;
	case CONDITION_OUTSIDE_OVER: fprintf(out, " [there are %zu]", facts->outside); break;
	case CONDITION_HOURLY_OVER:
		fprintf(out, " [it is %" PRId64 "]", facts->envelope->hourly_phi_recipients);
		break;
	default: break;
	}
}

static void
question_write(const struct asking *asking, uint32_t at, const char *indent, bool negated, FILE *out)
{
	const struct condition *condition = &asking->program->conditions[at];
	enum truth truth = condition_ask(asking, at);

	fprintf(out, "%s%s%s = ", indent, negated ? "not " : "", kind_names[condition->kind]);
	settings_write(condition->node, out);
	fact_write(condition, asking->facts, out);
	if (truth == TRUTH_UNKNOWN)
		fputs(" [not known any more]", out);
	fputc('\n', out);
}

static void
answer_write(const struct asking *asking, uint32_t at, const char *indent, bool negated, FILE *out)
{
	const struct condition *conditions = asking->program->conditions;
	enum truth truth = condition_ask(asking, at);

	at = condition_referred(asking->program, at);
	switch (conditions[at].kind) {
	case CONDITION_NOT:
		answer_write(asking, at + 1, indent, !negated, out);
		return;
	case CONDITION_ALL:
	case CONDITION_ANY:
		/* Where all must hold and one does not, the others do not matter; and so on. */
		for (uint32_t i = at + 1; i < conditions[at].end; i = conditions[i].end)
			if (condition_ask(asking, i) == truth)
				answer_write(asking, i, indent, negated, out);
		if (conditions[at].end == at + 1)
			fprintf(out, "%salways\n", indent);
		return;
	default:
		question_write(asking, at, indent, negated, out);
	}
}

void
reason_write(const struct asking *asking, uint32_t at, const char *indent, FILE *out)
{
	answer_write(asking, at, indent, false, out);
}

size_t
reason_count_lacking(const struct asking *asking, uint32_t at, uint32_t *last)
{
	const struct condition *conditions = asking->program->conditions;
	size_t count = 0;

	at = condition_referred(asking->program, at);
	if (conditions[at].kind != CONDITION_ALL) {
		if (condition_ask(asking, at) == TRUTH_YES)
			return 0;
		*last = at;
		return 1;
	}
	for (uint32_t i = at + 1; i < conditions[at].end; i = conditions[i].end)
		count += reason_count_lacking(asking, i, last);
	return count;
}
