#include "tools/csv_text.h"

#include "tools/safe_text.h"

bool
csv_text_is_formula(struct bytes text)
{
	return text.length > 0 && strchr("=+-@\t\r", text.data[0]) != NULL;
}

void
csv_text_print(FILE *out, struct bytes text)
{
	for (size_t i = 0; i < text.length; i++) {
		if (text.data[i] == '"')
			putc('"', out);
		safe_text_print(out, bytes_slice(text, i, 1));
	}
}

void
csv_text_cell(FILE *out, struct bytes text)
{
	fputs(csv_text_is_formula(text) ? "\"'" : "\"", out);
	csv_text_print(out, text);
	putc('"', out);
}
