#include "milter/snapshot.h"

#include <stdlib.h>

#include "core/crypto.h"
#include "core/error.h"

/* Keeps the first failure but lets every room say what it finds wrong. */
static void
note(int *result, int err)
{
	if (*result == 0 || err == ERROR_MEMORY)
		*result = err ? err : *result;
}

static int
snapshot_compile(struct snapshot *snapshot, const struct secret_key *value_key,
                 struct diagnostics *why)
{
	const struct configuration *configuration = snapshot->configuration;
	int result = 0;

	note(&result, policy_create(configuration, why, &snapshot->policy));
	note(&result, tls_capability_create(configuration, why, &snapshot->tls_capability));
	note(&result, escrow_sealer_create(configuration, why, &snapshot->sealer));
	note(&result, portal_notice_create(configuration, why, &snapshot->notice));
	note(&result, scanner_create(configuration, value_key->bytes, why, &snapshot->scanner));
	return result;
}

int
snapshot_create(const char *path, const struct secret_key *value_key, struct diagnostics *why,
                struct snapshot **out)
{
	*out = NULL;
	struct snapshot *snapshot = calloc(1, sizeof(*snapshot));
	if (snapshot == NULL)
		return ERROR_MEMORY;
	atomic_init(&snapshot->references, 1);
	int err = configuration_load(path, why, &snapshot->configuration);
	if (err == 0)
		err = snapshot_compile(snapshot, value_key, why);
	if (err != 0)
		snapshot_release(&snapshot);
	*out = snapshot;
	return err;
}

void
snapshot_release(struct snapshot **reference)
{
	if (reference == NULL || *reference == NULL)
		return;
	struct snapshot *snapshot = *reference;
	*reference = NULL;
	if (atomic_fetch_sub(&snapshot->references, 1) > 1)
		return;
	scanner_destroy(&snapshot->scanner);
	portal_notice_destroy(&snapshot->notice);
	escrow_sealer_destroy(&snapshot->sealer);
	tls_capability_destroy(&snapshot->tls_capability);
	policy_destroy(&snapshot->policy);
	configuration_release(&snapshot->configuration);
	free(snapshot);
}

int
snapshot_holder_create(struct snapshot_holder *holder, struct snapshot *first)
{
	holder->current = first;
	return lock_create(&holder->lock, LOCK_RANK_SNAPSHOT);
}

void
snapshot_holder_destroy(struct snapshot_holder *holder)
{
	snapshot_release(&holder->current);
	lock_destroy(&holder->lock);
}

struct snapshot *
snapshot_pin(struct snapshot_holder *holder)
{
	lock_acquire(&holder->lock);
	struct snapshot *snapshot = holder->current;
	atomic_fetch_add(&snapshot->references, 1);
	lock_release(&holder->lock);
	return snapshot;
}

void
snapshot_swap(struct snapshot_holder *holder, struct snapshot *next)
{
	lock_acquire(&holder->lock);
	struct snapshot *previous = holder->current;
	holder->current = next;
	lock_release(&holder->lock);
	snapshot_release(&previous);
}
