#include "milter/groups.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/durable_file.h"
#include "core/error.h"
#include "core/input_file.h"
#include "core/log.h"
#include "core/thread.h"
#include "milter/privileges.h"

#define ANSWER_LIMIT ((size_t)16 * 1024 * 1024) /* what policy/list.c reads */

/* ---- one group ------------------------------------------------------------------- */

struct asking {
	const struct configuration *configuration;
	const struct group_secret *secret;
	uid_t owner;       /* of new files; -1: ours */
	bool only_missing; /* those with an answer are left alone */
	size_t changed;
};

/* Seconds since a file was written; -1 where it is not there. */
static int64_t
file_age(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 ? (int64_t)time(NULL) - (int64_t)status.st_mtime : -1;
}

static int
line_compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* In one order however the directory answers, so that a change is one of the members. */
static int
answer_sort(const struct buffer *answer, struct buffer *out)
{
	char *text = strndup(answer->length > 0 ? (const char *)answer->data : "", answer->length);
	char **lines = calloc(answer->length + 1, sizeof(*lines)), *rest = text;
	size_t count = 0;
	int err = text != NULL && lines != NULL ? 0 : ERROR_MEMORY;

	for (char *line; err == 0 && (line = strsep(&rest, "\n")) != NULL;)
		if (line[0] != '\0')
			lines[count++] = line;
	if (err == 0)
		qsort(lines, count, sizeof(*lines), line_compare);
	for (size_t i = 0; i < count && err == 0; i++) {
		if (i > 0 && strcmp(lines[i - 1], lines[i]) == 0)
			continue;
		err = buffer_append_string(out, lines[i]);
		if (err == 0)
			err = buffer_append_byte(out, '\n');
	}
	free(lines);
	free(text);
	return err;
}

/* Puts the answer in the place of the last, or says that it is as good as new. */
static int
answer_keep(struct asking *asking, const char *path, const struct buffer *answer)
{
	struct buffer before = buffer_make(ANSWER_LIMIT);
	struct bytes new = buffer_bytes(answer);
	int err = 0;

	bool same = input_file_read(path, &before) == 0 && bytes_equal(buffer_bytes(&before), new);
	if (same && utimensat(AT_FDCWD, path, NULL, 0) != 0)
		err = ERROR_IO;
	if (!same)
		err = durable_file_replace(path, asking->owner, &new, 1);
	asking->changed += !same && err == 0;
	buffer_release(&before);
	return err;
}

static int
group_refresh(struct asking *asking, const struct group_question *question, const char *path,
              const char **problem)
{
	struct buffer answer = buffer_make(ANSWER_LIMIT), sorted = buffer_make(ANSWER_LIMIT);

	int err = group_fetch(asking->configuration, asking->secret, question, &answer, problem);
	if (err == 0)
		err = answer_sort(&answer, &sorted);
	if (err == 0 && sorted.length == 0) {
		*problem = "the answer is empty";
		err = ERROR_NOT_FOUND;
	}
	if (err == 0) {
		err = answer_keep(asking, path, &sorted);
		*problem = "the answer cannot be written to ldap.cache_directory";
	}
	buffer_release(&sorted);
	buffer_release(&answer);
	return err;
}

static int
group_ask(const struct group_question *question, void *context)
{
	struct asking *asking = context;
	char path[GROUP_PATH_SIZE];
	const char *problem = "";

	int err = group_question_file(asking->configuration, question, path);
	if (err != 0 || (asking->only_missing && file_age(path) >= 0))
		return err;
	err = group_refresh(asking, question, path, &problem);
	int64_t age = file_age(path);
	if (err != 0 && age >= 0)
		log_event(LOG_SEVERITY_WARNING, "group-kept", log_id("group", question->name),
		          log_number("age", age), log_name("why", problem));
	else if (err != 0)
		log_event(LOG_SEVERITY_ERROR, "group-not-read", log_id("group", question->name),
		          log_name("why", problem));
	return 0; /* the others are asked for all the same */
}

/* ---- all of them ------------------------------------------------------------------- */

static void
groups_ask(struct asking *asking)
{
	int err = group_each(asking->configuration, group_ask, asking);

	if (err != 0)
		log_event(LOG_SEVERITY_ERROR, "groups-not-asked", log_name("error", error_text(err)));
}

static int
group_count(const struct group_question *question, void *context)
{
	(void)question;
	(*(size_t *)context)++;
	return 0;
}

static bool
has_groups(const struct configuration *configuration)
{
	size_t count = 0;

	return group_each(configuration, group_count, &count) == 0 && count > 0;
}

/* One line of a file that nobody else may read. */
static int
secret_read(const struct configuration *configuration, struct diagnostics *why,
            struct group_secret *out)
{
	static const char setting[] = "ldap.password_file";
	const char *path = configuration->ldap.password_file;
	struct buffer text = buffer_make(sizeof(out->password) - 1);
	struct stat status;

	memset(out, 0, sizeof(*out));
	if (path[0] == '\0')
		return 0;
	int err = input_file_read(path, &text);
	if (err != 0)
		err = configuration_complain(configuration, setting, why, "%s cannot be read: %s", path,
		                             input_file_problem(err));
	else if (stat(path, &status) != 0 || (status.st_mode & 077) != 0)
		err = configuration_complain(configuration, setting, why,
		                             "%s can be read by others; chmod 600 it", path);
	while (err == 0 && text.length > 0 && byte_is_space(text.data[text.length - 1]))
		text.length--;
	if (err == 0 && text.length > 0)
		memcpy(out->password, text.data, text.length);
	buffer_release(&text);
	return err;
}

static int
cache_prepare(const struct configuration *configuration, struct diagnostics *why, uid_t *owner)
{
	const char *directory = configuration->ldap.cache_directory;
	struct identity identity;

	int err = identity_find(configuration, why, &identity);
	if (err == 0)
		err = directory_check_path(configuration, "ldap.cache_directory", directory, why);
	if (err == 0)
		err = directory_prepare(configuration, "ldap.cache_directory", directory, 0700, &identity,
		                        why);
	*owner = err == 0 && identity.change ? identity.uid : (uid_t)-1;
	return err;
}

/* libldap says of others no more than "Bad parameter", and only once it is asked. */
static int
uri_check(const struct configuration *configuration, struct diagnostics *why)
{
	static const char *const schemes[] = { "ldaps://", "ldap://", "ldapi://" };
	const char *uri = configuration->ldap.uri;

	if (uri[0] == '\0')
		return !has_groups(configuration) ? 0 :
		       configuration_complain(configuration, "ldap.uri", why,
		                              "is empty, but lists are to be read from a directory");
	for (size_t i = 0; i < ARRAY_LENGTH(schemes); i++)
		if (strncasecmp(uri, schemes[i], strlen(schemes[i])) == 0)
			return 0;
	return configuration_complain(configuration, "ldap.uri", why,
	                              "\"%s\" is no directory; write \"ldaps://host\", \"ldap://host\", "
	                              "which begins with StartTLS, or \"ldapi:///\"", uri);
}

int
groups_begin(const struct configuration *configuration, struct diagnostics *why,
             struct group_secret *secret)
{
	struct asking asking = { .configuration = configuration, .secret = secret };

	int err = uri_check(configuration, why);
	if (!has_groups(configuration))
		return err;
	if (err == 0)
		err = secret_read(configuration, why, secret);
	if (err == 0)
		err = cache_prepare(configuration, why, &asking.owner);
	return err != 0 ? err : group_each(configuration, group_ask, &asking);
}

void
groups_add(const char *path, const struct group_secret *secret)
{
	struct asking asking = { .secret = secret, .owner = (uid_t)-1, .only_missing = true };
	struct configuration *configuration;
	struct diagnostics unheard; /* the reload complains of the same */

	diagnostics_init(&unheard);
	if (configuration_load(path, &unheard, &configuration) == 0) {
		asking.configuration = configuration;
		groups_ask(&asking);
		configuration_release(&configuration);
	}
	diagnostics_release(&unheard);
}

/* ---- again and again ------------------------------------------------------------------ */

static void *
groups_run(void *context)
{
	const struct groups *groups = context;

	for (;;) {
		struct snapshot *snapshot = snapshot_pin(groups->holder);
		struct timespec pause = { .tv_sec = snapshot->configuration->ldap.refresh_seconds };
		snapshot_release(&snapshot);
		while (nanosleep(&pause, &pause) != 0 && errno == EINTR) {
			/* stopped and continued */
		}
		snapshot = snapshot_pin(groups->holder);
		struct asking asking = { .configuration = snapshot->configuration,
		                         .secret = groups->secret, .owner = (uid_t)-1 };
		groups_ask(&asking);
		snapshot_release(&snapshot);
		if (asking.changed > 0)
			(void)kill(getpid(), SIGHUP);
	}
	return NULL;
}

int
groups_start(struct groups *groups)
{
	pthread_t thread;

	int err = thread_start(groups_run, groups, &thread);
	if (err == 0)
		pthread_detach(thread);
	return err;
}
