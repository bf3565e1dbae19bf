#include "encryption/notice_settings.h"

#include <stdlib.h>
#include <unistd.h>

#include "core/buffer.h"
#include "core/error.h"
#include "encryption/address.h"
#include "encryption/mime_text.h"
#include "encryption/portal_link.h"

#define SUBJECT_LIMIT 200 /* bytes */
#define FROM_LIMIT 500
#define HOST_NAME_SIZE 256

/* NUL-terminated copy of what `buffer` holds; releases it. */
static int
take_string(struct buffer *buffer, int err, char **out)
{
	if (err == 0)
		err = buffer_append_byte(buffer, '\0');
	if (err == 0) {
		*out = (char *)buffer->data;
		*buffer = buffer_make(0);
	}
	buffer_release(buffer);
	return err;
}

static int
read_url(const struct configuration *configuration, struct diagnostics *why, char **out)
{
	struct buffer made = buffer_make(NOTICE_URL_LIMIT + 2);
	int err = portal_link_begin(configuration, why, &made);

	return take_string(&made, err, out);
}

static bool
is_subject(struct bytes subject)
{
	for (size_t i = 0; i < subject.length; i++)
		if (subject.data[i] < ' ' || subject.data[i] == 0x7f)
			return false;
	return subject.length > 0 && subject.length <= SUBJECT_LIMIT && mime_text_is_utf8(subject);
}

static int
read_subject(const struct configuration *configuration, struct diagnostics *why, char **out)
{
	struct bytes subject = bytes_of_string(configuration->escrow.notice_subject);
	struct buffer made = buffer_make(4 * SUBJECT_LIMIT);

	if (!is_subject(subject))
		return configuration_complain(configuration, "escrow.notice_subject", why,
		                              "must be one line of UTF-8 text, of 1 to %d bytes",
		                              SUBJECT_LIMIT);
	int err = mime_text_append_field(subject, &made);
	return take_string(&made, err, out);
}

static int
read_from(const struct configuration *configuration, struct diagnostics *why, const char **out)
{
	struct bytes from = bytes_of_string(configuration->escrow.notice_from);
	struct bytes rest = from, address, second;

	*out = configuration->escrow.notice_from;
	if (from.length == 0)
		return 0;
	if (from.length <= FROM_LIMIT && mime_text_is_plain(from) &&
	    address_list_next(&rest, &address) && address.length > 0 &&
	    !address_list_next(&rest, &second))
		return 0;
	return configuration_complain(configuration, "escrow.notice_from", why,
	                              "must be one address in ASCII, such as \"notices@example.com\" or "
	                              "\"Example Clinic <notices@example.com>\", or \"\" for the "
	                              "sender's own");
}

static int
read_host(const struct configuration *configuration, struct diagnostics *why, char **out)
{
	char own[HOST_NAME_SIZE] = "";
	const char *name = configuration->site.authserv;

	if (name[0] == '\0' && gethostname(own, sizeof(own) - 1) == 0)
		name = own;
	if (!address_is_host_name(bytes_of_string(name)))
		return configuration_complain(configuration, "site.authserv", why,
		                              "\"%s\" is no host name; it must be the mail name of this "
		                              "host, such as \"mail.example.com\"", name);
	*out = strdup(name);
	return *out != NULL ? 0 : ERROR_MEMORY;
}

int
notice_settings_read(const struct configuration *configuration, struct diagnostics *why,
                     struct notice_settings *out)
{
	int results[4];
	int result = 0;

	results[0] = read_url(configuration, why, &out->url);
	results[1] = read_subject(configuration, why, &out->subject);
	results[2] = read_from(configuration, why, &out->from);
	results[3] = read_host(configuration, why, &out->host);
	for (size_t i = 0; i < ARRAY_LENGTH(results); i++)
		if (results[i] != 0 && result != ERROR_MEMORY)
			result = results[i];
	return result;
}

void
notice_settings_release(struct notice_settings *settings)
{
	free(settings->url);
	free(settings->subject);
	free(settings->host);
	*settings = (struct notice_settings){ 0 };
}
