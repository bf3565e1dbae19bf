/*
 * Whether a store will soon have no room left, said early: in the map, on the disk of
 * the database, on that of the sealed originals. At each of four levels the daemon warns
 * in the log and appends a RECORD_STORE_NOTICE. When there is none left nothing is accepted
 * any more (ERROR_FULL, 451).
 *
 *             of the map, used    of a disk, left: less than both
 *   level 1       80 %                20 %    8 GiB
 *   level 2       90 %                10 %    4 GiB
 *   level 3       95 %                 5 %    1 GiB
 *   level 4       99 %                 1 %    256 MiB
 *
 * Free pages within the map count as room.
 */
#ifndef PHIMILTER_STORE_ROOM_H
#define PHIMILTER_STORE_ROOM_H

#include <stdatomic.h>

#include "core/attributes.h"
#include "core/bytes.h"

struct store;

enum room_place { ROOM_MAP, ROOM_STORE_DISK, ROOM_ESCROW_DISK, ROOM_PLACE_COUNT };

#define ROOM_LEVELS 4

struct room {
	uint64_t used, size; /* bytes */
	unsigned level;      /* 0: enough */
};

/* The level of a map or a disk. Pure. */
unsigned room_level(enum room_place place, uint64_t used, uint64_t size);

/* Looks at one place of an open store. Fails: ERROR_IO, ERROR_CORRUPT. */
MUST_USE int room_measure(struct store *store, enum room_place place, struct room *out);

/* What was looked at last, and when to look again. */
struct room_watch {
	atomic_bool busy;       /* a thread is looking; it alone touches what follows */
	unsigned levels[ROOM_PLACE_COUNT]; /* that were said */
	_Atomic(int64_t) next;  /* seconds of a clock that is not set; 0: not yet known */
	_Atomic(uint64_t) next_used; /* bytes of the map that make that due earlier */
};

/*
 * After an append of the daemon's, and now and then while there is none, as others fill
 * disks and map too: looks where it is due, which is seldom, and says where a level was
 * reached or left: at the map as it grows, at all every half minute. Then it also clears
 * what readers left that died. To say it is an append, which may take as long as one.
 * Threads: any; one looks at a time, others go on.
 */
void room_watch(struct store *store);

#endif
