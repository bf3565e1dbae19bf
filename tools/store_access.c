#include "tools/store_access.h"

#include "core/error.h"
#include "tools/guard.h"

int
store_access_open(const struct command_context *context, enum store_mode mode,
                  struct store_access *out)
{
	struct diagnostics why;
	struct secret_key key;

	*out = (struct store_access){ 0 };
	int err = command_configuration(context, false, &out->configuration);
	if (err != 0)
		return err;
	diagnostics_init(&why);
	err = secret_key_read(out->configuration, &why, &key);
	if (err == 0) {
		err = store_open(out->configuration, &key, mode, &why, &out->store);
		secret_key_wipe(&key);
	}
	if (err != 0) {
		if (why.count == 0)
			command_fail("%s: %s", out->configuration->store.directory, error_text(err));
		store_access_close(out);
	}
	command_fail_diagnostics(&why);
	return err;
}

void
store_access_close(struct store_access *access)
{
	store_close(&access->store);
	configuration_release(&access->configuration);
}

int
store_access_guard(int (*work)(void *context), void *context)
{
	int code = guard_run(work, context);

	if (code != GUARD_DAMAGED)
		return code;
	return command_fail("the store's file is damaged; `phictl audit verify` says where");
}

struct guarded {
	const struct command_context *context;
	enum store_mode mode;
	int (*run)(struct store_access *access, void *work);
	void *work;
};

static int
guarded_run(void *context)
{
	const struct guarded *guarded = context;
	struct store_access access;

	if (store_access_open(guarded->context, guarded->mode, &access) != 0)
		return EXIT_CODE_ERROR;
	int code = guarded->run(&access, guarded->work);
	store_access_close(&access);
	return code;
}

int
store_access_run(const struct command_context *context, enum store_mode mode,
                 int (*run)(struct store_access *access, void *work), void *work)
{
	struct guarded guarded = { context, mode, run, work };

	return store_access_guard(guarded_run, &guarded);
}

int
store_access_fail(const struct store_access *access, int err)
{
	const char *directory = access->configuration->store.directory;

	if (err == ERROR_CORRUPT)
		return command_fail("%s: %s; `phictl audit verify` says where", directory, error_text(err));
	if (err == ERROR_IO)
		return command_fail("%s: %m", directory);
	if (err == ERROR_KEY)
		return command_fail("%s: the store's key was changed meanwhile; try again", directory);
	return command_fail("%s: %s", directory, error_text(err));
}
