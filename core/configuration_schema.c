#include "core/configuration_parts.h"

#include <stddef.h>

#include "core/error.h"

#define MEGABYTE ((int64_t)1024 * 1024)

#define AT(group, name) #group, #name
#define OFFSET(group, name) offsetof(struct configuration, group.name)
#define STRING(group, name, value) { AT(group, name), SETTING_STRING, OFFSET(group, name), value, 0, 0, 0 }
#define NUMBER(group, name, value, minimum, maximum) \
	{ AT(group, name), SETTING_NUMBER, OFFSET(group, name), NULL, value, minimum, maximum }
#define MODE(group, name, value, minimum, maximum) \
	{ AT(group, name), SETTING_MODE, OFFSET(group, name), NULL, value, minimum, maximum }
#define BOOLEAN(group, name, value) { AT(group, name), SETTING_BOOLEAN, OFFSET(group, name), NULL, value, 0, 0 }
#define OF_KIND(kind, group, name) { AT(group, name), kind, OFFSET(group, name), NULL, 0, 0, 0 }

const struct setting configuration_schema[] = {
	STRING(daemon, socket, "unix:/var/spool/postfix/phimilter/phimilter.sock"),
	MODE(daemon, socket_mode, 0660, 0600, 0777),
	STRING(daemon, user, "phimilter"),
	STRING(daemon, group, ""),
	STRING(daemon, pid_file, ""),
	STRING(daemon, log, "syslog"),
	BOOLEAN(daemon, debug, false),
	NUMBER(daemon, stop_seconds, 30, 1, 600),
	STRING(daemon, metrics_file, ""),

	OF_KIND(SETTING_DOMAINS, site, internal_domains),
	OF_KIND(SETTING_NETWORKS, site, internal_networks),
	STRING(site, tls_domains_file, ""),
	STRING(site, authserv, ""),

	NUMBER(limits, message_bytes, 64 * MEGABYTE, 64 * 1024, 1024 * MEGABYTE),
	NUMBER(limits, header_bytes, 1 * MEGABYTE, 1024, 64 * MEGABYTE),
	NUMBER(limits, header_count, 1000, 10, 100000),
	NUMBER(limits, mime_depth, 32, 1, 256),
	NUMBER(limits, mime_parts, 1000, 1, 100000),
	NUMBER(limits, decoded_bytes, 128 * MEGABYTE, 64 * 1024, 4096 * MEGABYTE),
	NUMBER(limits, text_bytes, 32 * MEGABYTE, 1024, 1024 * MEGABYTE),
	NUMBER(limits, findings, 20000, 10, 1000000),
	NUMBER(limits, recipients, 10000, 1, 1000000),
	NUMBER(limits, scan_seconds, 60, 1, 3600),

	OF_KIND(SETTING_STRINGS, scanner, lexicons),
	NUMBER(scanner, phi_threshold, 50, 1, 100),
	STRING(scanner, patients, ""),
	STRING(scanner, patients_key, PKGSYSCONFDIR "/patients.key"),
	OF_KIND(SETTING_LIST, scanner, patterns),

	STRING(escrow, directory, PKGSTATEDIR "/escrow"),
	OF_KIND(SETTING_STRINGS, escrow, officers),
	STRING(escrow, portal_url, ""),
	NUMBER(escrow, link_days, 0, 0, 36600),
	STRING(escrow, notice_text, ""),
	STRING(escrow, notice_html, ""),
	STRING(escrow, notice_subject, "A secure message is waiting for you"),
	STRING(escrow, notice_from, ""),

	STRING(store, directory, PKGSTATEDIR "/store"),
	NUMBER(store, map_bytes, 16384 * MEGABYTE, 1 * MEGABYTE, (int64_t)1 << 44),
	NUMBER(store, commit_seconds, 30, 1, 600),
	STRING(store, key_file, PKGSYSCONFDIR "/store.key"),

	STRING(ldap, uri, ""),
	STRING(ldap, bind_dn, ""),
	STRING(ldap, password_file, ""),
	STRING(ldap, ca_file, ""),
	STRING(ldap, cache_directory, PKGSTATEDIR "/groups"),
	NUMBER(ldap, refresh_seconds, 900, 1, 86400),
	NUMBER(ldap, timeout_seconds, 10, 1, 300),

	BOOLEAN(policy, shadow, false),

	STRING(retention, default_class, "administrative"),
	STRING(retention, phi_class, "phi"),
	BOOLEAN(retention, second_officer, false),
};

const size_t configuration_schema_count = ARRAY_LENGTH(configuration_schema);

#define GROUP_NAMES "daemon", "site", "limits", "scanner", "escrow", "store", "retention", \
	"ldap", "policy"

/* What a file of rules may hold, and the configuration beside its groups. */
#define RULE_NAMES "include", "lists", "conditions", "rules", "overrides", "tests", "managers", \
	"officers"

/* Names that may stand in `group`, from the schema. */
static int
group_check_names(const struct settings_node *node, const char *group, struct diagnostics *why)
{
	const char *names[ARRAY_LENGTH(configuration_schema) + 1];
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(configuration_schema); i++)
		if (strcmp(configuration_schema[i].group, group) == 0)
			names[count++] = configuration_schema[i].name;
	if (strcmp(group, "retention") == 0)
		names[count++] = "classes";
	return settings_check_names(node, names, count, why);
}

int
configuration_rule_names_check(const struct settings_node *root, struct diagnostics *why)
{
	static const char *const names[] = { RULE_NAMES };

	return settings_check_names(root, names, ARRAY_LENGTH(names), why);
}

int
configuration_schema_check(const struct settings_node *root, struct diagnostics *why)
{
	static const char *const group_names[] = { GROUP_NAMES };
	static const char *const names[] = { GROUP_NAMES, RULE_NAMES };
	int err = settings_check_names(root, names, ARRAY_LENGTH(names), why);

	for (size_t i = 0; i < ARRAY_LENGTH(group_names); i++) {
		const struct settings_node *node = settings_member(root, group_names[i]);
		if (node == NULL)
			continue;
		if (!settings_is_group(node))
			err = settings_complain(node, why, "must be a group: %s: { ... };", group_names[i]);
		else if (group_check_names(node, group_names[i], why) != 0)
			err = ERROR_CONFIG;
	}
	return err;
}
