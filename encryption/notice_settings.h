/*
 * What the configuration says about notices, checked and made ready for use.
 * Internal to the room. Threads: read-only after reading, any thread.
 */
#ifndef PHIMILTER_ENCRYPTION_NOTICE_SETTINGS_H
#define PHIMILTER_ENCRYPTION_NOTICE_SETTINGS_H

#include "core/configuration.h"

#define NOTICE_URL_LIMIT 1024 /* bytes of escrow.portal_url */

struct notice_settings {
	char *url;        /* https; what the escrow id is appended to */
	char *subject;    /* header value: encoded, folded */
	char *host;       /* of the notice's Message-ID: site.authserv or the host's name */
	const char *from; /* header value, or "" for the sender's address; the configuration's */
};

/* Checks all before it fails: ERROR_CONFIG, said in `why`; ERROR_MEMORY. */
MUST_USE int notice_settings_read(const struct configuration *configuration,
                                  struct diagnostics *why, struct notice_settings *out);
void notice_settings_release(struct notice_settings *settings);

#endif
