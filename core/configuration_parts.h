/*
 * What the files that read the configuration share; the contract for all
 * others is core/configuration.h.
 *
 * Threads: one configuration is read by one thread.
 */
#ifndef PHIMILTER_CORE_CONFIGURATION_PARTS_H
#define PHIMILTER_CORE_CONFIGURATION_PARTS_H

#include "core/configuration.h"

enum setting_kind {
	SETTING_STRING,
	SETTING_NUMBER,
	SETTING_BOOLEAN,
	SETTING_MODE,     /* permission bits, a string of octal digits in the file */
	SETTING_STRINGS,  /* list of strings */
	SETTING_DOMAINS,  /* list of domains, into a domain_set */
	SETTING_NETWORKS, /* list of networks, into a network_set */
	SETTING_LIST,     /* list that its own room reads: the node alone */
};

struct setting {
	const char *group;
	const char *name;
	enum setting_kind kind;
	size_t offset; /* into struct configuration */
	const char *default_string;
	int64_t default_number;
	int64_t minimum;
	int64_t maximum;
};

/* configuration_schema.c: every setting but the list `retention.classes` and what rules are made of. */
extern const struct setting configuration_schema[];
extern const size_t configuration_schema_count;

/* Complains about groups and settings that the schema does not know. 0 or ERROR_CONFIG. */
MUST_USE int configuration_schema_check(const struct settings_node *root, struct diagnostics *why);

/* The same for a file that a configuration includes: it may hold rules, not settings. */
MUST_USE int configuration_rule_names_check(const struct settings_node *root,
                                            struct diagnostics *why);

/* configuration_setting.c: one setting of the schema. */
void setting_default(const struct setting *setting, struct configuration *configuration);

/* Fails: ERROR_CONFIG, said in `why` for every mistake; ERROR_MEMORY. */
MUST_USE int setting_read(const struct setting *setting, const struct settings_node *node,
                          struct diagnostics *why, struct configuration *configuration);
void setting_release(const struct setting *setting, struct configuration *configuration);

/* configuration_retention.c: `retention.classes`; `node` is NULL when it is not set. Fails as above. */
MUST_USE int retention_classes_read(const struct settings_node *node, struct diagnostics *why,
                                    struct configuration *configuration);

/*
 * configuration_rule_files.c: fills configuration->rule_files with `first`, which
 * stays the caller's where it is configuration->settings and is taken over
 * otherwise, and with all it includes. Fails as above; rule_files_release() then
 * too frees what was read.
 */
MUST_USE int rule_files_read(struct configuration *configuration, struct settings *first,
                             struct diagnostics *why);
void rule_files_release(struct configuration *configuration);

#endif
