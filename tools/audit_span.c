#include "tools/audit_span.h"

/* A message's own time may be a little older than its place in the record: long scans. */
#define TIME_SLACK 3600

struct probe {
	uint64_t sequence; /* of the first record at or behind the one asked for; 0 for none */
	int64_t time;
};

static int
probe_take(const struct record *record, void *context)
{
	*(struct probe *)context = (struct probe){ record->sequence, record->time };
	return 1;
}

static int
probe(struct store *store, uint64_t sequence, struct probe *out)
{
	*out = (struct probe){ 0, 0 };
	int err = store_audit_list(store, sequence, probe_take, out);
	return err < 0 ? err : 0;
}

/* The last sequence, found by doubling and halving: no more reads than it has bits. */
static int
last_find(struct store *store, uint64_t *out)
{
	uint64_t low = 0, high = 1;
	struct probe found;

	int err = probe(store, high, &found);
	while (err == 0 && found.sequence != 0 && high < UINT64_MAX / 2) {
		low = found.sequence;
		high = 2 * low;
		err = probe(store, high, &found);
	}
	while (err == 0 && low + 1 < high) {
		uint64_t middle = low + (high - low) / 2;
		err = probe(store, middle, &found);
		if (found.sequence != 0)
			low = found.sequence;
		else
			high = middle;
	}
	*out = low;
	return err;
}

/* The first sequence that may be of `since`; records stand in the order of time. */
static int
first_find(struct store *store, int64_t since, uint64_t last, uint64_t *out)
{
	uint64_t low = 1, high = last + 1;
	struct probe found;
	int err = 0;

	while (err == 0 && low < high) {
		uint64_t middle = low + (high - low) / 2;
		err = probe(store, middle, &found);
		if (found.sequence != 0 && found.time < since - TIME_SLACK)
			low = found.sequence + 1;
		else
			high = middle;
	}
	*out = low;
	return err;
}

int
audit_span_find(struct store *store, int64_t since, struct audit_span *out)
{
	int err = last_find(store, &out->last);

	return err != 0 ? err : first_find(store, since, out->last, &out->first);
}
