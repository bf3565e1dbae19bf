#include "tools/json_text.h"

#include <errno.h>
#include <string.h>

#include "core/error.h"
#include "tools/safe_text.h"
#include "tools/time_text.h"

/* The longest string of a record with every byte escaped. */
#define JSON_STRING_LIMIT ((size_t)4 * 65536)

json_t *
json_text(struct bytes text)
{
	struct buffer escaped = buffer_make(JSON_STRING_LIMIT);
	json_t *json = json_stringn(text.length > 0 ? (const char *)text.data : "", text.length);

	if (json == NULL && safe_text_append(&escaped, text) == 0)
		json = json_stringn((const char *)escaped.data, escaped.length);
	buffer_release(&escaped);
	return json;
}

json_t *
json_time(int64_t seconds)
{
	return json_string(time_text(seconds).text);
}

int
json_print_line(FILE *out, json_t *object)
{
	int err = object != NULL ? 0 : ERROR_MEMORY;

	if (err == 0 && (json_dumpf(object, out, JSON_COMPACT) != 0 || putc('\n', out) == EOF))
		err = ERROR_IO;
	json_decref(object);
	return err;
}

const char *
json_file_problem(const json_error_t *error, const char *no_json)
{
	return json_error_code(error) == json_error_cannot_open_file ? strerror(errno) : no_json;
}
