#include <inttypes.h>
#include <systemd/sd-daemon.h>
#include <time.h>

#include "milter/service_notify.h"

void
service_notify(enum service_state state)
{
	struct timespec now;

	switch (state) {
	case SERVICE_READY:
		sd_notify(0, "READY=1");
		break;
	case SERVICE_RELOADING:
		/* systemd orders reloads by this clock (Type=notify-reload). */
		clock_gettime(CLOCK_MONOTONIC, &now);
		sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%" PRId64,
		           (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000);
		break;
	case SERVICE_STOPPING:
		sd_notify(0, "STOPPING=1");
		break;
	}
}
