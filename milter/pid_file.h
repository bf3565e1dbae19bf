/*
 * The file with the daemon's process number (daemon.pid_file).
 *
 * Threads: the main thread.
 */
#ifndef PHIMILTER_MILTER_PID_FILE_H
#define PHIMILTER_MILTER_PID_FILE_H

#include "core/configuration.h"

/* Writes it, readable by all; nothing where none is configured. Fails: ERROR_CONFIG, in `why`. */
MUST_USE int pid_file_write(const struct configuration *configuration, struct diagnostics *why);

/*
 * Removes it when the number in it is this process's. A daemon that was started
 * as root and is not any more can do so only in a directory of its user; where it
 * cannot the file stays, and says less than a lie: no process has that number.
 */
void pid_file_remove(const struct configuration *configuration);

#endif
