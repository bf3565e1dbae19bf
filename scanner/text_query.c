#include "scanner/text_query.h"

#include "scanner/charset.h"
#include "scanner/hex_digit.h"
#include "scanner/text_quoted.h"
#include "scanner/value.h"

/* How far back a URL is followed from its '?'. */
#define URL_REACH 256

/* No longer names are known. */
#define NAME_LIMIT 32

/* So many letters and digits in percent signs are no accident. */
#define NEEDLESS_MIN 3

struct argument {
	struct bytes name;
	struct bytes value;
	size_t start; /* of the name in the text */
	size_t end;   /* of the value */
};

static bool
ends_url(uint8_t c)
{
	return c <= ' ' || c == '"' || c == '<' || c == '>' || c == '\\' || c == '`';
}

/* Whether the '?' at `i` begins the query of a URL. */
static bool
is_query(struct bytes text, size_t i)
{
	size_t begin = i;

	if (i + 1 >= text.length || ends_url(text.data[i + 1]))
		return false;
	while (begin > 0 && i - begin < URL_REACH && !ends_url(text.data[begin - 1]))
		begin--;
	return bytes_find_nocase(bytes_slice(text, begin, i - begin), bytes_of_string("://")) != SIZE_MAX;
}

/* The argument that begins at `i`; its end is at '&', ';' or the end of the URL. */
static struct argument
argument_read(struct bytes text, size_t i)
{
	size_t end = i, equals = SIZE_MAX;

	while (end < text.length && !ends_url(text.data[end]) && strchr("&;#", text.data[end]) == NULL) {
		if (text.data[end] == '=' && equals == SIZE_MAX)
			equals = end;
		end++;
	}
	if (equals == SIZE_MAX)
		equals = end;
	return (struct argument){
		.name = bytes_slice(text, i, equals - i),
		.value = equals < end ? bytes_slice(text, equals + 1, end - equals - 1) : bytes_make(NULL, 0),
		.start = i,
		.end = end,
	};
}

/* Appends `coded` with its percent and plus signs undone. */
static int
append_decoded(struct bytes coded, struct buffer *out)
{
	int err = 0;

	for (size_t i = 0; err == 0 && i < coded.length;) {
		uint32_t character;
		size_t count = text_quoted_character(bytes_slice(coded, i, SIZE_MAX), '%', &character);
		if (count > 0)
			err = charset_utf8_append(out, character);
		else
			err = buffer_append_byte(out, coded.data[i] == '+' ? ' ' : coded.data[i]);
		i += count > 0 ? 3 * count : 1;
	}
	return err;
}

/* The letters of `name`, as far as the names below are long. */
static struct bytes
plain_name(struct bytes name, uint8_t plain[NAME_LIMIT])
{
	size_t length = 0;

	for (size_t i = 0; i < name.length && length < NAME_LIMIT; i++)
		if (byte_is_alpha(name.data[i]))
			plain[length++] = byte_lower(name.data[i]);
	return bytes_make(plain, length);
}

/* Whether the name of an argument says that a person's own is in it. */
static bool
name_tells(struct bytes name)
{
	static const char *const whole[] = {
		"name", "firstname", "lastname", "givenname", "familyname", "middlename", "fname", "lname",
		"fullname", "surname", "phone", "phonenumber", "tel", "telephone", "mobile", "member",
		"policy", "account", "acct", "chart", "address", "street", "license",
	};
	static const char *const parts[] = {
		"ssn", "socialsec", "dob", "birth", "mrn", "patient", "medicalrec", "subscriber", "memberid",
		"diagnos", "medicare", "medicaid", "insuran",
	};
	uint8_t letters[NAME_LIMIT];
	struct bytes plain = plain_name(name, letters);

	for (size_t i = 0; i < ARRAY_LENGTH(parts); i++)
		if (bytes_find_nocase(plain, bytes_of_string(parts[i])) != SIZE_MAX)
			return true;
	return bytes_among(plain, whole, ARRAY_LENGTH(whole));
}

/* "219-09-9998": no number of machines is divided so, but many are like phones'. */
static bool
value_tells(struct bytes value)
{
	size_t end;

	return value_shape_at(value, 0, "999-99-9999", &end) && end == value.length;
}

/* Whether `coded` has what needs no percent signs in them: no program writes it so (RFC 3986 2.3). */
static bool
is_coded_needlessly(struct bytes coded)
{
	size_t count = 0;

	for (size_t i = 0; i + 3 <= coded.length; i++) {
		int byte = coded.data[i] == '%' ? hex_digit_pair(bytes_slice(coded, i + 1, 2)) : -1;
		count += byte >= 0 && byte_is_alnum((uint8_t)byte);
	}
	return count >= NEEDLESS_MIN;
}

/* Puts the argument before byte `at`, if it tells of anybody. */
static void
argument_insert(struct text_writer *w, const struct argument *argument, size_t at,
                struct buffer *line)
{
	buffer_clear(line);
	w->err = buffer_append_byte(line, '\n');
	if (w->err == 0)
		w->err = append_decoded(argument->name, line);
	if (w->err == 0)
		w->err = buffer_append_byte(line, '=');
	size_t value = line->length;
	if (w->err == 0)
		w->err = append_decoded(argument->value, line);
	if (w->err == 0 && (name_tells(argument->name) || is_coded_needlessly(argument->value) ||
	                    value_tells(bytes_slice(buffer_bytes(line), value, SIZE_MAX))))
		text_writer_insert(w, at, argument->start, argument->end - argument->start,
		                   buffer_bytes(line));
}

static size_t
find_line_end(struct bytes text, size_t i)
{
	const uint8_t *newline = memchr(text.data + i, '\n', text.length - i);

	return newline != NULL ? (size_t)(newline - text.data) : text.length;
}

/* Reads the arguments behind the '?' at `i`; returns the end of the URL. */
static size_t
query_read(struct text_writer *w, size_t i, size_t line_end, struct buffer *line)
{
	struct bytes text = text_writer_source(w);

	while (++i < text.length && !ends_url(text.data[i]) && w->err == 0) {
		struct argument argument = argument_read(text, i);
		if (argument.value.length > 0)
			argument_insert(w, &argument, line_end, line);
		i = argument.end;
		if (i >= text.length || ends_url(text.data[i]))
			break;
	}
	return i;
}

void
text_query(struct text_writer *w)
{
	struct bytes text = text_writer_source(w);
	struct buffer line = buffer_make(text.length + 2);
	size_t i = 0, line_end = 0;

	while (i < text.length && w->err == 0) {
		const uint8_t *found = memchr(text.data + i, '?', text.length - i);
		if (found == NULL)
			break;
		i = (size_t)(found - text.data);
		if (is_query(text, i)) {
			/* A line of a thousand URLs is searched for its end once. */
			line_end = i < line_end ? line_end : find_line_end(text, i);
			i = query_read(w, i, line_end, &line);
		} else {
			i++;
		}
	}
	buffer_release(&line);
}
