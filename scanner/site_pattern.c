/* One pattern of a site: reading its settings. */
#include "scanner/site_pattern.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/error.h"
#include "scanner/digits.h"
#include "scanner/identifiers/report.h"
#include "scanner/value.h"

#define NAME_LIMIT 32
#define REGEX_LIMIT 1000
#define CUES_LIMIT 64

static const char *const setting_names[] = { "name", "type", "category", "regex", "nocase", "cues",
	                                         "confidence", "check" };

/* What a category is short for, where its pattern names no type. */
static const enum identifier_type category_types[IDENTIFIER_CATEGORY_LAST + 1] = {
	[1] = IDENTIFIER_PERSON_NAME,     [2] = IDENTIFIER_STREET_ADDRESS, [3] = IDENTIFIER_DATE,
	[4] = IDENTIFIER_PHONE,           [5] = IDENTIFIER_FAX,            [6] = IDENTIFIER_EMAIL_ADDRESS,
	[7] = IDENTIFIER_SSN,             [8] = IDENTIFIER_MRN,            [9] = IDENTIFIER_PLAN_MEMBER_ID,
	[10] = IDENTIFIER_ACCOUNT_NUMBER, [11] = IDENTIFIER_DRIVERS_LICENSE, [12] = IDENTIFIER_VIN,
	[13] = IDENTIFIER_DEVICE_SERIAL,  [14] = IDENTIFIER_URL,           [15] = IDENTIFIER_IPV4_ADDRESS,
	[16] = IDENTIFIER_BIOMETRIC,      [17] = IDENTIFIER_FACE_PHOTOGRAPH, [18] = IDENTIFIER_OTHER_ID,
};

/* ---- name, type, check ----------------------------------------------------------- */

static int
name_read(const struct settings_node *node, const struct site_pattern *others, size_t count,
          struct diagnostics *why, struct site_pattern *out)
{
	const struct settings_node *name = settings_member(node, "name");

	if (name == NULL)
		return settings_complain(node, why, "must have a name, such as name = \"mrn\"");
	int err = settings_string(name, why, &out->name);
	if (err != 0)
		return err;
	size_t length = strlen(out->name);
	if (length == 0 || length > NAME_LIMIT ||
	    strspn(out->name, "abcdefghijklmnopqrstuvwxyz0123456789-_") != length)
		return settings_complain(name, why, "must be 1 to %d of a-z, 0-9, - and _", NAME_LIMIT);
	for (size_t i = 0; i < count; i++)
		if (others[i].name != NULL && strcmp(others[i].name, out->name) == 0)
			return settings_complain(name, why, "there is a pattern \"%s\" already", out->name);
	return 0;
}

static int
type_read(const struct settings_node *node, struct diagnostics *why, struct site_pattern *out)
{
	const struct settings_node *type = settings_member(node, "type");
	const struct settings_node *category = settings_member(node, "category");
	const char *name = NULL;
	int64_t number;
	int err;

	if ((type == NULL) == (category == NULL))
		return settings_complain(node, why, "must have one of type = \"mrn\" and category = 8");
	if (category != NULL) {
		err = settings_number(category, why, IDENTIFIER_CATEGORY_FIRST, IDENTIFIER_CATEGORY_LAST,
		                      &number);
		if (err == 0)
			out->type = category_types[number];
		return err;
	}
	err = settings_string(type, why, &name);
	if (err != 0)
		return err;
	out->type = identifier_type_find(bytes_of_string(name));
	if (out->type != 0)
		return 0;
	const char *names[IDENTIFIER_TYPE_LIMIT];
	size_t count = 0;
	for (unsigned i = 1; i < IDENTIFIER_TYPE_LIMIT; i++)
		if (identifier_type_name(i) != NULL)
			names[count++] = identifier_type_name(i);
	const char *near = settings_nearest(name, names, count);
	return settings_complain(type, why, "\"%s\" is no type of identifier%s%s%s", name,
	                         near ? "; did you mean \"" : "; see phimilter-rules(5)", near ? near : "",
	                         near ? "\"?" : "");
}

static int
check_read(const struct settings_node *node, struct diagnostics *why, struct site_pattern *out)
{
	static const char *const names[] = {
		[SITE_CHECK_NONE] = "none", [SITE_CHECK_LUHN] = "luhn", [SITE_CHECK_MOD11] = "mod11",
	};
	const struct settings_node *check = settings_member(node, "check");
	const char *name;

	if (check == NULL)
		return 0;
	int err = settings_string(check, why, &name);
	if (err != 0)
		return err;
	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		if (strcmp(names[i], name) == 0) {
			out->check = (enum site_check)i;
			return 0;
		}
	}
	return settings_complain(check, why, "must be \"none\", \"luhn\" or \"mod11\"");
}

bool
site_pattern_check(const struct site_pattern *pattern, struct bytes value)
{
	uint8_t digits[VALUE_LENGTH_LIMIT];
	size_t count = 0;

	if (pattern->check == SITE_CHECK_NONE)
		return true;
	/* Letters in front or between belong to the form, not to the number; an X behind is a digit. */
	for (size_t i = 0; i < value.length && count < sizeof(digits); i++)
		if (byte_is_digit(value.data[i]) ||
		    (pattern->check == SITE_CHECK_MOD11 && i + 1 == value.length && value.data[i] == 'X'))
			digits[count++] = value.data[i];
	struct bytes number = bytes_make(digits, count);
	return pattern->check == SITE_CHECK_LUHN ? digits_luhn(number) : digits_mod11(number);
}

/* ---- cues ---------------------------------------------------------------------------- */

/* Lower case, and one space for all that separates words; its length. */
static size_t
cue_normalise(const char *text, char *out)
{
	size_t length = 0;

	for (; *text != '\0'; text++) {
		uint8_t c = (uint8_t)*text;
		bool gap = byte_is_space(c) || strchr("._#-", c) != NULL;
		if (gap && (length == 0 || out[length - 1] == ' '))
			continue;
		out[length++] = gap ? ' ' : (char)byte_lower(c);
	}
	while (length > 0 && out[length - 1] == ' ')
		length--;
	out[length] = '\0';
	return length;
}

static int
cue_read(const struct settings_node *node, struct diagnostics *why, struct cue *out)
{
	const char *text;
	int err = settings_string(node, why, &text);
	if (err != 0)
		return err;

	char *plain = malloc(strlen(text) + 1);
	if (plain == NULL)
		return ERROR_MEMORY;
	size_t length = cue_normalise(text, plain);
	out->text = plain;
	if (length == 0 || length > CUE_LENGTH_LIMIT || !byte_is_alnum((uint8_t)plain[0]) ||
	    !byte_is_alnum((uint8_t)plain[length - 1]))
		return settings_complain(node, why, "must be a word or words of at most %d characters, such as "
		                         "\"chart number\"", CUE_LENGTH_LIMIT);
	out->length = (uint8_t)length;
	return 0;
}

static void
cue_index(struct site_pattern *pattern, size_t number)
{
	const struct cue *cue = &pattern->cues[number];
	struct bytes bytes = bytes_make(cue->text, cue->length);
	uint32_t ending = cue_ending_of(bytes);

	pattern->cue_keys[number] = CUE_ENDING_KEY(ending);
	pattern->cue_leads[number] = cue_lead_of(bytes);
	pattern->cue_filter[CUE_ENDING_WORD(ending)] |= CUE_ENDING_BIT(ending);
	pattern->cue_filter[CUE_KEY_WORD(ending)] |= CUE_KEY_BIT(ending);
}

static int
cues_read(const struct settings_node *node, struct diagnostics *why, struct site_pattern *out)
{
	const struct settings_node *list = settings_member(node, "cues");
	size_t count = settings_count(list);
	int result = 0;

	if (list == NULL)
		return 0;
	if (!settings_is_list(list) || count == 0 || count > CUES_LIMIT)
		return settings_complain(list, why, "must be a list of 1 to %d words, such as ( \"chart\" )",
		                         CUES_LIMIT);
	out->cues = calloc(count, sizeof(*out->cues));
	out->cue_keys = calloc(CUE_KEYS_ROOM(count), sizeof(*out->cue_keys));
	out->cue_leads = calloc(CUE_KEYS_ROOM(count), sizeof(*out->cue_leads));
	if (out->cues == NULL || out->cue_keys == NULL || out->cue_leads == NULL)
		return ERROR_MEMORY;
	out->cue_table = (struct cue_table){ out->cues, count, out->cue_keys, out->cue_leads, out->cue_filter };
	for (size_t i = 0; i < count; i++) {
		int err = cue_read(settings_element(list, i), why, &out->cues[i]);
		if (err == ERROR_MEMORY)
			return err;
		if (err != 0)
			result = err;
		else
			cue_index(out, i);
	}
	return result;
}

/* ---- the whole --------------------------------------------------------------------------- */

static int
regex_read(const struct settings_node *node, struct diagnostics *why, struct site_pattern *out)
{
	out->regex_node = settings_member(node, "regex");
	if (out->regex_node == NULL)
		return settings_complain(node, why, "must have a regex, such as regex = \"NH-[0-9]{7}\"");
	int err = settings_string(out->regex_node, why, &out->regex);
	if (err == 0 && (out->regex[0] == '\0' || strlen(out->regex) > REGEX_LIMIT))
		err = settings_complain(out->regex_node, why, "must have 1 to %d characters", REGEX_LIMIT);
	return err;
}

/* The scale of scanner/score.h, where the site does not say how sure its pattern is. */
static uint8_t
confidence_default(const struct site_pattern *pattern)
{
	bool checked = pattern->check != SITE_CHECK_NONE, cued = pattern->cue_table.count > 0;

	if (checked && cued)
		return CONFIDENCE_CHECKED_CUE;
	return checked || cued ? CONFIDENCE_CHECKED : CONFIDENCE_CUE;
}

static int
confidence_read(const struct settings_node *node, struct diagnostics *why, struct site_pattern *out)
{
	const struct settings_node *confidence = settings_member(node, "confidence");
	int64_t percent;

	out->confidence = confidence_default(out);
	if (confidence == NULL)
		return 0;
	int err = settings_number(confidence, why, 1, 100, &percent);
	if (err == 0)
		out->confidence = (uint8_t)percent;
	return err;
}

/* Keeps the first failure but lets every setting say what is wrong with it. */
static void
note(int *result, int err)
{
	if (*result == 0 || err == ERROR_MEMORY)
		*result = err ? err : *result;
}

int
site_pattern_read(const struct settings_node *node, const struct site_pattern *others, size_t count,
                  struct diagnostics *why, struct site_pattern *out)
{
	const struct settings_node *nocase = settings_member(node, "nocase");
	int result = 0;

	if (!settings_is_group(node))
		return settings_complain(node, why, "must be a group such as { name = \"mrn\"; type = \"mrn\"; "
		                         "regex = \"NH-[0-9]{7}\"; }");
	note(&result, settings_check_names(node, setting_names, ARRAY_LENGTH(setting_names), why));
	note(&result, name_read(node, others, count, why, out));
	note(&result, type_read(node, why, out));
	note(&result, regex_read(node, why, out));
	note(&result, check_read(node, why, out));
	note(&result, cues_read(node, why, out));
	note(&result, confidence_read(node, why, out));
	if (nocase != NULL)
		note(&result, settings_boolean(nocase, why, &out->nocase));
	return result;
}

void
site_pattern_release(struct site_pattern *pattern)
{
	for (size_t i = 0; i < pattern->cue_table.count; i++)
		free((char *)pattern->cues[i].text);
	free(pattern->cues);
	free(pattern->cue_keys);
	free(pattern->cue_leads);
	free(pattern->text);
	free(pattern->validator);
	site_regex_destroy(&pattern->compiled);
}
