#include "policy/removal.h"

#include "policy/content_form.h"

/* Fields that say who writes to whom, when, and along which way, and what says so in them. */
#define ENVELOPE_TYPES                                                                       \
	((uint64_t)1 << IDENTIFIER_PERSON_NAME | (uint64_t)1 << IDENTIFIER_EMAIL_ADDRESS |   \
	 (uint64_t)1 << IDENTIFIER_DATE | (uint64_t)1 << IDENTIFIER_URL |                    \
	 (uint64_t)1 << IDENTIFIER_IPV4_ADDRESS | (uint64_t)1 << IDENTIFIER_IPV6_ADDRESS |   \
	 (uint64_t)1 << IDENTIFIER_FACILITY)
static const char *const envelope_fields[] = {
	"from", "sender", "to", "cc", "reply-to", "date", "message-id", "in-reply-to", "references",
	"received", "return-path", "delivered-to", "dkim-signature", "mime-version",
};

/* Of the message's own header section; that of an attached one is content. */
static bool
is_of_envelope(const struct message *m, const struct finding *finding)
{
	if (finding->part >= m->part_count)
		return false;
	const struct part *part = &m->parts[finding->part];
	if ((ENVELOPE_TYPES >> finding->type & 1) == 0 || part->kind != PART_HEADERS || strcmp(part->path, "headers") != 0)
		return false;
	struct bytes line = bytes_line_at(part->text, finding->start);
	const uint8_t *colon = line.length > 0 ? memchr(line.data, ':', line.length) : NULL;
	size_t length = colon ? (size_t)(colon - line.data) : 0;
	return bytes_among(bytes_slice(line, 0, length), envelope_fields,
	                   ARRAY_LENGTH(envelope_fields));
}

bool
removal_wants_finding(const struct message *m, const struct finding *finding, uint64_t types)
{
	bool somebodys = finding->subject == SUBJECT_UNKNOWN || finding->subject == SUBJECT_PATIENT;

	return somebodys && (types >> finding->type & 1) != 0 &&
	       !is_of_envelope(m, finding);
}

/* "*" stands for any characters, "?" for one; ASCII case makes no difference. */
static bool
pattern_matches(const char *pattern, const char *name)
{
	const char *star = NULL, *resume = NULL;

	while (*name != '\0') {
		if (*pattern == '*') {
			star = ++pattern;
			resume = name;
		} else if (*pattern == '?' ||
		           byte_lower((uint8_t)*pattern) == byte_lower((uint8_t)*name)) {
			pattern++;
			name++;
		} else if (star != NULL) {
			pattern = star; /* the star takes one character more */
			name = ++resume;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}

/* "image/" is the family of all images. */
static bool
type_matches(const char *wanted, const char *type)
{
	size_t length = strlen(wanted);

	return length > 0 && wanted[length - 1] == '/' ? strncmp(type, wanted, length) == 0
	                                               : strcmp(type, wanted) == 0;
}

/* What a reader sees as the message itself, and not as something that hangs on it. */
static bool
is_body(const struct part *part)
{
	return part->file_name == NULL && (part->kind == PART_TEXT || part->kind == PART_HTML) &&
	       strncmp(part->content_type, "text/", strlen("text/")) == 0;
}

/* The header section of an attached message stands for all of it; that of another part for nothing. */
static bool
is_attached_message(const struct part *part)
{
	if (part->kind != PART_HEADERS)
		return false;
	size_t length = strlen(part->path), suffix = strlen(".headers");
	return length > suffix && strcmp(part->path + length - suffix, ".headers") == 0;
}

bool
removal_wants_part(const struct part *part, const struct treatment *treatment)
{
	bool attached_message = is_attached_message(part);

	if (part->entity.length == 0 || is_body(part) ||
	    (part->kind == PART_HEADERS && !attached_message))
		return false;
	if (treatment->kind == TREATMENT_STRIP_FORM)
		return !attached_message && (treatment->forms >> content_form_find(part) & 1) != 0;
	if (treatment->kind == TREATMENT_STRIP_TYPE)
		return type_matches(treatment->value, attached_message ? "message/rfc822"
		                                                       : part->content_type);
	return treatment->kind == TREATMENT_STRIP_FILE && part->file_name != NULL &&
	       pattern_matches(treatment->value, part->file_name);
}

static bool
treatment_is_due(const struct treatment *treatment, const struct message *m)
{
	if (treatment->kind == TREATMENT_REDACT) {
		for (size_t i = 0; i < m->finding_count; i++)
			if (removal_wants_finding(m, &m->findings[i], treatment->types))
				return true;
		return false;
	}
	for (size_t i = 0; i < m->part_count; i++)
		if (removal_wants_part(&m->parts[i], treatment))
			return true;
	return false;
}

bool
removal_is_due(const struct rule *rule, const struct message *m)
{
	if (!rule->removes)
		return false;
	if (rule->redacts && m->assessment.phi && rule->action == OUTCOME_PASS)
		return true;
	for (size_t i = 0; i < rule->treatment_count; i++)
		if (treatment_is_due(&rule->treatments[i], m))
			return true;
	return false;
}
