#include "encryption/portal_link.h"

#include "core/error.h"
#include "encryption/address.h"
#include "encryption/mime_text.h"
#include "encryption/notice_settings.h"

#define URL_SCHEME "https://"
#define PORT_DIGITS_LIMIT 5

/* "host" or "host:port". */
static bool
is_authority(struct bytes authority)
{
	const uint8_t *colon = authority.length ? memchr(authority.data, ':', authority.length) : NULL;
	size_t host = colon ? (size_t)(colon - authority.data) : authority.length;
	struct bytes port = bytes_slice(authority, host + 1, authority.length);

	for (size_t i = 0; i < port.length; i++)
		if (!byte_is_digit(port.data[i]))
			return false;
	return address_is_host_name(bytes_slice(authority, 0, host)) &&
	       (colon == NULL || (port.length > 0 && port.length <= PORT_DIGITS_LIMIT));
}

/* https, a host, and nothing that would end the URL early or start a fragment. */
static bool
is_portal_url(struct bytes url)
{
	struct bytes rest = bytes_slice(url, strlen(URL_SCHEME), url.length);
	size_t host = 0;

	if (url.length > NOTICE_URL_LIMIT || !mime_text_is_plain(url) ||
	    !bytes_equal_nocase(bytes_slice(url, 0, strlen(URL_SCHEME)), bytes_of_string(URL_SCHEME)))
		return false;
	for (size_t i = 0; i < rest.length; i++)
		if (strchr(" \"#<>\\^`{|}", rest.data[i]) != NULL)
			return false;
	while (host < rest.length && rest.data[host] != '/' && rest.data[host] != '?')
		host++;
	return is_authority(bytes_slice(rest, 0, host));
}

int
portal_link_begin(const struct configuration *configuration, struct diagnostics *why,
                  struct buffer *out)
{
	struct bytes url = bytes_of_string(configuration->escrow.portal_url);

	if (!is_portal_url(url))
		return configuration_complain(configuration, "escrow.portal_url", why,
		                              "must be the portal's https address, such as "
		                              "\"https://portal.example.com/message/\"; the item and "
		                              "\"#\" with its token are put behind it");
	int err = buffer_append(out, url);
	uint8_t last = url.data[url.length - 1];
	if (err == 0 && last != '/' && last != '=')
		err = buffer_append_byte(out, '/');
	return err;
}

int
portal_link_make(const struct configuration *configuration, const char *escrow_id,
                 const struct escrow_token *token, struct diagnostics *why, struct buffer *out)
{
	const char *const parts[] = { escrow_id, "#", token->text };
	int err = portal_link_begin(configuration, why, out);

	for (size_t i = 0; i < ARRAY_LENGTH(parts) && err == 0; i++)
		err = buffer_append_string(out, parts[i]);
	return err;
}
