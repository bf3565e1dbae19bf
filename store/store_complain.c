#include "store/store_complain.h"

#include <errno.h>
#include <string.h>

#include "core/error.h"
#include "store/identity.h"

int
store_complain(const struct configuration *configuration, struct diagnostics *why, int err)
{
	const char *directory = configuration->store.directory;

	switch (err) {
	case ERROR_KEY:
		configuration_complain(configuration, "store.key_file", why,
		                       "is not the key that the store in %s has; a copy made before its "
		                       "key was changed has the one of that time", directory);
		return err;
	case ERROR_NOT_FOUND:
		return configuration_complain(configuration, "store.directory", why,
		                              "there is no store in %s yet; the daemon makes it when it "
		                              "first starts", directory);
	case ERROR_CORRUPT:
		configuration_complain(configuration, "store.directory", why,
		                       "the store in %s is damaged or was tampered with; `phictl audit "
		                       "verify` says where", directory);
		return err;
	case ERROR_IO:
		configuration_complain(configuration, "store.directory", why, "%s: %s%s", directory,
		                       strerror(errno), errno == EACCES || errno == EPERM ?
		                       "; it must belong to daemon.user, and only that user and root can use it" : "");
		return err;
	default:
		configuration_complain(configuration, "store.directory", why, "%s: %s", directory,
		                       error_text(err));
		return err;
	}
}

int
store_complain_claimed(const struct configuration *configuration, struct diagnostics *why)
{
	return configuration_complain(configuration, "escrow.directory", why,
	                              "%s holds the escrow of another store than the one in %s; give "
	                              "each store a directory of its own, or put the store's own "
	                              "files back", configuration->escrow.directory,
	                              configuration->store.directory);
}

int
store_complain_rest(const struct configuration *configuration, struct diagnostics *why)
{
	configuration_complain(configuration, "store.directory", why,
	                       "%s/data.mdb was cut short and holds nothing any more; put the "
	                       "store's files back from a backup", configuration->store.directory);
	return ERROR_CORRUPT;
}

int
store_complain_identity(const struct configuration *configuration, struct diagnostics *why,
                        int err, uint32_t schema)
{
	if (err != ERROR_INVALID)
		return store_complain(configuration, why, err);
	return configuration_complain(configuration, "store.directory", why,
	                              "the store in %s has layout %u; this version of phimilter "
	                              "knows layouts up to %u", configuration->store.directory,
	                              schema, STORE_SCHEMA);
}

int
store_complain_use(enum store_mode mode, const struct configuration *configuration,
                   struct diagnostics *why, int err)
{
	const char *directory = configuration->store.directory;

	if (err == ERROR_STATE)
		return configuration_complain(configuration, "store.directory", why,
		                              mode == STORE_ALONE ?
		                              "another phictl is using the store in %s; try again when it is "
		                              "done" :
		                              "the store in %s is being exchanged by another phictl; try "
		                              "again when it is done", directory);
	if (err == ERROR_EXISTS)
		return configuration_complain(configuration, "store.directory", why,
		                              mode == STORE_ALONE ?
		                              "the daemon is using the store in %s; stop it first" :
		                              "another daemon is using %s", directory);
	return store_complain(configuration, why, err);
}
