#include "core/diagnostics.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DIAGNOSTICS_LINE_LIMIT 1024

void
diagnostics_init(struct diagnostics *diagnostics)
{
	memset(diagnostics, 0, sizeof(*diagnostics));
}

void
diagnostics_release(struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < diagnostics->count && i < DIAGNOSTICS_LIMIT; i++)
		free(diagnostics->lines[i]);
	diagnostics_init(diagnostics);
}

void
diagnostics_add(struct diagnostics *diagnostics, const char *file, unsigned line,
                const char *setting, const char *format, ...)
{
	char where[DIAGNOSTICS_LINE_LIMIT] = "";
	char problem[DIAGNOSTICS_LINE_LIMIT];
	char whole[3 * DIAGNOSTICS_LINE_LIMIT];

	if (file != NULL && line > 0)
		snprintf(where, sizeof(where), "%s:%u: ", file, line);
	else if (file != NULL)
		snprintf(where, sizeof(where), "%s: ", file);
	va_list args;
	va_start(args, format);
	vsnprintf(problem, sizeof(problem), format, args);
	va_end(args);
	snprintf(whole, sizeof(whole), "%s%s%s%s", where, setting ? setting : "",
	         setting ? ": " : "", problem);
	/* One problem is one line, whatever the operator's file held. */
	for (char *c = whole; *c; c++)
		if ((unsigned char)*c < ' ')
			*c = ' ';
	if (diagnostics->count < DIAGNOSTICS_LIMIT)
		diagnostics->lines[diagnostics->count] = strdup(whole);
	diagnostics->count++;
}

const char *
diagnostics_line(const struct diagnostics *diagnostics, size_t i)
{
	if (i >= diagnostics->count || i >= DIAGNOSTICS_LIMIT)
		return NULL;
	return diagnostics->lines[i] ? diagnostics->lines[i] : "out of memory";
}
