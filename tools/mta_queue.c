#include "tools/mta_queue.h"

#include <errno.h>
#include <limits.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/bytes.h"
#include "core/error.h"
#include "tools/command.h"

/* Queue ids are shorter (RFC 5321 has none; Postfix's long ones have 20 bytes at most). */
#define QUEUE_ID_LIMIT 32

extern char **environ;

bool
mta_queue_is_id(const char *text)
{
	size_t length = strlen(text);

	for (size_t i = 0; i < length; i++)
		if (!byte_is_alnum((uint8_t)text[i]))
			return false;
	return length > 0 && length <= QUEUE_ID_LIMIT;
}

bool
mta_queue_is_there(void)
{
	const char *path = getenv("PATH");
	char file[PATH_MAX];

	while (path != NULL && *path != '\0') {
		int length = (int)strcspn(path, ":");
		snprintf(file, sizeof(file), "%.*s/postqueue", length, path);
		if (access(file, X_OK) == 0)
			return true;
		path += length + (path[length] == ':');
	}
	return false;
}

/* Starts `arguments`, found by PATH, with its output in `*out` unless that is NULL. */
static int
program_start(char *const *arguments, FILE **out, pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	int ends[2] = { -1, -1 };
	int err = ENOMEM;

	if (out != NULL && pipe(ends) != 0)
		return errno;
	if (posix_spawn_file_actions_init(&actions) == 0) {
		err = 0;
		if (out != NULL)
			err = posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
		if (err == 0 && out != NULL)
			err = posix_spawn_file_actions_addclose(&actions, ends[0]);
		if (err == 0)
			err = posix_spawnp(pid, arguments[0], &actions, NULL, arguments, environ);
		posix_spawn_file_actions_destroy(&actions);
	}
	if (out != NULL) {
		close(ends[1]);
		*out = err == 0 ? fdopen(ends[0], "r") : NULL;
		if (*out == NULL)
			close(ends[0]);
	}
	return err;
}

/* Waits for the program; what goes wrong is told. */
static int
program_finish(const char *name, pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return command_fail("%s: %m", name), ERROR_IO;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	command_fail("%s failed; its own message says why", name);
	return ERROR_IO;
}

/* What a line of postqueue -j tells. False for messages of other queues, and for what is no JSON. */
static bool
item_read(const json_t *line, struct mta_queue_item *out)
{
	const char *queue = json_string_value(json_object_get(line, "queue_name"));
	const char *sender = json_string_value(json_object_get(line, "sender"));

	*out = (struct mta_queue_item){
		.queue_id = json_string_value(json_object_get(line, "queue_id")),
		.sender = sender ? sender : "",
		.arrived = json_integer_value(json_object_get(line, "arrival_time")),
		.size = json_integer_value(json_object_get(line, "message_size")),
		.recipients = json_object_get(line, "recipients"),
	};
	out->recipient_count = json_array_size(out->recipients);
	return queue != NULL && strcmp(queue, "hold") == 0 && out->queue_id != NULL;
}

static int
lines_read(FILE *file, int (*each)(const struct mta_queue_item *item, void *context), void *context)
{
	struct mta_queue_item item;
	char *line = NULL;
	size_t capacity = 0;
	ssize_t length;
	int result = 0;

	while (result == 0 && (length = getline(&line, &capacity, file)) > 0) {
		json_t *object = json_loadb(line, (size_t)length, 0, NULL);
		if (item_read(object, &item))
			result = each(&item, context);
		json_decref(object);
	}
	while (getc(file) != EOF)
		; /* a program whose output nobody takes would end by a signal */
	free(line);
	return result;
}

int
mta_queue_held(int (*each)(const struct mta_queue_item *item, void *context), void *context)
{
	static char *const arguments[] = { "postqueue", "-j", NULL };
	FILE *file = NULL;
	pid_t pid;

	int problem = program_start(arguments, &file, &pid);
	if (problem != 0 || file == NULL) {
		command_fail("postqueue: %s", strerror(problem ? problem : ENOMEM));
		return ERROR_IO;
	}
	int result = lines_read(file, each, context);
	fclose(file);
	int err = program_finish("postqueue", pid);
	return err != 0 ? err : result;
}

/* Runs `arguments` to its end. Fails: ERROR_IO, already printed. */
static int
program_run(char *const *arguments)
{
	pid_t pid;

	int problem = program_start(arguments, NULL, &pid);
	if (problem != 0) {
		command_fail("%s: %s", arguments[0], strerror(problem));
		return ERROR_IO;
	}
	return program_finish(arguments[0], pid);
}

int
mta_queue_act(enum mta_queue_action action, const char *queue_id)
{
	char *const release[] = { "postsuper", "-H", (char *)queue_id, NULL };
	char *const delete[] = { "postsuper", "-d", (char *)queue_id, "hold", NULL };
	char *const deliver[] = { "postqueue", "-i", (char *)queue_id, NULL };

	if (!mta_queue_is_id(queue_id)) {
		command_fail("\"%s\" is no queue id", queue_id);
		return ERROR_INVALID;
	}
	if (action == MTA_QUEUE_DELETE)
		return program_run(delete);
	int err = program_run(release);
	/* Without this it waits for the next run of the queue; it is released all the same. */
	if (err == 0 && program_run(deliver) != 0)
		command_fail("the message is released and waits for the next run of the queue");
	return err;
}
