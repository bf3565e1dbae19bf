#include "store/record_walk.h"

/* What a record may be without; of most records most of it is not there. */
enum {
	PART_PHI = 1 << 0,
	PART_QUEUE_ID = 1 << 1,
	PART_AUTH_USER = 1 << 2,
	PART_TLS_VERSION = 1 << 3,
	PART_CLIENT_IPV4 = 1 << 4,   /* as 4 bytes and not as text */
	PART_HEALTH = 1 << 5,
	PART_VALUES = 1 << 6,
	PART_TALLIES = 1 << 7,
	PART_TALLIES_ALIKE = 1 << 8, /* they say what the findings do, and are left out */
	PART_BASIS = 1 << 9,
	PART_DIGEST = 1 << 10,
	PART_ABOUT = 1 << 11,
	PART_ACTOR = 1 << 12,
	PART_REASON = 1 << 13,
	PART_ESCROW_ID = 1 << 14,
	PART_SHADOW = 1 << 15,
	PART_UNSCANNABLE = 1 << 16,
	PART_SENSITIVE = 1 << 17,
	PART_MINOR = 1 << 18,
	PART_OTHERS = 1 << 19,
	PART_KEYWORDS = 1 << 20,
	PART_VALUES_CUT = 1 << 21,
	PART_LIMIT = 1 << 22,
};

/* Traits of a recipient, below his outcome. */
enum { TRAIT_INTERNAL = 1, TRAIT_TLS_CAPABLE = 2, TRAIT_SHADOW = 4, TRAIT_LIMIT = 8 };

#define PHRASE(text) { (const uint8_t *)(text), sizeof(text) - 1 }

/* What many records say. Their order is part of the layout: another joins at the end. */
static const struct bytes tls_phrases[] = { PHRASE("TLSv1.3"), PHRASE("TLSv1.2") };
static const struct bytes retention_phrases[] = {
	PHRASE("phi"), PHRASE("administrative"), PHRASE("minor"), PHRASE("part2"),
	PHRASE("business-partner"), PHRASE("payment"),
	PHRASE("site policy"),
	PHRASE("45 CFR 164.316(b)(2)(i)"),
	PHRASE("45 CFR 164.316(b)(2)(i), 164.530(j)(2)"),
	PHRASE("45 CFR 164.504(e), 164.530(j)(2)"),
	PHRASE("22 CCR 70751(c); 45 CFR 164.316(b)(2)(i)"),
	PHRASE("10 NYCRR 405.10(a)(4); 45 CFR 164.316(b)(2)(i)"),
	PHRASE("Tex. Health & Safety Code 241.103(a); 45 CFR 164.316(b)(2)(i)"),
	PHRASE("site policy; 42 CFR 2.16, 2.19"),
	PHRASE("site policy after 42 CFR 482.24(b)(1)"),
};

#define IPV4_SIZE 4
#define IPV4_TEXT_SIZE sizeof("255.255.255.255")

/* The address as text; its length. */
static size_t
ipv4_print(const uint8_t address[IPV4_SIZE], uint8_t text[IPV4_TEXT_SIZE])
{
	size_t length = 0;

	for (size_t i = 0; i < IPV4_SIZE; i++) {
		uint8_t number = address[i];
		if (i > 0)
			text[length++] = '.';
		if (number >= 100)
			text[length++] = (uint8_t)('0' + number / 100);
		if (number >= 10)
			text[length++] = (uint8_t)('0' + number / 10 % 10);
		text[length++] = (uint8_t)('0' + number % 10);
	}
	return length;
}

/* The reverse; whether ipv4_print() makes the very text again. */
static bool
ipv4_parse(struct bytes text, uint8_t out[IPV4_SIZE])
{
	uint8_t printed[IPV4_TEXT_SIZE];
	unsigned number = 0;
	size_t part = 0;

	memset(out, 0, IPV4_SIZE);
	for (size_t i = 0; i < text.length && part < IPV4_SIZE; i++) {
		if (byte_is_digit(text.data[i]))
			number = number * 10 + (text.data[i] - '0');
		if (number > UINT8_MAX)
			return false;
		out[part] = (uint8_t)number;
		if (text.data[i] == '.') {
			part++;
			number = 0;
		}
	}
	return part == IPV4_SIZE - 1 &&
	       bytes_equal(text, bytes_make(printed, ipv4_print(out, printed)));
}

static bool
tallies_are_alike(const struct record *r)
{
	if (r->tally_count == 0 || r->tally_count != r->finding_count)
		return false;
	for (size_t i = 0; i < r->tally_count; i++) {
		const struct record_tally *tally = &r->tallies[i];
		const struct record_finding *finding = &r->findings[i];
		if (tally->everyone || tally->type != finding->type ||
		    tally->confidence != finding->confidence || tally->count != finding->count ||
		    tally->distinct != finding->distinct)
			return false;
	}
	return true;
}

static bool
counters_any(const uint32_t *counters, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (counters[i] != 0)
			return true;
	return false;
}

static uint64_t
part_if(bool there, uint64_t part)
{
	return there ? part : 0;
}

static uint64_t
record_parts(const struct record *r)
{
	static const uint8_t no_digest[MESSAGE_DIGEST_SIZE];
	uint8_t address[IPV4_SIZE];
	bool alike = tallies_are_alike(r);

	return part_if(r->phi, PART_PHI) | part_if(r->queue_id.length > 0, PART_QUEUE_ID) |
	       part_if(r->auth_user.length > 0, PART_AUTH_USER) |
	       part_if(r->tls_version.length > 0, PART_TLS_VERSION) |
	       part_if(ipv4_parse(r->client_address, address), PART_CLIENT_IPV4) |
	       part_if(counters_any(r->health, HEALTH_KIND_LIMIT), PART_HEALTH) |
	       part_if(r->value_count > 0, PART_VALUES) |
	       part_if(r->tally_count > 0 && !alike, PART_TALLIES) |
	       part_if(alike, PART_TALLIES_ALIKE) |
	       part_if(r->retention_basis.length > 0, PART_BASIS) |
	       part_if(memcmp(r->digest, no_digest, sizeof(no_digest)) != 0, PART_DIGEST) |
	       part_if(r->about != 0, PART_ABOUT) | part_if(r->actor.length > 0, PART_ACTOR) |
	       part_if(r->reason.length > 0, PART_REASON) |
	       part_if(r->escrow_id.length > 0, PART_ESCROW_ID) | part_if(r->shadow, PART_SHADOW) |
	       part_if(counters_any(r->unscannable, UNSCANNABLE_REASON_LIMIT), PART_UNSCANNABLE) |
	       part_if(counters_any(r->sensitive, SENSITIVE_KIND_LIMIT), PART_SENSITIVE) |
	       part_if(r->minor_birth_year != 0, PART_MINOR) |
	       part_if(r->retention_other_count > 0, PART_OTHERS) |
	       part_if(r->keyword_count > 0, PART_KEYWORDS) |
	       part_if(r->values_cut, PART_VALUES_CUT);
}

static void
packed_walk_string(struct codec *codec, uint64_t there, struct bytes *string)
{
	if (there != 0)
		codec_string(codec, string);
}

static void
packed_walk_client(struct codec *codec, uint64_t as_ipv4, struct record *r)
{
	uint8_t address[IPV4_SIZE] = { 0 }, text[IPV4_TEXT_SIZE];

	if (as_ipv4 == 0) {
		codec_string(codec, &r->client_address);
		return;
	}
	if (!codec_reads(codec))
		(void)ipv4_parse(r->client_address, address); /* it does, or would not be written so */
	codec_raw(codec, address, sizeof(address));
	if (codec_reads(codec))
		codec_keep(codec, bytes_make(text, ipv4_print(address, text)), &r->client_address);
}

static void
packed_walk_envelope(struct codec *codec, uint64_t parts, struct record *r)
{
	packed_walk_string(codec, parts & PART_QUEUE_ID, &r->queue_id);
	codec_string(codec, &r->sender);
	codec_string_ends_as(codec, r->sender, &r->message_id);
	packed_walk_client(codec, parts & PART_CLIENT_IPV4, r);
	if (parts & PART_AUTH_USER)
		codec_string_begins_as(codec, r->sender, &r->auth_user);
	if (parts & PART_TLS_VERSION)
		codec_string_phrased(codec, tls_phrases, ARRAY_LENGTH(tls_phrases), &r->tls_version);
}

static void
packed_walk_recipient(struct codec *codec, const struct record *r, struct bytes before,
                      struct record_recipient *recipient)
{
	bool shadow = recipient->shadow_outcome != 0 || recipient->shadow_rule.length > 0;
	uint64_t traits = (uint64_t)recipient->outcome * TRAIT_LIMIT |
	                  part_if(recipient->internal, TRAIT_INTERNAL) |
	                  part_if(recipient->tls_capable, TRAIT_TLS_CAPABLE) |
	                  part_if(shadow, TRAIT_SHADOW);

	codec_string_ends_as(codec, before, &recipient->address);
	codec_number(codec, 0, OUTCOME_LIMIT * TRAIT_LIMIT - 1, &traits);
	if (codec_reads(codec)) {
		recipient->outcome = (uint8_t)(traits / TRAIT_LIMIT);
		recipient->internal = (traits & TRAIT_INTERNAL) != 0;
		recipient->tls_capable = (traits & TRAIT_TLS_CAPABLE) != 0;
	}
	codec_string_among(codec, r->rules, r->rule_count, &recipient->rule);
	if ((traits & TRAIT_SHADOW) == 0)
		return;
	codec_u8(codec, OUTCOME_LIMIT - 1, &recipient->shadow_outcome);
	codec_string_among(codec, r->rules, r->rule_count, &recipient->shadow_rule);
}

static void
packed_walk_recipients(struct codec *codec, struct record *r)
{
	struct record_recipient *recipients = (struct record_recipient *)r->recipients;
	struct bytes before = r->sender;

	codec_array(codec, (void **)&recipients, &r->recipient_count, sizeof(*recipients));
	for (size_t i = 0; i < r->recipient_count; i++) {
		packed_walk_recipient(codec, r, before, &recipients[i]);
		before = recipients[i].address;
	}
	r->recipients = recipients;
}

/* Of the findings; `r` is being read. */
static void
tallies_from_findings(struct codec *codec, struct record *r)
{
	struct record_tally *tallies = NULL;

	codec_room(codec, (void **)&tallies, r->finding_count, sizeof(*tallies));
	for (size_t i = 0; i < r->finding_count && tallies != NULL; i++)
		tallies[i] = (struct record_tally){
			.type = r->findings[i].type, .confidence = r->findings[i].confidence,
			.count = r->findings[i].count, .distinct = r->findings[i].distinct,
		};
	r->tallies = tallies;
	r->tally_count = tallies != NULL ? r->finding_count : 0;
}

static void
packed_walk_verdict(struct codec *codec, uint64_t parts, struct record *r)
{
	r->phi = (parts & PART_PHI) != 0;
	r->shadow = (parts & PART_SHADOW) != 0;
	codec_u8(codec, DIRECTION_LIMIT - 1, &r->direction);
	codec_u8(codec, OUTCOME_LIMIT - 1, &r->outcome);
	record_walk_strings(codec, &r->rules, &r->rule_count);
	packed_walk_recipients(codec, r);
	codec_u8(codec, RECORD_PERCENT_MAXIMUM, &r->confidence);
	record_walk_findings(codec, r);
	if (parts & PART_TALLIES)
		record_walk_tallies(codec, r);
	if ((parts & PART_TALLIES_ALIKE) && codec_reads(codec))
		tallies_from_findings(codec, r);
	if (parts & PART_HEALTH)
		codec_counters(codec, r->health, HEALTH_KIND_LIMIT);
	if (parts & PART_UNSCANNABLE)
		codec_counters(codec, r->unscannable, UNSCANNABLE_REASON_LIMIT);
}

/* Those that stand together and are of one type have it said once. */
static void
packed_walk_values(struct codec *codec, struct record *r)
{
	struct record_value *values = (struct record_value *)r->values;
	uint64_t run = 0; /* values of one type that are still to come */
	uint8_t type = 0;

	codec_array(codec, (void **)&values, &r->value_count, sizeof(*values));
	for (size_t i = 0; i < r->value_count && codec->error == 0; i++, run--) {
		if (run == 0) {
			type = values[i].type;
			while (!codec_reads(codec) && i + run < r->value_count && values[i + run].type == type)
				run++;
			codec_u8(codec, IDENTIFIER_TYPE_LIMIT - 1, &type);
			codec_number(codec, 1, r->value_count - i, &run);
		}
		codec_raw(codec, values[i].token, sizeof(values[i].token));
		if (codec_reads(codec))
			values[i].type = type;
	}
	r->values = values;
}

static void
packed_walk_retention(struct codec *codec, uint64_t parts, struct record *r)
{
	uint64_t year = r->minor_birth_year;

	codec_string_phrased(codec, retention_phrases, ARRAY_LENGTH(retention_phrases),
	                     &r->retention_class);
	codec_i64(codec, &r->retain_until);
	if (parts & PART_BASIS)
		codec_string_phrased(codec, retention_phrases, ARRAY_LENGTH(retention_phrases),
		                     &r->retention_basis);
	if (parts & PART_SENSITIVE)
		codec_counters(codec, r->sensitive, SENSITIVE_KIND_LIMIT);
	if (parts & PART_MINOR)
		codec_number(codec, 1, RECORD_YEAR_MAXIMUM, &year);
	r->minor_birth_year = (uint16_t)year;
	if (parts & PART_OTHERS)
		record_walk_strings(codec, &r->retention_others, &r->retention_other_count);
	if (parts & PART_KEYWORDS)
		record_walk_keywords(codec, r);
}

void
record_walk_packed(struct codec *codec, struct record *r)
{
	uint64_t parts = codec_reads(codec) ? 0 : record_parts(r), kind = r->kind;

	codec_number(codec, 1, RECORD_KIND_LIMIT - 1, &kind);
	r->kind = (enum record_kind)kind;
	codec_number(codec, 0, PART_LIMIT - 1, &parts);
	codec_i64(codec, &r->time);
	if (parts & PART_ABOUT)
		codec_u64(codec, &r->about);
	packed_walk_string(codec, parts & PART_ACTOR, &r->actor);
	packed_walk_string(codec, parts & PART_REASON, &r->reason);
	packed_walk_envelope(codec, parts, r);
	packed_walk_verdict(codec, parts, r);
	codec_u64(codec, &r->size);
	if (parts & PART_DIGEST)
		codec_raw(codec, r->digest, sizeof(r->digest));
	packed_walk_string(codec, parts & PART_ESCROW_ID, &r->escrow_id);
	if (parts & PART_VALUES)
		packed_walk_values(codec, r);
	r->values_cut = (parts & PART_VALUES_CUT) != 0;
	packed_walk_retention(codec, parts, r);
}
