#include "tools/search_value.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "core/bytes.h"
#include "core/error.h"

#define PHONE_DIGITS 10 /* of the North American plan, without its country code 1 */
#define NAME_WORDS 6

/* Letters and digits in lower case: what counts of a value. */
static void
normalise(const char *text, char out[SEARCH_VALUE_SIZE])
{
	size_t length = 0;

	for (; *text != '\0' && length + 1 < SEARCH_VALUE_SIZE; text++)
		if (byte_is_alnum((uint8_t)*text))
			out[length++] = (char)byte_lower((uint8_t)*text);
	out[length] = '\0';
}

__attribute__((format(printf, 2, 3)))
static void
form_add(struct search_value *value, const char *format, ...)
{
	char text[SEARCH_VALUE_SIZE];
	va_list args;

	if (value->count == SEARCH_VALUE_FORMS)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	normalise(text, value->forms[value->count]);
	for (unsigned i = 0; i < value->count; i++)
		if (strcmp(value->forms[i], value->forms[value->count]) == 0)
			return;
	value->count++;
}

static void
add_dates(struct search_value *value, const struct tm *day)
{
	static const char *const months[] = { "January", "February", "March", "April", "May", "June",
	                                      "July", "August", "September", "October", "November",
	                                      "December" };
	unsigned year = (unsigned)day->tm_year + 1900, month = (unsigned)day->tm_mon + 1;
	unsigned date = (unsigned)day->tm_mday;
	const char *name = months[day->tm_mon];

	form_add(value, "%02u%02u%04u", month, date, year);
	form_add(value, "%u%u%04u", month, date, year);
	form_add(value, "%02u%02u%02u", month, date, year % 100);
	form_add(value, "%u%u%02u", month, date, year % 100);
	form_add(value, "%02u%02u%04u", date, month, year);
	form_add(value, "%u%u%04u", date, month, year);
	form_add(value, "%04u%u%u", year, month, date);
	form_add(value, "%s%u%04u", name, date, year);
	form_add(value, "%s%02u%04u", name, date, year);
	form_add(value, "%u%s%04u", date, name, year);
	form_add(value, "%.3s%u%04u", name, date, year);
	form_add(value, "%.3s%02u%04u", name, date, year);
	form_add(value, "%u%.3s%04u", date, name, year);
}

static void
add_phones(struct search_value *value, const char *digits)
{
	size_t length = strlen(digits);

	if (strspn(digits, "0123456789") != length)
		return;
	if (length == PHONE_DIGITS)
		form_add(value, "1%s", digits);
	else if (length == PHONE_DIGITS + 1 && digits[0] == '1')
		form_add(value, "%s", digits + 1);
}

/* Splits into words, the last name last. Returns how many; 0 when it is no name. */
static unsigned
name_words(char *text, char *words[NAME_WORDS])
{
	char *comma = strchr(text, ','), *rest = NULL;
	unsigned count = 0;

	if (text[strcspn(text, "0123456789")] != '\0')
		return 0;
	if (comma != NULL)
		*comma = ' ';
	for (char *word = strtok_r(text, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) {
		if (count == NAME_WORDS)
			return 0;
		words[count++] = word;
	}
	if (comma == NULL || count < 2)
		return count;
	/* "Last, First Middle": the last name is one word here. */
	char *last = words[0];
	memmove(words, words + 1, (count - 1) * sizeof(*words));
	words[count - 1] = last;
	return count;
}

static void
add_names(struct search_value *value, const char *text)
{
	char copy[SEARCH_VALUE_SIZE], middle[SEARCH_VALUE_SIZE] = "", *words[NAME_WORDS];

	snprintf(copy, sizeof(copy), "%s", text);
	unsigned count = name_words(copy, words);
	if (count < 2)
		return;
	const char *first = words[0], *last = words[count - 1];
	for (unsigned i = 1; i + 1 < count; i++)
		strcat(middle, words[i]); /* all together are shorter than `copy` */
	form_add(value, "%.80s%.80s%.80s", first, middle, last);
	form_add(value, "%.80s%.80s%.80s", last, first, middle);
	form_add(value, "%.80s%.80s", first, last);
	form_add(value, "%.80s%.80s", last, first);
}

int
search_value_forms(const char *text, struct search_value *out)
{
	struct tm day = { 0 };

	*out = (struct search_value){ 0 };
	if (strlen(text) >= SEARCH_VALUE_SIZE)
		return ERROR_LIMIT;
	form_add(out, "%s", text);
	if (out->forms[0][0] == '\0')
		return ERROR_INVALID;
	const char *end = strptime(text, "%Y-%m-%d", &day);
	if (end != NULL && *end == '\0')
		add_dates(out, &day);
	add_phones(out, out->forms[0]);
	add_names(out, text);
	return 0;
}
