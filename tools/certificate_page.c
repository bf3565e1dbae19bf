#include "tools/certificate_page.h"

#include <string.h>

#define LABEL_WIDTH 12
#define TEXT_WIDTH 64

static const char *
text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text != NULL ? text : "-";
}

static json_int_t
number_of(const json_t *object, const char *name)
{
	return json_integer_value(json_object_get(object, name));
}

static void
print_label(FILE *out, const char *label)
{
	fprintf(out, "%-*s ", LABEL_WIDTH, label);
}

/* A text over several lines, broken at blanks. */
static void
print_text(FILE *out, const char *label, const char *text)
{
	while (*text != '\0') {
		size_t length = strlen(text);
		if (length > TEXT_WIDTH) {
			length = TEXT_WIDTH;
			while (length > 0 && text[length] != ' ')
				length--;
			if (length == 0) /* a word longer than a line */
				length = strcspn(text, " ");
		}
		print_label(out, label);
		fprintf(out, "%.*s\n", (int)length, text);
		text += length + strspn(text + length, " ");
		label = "";
	}
}

/* When, who, and where the record says so. */
static void
print_act(FILE *out, const char *label, const json_t *act)
{
	print_label(out, label);
	fprintf(out, "%s", text_of(act, "time"));
	if (json_object_get(act, "by") != NULL)
		fprintf(out, " by %s", text_of(act, "by"));
	if (json_object_get(act, "record") != NULL)
		fprintf(out, " (record %" JSON_INTEGER_FORMAT ")", number_of(act, "record"));
	putc('\n', out);
}

static void
print_destroyed(FILE *out, const json_t *body)
{
	const json_t *classes = json_object_get(body, "classes");

	print_label(out, "destroyed");
	fprintf(out, "%" JSON_INTEGER_FORMAT " records\n", number_of(body, "destroyed"));
	for (size_t i = 0; i < json_array_size(classes); i++) {
		const json_t *class = json_array_get(classes, i);
		print_label(out, "");
		fprintf(out, "%s: %" JSON_INTEGER_FORMAT " records of messages with %" JSON_INTEGER_FORMAT
		        " bytes, %" JSON_INTEGER_FORMAT " sealed originals\n", text_of(class, "class"),
		        number_of(class, "records"), number_of(class, "bytes"),
		        number_of(class, "sealed_originals"));
	}
}

static void
print_left_out(FILE *out, const json_t *left_out)
{
	static const struct {
		const char *name, *why;
	} reasons[] = {
		{ "held", "kept by a legal hold" }, { "not_due", "to be kept longer by then" },
		{ "destroyed_before", "destroyed by another disposal" },
	};

	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		if (number_of(left_out, reasons[i].name) == 0)
			continue;
		print_label(out, "left out");
		fprintf(out, "%" JSON_INTEGER_FORMAT " records: %s\n", number_of(left_out, reasons[i].name),
		        reasons[i].why);
	}
}

void
certificate_page_print(FILE *out, const json_t *certificate, bool listed)
{
	const json_t *body = json_object_get(certificate, "certificate");
	const json_t *proposed = json_object_get(body, "proposed");
	const json_t *approved = json_object_get(body, "approved");

	fputs("CERTIFICATE OF DESTRUCTION\n\n", out);
	print_label(out, "disposal");
	fprintf(out, "%" JSON_INTEGER_FORMAT " of the store %s\n", number_of(body, "disposal"),
	        text_of(body, "store"));
	print_label(out, "what");
	fprintf(out, "%" JSON_INTEGER_FORMAT " records whose retention ended before %s\n",
	        number_of(proposed, "records"), text_of(body, "due_at"));
	print_act(out, "proposed", proposed);
	print_act(out, "approved", approved);
	print_text(out, "because", text_of(approved, "reason"));
	print_act(out, "completed", json_object_get(body, "completed"));
	print_destroyed(out, body);
	print_left_out(out, json_object_get(body, "left_out"));
	print_label(out, "list");
	fprintf(out, "SHA-256 %s%s\n", text_of(body, "list_sha256"),
	        listed ? " (checked)" : "");
	print_text(out, "method", text_of(body, "method"));
	print_act(out, "issued", json_object_get(body, "issued"));
	print_label(out, "signed");
	fprintf(out, "Ed25519, public key %s\n", text_of(certificate, "public_key"));
	print_label(out, "");
	fprintf(out, "%s\n", text_of(certificate, "signature"));
	fputs("\nThe signature is valid.\n", out);
}
