#include "milter/pid_file.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"

#define PID_FILE_MODE 0644 /* scripts and monitors read it, as any user */

int
pid_file_write(const struct configuration *configuration, struct diagnostics *why)
{
	const char *path = configuration->daemon.pid_file;

	if (path[0] == '\0')
		return 0;
	FILE *file = fopen(path, "we");
	bool good = file != NULL && fchmod(fileno(file), PID_FILE_MODE) == 0 &&
	            fprintf(file, "%ld\n", (long)getpid()) > 0;
	if (file != NULL && fclose(file) != 0)
		good = false;
	return good ? 0 : configuration_complain(configuration, "daemon.pid_file", why,
	                                         "%s cannot be written: %m", path);
}

void
pid_file_remove(const struct configuration *configuration)
{
	const char *path = configuration->daemon.pid_file;
	FILE *file = path[0] != '\0' ? fopen(path, "re") : NULL;
	long pid = 0;

	if (file == NULL)
		return;
	bool ours = fscanf(file, "%ld", &pid) == 1 && pid == (long)getpid();
	fclose(file);
	if (ours)
		unlink(path);
}
