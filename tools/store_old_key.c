#include "tools/store_old_key.h"

#include <string.h>

#include "core/error.h"
#include "tools/act.h"

int
store_old_key_read(const struct configuration *configuration, const char *key_file,
                   struct diagnostics *why, struct store_old_key *out)
{
	*out = (struct store_old_key){ 0 };
	int err = secret_key_read(configuration, why, &out->now);
	out->then = out->now;
	if (err == 0 && key_file != NULL)
		err = secret_key_read_file(configuration, "store.key_file", key_file, why, &out->then);
	return err;
}

void
store_old_key_wipe(struct store_old_key *keys)
{
	secret_key_wipe(&keys->now);
	secret_key_wipe(&keys->then);
}

int
store_old_key_leave(struct store_restore *restore, const struct store_old_key *keys,
                    const char *command, const char *key_file, const char *reason)
{
	struct act_written act;

	if (memcmp(&keys->now, &keys->then, sizeof(keys->now)) == 0)
		return 0;
	act_write(&(struct act){ .action = ACT_KEY_CHANGE, .reason = reason }, &act);
	int err = store_restore_change_key(restore, &keys->now, &act.record);
	if (err == ERROR_EXISTS)
		command_fail("%s: store.key_file is a key that the store had before that of %s: put this one "
		             "in its place, and run it without --key-file", command, key_file);
	else if (err != 0)
		command_fail("%s: the key: %s", command, error_text(err));
	return err;
}

int
store_old_key_fail(const char *command, const char *path, const char *key_file)
{
	if (key_file != NULL)
		return command_fail("%s: %s: was made with another key than that in %s", command, path, key_file);
	return command_fail("%s: %s: was made with another key than store.key_file; give the file of then, "
	                    "which phictl key rotate kept, with --key-file", command, path);
}
