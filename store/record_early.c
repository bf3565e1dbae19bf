#include "store/record_walk.h"

/* ---- pieces of all versions --------------------------------------------------- */

void
record_walk_strings(struct codec *codec, const struct bytes **strings, size_t *count)
{
	/* Writing never changes what it walks over; such casts serve reading alone. */
	struct bytes *walked = (struct bytes *)*strings;

	codec_array(codec, (void **)&walked, count, sizeof(*walked));
	for (size_t i = 0; i < *count; i++)
		codec_string(codec, &walked[i]);
	*strings = walked;
}

void
record_walk_findings(struct codec *codec, struct record *r)
{
	struct record_finding *findings = (struct record_finding *)r->findings;

	codec_array(codec, (void **)&findings, &r->finding_count, sizeof(*findings));
	for (size_t i = 0; i < r->finding_count; i++) {
		codec_u8(codec, IDENTIFIER_TYPE_LIMIT - 1, &findings[i].type);
		codec_u8(codec, RECORD_PERCENT_MAXIMUM, &findings[i].confidence);
		codec_u32(codec, &findings[i].count);
		codec_u32(codec, &findings[i].distinct);
	}
	r->findings = findings;
}

void
record_walk_tallies(struct codec *codec, struct record *r)
{
	struct record_tally *tallies = (struct record_tally *)r->tallies;

	codec_array(codec, (void **)&tallies, &r->tally_count, sizeof(*tallies));
	for (size_t i = 0; i < r->tally_count; i++) {
		codec_u8(codec, IDENTIFIER_TYPE_LIMIT - 1, &tallies[i].type);
		codec_flag(codec, &tallies[i].everyone);
		codec_u8(codec, RECORD_PERCENT_MAXIMUM, &tallies[i].confidence);
		codec_u32(codec, &tallies[i].count);
		codec_u32(codec, &tallies[i].distinct);
	}
	r->tallies = tallies;
}

void
record_walk_keywords(struct codec *codec, struct record *r)
{
	struct record_keyword *keywords = (struct record_keyword *)r->keywords;

	codec_array(codec, (void **)&keywords, &r->keyword_count, sizeof(*keywords));
	for (size_t i = 0; i < r->keyword_count; i++)
		codec_raw(codec, keywords[i].token, sizeof(keywords[i].token));
	r->keywords = keywords;
}

/* ---- versions 1 to 4 ---------------------------------------------------------- */

static void
record_walk_recipients(struct codec *codec, struct record *r)
{
	struct record_recipient *recipients = (struct record_recipient *)r->recipients;

	codec_array(codec, (void **)&recipients, &r->recipient_count, sizeof(*recipients));
	for (size_t i = 0; i < r->recipient_count; i++) {
		codec_string(codec, &recipients[i].address);
		codec_u8(codec, OUTCOME_LIMIT - 1, &recipients[i].outcome);
		codec_string(codec, &recipients[i].rule);
	}
	r->recipients = recipients;
}

static void
record_walk_verdict(struct codec *codec, struct record *r)
{
	codec_u8(codec, DIRECTION_LIMIT - 1, &r->direction);
	codec_u8(codec, OUTCOME_LIMIT - 1, &r->outcome);
	record_walk_strings(codec, &r->rules, &r->rule_count);
	codec_flag(codec, &r->phi);
	codec_u8(codec, RECORD_PERCENT_MAXIMUM, &r->confidence);
	record_walk_findings(codec, r);
	codec_counters(codec, r->health, HEALTH_KIND_LIMIT);
	codec_counters(codec, r->unscannable, UNSCANNABLE_REASON_LIMIT);
}

static void
record_walk_values(struct codec *codec, struct record *r)
{
	struct record_value *values = (struct record_value *)r->values;

	codec_array(codec, (void **)&values, &r->value_count, sizeof(*values));
	for (size_t i = 0; i < r->value_count; i++) {
		codec_u8(codec, IDENTIFIER_TYPE_LIMIT - 1, &values[i].type);
		codec_raw(codec, values[i].token, sizeof(values[i].token));
	}
	r->values = values;
	codec_flag(codec, &r->values_cut);
}

/* What version 3 added. */
static void
record_walk_searched(struct codec *codec, struct record *r)
{
	record_walk_values(codec, r);
	codec_string(codec, &r->retention_basis);
}

/* What version 4 added. */
static void
record_walk_retained(struct codec *codec, struct record *r)
{
	uint64_t year = r->minor_birth_year;

	codec_counters(codec, r->sensitive, SENSITIVE_KIND_LIMIT);
	codec_number(codec, 0, RECORD_YEAR_MAXIMUM, &year);
	r->minor_birth_year = (uint16_t)year;
	record_walk_strings(codec, &r->retention_others, &r->retention_other_count);
	record_walk_keywords(codec, r);
}

/* The layout of version 1. */
static void
record_walk(struct codec *codec, struct record *r)
{
	uint64_t kind = r->kind;

	codec_number(codec, 1, RECORD_KIND_LIMIT - 1, &kind);
	r->kind = (enum record_kind)kind;
	codec_i64(codec, &r->time);
	codec_u64(codec, &r->about);
	codec_string(codec, &r->actor);
	codec_string(codec, &r->reason);
	codec_string(codec, &r->queue_id);
	codec_string(codec, &r->message_id);
	codec_string(codec, &r->client_address);
	codec_string(codec, &r->auth_user);
	codec_string(codec, &r->tls_version);
	codec_string(codec, &r->sender);
	record_walk_recipients(codec, r);
	record_walk_verdict(codec, r);
	codec_string(codec, &r->retention_class);
	codec_i64(codec, &r->retain_until);
	codec_u64(codec, &r->size);
	codec_raw(codec, r->digest, sizeof(r->digest));
	codec_string(codec, &r->escrow_id);
}

/* What version 2 added. */
static void
record_walk_recalled(struct codec *codec, struct record *r)
{
	struct record_recipient *recipients = (struct record_recipient *)r->recipients;

	codec_flag(codec, &r->shadow);
	for (size_t i = 0; i < r->recipient_count; i++) {
		codec_flag(codec, &recipients[i].internal);
		codec_flag(codec, &recipients[i].tls_capable);
		codec_u8(codec, OUTCOME_LIMIT - 1, &recipients[i].shadow_outcome);
		codec_string(codec, &recipients[i].shadow_rule);
	}
	record_walk_tallies(codec, r);
}

void
record_walk_early(struct codec *codec, uint8_t version, struct record *r)
{
	record_walk(codec, r);
	if (version >= RECORD_VERSION_RECALLS)
		record_walk_recalled(codec, r);
	if (version >= RECORD_VERSION_VALUES)
		record_walk_searched(codec, r);
	if (version >= RECORD_VERSION_RETAINS)
		record_walk_retained(codec, r);
}
