/*
 * Telling the service manager how it goes (sd_notify(3)); does nothing where
 * there is none. The build takes service_notify_systemd.c or service_notify_none.c.
 */
#ifndef PHIMILTER_MILTER_SERVICE_NOTIFY_H
#define PHIMILTER_MILTER_SERVICE_NOTIFY_H

enum service_state { SERVICE_READY, SERVICE_RELOADING, SERVICE_STOPPING };

void service_notify(enum service_state state);

#endif
