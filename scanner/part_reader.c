#include "scanner/part_reader.h"

#include <gmime/gmime.h>
#include <signal.h>

#include "scanner/mime_walk.h"
#include "scanner/reading.h"

/*
 * GLib ends the process when memory is out. A milter that died is a 451 to the
 * MTA, so that is safe; no path of ours depends on it.
 */
void
part_reader_start(void)
{
	struct sigaction pipe;

	sigaction(SIGPIPE, NULL, &pipe);
	g_mime_init(); /* ignores SIGPIPE, which is for the program to say */
	sigaction(SIGPIPE, &pipe, NULL);
}

int
part_reader_read(const struct configuration *configuration, struct message *m)
{
	struct reading reading = reading_make(configuration, m);
	int err = mime_walk(&reading, buffer_bytes(&m->original));
	reading_release(&reading);
	return err;
}
