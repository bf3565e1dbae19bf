#include "store/room.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/statvfs.h>
#include <time.h>

#include "core/error.h"
#include "core/log.h"
#include "store/store_care.h"
#include "store/store_state.h"

#define GIBIBYTE ((uint64_t)1 << 30)

/* How often disks are looked at, which others fill too, and dead readers cleared. */
#define WATCH_SECONDS 30

/* The map is looked at besides whenever it grew by this part of it. */
#define WATCH_MAP_PARTS 200

#define NOTICE_SIZE 256

static const struct {
	uint64_t map_percent;  /* used, at least */
	uint64_t disk_percent; /* left, less than */
	uint64_t disk_bytes;   /* and less than */
} thresholds[ROOM_LEVELS] = {
	{ 80, 20, 8 * GIBIBYTE },
	{ 90, 10, 4 * GIBIBYTE },
	{ 95, 5, GIBIBYTE },
	{ 99, 1, GIBIBYTE / 4 },
};

static const char *const place_names[ROOM_PLACE_COUNT] = {
	[ROOM_MAP] = "store.map_bytes",
	[ROOM_STORE_DISK] = "the disk of store.directory",
	[ROOM_ESCROW_DISK] = "the disk of escrow.directory",
};

/* Without rounding, which would let the last percent wait. */
static unsigned
percent_of(uint64_t part, uint64_t whole)
{
	return whole > 0 ? (unsigned)((double)part / (double)whole * 100.0) : 100;
}

unsigned
room_level(enum room_place place, uint64_t used, uint64_t size)
{
	uint64_t left = used < size ? size - used : 0;
	unsigned level = 0;

	for (unsigned i = 0; i < ROOM_LEVELS; i++) {
		bool reached = place == ROOM_MAP ?
		               percent_of(used, size) >= thresholds[i].map_percent :
		               percent_of(left, size) < thresholds[i].disk_percent &&
		               left < thresholds[i].disk_bytes;
		if (reached)
			level = i + 1;
	}
	return level;
}

static int
measure_disk(int directory, struct room *out)
{
	struct statvfs disk;

	if (fstatvfs(directory, &disk) != 0)
		return ERROR_IO;
	/* What is root's alone is no room of the daemon's. */
	out->size = (uint64_t)disk.f_blocks * disk.f_frsize;
	out->used = out->size - (uint64_t)disk.f_bavail * disk.f_frsize;
	return 0;
}

static int
measure_map(struct store *store, struct room *out)
{
	struct store_usage usage;

	int err = store_usage(store, &usage);
	out->size = usage.map_bytes;
	out->used = usage.used_bytes - usage.free_bytes;
	return err;
}

int
room_measure(struct store *store, enum room_place place, struct room *out)
{
	*out = (struct room){ 0 };
	int err = place == ROOM_MAP ? measure_map(store, out) :
	          measure_disk(place == ROOM_STORE_DISK ? store->directory : store->escrow.directory, out);
	if (err == 0)
		out->level = room_level(place, out->used, out->size);
	return err;
}

/* ---- saying ------------------------------------------------------------------ */

static void
say_reached(struct store *store, enum room_place place, const struct room *room)
{
	char text[NOTICE_SIZE];

	log_event(LOG_SEVERITY_WARNING, "store-nearly-full", log_name("what", place_names[place]),
	          log_number("level", room->level), log_number("percent", percent_of(room->used, room->size)),
	          log_number("used", (int64_t)room->used), log_number("of", (int64_t)room->size));
	snprintf(text, sizeof(text), "nearly full: %s: %u%%, %" PRIu64 " of %" PRIu64 " bytes",
	         place_names[place], percent_of(room->used, room->size), room->used, room->size);
	struct record record = { .kind = RECORD_STORE_NOTICE, .reason = bytes_of_string(text) };
	int err = store_append(store, &record);
	if (err != 0)
		log_event(LOG_SEVERITY_ERROR, "store-notice-not-recorded", log_name("why", error_text(err)));
}

/*
 * Each level is said once when it is reached. It counts as left only two levels lower, so
 * that what goes up and down around one is not said each time.
 */
static void
say_change(struct store *store, enum room_place place, const struct room *room)
{
	unsigned *said = &store->watch.levels[place];

	if (room->level > *said) {
		*said = room->level;
		say_reached(store, place, room);
	} else if (*said > 0 && (room->level == 0 || room->level + 1 < *said)) {
		*said = room->level;
		log_event(LOG_SEVERITY_NOTICE, "store-has-room", log_name("what", place_names[place]),
		          log_number("level", room->level), log_number("used", (int64_t)room->used),
		          log_number("of", (int64_t)room->size));
	}
}

static void
look(struct store *store, enum room_place place)
{
	struct room room;

	if (room_measure(store, place, &room) == 0)
		say_change(store, place, &room);
}

static void
look_everywhere(struct store *store)
{
	int dead = database_clear_readers(store->database);

	if (dead > 0)
		log_event(LOG_SEVERITY_NOTICE, "store-dead-readers-cleared", log_number("readers", dead));
	for (int place = 0; place < ROOM_PLACE_COUNT; place++)
		look(store, place);
}

void
room_watch(struct store *store)
{
	struct room_watch *watch = &store->watch;
	struct database_usage usage;
	struct timespec now;

	/* The coarse clock and LMDB's own numbers cost no system call. */
	if (clock_gettime(CLOCK_MONOTONIC_COARSE, &now) != 0 ||
	    database_usage(store->database, &usage) != 0)
		return;
	int64_t next = atomic_load(&watch->next);
	bool all = next > 0 && (int64_t)now.tv_sec >= next;
	bool map = usage.used_bytes >= atomic_load(&watch->next_used);
	if ((!all && !map) || atomic_exchange(&watch->busy, true))
		return;
	if (all || next == 0)
		atomic_store(&watch->next, (int64_t)now.tv_sec + WATCH_SECONDS);
	atomic_store(&watch->next_used, usage.used_bytes + usage.map_bytes / WATCH_MAP_PARTS);
	if (all)
		look_everywhere(store);
	else
		look(store, ROOM_MAP);
	atomic_store(&watch->busy, false);
}
