#include "tools/daemon_state.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/buffer.h"
#include "core/error.h"
#include "core/input_file.h"

#define LOCKS_FILE "/proc/locks"
#define LOCKS_LIMIT ((size_t)4 << 20)
#define METRICS_LIMIT ((size_t)1 << 20)
#define PREFIX "phimilter_"

/* ---- who has the lock --------------------------------------------------------------- */

/* Looking takes no lock itself: a daemon that starts at this moment must not be refused. */
pid_t
daemon_lock_holder(const char *locks, uint64_t inode)
{
	for (const char *line = locks; line != NULL && *line != '\0';) {
		char kind[16], mode[16];
		uint64_t number;
		int pid;
		/* "1: FLOCK  ADVISORY  WRITE 708 08:01:131091 0 EOF"; one that waits has "->". */
		if (sscanf(line, "%*u: %15s %*s %15s %d %*x:%*x:%" SCNu64, kind, mode, &pid, &number) == 4 &&
		    strcmp(kind, "FLOCK") == 0 && strcmp(mode, "WRITE") == 0 && number == inode)
			return pid > 0 ? pid : 0;
		line = strchr(line, '\n');
		line = line != NULL ? line + 1 : NULL;
	}
	return 0;
}

/* phictl takes the same lock while it exchanges the store's files. */
static bool
is_daemon(pid_t pid)
{
	char path[64], name[32] = "";

	snprintf(path, sizeof(path), "/proc/%d/comm", (int)pid);
	FILE *file = fopen(path, "re");
	if (file == NULL)
		return false;
	bool read = fgets(name, sizeof(name), file) != NULL;
	fclose(file);
	name[strcspn(name, "\n")] = '\0';
	return read && strcmp(name, "phimilter") == 0;
}

/* /proc has no size: it is read to its end. The caller frees the text; NULL when it cannot. */
static char *
read_locks(void)
{
	FILE *file = fopen(LOCKS_FILE, "re");
	char *text = calloc(1, LOCKS_LIMIT + 1);

	if (file != NULL && text != NULL)
		text[fread(text, 1, LOCKS_LIMIT, file)] = '\0';
	if (file != NULL)
		fclose(file);
	return text;
}

static int
find_process(const struct configuration *configuration, pid_t *out)
{
	char path[4096];
	struct stat status;

	*out = 0;
	snprintf(path, sizeof(path), "%s/daemon.lock", configuration->store.directory);
	if (stat(path, &status) != 0)
		return 0;
	char *locks = read_locks();
	if (locks == NULL)
		return ERROR_MEMORY;
	pid_t pid = daemon_lock_holder(locks, status.st_ino);
	free(locks);
	if (pid > 0 && is_daemon(pid))
		*out = pid;
	return 0;
}

/* ---- what it counts -------------------------------------------------------------------- */

/* The value behind a name on a line; false when the line is another's. */
static bool
value_of(const char *line, const char *name, uint64_t *out)
{
	size_t length = strlen(name);

	if (strncmp(line, PREFIX, strlen(PREFIX)) != 0 ||
	    strncmp(line + strlen(PREFIX), name, length) != 0 || line[strlen(PREFIX) + length] != ' ')
		return false;
	*out = strtoull(line + strlen(PREFIX) + length + 1, NULL, 10);
	return true;
}

static void
line_read(const char *line, struct daemon_state *out)
{
	uint64_t value;
	unsigned long long failures, reloads;

	if (value_of(line, "written_time_seconds", &value))
		out->written = (int64_t)value;
	else if (value_of(line, "start_time_seconds", &value))
		out->started = (int64_t)value;
	else if (value_of(line, "configuration_load_time_seconds", &value))
		out->loaded = (int64_t)value;
	else if (value_of(line, "configuration_last_reload_successful", &value))
		out->reload_refused = value == 0;
	else if (value_of(line, "messages_open", &value))
		out->open = value;
	else if (sscanf(line, PREFIX "failures_total{%*[^}]} %llu", &failures) == 1)
		out->failures += failures;
	else if (sscanf(line, PREFIX "reloads_total{%*[^}]} %llu", &reloads) == 1)
		out->reloads += reloads;
	else
		(void)sscanf(line, PREFIX "build_info{version=\"%31[^\"]\"} 1", out->version);
}

void
daemon_metrics_read(const char *text, struct daemon_state *out)
{
	while (text != NULL && *text != '\0') {
		line_read(text, out);
		text = strchr(text, '\n');
		text = text != NULL ? text + 1 : NULL;
	}
}

int
daemon_state_find(const struct configuration *configuration, struct daemon_state *out)
{
	struct buffer text = buffer_make(METRICS_LIMIT);
	char *path = NULL;

	*out = (struct daemon_state){ 0 };
	int err = find_process(configuration, &out->pid);
	if (err == 0 && out->pid > 0)
		err = configuration_metrics_file(configuration, &path);
	/* Without them less can be told, and the caller sees that. */
	if (path != NULL && input_file_read(path, &text) == 0 && buffer_append_byte(&text, '\0') == 0)
		daemon_metrics_read((const char *)text.data, out);
	free(path);
	buffer_release(&text);
	return err;
}
