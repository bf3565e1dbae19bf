#include "tools/json_rows.h"

#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "core/bytes.h"
#include "core/error.h"
#include "tools/command.h"

#define COMPLAINT_SIZE 256

int
json_row_complain(const struct json_row *row, const char *format, ...)
{
	char complaint[COMPLAINT_SIZE];
	va_list args;

	va_start(args, format);
	vsnprintf(complaint, sizeof(complaint), format, args);
	va_end(args);
	command_fail("%s:%zu: %s", row->file, row->line, complaint);
	return ERROR_INVALID;
}

static bool
line_is_blank(struct bytes line)
{
	for (size_t i = 0; i < line.length; i++)
		if (!byte_is_space(line.data[i]))
			return false;
	return true;
}

static uint64_t
file_size(FILE *file)
{
	struct stat status;

	if (fstat(fileno(file), &status) != 0 || !S_ISREG(status.st_mode) || status.st_size < 0)
		return 0;
	return (uint64_t)status.st_size;
}

static int
line_take(struct json_row *row, struct bytes line,
          int (*take)(void *context, const struct json_row *row), void *context)
{
	json_error_t problem;
	int err;

	if (line_is_blank(line))
		return 0;
	row->object = json_loadb((const char *)line.data, line.length, JSON_ALLOW_NUL, &problem);
	if (row->object == NULL) /* jansson's own text would quote the row */
		return json_row_complain(row, "is not valid JSON near column %d", problem.column);
	err = take(context, row);
	json_decref(row->object);
	return err;
}

int
json_rows_read(FILE *file, const char *name, const char *doing,
               int (*take)(void *context, const struct json_row *row), void *context)
{
	struct json_row row = { .file = name };
	uint64_t total = file_size(file), done = 0;
	char *line = NULL;
	size_t capacity = 0;
	ssize_t length;
	int result = 0;

	while ((length = getline(&line, &capacity, file)) > 0) {
		row.line++;
		int err = line_take(&row, bytes_make(line, (size_t)length), take, context);
		if (err != 0)
			result = err == ERROR_IO ? ERROR_IO : ERROR_INVALID;
		if (err == ERROR_IO)
			break;
		done += (uint64_t)length;
		if (doing != NULL && total >= done)
			command_progress(doing, done, total);
	}
	if (doing != NULL)
		command_progress(doing, 0, 0);
	if (ferror(file)) {
		command_fail("%s: %m", name);
		result = ERROR_INVALID;
	}
	if (line != NULL)
		explicit_bzero(line, capacity);
	free(line);
	return result;
}
