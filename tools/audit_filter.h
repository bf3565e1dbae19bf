/* Which records `phictl audit list` and `export` show. */
#ifndef PHIMILTER_TOOLS_AUDIT_FILTER_H
#define PHIMILTER_TOOLS_AUDIT_FILTER_H

#include "core/attributes.h"
#include "core/record.h"

struct audit_filter {
	int64_t since;          /* seconds since the epoch; 0 for any */
	int64_t until;          /* exclusive; 0 for any */
	const char *queue_id;   /* NULL for any, and so on */
	const char *message_id; /* with or without <> */
	const char *sender;     /* an address, or @domain */
	const char *recipient;
	unsigned outcome;       /* enum outcome, of the message or any recipient; 0 for any */
	unsigned kind;          /* enum record_kind; 0 for any */
	bool phi;               /* only messages with PHI */
};

/* What can be asked for, as mistakes and --help say it. */
#define AUDIT_OUTCOMES "pass, tls, portal, hold, reject or defer"
#define AUDIT_KINDS \
	"decision, edit-failure, access, disposed, notification, store-notice or configuration"

bool audit_filter_matches(const struct audit_filter *filter, const struct record *record);

/*
 * A point in time as an operator writes it: "2026-01-31", "2026-01-31T12:00:00Z"
 * (UTC), or how long before `now`: "90m", "12h", "7d". Fails: ERROR_INVALID.
 */
MUST_USE int audit_time_parse(const char *text, int64_t now, int64_t *out);

#endif
