/*
 * How much a store holds, how it grows, and how long the room will do at that rate.
 *
 * Threads: one.
 */
#ifndef PHIMILTER_TOOLS_STORE_FORECAST_H
#define PHIMILTER_TOOLS_STORE_FORECAST_H

#include "store/store_care.h"

#define STORE_FORECAST_NEVER UINT64_MAX

struct store_forecast {
	struct store_usage usage;
	struct store_room room;
	uint64_t each;           /* bytes of a record with all its rows */
	uint64_t grown_records, grown_originals;
	int64_t grown_seconds;   /* in which the records came; 0: too few to reckon from */
	int64_t escrow_seconds;  /* in which the originals came; fewer where they are very many */
	uint64_t store_daily, escrow_daily; /* bytes */
	uint64_t map_days, disk_days, escrow_days; /* until full; STORE_FORECAST_NEVER */
};

/* From the last 30 days. Fails: as store_usage() and store_escrow_growth(). */
MUST_USE int store_forecast_make(struct store *store, struct store_forecast *out);

#endif
