#include "tools/html.h"

#include <inttypes.h>

#include "core/attributes.h"
#include "scanner/charset.h"
#include "tools/safe_text.h"

/* ---- text --------------------------------------------------------------------- */

/* The character that valid UTF-8 begins with, and its length. */
static uint32_t
character_read(struct bytes text, size_t *length)
{
	uint8_t first = text.data[0];
	uint32_t character = first < 0x80 ? first : first < 0xe0 ? first & 0x1f :
	                     first < 0xf0 ? first & 0x0f : first & 0x07;

	*length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
	for (size_t i = 1; i < *length; i++)
		character = character << 6 | (text.data[i] & 0x3f);
	return character;
}

/* What would turn the text round it, or not show at all (Unicode TR 36 and 39). */
static bool
character_deceives(uint32_t character)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = {
		{ 0x00, 0x1f },     { 0x7f, 0xa0 },     { 0xad, 0xad },     { 0x61c, 0x61c },
		{ 0x180b, 0x180f }, { 0x200b, 0x200f }, { 0x2028, 0x202e }, { 0x2060, 0x206f },
		{ 0xe000, 0xf8ff }, { 0xfe00, 0xfe0f }, { 0xfeff, 0xfeff }, { 0xfff0, 0xffff },
		{ 0xe0000, 0x10ffff },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(ranges); i++)
		if (character >= ranges[i].first && character <= ranges[i].last)
			return true;
	return false;
}

static void
print_character(FILE *out, struct bytes form, uint32_t character)
{
	switch (character) {
	case '&': fputs("&amp;", out); return;
	case '<': fputs("&lt;", out); return;
	case '>': fputs("&gt;", out); return;
	case '"': fputs("&quot;", out); return;
	case '\'': fputs("&#39;", out); return;
	}
	if (character_deceives(character))
		safe_text_print(out, form);
	else
		fwrite(form.data, 1, form.length, out);
}

void
html_text_write(FILE *out, struct bytes text)
{
	while (text.length > 0) {
		size_t valid = charset_utf8_prefix(text);
		for (size_t i = 0, length; i < valid; i += length) {
			uint32_t character = character_read(bytes_slice(text, i, SIZE_MAX), &length);
			print_character(out, bytes_slice(text, i, length), character);
		}
		safe_text_print(out, bytes_slice(text, valid, 1));
		text = bytes_slice(text, valid + 1, SIZE_MAX);
	}
}

void
html_string(FILE *out, const char *text)
{
	html_text_write(out, bytes_of_string(text));
}

void
html_number(FILE *out, uint64_t number)
{
	char digits[32];
	int length = snprintf(digits, sizeof(digits), "%" PRIu64, number);

	for (int i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0)
			putc(',', out);
		putc(digits[i], out);
	}
}

/* ---- tables ------------------------------------------------------------------- */

void
html_table_begin(FILE *out, const char *caption, const struct html_column *columns, size_t count)
{
	fputs("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"", out);
	html_string(out, caption);
	fputs("\">\n<table>\n<caption>", out);
	html_string(out, caption);
	fputs("</caption>\n<thead><tr>", out);
	for (size_t i = 0; i < count; i++) {
		fprintf(out, "<th scope=\"col\"%s>", columns[i].is_number ? " class=\"n\"" : "");
		html_string(out, columns[i].heading);
		fputs("</th>", out);
	}
	fputs("</tr></thead>\n<tbody>\n", out);
}

void
html_row_begin(FILE *out, struct bytes head)
{
	fputs("<tr><th scope=\"row\">", out);
	html_text_write(out, head);
	fputs("</th>", out);
}

void
html_cell_text(FILE *out, struct bytes text)
{
	fputs("<td>", out);
	html_text_write(out, text);
	fputs("</td>", out);
}

void
html_cell_string(FILE *out, const char *text)
{
	html_cell_text(out, bytes_of_string(text));
}

void
html_cell_unbroken(FILE *out, const char *text)
{
	fputs("<td class=\"u\">", out);
	html_string(out, text);
	fputs("</td>", out);
}

void
html_cell_number(FILE *out, uint64_t number)
{
	fputs(number == 0 ? "<td class=\"n z\">" : "<td class=\"n\">", out);
	html_number(out, number);
	fputs("</td>", out);
}

void
html_row_end(FILE *out)
{
	fputs("</tr>\n", out);
}

void
html_table_end(FILE *out)
{
	fputs("</tbody>\n</table>\n</div>\n", out);
}
