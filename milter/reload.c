#include "milter/reload.h"

#include "core/error.h"
#include "core/log.h"
#include "milter/configuration_record.h"

static int
refuse_change(const struct configuration *next, const char *setting, struct diagnostics *why)
{
	return configuration_complain(next, setting, why,
	                              "cannot change while running; restart phimilter to change it");
}

static int
check_fixed_settings(const struct configuration *current, const struct configuration *next,
                     struct diagnostics *why)
{
	const struct {
		const char *setting, *before, *after;
	} fixed[] = {
		{ "daemon.pid_file", current->daemon.pid_file, next->daemon.pid_file },
		{ "daemon.socket", current->daemon.socket, next->daemon.socket },
		{ "daemon.user", current->daemon.user, next->daemon.user },
		{ "daemon.group", current->daemon.group, next->daemon.group },
		{ "escrow.directory", current->escrow.directory, next->escrow.directory },
		{ "ldap.cache_directory", current->ldap.cache_directory, next->ldap.cache_directory },
		{ "ldap.password_file", current->ldap.password_file, next->ldap.password_file },
		{ "store.directory", current->store.directory, next->store.directory },
		{ "store.key_file", current->store.key_file, next->store.key_file },
	};
	const struct {
		const char *setting;
		int64_t before, after;
	} fixed_numbers[] = {
		{ "daemon.socket_mode", current->daemon.socket_mode, next->daemon.socket_mode },
		{ "store.map_bytes", current->store.map_bytes, next->store.map_bytes },
		{ "store.commit_seconds", current->store.commit_seconds, next->store.commit_seconds },
	};
	int err = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(fixed); i++)
		if (strcmp(fixed[i].before, fixed[i].after) != 0)
			err = refuse_change(next, fixed[i].setting, why);
	for (size_t i = 0; i < ARRAY_LENGTH(fixed_numbers); i++)
		if (fixed_numbers[i].before != fixed_numbers[i].after)
			err = refuse_change(next, fixed_numbers[i].setting, why);
	return err;
}

int
reload_snapshot(struct snapshot_holder *holder, const char *path,
                const struct secret_key *value_key, struct store *store, const char *actor)
{
	struct diagnostics why;
	struct snapshot *next;
	struct snapshot *current = snapshot_pin(holder);

	diagnostics_init(&why);
	int err = snapshot_create(path, value_key, &why, &next);
	if (err == 0)
		err = check_fixed_settings(current->configuration, next->configuration, &why);
	if (err == 0)
		err = configuration_record_append(store, next, actor);
	if (err == 0) {
		snapshot_swap(holder, next);
		log_event(LOG_SEVERITY_NOTICE, "configuration-reloaded",
		          log_number("rules", (int64_t)policy_rule_count(next->policy)));
	} else {
		log_diagnostics(LOG_SEVERITY_ERROR, &why);
		log_event(LOG_SEVERITY_ERROR, "configuration-kept", log_name("error", error_text(err)),
		          log_number("problems", (int64_t)why.count));
		snapshot_release(&next);
	}
	diagnostics_release(&why);
	snapshot_release(&current);
	return err;
}
