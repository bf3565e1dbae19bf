/*
 * The configuration file (phimilter.conf(5)) as an immutable struct, built by
 * one schema table in configuration_schema.c: name, type, range and default of every
 * setting stand there and nowhere else.
 *
 * A configuration is checked whole before it is handed out. What only its own
 * room can check (rules, certificates, lexicons, templates) is checked by that
 * room's create function, into the same diagnostics.
 *
 * Ownership: all strings belong to the configuration. Threads: read-only, any.
 */
#ifndef PHIMILTER_CORE_CONFIGURATION_H
#define PHIMILTER_CORE_CONFIGURATION_H

#include "core/attributes.h"
#include "core/diagnostics.h"
#include "core/domain_set.h"
#include "core/identifier.h"
#include "core/network_set.h"
#include "core/settings.h"

struct string_list {
	const char **items;
	const struct settings_node **nodes; /* where each came from, for complaints */
	size_t count;
};

struct retention_class {
	const char *name;
	int64_t days;       /* 0 where years are given */
	int64_t years;      /* of the calendar */
	const char *basis;  /* the law or policy that asks for it; "" when not said */
	int64_t link_days;  /* how long the link of a notice opens; 0: as escrow.link_days says */
	bool types[IDENTIFIER_TYPE_LIMIT]; /* messages with such an identifier get the class */
	unsigned sensitive; /* bit for each enum sensitive_kind: PHI with such context gets it */
	int64_t majority;   /* not 0: PHI of a minor gets it, and it counts from this age */
};

/* When what is kept under `class` since `since` may go, UTC; seconds since the epoch. Years
 * from a 29th of February end on the 1st of March where there is none. core/retention.h tells
 * of more that counts. */
int64_t retention_class_end(const struct retention_class *class, int64_t since);

struct configuration {
	struct settings *settings; /* the tree all strings and nodes point into */
	struct configuration_files *files; /* what was read for it (core/configuration_files.h) */

	struct {
		const char *socket;     /* libmilter form: "unix:/path" or "inet:port@host" */
		int64_t socket_mode;    /* permission bits of a unix socket, e.g. 0660 */
		const char *user;       /* run as; "" stays as started */
		const char *group;
		const char *pid_file;   /* "" for none */
		const char *log;        /* "syslog" or "stderr" */
		bool debug;
		int64_t stop_seconds;   /* how long SIGTERM waits for running messages */
		const char *metrics_file; /* see configuration_metrics_file() */
	} daemon;

	struct {
		struct domain_set internal_domains;   /* delivered inside the organisation */
		struct network_set internal_networks; /* clients that are ours without authentication */
		const char *tls_domains_file;         /* receivers able to take verified TLS; "" none */
		const char *authserv; /* name in our Message-IDs and neutral headers: the host's mail name */
	} site;

	struct {
		int64_t message_bytes;   /* the whole message; larger is refused with 552 */
		int64_t header_bytes;    /* one header section */
		int64_t header_count;
		int64_t mime_depth;
		int64_t mime_parts;
		int64_t decoded_bytes;   /* all parts together after transfer decoding */
		int64_t text_bytes;      /* all text scanned */
		int64_t findings;        /* most findings kept for one message */
		int64_t recipients;
		int64_t scan_seconds;    /* a scan that takes longer ends in 451 */
	} limits;

	struct {
		struct string_list lexicons; /* files added to the built-in health lexicon */
		int64_t phi_threshold;       /* percent: confidence at which a message is PHI */
		const char *patients;        /* a list made by phictl-edm(1); "" none */
		const char *patients_key;    /* the key it was made with */
		const struct settings_node *patterns; /* a site's own; NULL when absent */
	} scanner;

	struct {
		const char *directory;
		struct string_list officers;  /* PEM certificates that can open escrow */
		const char *portal_url;       /* the notice's link is this followed by the item and token */
		int64_t link_days;            /* how long the link opens; 0: as long as the original is there */
		const char *notice_text;      /* template files; "" the built-in one */
		const char *notice_html;
		const char *notice_subject;
		const char *notice_from;      /* From: of the notice; "" keeps the sender's address alone */
	} escrow;

	struct {
		const char *directory;
		int64_t map_bytes;     /* largest size of the store */
		int64_t commit_seconds;/* a record not begun to be written by then ends in 451 */
		const char *key_file;  /* encrypts records and escrow index */
	} store;

	struct {
		struct retention_class *classes;
		size_t class_count;
		const char *default_class;  /* for messages without PHI */
		const char *phi_class;      /* for messages with PHI */
		bool second_officer;        /* who proposes a disposal cannot approve it */
	} retention;

	struct {
		const char *uri;             /* ldap://, ldaps:// or ldapi://; "" none */
		const char *bind_dn;         /* "" binds without a name */
		const char *password_file;
		const char *ca_file;         /* that the server's certificate leads to; "" the system's */
		const char *cache_directory; /* what was answered last */
		int64_t refresh_seconds;
		int64_t timeout_seconds;
	} ldap;

	struct {
		bool shadow; /* decide and record, but change nothing */
	} policy;

	/*
	 * The files that may hold rules, in the order they count: what a file
	 * includes stands before it, and the configuration itself is the last.
	 * Each is a root for policy_create().
	 */
	struct {
		struct settings **items;
		size_t count;
	} rule_files;
};

/* Reads and checks `path`. Fails: ERROR_CONFIG, said in `why`; ERROR_MEMORY. */
MUST_USE int configuration_load(const char *path, struct diagnostics *why,
                                struct configuration **out);

/* The same from memory; "" gives all defaults (for tools that need no file). */
MUST_USE int configuration_parse(const char *text, const char *name, struct diagnostics *why,
                                 struct configuration **out);

/*
 * Puts the rules of the file `path`, and of what it includes, in the place of the
 * configuration's own: a candidate to be tried. Of a whole configuration only its
 * rules are taken. Fails: as configuration_load(); the configuration is then
 * fit only to be released.
 */
MUST_USE int configuration_load_rules(struct configuration *configuration, const char *path,
                                      struct diagnostics *why);

void configuration_release(struct configuration **configuration);

/* Where the daemon's metrics are: daemon.metrics_file, or metrics.prom in store.directory
 * where that is "". Fails: ERROR_MEMORY; free it. */
MUST_USE int configuration_metrics_file(const struct configuration *configuration, char **out);

/* The class called `name`; NULL when there is none. */
const struct retention_class *
configuration_retention_class(const struct configuration *configuration, const char *name);

/* When the link of a notice ends that was sent at `since` for a message of the class `name`;
 * 0: with the original. */
int64_t configuration_link_end(const struct configuration *configuration, const char *name,
                               int64_t since);

/*
 * Adds "file:line: escrow.portal_url: ..." for a setting given by its dotted
 * path, whether or not the file spells it; returns ERROR_CONFIG.
 */
__attribute__((format(printf, 4, 5)))
int configuration_complain(const struct configuration *configuration, const char *path,
                           struct diagnostics *why, const char *format, ...);

#endif
