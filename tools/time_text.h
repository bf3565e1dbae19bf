/* Times as phictl writes them, always UTC. */
#ifndef PHIMILTER_TOOLS_TIME_TEXT_H
#define PHIMILTER_TOOLS_TIME_TEXT_H

#include <stdint.h>

struct time_text {
	char text[32];
};

/* "2026-01-31T12:00:00Z" (RFC 3339); the number itself when no calendar holds it. */
struct time_text time_text(int64_t seconds);

/* "2026-01-31". */
struct time_text time_text_of_day(int64_t seconds);

#endif
