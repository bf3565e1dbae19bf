#include "core/settings_text.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>

#include "core/error.h"

#define NUMBER_LENGTH_LIMIT 64

struct settings_text {
	struct bytes text;
	size_t at;
	unsigned line;
	unsigned depth;
	bool value_next; /* an = or : was the last to be seen */
	const char *name;
	struct diagnostics *why;
	bool refused;
};

static void
refuse(struct settings_text *walk, unsigned line, const char *problem)
{
	diagnostics_add(walk->why, walk->name, line, NULL, "%s", problem);
	walk->refused = true;
}

/* The byte `ahead` of the current one; 0 beyond the end. */
static uint8_t
peek(const struct settings_text *walk, size_t ahead)
{
	return walk->at + ahead < walk->text.length ? walk->text.data[walk->at + ahead] : 0;
}

static bool
at_end(const struct settings_text *walk)
{
	return walk->at >= walk->text.length;
}

static void
step(struct settings_text *walk)
{
	if (peek(walk, 0) == '\n')
		walk->line++;
	walk->at++;
}

static void
skip_line(struct settings_text *walk)
{
	while (!at_end(walk) && peek(walk, 0) != '\n')
		step(walk);
}

static void
skip_comment(struct settings_text *walk)
{
	unsigned line = walk->line;

	for (walk->at += 2; !at_end(walk); step(walk)) {
		if (peek(walk, 0) == '*' && peek(walk, 1) == '/') {
			walk->at += 2;
			return;
		}
	}
	refuse(walk, line, "this comment has no end; close it with */");
}

static void
skip_string(struct settings_text *walk)
{
	unsigned line = walk->line;

	walk->value_next = false;
	for (step(walk); !at_end(walk); step(walk)) {
		if (peek(walk, 0) == '"') {
			step(walk);
			return;
		}
		if (peek(walk, 0) == '\\')
			step(walk);
	}
	refuse(walk, line, "this string has no end; close it with \"");
}

static bool
is_word_byte(uint8_t c)
{
	return byte_is_alnum(c) || c == '_' || c == '*' || c == '-' || c == '+' || c == '.';
}

static bool
is_number(const char *word)
{
	if (*word == '-' || *word == '+')
		word++;
	if (word[0] == '0' && (word[1] == 'x' || word[1] == 'X'))
		return word[2] != '\0' && word[2 + strspn(word + 2, "0123456789abcdefABCDEF")] == '\0';
	return *word != '\0' && word[strspn(word, "0123456789")] == '\0';
}

/* True when the number needs libconfig's suffix for 64 bits. */
static bool
check_number(struct settings_text *walk, const char *word)
{
	const char *digits = word + (*word == '-' || *word == '+');
	bool hex = digits[0] == '0' && byte_lower((uint8_t)digits[1]) == 'x';

	if (!hex && digits[0] == '0' && digits[1] != '\0')
		refuse(walk, walk->line, "a number must not begin with 0; write a file mode as a string, "
		                         "such as \"0660\"");
	errno = 0;
	long long number = strtoll(word, NULL, hex ? 16 : 10);
	if (errno == ERANGE)
		refuse(walk, walk->line, "this number is too large");
	return number > INT_MAX || number < INT_MIN;
}

/* libconfig would say "syntax error" and leave the operator to guess. */
static void
check_value(struct settings_text *walk, struct bytes word)
{
	bool bare = byte_is_alpha(word.data[0]) || word.data[0] == '_';

	if (walk->value_next && bare && !bytes_equal_nocase(word, bytes_of_string("true")) &&
	    !bytes_equal_nocase(word, bytes_of_string("false")))
		refuse(walk, walk->line, "a value must be a string in quotes, a number, true or false");
}

/* True when a suffix must follow the word. */
static bool
skip_word(struct settings_text *walk)
{
	char word[NUMBER_LENGTH_LIMIT];
	size_t length = 0;

	while (is_word_byte(peek(walk, length)))
		length++;
	struct bytes view = bytes_slice(walk->text, walk->at, length);
	bool wide = false;
	check_value(walk, view);
	walk->value_next = false;
	if (length < sizeof(word)) {
		memcpy(word, view.data, length);
		word[length] = '\0';
		wide = is_number(word) && check_number(walk, word);
	}
	walk->at += length;
	return wide;
}

static void
skip_mark(struct settings_text *walk)
{
	static const char include[] = "@include";
	uint8_t c = peek(walk, 0);

	if (c == '\0')
		refuse(walk, walk->line, "a NUL byte; this is no text file");
	if (c == '@' && bytes_equal(bytes_slice(walk->text, walk->at, sizeof(include) - 1),
	                            bytes_of_string(include)))
		refuse(walk, walk->line, "@include is not supported; write all settings in one file");
	if (!byte_is_space(c))
		walk->value_next = c == '=' || c == ':';
	if (strchr("({[", c) != NULL && c != '\0' && ++walk->depth == SETTINGS_DEPTH_LIMIT + 1)
		refuse(walk, walk->line, "nested too deeply");
	if (strchr(")}]", c) != NULL && c != '\0' && walk->depth > 0)
		walk->depth--;
	step(walk);
}

/* Skips one comment, string, word or other byte. True when a suffix must follow it. */
static bool
skip_token(struct settings_text *walk)
{
	uint8_t c = peek(walk, 0);

	if (is_word_byte(c))
		return skip_word(walk);
	if (c == '#' || (c == '/' && peek(walk, 1) == '/'))
		skip_line(walk);
	else if (c == '/' && peek(walk, 1) == '*')
		skip_comment(walk);
	else if (c == '"')
		skip_string(walk);
	else
		skip_mark(walk);
	return false;
}

int
settings_text_prepare(struct bytes text, const char *name, struct diagnostics *why,
                      struct buffer *out)
{
	struct settings_text walk = { .text = text, .line = 1, .name = name, .why = why };

	while (!at_end(&walk)) {
		size_t start = walk.at;
		bool wide = skip_token(&walk);
		int err = buffer_append(out, bytes_slice(text, start, walk.at - start));
		if (err == 0 && wide)
			err = buffer_append_byte(out, 'L');
		if (err != 0)
			return err;
	}
	return walk.refused ? ERROR_CONFIG : buffer_append(out, bytes_make("\n", 2));
}
