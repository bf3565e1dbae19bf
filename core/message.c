#include "core/message.h"

#include <stdlib.h>

#include "core/error.h"

int
message_create(size_t original_limit, size_t arena_limit, struct message **out)
{
	*out = NULL;
	struct message *m = calloc(1, sizeof(*m));
	if (m == NULL)
		return ERROR_MEMORY;
	int err = arena_create(arena_limit, &m->arena);
	if (err != 0) {
		free(m);
		return err;
	}
	m->original = buffer_make(original_limit);
	m->envelope.queue_id = "";
	m->envelope.client_address = "";
	m->envelope.sender = "";
	*out = m;
	return 0;
}

void
message_use_pool(struct message *m, struct memory_pool *pool)
{
	arena_use_pool(m->arena, pool);
	m->original.pool = pool;
}

void
message_destroy(struct message **message)
{
	if (message == NULL || *message == NULL)
		return;
	buffer_release(&(*message)->original);
	arena_destroy(&(*message)->arena);
	explicit_bzero(*message, sizeof(**message));
	free(*message);
	*message = NULL;
}

/* Makes room for one more zeroed element in the section `items` of `m` and points `element` at it. */
#define SECTION_APPEND(m, items, count, capacity, element)                            \
	({                                                                            \
		void *grown_ = (m)->items;                                            \
		int err_ = arena_array_grow((m)->arena, &grown_, (m)->count,          \
		                            &(m)->capacity, sizeof(*(m)->items));     \
		if (err_ == 0) {                                                      \
			(m)->items = grown_;                                          \
			(element) = &(m)->items[(m)->count++];                        \
			memset((element), 0, sizeof(*(element)));                     \
		}                                                                     \
		err_;                                                                 \
	})

int
message_recipient_add(struct message *m, const char *address, const char *mailer)
{
	struct recipient *recipient;
	char *address_copy = arena_copy_string(m->arena, bytes_of_string(address));
	char *mailer_copy = mailer ? arena_copy_string(m->arena, bytes_of_string(mailer)) : NULL;

	if (address_copy == NULL || (mailer != NULL && mailer_copy == NULL))
		return arena_failure(m->arena);
	int err = SECTION_APPEND(m, envelope.recipients, envelope.recipient_count,
	                         envelope.recipient_capacity, recipient);
	if (err != 0)
		return err;
	recipient->address = address_copy;
	recipient->mailer = mailer_copy;
	return 0;
}

int
message_header_add(struct message *m, struct bytes name, struct bytes value)
{
	struct header *header;
	char *name_copy = arena_copy_string(m->arena, name);
	char *value_copy = arena_copy_string(m->arena, value);

	if (name_copy == NULL || value_copy == NULL)
		return arena_failure(m->arena);
	int err = SECTION_APPEND(m, headers, header_count, header_capacity, header);
	if (err != 0)
		return err;
	header->name = bytes_make(name_copy, name.length);
	header->value = bytes_make(value_copy, value.length);
	return 0;
}

int
message_part_add(struct message *m, struct part **out)
{
	return SECTION_APPEND(m, parts, part_count, part_capacity, *out);
}

int
message_unscannable_add(struct message *m, const char *part, enum unscannable_reason reason)
{
	struct unscannable *unscannable;
	int err = SECTION_APPEND(m, unscannables, unscannable_count, unscannable_capacity, unscannable);
	if (err != 0)
		return err;
	unscannable->part = part;
	unscannable->reason = reason;
	return 0;
}

int
message_finding_add(struct message *m, struct finding **out)
{
	return SECTION_APPEND(m, findings, finding_count, finding_capacity, *out);
}

int
message_health_add(struct message *m, struct health_finding **out)
{
	return SECTION_APPEND(m, health, health_count, health_capacity, *out);
}

int
message_edit_add(struct message *m, struct edit edit)
{
	struct edit *last;
	int err = SECTION_APPEND(m, edits, edit_count, edit_capacity, last);

	if (err == 0)
		*last = edit;
	return err;
}

int
message_edit_body(struct message *m, struct bytes body)
{
	uint8_t *copy = arena_alloc(m->arena, body.length);

	if (copy == NULL)
		return arena_failure(m->arena);
	memcpy(copy, body.data, body.length);
	return message_edit_add(m, (struct edit){ .kind = EDIT_BODY_REPLACE,
	                                          .body = bytes_make(copy, body.length) });
}

void
message_health_count(const struct message *m, uint32_t kinds[HEALTH_KIND_LIMIT],
                     uint32_t sensitive[SENSITIVE_KIND_LIMIT])
{
	for (size_t i = 0; i < m->health_count; i++) {
		const struct health_finding *health = &m->health[i];
		if (health->kind < HEALTH_KIND_LIMIT)
			kinds[health->kind]++;
		for (unsigned kind = 1; kind < SENSITIVE_KIND_LIMIT; kind++)
			sensitive[kind] += health->sensitive >> kind & 1;
	}
}

struct bytes
message_header_find(const struct message *m, const char *name)
{
	for (size_t i = 0; i < m->header_count; i++)
		if (bytes_equal_nocase(m->headers[i].name, bytes_of_string(name)))
			return m->headers[i].value;
	return bytes_make(NULL, 0);
}

static const char *const unscannable_reason_names[UNSCANNABLE_REASON_LIMIT] = {
	[UNSCANNABLE_DEPTH] = "depth",
	[UNSCANNABLE_PART_COUNT] = "part-count",
	[UNSCANNABLE_HEADER_COUNT] = "header-count",
	[UNSCANNABLE_HEADER_SIZE] = "header-size",
	[UNSCANNABLE_DECODED_SIZE] = "decoded-size",
	[UNSCANNABLE_TEXT_SIZE] = "text-size",
	[UNSCANNABLE_CHARSET] = "charset",
	[UNSCANNABLE_TRANSFER_ENCODING] = "transfer-encoding",
	[UNSCANNABLE_MALFORMED] = "malformed",
	[UNSCANNABLE_ENCRYPTED] = "encrypted",
	[UNSCANNABLE_FORMAT] = "format",
	[UNSCANNABLE_FINDING_COUNT] = "finding-count",
};

static const char *const health_kind_names[HEALTH_KIND_LIMIT] = {
	[HEALTH_CONDITION] = "condition",
	[HEALTH_PROVISION] = "provision",
	[HEALTH_PAYMENT] = "payment",
};

static const char *const sensitive_kind_names[SENSITIVE_KIND_LIMIT] = {
	[SENSITIVE_MENTAL_HEALTH] = "mental-health",
	[SENSITIVE_SUBSTANCE_USE] = "substance-use",
	[SENSITIVE_HIV] = "hiv",
	[SENSITIVE_REPRODUCTIVE] = "reproductive",
	[SENSITIVE_GENETIC] = "genetic",
};

static const char *const outcome_names[OUTCOME_LIMIT] = {
	[OUTCOME_PASS] = "pass",
	[OUTCOME_TLS] = "tls",
	[OUTCOME_PORTAL] = "portal",
	[OUTCOME_HOLD] = "hold",
	[OUTCOME_REJECT] = "reject",
	[OUTCOME_DEFER] = "defer",
};

static const char *const direction_names[DIRECTION_LIMIT] = {
	[DIRECTION_INBOUND] = "inbound",
	[DIRECTION_INTERNAL] = "internal",
	[DIRECTION_OUTBOUND] = "outbound",
};

static const char *const part_kind_names[] = {
	[PART_HEADERS] = "headers",
	[PART_TEXT] = "text",
	[PART_HTML] = "html",
	[PART_BINARY] = "binary",
};

static const char *
name_of(const char *const *names, size_t count, unsigned number)
{
	return number < count ? names[number] : NULL;
}

static unsigned
number_of(const char *const *names, size_t count, struct bytes name)
{
	for (unsigned i = 1; i < count; i++)
		if (names[i] != NULL && bytes_equal(bytes_of_string(names[i]), name))
			return i;
	return 0;
}

const char *
unscannable_reason_name(unsigned reason)
{
	return name_of(unscannable_reason_names, ARRAY_LENGTH(unscannable_reason_names), reason);
}

const char *
health_kind_name(unsigned kind)
{
	return name_of(health_kind_names, ARRAY_LENGTH(health_kind_names), kind);
}

const char *
sensitive_kind_name(unsigned kind)
{
	return name_of(sensitive_kind_names, ARRAY_LENGTH(sensitive_kind_names), kind);
}

const char *
outcome_name(unsigned outcome)
{
	return name_of(outcome_names, ARRAY_LENGTH(outcome_names), outcome);
}

unsigned
outcome_strictness(enum outcome outcome)
{
	static const uint8_t order[OUTCOME_LIMIT] = {
		[OUTCOME_PASS] = 1, [OUTCOME_TLS] = 2, [OUTCOME_PORTAL] = 3,
		[OUTCOME_HOLD] = 4, [OUTCOME_DEFER] = 5, [OUTCOME_REJECT] = 6,
	};

	return outcome < OUTCOME_LIMIT ? order[outcome] : 0;
}

enum outcome
outcome_stricter(enum outcome one, enum outcome other)
{
	return outcome_strictness(other) > outcome_strictness(one) ? other : one;
}

const char *
direction_name(unsigned direction)
{
	return name_of(direction_names, ARRAY_LENGTH(direction_names), direction);
}

const char *
part_kind_name(unsigned kind)
{
	return name_of(part_kind_names, ARRAY_LENGTH(part_kind_names), kind);
}

unsigned
unscannable_reason_find(struct bytes name)
{
	return number_of(unscannable_reason_names, ARRAY_LENGTH(unscannable_reason_names), name);
}

unsigned
health_kind_find(struct bytes name)
{
	return number_of(health_kind_names, ARRAY_LENGTH(health_kind_names), name);
}

unsigned
sensitive_kind_find(struct bytes name)
{
	return number_of(sensitive_kind_names, ARRAY_LENGTH(sensitive_kind_names), name);
}

unsigned
outcome_find(struct bytes name)
{
	return number_of(outcome_names, ARRAY_LENGTH(outcome_names), name);
}

unsigned
direction_find(struct bytes name)
{
	return number_of(direction_names, ARRAY_LENGTH(direction_names), name);
}
