/*
 * The file in which the daemon's metrics are found: written again and again,
 * each time as a whole, and removed at the end, so that nobody takes what a
 * stopped daemon counted for the present.
 *
 * Threads: one at a time.
 */
#ifndef PHIMILTER_MILTER_METRICS_FILE_H
#define PHIMILTER_MILTER_METRICS_FILE_H

#include "milter/metrics.h"

/* Begins zeroed. */
struct metrics_file {
	char *path;    /* where it was written last; NULL before */
	bool troubled; /* said in the log that it cannot be written */
};

/*
 * Writes it to where the configuration wants it, mode 0644, and removes it from
 * where an earlier configuration did. It is not forced to the disk, as it is soon
 * written again. What fails is logged once: it is no reason to stop mail.
 */
void metrics_file_write(struct metrics_file *file, const struct metrics *metrics,
                        const struct metrics_gauges *now,
                        const struct configuration *configuration);

void metrics_file_remove(struct metrics_file *file);

#endif
