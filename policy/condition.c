#include "policy/condition.h"

#include <stdlib.h>

#include "policy/content.h"
#include "policy/content_form.h"

_Static_assert(IDENTIFIER_TYPE_LIMIT <= 64, "a type is a bit of a uint64_t");

static enum truth
truth_of(bool fact)
{
	return fact ? TRUTH_YES : TRUTH_NO;
}

/* ---- of the message --------------------------------------------------------- */

static bool
findings_hold(const struct finding_condition *condition, const struct facts *facts)
{
	if (facts_count(facts, condition->types, condition->confidence, condition->everyone, false) <
	    condition->count)
		return false;
	return condition->distinct == 0 ||
	       facts_count(facts, condition->types, condition->confidence, condition->everyone,
	                   true) >= condition->distinct;
}

/* The sum of the counters that `bits` name. */
static uint64_t
counters_sum(const uint32_t *counters, unsigned limit, uint32_t bits)
{
	uint64_t sum = 0;

	for (unsigned i = 1; i < limit; i++)
		sum += bits >> i & 1 ? counters[i] : 0;
	return sum;
}

static enum truth
health_holds(const struct health_condition *condition, const struct facts *facts)
{
	if (condition->sensitive == 0)
		return truth_of(counters_sum(facts->health, HEALTH_KIND_LIMIT, condition->kinds) >=
		                condition->count);
	if (facts->sensitive_forgotten)
		return TRUTH_UNKNOWN;
	return truth_of(counters_sum(facts->sensitive, SENSITIVE_KIND_LIMIT, condition->sensitive) >=
	                condition->count);
}

/* A span over midnight belongs to the day it begins on. */
static bool
hours_hold(const struct hours_condition *hours, const struct facts *facts)
{
	unsigned minute = facts->minute, today = 1u << facts->weekday;
	unsigned yesterday = 1u << (facts->weekday + 6) % 7;

	if (hours->from < hours->to)
		return (hours->days & today) && minute >= hours->from && minute < hours->to;
	return ((hours->days & today) && minute >= hours->from) ||
	       ((hours->days & yesterday) && minute < hours->to);
}

/* No record keeps it. */
static enum truth
hourly_holds(const struct condition *condition, const struct facts *facts)
{
	int64_t sent = facts->envelope->hourly_phi_recipients;

	return sent < 0 ? TRUTH_UNKNOWN : truth_of(sent > condition->of.number);
}

static bool
client_holds(const struct condition *condition, const struct facts *facts)
{
	const char *client = facts->envelope->client_address;

	return client != NULL && network_set_contains(&condition->of.list->networks, client);
}

/* Records keep no places. */
static enum truth
nearness_holds(const struct near_condition *condition, const struct facts *facts)
{
	if (facts->places == NULL)
		return TRUTH_UNKNOWN;
	return truth_of(near_holds(condition, facts->places, facts->message));
}

/* A part has such a form; no record keeps it. */
static enum truth
form_holds(uint64_t forms, const struct message *m)
{
	if (m == NULL)
		return TRUTH_UNKNOWN;
	for (size_t i = 0; i < m->part_count; i++)
		if (m->parts[i].kind != PART_HEADERS &&
		    (forms & (1u << content_form_find(&m->parts[i]))))
			return TRUTH_YES;
	return TRUTH_NO;
}

static enum truth
count_holds(const struct condition *condition, const struct facts *facts, size_t count)
{
	if (count > (uint64_t)condition->of.number)
		return TRUTH_YES;
	return facts->of_more ? TRUTH_UNKNOWN : TRUTH_NO;
}

static enum truth
answer_of_message(const struct condition *condition, const struct facts *facts)
{
	const struct list *list = condition->of.list; /* for the kinds that have one */

	switch ((enum condition_kind)condition->kind) {
	case CONDITION_DIRECTION:
		return truth_of(condition->of.mask & (1u << facts->direction));
	case CONDITION_PHI: return truth_of(facts->phi == condition->of.yes);
	case CONDITION_AUTHENTICATED:
		return truth_of((facts->envelope->auth_user != NULL) == condition->of.yes);
	case CONDITION_UNSCANNABLE:
		return truth_of((facts->unscannable_reasons != 0) == condition->of.yes);
	case CONDITION_UNSCANNABLE_REASON:
		return truth_of((condition->of.mask & facts->unscannable_reasons) != 0);
	case CONDITION_PHI_CONFIDENCE: return truth_of(facts->confidence >= condition->of.number);
	case CONDITION_SIZE_OVER: return truth_of(facts->size > (uint64_t)condition->of.number);
	case CONDITION_SIZE_UNDER: return truth_of(facts->size < (uint64_t)condition->of.number);
	case CONDITION_RECIPIENTS_OVER: return count_holds(condition, facts, facts->recipients);
	case CONDITION_OUTSIDE_OVER: return count_holds(condition, facts, facts->outside);
	case CONDITION_HOURLY_OVER: return hourly_holds(condition, facts);
	case CONDITION_TIME: return truth_of(hours_hold(&condition->of.hours, facts));
	case CONDITION_FINDINGS: return truth_of(findings_hold(&condition->of.finding, facts));
	case CONDITION_HEALTH: return health_holds(&condition->of.health, facts);
	case CONDITION_CONTENT: return form_holds(condition->of.mask, facts->message);
	case CONDITION_NEAR: return nearness_holds(&condition->of.near, facts);
	case CONDITION_SENDER:
		return truth_of(list_has_address(list, &facts->sender, facts->envelope->received));
	case CONDITION_SENDER_DOMAIN:
		return truth_of(list_has_domain(list, facts->sender.domain, facts->envelope->received));
	case CONDITION_USER: return truth_of(string_set_contains(&list->words, facts->user));
	case CONDITION_CLIENT: return truth_of(client_holds(condition, facts));
	default: return TRUTH_UNKNOWN;
	}
}

static enum truth
header_holds(const struct header_condition *header, const struct message *m)
{
	const struct string_set *words = header->words ? &header->words->words : NULL;

	return truth_of(content_header_holds(m, header->name, words, header->least));
}

/* What only the message itself can tell; no record keeps it. */
static enum truth
answer_of_content(const struct condition *condition, const struct facts *facts)
{
	const struct message *m = facts->message;

	if (m == NULL)
		return TRUTH_UNKNOWN;
	if (condition->kind == CONDITION_HEADER)
		return header_holds(&condition->of.header, m);
	if (condition->kind == CONDITION_CONTENT_TYPE)
		return truth_of(content_type_holds(m, &condition->of.list->words));
	return truth_of(content_extension_holds(m, &condition->of.list->words));
}

/* ---- of a recipient ----------------------------------------------------------- */

/* Nobody wrote for so many days; what is not known may be either. */
static enum truth
is_new(int64_t written, int64_t days, const struct facts *facts)
{
	const int64_t day = 24 * 60 * 60;

	if (written == 0)
		return TRUTH_UNKNOWN;
	return truth_of(written == RECIPIENT_NEVER ||
	                facts->envelope->received - written > days * day);
}

static enum truth
answer_of_recipient(const struct condition *condition, const struct asking *asking)
{
	const struct recipient *recipient = asking->recipient;
	const struct list *list = condition->of.list;

	if (recipient == NULL)
		return TRUTH_UNKNOWN;
	switch ((enum condition_kind)condition->kind) {
	case CONDITION_RECIPIENT_SIDE:
		return truth_of(condition->of.mask & (recipient->internal ? SIDE_INSIDE : SIDE_OUTSIDE));
	case CONDITION_RECIPIENT_TLS: return truth_of(recipient->tls_capable == condition->of.yes);
	case CONDITION_RECIPIENT:
		return truth_of(list_has_address(list, asking->address,
		                                 asking->facts->envelope->received));
	case CONDITION_RECIPIENT_NEW:
		return is_new(recipient->written, condition->of.number, asking->facts);
	case CONDITION_RECIPIENT_DOMAIN_NEW:
		return is_new(recipient->domain_written, condition->of.number, asking->facts);
	default: /* CONDITION_RECIPIENT_DOMAIN */
		return truth_of(list_has_domain(list, asking->address->domain,
		                                asking->facts->envelope->received));
	}
}

/* ---- of other conditions -------------------------------------------------------- */

static enum truth
all_hold(const struct asking *asking, uint32_t at)
{
	const struct condition *conditions = asking->program->conditions;
	enum truth least = TRUTH_YES;

	for (uint32_t i = at + 1; i < conditions[at].end && least != TRUTH_NO; i = conditions[i].end) {
		enum truth truth = condition_ask(asking, i);
		least = truth < least ? truth : least;
	}
	return least;
}

static enum truth
any_holds(const struct asking *asking, uint32_t at)
{
	const struct condition *conditions = asking->program->conditions;
	enum truth most = TRUTH_NO;

	for (uint32_t i = at + 1; i < conditions[at].end && most != TRUTH_YES; i = conditions[i].end) {
		enum truth truth = condition_ask(asking, i);
		most = truth > most ? truth : most;
	}
	return most;
}

static enum truth
answer(const struct asking *asking, uint32_t at)
{
	const struct condition *condition = &asking->program->conditions[at];

	if (condition->kind == CONDITION_NAMED)
		return condition_ask(asking, asking->program->named[condition->of.number].root);
	if (condition->kind == CONDITION_SAME)
		return condition_ask(asking, (uint32_t)condition->of.number);
	if (condition->kind >= CONDITION_RECIPIENT_SIDE)
		return answer_of_recipient(condition, asking);
	if (condition->kind >= CONDITION_CONTENT_TYPE)
		return answer_of_content(condition, asking->facts);
	return answer_of_message(condition, asking->facts);
}

/* The answer is looked up or kept; one without a recipient may be unknown for its lack alone. */
static enum truth
answer_once(const struct asking *asking, uint32_t at)
{
	uint32_t place = asking->program->conditions[at].memo;
	uint8_t *memo = asking->recipient ? asking->recipient_memo : asking->message_memo;
	enum truth known = asking->message_memo[place];

	if (known == TRUTH_YES || known == TRUTH_NO)
		return known;
	if (memo[place] == 0)
		memo[place] = answer(asking, at);
	return memo[place];
}

enum truth
condition_ask(const struct asking *asking, uint32_t at)
{
	const struct condition *condition = &asking->program->conditions[at];

	switch (condition->kind) {
	case CONDITION_ALL: return all_hold(asking, at);
	case CONDITION_ANY: return any_holds(asking, at);
	case CONDITION_NOT: return TRUTH_YES + TRUTH_NO - condition_ask(asking, at + 1);
	default: return condition->memo ? answer_once(asking, at) : answer(asking, at);
	}
}

void
program_release(struct program *program)
{
	for (size_t i = 0; i < program->list_count; i++)
		list_destroy(&program->lists[i]);
	free(program->lists);
	free(program->named);
	free(program->conditions);
	*program = (struct program){ 0 };
}
