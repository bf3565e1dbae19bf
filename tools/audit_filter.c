#include "tools/audit_filter.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "core/error.h"

#define TIME_YEARS_LIMIT 200 /* how far back an age may reach */

static const struct {
	char letter;
	int64_t seconds;
} time_units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 }, { 'w', 604800 } };

static int
age_parse(const char *text, int64_t now, int64_t *out)
{
	char *end;

	errno = 0;
	long long number = strtoll(text, &end, 10);
	if (errno != 0 || end == text || !byte_is_digit((uint8_t)text[0]) || end[0] == '\0' ||
	    end[1] != '\0')
		return ERROR_INVALID;
	for (size_t i = 0; i < ARRAY_LENGTH(time_units); i++) {
		if (*end != time_units[i].letter)
			continue;
		if (number > (long long)TIME_YEARS_LIMIT * 366 * 86400 / time_units[i].seconds)
			return ERROR_INVALID;
		*out = now - number * time_units[i].seconds;
		return 0;
	}
	return ERROR_INVALID;
}

int
audit_time_parse(const char *text, int64_t now, int64_t *out)
{
	static const char *const forms[] = { "%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%MZ" };

	for (size_t i = 0; i < ARRAY_LENGTH(forms); i++) {
		struct tm tm = { 0 };
		const char *end = strptime(text, forms[i], &tm);
		if (end == NULL || *end != '\0')
			continue;
		*out = (int64_t)timegm(&tm);
		return 0;
	}
	return age_parse(text, now, out);
}

/* "@example.com" stands for every address of that domain. */
static bool
address_matches(const char *wanted, struct bytes address)
{
	struct bytes want = bytes_of_string(wanted);

	if (want.length > 0 && want.data[0] == '@' && address.length > want.length)
		address = bytes_slice(address, address.length - want.length, want.length);
	return bytes_equal_nocase(want, address);
}

static bool
recipient_matches(const char *wanted, const struct record *record)
{
	for (size_t i = 0; i < record->recipient_count; i++)
		if (address_matches(wanted, record->recipients[i].address))
			return true;
	return false;
}

static bool
outcome_matches(unsigned wanted, const struct record *record)
{
	if (record->outcome == wanted)
		return true;
	for (size_t i = 0; i < record->recipient_count; i++)
		if (record->recipients[i].outcome == wanted)
			return true;
	return false;
}

static bool
message_id_matches(const char *wanted, struct bytes message_id)
{
	struct bytes want = bytes_of_string(wanted);

	if (want.length >= 2 && want.data[0] == '<' && want.data[want.length - 1] == '>')
		want = bytes_slice(want, 1, want.length - 2);
	return bytes_equal(want, message_id);
}

bool
audit_filter_matches(const struct audit_filter *filter, const struct record *record)
{
	return (filter->since == 0 || record->time >= filter->since) &&
	       (filter->until == 0 || record->time < filter->until) &&
	       (filter->kind == 0 || record->kind == filter->kind) &&
	       (!filter->phi || record->phi) &&
	       (filter->outcome == 0 || outcome_matches(filter->outcome, record)) &&
	       (filter->queue_id == NULL ||
	        bytes_equal(bytes_of_string(filter->queue_id), record->queue_id)) &&
	       (filter->message_id == NULL ||
	        message_id_matches(filter->message_id, record->message_id)) &&
	       (filter->sender == NULL || address_matches(filter->sender, record->sender)) &&
	       (filter->recipient == NULL || recipient_matches(filter->recipient, record));
}
