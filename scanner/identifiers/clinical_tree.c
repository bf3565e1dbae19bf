#include "scanner/identifiers/clinical_tree.h"

#include "core/attributes.h"
#include "scanner/identifiers/report.h"
#include "scanner/letter.h"

/* Longer ones are no value that names somebody. */
#define VALUE_LIMIT 200

/* Of a date with its day, from the year on (HL7 TS). */
#define DAY_DIGITS 8

#define SSN_DIGITS 9

struct clinical_tree
clinical_tree_make(const struct detector_text *text, const char *syntax)
{
	return (struct clinical_tree){ .text = text, .syntax = syntax };
}

/* ---- values ----------------------------------------------------------------------- */

static struct bytes
trim(struct bytes bytes)
{
	while (bytes.length > 0 && byte_is_space(bytes.data[0]))
		bytes = bytes_slice(bytes, 1, SIZE_MAX);
	while (bytes.length > 0 && byte_is_space(bytes.data[bytes.length - 1]))
		bytes.length--;
	return bytes;
}

static bool
begins_with_letter(struct bytes value)
{
	return letter_at(value, 0).length > 0;
}

static size_t
count_digits(struct bytes value)
{
	size_t digits = 0;

	for (size_t i = 0; i < value.length; i++)
		digits += byte_is_digit(value.data[i]);
	return digits;
}

/* Whether it says something, and not what templates and descriptions of interfaces say instead. */
static bool
is_filled(struct bytes value)
{
	static const char *const blanks[] = { "string", "null", "none", "unknown", "unk", "n/a" };

	return value.length > 0 && value.length <= VALUE_LIMIT && !bytes_among(value, blanks, ARRAY_LENGTH(blanks)) &&
	       (begins_with_letter(value) || count_digits(value) > 0);
}

/* ---- reports ---------------------------------------------------------------------- */

static enum finding_subject
holder_subject(enum clinical_holder holder)
{
	if (holder == CLINICAL_NOBODY)
		return SUBJECT_UNKNOWN;
	return holder == CLINICAL_PATIENT ? SUBJECT_PATIENT : SUBJECT_PROVIDER;
}

static void
report(struct clinical_tree *tree, const struct clinical_node *node, struct bytes value, unsigned type)
{
	if (tree->err != 0 || type == 0 || !is_filled(value))
		return;
	size_t start = (size_t)(value.data - tree->text->bytes.data);
	const struct identifier found = {
		.type = (enum identifier_type)type,
		.subject = holder_subject(node->holder),
		.start = start,
		.end = start + value.length,
		.confidence = CONFIDENCE_CHECKED_CUE,
		.cue = node->element->name,
		.validator = tree->syntax,
	};
	tree->err = identifier_report(tree->text, &found);
}

static void
report_name(struct clinical_tree *tree, const struct clinical_node *node, struct bytes name)
{
	if (node->holder != CLINICAL_ORGANIZATION && begins_with_letter(name))
		report(tree, node, name, IDENTIFIER_PERSON_NAME);
}

static void
report_number(struct clinical_tree *tree, const struct clinical_node *node, struct bytes number, unsigned type)
{
	/* A masked one is none. */
	if (type != IDENTIFIER_SSN || count_digits(number) == SSN_DIGITS)
		report(tree, node, number, type);
}

static void
report_date(struct clinical_tree *tree, const struct clinical_node *node, unsigned type)
{
	if (count_digits(node->value) >= DAY_DIGITS && byte_is_digit(node->value.data[0]))
		report(tree, node, node->value, type);
}

/* "tel:+1(555)555-2003" in CDA; in FHIR the system says what the value is. */
static void
report_telecom(struct clinical_tree *tree, const struct clinical_node *node)
{
	static const struct {
		const char *name;
		enum identifier_type type;
	} systems[] = {
		{ "tel", IDENTIFIER_PHONE },  { "phone", IDENTIFIER_PHONE },          { "sms", IDENTIFIER_PHONE },
		{ "pager", IDENTIFIER_PHONE }, { "fax", IDENTIFIER_FAX },             { "x-text-fax", IDENTIFIER_FAX },
		{ "email", IDENTIFIER_EMAIL_ADDRESS }, { "mailto", IDENTIFIER_EMAIL_ADDRESS },
	};
	struct bytes value = node->value, system = node->origin.system;
	const uint8_t *colon = value.length > 0 ? memchr(value.data, ':', value.length) : NULL;

	if (system.length == 0 && colon != NULL) {
		system = bytes_slice(value, 0, (size_t)(colon - value.data));
		value = trim(bytes_slice(value, system.length + 1, SIZE_MAX));
	}
	for (size_t i = 0; i < ARRAY_LENGTH(systems); i++)
		if (bytes_equal_nocase(system, bytes_of_string(systems[i].name)))
			report(tree, node, value, systems[i].type);
}

static void
report_place(struct clinical_tree *tree, const struct clinical_node *node)
{
	static const uint8_t types[] = {
		[CLINICAL_STREET] = IDENTIFIER_STREET_ADDRESS, [CLINICAL_CITY] = IDENTIFIER_CITY,
		[CLINICAL_COUNTY] = IDENTIFIER_COUNTY, [CLINICAL_ZIP_CODE] = IDENTIFIER_ZIP_CODE,
	};

	report(tree, node, node->value, types[node->element->kind]);
}

/* ---- what an element that ends says of the one it stands in ------------------------- */

static void
take_unless_said(struct bytes *said, struct bytes value)
{
	if (said->length == 0)
		*said = value;
}

static void
take_label(struct clinical_tree *tree, const struct clinical_node *node, struct clinical_node *parent)
{
	take_unless_said(&parent->origin.label, node->value);
	if (parent->element->kind == CLINICAL_PERSON || parent->element->kind == CLINICAL_NAME)
		report_name(tree, node, node->value);
}

/* Of an object of JSON: what an element's name says in XML. */
static void
take_resource(const struct clinical_node *node, struct clinical_node *parent)
{
	parent->element = clinical_element_find(node->value);
	if (parent->element->holder != CLINICAL_NOBODY)
		parent->holder = parent->element->holder;
}

static unsigned
number_type(const struct clinical_node *node, unsigned otherwise)
{
	unsigned type = clinical_number_type(&node->origin);

	return type != 0 ? type : otherwise;
}

static void
judge_number(struct clinical_tree *tree, const struct clinical_node *node, const struct clinical_node *parent)
{
	switch (node->element->kind) {
	case CLINICAL_ID:
		report_number(tree, node, node->extension, number_type(node, parent->element->number));
		break;
	case CLINICAL_IDENTIFIER:
		report_number(tree, node, node->value, number_type(node, parent->element->number));
		break;
	case CLINICAL_CLASS:
		report_number(tree, node, node->value, number_type(node, 0));
		break;
	default:
		report_number(tree, node, node->value, node->element->number);
		break;
	}
}

static void
judge_person(struct clinical_tree *tree, const struct clinical_node *node, const struct clinical_node *parent)
{
	bool of_person = node->element->kind == CLINICAL_NAME
	                         ? !node->has_children && parent->element->kind == CLINICAL_PERSON
	                         : parent->element->kind == CLINICAL_NAME || node->holder != CLINICAL_NOBODY;

	if (of_person)
		report_name(tree, node, node->value);
}

/* What only says something of the element that it stands in. */
static void
pass_on(struct clinical_tree *tree, const struct clinical_node *node, struct clinical_node *parent)
{
	switch (node->element->kind) {
	case CLINICAL_RESOURCE:
		take_resource(node, parent);
		break;
	case CLINICAL_TYPE:
		take_unless_said(&parent->origin.code, node->origin.code);
		take_unless_said(&parent->origin.label, node->origin.label);
		break;
	case CLINICAL_VALUE:
		take_unless_said(&parent->value, node->value);
		break;
	case CLINICAL_SYSTEM:
		take_unless_said(&parent->origin.system, node->value);
		break;
	case CLINICAL_CODE:
		take_unless_said(&parent->origin.code, node->value);
		break;
	case CLINICAL_LABEL:
		take_label(tree, node, parent);
		break;
	default:
		break;
	}
}

static void
judge(struct clinical_tree *tree, const struct clinical_node *node, struct clinical_node *parent)
{
	switch (node->element->kind) {
	case CLINICAL_NAME:
	case CLINICAL_NAME_PART:
		judge_person(tree, node, parent);
		break;
	case CLINICAL_STREET:
	case CLINICAL_CITY:
	case CLINICAL_COUNTY:
	case CLINICAL_ZIP_CODE:
		report_place(tree, node);
		break;
	case CLINICAL_BIRTH:
		report_date(tree, node, IDENTIFIER_BIRTH_DATE);
		break;
	case CLINICAL_DATE:
		if (node->holder != CLINICAL_PROVIDER && node->holder != CLINICAL_ORGANIZATION)
			report_date(tree, node, IDENTIFIER_DATE);
		break;
	case CLINICAL_TELECOM:
		report_telecom(tree, node);
		break;
	case CLINICAL_ID:
	case CLINICAL_IDENTIFIER:
	case CLINICAL_CLASS:
	case CLINICAL_NUMBER:
		judge_number(tree, node, parent);
		break;
	case CLINICAL_EXTENSION:
		if (bytes_find_nocase(node->origin.system, bytes_of_string("mothersMaidenName")) != SIZE_MAX)
			report_name(tree, node, node->value);
		break;
	default:
		pass_on(tree, node, parent);
		break;
	}
}

/* ---- reading ------------------------------------------------------------------------ */

static struct clinical_node *
top(struct clinical_tree *tree)
{
	return tree->depth > 0 && tree->beyond == 0 ? &tree->nodes[tree->depth - 1] : NULL;
}

void
clinical_tree_open(struct clinical_tree *tree, struct bytes name)
{
	struct clinical_node *parent = top(tree);

	if (tree->depth == CLINICAL_DEPTH_LIMIT) {
		tree->beyond++;
		detector_mark(tree->text, DETECTOR_MARK_TOO_DEEP);
		return;
	}
	struct clinical_node node = { .name = name, .element = clinical_element_find(name) };
	node.holder = node.element->holder;
	if (parent != NULL) {
		parent->has_children = true;
		if (node.holder == CLINICAL_NOBODY)
			node.holder = parent->holder;
	}
	tree->nodes[tree->depth++] = node;
}

void
clinical_tree_attribute(struct clinical_tree *tree, struct bytes name, struct bytes value)
{
	struct clinical_node *node = top(tree);

	if (node == NULL)
		return;
	value = trim(value);
	if (bytes_equal_nocase(name, bytes_of_string("value")))
		node->value = value;
	else if (bytes_equal_nocase(name, bytes_of_string("extension")))
		node->extension = value;
	else if (bytes_equal_nocase(name, bytes_of_string("root")) || bytes_equal_nocase(name, bytes_of_string("url")))
		node->origin.system = value;
	else if (bytes_equal_nocase(name, bytes_of_string("code")))
		node->origin.code = value;
}

void
clinical_tree_text(struct clinical_tree *tree, struct bytes text)
{
	struct clinical_node *node = top(tree);

	text = trim(text);
	if (node != NULL && node->value.length == 0 && is_filled(text))
		node->value = text;
}

void
clinical_tree_close(struct clinical_tree *tree)
{
	struct clinical_node nothing = { .element = clinical_element_find(bytes_make(NULL, 0)) };

	if (tree->beyond > 0) {
		tree->beyond--;
		return;
	}
	if (tree->depth == 0)
		return;
	const struct clinical_node *node = &tree->nodes[--tree->depth];
	judge(tree, node, tree->depth > 0 ? &tree->nodes[tree->depth - 1] : &nothing);
}

void
clinical_tree_close_named(struct clinical_tree *tree, struct bytes name)
{
	size_t open = tree->depth;

	if (tree->beyond > 0) {
		tree->beyond--;
		return;
	}
	while (open > 0 && !bytes_equal(tree->nodes[open - 1].name, name))
		open--;
	if (open == 0)
		return;
	while (tree->depth >= open)
		clinical_tree_close(tree);
}

int
clinical_tree_finish(struct clinical_tree *tree)
{
	tree->beyond = 0;
	while (tree->depth > 0)
		clinical_tree_close(tree);
	return tree->err;
}
