/*
 * Dates in a notice: always UTC and English, whatever zone and locale the
 * daemon runs in. Internal to the room. Threads: any.
 */
#ifndef PHIMILTER_ENCRYPTION_NOTICE_DATE_H
#define PHIMILTER_ENCRYPTION_NOTICE_DATE_H

#include <stdint.h>

struct notice_date {
	char text[64];
};

/* "Sat, 21 Nov 2026 23:28:58 +0000" (RFC 5322 3.3), of seconds since the epoch. */
struct notice_date notice_date_for_header(int64_t time);

/* "21 November 2026, 23:28 UTC". */
struct notice_date notice_date_for_people(int64_t time);

#endif
